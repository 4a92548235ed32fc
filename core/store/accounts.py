"""Accounts: Job Account IDs with their validity, restrictions, limits and usage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.model.accounts import (
    NO_ALLOWANCE,
    NO_PERIOD,
    SPECIAL_IDS,
    UNREGISTERED_ID,
    Account,
    AccountSetup,
    Limit,
    Usage,
)
from core.model.errors import BadInput
from core.model.metering import GroupLimit, Held, Holder
from core.model.periods import MONTH_END_CLOSING, Base, Period, PeriodKind
from core.rules.accounts import check_account, check_revision
from core.rules.local_days import local_day
from core.rules.metering import held_by
from core.store import tables
from core.store.account_rows import account_of, account_values, limit_values
from core.store.database import Database, Statement
from core.store.group_limits import GroupLimits
from core.store.groups import GroupBook
from core.store.meter import Meter, Resets, UsageKey
from core.store.places import PlaceBook
from core.store.pools import Pool, PoolBook
from core.store.settings import SettingsBook
from core.store.usage import UsageRows

_SECOND_US: Final = 1_000_000
_a, _l = tables.accounts.c, tables.limits.c

_ALL = Statement(
    select(*tables.accounts.columns, *tables.limits.columns)
    .outerjoin(tables.limits, _l.account_key == _a.key)
    .order_by(_a.id, _a.valid_from_us, _a.key)
)


Change = tuple[Meter, Account, Resets, dict[UsageKey, Usage]]
"""A meter, its account as it will be, and what its resets and usages are then."""


class AccountBook:
    """All accounts, kept in memory with a meter each."""

    def __init__(
        self,
        db: Database,
        settings: SettingsBook,
        groups: GroupBook,
        places: PlaceBook,
        now_us: Callable[[], int],
    ) -> None:
        self._db = db
        self._settings = settings
        self._groups = groups
        self._places = places
        self._now_us = now_us
        self.meters: dict[int, Meter] = {}
        self.group_limits = GroupLimits(db, settings)
        self.pools = PoolBook(self.meters_of, self.held, groups.counted_in, lambda: groups.moves)
        self._usage = UsageRows(db)
        self._pending: list[Change] = []
        self._current: dict[int, Meter] = {}
        self._former: dict[int, list[Account]] = {}
        self._load()

    # look-ups

    def key_at(self, account_id: int, at_us: int, printer_key: int) -> int:
        """The account that a Job Account ID meant on a printer at an instant.

        It is the unregistered one if the ID meant none, or was not registered there (JID-02, JID-12).
        """
        meter = self._current.get(account_id)
        if meter is not None and at_us >= meter.account.valid_from_us:
            return self._if_registered(meter.account.key, at_us, printer_key)
        for account in reversed(self._former.get(account_id, ())):
            if account.valid_from_us <= at_us and (account.valid_to_us is None or at_us < account.valid_to_us):
                return self._if_registered(account.key, at_us, printer_key)
        return self._current[UNREGISTERED_ID].account.key

    def _if_registered(self, key: int, at_us: int, printer_key: int) -> int:
        if self._places.is_chosen(key):
            memberships = self._groups.memberships.get(printer_key, ())
            if self._places.on(key, printer_key, at_us, memberships) is None:
                return self._current[UNREGISTERED_ID].account.key
        return key

    def current(self, account_id: int) -> Account:
        """The account of an ID in force. Raises BadInput."""
        return self._meter(account_id).account

    def all(self, *, removed: bool = False) -> list[Account]:
        """Accounts by ID; the unregistered one has ID 0."""
        meters = self.meters.values() if removed else self._current.values()
        return sorted((meter.account for meter in meters), key=lambda one: (one.id, one.valid_from_us, one.key))

    def held(self, account: Account) -> Held:
        """The limit that an account prints under, and whose it is (LIM-07); once it is deleted, its own."""
        group = None
        if account.group_key is not None and account.valid_to_us is None:
            group = self._groups.user_groups.get(account.group_key)
        terms = None if group is None else self.group_limits.terms(group)
        return held_by(account.key, account.limit, alone=account.alone, group=terms)

    def meters_of(self, holder: Holder) -> list[Meter]:
        """The meters of those who print under a holder's limit."""
        if holder.account_key is not None:
            return [self.meters[holder.account_key]]
        members = (each for each in self._current.values() if each.account.group_key == holder.group_key)
        return [each for each in members if self.held(each.account).holder == holder]

    def pool(self, account_key: int, printer_key: int) -> Pool | None:
        """Where an account's use of a printer counts against a limit; None without one, or once it was deleted."""
        account = self.meters[account_key].account
        return None if account.valid_to_us is not None else self.pools.on(self.held(account), printer_key)

    def count(self, account_key: int, at: UsageKey, use: Usage) -> None:
        """After the commit: a job was counted."""
        meter = self.meters[account_key]
        meter.add(at, use)
        self.pools.count(meter.account, at, use)

    # changes

    def put(self, setup: AccountSetup) -> Account:
        """Create or change the account of an ID (JID-01)."""
        known = self._current.get(setup.id)
        self._check(setup, known.account if known else None)
        now_us = self._now_us()
        limit = self.complete(setup.limit, known.account.limit if known else None, setup.anchor, now_us)
        old = known.account if known else None
        if old is None:
            meter = self._create(setup, limit, now_us)
        else:
            flags = {"alone": setup.alone, "notify_totals": setup.notify_totals, "notify_limit": setup.notify_limit}
            new = replace(old, name=setup.name, mail=setup.mail, restrictions=setup.restrictions, limit=limit, **flags)
            if new == old and not setup.reset_usage:
                return old
            assert known is not None
            meter = self._change(known, new, now_us if setup.reset_usage else None)
        return meter.account

    def write_group(self, keys: Iterable[int], group_key: int | None) -> None:
        """Within a transaction of the caller: accounts go into a user group, or into none."""
        meters = [self.meters[key] for key in keys]
        for meter in meters:
            self._db.ask(update(tables.accounts).where(_a.key == meter.account.key).values(group_key=group_key))
        self._pending = self._write_counts((meter, replace(meter.account, group_key=group_key)) for meter in meters)

    def grouped(self) -> None:
        """After the commit of :meth:`write_group`."""
        self._taken(self._pending)
        self.pools.forget_all()  # the group itself may have changed

    def put_group_limit(self, group_key: int, limit: GroupLimit | None, reset_us: int | None) -> None:
        """A user group's limit, and its members' usage set back with it unless ``reset_us`` is None (LIM-06)."""
        before = self.group_limits.of(group_key)
        self.group_limits.put(group_key, limit)
        try:
            with self._db.transaction():
                self.group_limits.write(group_key, limit)
                members = [each for each in self._current.values() if each.account.group_key == group_key]
                changes = self._write_counts(((each, each.account) for each in members), reset_us)
        except BaseException:
            self.group_limits.put(group_key, before)
            raise
        self._taken(changes)
        self.pools.forget(Holder(None, group_key))

    def remove(self, account_id: int) -> None:
        """End the validity of an ID; its usage stays with the account's key."""
        if account_id in SPECIAL_IDS:
            raise BadInput("id", f"{SPECIAL_IDS[account_id]} cannot be deleted", "it can be restricted and limited")
        meter = self._meter(account_id)
        now_us = self._now_us()
        with self._db.transaction():
            self._db.ask(update(tables.accounts).where(_a.key == meter.account.key).values(valid_to_us=now_us))
            changes = self._write_counts([(meter, replace(meter.account, valid_to_us=now_us))])
            revision = self._settings.write_ids_revision()
        self._taken(changes)
        self._former.setdefault(account_id, []).append(meter.account)
        del self._current[account_id]
        self._settings.ids_revision = revision

    def reset(self, ids: Iterable[int], at_us: int, printer_keys: Sequence[int] | None = None) -> None:
        """Usage back to nothing at an instant, everywhere or on some printers (JID-09)."""
        meters = [self._meter(each) for each in ids]
        with self._db.transaction():
            changes = self._write_counts(((each, each.account) for each in meters), at_us, printer_keys)
        self._taken(changes)

    def restate_closing(self) -> None:
        """Count anew whatever is counted by closing days, after they changed."""
        closing = self._settings.current.closing
        for key in self.group_limits.by_closing_day():
            self.put_group_limit(key, self.group_limits.restated(key, self._settings), None)
        changed = []
        for meter in self.meters.values():
            limit = meter.account.limit
            if limit is not None and limit.period.base is Base.CLOSING_DAY:
                period = replace(limit.period, closing=closing)
                changed.append((meter, replace(meter.account, limit=replace(limit, period=period))))
        with self._db.transaction():
            changes = self._write_counts(changed)
        self._taken(changes)

    # parts of the above

    def _meter(self, account_id: int) -> Meter:
        meter = self._current.get(account_id)
        if meter is None:
            raise BadInput("id", f"{account_id} is no Job Account ID in force")
        return meter

    def _create(self, setup: AccountSetup, limit: Limit | None, now_us: int) -> Meter:
        # printers tell whole seconds: a job of the second in which the ID was added belongs to it
        valid_from_us = now_us // _SECOND_US * _SECOND_US
        flags = (setup.alone, setup.notify_totals, setup.notify_limit)
        account = Account(
            0, setup.id, setup.name, setup.mail, setup.restrictions, limit, valid_from_us, None, None, *flags
        )
        with self._db.transaction():
            key = self._db.ask(insert(tables.accounts).values(**account_values(account))).lastrowid
            assert key is not None
            account = replace(account, key=key)
            self._write_limit(account)
            revision = self._settings.write_ids_revision()
        meter = self.meters[key] = self._current[setup.id] = Meter(account, self._period(account), {}, Resets())
        self._settings.ids_revision = revision
        return meter

    def _change(self, meter: Meter, new: Account, reset_us: int | None) -> Meter:
        old, revision = meter.account, None
        with self._db.transaction():
            self._db.ask(update(tables.accounts).where(_a.key == new.key).values(**account_values(new)))
            self._write_limit(new)
            if (old.name, old.restrictions) != (new.name, new.restrictions):
                revision = self._settings.write_ids_revision()
            changes = self._write_counts([(meter, new)], reset_us)
        self._taken(changes)
        if revision is not None:
            self._settings.ids_revision = revision
        return meter

    def _write_counts(
        self,
        changed: Iterable[tuple[Meter, Account]],
        reset_us: int | None = None,
        printer_keys: Sequence[int] | None = None,
    ) -> list[Change]:
        """Within a transaction: usage as it is for accounts as they will be, counted anew where that is due."""
        changes: list[Change] = []
        for meter, account in changed:
            period, resets, usages = self._period(account), meter.resets, meter.usages
            if reset_us is not None:
                resets, usages = self._usage.reset(meter, period, reset_us, printer_keys)
            elif meter.period != period:
                usages = self._usage.recount(account.key, period, meter.resets)
            changes.append((meter, account, resets, usages))
        return changes

    def _taken(self, changes: Iterable[Change]) -> None:
        """After the commit: meters count for accounts as they are now."""
        for meter, account, resets, usages in changes:
            self.pools.forget(self.held(meter.account).holder)
            meter.take(account, self._period(account))
            meter.resets, meter.usages = resets, usages
            self.pools.forget(self.held(account).holder)

    def counted(self, meter: Meter) -> dict[UsageKey, Usage]:
        """An account's usage counted from the ledger."""
        return self._usage.counted(meter.account.key, meter.period, meter.resets)

    def _period(self, account: Account) -> Period:
        limit = self.held(account).limit
        return NO_PERIOD if limit is None else limit.period

    def _write_limit(self, account: Account) -> None:
        if account.limit is None:
            self._db.ask(delete(tables.limits).where(_l.account_key == account.key))
            return
        values = limit_values(account.limit)
        self._db.ask(
            upsert(tables.limits)
            .values(account_key=account.key, **values)
            .on_conflict_do_update(index_elements=[_l.account_key], set_=values)
        )

    def complete(self, limit: Limit | None, old: Limit | None, anchor: date | None, now_us: int) -> Limit | None:
        """A limit with what only the store knows: anchor, zone, closing days. None where nothing is limited."""
        if limit is None or limit.allowance == NO_ALLOWANCE:
            return None
        wanted, settings = limit.period, self._settings.current
        if wanted.kind is PeriodKind.NONE:
            return replace(limit, period=Period())
        zone = settings.zone
        if old and (old.period.kind, old.period.every, old.period.base) == (wanted.kind, wanted.every, wanted.base):
            anchor, zone = anchor or old.period.anchor, old.period.zone
        anchor = anchor or local_day(now_us, zone)
        closing = settings.closing if wanted.base is Base.CLOSING_DAY else MONTH_END_CLOSING
        return replace(limit, period=replace(wanted, anchor=anchor, zone=zone, closing=closing))

    def _check(self, setup: AccountSetup, known: Account | None) -> None:
        check_account(setup)
        check_revision(setup, known)
        for meter in self._current.values():
            if meter.account.name == setup.name and meter.account is not known:
                raise BadInput("name", f"{setup.name} is the name of ID {meter.account.id}")

    def _load(self) -> None:
        usages, resets = self._usage.load()
        for values in self._db.run(_ALL):
            account = account_of(values, self._settings.current.closing)
            key = account.key
            meter = Meter(account, self._period(account), usages.get(key, {}), resets.get(key) or Resets())
            self.meters[key] = meter
            if account.valid_to_us is None:
                self._current[account.id] = meter
            else:
                self._former.setdefault(account.id, []).append(account)
        if not usages and self._usage.is_due():
            self._count_anew()

    def _count_anew(self) -> None:
        """Everything, after a migration that emptied the table."""
        if not self._db.token:  # a guest, who writes nothing
            for meter in self.meters.values():
                meter.usages = self.counted(meter)
            return
        with self._db.transaction():
            for meter in self.meters.values():
                meter.usages = self._usage.recount(meter.account.key, meter.period, meter.resets)
