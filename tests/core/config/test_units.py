"""Scalars as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from core.config.units import (
    DateTime,
    Duration,
    Flag,
    LocalDateTime,
    LocalTime,
    Money,
    Permille,
    Whole,
)

GOOD = [
    (Duration, "1 h", 3_600_000_000),
    (Duration, "1h", 3_600_000_000),
    (Duration, "1 h 30 min", 5_400_000_000),
    (Duration, "90 s", 90_000_000),
    (Duration, "2 d", 172_800_000_000),
    (Duration, "1 week", 604_800_000_000),
    (Duration, "2 weeks", 1_209_600_000_000),
    (Duration, "200 ms", 200_000),
    (Duration, "0.5 s", 500_000),
    (Duration, 5, 5),
    (Money, "0.10", 100_000),
    (Money, "1200", 1_200_000_000),
    (Money, "0.000001", 1),
    (LocalTime, "18:00", dt.time(18)),
    (LocalTime, "8:05", dt.time(8, 5)),
    (Whole, "0", 0),
    (Whole, "010", 10),
    (Flag, "yes", True),
    (Flag, "no", False),
    (Flag, "on", True),
    (Flag, "Off", False),
    (Permille, "20 %", 200),
    (Permille, "2.5%", 25),
    (Permille, "0 %", 0),
    (Permille, "100 %", 1_000),
    (DateTime, "2026-03-30 08:00 Europe/Berlin", LocalDateTime(2026, 3, 30, 8, 0, 0, "Europe/Berlin")),
    (DateTime, "2026-03-30T08:00:05", LocalDateTime(2026, 3, 30, 8, 0, 5, "")),
]

BAD = [
    (Duration, "1", "expected a duration"),
    (Duration, "h", "expected a duration"),
    (Duration, "1 month", "expected a duration"),
    (Duration, "-1 h", "expected a duration"),
    (Money, "1,50", "expected an amount"),
    (Money, "0.0000001", "at most 6 decimals"),
    (Money, "nan", "expected an amount"),
    (LocalTime, "24:00", "expected a time of day"),
    (LocalTime, "18", "expected a time of day"),
    (Whole, "-1", "expected a whole number"),
    (Whole, "1.0", "expected a whole number"),
    (Whole, "1e3", "expected a whole number"),
    (Whole, "١", "expected a whole number"),
    (Flag, "maybe", "expected yes or no"),
    (Permille, "20", "expected a share"),
    (Permille, "100.1 %", "expected a share"),
    (DateTime, "2026-02-29 08:00", "is no date and time"),
    (DateTime, "30.3.2026 08:00", "expected a date and time"),
    (DateTime, "2026-03-30 25:00", "is no date and time"),
    (DateTime, "2026-03-30 08:00 Mars/Base", "no such time zone"),
    (DateTime, "2026-03-29 02:30 Europe/Berlin", "does not exist in Europe/Berlin"),
]


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_what_is_understood(kind, text, value):
    assert TypeAdapter(kind).validate_python(text) == value


@pytest.mark.parametrize(("kind", "text", "said"), BAD)
def test_what_is_refused_says_what_was_expected(kind, text, said):
    with pytest.raises(ValidationError, match=said):
        TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (LocalDateTime(2026, 3, 30, 8, 0, 0, "Europe/Berlin"), "2026-03-30T06:00:00+00:00"),
        (LocalDateTime(2026, 1, 1, 0, 0, 0, ""), "2026-01-01T00:00:00+00:00"),
        (LocalDateTime(2026, 10, 25, 2, 30, 0, "Europe/Berlin"), "2026-10-25T00:30:00+00:00"),  # the earlier of two
    ],
)
def test_instants(local, utc):
    assert local.at_us() == int(dt.datetime.fromisoformat(utc).timestamp()) * 1_000_000
