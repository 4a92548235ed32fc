"""Each job in exactly one class, and the logged ones equal in the ledger, field by field (HAR-04)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from harness.oracle import ranges
from harness.oracle.clocks import DeviceClock
from harness.oracle.physics import Job, Line, PrinterPhysics, short
from harness.oracle.printing import asked_of
from harness.oracle.rights import Rights
from harness.oracle.states import TableHistory
from harness.oracle.verdict import Check, Findings

Row = Mapping[str, Any]
Key = tuple[str, int]

LINES_PER_RECORD = 8
LOGGED = "logged"
DESTROYED = "destroyed"
UNLOGGED = "unlogged by rule"
ELSEWHERE = "acquired by another server"
WAITING = "not acquired yet"  # only where nothing was promised: not drained, or acquisition ended
UNFINISHED = "not ended"
COUNTED = "counted by readings"  # a printer without a log
MISSING = "missing"


class Sorted(NamedTuple):
    """The jobs by class, and the logged ones beside their rows."""

    logged: list[tuple[Job, Row]]
    classes: dict[str, list[Job]]


class Ledger:
    """The snapshot's rows where they can be found."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self.snapshot = snapshot
        self.server = snapshot.get("server_id", "")
        self.printers: dict[str, Row] = {row["name"]: row for row in snapshot["printers"]}
        self.jobs: list[Row] = snapshot["jobs"]
        self.rows: dict[Key, Row] = {}
        self.twice: list[Row] = []
        self.held: dict[str, list[tuple[int, int]]] = {}  # stream → ranges of sequences that are in the ledger
        for row in self.jobs:
            key = (row["stream"], row["sequence"])
            if key in self.rows:
                self.twice.append(row)
            self.rows[key] = row
            self.held.setdefault(row["stream"], []).append((row["sequence"], row["sequence"] + parts_held(row) - 1))
        for stream in self.held:
            self.held[stream] = ranges.merged(self.held[stream])

    def is_acquired(self, printer: str) -> bool:
        """Whether everything this printer holds was to be fetched: registered, and acquisition is on."""
        return printer in self.printers and self.printers[printer]["state"] == "acquiring"


def sort_jobs(printers: Mapping[str, PrinterPhysics], ledger: Ledger, drained: bool) -> Sorted:
    """Put every job into its class."""
    logged: list[tuple[Job, Row]] = []
    classes: dict[str, list[Job]] = {}
    for printer in printers.values():
        fate = _Fate(printer, ledger, drained and ledger.is_acquired(printer.name))
        for job in [entry for each in printer.jobs.values() for entry in each.entries]:
            kind = fate.of(job)
            classes.setdefault(kind, []).append(job)
            if kind == LOGGED:
                logged.append((job, ledger.rows[job.stream or "", job.sequence or 0]))
    return Sorted(logged, classes)


def parts_held(row: Row) -> int:
    """How many of a job's records the ledger has: later ones, with their lines, may have been destroyed."""
    parts: int = row["parts"]
    if "parts_held" in row:
        return min(parts, int(row["parts_held"]))
    return parts if parts == 1 else min(parts, max(1, -(-len(row["lines"]) // LINES_PER_RECORD)))


class _Fate:
    def __init__(self, printer: PrinterPhysics, ledger: Ledger, complete: bool) -> None:
        self.logs = printer.logs
        self.rows = ledger.rows
        self.complete = complete
        self.destroyed: dict[str, list[tuple[int, int]]] = {}
        for item in printer.destroyed:
            self.destroyed.setdefault(item.stream, []).append((item.first, item.last))
        self.destroyed = {stream: ranges.merged(spans) for stream, spans in self.destroyed.items()}
        self.released: dict[str, int] = {}
        self.elsewhere: dict[str, int] = {}
        for release in printer.released:
            through = self.released if release.owner in {ledger.server, ""} else self.elsewhere
            through[release.stream] = max(release.through, through.get(release.stream, 0))

    def of(self, job: Job) -> str:
        if job.ended_at is None:
            return UNFINISHED
        if not self.logs:
            return COUNTED
        if job.stream is None or job.sequence is None:
            return UNLOGGED
        return self._of_record(job.stream, job.sequence, job.parts)

    def _of_record(self, stream: str, sequence: int, parts: int) -> str:
        if (stream, sequence) in self.rows:
            return LOGGED
        if ranges.touch(self.destroyed.get(stream, ()), (sequence, sequence + parts - 1)):
            return DESTROYED
        if sequence <= self.elsewhere.get(stream, 0):
            return ELSEWHERE
        return MISSING if self.complete or sequence <= self.released.get(stream, 0) else WAITING


def check_ledger(
    printers: Mapping[str, PrinterPhysics],
    ledger: Ledger,
    found: Sorted,
    tables: Mapping[str, TableHistory],
) -> Check:
    """Every record that must exist is in the ledger once, equal in every field; nothing else is."""
    findings = Findings()
    for job in found.classes.get(MISSING, ()):
        findings.add(f"{job} ({job.how}, {job.sheets} sheets): not in the ledger, and nothing destroyed it")
    for row in ledger.twice:
        findings.add(f"{_name(row)}: stands in the ledger twice")
    known = {(job.stream, job.sequence) for job, _ in found.logged}
    for key, row in ledger.rows.items():
        if key not in known:
            findings.add(
                f"{_name(row)} ({row['status']}, {row['sheets']} sheets): no job of that printer left this record"
            )
    clocks = {name: DeviceClock(printer) for name, printer in printers.items()}
    releases = {name: _Releases(printer) for name, printer in printers.items()}
    for job, row in found.logged:
        _compare(job, row, _lines_due(job, row, printers[job.printer]), findings)
        _compare_result(job, row, printers[job.printer], tables[job.printer], findings)
        _compare_times(job, row, clocks[job.printer], findings)
        releases[job.printer].check(job, row, findings)
    _overlaps(ledger.jobs, findings)
    examined = sum(len(found.classes.get(kind, ())) for kind in (LOGGED, DESTROYED, UNLOGGED, ELSEWHERE, MISSING))
    return Check("ledger", examined + len(ledger.twice), findings.done(), job_level=True, what="jobs")


def _name(row: Row) -> str:
    return f"{row['printer']} record {row['sequence']} of {short(row['stream'])}"


def _lines_due(job: Job, row: Row, printer: PrinterPhysics) -> tuple[Line, ...]:
    """All lines, or those of the first records if every record after them was destroyed before it was fetched."""
    held = parts_held(row)
    if held < job.parts == row["parts"] and job.sequence is not None:
        lost = ranges.merged((item.first, item.last) for item in printer.destroyed if item.stream == job.stream)
        if not ranges.minus([(job.sequence + held, job.sequence + job.parts - 1)], lost):
            return job.lines[: held * LINES_PER_RECORD]
    return job.lines


def _compare(job: Job, row: Row, lines: tuple[Line, ...], findings: Findings) -> None:
    if (
        row["sheets"] == job.sheets
        and row["colour"] == job.colour
        and row["mono"] == job.mono
        and row["pages"] == job.pages
        and row["printer"] == job.printer
        and row["parts"] == job.parts
        and _lines(row) == lines
    ):
        return
    subject = str(job)
    findings.expect(subject, "printer", job.printer, row["printer"])
    findings.expect(subject, "parts", job.parts, row["parts"])
    for field in ("sheets", "pages", "colour", "mono"):
        findings.expect(subject, field, getattr(job, field), row[field])
    for number, (expected, actual) in enumerate(zip(lines, _lines(row), strict=False), 1):
        findings.expect(subject, f"line {number}", _line(expected), _line(actual))
    findings.expect(subject, "number of lines", len(lines), len(row["lines"]))


def _lines(row: Row) -> tuple[tuple[Any, ...], ...]:
    return tuple(
        (
            *(line["size"], line["media"], line["duplex"], line["sheets"], line["colour"], line["mono"]),
            *(line.get("weight", ""), line.get("white", 0), line.get("white_only", 0)),
        )
        for line in row["lines"]
    )


def _line(line: Sequence[Any]) -> str:
    size, media, duplex, sheets, colour, mono, weight, white, white_only = line
    sides = "duplex" if duplex else "simplex"
    paper = f"{size} {media} {weight}".rstrip()
    whites = f", {white} with white, {white_only} in white alone" if white or white_only else ""
    return f"{paper} {sides}, {sheets} sheets, {colour} colour, {mono} mono{whites}"


STATUSES = {"completed", "aborted", "canceled", "abnormal completed"}


def _compare_result(job: Job, row: Row, printer: PrinterPhysics, table: TableHistory, findings: Findings) -> None:
    status = job.how if job.how in STATUSES else "none"
    if status == "completed" and any(event[4][-1] for event in job.transmitted):
        status = "abnormal completed"  # a transmission ended with a service code
    findings.expect(job, "status", status, row["status"])
    details = details_of(job, printer, table)
    if row["detail"] not in details:
        findings.expect(job, "detail", " or ".join(sorted(details)), row["detail"])
    for word in ("function", "service"):
        if row.get(word, "print") != getattr(job, word):
            findings.expect(job, word, getattr(job, word), row.get(word, "print"))


def details_of(job: Job, printer: PrinterPhysics, table: TableHistory) -> set[str]:
    """The detailed statuses that fit (LOG-04); more than one only where the journal leaves it open."""
    if job.how not in {"completed", "abnormal completed"}:
        return {job.refused}
    if not printer.facts.get("colour", True):
        return {""}
    if job.submission is None:
        return {"", "mono printing"}
    faces = asked_of(job, printer.facts)
    if faces is not None and not any(face.kind == "colour" and face.times for face in faces):
        return {""}
    rights: set[Rights] = table.rights_at_start(job, job.submission["account"] or 0)
    details = {"mono printing" if right.colour_becomes_mono else "" for right in rights}
    if faces is None:  # a file: whether it asks for colour is not known here
        details.add("")
    if len(details) > 1 and job.colour:
        details.discard("mono printing")
    return details


def _compare_times(job: Job, row: Row, clock: DeviceClock, findings: Findings) -> None:
    for field, place, at_us in (
        ("received_s", job.arrived_at, job.arrived_us),
        ("ended_s", job.ended_at or 0, job.ended_us),
    ):
        lowest, highest = clock.seconds(place, at_us)
        actual = row[field]
        if lowest is None or highest is None or actual is None:
            findings.expect(job, field, lowest, actual)
        elif not lowest <= actual <= highest:
            findings.expect(job, field, lowest if lowest == highest else f"{lowest} to {highest}", actual)


class _Releases:
    """When each record was given free: it must have been in the ledger by then (ACQ-04)."""

    def __init__(self, printer: PrinterPhysics) -> None:
        self.by_stream: dict[str, tuple[list[int], list[int]]] = {}
        for item in printer.released:
            throughs, instants = self.by_stream.setdefault(item.stream, ([], []))
            throughs.append(item.through)
            instants.append(item.at_us)

    def check(self, job: Job, row: Row, findings: Findings) -> None:
        throughs, instants = self.by_stream.get(job.stream or "", ((), ()))
        index = bisect_left(throughs, (job.sequence or 0) + job.parts - 1)
        if index < len(throughs) and instants[index] < row["acquired_us"]:
            findings.add(f"{job}: released on the printer at {instants[index]}, acquired only at {row['acquired_us']}")


def _overlaps(rows: Sequence[Row], findings: Findings) -> None:
    by_stream: dict[str, list[Row]] = {}
    for row in rows:
        if row["parts"] > 1:
            by_stream.setdefault(row["stream"], []).append(row)
    keys = {(row["stream"], row["sequence"]) for row in rows} if by_stream else set()
    for stream, several in by_stream.items():
        for row in several:
            inside = [
                row["sequence"] + part for part in range(1, row["parts"]) if (stream, row["sequence"] + part) in keys
            ]
            if inside:
                findings.add(f"{_name(row)} has {row['parts']} parts, yet {inside} stand in the ledger by themselves")
