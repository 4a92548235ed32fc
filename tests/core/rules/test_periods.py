"""LIM-04: every N months by base day, weeks by weekday, days; month lengths, leap years, clock changes."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import MONTH_BASES, WEEKDAYS, Base, ClosingDay, Period, PeriodKind
from core.rules.calendar_month import month_at
from core.rules.periods import period_at, period_numbered

# local instants; start and end are the local days at whose midnight the period begins and ends
TABLE = """
months   1  month end    2026-01-15  Europe/Berlin     2026-01-31 23:59:59   0  2026-01-01  2026-02-01
months   1  month end    2026-01-15  Europe/Berlin     2026-02-01 00:00:00   1  2026-02-01  2026-03-01
months   1  month end    2026-01-15  Europe/Berlin     2025-12-31 23:59:59  -1  2025-12-01  2026-01-01
months   1  month end    2024-02-29  Europe/Berlin     2024-02-29 23:59:59   0  2024-02-01  2024-03-01
months   1  month end    2026-02-28  Europe/Berlin     2026-02-28 23:59:59   0  2026-02-01  2026-03-01
months   1  10           2026-01-15  Europe/Berlin     2026-02-10 23:59:59   0  2026-01-11  2026-02-11
months   1  10           2026-01-15  Europe/Berlin     2026-02-11 00:00:00   1  2026-02-11  2026-03-11
months   1  10           2026-01-10  Europe/Berlin     2026-01-10 12:00:00   0  2025-12-11  2026-01-11
months   1  20           2026-01-15  Europe/Berlin     2026-01-20 23:59:59   0  2025-12-21  2026-01-21
months   1  20           2026-01-15  Europe/Berlin     2026-01-21 00:00:00   1  2026-01-21  2026-02-21
months   2  month end    2026-01-15  Europe/Berlin     2026-02-28 23:59:59   0  2026-01-01  2026-03-01
months   2  month end    2026-01-15  Europe/Berlin     2026-03-01 00:00:00   1  2026-03-01  2026-05-01
months   2  month end    2026-02-15  Europe/Berlin     2026-03-01 00:00:00   0  2026-02-01  2026-04-01
months   3  20           2025-11-21  Europe/Berlin     2026-02-20 23:59:59   0  2025-11-21  2026-02-21
months   3  20           2025-11-21  Europe/Berlin     2026-02-21 00:00:00   1  2026-02-21  2026-05-21
months  12  month end    2024-02-29  UTC               2025-02-01 00:00:00   1  2025-02-01  2026-02-01
months   1  month end    2026-01-15  America/New_York  2026-03-31 23:59:59   2  2026-03-01  2026-04-01
months   1  month end    2026-01-15  Asia/Kolkata      2026-02-01 00:00:00   1  2026-02-01  2026-03-01
months   1  closing day  2026-01-15  Europe/Berlin     2026-01-15 23:59:59   0  2025-12-16  2026-01-16
months   1  closing day  2026-01-15  Europe/Berlin     2026-01-16 00:00:00   1  2026-01-16  2026-02-16
weeks    1  Monday       2026-04-01  Europe/Berlin     2026-03-30 00:00:00   0  2026-03-30  2026-04-06
weeks    1  Monday       2026-04-01  Europe/Berlin     2026-03-29 23:59:59  -1  2026-03-23  2026-03-30
weeks    1  Wednesday    2026-04-01  Europe/Berlin     2026-04-07 23:59:59   0  2026-04-01  2026-04-08
weeks    1  Thursday     2026-04-01  Europe/Berlin     2026-04-02 00:00:00   1  2026-04-02  2026-04-09
weeks    1  Sunday       2026-04-01  America/New_York  2026-04-04 23:59:59   0  2026-03-29  2026-04-05
weeks    2  Friday       2026-04-01  Europe/Berlin     2026-04-09 23:59:59   0  2026-03-27  2026-04-10
weeks    2  Friday       2026-04-01  Europe/Berlin     2026-04-10 00:00:00   1  2026-04-10  2026-04-24
days     1  -            2026-04-01  Europe/Berlin     2026-04-01 23:59:59   0  2026-04-01  2026-04-02
days    10  -            2026-04-01  Europe/Berlin     2026-04-11 00:00:00   1  2026-04-11  2026-04-21
days    10  -            2026-04-01  Europe/Berlin     2026-03-31 23:59:59  -1  2026-03-22  2026-04-01
days     1  -            2026-03-29  Europe/Berlin     2026-03-29 03:00:00   0  2026-03-29  2026-03-30
days     1  -            2026-10-25  Europe/Berlin     2026-10-25 23:59:59   0  2026-10-25  2026-10-26
days     1  -            2026-03-08  America/New_York  2026-03-08 23:59:59   0  2026-03-08  2026-03-09
days     1  -            2026-11-01  America/New_York  2026-11-01 23:59:59   0  2026-11-01  2026-11-02
"""

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
"""All there are, those that skip a day or change at midnight among them."""


def rows(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in table.strip().splitlines()]


def at_us(local: str, zone: str) -> int:
    form = "%Y-%m-%d %H:%M:%S" if " " in local else "%Y-%m-%d"
    return int(datetime.strptime(local, form).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1_000_000


@pytest.mark.parametrize("row", rows(TABLE), ids=" ".join)
def test_period_of_an_instant(row: list[str]) -> None:
    """LIM-04: the period ends at local midnight after the base day; weeks begin with the weekday."""
    kind, every, base, anchor, zone, instant, number, start, end = row
    period = Period(
        PeriodKind(kind),
        int(every),
        Base.NONE if base == "-" else Base(base),
        date.fromisoformat(anchor),
        zone,
        (ClosingDay(0, 15),),
    )
    span = period_at(period, at_us(instant, zone))
    assert span == (int(number), at_us(start, zone), at_us(end, zone))
    assert period_numbered(period, int(number)) == span


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Europe/Berlin", "2026-03-30", 24),
    ],
)
def test_days_have_the_length_of_their_local_day(zone: str, day: str, hours: int) -> None:
    """ACQ-14, LIM-04: a day with a clock change has 23 or 25 hours."""
    period = Period(PeriodKind.DAYS, 1, Base.NONE, date.fromisoformat(day), zone)
    span = period_numbered(period, 0)
    assert span.start_us is not None
    assert span.end_us is not None
    assert span.end_us - span.start_us == hours * 3_600_000_000


def test_no_period_has_no_ends() -> None:
    """LIM-04: period "none" is one period for good."""
    assert period_at(Period(), 0) == period_at(Period(), 4 * 10**15) == (0, None, None)


def test_a_changed_closing_day_turns_the_following_month() -> None:
    """LOG-15, LIM-04: months before the change keep their end."""
    history = (ClosingDay(0, 31), ClosingDay(2026 * 12 + 3, 15))  # 15 from April 2026 on
    period = Period(PeriodKind.MONTHS, 1, Base.CLOSING_DAY, date(2026, 1, 1), "Europe/Berlin", history)
    ends = [period_numbered(period, number).end_us for number in range(5)]
    expected = ["2026-02-01", "2026-03-01", "2026-04-01", "2026-04-16", "2026-05-16"]
    assert ends == [at_us(day, "Europe/Berlin") for day in expected]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from([PeriodKind.MONTHS, PeriodKind.WEEKS, PeriodKind.DAYS]))
    bases = {PeriodKind.MONTHS: MONTH_BASES, PeriodKind.WEEKS: WEEKDAYS, PeriodKind.DAYS: (Base.NONE,)}[kind]
    closing = tuple(
        ClosingDay(month, draw(st.integers(1, 31)))
        for month in sorted({0, *draw(st.lists(st.integers(2000 * 12, 2040 * 12), max_size=3))})
    )
    return Period(
        kind,
        draw(st.integers(1, 14)),
        draw(st.sampled_from(bases)),
        draw(st.dates(date(2000, 1, 1), date(2040, 12, 31))),
        draw(st.sampled_from(ZONES)),
        closing,
    )


instants = st.integers(946_684_800_000_000, 2_240_524_800_000_000)


@given(periods(), instants)
def test_every_instant_belongs_to_exactly_one_period(period: Period, instant_us: int) -> None:
    """LIM-04, LOG-15: periods follow one another without gap or overlap; so do log months, in any time zone."""
    span = period_at(period, instant_us)
    assert span.start_us is not None
    assert span.end_us is not None
    assert span.start_us <= instant_us < span.end_us
    assert period_numbered(period, span.number + 1).start_us == span.end_us
    assert period_numbered(period, span.number - 1).end_us == span.start_us
    for edge in (span.start_us, span.end_us - 1):
        assert period_at(period, edge) == span
    month = month_at(instant_us, period.closing, period.zone)
    assert month.start_us <= instant_us < month.end_us
    assert {month_at(edge, period.closing, period.zone) for edge in (month.start_us, month.end_us - 1)} == {month}


@given(periods(), st.integers(-40, 40))
def test_the_anchor_lies_in_period_0(period: Period, number: int) -> None:
    """LIM-04: "every N" counts from the period that holds the anchor."""
    noon = int(datetime(*period.anchor.timetuple()[:3], 12, tzinfo=ZoneInfo(period.zone)).timestamp()) * 1_000_000
    first = period_at(period, noon).number
    assert first == 0
    span = period_numbered(period, number)
    assert span.start_us is not None
    assert period_at(period, span.start_us).number == number
