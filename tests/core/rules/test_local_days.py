"""ACQ-14: local days and their instants where clocks change at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.rules.local_days import local_day, local_text, midnight_us


@pytest.mark.parametrize(
    ("day", "zone", "utc"),
    [
        (date(2026, 3, 29), "Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 30), "Europe/Berlin", datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 26), "Europe/Berlin", datetime(2026, 10, 25, 23, tzinfo=UTC)),
        (date(2026, 11, 2), "America/New_York", datetime(2026, 11, 2, 5, tzinfo=UTC)),
        # Havana: the clock goes from 00:00 to 01:00, the day begins with the change …
        (date(2024, 3, 10), "America/Havana", datetime(2024, 3, 10, 5, tzinfo=UTC)),
        # … and from 01:00 back to 00:00, the day begins with the first midnight
        (date(2024, 11, 3), "America/Havana", datetime(2024, 11, 3, 4, tzinfo=UTC)),
    ],
)
def test_midnight(day: date, zone: str, utc: datetime) -> None:
    """ACQ-14: fixed by rule."""
    assert midnight_us(day, zone) == int(utc.timestamp()) * 1_000_000
    assert local_day(midnight_us(day, zone), zone) == day


def test_text() -> None:
    assert local_text(0, "Europe/Berlin") == "1970-01-01 01:00 Europe/Berlin"
