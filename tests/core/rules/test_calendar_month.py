"""LOG-15: the accounting month by the closing day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import ClosingDay
from core.rules.calendar_month import month_at

TABLE = """
31  later    2026-03-31 23:59:59  2026-03
31  later    2026-04-01 00:00:00  2026-04
31  this     2026-03-31 23:59:59  2026-03
15  later    2026-03-15 23:59:59  2026-03
15  later    2026-03-16 00:00:00  2026-04
15  later    2026-12-16 00:00:00  2027-01
15  this     2026-03-16 00:00:00  2026-03
15  this     2026-03-15 23:59:59  2026-02
15  this     2026-01-15 12:00:00  2025-12
30  later    2026-02-28 23:59:59  2026-02
30  later    2026-03-01 00:00:00  2026-03
30  later    2026-03-31 00:00:00  2026-04
29  later    2024-02-29 23:59:59  2024-02
29  later    2026-02-28 23:59:59  2026-02
29  later    2026-03-01 00:00:00  2026-03
1   later    2026-03-01 23:59:59  2026-03
1   later    2026-03-02 00:00:00  2026-04
"""


def at_us(local: str, zone: str = "Europe/Berlin") -> int:
    moment = datetime.strptime(local, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp()) * 1_000_000


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_month_of_an_instant(line: str) -> None:
    """LOG-15: days 29 to 31 mean the last day of shorter months; "this" counts the days after for their own month."""
    day, mode, date, time, month = line.split()
    closing = (ClosingDay(0, int(day), mode == "this"),)
    assert month_at(at_us(f"{date} {time}"), closing, "Europe/Berlin").name == month


def test_a_change_acts_from_its_month_on() -> None:
    """LOG-15: months before keep their days."""
    closing = (ClosingDay(), ClosingDay(2026 * 12 + 3, 15))
    names = [
        month_at(at_us(f"{day} 12:00:00"), closing, "Europe/Berlin").name
        for day in ("2026-03-20", "2026-03-31", "2026-04-15", "2026-04-16")
    ]
    assert names == ["2026-03", "2026-03", "2026-04", "2026-05"]


@given(
    st.integers(946_684_800_000_000, 2_240_524_800_000_000),
    st.integers(1, 31),
    st.booleans(),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Pacific/Apia"]),
)
def test_months_follow_one_another(instant_us: int, day: int, after_as_this: bool, zone: str) -> None:
    """LOG-15: every instant belongs to one month, and the next month has the next name."""
    closing = (ClosingDay(0, day, after_as_this),)
    month = month_at(instant_us, closing, zone)
    assert month.start_us <= instant_us < month.end_us
    following = month_at(month.end_us, closing, zone)
    assert following.start_us == month.end_us
    year, number = map(int, month.name.split("-"))
    assert following.name == f"{year + number // 12:04}-{number % 12 + 1:02}"
    assert month_at(month.end_us - 1, closing, zone) == month
