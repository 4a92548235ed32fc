"""Log numbers: from 1 in each accounting month of each printer, given when a job is stored (LOG-03)."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from core.rules.calendar_month import MonthSpan, month_at
from core.store import tables
from core.store.database import Database, Statement
from core.store.settings import SettingsBook

_j = tables.jobs.c
_LAST = Statement(
    select(func.coalesce(func.max(_j.log_number), 0)).where(
        _j.printer_key == bindparam("p"), _j.log_month == bindparam("m")
    ),
    *("p", "m"),
)
_b = tables.brought_numbers.c
_BROUGHT = Statement(
    select(func.coalesce(func.max(_b.last), 0)).where(_b.printer_key == bindparam("p"), _b.log_month == bindparam("m")),
    *("p", "m"),
)


class LogNumbers:
    """The last number of each printer and month, read once and then remembered."""

    def __init__(self, db: Database, settings: SettingsBook) -> None:
        self._db = db
        self._settings = settings
        self._last: dict[tuple[int, int], int] = {}
        self._counted_by = settings.current
        self._span = MonthSpan("", 0, 0)
        self._month = 0

    def month(self, accounted_us: int) -> int:
        """The log month of an instant, as 202603."""
        current = self._settings.current
        if not self._span.start_us <= accounted_us < self._span.end_us or current is not self._counted_by:
            self._counted_by = current
            self._span = month_at(accounted_us, current.closing, current.zone)
            self._month = int(self._span.name.replace("-", ""))
        return self._month

    def last(self, at: tuple[int, int]) -> int:
        """The last number given for (printer, month); 0 for none."""
        if at not in self._last:
            brought = self._db.run(_BROUGHT, *at).fetchone()[0]
            self._last[at] = max(brought, self._db.run(_LAST, *at).fetchone()[0])
        return self._last[at]

    def given(self, numbers: dict[tuple[int, int], int]) -> None:
        """Numbers were given and committed."""
        self._last.update(numbers)
