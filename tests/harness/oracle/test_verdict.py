"""What checks come to together: pass, fail, and unknown where nothing was proven (HAR-04)."""

from __future__ import annotations

from harness.oracle import judge
from harness.oracle.verdict import Check, Findings, conclude


def test_a_busy_morning_passes(busy, ask):
    """HAR-04: everything is equal; the checks say how much they looked at."""
    ask.passes(busy.case())
    examined = {check.name: check.examined for check in judge(busy.case()).checks}
    assert examined["submissions"] == examined["printing"] == examined["ledger"] == 6
    assert examined["fees"] == examined["attribution"] == 5
    assert examined["unlogged"] == 2  # the job, and the gap that tells of it


def test_nothing_printed_is_unknown(office, ask):
    """A scenario that prints nothing proves nothing."""
    verdict = judge(office.case())
    assert verdict.verdict == "unknown"
    assert not any(check.findings for check in verdict.checks)


def test_printed_but_never_acquired_is_unknown(office):
    """What waits in the printer, with nobody having promised to fetch it, is no proof of anything."""
    office.job("lobby", 1001, [("A4", "plain", "mono", None)])
    office.drained = False
    assert judge(office.case()).verdict == "unknown"


def test_a_case_that_cannot_be_read_is_unknown(busy):
    case = busy.case()
    del case["operator"]
    verdict = judge(case)
    assert verdict.verdict == "unknown"
    assert "KeyError" in verdict.checks[0].broken


def test_a_check_that_cannot_run_is_never_green(busy):
    case = busy.case()
    del case["ledger"]["readings"]
    verdict = judge(case)
    broken = [check for check in verdict.checks if check.broken]
    assert [check.name for check in broken] == ["readings"]
    assert broken[0].result == "unknown"
    assert verdict.verdict == "unknown"


def test_a_failure_beats_an_unknown():
    assert conclude([Check("a", 0, broken="x"), Check("b", 1, ("wrong",))]).verdict == "fail"
    assert conclude([Check("a", 0, job_level=True)]).verdict == "unknown"
    assert conclude([Check("a", 1, job_level=True), Check("b", 0)]).verdict == "pass"
    assert conclude([]).verdict == "unknown"


def test_findings_are_capped_and_the_rest_is_counted():
    findings = Findings(cap=2)
    for number in range(5):
        findings.expect(f"item {number}", "colour", "red", number)
    assert findings.done() == (
        "item 0: colour should be 'red', is 0",
        "item 1: colour should be 'red', is 1",
        "… and 3 more",
    )
