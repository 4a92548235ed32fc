"""What runs come to together."""

from __future__ import annotations

import pytest

from harness.oracle import Check, Verdict
from harness.results import StepResult, combine, coverage, overall, row_order
from harness.series import series_of

GOOD, BAD, NEUTRAL = (StepResult(1, "", ok) for ok in (True, False, None))


@pytest.mark.parametrize(
    ("steps", "oracle", "error", "verdict"),
    [
        ((GOOD, NEUTRAL), "pass", "", "pass"),
        ((GOOD,), "unknown", "", "unknown"),
        ((GOOD,), None, "", "unknown"),
        ((GOOD,), "fail", "", "fail"),
        ((GOOD, BAD), "pass", "", "fail"),
        ((GOOD, BAD), None, "", "fail"),
        ((GOOD,), "pass", "broke off", "fail"),
        ((), "pass", "", "pass"),
    ],
)
def test_verdict_of_a_scenario(steps, oracle, error, verdict):
    judged = Verdict(oracle, (Check("ledger", 1),)) if oracle else None
    assert combine(steps, judged, error) == verdict


def test_verdict_over_all(results, passed, unknown):
    assert overall(results) == "fail"
    assert overall([passed, unknown]) == "unknown"
    assert overall([passed]) == "pass"
    assert overall([]) == "unknown"


def test_coverage_goes_by_chapter_and_number(results, passed, failed):
    """HAR-10: a row named by a scenario that failed is not proven by it."""
    rows = coverage(results)
    assert list(rows) == ["LIM-01", "LIM-02", "LIM-10"]
    assert [(result.title, proven) for result, proven in rows["LIM-02"]][:2] == [
        (passed.title, True),
        (failed.title, False),
    ]
    assert sorted(["LIM-10", "LIM-2", "ACQ-03", "x"], key=row_order) == ["ACQ-03", "LIM-2", "LIM-10", "x"]


def test_series_of_a_case():
    """Paper by the journals, charges by the ledger; a job of the first hour and a refused one of the third."""
    hour = 3600 * 10**6
    journal = [
        ("power", 0, "on"),
        ("arrived", 10 * hour, 1, "c:1", 5),
        ("sheet", 10 * hour + 1, 1, "tray 1", "A4", "plain", "mono", "colour"),
        ("sheet", 10 * hour + 2, 1, "tray 1", "A4", "plain", "mono", "blank"),
        ("ended", 10 * hour + 2, 1, "completed"),
        ("refused", 200 * hour, 2, "access control"),
        ("ended", 200 * hour, 2, "aborted"),
    ]
    job = {"account": 7, "sheets": 2, "colour": 1, "mono": 2, "status": "completed", "fee_micros": 9}
    ledger = {"currency": "EUR", "jobs": [job], "accounts": [{"id": 8, "name": "Ito", "standing": None}]}
    series = series_of(
        {"journals": {"lobby": journal}, "ledger": ledger, "ended_us": 300 * hour, "zone": "Europe/Berlin"}
    )
    assert series.bucket_us == 3 * hour
    assert series.start_us == 8 * hour  # 09:00 in Berlin
    assert len(series.jobs) == 65
    assert (series.jobs[0], series.jobs[-1], sum(series.jobs)) == (1, 1, 2)
    assert (series.sheets[0], sum(series.sheets)) == (2, 2)
    assert (series.refused[-1], sum(series.refused)) == (1, 1)
    assert series.printers == (("lobby", 2, 2, 1, 2, 1, 0),)
    assert series.accounts == (("7 not registered", 1, 2, 1, 2, 0, 9),)
    assert series.limits == series.gaps == ()


def test_series_of_nothing():
    series = series_of({"journals": {}, "ledger": {}, "ended_us": 5})
    assert (series.jobs, series.sheets, series.printers) == ((0,), (0,), ())
