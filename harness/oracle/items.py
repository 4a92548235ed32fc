"""What records say beyond sheets and pages, recomputed from the journal (LOG-02, LOG-07, LOG-09, LOG-19).

Toner, drums, belt and fuser from the faces that came out, trays and resolutions from the sheets, off-line seconds from
the times at which the printer stood still, scans and transmissions from what was scanned and transmitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from harness.oracle.clocks import DeviceClock
from harness.oracle.jobs import Event, Job
from harness.oracle.physics import PrinterPhysics
from harness.oracle.printing import HORIZONTAL, STANDARD, USUAL_DPI
from harness.oracle.verdict import Check, Findings

Row = Mapping[str, Any]

DOUBLE = {"A3", "Tabloid", "B4", "SRA3"}  # count as two A4 pages
BOUNDS = (0, 50, 150, 300, 600)  # permille; above the last it is level 5
TRAYS = ("tray 1", "tray 2", "tray 3", "tray 4", "tray 5", "multi-purpose tray", "multi-purpose feeder")
DPI = ("300", "600", "1200x600", "1200", "2400x600")
COLOURS = 5
WHITE = 4
SECOND_US = 1_000_000
FLAGS = ("manual", "time specified", "polling", "f-code", "forwarding")
TALK = ("seconds", "mode", "destination", "flags", "direction", "pages", "code")


def check_items(logged: Sequence[tuple[Job, Row]], printers: Mapping[str, PrinterPhysics]) -> Check:
    """Compare every logged record; a snapshot without these items is not examined."""
    findings = Findings()
    clocks = {name: DeviceClock(printer) for name, printer in printers.items()}
    adders = {name: _Adder(printer.facts) for name, printer in printers.items()}
    examined = 0
    for job, row in logged:
        if "consumption" not in row:
            continue
        examined += 1
        adder = adders[job.printer]
        findings.expect(job, "pages with white", job.white, row["white"])
        findings.expect(job, "pages in white alone", job.white_only, row["white_only"])
        _compare(job, "consumption", _consumption(job, adder), row["consumption"], findings)
        _compare(job, "feeding", _feeding(job, adder), row["feeding"], findings)
        _check_processing(job, row, printers[job.printer], clocks[job.printer], findings)
        _check_service(job, row, findings)
        if job is printers[job.printer].jobs[job.number]:
            _check_errand(job, findings)
    return Check("items", examined, findings.done(), what="logged records")


def _compare(job: Job, group: str, expected: dict[str, Any] | None, actual: Row | None, findings: Findings) -> None:
    if expected is None or actual is None:
        if expected is not actual:
            findings.expect(job, group, expected, actual)
        return
    for name, value in expected.items():
        found = actual[name]
        if found != value:
            findings.expect(job, f"{group} {name}", value, _whole(found) if isinstance(found, list) else found)


def _whole(counts: Iterable[int]) -> list[int]:
    """Without the counts at the end that are 0."""
    found = list(counts)
    while found and not found[-1]:
        found.pop()
    return found


def _tells(job: Job, facts: Mapping[str, Any], group: str) -> bool:
    """Whether the record has this group: the model reports it, and the job printed or tried to."""
    began = job.begun_us is not None and not (job.how == "aborted" and job.refused != "colour control")
    return group in facts.get("reports", ()) and job.service == "print" and began


class _Sums(NamedTuple):
    """What a job's sheets come to."""

    faces: int
    area: int  # A4 equivalents of its faces
    toner: list[int]
    drum: list[int]
    trays: list[int]
    dpi: list[int]


class _Adder:
    """Adds up sheets of one printer; jobs of alike sheets are many, so their sums are kept."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self._kept: dict[Any, _Sums] = {}

    def of(self, job: Job) -> _Sums:
        """Its sums; sheets with a look of their own are added up each time."""
        if any(len(event) > 8 for event in job.faces):
            return self._add(job.faces)
        alike = tuple([(event[3], event[4], event[6], event[7]) for event in job.faces])
        if alike not in self._kept:
            self._kept[alike] = self._add(job.faces)
        return self._kept[alike]

    def _add(self, sheets: Sequence[Event]) -> _Sums:
        trays, dpi = [0] * len(TRAYS), [0] * len(DPI)
        covered, drums = [0] * COLOURS, [0] * COLOURS
        faces = whole = 0
        for event in sheets:
            trays[TRAYS.index(event[3])] += 1
        for kind, cover, area, resolution in _faces(sheets):
            faces += 1
            whole += area
            dpi[DPI.index(resolution)] += 1
            for place in range(COLOURS):
                covered[place] += cover[place] * area
                drums[place] += area * _turns(kind, cover, place)
        if self.facts["drum"] == "4-in-1":
            drums = [whole, 0, 0, 0, 0]
        levels = [sum(share > bound * whole for bound in BOUNDS) for share in covered[: len(self.facts["toners"])]]
        return _Sums(faces, whole, _whole(levels) if whole else [], _whole(drums), _whole(trays), _whole(dpi))


def _faces(sheets: Sequence[Event]) -> Iterator[tuple[str, Sequence[int], int, str]]:
    """Printed faces: kind, cover, A4 equivalents, resolution."""
    for event in sheets:
        size, _, front, back = event[4:8]
        look = event[8] if len(event) > 8 else ("", USUAL_DPI, None, None)
        area = 2 if size.removesuffix(HORIZONTAL) in DOUBLE else 1
        for kind, cover in ((front, look[2]), (back, look[3])):
            if kind not in {None, "blank"}:
                yield kind, STANDARD[kind] if cover is None else cover, area, look[1]


def _consumption(job: Job, adder: _Adder) -> dict[str, Any] | None:
    if not _tells(job, adder.facts, "consumption"):
        return None
    sums = adder.of(job)
    return {
        "toner": sums.toner,
        "drum": sums.drum,
        "belt": sums.area if adder.facts["belt"] else 0,
        "fuser": sums.faces,
        "staples": job.staples,
    }


def _turns(kind: str, cover: Sequence[int], place: int) -> bool:
    """Whether a face uses that colour's drum."""
    if place == WHITE:
        return cover[WHITE] > 0
    return kind == "colour" or (kind == "mono" and place == 0)


def _feeding(job: Job, adder: _Adder) -> dict[str, Any] | None:
    if not _tells(job, adder.facts, "feeding"):
        return None
    sums = adder.of(job)
    found: dict[str, Any] = {"trays": sums.trays, "dpi": sums.dpi}
    if job.submission is not None and job.faces:
        found["n_up"] = (job.submission.get("setup") or {}).get("n_up", 1)
    return found


def _check_processing(job: Job, row: Row, printer: PrinterPhysics, clock: DeviceClock, findings: Findings) -> None:
    made = row["processing"]
    if not _tells(job, printer.facts, "processing"):
        findings.expect(job, "processing", None, made)
        return
    if made is None or job.begun_us is None or job.begun_at is None:
        findings.expect(job, "processing", "there", made)
        return
    _check_time(job, "processing began", clock.seconds(job.begun_at, job.begun_us), made["started_s"], findings)
    if job.how != "completed" or job.submission is None:
        return  # how much of it was still to be processed the journal does not tell
    sides = sum(1 if event[7] is None else 2 for event in job.faces) // max(int(job.submission["copies"]), 1)
    lead_us = len(job.scanned) * printer.facts["face_us"]
    lead_us += sum(event[4][0] for event in job.transmitted) * SECOND_US
    ripped_us = job.begun_us + lead_us + sides * printer.facts["rip_us"]
    processing_us = printing_us = 0
    for from_us, to_us in printer.offline:
        stood_us = min(to_us or job.ended_us, job.ended_us) - max(from_us, job.begun_us)
        if stood_us <= 0:
            continue
        printing_us += stood_us
        if max(from_us, job.begun_us) < ripped_us:
            processing_us += stood_us
            ripped_us += stood_us
    ended = clock.seconds(job.ended_at or 0, min(ripped_us, job.ended_us))
    _check_time(job, "processing ended", ended, made["ended_s"], findings)
    findings.expect(job, "off-line while processed", processing_us // SECOND_US, made["offline_processing_s"])
    findings.expect(job, "off-line while printed", printing_us // SECOND_US, made["offline_printing_s"])


def _check_time(
    job: Job, what: str, due: tuple[int | None, int | None], actual: int | None, findings: Findings
) -> None:
    lowest, highest = due
    if lowest is None or highest is None or actual is None:
        findings.expect(job, what, lowest, actual)
    elif not lowest <= actual <= highest:
        findings.expect(job, what, f"{lowest} to {highest}", actual)


def _check_service(job: Job, row: Row, findings: Findings) -> None:
    """The items of scanning and of communication stand in their own service's record, and in no other."""
    scan = row["scan"]
    said = None if scan is None else (scan["colour"], scan["mono"], scan["size"], scan["printed"])
    findings.expect(job, "scan", job.item if job.service == "scan" else None, said)
    due = _plain(job.item) if job.service not in {"scan", "print"} else None
    talk = row["communication"]
    if talk is None or due is None:
        findings.expect(job, "communication", due, talk)
        return
    talk = dict(talk, flags=[name for name in FLAGS if talk[name.replace(" ", "_").replace("-", "_")]])
    for name, value in zip(TALK, due, strict=True):
        if not (name == "destination" and talk[name] is None):  # erased with the other personal text
            findings.expect(job, f"communication {name}", value, _plain(talk[name]))


def _due(transmission: Mapping[str, Any], name: str) -> Any:
    """What was asked for; a file on a USB memory has a destination of its own."""
    usb = name == "destination" and transmission["service"] == "usb memory"
    return "USBMEM01" if usb else transmission[name]


def _plain(value: Any) -> Any:
    """Lists as tuples, inside too."""
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else value


def _check_errand(job: Job, findings: Findings) -> None:
    """What was asked for beside printing is what was done."""
    submission = job.submission
    if submission is None or job.how not in {"completed", "abnormal completed"}:
        return
    findings.expect(job, "function asked for", submission.get("function", "print"), job.function)
    asked = [(kind, size) for count, kind, size in submission.get("originals", ()) for _ in range(count)]
    findings.expect(job, "pages scanned", asked, [(event[3], event[4]) for event in job.scanned])
    transmissions = submission.get("transmissions", ())
    asked = [_plain((each["service"], [_due(each, name) for name in TALK])) for each in transmissions]
    findings.expect(job, "transmissions", asked, [_plain(event[3:5]) for event in job.transmitted])
