"""What was asked is what came out, sheet by sheet: paper, tray, faces, covers, staples (HAR-04, LOG-05 to LOG-07)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from harness.oracle.physics import Job, PrinterPhysics
from harness.oracle.rights import Rights
from harness.oracle.states import TableHistory
from harness.oracle.verdict import Check, Findings

Cover = tuple[int, ...]  # permille under toner K, C, M, Y, W
Look = tuple[str, str, Cover | None, Cover | None]  # weight, resolution, covers of both faces
Sheet = tuple[str | None, str, str, str, str | None, Look | None]  # tray, size, media, front, back, look

HORIZONTAL = " horizontal"
BY_HAND = "multi-purpose tray"
USUAL_DPI = "600"
STANDARD = {
    "blank": (0, 0, 0, 0, 0),
    "mono": (50, 0, 0, 0, 0),
    "colour": (50, 50, 50, 50, 0),
    "white": (0, 0, 0, 0, 50),
}


class Face(NamedTuple):
    """A run of equal faces as they are to be printed."""

    times: int
    kind: str
    size: str
    media: str
    weight: str
    duplex: bool | None  # None: as the job
    cover: Cover | None  # None: the standard one


Faces = tuple[Face, ...]


def faces_of(submission: Mapping[str, Any], facts: Mapping[str, Any]) -> Faces | None:
    """What one copy asks of this printer: a size it cannot feed goes onto its first, a mono model prints mono."""
    if submission["runs"] is None:
        return None
    faces = tuple(_face(run, facts) for run in submission["runs"])
    n_up = (submission.get("setup") or {}).get("n_up", 1)
    if n_up > 1:
        faces = tuple(_put_together(faces, n_up))
    return faces if facts.get("colour", True) else _in_mono(faces)


def asked_of(job: Job, facts: Mapping[str, Any]) -> Faces | None:
    """What one copy of a job asks for; several checks ask, so it is kept."""
    if job.asked is ...:
        job.asked = faces_of(job.submission or {}, facts)
    kept: Faces | None = job.asked
    return kept


def _face(run: Sequence[Any], facts: Mapping[str, Any]) -> Face:
    weight, duplex, cover = run[4:7] if len(run) > 4 else ("", None, None)
    count, kind, size, media = run[:4]
    sizes = facts.get("sizes")
    if sizes and size.removesuffix(HORIZONTAL) not in sizes:
        size = sizes[0]
    cover = None if cover is None else tuple(cover)
    if "white" not in facts.get("toners", ("white",)):
        kind, cover = ("blank", None) if kind == "white" else (kind, cover and (*cover[:4], 0))
    return Face(int(count), kind, size, media, weight, duplex, cover)


def _put_together(faces: Faces, n_up: int) -> Iterator[Face]:
    """Page by page: as many as fit onto a face, all of the same paper and sides."""
    group: list[Face] = []
    for page in (face._replace(times=1) for face in faces for _ in range(face.times)):
        if group and (len(group) == n_up or group[0][2:6] != page[2:6]):
            yield _together(group, n_up)
            group = []
        group.append(page)
    if group:
        yield _together(group, n_up)


def _together(pages: list[Face], n_up: int) -> Face:
    kinds = {page.kind for page in pages}
    kind = next(each for each in ("colour", "mono", "white", "blank") if each in kinds)
    if kinds == {kind} and len(pages) == n_up and all(page.cover is None for page in pages):
        return pages[0]
    covers = [page.cover or STANDARD[page.kind] for page in pages]
    cover = tuple(sum(shares) // n_up for shares in zip(*covers, strict=True))
    return pages[0]._replace(kind=kind, cover=None if kind == "blank" else cover)


class _Wanted:
    """The sheets a job asks for; workloads repeat themselves, so the answers are kept."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self._facts = facts
        self._kept: dict[Any, list[Sheet]] = {}

    def sheets(self, faces: Faces, duplex: bool, setup: Mapping[str, Any] | None) -> list[Sheet]:
        """Those of one copy."""
        key = (faces, duplex, tuple(setup.values()) if setup else ())
        if key not in self._kept:
            self._kept[key] = [self._sheet(front, back, setup or {}) for front, back in _pairs(faces, duplex)]
        return self._kept[key]

    def _sheet(self, front: Face, back: Face | None, setup: Mapping[str, Any]) -> Sheet:
        dpi, cover = setup.get("dpi", USUAL_DPI), None if back is None else back.cover
        look: Look | None = (front.weight, dpi, front.cover, cover)
        if look == ("", USUAL_DPI, None, None):
            look = None
        tray = self._tray(front, setup.get("tray", ""))
        return tray, front.size, front.media, front.kind, None if back is None else back.kind, look

    def _tray(self, face: Face, wanted: str) -> str | None:
        """The tray that was asked for, else the first with such paper, else by hand."""
        trays = self._facts.get("trays")
        if trays is None:
            return None
        feeder = {"multi-purpose feeder"} if self._facts.get("feeder") else set()
        if wanted in {BY_HAND, *feeder, *(name for name, _, _ in trays)}:
            return wanted
        size = face.size.removesuffix(HORIZONTAL)
        return next((name for name, sizes, media in trays if size in sizes and face.media in media), BY_HAND)


_BLANK = Face(1, "blank", "", "", "", None, None)


def _pairs(faces: Faces, duplex: bool) -> Iterator[tuple[Face, Face | None]]:
    """Faces onto sheets: on duplex two of the same paper share one, and a last odd one has a blank back."""
    front: Face | None = None
    for face in faces:
        two_sided = duplex if face.duplex is None else face.duplex
        for _ in range(face.times):
            if front is not None:
                shared = two_sided and front[2:5] == face[2:5]
                yield front, face if shared else _BLANK
                front = None
                if shared:
                    continue
            if two_sided:
                front = face
            else:
                yield face, None
    if front is not None:
        yield front, _BLANK


def _in_mono(faces: Faces) -> Faces:
    return tuple(_grey(face) if face.kind == "colour" else face for face in faces)


def _grey(face: Face) -> Face:
    cover = face.cover
    if cover is not None:
        cover = (min(1000, cover[0] + (cover[1] + cover[2] + cover[3]) // 3), 0, 0, 0, cover[4])
    return face._replace(kind="mono", cover=cover)


def _before_colour(faces: Faces) -> Faces:
    for index, face in enumerate(faces):
        if face.kind == "colour":
            return faces[:index]
    return faces


def check_printing(printers: Mapping[str, PrinterPhysics], tables: Mapping[str, TableHistory]) -> Check:
    """What was asked is what was printed, sheet by sheet: runs × copies × duplex, under the rights of that moment."""
    findings = Findings()
    examined = 0
    for printer in printers.values():
        wanted = _Wanted(printer.facts)
        for job in printer.jobs.values():
            if job.submission is None or job.ended_at is None:
                continue
            faces = asked_of(job, printer.facts)
            if faces is None:
                continue
            examined += 1
            rights = tables[printer.name].rights_at_start(job, job.submission["account"] or 0)
            _check_sheets(job, faces, rights, wanted, findings)
            _check_staples(job, printer.facts, findings)
    return Check("printing", examined, findings.done(), what="jobs")


def _check_sheets(job: Job, faces: Faces, rights: set[Rights], wanted: _Wanted, findings: Findings) -> None:
    submission = job.submission or {}
    duplex, copies, setup = bool(submission["duplex"]), int(submission["copies"]), submission.get("setup")
    if job.how == "aborted" and job.refused != "colour control":
        if job.faces:
            findings.add(f"{job}: refused ({job.refused}), yet {len(job.faces)} sheets came out")
        return
    if job.how == "aborted":
        candidates = [wanted.sheets(_before_colour(faces), duplex, setup)]
    else:
        variants = {_in_mono(faces) if right.colour_becomes_mono else faces for right in rights}
        candidates = [wanted.sheets(variant, duplex, setup) * copies for variant in sorted(variants, key=repr)]
        if job.how != "completed":
            candidates = [candidate[: len(job.faces)] for candidate in candidates]
    knows_trays = bool(candidates[0]) and candidates[0][0][0] is not None
    actual = [_came_out(event, knows_trays) for event in job.faces]
    if actual in candidates:
        return
    expected = candidates[0]
    if len(actual) != len(expected):
        findings.expect(f"{job} ({job.how})", "sheets", len(expected), len(actual))
        return
    number = next(place for place, pair in enumerate(zip(expected, actual, strict=True)) if pair[0] != pair[1])
    findings.expect(f"{job} ({job.how})", f"sheet {number + 1}", _words(expected[number]), _words(actual[number]))


def _came_out(event: Sequence[Any], knows_trays: bool) -> Sheet:
    look: Look | None = None
    if len(event) > 8:
        weight, dpi, *covers = event[8]
        front, back = (None if cover is None else tuple(cover) for cover in covers)
        look = weight, dpi, front, back
    return event[3] if knows_trays else None, event[4], event[5], event[6], event[7], look


def _check_staples(job: Job, facts: Mapping[str, Any], findings: Findings) -> None:
    """Every whole set of more than one sheet is stapled, by a printer that can."""
    submission = job.submission or {}
    staples = (submission.get("setup") or {}).get("staples", 0)
    sheets = len(job.faces)
    if job.how == "completed":
        of_a_set = sheets // max(int(submission["copies"]), 1)
        due = int(submission["copies"]) * staples if of_a_set > 1 and facts.get("staples") else 0
        findings.expect(job, "staples", due, job.staples)


def _words(sheet: Sheet) -> str:
    tray, size, media, front, back, look = sheet
    paper = f"{size} {media} {front}" + (f"/{back}" if back is not None else "")
    return paper + (f" from {tray}" if tray else "") + (f" {look}" if look else "")
