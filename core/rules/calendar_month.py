"""Accounting months by the closing day (LOG-15): the log month of a record, and the turns of month periods."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from core.model.periods import ClosingDay
from core.rules.local_days import local_day, midnight_us

_LAST_DAY = 31


class MonthSpan(NamedTuple):
    """An accounting month: its name "2026-03", and its instants, the end excluded."""

    name: str
    start_us: int
    end_us: int


def month_number(day: date) -> int:
    """Months since year 0, so that months can be counted."""
    return day.year * 12 + day.month - 1


def closing_in(month: int, closing: Sequence[ClosingDay]) -> ClosingDay:
    """The closing day in force in a month; the first of the history holds before all others."""
    found = closing[0]
    for change in closing:
        if change.from_month <= month:
            found = change
    return found


def turn(month: int, last_day: int) -> date:
    """The day after a month's last day of accounting; days that the month lacks mean its end."""
    year, month_of_year = divmod(month, 12)
    length = monthrange(year, month_of_year + 1)[1]
    return date(year, month_of_year + 1, min(last_day, length)) + timedelta(days=1)


def month_name(month: int) -> str:
    """The name of a month by its number: "2026-03"."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def month_at(instant_us: int, closing: Sequence[ClosingDay], zone: str) -> MonthSpan:
    """The accounting month of an instant.

    With closing day 15, 16 February to 15 March are March; "after as this month" makes them February. At month end
    the two mean the same.
    """
    month = month_number(local_day(instant_us, zone)) - 1
    while instant_us >= (end_us := midnight_us(turn(month, closing_in(month, closing).day), zone)):
        month += 1
    closed = closing_in(month, closing)
    start_us = midnight_us(turn(month - 1, closing_in(month - 1, closing).day), zone)
    earlier = closed.after_as_this_month and closed.day < _LAST_DAY
    return MonthSpan(month_name(month - 1 if earlier else month), start_us, end_us)
