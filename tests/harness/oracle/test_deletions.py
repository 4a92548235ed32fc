"""LOG-11: what is said to be deleted from the log was deleted by somebody, and is as much as is said."""

from __future__ import annotations

import copy

from harness.oracle import judge


def deleted(case, *entries):
    """The case with these deletions: printer, month, through, jobs."""
    names = ("printer", "month", "through", "jobs")
    rows = [dict(zip(names, entry, strict=True), at_us=case["ended_us"], reason="a test") for entry in entries]
    case["ledger"]["deletions"] = rows
    told = dict.fromkeys((row["printer"], row["month"]) for row in rows)
    case["operator"] += [
        {"at_us": case["ended_us"], "do": "delete log", "printer": printer, "month": month} for printer, month in told
    ]
    return case


def findings(ask, case):
    return ask.failing(case).get("totals", ())


def test_what_somebody_deleted(busy):
    case = busy.case()
    jobs = case["ledger"]["jobs"]
    lobby = sum(row["printer"] == "lobby" for row in jobs)
    month = jobs[0]["log_month"]
    month_and_rest = ((None, month, 1, 1), ("lobby", None, len(jobs), lobby - (jobs[0]["printer"] == "lobby")))
    one_name_two_printers = (("lobby", None, len(jobs), 1), ("lobby", None, len(jobs), lobby - 1))
    for entries in ([("lobby", None, len(jobs), lobby)], month_and_rest, one_name_two_printers):
        assert judge(deleted(busy.case(), *entries)).verdict == "pass"


def test_more_or_fewer_jobs_than_there_were(busy, ask):
    case = busy.case()
    jobs = case["ledger"]["jobs"]
    lobby = sum(row["printer"] == "lobby" for row in jobs)
    (finding,) = findings(ask, deleted(case, ("lobby", None, len(jobs), lobby + 1)))
    assert f"deletion of lobby, all months: jobs should be {lobby}, is {lobby + 1}" in finding
    (finding,) = findings(ask, deleted(busy.case(), (None, "2019-01", len(jobs), 1)))
    assert "deletion of all printers, 2019-01: jobs should be 0, is 1" in finding


def test_nobody_deleted_it_or_it_is_not_deleted(busy, ask):
    case = deleted(busy.case(), ("lobby", None, 0, 0))
    silent, undone = copy.deepcopy(case), copy.deepcopy(case)
    silent["operator"].pop()
    undone["ledger"]["deletions"] = []
    for wrong in (silent, undone):
        (finding,) = findings(ask, wrong)
        assert "the log: deletions of (printer, month) should be" in finding
