"""What the clients asked for against what arrived and came out (HAR-04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from harness.oracle.physics import Job, PrinterPhysics
from harness.oracle.states import Rights, TableHistory
from harness.oracle.verdict import Check, Findings

Sheet = tuple[str, str, str, str | None]  # size, media, front, back
Faces = tuple[tuple[int, str, str, str], ...]  # count, kind, size, media


def match(printers: Mapping[str, PrinterPhysics], history: Sequence[Mapping[str, Any]]) -> Check:
    """Tie every arrival to its submission: the k-th from one client of one printer is the k-th arrival from it.

    A submission that was not delivered may have arrived or not; one that was delivered must have.
    """
    findings = Findings()
    asked: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    came: dict[tuple[str, str], list[Job]] = defaultdict(list)
    for submission in history:
        asked[submission["printer"], submission["source"]].append(submission)
    for printer in printers.values():
        for job in printer.jobs.values():
            came[printer.name, job.source].append(job)
    for where in dict.fromkeys([*asked, *came]):
        _match_client(where, asked.get(where, []), came.get(where, []), findings)
    return Check("submissions", len(history), findings.done(), what="submitted jobs")


def _match_client(where: tuple[str, str], asked: list[Mapping[str, Any]], came: list[Job], findings: Findings) -> None:
    delivered = [submission for submission in asked if submission["delivered"]]
    pairs = zip(asked if len(came) == len(asked) else delivered, came, strict=False)
    for submission, job in pairs:
        job.submission = submission
    if len(delivered) <= len(came) <= len(asked):
        return
    printer, source = where
    for submission in delivered[len(came) :]:
        findings.add(
            f"{printer}: job {submission['n']} ({submission['document']!r} from {source}) was delivered, never arrived"
        )
    for job in came[len(asked) :]:
        findings.add(f"{job}: arrived from {source}, nobody submitted it")


class _Wanted:
    """The sheets a job asks for; workloads repeat themselves, so the answers are kept."""

    def __init__(self) -> None:
        self._kept: dict[Any, list[Sheet]] = {}

    def sheets(self, faces: Faces, duplex: bool, copies: int) -> list[Sheet]:
        key = (faces, duplex, copies)
        if key not in self._kept:
            self._kept[key] = _pair(faces, duplex) * copies
        return self._kept[key]


def _pair(faces: Faces, duplex: bool) -> list[Sheet]:
    """Faces onto sheets: on duplex two of the same paper share one, and a last odd one has a blank back."""
    sheets: list[Sheet] = []
    front: tuple[str, str, str] | None = None
    for count, kind, size, media in faces:
        for _ in range(count):
            if not duplex:
                sheets.append((size, media, kind, None))
            elif front is None:
                front = (kind, size, media)
            elif front[1:] == (size, media):
                sheets.append((size, media, front[0], kind))
                front = None
            else:
                sheets.append((*front[1:], front[0], "blank"))
                front = (kind, size, media)
    if front is not None:
        sheets.append((*front[1:], front[0], "blank"))
    return sheets


def _in_mono(faces: Faces) -> Faces:
    return tuple((count, "mono" if kind == "colour" else kind, size, media) for count, kind, size, media in faces)


def _before_colour(faces: Faces) -> Faces:
    for index, face in enumerate(faces):
        if face[1] == "colour":
            return faces[:index]
    return faces


def faces_of(submission: Mapping[str, Any], facts: Mapping[str, Any]) -> Faces | None:
    """What one copy asks of this printer: a size it cannot feed goes onto its first, a mono model prints mono."""
    if submission["runs"] is None:
        return None
    sizes = facts.get("sizes")
    faces = tuple(
        (int(count), kind, size if not sizes or size in sizes else sizes[0], media)
        for count, kind, size, media in submission["runs"]
    )
    return faces if facts.get("colour", True) else _in_mono(faces)


def check_printing(printers: Mapping[str, PrinterPhysics], tables: Mapping[str, TableHistory]) -> Check:
    """What was asked is what was printed, sheet by sheet: runs × copies × duplex, under the rights of that moment."""
    findings = Findings()
    examined = 0
    wanted = _Wanted()
    for printer in printers.values():
        for job in printer.jobs.values():
            if job.submission is None or job.ended_at is None:
                continue
            faces = faces_of(job.submission, printer.facts)
            if faces is None:
                continue
            examined += 1
            rights = tables[printer.name].rights_at_start(job, job.submission["account"] or 0)
            _check_sheets(job, faces, rights, wanted, findings)
    return Check("printing", examined, findings.done(), what="jobs")


def _check_sheets(job: Job, faces: Faces, rights: set[Rights], wanted: _Wanted, findings: Findings) -> None:
    submission = job.submission or {}
    duplex, copies = bool(submission["duplex"]), int(submission["copies"])
    actual = [tuple(event[4:8]) for event in job.faces]
    if job.how == "aborted" and job.refused != "colour control":
        if actual:
            findings.add(f"{job}: refused ({job.refused}), yet {len(actual)} sheets came out")
        return
    if job.how == "aborted":
        candidates = [_pair(_before_colour(faces), duplex)]
    else:
        variants = {_in_mono(faces) if right.colour_becomes_mono else faces for right in rights}
        candidates = [wanted.sheets(variant, duplex, copies) for variant in sorted(variants)]
        if job.how != "completed":
            candidates = [candidate[: len(actual)] for candidate in candidates]
    if actual in candidates:
        return
    expected = candidates[0]
    if len(actual) != len(expected):
        findings.expect(f"{job} ({job.how})", "sheets", len(expected), len(actual))
        return
    number = next(place for place, pair in enumerate(zip(expected, actual, strict=True)) if pair[0] != pair[1])
    findings.expect(f"{job} ({job.how})", f"sheet {number + 1}", _sheet(expected[number]), _sheet(actual[number]))


def _sheet(sheet: Sequence[Any]) -> str:
    size, media, front, back = sheet
    return f"{size} {media} {front}" + (f"/{back}" if back is not None else "")
