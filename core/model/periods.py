"""Limit periods and closing days, as they are set; `core.rules.periods` says what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class PeriodKind(StrEnum):
    """How a limit's period repeats (LIM-04)."""

    NONE = "none"
    MONTHS = "months"
    WEEKS = "weeks"
    DAYS = "days"


class Base(StrEnum):
    """Where a period turns: the last day of a month period, or the weekday on which a week period begins."""

    NONE = ""
    DAY_10 = "10"
    DAY_20 = "20"
    MONTH_END = "month end"
    CLOSING_DAY = "closing day"
    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


MONTH_BASES = (Base.DAY_10, Base.DAY_20, Base.MONTH_END, Base.CLOSING_DAY)
WEEKDAYS = (Base.MONDAY, Base.TUESDAY, Base.WEDNESDAY, Base.THURSDAY, Base.FRIDAY, Base.SATURDAY, Base.SUNDAY)


@dataclass(frozen=True, slots=True)
class ClosingDay:
    """A closing day and the month from which it holds (LOG-15).

    ``from_month`` counts months since year 0 (year * 12 + month − 1). Days 29 to 31 mean the last day of
    shorter months. With ``after_as_this_month`` the days after the closing day count for the month they stand in.
    """

    from_month: int = 0
    day: int = 31
    after_as_this_month: bool = False


MONTH_END_CLOSING = (ClosingDay(),)


@dataclass(frozen=True, slots=True)
class Period:
    """A repeating span of local days: ``every`` N months, weeks or days, or none at all (LIM-04).

    Period 0 is the one that begins at the base boundary before ``anchor``, or on it; without an anchor
    "every 2 months" would be undefined. ``zone`` is an IANA name; periods begin at its local midnights.
    ``closing`` is the history of closing days, for base "closing day" only.
    """

    kind: PeriodKind = PeriodKind.NONE
    every: int = 1
    base: Base = Base.NONE
    anchor: date = date(1970, 1, 1)
    zone: str = "UTC"
    closing: tuple[ClosingDay, ...] = MONTH_END_CLOSING


class PeriodSpan(NamedTuple):
    """One period, from ``start_us`` up to but not including ``end_us``.

    Numbers count from the period that holds the anchor, which is 0. Kind "none" is period 0 without start and end.
    """

    number: int
    start_us: int | None
    end_us: int | None
