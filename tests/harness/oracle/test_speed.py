"""A month of an office is judged in seconds (HAR-05)."""

from __future__ import annotations

import time

import pytest

from harness.oracle import judge
from harness.oracle.digest import outcome_digest
from harness.series import series_of

S = 1_000_000
PRINTERS, JOBS, SHEETS, ACCOUNTS = 50, 1_000, 6, 200


def a_month(office):
    """50,000 jobs and 300,000 sheets on 50 printers, acquired once an hour."""
    monthly = {
        "sheets": 10_000,
        "fee_micros": None,
        "kind": "months",
        "every": 1,
        "base": "month end",
        "carry_over": False,
    }
    names = [f"printer-{number}" for number in range(PRINTERS)]
    for name in names:
        office.add_printer(name, log_capacity=5_000)
    for number in range(ACCOUNTS):
        office.add_account(1_000 + number, f"user {number}", limit=monthly)
    office.provision()
    start_us = office.now_us
    sheets = [("A4", "plain", "mono", None)] * (SHEETS - 1) + [("A3", "plain", "colour", None)]
    for place, name in enumerate(names):
        log, events, office.now_us = office.logs[name], office.journals[name], start_us
        for number in range(1, JOBS + 1):
            row = fast_job(office, name, log, events, number, sheets, 1_000 + (number * 7 + place) % ACCOUNTS)
            row.update(acquired_us=0)
            if number % 4 == 0:
                office.advance(600)
                fast_acquire(office, log, events, number)
    office.now_us += 60 * S
    return office.case()


def fast_job(office, name, log, events, number, sheets, account):
    at_us = office.now_us
    source = f"10.0.0.1:{number}"
    texts = {"user": f"u{account}", "login": f"l{account}", "document": "d.pdf", "host": "h", "application": "a"}
    runs = [[SHEETS - 1, "mono", "A4", "plain"], [1, "colour", "A3", "plain"]]
    office.history.append(
        {"n": 0, "at_us": at_us, "printer": name, "source": source, "delivered": True, "account": account}
        | {**texts, "copies": 1, "duplex": False, "runs": runs}
    )
    events.append(("arrived", at_us, number, source, 300))
    for sheet in sheets:
        at_us += 2 * S
        events.append(("sheet", at_us, number, "tray 1", *sheet))
    events.append(("ended", at_us, number, "completed"))
    lines = [("A4", SHEETS - 1, 0, SHEETS - 1), ("A3", 1, 1, 0)]
    row = {
        "stream": log["stream"],
        "sequence": number,
        "parts": 1,
        "printer": name,
        "account": account,
        **texts,
        "port": "",
        "function": "print",
        "status": "completed",
        "detail": "",
        "log_month": "2026-03",
        "sheets": SHEETS,
        "pages": SHEETS,
        "colour": 1,
        "mono": SHEETS - 1,
        "log_number": number,
        "clamped": False,
        "lines": [
            {"size": size, "media": "plain", "duplex": False, "sheets": count, "colour": colour, "mono": mono}
            for size, count, colour, mono in lines
        ],
        "received_s": office.now_us // S,
        "ended_s": at_us // S,
        "accounted_us": at_us,
        "fee_micros": 290_000,
        "fee_parts": [
            {"part": part, "quantity": count, "micros": micros, "definition": "standard", "version": 1}
            for part, count, micros in (
                ("colour page", 1, 80_000),
                ("mono page", 5, 100_000),
                ("sheet", 6, 60_000),
                ("size A3", 1, 50_000),
            )
        ],
    }
    log["waiting"].append(row)
    office.now_us = at_us + 300 * S
    return row


def fast_acquire(office, log, events, number):
    for row in log["waiting"]:
        row["acquired_us"] = office.now_us
    office.rows += log["waiting"]
    log.update(waiting=[], first=number + 1, next=number + 1)
    events.append(("released", office.now_us, log["stream"], number))


@pytest.mark.long
def test_fifty_thousand_jobs_in_less_than_eight_seconds(new_office):
    case = a_month(new_office())
    begin = time.process_time()
    verdict = judge(case)
    took_s = time.process_time() - begin
    assert [check for check in verdict.checks if check.findings or check.broken] == []
    assert verdict.verdict == "pass"
    assert next(check for check in verdict.checks if check.name == "ledger").examined == PRINTERS * JOBS
    assert took_s < 8
    begin = time.process_time()
    outcome_digest(case)
    series_of(case)
    assert time.process_time() - begin < 6
