"""The one row that says who this server is and by which zone, currency and closing day it counts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from core.chance import Chance
from core.model.accounts import SPECIAL_IDS
from core.model.errors import BadInput
from core.model.fees import Rounding
from core.model.periods import ClosingDay
from core.model.printers import EDITION_PRINTERS
from core.model.settings import LedgerSettings
from core.rules.calendar_month import month_at, month_number
from core.rules.local_days import local_day
from core.store import tables
from core.store.chain import CHAIN_START, CHAINS
from core.store.database import Database, Statement

_READ = Statement(select(*tables.server.columns).limit(1))
_PLACES = {column.name: place for place, column in enumerate(tables.server.columns)}
_ROUNDING, _ROUNDING_MICROS = _PLACES["rounding"], _PLACES["rounding_micros"]
_ANY_JOB = Statement(select(tables.jobs.c.key).limit(1))
_ID, _ZONE, _CURRENCY, _EDITION, _CLOSING, _IDS_REVISION = 1, 2, 3, 4, 5, 7


class SettingsBook:
    """Settings of the whole ledger, kept in memory."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us
        row = db.run(_READ).fetchone()
        self.server_id: bytes = row[_ID]
        self.ids_revision: int = row[_IDS_REVISION]
        closing = tuple(ClosingDay(month, day, bool(after)) for month, day, after in json.loads(row[_CLOSING]))
        rounding = (Rounding(row[_ROUNDING]), row[_ROUNDING_MICROS])
        self.current = LedgerSettings(row[_ZONE], row[_CURRENCY], row[_EDITION], closing, *rounding)

    def change(
        self,
        zone: str | None,
        currency: str | None,
        edition: str | None,
        rounding: Rounding | None = None,
        rounding_micros: int | None = None,
    ) -> LedgerSettings:
        """Change what is given."""
        wanted: dict[str, Any] = {"zone": zone, "currency": currency, "edition": edition}
        wanted |= {"rounding": rounding, "rounding_micros": rounding_micros}
        changes: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
        new = replace(self.current, **changes)
        if new != self.current:
            _check(new)
            if new.currency != self.current.currency and self._in_use(tables.fee_definitions.c.key):
                raise BadInput("currency", f"fees are defined in {self.current.currency} already")
            with self._db.transaction():
                self._db.ask(update(tables.server).values(**changes))
            self.current = new
        return new

    def set_closing_day(self, day: int, *, after_as_this_month: bool) -> bool:
        """Set the closing day (LOG-15); whether that changed anything."""
        if not 1 <= day <= 31:
            raise BadInput("closing day", "a day of the month from 1 to 31 (31 is month end)")
        history = list(self.current.closing)
        if self._db.run(_ANY_JOB).fetchone() is None:
            history = [ClosingDay(0, day, after_as_this_month)]
        elif (history[-1].day, history[-1].after_as_this_month) != (day, after_as_this_month):
            now_us, zone = self._now_us(), self.current.zone
            turn_us = month_at(now_us, history, zone).end_us
            # the running month ends as it was to end; the next one is the first that the new day ends
            month = month_number(local_day(turn_us - 1, zone)) + 1
            history = [entry for entry in history if entry.from_month < month]
            history.append(ClosingDay(month, day, after_as_this_month))
        if tuple(history) == self.current.closing:
            return False
        entries = [[entry.from_month, entry.day, entry.after_as_this_month] for entry in history]
        with self._db.transaction():
            self._db.ask(update(tables.server).values(closing=json.dumps(entries)))
        self.current = replace(self.current, closing=tuple(history))
        return True

    def write_ids_revision(self) -> int:
        """Within a transaction of the caller: the ID tables change. After its commit, ``ids_revision`` is to be set."""
        revision = self.ids_revision + 1
        self._db.ask(update(tables.server).values(ids_revision=revision))
        return revision

    def _in_use(self, column: Any) -> bool:
        return self._db.ask(select(column).limit(1)).fetchone() is not None


def found(db: Database, chance: Chance, now_us: int) -> None:
    """Give a new database its identity; within a transaction of the caller."""
    settings = LedgerSettings()
    closing = json.dumps([[entry.from_month, entry.day, entry.after_as_this_month] for entry in settings.closing])
    db.ask(
        insert(tables.server).values(
            key=1,
            server_id=chance.octets("server id", 16),
            zone=settings.zone,
            currency=settings.currency,
            edition=settings.edition,
            closing=closing,
            token=0,
            ids_revision=1,
        )
    )
    for key, (account_id, name) in enumerate(SPECIAL_IDS.items(), 1):
        values = {"key": key, "id": account_id, "name": name, "mail": "", "restrictions": 0, "group_key": None}
        flags = {"alone": False, "notify_totals": False, "notify_limit": False}
        db.ask(insert(tables.accounts).values(**values, **flags, valid_from_us=min(0, now_us), valid_to_us=None))
    for chain in CHAINS:
        db.ask(insert(tables.heads).values(chain=chain, entries=0, hash=CHAIN_START))


def _check(settings: LedgerSettings) -> None:
    try:
        ZoneInfo(settings.zone)
    except (KeyError, ValueError, OSError) as error:
        raise BadInput("zone", f"no such time zone: {settings.zone!r}", "give a name such as Europe/Berlin") from error
    if settings.edition not in EDITION_PRINTERS:
        raise BadInput("edition", f"one of {', '.join(EDITION_PRINTERS)}")
    if len(settings.currency) != 3 or not settings.currency.isascii() or not settings.currency.isupper():
        raise BadInput("currency", "three capital letters, such as EUR (ISO 4217)")
    if settings.rounding_micros < 1:
        raise BadInput("rounding step", "fees are rounded to a positive amount, such as 0.01")
