"""What is done once a day: old text and old log months go, exports and totals of ended months are announced."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Final

from core.clock import Alarm, Calendar
from core.config.settings import DAY_US, PrinterOptions, Schedule
from core.model.errors import BadInput
from core.model.log_options import AutoExport
from core.rules.calendar_month import month_at, month_name
from core.services.crew import Crew
from core.services.times import latest_due_us, next_due_us
from core.store import Store

NOON: Final = Schedule(at=(dt.time(12),))
"""Late enough for what was printed on the closing day to be acquired by the usual schedules (LOG-14)."""
_MONTHS: Final = 12


class Chores:
    """One alarm a day, and only while there is something to do."""

    def __init__(self, store: Store, calendar: Calendar, crew: Crew, zone: zoneinfo.ZoneInfo) -> None:
        self._store = store
        self._calendar = calendar
        self._crew = crew
        self._zone = zone
        self._alarm: Alarm | None = None
        self._is_closed = False

    async def start(self) -> None:
        """Do what fell due while the server was off, as of the last noon, and take the alarm."""
        if await self._is_needed():
            await self._work(latest_due_us(NOON, self._zone, 0, self._calendar.now_us()) or 0)
        await self.follow()

    async def follow(self) -> None:
        """Take the alarm if something is to be done each day, after options or printers have changed."""
        is_needed = await self._is_needed()
        if is_needed and self._alarm is None and not self._is_closed:
            now_us = self._calendar.now_us()
            next_us = next_due_us(NOON, self._zone, now_us, now_us)
            assert next_us is not None  # every day has a noon
            self._alarm = self._calendar.at(next_us, self._ring, "daily chores")
            as_of_us = latest_due_us(NOON, self._zone, 0, now_us) or 0
            await self._store.records.begin_own_totals(as_of_us)
        elif not is_needed:
            self._drop()

    def heed(self) -> None:
        """The same soon, after accounts or user groups were set."""
        if self._alarm is None and not self._is_closed:
            self._crew.spawn(self.follow(), "daily chores")

    async def follow_printer(self, options: PrinterOptions) -> None:
        """A printer was added or changed."""
        if "auto_export" in options.model_fields_set:
            await self.follow()

    def close(self) -> None:
        """No more of it."""
        self._is_closed = True
        self._drop()

    def _drop(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    async def _is_needed(self) -> bool:
        options = await self._store.records.options()
        if options.text_days is not None or options.log_months is not None:
            return True
        if await self._store.records.own_totals_are_wanted():
            return True
        return any(row.auto_export is AutoExport.EXPORT_AND_MAIL for row in await self._store.printers())

    def _ring(self) -> None:
        self._alarm = None
        self._crew.spawn(self._day(), "daily chores")

    async def _day(self) -> None:
        await self._work(self._calendar.now_us())
        await self.follow()

    async def _work(self, as_of_us: int) -> None:
        records = self._store.records
        options = await records.options()
        await records.announce_exports(as_of_us)
        await records.announce_own_totals(as_of_us)
        if options.text_days is not None:
            await records.erase_texts(as_of_us - options.text_days * DAY_US)
        if options.log_months is not None:
            await self._delete_months(as_of_us, options.log_months)

    async def _delete_months(self, as_of_us: int, keep: int) -> None:
        settings = await self._store.settings()
        year, month = map(int, month_at(as_of_us, settings.closing, settings.zone).name.split("-"))
        first = month_name(year * _MONTHS + month - 1 - keep)
        for name in await self._store.records.months_before(first):
            try:
                await self._store.delete_log(None, name, f"kept for {keep} months")
            except BadInput:  # somebody was quicker
                continue
