"""Local calendar days and their instants in a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@lru_cache(maxsize=8192)
def midnight_us(day: date, zone: str) -> int:
    """The instant at which a local day begins.

    Where a clock change skips midnight, that is the change itself; where it repeats midnight, the first of the two.
    """
    return (datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) - _EPOCH) // _MICROSECOND


def local_day(instant_us: int, zone: str) -> date:
    """The local day on which an instant falls."""
    return datetime.fromtimestamp(instant_us // 1_000_000, ZoneInfo(zone)).date()


def local_text(instant_us: int, zone: str) -> str:
    """An instant for people: "2026-04-01 00:00 Europe/Berlin"."""
    return f"{datetime.fromtimestamp(instant_us // 1_000_000, ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
