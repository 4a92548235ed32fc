"""From the pages of a job to the sheets that will come out, in runs of equal sheets (LOG-05, LOG-06)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.wire.pages import PageRun
from core.wire.records import RecordLine
from emulator.models import Model


class SheetRun(NamedTuple):
    """``count`` equal sheets; faces are blank, mono or colour, ``back`` None on a simplex sheet."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    tray: str
    size: str
    media: str
    front: str
    back: str | None


class Plan(NamedTuple):
    """The sheets of one copy, and how often it is repeated."""

    runs: tuple[SheetRun, ...]
    sheets: int  # of one copy
    copies: int
    duplex: bool


EMPTY = Plan((), 0, 0, False)


def has_colour(pages: Iterable[PageRun]) -> bool:
    """Whether any page carries colour."""
    return any(run.kind == "colour" for run in pages)


def until_colour(pages: Iterable[PageRun]) -> tuple[PageRun, ...]:
    """The pages before the first one in colour (RES-02)."""
    before = []
    for run in pages:
        if run.kind == "colour":
            break
        before.append(run)
    return tuple(before)


def make_plan(pages: Sequence[PageRun], model: Model, *, duplex: bool, copies: int, mono: bool) -> Plan:
    """Sheets for ``pages``. ``mono`` turns colour faces into mono ones.

    On duplex two faces make a sheet; a change of size or media begins a new one, and the back of a last odd
    page stays blank. A size the model cannot feed is scaled onto its first size.
    """
    sheets: list[SheetRun] = []
    waiting: PageRun | None = None  # a front without its back yet
    for count, kind, size, media in pages:
        face = "mono" if mono and kind == "colour" else kind
        page = PageRun(count, face, size if size in model.sizes else model.sizes[0], media)
        if not duplex:
            sheets.append(_run(model, count, page, None))
            continue
        faces = count
        if waiting is not None:
            if (waiting.size, waiting.media) == (page.size, page.media):
                sheets.append(_run(model, 1, waiting, page.kind))
                faces -= 1
            else:
                sheets.append(_run(model, 1, waiting, "blank"))
            waiting = None
        if faces >= 2:
            sheets.append(_run(model, faces // 2, page, page.kind))
        if faces % 2:
            waiting = page
    if waiting is not None:
        sheets.append(_run(model, 1, waiting, "blank"))
    total = 0
    for run in sheets:
        total += run.count
    return Plan(tuple(sheets), total, copies, duplex) if total else EMPTY


def count_lines(plan: Plan, sheets: int) -> tuple[RecordLine, ...]:
    """What the first ``sheets`` sheets of a plan amount to, by size and media in order of first use.

    Blank faces are fed, not printed, so they count as sheets only.
    """
    if not sheets:
        return ()
    copies, rest = divmod(sheets, plan.sheets)
    lines: dict[tuple[str, str], list[int]] = {}
    for count, _, size, media, front, back in plan.runs:
        if rest >= count:
            times = count * copies + count
            rest -= count
        else:
            times = count * copies + rest
            rest = 0
        if not times:
            continue
        line = lines.get((size, media))
        if line is None:
            line = lines[size, media] = [0, 0, 0]
        line[0] += times
        line[1] += times * ((front == "colour") + (back == "colour"))
        line[2] += times * ((front == "mono") + (back == "mono"))
    return tuple(
        RecordLine(size, media, plan.duplex, sheets, colour, mono)
        for (size, media), (sheets, colour, mono) in lines.items()
    )


def _run(model: Model, count: int, page: PageRun, back: str | None) -> SheetRun:
    return SheetRun(count, model.tray_for(page.size, page.media), page.size, page.media, page.kind, back)
