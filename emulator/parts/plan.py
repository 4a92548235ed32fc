"""From the pages of a job to the sheets that will come out, in runs of equal sheets (LOG-05, LOG-06)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from core.wire.pages import HORIZONTAL, PageRun
from core.wire.records import RecordLine
from core.wire.setup import STANDARD, Setup
from emulator.models import Model

Cover = tuple[int, ...]


class Look(NamedTuple):
    """What sets sheets apart that are not printed as everybody prints; ``None`` covers are the standard ones."""

    weight: str
    dpi: str
    front: Cover | None
    back: Cover | None


class SheetRun(NamedTuple):
    """``count`` equal sheets; faces are blank, mono, colour or white, ``back`` None on a simplex sheet."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    tray: str
    size: str
    media: str
    front: str
    back: str | None
    look: Look | None = None


class Plan(NamedTuple):
    """The sheets of one copy, and how often it is repeated."""

    runs: tuple[SheetRun, ...]
    sheets: int  # of one copy
    copies: int
    duplex: bool  # whether any sheet is; then each takes the time of two faces
    setup: Setup = STANDARD


EMPTY: Final = Plan((), 0, 0, False)


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


def in_mono(run: PageRun) -> PageRun:
    """The page in shades of grey: what the colours covered is added to black by thirds."""
    cover = run.cover
    if cover is not None:
        cover = (min(1000, cover[0] + sum(cover[1:4]) // 3), 0, 0, 0, *cover[4:])
    return run._replace(kind="mono", cover=cover)


def make_plan(
    pages: Sequence[PageRun], model: Model, *, duplex: bool, copies: int, mono: bool, setup: Setup = STANDARD
) -> Plan:
    """Sheets for ``pages``. ``mono`` turns colour faces into mono ones.

    On duplex two faces make a sheet; a change of paper or sides begins a new one, and the back of a last odd page
    stays blank. A size the model cannot feed is scaled onto its first size.
    """
    sheets: list[SheetRun] = []
    waiting: PageRun | None = None  # a front without its back yet
    for run in pages:
        count = run.count
        page = _as_printed(run if run.size else run._replace(size=setup.paper), model, mono)
        two_sided = duplex if page.duplex is None else page.duplex
        if waiting is not None:
            if two_sided and waiting[2:5] == page[2:5] and waiting.tray == page.tray:
                sheets.append(_run(model, setup, 1, waiting, page))
                count -= 1
            else:
                sheets.append(_run(model, setup, 1, waiting, _BLANK))
            waiting = None
        if not two_sided:
            sheets.append(_run(model, setup, count, page, None))
            continue
        if count >= 2:
            sheets.append(_run(model, setup, count // 2, page, page))
        if count % 2:
            waiting = page
    if waiting is not None:
        sheets.append(_run(model, setup, 1, waiting, _BLANK))
    if not sheets:
        return EMPTY
    total = sum([sheet.count for sheet in sheets])
    return Plan(tuple(sheets), total, copies, any(sheet.back is not None for sheet in sheets), setup)


_BLANK: Final = PageRun(1, "blank", "", "")


def _as_printed(run: PageRun, model: Model, mono: bool) -> PageRun:
    """A page as this model prints it: in what it has of colours and sizes."""
    if mono and run.kind == "colour":
        run = in_mono(run)
    if run.size not in model.sizes and run.size.removesuffix(HORIZONTAL) not in model.sizes:
        run = run._replace(size=model.sizes[0])
    if (run.kind == "white" or run.cover is not None) and not model.has_white:
        run = _without_white(run)
    return run


def _without_white(run: PageRun) -> PageRun:
    if run.kind == "white":
        return run._replace(kind="blank", cover=None)
    return run._replace(cover=(*run.cover[:4], 0)) if run.cover is not None else run


def first_runs(plan: Plan, sheets: int) -> Iterator[tuple[SheetRun, int]]:
    """The runs among the first ``sheets`` sheets of a plan, over all copies, each with how many of them there are."""
    copies, rest = divmod(sheets, plan.sheets) if sheets else (0, 0)
    for run in plan.runs:
        more = min(run.count, rest)
        rest -= more
        if times := run.count * copies + more:
            yield run, times


def count_lines(plan: Plan, sheets: int) -> tuple[RecordLine, ...]:
    """What the first ``sheets`` sheets of a plan amount to, by paper and sides in order of first use.

    Blank faces are fed, not printed, so they count as sheets only.
    """
    lines: dict[tuple[str, str, bool, str], list[int]] = {}
    for (_, _, size, media, front, back, look), times in first_runs(plan, sheets):
        key = (size, media, back is not None, "" if look is None else look.weight)
        line = lines.get(key)
        if line is None:
            line = lines[key] = [0, 0, 0, 0, 0]
        line[0] += times
        line[1] += times * ((front == "colour") + (back == "colour"))
        line[2] += times * ((front == "mono") + (back == "mono"))
        if look is not None:
            line[3] += times * (_adds_white(front, look.front) + _adds_white(back, look.back))
        line[4] += times * ((front == "white") + (back == "white"))
    return tuple(
        RecordLine(size, media, duplex, sheets, colour, mono, weight, white, white_only)
        for (size, media, duplex, weight), (sheets, colour, mono, white, white_only) in lines.items()
    )


def _adds_white(face: str | None, cover: Cover | None) -> bool:
    """Whether white was printed besides another colour."""
    return cover is not None and cover[4] > 0 and face in {"mono", "colour"}


def _run(model: Model, setup: Setup, count: int, page: PageRun, back: PageRun | None) -> SheetRun:
    cover = None if back is None else back.cover
    look = None
    if page.weight or page.cover is not None or cover is not None or setup.dpi != STANDARD.dpi:
        look = Look(page.weight, setup.dpi, page.cover, cover)
    tray = model.tray_for(page.size, page.media, page.tray or setup.tray)
    return SheetRun(count, tray, page.size, page.media, page.kind, None if back is None else back.kind, look)
