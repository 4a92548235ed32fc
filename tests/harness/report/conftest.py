"""Results of four kinds: passed, failed, broken off, and unknown."""

from __future__ import annotations

import pytest

from harness.oracle import Check
from harness.results import FAIL, PASS, UNKNOWN, ScenarioResult, StepResult
from harness.series import Bar, GapMark, LimitUse, Series

HOUR_US = 3600 * 10**6
START_US = 1_774_850_400 * 10**6  # 2026-03-30 08:00 in Berlin

SERIES = Series(
    start_us=START_US,
    bucket_us=HOUR_US,
    jobs=(3, 0, 5),
    refused=(0, 0, 1),
    sheets=(10, 0, 40),
    printers=(Bar("lobby", 8, 50, 12, 60, 1), Bar("<attic>", 0, 0, 0, 0)),
    accounts=(Bar("0 Unregistered ID", 3, 10, 0, 10, 0, 300_000), Bar("1001 Satō", 5, 40, 12, 50, 1, 1_234_567)),
    gaps=(
        GapMark("lobby", "ab" * 16, 3, 7, 5, None, "overwritten", START_US + HOUR_US),
        GapMark("attic", None, None, None, 2, 4, "logging stopped", START_US + HOUR_US),
    ),
    limits=(LimitUse(1001, "Satō", True, 40, 30, 1_234_567, None), LimitUse(1002, "Ito", False, 0, None, 5, 10)),
    currency="EUR",
)
CHECKS = (
    Check("ledger", 8, job_level=True, what="jobs"),
    Check("gaps", 1, what="destroyed ranges and gaps"),
    Check("readings", 0, job_level=True, what="jobs counted"),
)
STEPS = (
    StepResult(7, "print: {printer: lobby, pages: 80}", None, at_us=START_US),
    StepResult(8, "expect: {job: last, sheets: 80}", True, covers=("LIM-02",), at_us=START_US),
)


@pytest.fixture
def passed():
    return ScenarioResult(
        file="scenarios/limits/month.yaml",
        title="A limit until the month turns",
        about="Two lines\nabout it.",
        world="simulated",
        seed=7,
        verdict=PASS,
        steps=STEPS,
        checks=CHECKS,
        covers={"LIM-02": True, "LIM-10": True},
        wall_s=0.4,
        jobs=8,
        sheets=50,
        outcome_digest="0f" * 16,
        trace_digest="1e" * 16,
        replay="pressroom run scenarios/limits/month.yaml --seed 7",
        series=SERIES,
        started_us=START_US,
        ended_us=START_US + 40 * HOUR_US,
        zone="Europe/Berlin",
    )


@pytest.fixture
def failed(passed):
    wrong = StepResult(
        *(9, "expect: {account: 1001, used: {sheets: 120}}", False),
        expected="120 & more",
        actual="80 < 120",
        timeline=("08:00 arrived", "08:02 completed"),
        rule="LIM-02: only what was acquired counts",
        covers=("LIM-01",),
        at_us=START_US,
    )
    untouched = StepResult(10, "advance: 1 h", None)
    finding = "lobby job 1: sheets should be 80, is 79 </script><script>alert(1)</script>"
    return passed._replace(
        title="A limit that is <missed>",
        verdict=FAIL,
        world="live",
        steps=(*STEPS, wrong, untouched),
        checks=(
            Check("ledger", 8, (finding, "… and 3 more"), job_level=True, what="jobs"),
            Check("fees", 0, broken="KeyError: 'x'"),
        ),
        covers={"LIM-02": True, "LIM-01": False},
    )


@pytest.fixture
def broken_off(passed):
    return passed._replace(verdict=FAIL, error="StoreError: the disk is full\nmore\x00", steps=(), checks=(), covers={})


@pytest.fixture
def unknown():
    return ScenarioResult(
        "empty.yaml", "Prints nothing", "simulated", 1, UNKNOWN, checks=(Check("ledger", 0, job_level=True),)
    )


@pytest.fixture
def results(passed, failed, broken_off, unknown):
    return [passed, failed, broken_off, unknown]
