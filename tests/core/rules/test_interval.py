"""How often a log is acquired where nobody says so (PRN-06)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.interval import LEAST_US, MINUTE_US, MOST_US, default_interval_us, longest_wait_us


@pytest.mark.parametrize(
    ("capacity", "an_hour", "minutes"),
    [
        (500, 2_400, 6),  # full after 12.5 min, half of it 6.25 min
        (500, 60, 250),  # full after 8 h 20 min
        (5_000, 2_160, 69),  # full after 138.9 min
        (30, 1_200, 5),  # full after 90 s: never below 5 min
        (500, 10, 1_440),  # full after 50 h: never above 24 h
        (500, 0, 1_440),
        (0, 100, 5),
    ],
)
def test_half_the_time_until_the_log_is_full(capacity: int, an_hour: int, minutes: int) -> None:
    """PRN-06"""
    assert default_interval_us(capacity, an_hour) == minutes * MINUTE_US


@given(st.integers(0, 100_000), st.integers(1, 100_000))
def test_the_log_never_fills_before_unless_five_minutes_are_too_long(capacity: int, an_hour: int) -> None:
    every_us = default_interval_us(capacity, an_hour)
    assert LEAST_US <= every_us <= MOST_US
    assert every_us == LEAST_US or every_us * an_hour * 2 <= capacity * 60 * MINUTE_US


@pytest.mark.parametrize(
    ("every_us", "times", "wait_us"),
    [
        (7, (), 7),
        (None, (), None),
        (None, (8 * 60,), 24 * 60 * MINUTE_US),
        (None, (18 * 60, 8 * 60), 14 * 60 * MINUTE_US),
    ],
)
def test_the_longest_wait_of_a_schedule(every_us: int | None, times: tuple[int, ...], wait_us: int | None) -> None:
    assert longest_wait_us(every_us, times) == wait_us
