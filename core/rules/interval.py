"""How often a log should be acquired where nobody says so (PRN-06). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

HOUR_US: Final = 3_600_000_000
MINUTE_US: Final = 60_000_000
LEAST_US: Final = 5 * MINUTE_US
MOST_US: Final = 24 * HOUR_US


def default_interval_us(capacity: int, records_an_hour: int) -> int:
    """Half the time until a log of ``capacity`` records is full at this rate, in whole minutes, 5 min to 24 h.

    500 records at 2,400 an hour are full after 12 min 30 s: every 6 minutes. A rate of 0 is one that nobody knows, or
    no use at all: every 24 hours.
    """
    if records_an_hour <= 0:
        return MOST_US
    half_us = capacity * HOUR_US // (2 * records_an_hour)
    return min(MOST_US, max(LEAST_US, half_us // MINUTE_US * MINUTE_US))


def longest_wait_us(every_us: int | None, minutes: Sequence[int]) -> int | None:
    """The longest time between two acquisitions by a schedule; None where nothing is scheduled.

    ``minutes`` are its times of day, counted from midnight; a day on which clocks change is as long as any other here.
    """
    if every_us is not None:
        return every_us
    if not minutes:
        return None
    times = sorted(minutes)
    following = [*times[1:], times[0] + 24 * 60]
    return max(after - before for before, after in zip(times, following, strict=True)) * MINUTE_US
