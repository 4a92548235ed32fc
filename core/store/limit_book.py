"""Who stands where against which limit, who is shut out on which printer, and what people are told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from core.model.accounts import Account, Decision, Standing, Usage
from core.model.errors import BadInput
from core.model.groups import Spot
from core.model.metering import UNGROUPED, EventKind, GroupLimit, Held, Holder, LimitEvent, Pooled, Scope, ShutOut
from core.rules.accounts import check_limit, check_limit_revision
from core.rules.limits import decide, reason, would_exceed
from core.store.accounts import AccountBook
from core.store.database import Database
from core.store.groups import GroupBook
from core.store.limit_events import EventRows
from core.store.printers import PrinterBook
from core.wire.mib import IdState


class Settled(NamedTuple):
    """Who is shut out where, and the next instant at which a period ends."""

    shut_out: ShutOut
    next_turn_us: int | None


class LimitBook:
    """Answers from the accounts' pools; writes what people are told."""

    def __init__(
        self,
        db: Database,
        accounts: AccountBook,
        groups: GroupBook,
        printers: PrinterBook,
        now_us: Callable[[], int],
    ) -> None:
        self._db = db
        self._accounts = accounts
        self._groups = groups
        self._printers = printers
        self._now_us = now_us
        self._events = EventRows(db)
        self._told: dict[tuple[Holder, Scope], int] = self._events.told()  # who knows of it, in order

    # questions

    def standings(self, now_us: int, keys: Iterable[int] | None = None) -> dict[int, Standing]:
        """Accounts against limits of their own, on printers without a group."""
        chosen = None if keys is None else set(keys)
        return {
            each.holder.account_key: each.standing
            for each in self.pooled(now_us)
            if each.scope == UNGROUPED
            and each.holder.account_key is not None
            and (chosen is None or each.holder.account_key in chosen)
        }

    def pooled(self, now_us: int) -> list[Pooled]:
        """Every limit against what was used, by holder and place."""
        return list(self._accounts.pools.standings(self._helds().values(), now_us))

    def shut_out(self, pooled: Iterable[Pooled]) -> ShutOut:
        """The Job Account IDs that no longer print, printer by printer (LIM-03, LIM-07)."""
        ids: dict[Scope, set[int]] = {}
        for each in pooled:
            if each.standing.exceeded:
                over = ids.setdefault(each.scope, set())
                over.update(meter.account.id for meter in self._accounts.meters_of(each.holder))
        by_printer = {}
        for printer_key in self._groups.memberships:
            group_key = self._groups.group_of(printer_key)
            if group_key is not None:
                scopes = (Scope(group_key), Scope(group_key, printer_key))
                by_printer[printer_key] = frozenset(id_ for scope in scopes for id_ in ids.get(scope, ()))
        return ShutOut(frozenset(ids.get(UNGROUPED, ())), by_printer)

    def limit_states(self, now_us: int) -> dict[int, IdState]:
        """The limit state every ID in force should have on printers without a group (LIM-03)."""
        over = self.shut_out(self.pooled(now_us)).ungrouped
        states = {True: IdState.LIMIT_EXCEEDED, False: IdState.ENABLED}
        return {one.id: states[one.id in over] for one in self._accounts.all()}

    def decisions(self, now_us: int) -> dict[int, Decision]:
        """The same with its reasons."""
        return {one.id: self._decide(one, now_us) for one in self._accounts.all()}

    def events(self, after: int = 0) -> list[LimitEvent]:
        """The outbox, from an entry on."""
        return self._events.read(after)

    def group_limits(self) -> dict[str, GroupLimit]:
        """The limits of user groups, by name of the group."""
        groups = self._groups.user_groups.values()
        found = ((group.name, self._accounts.group_limits.of(group.key)) for group in groups)
        return {name: limit for name, limit in found if limit is not None}

    def name_of(self, holder: Holder) -> str:
        """An account's or a user group's name."""
        if holder.account_key is not None:
            return self._accounts.meters[holder.account_key].account.name
        return self._groups.user_groups[holder.group_key or 0].name

    def id_of(self, holder: Holder) -> int | None:
        """An account's Job Account ID; None for a user group."""
        return None if holder.account_key is None else self._accounts.meters[holder.account_key].account.id

    def place_name(self, scope: Scope) -> str:
        """The name of a printer or of a printer group; "" for printers without a group."""
        if scope.printer_key is not None:
            return self._printers.row(scope.printer_key).name
        group = None if scope.group_key is None else self._groups.printer_groups.get(scope.group_key)
        return "" if group is None else group.name

    # what follows

    def settle(self, now_us: int) -> Settled:
        """Who is shut out at this instant; who is newly so, or no longer, is written into the outbox once (LIM-08)."""
        pooled = self.pooled(now_us)
        stands = {(each.holder, each.scope): each for each in pooled}
        over = {at: each for at, each in stands.items() if each.standing.exceeded}
        events = [
            self._event(now_us, EventKind.EXCEEDED, *at, each) for at, each in over.items() if at not in self._told
        ]
        for at in sorted(self._told.keys() - over.keys(), key=self._told.__getitem__):
            if self._is_there(at[0]):
                events.append(self._event(now_us, EventKind.PERMITTED, *at, stands.get(at)))
        if events:
            with self._db.transaction():
                self._events.write(events)
        before = [at for at in sorted(self._told, key=self._told.__getitem__) if at in over]
        self._told = {at: place for place, at in enumerate(dict.fromkeys((*before, *over)))}
        return Settled(self.shut_out(pooled), self._accounts.pools.next_turn_us(self._helds().values(), now_us))

    def admit(self, account_id: int, printer: str, use: Usage) -> Decision:
        """Whether a job that has not been printed yet would exceed a limit (LIM-10); a refusal is told like the rest.

        Raises BadInput for an ID or a printer that there is not.
        """
        account, now_us = self._accounts.current(account_id), self._now_us()
        held, key = self._accounts.held(account), self._key(printer)
        pool = self._accounts.pools.on(held, key)
        if held.limit is None or pool is None:
            return decide(account_id, None, None)
        stands = pool.standing(now_us)
        if not would_exceed(stands, use):
            return Decision(account_id, False, reason(held.limit, stands))
        scope = self._accounts.pools.scope(held, key)
        pooled = Pooled(held.holder, scope, held.limit, stands)
        event = self._event(now_us, EventKind.REFUSED, held.holder, scope, pooled)
        with self._db.transaction():
            self._events.write([event])
        return Decision(account_id, True, event.reason)

    def put_group_limit(
        self, group: str, wanted: GroupLimit | None, anchor: date | None, *, reset_usage: bool, revision: str | None
    ) -> None:
        """Set a user group's limit, or take it away; its members' usage begins anew with it if asked for (LIM-06)."""
        key, now_us = self._groups.user_group(group).key, self._now_us()
        known = self._accounts.group_limits.of(key)
        check_limit_revision(group, revision, known)
        limit = None
        if wanted is not None:
            check_limit(wanted.limit)
            whole = self._accounts.complete(wanted.limit, known.limit if known else None, anchor, now_us)
            limit = None if whole is None else wanted._replace(limit=whole)
        self._accounts.put_group_limit(key, limit, now_us if reset_usage else None)

    def reset(self, account_id: int, at_us: int, place: Spot | None = None) -> None:
        """An account's usage back to nothing, everywhere or at a place (JID-09)."""
        self._accounts.reset([account_id], at_us, self._printers_at(place))

    def reset_group(self, group: str, at_us: int, place: Spot | None = None) -> list[int]:
        """The usage of a user group's members, but for those not processed as a group; the IDs that were reset."""
        key = self._groups.user_group(group).key
        ids = [one.id for one in self._accounts.all() if one.group_key == key and not one.alone]
        self._accounts.reset(ids, at_us, self._printers_at(place))
        return ids

    # parts of the above

    def _printers_at(self, place: Spot | None) -> list[int] | None:
        if place is None:
            return None
        if place.printer:
            return [self._key(place.printer)]
        return self._groups.counted_by(self._groups.printer_group(place.group).key)

    def _key(self, printer: str) -> int:
        row = self._printers.named(printer)
        if row is None:
            raise BadInput("printer", f"there is none called {printer!r}", "printers list shows them")
        return row.key

    def _decide(self, account: Account, now_us: int) -> Decision:
        pool = self._accounts.pools.pools(self._accounts.held(account)).get(UNGROUPED)
        if pool is None:
            return decide(account.id, None, None)
        return decide(account.id, pool.limit, pool.standing(now_us))

    def _helds(self) -> dict[Holder, Held]:
        """Every limit in force, by its holder."""
        helds = (self._accounts.held(account) for account in self._accounts.all())
        found = {held.holder: held for held in helds if held.limit is not None}
        for group in self._groups.user_groups.values():  # those that have no members, too
            known = self._accounts.group_limits.of(group.key)
            if known is not None and not known.for_each:
                holder = Holder(None, group.key)
                found.setdefault(holder, Held(holder, known.limit, group.alone))
        return found

    def _is_there(self, holder: Holder) -> bool:
        """Whether there is still somebody to be told."""
        if holder.account_key is not None:
            return self._accounts.meters[holder.account_key].account.valid_to_us is None
        return holder.group_key in self._groups.user_groups

    def _event(self, at_us: int, kind: EventKind, holder: Holder, scope: Scope, stands: Pooled | None) -> LimitEvent:
        if stands is not None:
            why = reason(stands.limit, stands.standing)
        else:  # set back to nothing, or without a limit now
            why = "nothing is used there any more" if holder in self._helds() else "no limit is set there any more"
        who, addresses = self._audience(holder)
        return LimitEvent(0, at_us, kind, holder, scope, who, self.place_name(scope), why, addresses)

    def _audience(self, holder: Holder) -> tuple[str, tuple[str, ...]]:
        """The name of whom it is about, and the addresses of those who want to be told."""
        if holder.group_key is None:
            (meter,) = self._accounts.meters_of(holder)
            account = meter.account
            return account.name, (account.mail,) if account.mail and account.notify_limit else ()
        group = self._groups.user_groups[holder.group_key]
        members = sorted((meter.account for meter in self._accounts.meters_of(holder)), key=lambda one: one.id)
        wanted = [group.mail] if group.mail and group.notify_limit else []
        wanted += [one.mail for one in members if one.mail and one.notify_limit]
        return group.name, tuple(dict.fromkeys(wanted))
