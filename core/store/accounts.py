"""Accounts: Job Account IDs with their validity, restrictions, limits and usage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.model.accounts import (
    SPECIAL_IDS,
    UNREGISTERED_ID,
    Account,
    AccountSetup,
    Decision,
    Limit,
    Standing,
    Usage,
)
from core.model.errors import BadInput
from core.model.periods import MONTH_END_CLOSING, Base, Period, PeriodKind
from core.rules.accounts import check_account, check_revision
from core.rules.limits import decide, tally
from core.rules.local_days import local_day
from core.store import tables
from core.store.account_rows import account_of, account_values, limit_values
from core.store.database import Database, Statement
from core.store.groups import GroupBook
from core.store.meter import Meter, same_period
from core.store.places import PlaceBook
from core.store.settings import SettingsBook
from core.wire.mib import IdState

_SECOND_US: Final = 1_000_000
_a, _l, _u, _r = tables.accounts.c, tables.limits.c, tables.usage.c, tables.resets.c

_ALL = Statement(
    select(*tables.accounts.columns, *tables.limits.columns)
    .outerjoin(tables.limits, _l.account_key == _a.key)
    .order_by(_a.id, _a.valid_from_us, _a.key)
)
_USAGE = Statement(select(_u.account_key, _u.number, _u.sheets, _u.fee_micros))
_RESETS = Statement(select(_r.account_key, _r.at_us))
_CHARGES = Statement(
    select(tables.jobs.c.accounted_us, tables.jobs.c.sheets, tables.jobs.c.fee_micros).where(
        tables.jobs.c.account_key == bindparam("k")
    ),
    "k",
)
_INSERT_USAGE = Statement(insert(tables.usage), "account_key", "number", "sheets", "fee_micros")
_FORGET_USAGE = Statement(delete(tables.usage).where(_u.account_key == bindparam("k")), "k")


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

    def standings(self, now_us: int, keys: Iterable[int] | None) -> dict[int, Standing]:
        """Accounts with a limit against it."""
        meters = self._current.values() if keys is None else (self.meters[key] for key in keys if key in self.meters)
        return {meter.account.key: meter.standing(now_us) for meter in meters if meter.account.limit}

    def limit_states(self, now_us: int) -> dict[int, IdState]:
        """The limit state every ID in force should have on the printers (LIM-03)."""
        return {
            id_: IdState.LIMIT_EXCEEDED if meter.account.limit and meter.standing(now_us).exceeded else IdState.ENABLED
            for id_, meter in sorted(self._current.items())
        }

    def decisions(self, now_us: int) -> dict[int, Decision]:
        """The same with its reasons."""
        return {
            id_: decide(id_, meter.account.limit, meter.standing(now_us) if meter.account.limit else None)
            for id_, meter in sorted(self._current.items())
        }

    def next_turn_us(self, now_us: int) -> int | None:
        """The next end of a period of any limit."""
        ends = (meter.span(now_us).end_us for meter in self._current.values() if meter.account.limit)
        return min((end for end in ends if end is not None), default=None)

    # changes

    def put(self, setup: AccountSetup) -> Account:
        """Create or change the account of an ID (JID-01)."""
        known = self._current.get(setup.id)
        self._check(setup, known.account if known else None)
        now_us = self._now_us()
        limit = self._complete(setup, known.account.limit if known else None, now_us)
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
        for key in keys:
            self._db.ask(update(tables.accounts).where(_a.key == key).values(group_key=group_key))

    def grouped(self, keys: Iterable[int], group_key: int | None) -> None:
        """After the commit of :meth:`write_group`."""
        for key in keys:
            self.meters[key].account = replace(self.meters[key].account, group_key=group_key)

    def remove(self, account_id: int) -> None:
        """End the validity of an ID; its usage stays with the account's key."""
        if account_id in SPECIAL_IDS:
            raise BadInput("id", f"{SPECIAL_IDS[account_id]} cannot be deleted", "it can be restricted and limited")
        meter = self._meter(account_id)
        now_us = self._now_us()
        with self._db.transaction():
            self._db.ask(update(tables.accounts).where(_a.key == meter.account.key).values(valid_to_us=now_us))
            revision = self._settings.write_ids_revision()
        meter.account = replace(meter.account, valid_to_us=now_us)
        self._former.setdefault(account_id, []).append(meter.account)
        del self._current[account_id]
        self._settings.ids_revision = revision

    def reset(self, account_id: int, at_us: int) -> None:
        """Usage back to nothing at an instant (JID-09)."""
        meter = self._meter(account_id)
        with self._db.transaction():
            usages = self._write_reset(meter, meter.account.limit, at_us)
        meter.reset(at_us)
        meter.usages = usages

    def restate_closing(self) -> None:
        """Count anew whatever is counted by closing days, after they changed."""
        closing = self._settings.current.closing
        for meter in self._current.values():
            limit = meter.account.limit
            if limit is None or limit.period.base is not Base.CLOSING_DAY:
                continue
            limit = replace(limit, period=replace(limit.period, closing=closing))
            with self._db.transaction():
                usages = self._recount(meter.account.key, limit, meter.resets)
            meter.set_limit(limit)
            meter.usages = usages

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
        meter = self.meters[key] = self._current[setup.id] = Meter(account, {}, [])
        self._settings.ids_revision = revision
        return meter

    def _change(self, meter: Meter, new: Account, reset_us: int | None) -> Meter:
        old = meter.account
        revision, usages = None, None
        with self._db.transaction():
            self._db.ask(update(tables.accounts).where(_a.key == new.key).values(**account_values(new)))
            self._write_limit(new)
            if (old.name, old.restrictions) != (new.name, new.restrictions):
                revision = self._settings.write_ids_revision()
            if reset_us is not None:
                usages = self._write_reset(meter, new.limit, reset_us)
            elif not same_period(old.limit, new.limit):
                usages = self._recount(new.key, new.limit, meter.resets)
        meter.account = new
        meter.set_limit(new.limit)
        if reset_us is not None:
            meter.reset(reset_us)
        if usages is not None:
            meter.usages = usages
        if revision is not None:
            self._settings.ids_revision = revision
        return meter

    def _write_reset(self, meter: Meter, limit: Limit | None, at_us: int) -> dict[int, Usage]:
        self._db.ask(insert(tables.resets).values(account_key=meter.account.key, at_us=at_us))
        return self._recount(meter.account.key, limit, sorted([*meter.resets, at_us]))

    def _recount(self, key: int, limit: Limit | None, resets: list[int]) -> dict[int, Usage]:
        usages = self.counted(key, limit, resets)
        self._db.run(_FORGET_USAGE, key)
        self._db.raw.executemany(_INSERT_USAGE.sql, [(key, number, *usages[number]) for number in sorted(usages)])
        return usages

    def counted(self, key: int, limit: Limit | None, resets: list[int]) -> dict[int, Usage]:
        """An account's usage counted from the ledger."""
        period = (limit or Limit()).period
        return tally(period, self._db.run(_CHARGES, key), resets)

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

    def _complete(self, setup: AccountSetup, old: Limit | None, now_us: int) -> Limit | None:
        limit = setup.limit
        if limit is None or (limit.sheets is None and limit.fee_micros is None):
            return None
        wanted, settings = limit.period, self._settings.current
        if wanted.kind is PeriodKind.NONE:
            return replace(limit, period=Period())
        anchor, zone = setup.anchor, settings.zone
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
        usages: dict[int, dict[int, Usage]] = {}
        for key, number, sheets, fee_micros in self._db.run(_USAGE):
            usages.setdefault(key, {})[number] = Usage(sheets, fee_micros)
        resets: dict[int, list[int]] = {}
        for key, at_us in self._db.run(_RESETS):
            resets.setdefault(key, []).append(at_us)
        for values in self._db.run(_ALL):
            account = account_of(values, self._settings.current.closing)
            meter = self.meters[account.key] = Meter(account, usages.get(account.key, {}), resets.get(account.key, []))
            if account.valid_to_us is None:
                self._current[account.id] = meter
            else:
                self._former.setdefault(account.id, []).append(account)
