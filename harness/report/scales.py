"""Axes: round numbers, and round local times."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from harness.report.wording import EPOCH, local

_HOUR_S = 3600
_STEPS_S = (1, 5, 15, 30, 60, 300, 900, 1800, _HOUR_S, 2 * _HOUR_S, 3 * _HOUR_S, 6 * _HOUR_S, 12 * _HOUR_S)
_STEPS_DAYS = (1, 2, 7, 14, 28, 91)


def round_up(value: float) -> int:
    """The next number of the kind 1, 2, 5, 10, 20, 50, …, at least 1."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= value:
                return factor * power
        power *= 10


def number_ticks(highest: int, wanted: int = 4) -> list[int]:
    """Round numbers from 0 to at least ``highest``."""
    step = round_up(max(1, highest) / wanted)
    return list(range(0, (-(-max(1, highest) // step) + 1) * step, step))


def time_ticks(start_us: int, end_us: int, zone: str, wanted: int = 7) -> list[tuple[int, str]]:
    """Round local times between two instants, with their labels."""
    span_s = max(1, (end_us - start_us) // 1_000_000)
    step_s = next((step for step in _STEPS_S if span_s / step <= wanted), 0)
    first = local(start_us, zone)
    return _clock_ticks(first, step_s, end_us) if step_s else _day_ticks(first, span_s, end_us, zone, wanted)


def _clock_ticks(first: dt.datetime, step_s: int, end_us: int) -> list[tuple[int, str]]:
    """Times of the local day, so that midnights stay midnights through a clock change."""
    ticks: list[tuple[int, str]] = []
    start_us, day = _us(first), first.replace(hour=0, minute=0, second=0, microsecond=0)
    while _us(day) <= end_us:
        for place in range(0, 86_400, step_s):
            at_us = _us(day.replace(hour=place // 3600, minute=place // 60 % 60, second=place % 60))
            if start_us <= at_us <= end_us and (not ticks or at_us > ticks[-1][0]):
                shown = "%H:%M:%S" if step_s < 60 else "%H:%M" if place else "%-d %b"
                ticks.append((at_us, (day + dt.timedelta(seconds=place)).strftime(shown)))
        day += dt.timedelta(days=1)
    return ticks


def _day_ticks(first: dt.datetime, span_s: int, end_us: int, zone: str, wanted: int) -> list[tuple[int, str]]:
    days = next((step for step in _STEPS_DAYS if span_s / 86_400 / step <= wanted), 365)
    day = first.date() + dt.timedelta(days=1)
    ticks: list[tuple[int, str]] = []
    while (at_us := _us(dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))) <= end_us:
        ticks.append((at_us, day.strftime("%-d %b")))
        day += dt.timedelta(days=days)
    return ticks


def _us(at: dt.datetime) -> int:
    return (at - EPOCH) // dt.timedelta(microseconds=1)
