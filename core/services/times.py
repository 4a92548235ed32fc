"""When a schedule falls due (ACQ-01, ACQ-02, ACQ-14). Pure: instants in, instants out.

Times of day are local times of the accounting zone. One that a change to summer time leaves out runs at the
first instant after the change; one that the change back repeats runs once, the first time.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Final

from core.config.settings import Schedule

_US: Final = 1_000_000
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def next_due_us(schedule: Schedule, zone: zoneinfo.ZoneInfo, anchor_us: int, after_us: int) -> int | None:
    """The first instant later than ``after_us``; None when the schedule is by hand. Intervals count from the anchor."""
    if schedule.every is not None:
        return anchor_us + ((after_us - anchor_us) // schedule.every + 1) * schedule.every
    return _time_of_day(schedule, zone, after_us, later=True)


def latest_due_us(schedule: Schedule, zone: zoneinfo.ZoneInfo, anchor_us: int, now_us: int) -> int | None:
    """The last instant not later than now and later than the anchor; None when there was none yet."""
    if schedule.every is not None:
        due_us = anchor_us + (now_us - anchor_us) // schedule.every * schedule.every
        return due_us if due_us > anchor_us else None
    latest_us = _time_of_day(schedule, zone, now_us, later=False)
    return latest_us if latest_us is not None and latest_us > anchor_us else None


def utc_offset_min(zone: zoneinfo.ZoneInfo, at_us: int) -> int:
    """Minutes that local time is ahead of UTC at an instant."""
    offset = _local(zone, at_us).utcoffset()
    return 0 if offset is None else int(offset.total_seconds()) // 60


def local_instant_us(zone: zoneinfo.ZoneInfo, day: dt.date, time: dt.time) -> int:
    """The instant of a local time: the first when there are two, the next valid one when there is none."""
    early = _instant_us(dt.datetime.combine(day, time, tzinfo=zone))
    if _local(zone, early).time() == time:
        return early
    # the clocks jump over this time; with the later offset it lies before the jump, with the earlier one after it
    before, after = _instant_us(dt.datetime.combine(day, time.replace(fold=1), tzinfo=zone)), early
    offset_after = _local(zone, after).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if _local(zone, middle).utcoffset() == offset_after:
            after = middle
        else:
            before = middle
    return after


def _time_of_day(schedule: Schedule, zone: zoneinfo.ZoneInfo, pivot_us: int, *, later: bool) -> int | None:
    today = _local(zone, pivot_us).date()
    # two days either way: a jump may carry a time over midnight
    days = [today + dt.timedelta(days=offset) for offset in range(-2, 3)]
    instants = sorted({local_instant_us(zone, day, time) for day in days for time in schedule.at})
    if later:
        return next((instant for instant in instants if instant > pivot_us), None)
    return next((instant for instant in reversed(instants) if instant <= pivot_us), None)


def _local(zone: zoneinfo.ZoneInfo, at_us: int) -> dt.datetime:
    return (_EPOCH + dt.timedelta(microseconds=at_us)).astimezone(zone)


def _instant_us(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)
