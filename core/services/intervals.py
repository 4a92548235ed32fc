"""The interval at which a printer is acquired where nobody says so, and what is said of a longer one (PRN-06)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.model import PrinterRow
from core.rules.interval import HOUR_US, default_interval_us, longest_wait_us
from core.services.station import Station, schedule_of
from core.store import Store

_SECOND_US: Final = 1_000_000
#: How long a printer is watched before what was seen counts; until then it could print as fast as it can.
WATCHED_US: Final = 24 * HOUR_US
#: The busiest hour of so many days is the rate.
SEEN_US: Final = 7 * 24 * HOUR_US
#: How often the interval is worked out anew.
ANEW_US: Final = HOUR_US


class Intervals:
    """Works intervals out of what is known of a printer."""

    def __init__(self, store: Store, now_us: Callable[[], int]) -> None:
        self._store = store
        self._now_us = now_us

    async def default_us(self, row: PrinterRow) -> int:
        """The interval that this printer should have at most: from its busiest hour or, at first, from its speed."""
        now_us = self._now_us()
        rate = row.sheets_an_hour  # jobs of one sheet, one after the other
        if now_us - row.registered_us >= WATCHED_US:
            rate = await self._store.operations.busiest_hour(row.key, now_us - SEEN_US)
        return default_interval_us(row.log_capacity, rate)

    async def work_out(self, station: Station) -> bool:
        """Work out the interval of a printer without one, at most once in a while; whether it is another now."""
        now_us = self._now_us()
        if not station.schedule.automatic or now_us - station.interval_at_us < ANEW_US:
            return False
        before, station.interval_us = station.interval_us, await self.default_us(station.row)
        station.interval_at_us = now_us
        return station.interval_us != before

    async def wait_us(self, row: PrinterRow) -> int | None:
        """The longest time between two acquisitions; None where nothing is scheduled."""
        schedule = schedule_of(row)
        if schedule.automatic:
            return await self.default_us(row)
        return longest_wait_us(schedule.every, [each.hour * 60 + each.minute for each in schedule.at])

    async def warning(self, row: PrinterRow) -> str:
        """Why records may be lost by this printer's schedule, "" when it is short enough."""
        if not row.log_capacity:
            return ""
        most_us, wait_us = await self.default_us(row), await self.wait_us(row)
        if wait_us is not None and wait_us <= most_us:
            return ""
        when = "by hand alone" if wait_us is None else f"every {told(wait_us)}"
        return (
            f"{row.name}: acquired {when}, its log of {row.log_capacity} records may be full before that and records "
            f"lost; at most every {told(most_us)} is safe"
        )


async def acquisition_status(store: Store, now_us: Callable[[], int]) -> list[dict[str, Any]]:
    """How the acquisition of each printer goes, and has gone (ACQ-11). Instants and intervals are microseconds.

    ``history`` holds the last attempts that brought something or failed, the oldest first.
    """
    intervals = Intervals(store, now_us)
    attempts, gaps = await store.operations.attempts(), await store.operations.gap_counts()
    return [
        {
            "printer": row.name,
            "state": row.state.value,
            "last_success_us": row.last_success_us,
            "last_attempt_us": row.last_attempt_us,
            "last_error": row.last_error,
            "records_fetched": row.records_fetched,
            "gaps": gaps.get(row.key, 0),
            "every_us": await intervals.wait_us(row),
            "warning": await intervals.warning(row),
            "history": [each._asdict() for each in attempts.get(row.key, [])],
        }
        for row in await store.printers()
    ]


def told(span_us: int) -> str:
    """A length of time as people write it: hours, minutes and seconds, those that there are."""
    minutes, seconds = divmod(span_us // _SECOND_US, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
