"""What must hold of a printer after strangers have sent it octets: its journal is physics, its log follows from it."""

from __future__ import annotations

from core.wire.records import JobRecord, decode_record
from emulator.printer import Printer
from harness.oracle.checks import read_printers
from harness.oracle.counters import check_life
from harness.oracle.losses import rules_of_logging
from harness.oracle.storage import check_storage
from harness.scenario.case import facts


def wrong_journal(printer: Printer) -> list[str]:
    """What is wrong with a printer's journal, and with the log beside it; nothing, if all is well."""
    printer.report_life()
    case = {"printers": {printer.name: facts(printer.model)}, "journals": {printer.name: printer.journal.events}}
    physics = read_printers(case)
    found = list(physics[printer.name].problems)
    for check in (rules_of_logging(physics), check_storage(physics), check_life(physics)):
        found += [str(finding) for finding in check.findings]
    return found + _records(printer)


def _records(printer: Printer) -> list[str]:
    """Sheets of each job in the log against the sheets that came out."""
    out: dict[int, int] = {}
    unlogged: set[int] = set()
    ended: set[int] = set()
    for event in printer.journal.events:
        if event[0] == "sheet":
            out[event[2]] = out.get(event[2], 0) + 1
        elif event[0] == "unlogged":
            unlogged.add(event[2])
        elif event[0] == "ended":
            ended.add(event[2])
    if printer.model.dialect != "accounting":
        return []
    logged: dict[int, int] = {}
    for sequence in range(printer.log.first, printer.log.next):
        raw = printer.log.record(sequence)
        record = None if raw is None else decode_record(raw)
        if not isinstance(record, JobRecord):
            return [f"record {sequence} cannot be read: {record}"]
        logged[record.job_number] = max(logged.get(record.job_number, 0), record.sheets)
    found = []
    for job in sorted(ended - unlogged):
        if job not in logged and printer.log.first == 1:
            found.append(f"job {job} ended and has no record")
        elif job in logged and logged[job] != out.get(job, 0):
            found.append(f"job {job}: {out.get(job, 0)} sheets came out, {logged[job]} are in the log")
    return found
