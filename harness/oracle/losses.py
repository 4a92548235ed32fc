"""What was destroyed or never logged, against the ledger's gaps: loss is a record, never silence (ACQ-05, LOG-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harness.oracle import ranges
from harness.oracle.jobs import services_due
from harness.oracle.ledger import Ledger, Row
from harness.oracle.operator import Operator
from harness.oracle.physics import Job, PrinterPhysics, short
from harness.oracle.verdict import Check, Findings

DESTROYING = ("overwritten", "formatted", "replaced")
PREVIOUS_SERVER = "acquired by previous server"
UNLOGGED = {
    "logging stopped": ("logging stopped",),
    "refusals beyond reserve": ("reserve used up",),
    "jobs lost": ("power cut", "printer error"),
}
"""Cause of a gap without a range → causes of the journal."""


def check_gaps(printers: Mapping[str, PrinterPhysics], ledger: Ledger, operator: Operator, drained: bool) -> Check:
    """A gap's range is the part of the destroyed range that was never acquired: not a record more or less."""
    findings = Findings()
    gaps: dict[tuple[str, str], list[Row]] = {}
    examined = 0
    for gap in ledger.snapshot["gaps"]:
        if gap["first"] is not None or gap["cause"] not in UNLOGGED:
            gaps.setdefault((gap["printer"], gap["stream"]), []).append(gap)
    for printer in printers.values():
        if not printer.logs:
            continue
        for stream in printer.next:
            check = _StreamLosses(printer, stream, ledger, gaps.pop((printer.name, stream), []), findings)
            examined += check.run(operator.registered_us(printer.name), drained and ledger.is_acquired(printer.name))
    for (printer_name, stream), rows in gaps.items():
        examined += len(rows)
        findings.add(f"{printer_name}: {len(rows)} gaps in stream {short(stream)}, which that printer never had")
    return Check("gaps", examined, findings.done(), what="destroyed ranges and gaps")


class _StreamLosses:
    """One stream of one printer."""

    def __init__(
        self, printer: PrinterPhysics, stream: str, ledger: Ledger, gaps: Sequence[Row], findings: Findings
    ) -> None:
        self.printer = printer
        self.stream = stream
        self.held = ledger.held.get(stream, [])
        self.gaps = gaps
        self.findings = findings
        self.subject = f"{printer.name} stream {short(stream)}"
        self.destroyed = [item for item in printer.destroyed if item.stream == stream]
        through = [
            item.through for item in printer.released if item.stream == stream and item.owner not in {ledger.server, ""}
        ]
        self.elsewhere = [(1, max(through))] if through else []

    def run(self, registered_us: int | None, complete: bool) -> int:
        lost = ranges.minus(ranges.merged((item.first, item.last) for item in self.destroyed), self.held)
        since = registered_us if registered_us is not None else 0
        due = ranges.minus(
            ranges.merged((item.first, item.last) for item in self.destroyed if item.at_us >= since), self.held
        )
        due = ranges.minus(due, self.elsewhere)
        said = self._said(lost)
        shown = ranges.words
        allowed = ranges.merged([*lost, *self.elsewhere])
        if beyond := ranges.minus(said, allowed):
            self.findings.add(
                f"{self.subject}: gaps should cover {shown(lost)}, are {shown(said)}; {shown(beyond)} were not lost"
            )
        if complete and (silent := ranges.minus(due, said)):
            self.findings.add(
                f"{self.subject}: gaps should cover {shown(due)}, are {shown(said)}; {shown(silent)} were destroyed"
                f" ({self._causes(silent)}) and never acquired, in silence"
            )
        return len(lost) + len(self.gaps)

    def _said(self, lost: list[ranges.Range]) -> list[ranges.Range]:
        said: list[ranges.Range] = []
        for gap in self.gaps:
            if gap["first"] is None:
                self.findings.add(f"{self.subject}: gap ({gap['cause']}) has no range; lost were {ranges.words(lost)}")
                continue
            open_end = max(gap["first"], self.printer.next[self.stream] - 1)  # nobody knew where the stream ended
            span = (gap["first"], gap["last"] if gap["last"] is not None else open_end)
            name = f"{self.subject}: gap {span[0]}–{span[1]} ({gap['cause']})"
            if ranges.touch(said, span):
                self.findings.add(f"{name} overlaps another gap")
            if inside := ranges.both([span], self.held):
                self.findings.add(f"{name} covers {ranges.words(inside)}, which are in the ledger")
            self._check_cause(gap, span, name)
            said = ranges.merged([*said, span])
        return said

    def _check_cause(self, gap: Row, span: ranges.Range, name: str) -> None:
        causes = {item.cause for item in self.destroyed if ranges.touch([span], (item.first, item.last))}
        if gap["cause"] == PREVIOUS_SERVER:
            causes = {PREVIOUS_SERVER} if ranges.touch(self.elsewhere, span) else causes
        elif causes and ranges.touch(self.elsewhere, span):
            causes |= {"formatted", "replaced"}  # of a stream that it never saw a server knows only how it ended
        if causes and gap["cause"] not in causes:
            self.findings.expect(name, "cause", " or ".join(sorted(causes)), gap["cause"])
        known_us = [item.at_us for item in self.destroyed if ranges.touch([span], (item.first, item.last))]
        if known_us and gap["noticed_us"] < min(known_us):
            self.findings.add(f"{name}: noticed at {gap['noticed_us']}, before it happened at {min(known_us)}")

    def _causes(self, spans: list[ranges.Range]) -> str:
        causes = {
            item.cause for item in self.destroyed for span in spans if ranges.touch([span], (item.first, item.last))
        }
        return ", ".join(sorted(causes))


def check_unlogged(printers: Mapping[str, PrinterPhysics], ledger: Ledger, operator: Operator, drained: bool) -> Check:
    """Jobs that leave no record by rule, reconciled with the gaps that carry numbers instead of ranges."""
    findings = Findings()
    examined = 0
    said: dict[str, dict[str, list[int]]] = {}
    for gap in ledger.snapshot["gaps"]:
        if gap["first"] is None and gap["cause"] in UNLOGGED:
            counts = said.setdefault(gap["printer"], {}).setdefault(gap["cause"], [0, 0])
            counts[0] += gap["jobs"] or 0
            counts[1] += gap["sheets"] or 0
    for printer in printers.values():
        if not printer.logs:
            continue
        unlogged = [job for job in printer.jobs.values() if job.unlogged]
        examined += len(unlogged)
        complete = drained and ledger.is_acquired(printer.name)
        registered_us = operator.registered_us(printer.name)
        since = registered_us if registered_us is not None else 0
        for cause, causes in UNLOGGED.items():
            jobs = [job for job in unlogged if job.unlogged in causes]
            due = [job for job in jobs if job.ended_us >= since] if complete else []
            counts = said.get(printer.name, {}).pop(cause, [0, 0])
            examined += bool(counts[0])
            _compare_counts(f"{printer.name}: gaps ({cause})", due, jobs, counts, findings)
    for name, causes_left in said.items():
        for cause, (count, _) in causes_left.items():
            findings.add(f"{name}: {count} jobs in gaps ({cause}), from a printer that has no such thing")
    return Check("unlogged", examined, findings.done(), what="jobs without a record")


def _compare_counts(subject: str, due: list[Job], jobs: list[Job], said: list[int], findings: Findings) -> None:
    """Between what must have been noticed and what happened at all: the same, once everything is drained."""
    for what, place, least, most in (
        ("jobs", 0, len(due), len(jobs)),
        ("sheets", 1, sum(job.sheets for job in due), sum(job.sheets for job in jobs)),
    ):
        if not least <= said[place] <= most:
            findings.expect(subject, what, most if least == most else f"{least} to {most}", said[place])


def rules_of_logging(printers: Mapping[str, PrinterPhysics]) -> Check:
    """LOG-01: a record for output, rejection and colour control; none after a power cut, an error, or no sheet."""
    findings = Findings()
    examined = 0
    for printer in printers.values():
        if not printer.logs:
            continue
        for job in printer.jobs.values():
            if job.ended_at is None:
                continue
            examined += 1
            expected = _must_be_unlogged(job)
            if expected and job.unlogged != expected:
                findings.expect(
                    str(job), "left no record because of", expected, job.unlogged or "nothing: it is logged"
                )
            elif not expected and job.unlogged not in {"", "logging stopped", "reserve used up"}:
                findings.add(f"{job} ({job.how}, {job.sheets} sheets): unlogged as {job.unlogged!r}, should be logged")
    return Check("logging", examined, findings.done(), what="ended jobs")


def _must_be_unlogged(job: Job) -> str:
    if job.how in {"power cut", "printer error"}:
        return job.how
    return "no sheet" if job.how == "canceled" and not services_due(job) else ""
