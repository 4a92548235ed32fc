"""When schedules fall due: intervals, times of day, summer time (ACQ-01, ACQ-02, ACQ-14)."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config.settings import Schedule
from core.services.times import latest_due_us, local_instant_us, next_due_us, utc_offset_min

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
LORD_HOWE = zoneinfo.ZoneInfo("Australia/Lord_Howe")  # half an hour of summer time
HOUR = 3_600_000_000


def us(text: str, zone: zoneinfo.ZoneInfo = zoneinfo.ZoneInfo("UTC")) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()) * 1_000_000


def test_an_interval_counts_from_its_anchor() -> None:
    """ACQ-01"""
    hourly, anchor = Schedule(every=HOUR), us("2026-03-30 08:10")
    assert next_due_us(hourly, BERLIN, anchor, anchor) == us("2026-03-30 09:10")
    assert next_due_us(hourly, BERLIN, anchor, us("2026-03-30 09:10") - 1) == us("2026-03-30 09:10")
    assert next_due_us(hourly, BERLIN, anchor, us("2026-03-30 09:10")) == us("2026-03-30 10:10")
    assert latest_due_us(hourly, BERLIN, anchor, us("2026-03-30 09:09")) is None
    assert latest_due_us(hourly, BERLIN, anchor, us("2026-03-30 12:00")) == us("2026-03-30 11:10")


def test_by_hand_is_never_due() -> None:
    assert next_due_us(Schedule(every=None), BERLIN, 0, us("2026-01-01 00:00")) is None
    assert latest_due_us(Schedule(every=None), BERLIN, 0, us("2026-01-01 00:00")) is None


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-01-05 07:59", "2026-01-05 08:00"),
        ("2026-01-05 08:00", "2026-01-05 18:30"),
        ("2026-01-05 18:30", "2026-01-06 08:00"),
        ("2026-12-31 23:00", "2027-01-01 08:00"),
    ],
)
def test_times_of_day_are_local(after: str, expected: str) -> None:
    """ACQ-02"""
    schedule = Schedule(at=(dt.time(18, 30), dt.time(8)))
    assert next_due_us(schedule, BERLIN, 0, us(after, BERLIN)) == us(expected, BERLIN)


def test_a_time_that_summer_time_leaves_out_runs_when_the_clocks_have_jumped() -> None:
    """ACQ-14: 02:30 on 29 March 2026 does not exist in Berlin; 03:00 CEST is 01:00 UTC."""
    schedule = Schedule(at=(dt.time(2, 30),))
    assert next_due_us(schedule, BERLIN, 0, us("2026-03-28 12:00")) == us("2026-03-29 01:00")
    assert next_due_us(schedule, BERLIN, 0, us("2026-03-29 01:00")) == us("2026-03-30 00:30")


def test_a_time_that_comes_twice_runs_once() -> None:
    """ACQ-14: 02:30 on 25 October 2026 comes at 00:30 and at 01:30 UTC."""
    schedule = Schedule(at=(dt.time(2, 30),))
    assert next_due_us(schedule, BERLIN, 0, us("2026-10-24 12:00")) == us("2026-10-25 00:30")
    assert next_due_us(schedule, BERLIN, 0, us("2026-10-25 00:30")) == us("2026-10-26 01:30")


def test_two_times_that_fall_together_are_one() -> None:
    schedule = Schedule(at=(dt.time(2, 15), dt.time(2, 45), dt.time(3)))
    assert next_due_us(schedule, BERLIN, 0, us("2026-03-29 00:59")) == us("2026-03-29 01:00")
    assert next_due_us(schedule, BERLIN, 0, us("2026-03-29 01:00")) == us("2026-03-30 00:15")


def test_a_jump_of_half_an_hour() -> None:
    """Lord Howe jumps from 02:00 to 02:30 on 4 October 2026: 02:15 runs at 15:30 UTC of the day before."""
    assert local_instant_us(LORD_HOWE, dt.date(2026, 10, 4), dt.time(2, 15)) == us("2026-10-03 15:30")


def test_the_offset_that_printers_are_told() -> None:
    assert utc_offset_min(BERLIN, us("2026-01-05 12:00")) == 60
    assert utc_offset_min(BERLIN, us("2026-07-05 12:00")) == 120


@given(
    at=st.lists(st.times().map(lambda t: t.replace(second=0, microsecond=0)), min_size=1, max_size=5, unique=True),
    after=st.integers(us("2025-01-01 00:00"), us("2028-01-01 00:00")),
    zone=st.sampled_from([BERLIN, LORD_HOWE, zoneinfo.ZoneInfo("America/St_Johns")]),
)
def test_next_and_latest_are_neighbours(at: list[dt.time], after: int, zone: zoneinfo.ZoneInfo) -> None:
    schedule = Schedule(at=tuple(at))
    due = next_due_us(schedule, zone, 0, after)
    assert due is not None
    assert after < due <= after + 26 * HOUR
    assert latest_due_us(schedule, zone, 0, due) == due
    before = latest_due_us(schedule, zone, 0, due - 1)
    assert before is not None
    assert before <= after
