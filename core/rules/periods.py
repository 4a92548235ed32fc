"""Which period of a limit an instant belongs to (LIM-04)."""

from __future__ import annotations

from datetime import date, timedelta

from core.model.periods import WEEKDAYS, Base, Period, PeriodKind, PeriodSpan
from core.rules.calendar_month import closing_in, month_number, turn
from core.rules.local_days import local_day, midnight_us

_LAST_DAYS = {Base.DAY_10: 10, Base.DAY_20: 20, Base.MONTH_END: 31}


def period_at(period: Period, instant_us: int) -> PeriodSpan:
    """The period that holds an instant; every instant belongs to exactly one.

    Months: the base day is the last day of a period, which ends at the local midnight after it. "Every N months"
    counts from the month that holds the anchor. Weeks: the base weekday is the day on which a period begins, and
    "every N weeks" counts from the week that holds the anchor. Days: periods of N days begin on the anchor.
    """
    if period.kind is PeriodKind.NONE:
        return PeriodSpan(0, None, None)
    number = _number_of_day(period, local_day(instant_us, period.zone))
    # a local date may come back for an hour when a clock change crosses midnight: the instants decide
    while instant_us < midnight_us(_first_day(period, number), period.zone):
        number -= 1
    while instant_us >= midnight_us(_first_day(period, number + 1), period.zone):
        number += 1
    return period_numbered(period, number)


def period_numbered(period: Period, number: int) -> PeriodSpan:
    """A period by its number; 0 is the one that holds the anchor."""
    if period.kind is PeriodKind.NONE:
        return PeriodSpan(0, None, None)
    start_us = midnight_us(_first_day(period, number), period.zone)
    return PeriodSpan(number, start_us, midnight_us(_first_day(period, number + 1), period.zone))


def _first_day(period: Period, number: int) -> date:
    if period.kind is PeriodKind.MONTHS:
        before = _month_of(period, period.anchor) + number * period.every - 1
        return turn(before, _last_day(period, before))
    return _first_of_all(period) + timedelta(days=number * _length_days(period))


def _number_of_day(period: Period, day: date) -> int:
    if period.kind is PeriodKind.MONTHS:
        return (_month_of(period, day) - _month_of(period, period.anchor)) // period.every
    return (day - _first_of_all(period)).days // _length_days(period)


def _month_of(period: Period, day: date) -> int:
    month = month_number(day)
    return month if day < turn(month, _last_day(period, month)) else month + 1


def _last_day(period: Period, month: int) -> int:
    if period.base is Base.CLOSING_DAY:
        return closing_in(month, period.closing).day
    return _LAST_DAYS[period.base]


def _first_of_all(period: Period) -> date:
    if period.kind is PeriodKind.DAYS:
        return period.anchor
    return period.anchor - timedelta(days=(period.anchor.weekday() - WEEKDAYS.index(period.base)) % 7)


def _length_days(period: Period) -> int:
    return period.every * (7 if period.kind is PeriodKind.WEEKS else 1)
