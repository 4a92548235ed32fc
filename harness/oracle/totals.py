"""Sums: inside each ledger row, and over all of them against everything that came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.oracle.age import Age
from harness.oracle.ledger import DESTROYED, ELSEWHERE, UNFINISHED, UNLOGGED, WAITING, Ledger, Sorted, parts_held
from harness.oracle.operator import Operator
from harness.oracle.physics import PrinterPhysics, short
from harness.oracle.verdict import Check, Findings

COUNTS = ("sheets", "colour", "mono")
EXPLAINED = (DESTROYED, UNLOGGED, ELSEWHERE, WAITING)


def check_totals(
    printers: Mapping[str, PrinterPhysics], ledger: Ledger, operator: Operator, found: Sorted, age: Age
) -> Check:
    """Rows add up, and every printer's paper is in the ledger or explained."""
    findings = Findings()
    sums: dict[str, int] = {}
    for row in ledger.jobs:
        _check_row(row, findings)
        sums[row["printer"]] = sums.get(row["printer"], 0) + row["sheets"]
    explained: dict[str, int] = {}
    for kind in EXPLAINED:
        for job in found.classes.get(kind, ()):
            explained[job.printer] = explained.get(job.printer, 0) + job.sheets
    unfinished = {job.printer: len(job.faces) for job in found.classes.get(UNFINISHED, ())}
    for printer in printers.values():
        if not printer.logs:
            continue
        came_out = sum(len(job.faces) for job in printer.jobs.values())
        rest = came_out - explained.get(printer.name, 0) - unfinished.get(printer.name, 0)
        findings.expect(
            f"{printer.name}: {came_out} sheets came out", "sheets in the ledger", rest, sums.get(printer.name, 0)
        )
    _check_usage(ledger, findings)
    _check_deletions(ledger, operator, age, findings)
    return Check("totals", len(ledger.jobs), findings.done(), what="ledger rows")


def _check_row(row: Mapping[str, Any], findings: Findings) -> None:
    lines = row["lines"]
    sheets = colour = mono = fee = 0
    for line in lines:
        sheets += line["sheets"]
        colour += line["colour"]
        mono += line["mono"]
    for part in row["fee_parts"]:
        fee += part["micros"]
    if parts_held(row) < row["parts"]:  # lines that were lost with their records; the totals stand in each part
        sheets, colour, mono = row["sheets"], row["colour"], row["mono"]
    pages = colour + mono + row.get("white_only", 0)
    if (sheets, colour, mono, pages, fee) == (
        row["sheets"],
        row["colour"],
        row["mono"],
        row["pages"],
        row["fee_micros"],
    ):
        return
    subject = f"{row['printer']} record {row['sequence']} of {short(row['stream'])}"
    findings.expect(subject, "sum of its lines' sheets", row["sheets"], sheets)
    findings.expect(subject, "sum of its lines' colour", row["colour"], colour)
    findings.expect(subject, "sum of its lines' mono", row["mono"], mono)
    findings.expect(subject, "pages", pages, row["pages"])
    findings.expect(subject, "sum of its fee parts", row["fee_micros"], fee)


def _check_deletions(ledger: Ledger, operator: Operator, age: Age, findings: Findings) -> None:
    """Only what somebody deleted is deleted, or what is too old; an entry says how many jobs that were (LOG-11)."""
    entries = ledger.snapshot.get("deletions", [])
    made = dict.fromkeys(
        (entry["printer"], entry["month"])
        for entry in entries
        if entry["printer"] is not None or not age.may_delete(entry["month"], entry["at_us"])
    )
    findings.expect("the log", "deletions of (printer, month)", list(dict.fromkeys(operator.deletions)), list(made))
    told: dict[tuple[str | None, str | None, int], int] = {}  # printers that had one name have an entry each
    for entry in entries:
        key = (entry["printer"], entry["month"], entry["through"])
        told[key] = told.get(key, 0) + entry["jobs"]
    gone: set[int] = set()
    for (printer, month, through), jobs in told.items():
        covered = {
            place
            for place, row in enumerate(ledger.jobs[:through])
            if printer in {None, row["printer"]} and month in {None, row["log_month"]}
        }
        subject = f"deletion of {printer or 'all printers'}, {month or 'all months'}"
        findings.expect(subject, "jobs", len(covered - gone), jobs)
        gone |= covered


def _check_usage(ledger: Ledger, findings: Findings) -> None:
    """No account's usage can be more than what its jobs say; the check of usage compares period by period."""
    charged = sum(row["fee_micros"] for row in ledger.jobs)
    used = sum(item["fee_micros"] for account in ledger.snapshot["accounts"] for item in account["usage"])
    if used > charged:
        findings.add(f"accounts used {used} fee micros in all periods together, yet all jobs together cost {charged}")
