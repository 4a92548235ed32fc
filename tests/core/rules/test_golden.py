"""Calendar, carry-over, and late records against tables worked by hand, which the oracle has to follow as well."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.model import Base, ClosingDay, Limit, Period, PeriodKind, Usage
from core.rules.accounted import accounted_at
from core.rules.calendar_month import month_at
from core.rules.limits import Charge, effective, standing, tally
from core.rules.local_days import local_day, midnight_us
from core.rules.periods import period_at, period_numbered

BERLIN = "Europe/Berlin"


def rows(name: str) -> list[list[str]]:
    text = (Path(__file__).parent / "golden" / name).read_text(encoding="utf-8")
    return [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line and line[0] != "#"]


def at_us(text: str, zone: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1_000_000


def a_period(rule: str, anchor: str, zone: str, closing: int = 31) -> Period:
    if rule == "none":
        return Period()
    every, kind, base = (*rule.split(" ", 2), "")[:3]
    based = Base(base.strip()) if base.strip() else Base.NONE
    return Period(PeriodKind(kind), int(every), based, date.fromisoformat(anchor), zone, (ClosingDay(0, closing),))


def look(period: Period, instant_us: int, zone: str, number: str, first: str, after: str) -> None:
    span = period_at(period, instant_us)
    if first == "-":
        assert span == (0, None, None)
        return
    days = (date.fromisoformat(first), date.fromisoformat(after))
    assert span == (int(number), *(midnight_us(day, zone) for day in days))
    assert period_numbered(period, int(number)) == span


@pytest.mark.parametrize(("rule", "anchor", "zone", "at", "number", "first", "after"), rows("periods.txt"))
def test_periods(rule: str, anchor: str, zone: str, at: str, number: str, first: str, after: str) -> None:
    """LIM-04: bases 10, 20 and month end, every 1 and 2, weeks, days."""
    look(a_period(rule, anchor, zone), at_us(at, zone), zone, number, first, after)


@pytest.mark.parametrize(("every", "closing", "anchor", "at", "number", "first", "after"), rows("closing.txt"))
def test_periods_by_closing_day(
    every: str, closing: str, anchor: str, at: str, number: str, first: str, after: str
) -> None:
    """LIM-04, LOG-15: closing days that February lacks."""
    period = a_period(f"{every} months closing day", anchor, BERLIN, int(closing))
    look(period, at_us(at, BERLIN), BERLIN, number, first, after)


@pytest.mark.parametrize(("closing", "after", "at", "month"), rows("log_months.txt"))
def test_log_months(closing: str, after: str, at: str, month: str) -> None:
    """LOG-03, LOG-15."""
    history = []
    for part in closing.split(","):
        since, _, day = part.strip().rpartition(": ")
        from_month = int(since[:4]) * 12 + int(since[5:]) - 1 if since else 0
        history.append(ClosingDay(from_month, int(day), after == "this"))
    assert month_at(at_us(at, BERLIN), tuple(history), BERLIN).name == month


@pytest.mark.parametrize(("day", "zone", "utc"), rows("midnights.txt"))
def test_midnights(day: str, zone: str, utc: str) -> None:
    """ACQ-14, LIM-04."""
    assert midnight_us(date.fromisoformat(day), zone) == at_us(utc, "UTC")


@pytest.mark.parametrize(("utc", "zone", "day"), rows("nights.txt"))
def test_both_nights_of_the_clock_change(utc: str, zone: str, day: str) -> None:
    """ACQ-14, LIM-04: a period of one day is the local day, 23 or 25 hours long."""
    instant_us = int(datetime.fromisoformat(utc).replace(tzinfo=UTC).timestamp()) * 1_000_000
    assert local_day(instant_us, zone).isoformat() == day
    daily = Period(PeriodKind.DAYS, 1, Base.NONE, date.fromisoformat(day), zone)
    assert period_at(daily, instant_us).number == 0


@pytest.mark.parametrize(("limit", "cap", "used", "expected"), rows("carry.txt"))
@pytest.mark.parametrize("place", [0, 1, 2])
def test_carry_over(limit: str, cap: str, used: str, expected: str, place: int) -> None:
    """LIM-05: of sheets, fees and staples alike."""
    names = ("sheets", "fee_micros", "staples")
    period = a_period("1 months month end", "2026-01-15", BERLIN)
    words = {names[place]: int(limit), f"carry_cap_{names[place]}": None if cap == "-" else int(cap)}
    amounts = [Usage(**{names[place]: int(amount)}) for amount in used.split()]
    given, last, exceeded = expected.split()
    now_us = period_numbered(period, len(amounts) - 1).start_us
    assert now_us is not None
    stands = standing(Limit(period=period, carry_over=True, **words), dict(enumerate(amounts)), now_us)
    assert (stands.effective[place], stands.used[place]) == (int(given), int(last))
    assert stands.exceeded is (exceeded == "yes")


@pytest.mark.parametrize(("cap", "previous", "acquired", "jobs", "months", "expected"), rows("outages.txt"))
def test_late_records(cap: str, previous: str, acquired: str, jobs: str, months: str, expected: str) -> None:
    """LIM-02, LIM-05, LIM-09, ACQ-06, LOG-03: each job of an acquisition counts in its own period and month."""
    period = a_period("1 months month end", "2026-03-01", BERLIN)
    limit = Limit(100, period=period, carry_over=True, carry_cap_sheets=None if cap == "-" else int(cap))
    previous_us, acquired_us = at_us(previous, BERLIN), at_us(acquired, BERLIN)
    charges: list[Charge] = []
    for job in filter(None, jobs.split(", ")):
        ended, _, sheets = job.rpartition("=")
        ended_s = None if ended == "-" else at_us(ended, BERLIN) // 1_000_000
        charges.append((accounted_at(ended_s, previous_us, acquired_us)[0], int(sheets), 0, 0))
    assert [month_at(charge[0], (ClosingDay(),), BERLIN).name for charge in charges] == months.split()
    usages = tally(period, charges, [])
    stands = standing(limit, usages, acquired_us)
    most, used, exceeded = expected.split()
    assert (stands.effective.sheets, stands.used.sheets) == (int(most), int(used))
    assert stands.exceeded is (exceeded == "yes")
    assert effective(limit, usages, 0).sheets == 100
