"""Limit periods and log months by plain calendar arithmetic (LIM-04, LOG-15); local days of one accounting zone.

A month period ends with its base day: the 10th, the 20th, the month's end, or the closing day; the next one begins at
the local midnight after it. Weeks begin on the base weekday, periods of days on the anchor. Period 0 holds the anchor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Closing(NamedTuple):
    """A closing day and the month (year × 12 + month − 1) from which it holds."""

    from_month: int
    day: int
    after_as_this_month: bool = False


MONTH_END = (Closing(0, 31),)


def local(instant_us: int, zone: str) -> datetime:
    """The wall clock of an instant."""
    return (EPOCH + instant_us * MICROSECOND).astimezone(ZoneInfo(zone))


def local_date(instant_us: int, zone: str) -> date:
    """The local day of an instant."""
    return local(instant_us, zone).date()


@cache
def begin_of_day_us(day: date, zone: str) -> int:
    """The first instant of a local day, found by trying the offsets of the days around it."""
    naive = datetime(day.year, day.month, day.day, tzinfo=UTC)
    candidates = []
    for hours in (-36, 36):
        offset = (naive + timedelta(hours=hours)).astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        candidates.append((naive - offset - EPOCH) // MICROSECOND)
    for instant_us in sorted(candidates):
        if local_date(instant_us, zone) >= day > local_date(instant_us - 1, zone):
            return instant_us
    return max(candidates)


def month_of(day: date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def last_day(month: int, base_day: int) -> date:
    """The base day of a month; a day that the month lacks is its last one."""
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    end = following - timedelta(days=1)
    return end if base_day >= end.day else end.replace(day=base_day)


def closing_day(month: int, closing: Sequence[Closing]) -> Closing:
    """The closing day in force in a month."""
    return [item for item in closing if item.from_month <= month][-1]


def accounting_month(day: date, closing: Sequence[Closing]) -> int:
    """The month in which a day is closed: days after the closing day are closed with the next month."""
    month = month_of(day)
    return month if day <= last_day(month, closing_day(month, closing).day) else month + 1


def log_month(instant_us: int, zone: str, closing: Sequence[Closing] = MONTH_END) -> str:
    """The log month of a record, as 2026-03 (LOG-03, LOG-15)."""
    month = accounting_month(local_date(instant_us, zone), closing)
    rule = closing_day(month, closing)
    if rule.after_as_this_month and rule.day < 31:
        month -= 1
    return f"{month // 12:04}-{month % 12 + 1:02}"


class Span(NamedTuple):
    """A period: its number, its first instant, and the first instant after it."""

    number: int
    start_us: int | None
    end_us: int | None


class Periods:
    """The periods of one limit."""

    def __init__(
        self, setting: Mapping[str, Any] | None, anchor: date, zone: str, closing: Sequence[Closing] = MONTH_END
    ) -> None:
        self.kind = (setting or {}).get("kind") or "none"
        self.every = int((setting or {}).get("every") or 1)
        self.base = str((setting or {}).get("base") or "").lower()
        self.zone = zone
        self.closing = closing
        self.anchor = anchor
        self._spans: dict[int, Span] = {}
        self._zero = 0
        if self.kind == "months":
            self._zero = self._month(anchor)
        elif self.kind == "weeks":
            self._zero = anchor.toordinal() - (anchor.weekday() - WEEKDAYS.index(self.base or "monday")) % 7
        elif self.kind == "days":
            self._zero = anchor.toordinal()

    def at(self, instant_us: int) -> Span:
        """The period of an instant."""
        if self.kind == "none":
            return Span(0, None, None)
        span = self.numbered(self._number(local_date(instant_us, self.zone)))
        while span.end_us is not None and instant_us >= span.end_us:  # a date that comes back after midnight
            span = self.numbered(span.number + 1)
        return span

    def numbered(self, number: int) -> Span:
        """A period by its number."""
        if number not in self._spans:
            starts = [begin_of_day_us(self._first_day(at), self.zone) for at in (number, number + 1)]
            self._spans[number] = Span(number, starts[0], starts[1])
        return self._spans[number]

    def _number(self, day: date) -> int:
        if self.kind == "months":
            return (self._month(day) - self._zero) // self.every
        return (day.toordinal() - self._zero) // (self.every * (7 if self.kind == "weeks" else 1))

    def _first_day(self, number: int) -> date:
        if self.kind == "months":
            return self._base_day(self._zero + number * self.every - 1) + timedelta(days=1)
        return date.fromordinal(self._zero + number * self.every * (7 if self.kind == "weeks" else 1))

    def _month(self, day: date) -> int:
        month = month_of(day)
        return month if day <= self._base_day(month) else month + 1

    def _base_day(self, month: int) -> date:
        day = closing_day(month, self.closing).day if self.base == "closing day" else 31
        return last_day(month, int(self.base) if self.base.isdecimal() else day)
