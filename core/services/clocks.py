"""Telling the time to printers that have no clock of their own (ACQ-06, ACQ-14)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from core.model.errors import DeviceError
from core.services.context import Context
from core.services.station import Station
from core.services.times import utc_offset_min


async def tell_time(context: Context, station: Station) -> None:
    """Tell one printer the accounting zone's time; its lock is held. Raises DeviceError."""
    calendar = context.calendar
    now_us = calendar.now_us()
    await station.device.set_time(calendar.now_us, utc_offset_min(context.zone, now_us))
    station.told_us = now_us


async def tell_all(context: Context, stations: Sequence[Station]) -> dict[str, str]:
    """Tell several printers; what could not be done, by printer."""
    problems: dict[str, str] = {}

    async def work(station: Station) -> None:
        try:
            async with context.hold(station), asyncio.timeout(context.longest_s):
                await tell_time(context, station)
        except TimeoutError:
            problems[station.name] = f"took longer than {context.longest_s:g} s"
        except DeviceError as error:
            problems[station.name] = error.message

    await context.contacts.each(stations, work, "time")
    return problems
