"""The oracle's own calendar and carry-over against tables worked by hand, those of tests/core/rules."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.oracle.limits import stand
from harness.oracle.numbers import accounted, closing_history
from harness.oracle.operator import Operator
from harness.oracle.periods import MONTH_END, Closing, Periods, begin_of_day_us, local_date, log_month

S = 1_000_000
BERLIN = "Europe/Berlin"
GOLDEN = Path(__file__).parents[2] / "core/rules/golden"


def rows(name):
    text = (GOLDEN / name).read_text(encoding="utf-8")
    return [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line and line[0] != "#"]


def instant_us(text, zone):
    return (
        round(dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC if zone is None else _zone(zone)).timestamp()) * S
    )


def _zone(name):
    import zoneinfo

    return zoneinfo.ZoneInfo(name)


def setting(text):
    words = text.split(" ", 2)
    if words[0] == "none":
        return {"kind": "none"}
    return {"kind": words[1], "every": int(words[0]), "base": words[2].strip() if len(words) > 2 else None}


@pytest.mark.parametrize(("rule", "anchor", "zone", "at", "number", "first", "after"), rows("periods.txt"))
def test_periods(rule, anchor, zone, at, number, first, after):
    """LIM-04."""
    periods = Periods(setting(rule), dt.date.fromisoformat(anchor), zone)
    at_us = instant_us(at, zone)
    span = periods.at(at_us)
    assert span.number == int(number)
    if first == "-":
        assert span == (0, None, None)
        return
    assert span.start_us is not None
    assert span.end_us is not None
    assert local_date(span.start_us, zone).isoformat() == first
    assert local_date(span.start_us - 1, zone) < dt.date.fromisoformat(first)
    assert local_date(span.end_us, zone).isoformat() == after
    assert local_date(span.end_us - 1, zone) < dt.date.fromisoformat(after)
    assert span.start_us <= at_us < span.end_us
    assert periods.numbered(span.number + 1).start_us == span.end_us


@pytest.mark.parametrize(("day", "zone", "utc"), rows("midnights.txt"))
def test_midnights(day, zone, utc):
    """ACQ-14, LIM-04: the night of a clock change."""
    assert begin_of_day_us(dt.date.fromisoformat(day), zone) == instant_us(utc, None)


@pytest.mark.parametrize(("utc", "zone", "day"), rows("nights.txt"))
def test_both_nights_of_the_clock_change(utc, zone, day):
    """ACQ-14, LIM-04."""
    at_us = instant_us(utc, None)
    assert local_date(at_us, zone).isoformat() == day
    assert Periods({"kind": "days", "every": 1}, dt.date.fromisoformat(day), zone).at(at_us).number == 0


@pytest.mark.parametrize(("every", "closing", "anchor", "at", "number", "first", "after"), rows("closing.txt"))
def test_periods_by_closing_day(every, closing, anchor, at, number, first, after):
    """LIM-04, LOG-15."""
    rule = {"kind": "months", "every": every, "base": "closing day"}
    periods = Periods(rule, dt.date.fromisoformat(anchor), BERLIN, (Closing(0, int(closing)),))
    edges = [begin_of_day_us(dt.date.fromisoformat(day), BERLIN) for day in (first, after)]
    assert periods.at(instant_us(at, BERLIN)) == (int(number), *edges)


@pytest.mark.parametrize(("cap", "previous", "acquired", "jobs", "months", "expected"), rows("outages.txt"))
def test_late_records(cap, previous, acquired, jobs, months, expected):
    """LIM-05, LIM-09, ACQ-06, LOG-03."""
    limit = {"sheets": 100, "kind": "months", "every": 1, "base": "month end", "carry_over": True}
    limit["carry_cap_sheets"] = None if cap == "-" else int(cap)
    periods = Periods(limit, dt.date(2026, 3, 1), BERLIN)
    previous_us, acquired_us = instant_us(previous, BERLIN), instant_us(acquired, BERLIN)
    used, found = defaultdict(int), []
    for job in filter(None, jobs.split(", ")):
        ended, _, sheets = job.rpartition("=")
        at_us, _ = accounted(None if ended == "-" else instant_us(ended, BERLIN) // S, previous_us, acquired_us)
        found.append(log_month(at_us, BERLIN))
        used[periods.at(at_us).number] += int(sheets)
    assert found == months.split()
    result = stand(limit, {number: (sheets, 0, 0) for number, sheets in used.items()}, periods.at(acquired_us).number)
    shown = (result.effective_sheets, result.used_sheets, "yes" if result.exceeded else "no")
    assert " ".join(map(str, shown)) == expected


@pytest.mark.parametrize(("limit", "cap", "used", "standing"), rows("carry.txt"))
def test_carry_over(limit, cap, used, standing):
    """LIM-05."""
    amounts = [int(amount) for amount in used.split()]
    effective, last, exceeded = standing.split()
    by_sheets = {
        "sheets": int(limit),
        "kind": "months",
        "carry_over": True,
        "carry_cap_sheets": None if cap == "-" else int(cap),
    }
    result = stand(by_sheets, {number: (amount, 0, 0) for number, amount in enumerate(amounts)}, len(amounts) - 1)
    assert (result.effective_sheets, result.used_sheets, result.exceeded) == (
        int(effective),
        int(last),
        exceeded == "yes",
    )
    assert result.effective_fee_micros is None
    by_fee = {"fee_micros": int(limit), "kind": "months", "carry_over": True}
    by_fee["carry_cap_fee_micros"] = by_sheets["carry_cap_sheets"]
    result = stand(by_fee, {number: (0, amount, 0) for number, amount in enumerate(amounts)}, len(amounts) - 1)
    assert (result.effective_fee_micros, result.used_fee_micros) == (int(effective), int(last))
    assert result.exceeded == (exceeded == "yes")
    by_staple = {
        "staples": int(limit),
        "kind": "months",
        "carry_over": True,
        "carry_cap_staples": by_fee["carry_cap_fee_micros"],
    }
    result = stand(by_staple, {number: (0, 0, amount) for number, amount in enumerate(amounts)}, len(amounts) - 1)
    assert (result.effective_staples, result.used_staples, result.exceeded) == (
        int(effective),
        int(last),
        exceeded == "yes",
    )


def test_without_carry_over_each_period_has_the_limit():
    limit = {"sheets": 1000, "kind": "months", "carry_over": False}
    assert stand(limit, {0: (10, 0, 0), 1: (1001, 0, 0)}, 1) == (1000, None, None, 1001, 0, 0)
    assert stand(limit, {}, 5).effective_sheets == 1000


@pytest.mark.parametrize(("closing", "after", "at", "month"), rows("log_months.txt"))
def test_log_months(closing, after, at, month):
    """LOG-03, LOG-15."""
    history = []
    for part in closing.split(","):
        since, _, day = part.strip().rpartition(": ")
        from_month = int(since[:4]) * 12 + int(since[5:]) - 1 if since else 0
        history.append(Closing(from_month, int(day), after == "this"))
    assert log_month(instant_us(at, "Europe/Berlin"), "Europe/Berlin", tuple(history)) == month


@pytest.mark.parametrize(
    ("changes", "history"),
    [
        # in an empty ledger at once, whatever was said before
        (("03-01 10:00", 5), [("", 5)]),
        # 20 March belongs to March while months end with the calendar's: April is the first that the 10th ends
        (("03-20 12:00", 10), [("", 31), ("2026-04", 10)]),
        # 20 April belongs to May by then: what is said on that day acts from June on
        (("03-20 12:00", 10, "04-20 12:00", 25), [("", 31), ("2026-04", 10), ("2026-06", 25)]),
        # said again in the same month, it takes the place of what has not acted yet
        (("03-20 12:00", 10, "03-21 12:00", 25), [("", 31), ("2026-04", 25)]),
        (("03-20 12:00", 10, "04-09 12:00", 25), [("", 31), ("2026-04", 10), ("2026-05", 25)]),
    ],
)
def test_a_closing_day_acts_from_the_month_after_the_running_one(changes, history):
    """LOG-15."""
    zone = "Europe/Berlin"
    said = [(instant_us(f"2026-{at}", zone), day) for at, day in zip(changes[::2], changes[1::2], strict=True)]
    entries = [{"at_us": at_us, "do": "closing day", "day": day} for at_us, day in said]
    ledger = SimpleNamespace(jobs=[{"acquired_us": instant_us("2026-03-01 10:00", zone)}])
    expected = [(int(month[:4]) * 12 + int(month[5:]) - 1 if month else 0, day, False) for month, day in history]
    assert [tuple(each) for each in closing_history(Operator(entries), ledger, zone)] == expected


def test_every_hour_of_four_years_lies_in_its_own_span():
    """Periods leave no hole and do not overlap, through leap days and clock changes."""
    start_us = instant_us("2026-01-01 00:00", "Europe/Berlin")
    for rule in ("1 months 20", "3 months month end", "2 weeks Friday", "7 days", "1 months closing day"):
        periods = Periods(setting(rule), dt.date(2026, 1, 1), "Europe/Berlin", MONTH_END)
        seen = defaultdict(int)
        for hour in range(0, 4 * 8766, 5):
            at_us = start_us + hour * 3600 * S
            span = periods.at(at_us)
            assert span.start_us <= at_us < span.end_us
            seen[span.number] += 1
        assert sorted(seen) == list(range(min(seen), max(seen) + 1))
