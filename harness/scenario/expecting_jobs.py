"""Expectations about one job: what printer and journal say of it, and what the ledger has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from harness.scenario import expecting_items, policing
from harness.scenario.expect import Expect, Line
from harness.scenario.findings import Findings
from harness.scenario.history import JobRef
from harness.scenario.run import Run
from harness.scenario.values import MoneyCount

_OF_THE_LEDGER: Final = frozenset(
    {"logged", "records", "fee", "charged", "log_number", "log_month", "clamped", "times", "lines"}
    | {"user", "login", "host", "application", "items", "function", "service", "decided_by", "scan", "communication"}
)


async def job(run: Run, step: Expect, findings: Findings) -> None:
    """What printer and journal say about it, and, where asked, the ledger."""
    ref = run.history.find(str(step.job))
    findings.ref = ref
    findings.word("delivered", step.delivered, bool(ref.number))
    findings.part("error", step.error, ref.error)
    findings.word("printer", step.printer, ref.printer)
    if not ref.number:
        findings.word("status", step.status, "not sent")
        return
    state = run.printer(ref.printer).job_state(ref.number)
    findings.word("status", step.status, _job_status(state))
    findings.word("detail", step.detail, state.detail or "none")
    findings.amount("sheets", step.sheets, state.sheets)
    findings.amount("pages", step.pages, state.pages)
    findings.amount("colour", step.colour, state.colour)
    findings.amount("mono", step.mono, state.mono)
    findings.word("account", step.account, state.account_id)
    findings.word("document", step.document, state.document)
    if step.model_fields_set & _OF_THE_LEDGER:
        findings.row = ledger_row(await run.snapshot(), run, ref, step.service)
        _job_in_ledger(step, findings, findings.row or {})
        if step.decided_by is not None:
            await policing.explain(run, step, findings, findings.row)


def _job_status(state: Any) -> str:
    if state.status:
        return str(state.status)
    if state.ended:
        return "lost"
    if state.state == "pending-held":
        return "held"
    return "printing" if state.sheets else "waiting"


def _job_in_ledger(step: Expect, findings: Findings, row: dict[str, Any]) -> None:
    findings.word("logged", step.logged, bool(row))
    findings.amount("records", step.records, row.get("parts", 0))
    findings.amount("fee", step.fee, row.get("fee_micros"), money=True)
    if step.charged is not None:
        _charged(step.charged, findings, row)
    findings.amount("log_number", step.log_number, row.get("log_number"))
    findings.word("log_month", step.log_month, row.get("log_month"))
    findings.word("clamped", step.clamped, row.get("clamped"))
    for key in ("user", "login", "host", "application"):
        findings.word(key, getattr(step, key), row.get(key))
    if step.times is not None:
        findings.word("times", step.times, "blank" if row.get("ended_s") is None else "set")
    expecting_items.look(step, findings, row)
    if step.lines is not None:
        _lines(step.lines, findings, row.get("lines", []))


def _charged(expected: Mapping[str, MoneyCount], findings: Findings, row: dict[str, Any]) -> None:
    """Every part of the fee, and no other."""
    actual = {part["part"]: part["micros"] for part in row.get("fee_parts", ())}
    findings.word("parts charged", ", ".join(sorted(expected)), ", ".join(sorted(actual)))
    for part, amount in expected.items():
        findings.amount(part, amount, actual.get(part, 0), money=True)


def _lines(expected: Iterable[Line], findings: Findings, actual: list[dict[str, Any]]) -> None:
    left = list(actual)
    for line in expected:
        match = next((each for each in left if _key(each) == line_key(line)), None)
        name = f"line {line.size} {line.media} {line.weight} {'duplex' if line.duplex else 'simplex'}"
        if match is None:
            findings.word(name, "there", "missing")
            continue
        left.remove(match)
        for key in ("sheets", "colour", "mono", "white", "white_only"):
            findings.amount(f"{name} {key}", getattr(line, key), match.get(key, 0))
    for each in left:
        findings.word(f"line {each['size']} {each['media']}", "missing", "there")


def line_key(line: Line) -> tuple[str, str, bool, str]:
    """What makes lines of a record different."""
    return line.size, line.media, line.duplex, line.weight


def _key(line: dict[str, Any]) -> tuple[str, str, bool, str]:
    return line["size"], line["media"], line["duplex"], line.get("weight", "")


def ledger_row(snapshot: dict[str, Any], run: Run, ref: JobRef, service: str | None = None) -> dict[str, Any] | None:
    """The job's row in the ledger, found by the name of its record: stream and sequence.

    Of several services' it is that of ``service``, else of printing, which comes last.
    """
    printer = run.printer(ref.printer)
    state = printer.job_state(ref.number)
    if state.sequence is None:
        return None
    stream = ""
    for event in printer.journal.events:
        if event[0] == "stream":
            stream = event[2]
        elif event[0] == "ended" and event[2] == ref.number:
            break
    sequence = state.sequence
    for name, its_own in state.sequences:
        if service in {None, name}:
            sequence = its_own
    key = (stream, sequence)
    return next((row for row in snapshot["jobs"] if (row["stream"], row["sequence"]) == key), None)
