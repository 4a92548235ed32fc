"""PRESSPAGES, the page description of our own: how many faces of which kind and size, and nothing to see.

It lets a test say exactly what a printer has to print, in a few octets for a thousand pages::

    %PRESSPAGES 1
    pages 3 mono A4 plain
    pages 1 colour A3 heavy weight=ultra-heavy-1 cover=5,40,40,2.5
    pages 2 white A4 film sides=1
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from core.wire.ber import EncodeError
from core.wire.fields import WEIGHTS
from core.wire.items import FEEDERS

LANGUAGE: Final = "PRESSPAGES"
SIGNATURE: Final = b"%PRESSPAGES"
KINDS: Final = ("colour", "mono", "blank", "white")
"""A face in white is printed with white or clear toner alone."""
BOTH_WAYS: Final = ("A4", "A5", "B5", "Letter", "SRA4", "16K-184x260", "16K-195x270", "16K-197x273")
"""Sizes that can be fed with either edge first (FEE-05)."""
SIZES: Final = (
    *("A3", "A4", "A5", "B4", "B5", "Letter", "Legal", "Tabloid"),
    *("SRA3", "SRA4", "16K-184x260", "16K-195x270", "16K-197x273"),
)
HORIZONTAL: Final = " horizontal"
"""Behind the size of paper that is fed short edge first."""
ALL_SIZES: Final = (*SIZES, *(size + HORIZONTAL for size in BOTH_WAYS))
DEFAULT_MEDIA: Final = "plain"
MAX_PAGES: Final = 1_000_000
"""Faces of one description, so that a few octets cannot keep a printer busy for ever."""
FULL_COVER: Final = 1000

_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")
_COVER: Final = re.compile(r"(\d{1,3})(?:\.(\d))?", re.ASCII)
_FORM: Final = "not of the form: pages COUNT KIND SIZE [MEDIA] [OPTION=VALUE ...]"
_OPTIONS: Final = ("weight", "sides", "feed", "cover", "tray")
_TRAYS: Final = {tray.replace(" ", "-"): tray for tray in FEEDERS}


class PageRun(NamedTuple):
    """``count`` faces of the same kind (colour, mono, blank, white), size and media.

    ``weight``: of the paper, "" if nobody says. ``duplex``: None as the job says. ``cover``: how much of the face each
    toner covers, in tenths of a per cent and the order K, C, M, Y, W; None is the standard cover of the kind. ``tray``:
    one of ``items.FEEDERS`` where the page itself asks for it; "" as the job says.
    """

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    kind: str
    size: str
    media: str
    weight: str = ""
    duplex: bool | None = None
    cover: tuple[int, ...] | None = None
    tray: str = ""


class BadPages(NamedTuple):
    """A body that is no page description: the line (from 1), and why."""

    line: int
    reason: str


def parse_pages(body: bytes) -> tuple[PageRun, ...] | BadPages:
    """The runs of a page description in their order. Empty lines are ignored."""
    try:
        lines = body.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        return BadPages(body.count(b"\n", 0, error.start) + 1, "an octet that is no ASCII")
    if lines[0].split() != ["%PRESSPAGES", "1"]:
        return BadPages(1, "the first line is not %PRESSPAGES 1")
    runs = []
    total = 0
    for number, line in enumerate(lines[1:], 2):
        words = line.split()
        if not words:
            continue
        run = _run(words)
        if isinstance(run, str):
            return BadPages(number, run)
        total += run.count
        if total > MAX_PAGES:
            return BadPages(number, f"more than {MAX_PAGES} pages")
        runs.append(run)
    return tuple(runs) if runs else BadPages(len(lines), "no pages")


def _run(words: list[str]) -> PageRun | str:
    if words[0] != "pages" or len(words) < 4:
        return _FORM
    count, kind, size = words[1:4]
    rest = words[4:]
    media = rest.pop(0) if rest and "=" not in rest[0] else DEFAULT_MEDIA
    if not (count.isdigit() and len(count) <= 7 and int(count) > 0):
        return f"{count!r} is no number of pages"
    if kind not in KINDS:
        return f"kind {kind!r} is none of {', '.join(KINDS)}"
    if size not in SIZES:
        return f"size {size!r} is none of {', '.join(SIZES)}"
    if not _WORD.fullmatch(media):
        return f"{media!r} is no name of media"
    run = PageRun(int(count), kind, size, media)
    return _with_options(run, rest) if rest else run


def _with_options(run: PageRun, words: list[str]) -> PageRun | str:
    seen = set()
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            return _FORM
        if name not in _OPTIONS:
            return f"option {name!r} is none of {', '.join(_OPTIONS)}"
        if name in seen:
            return f"option {name!r} given twice"
        seen.add(name)
        changed = _READERS[name](run, value)
        if isinstance(changed, str):
            return changed
        run = changed
    return run


def _weight(run: PageRun, value: str) -> PageRun | str:
    weight = value.replace("-", " ")
    return run._replace(weight=weight) if value and weight in WEIGHTS else f"{value!r} is no weight"


def _sides(run: PageRun, value: str) -> PageRun | str:
    return run._replace(duplex=value == "2") if value in {"1", "2"} else f"sides {value!r} are none of 1, 2"


def _feed(run: PageRun, value: str) -> PageRun | str:
    if value != "horizontal" or run.size not in BOTH_WAYS:
        return f"{run.size} cannot be fed {value}"
    return run._replace(size=run.size + HORIZONTAL)


def _cover(run: PageRun, value: str) -> PageRun | str:
    permille = []
    for each in value.split(","):
        match = _COVER.fullmatch(each)
        if match is None or (share := int(match[1]) * 10 + int(match[2] or 0)) > FULL_COVER:
            return f"cover {value!r} is not K,C,M,Y[,W], each 0 to 100 per cent"
        permille.append(share)
    if len(permille) not in {4, 5}:
        return f"cover {value!r} is not K,C,M,Y[,W], each 0 to 100 per cent"
    cover = (*permille, 0)[:5]
    if (wrong := _wrong_cover(run.kind, cover)) is not None:
        return wrong
    return run._replace(cover=cover)


def _tray(run: PageRun, value: str) -> PageRun | str:
    return run._replace(tray=_TRAYS[value]) if value in _TRAYS else f"tray {value!r} is none of {', '.join(_TRAYS)}"


def _wrong_cover(kind: str, cover: tuple[int, ...]) -> str | None:
    if (kind in {"mono", "white"} and any(cover[1:4])) or (kind == "white" and cover[0]) or kind == "blank":
        return f"a {kind} page has no such cover"
    return None


_READERS: Final[dict[str, Callable[[PageRun, str], Any]]] = {
    "weight": _weight,
    "sides": _sides,
    "feed": _feed,
    "cover": _cover,
    "tray": _tray,
}


def build_pages(runs: Iterable[PageRun]) -> bytes:
    """The page description of these runs. Raises EncodeError for one that would not be read back."""
    lines = ["%PRESSPAGES 1"]
    for run in runs:
        line = f"pages {run.count} {run.kind} {run.size.removesuffix(HORIZONTAL)} {run.media}"
        if run.weight or run.size.endswith(HORIZONTAL) or run.duplex is not None or run.cover is not None or run.tray:
            line += _options(run)
        problem = _run(line.split(" "))
        if isinstance(problem, str):
            raise EncodeError(problem)
        lines.append(line)
    lines.append("")
    return "\n".join(lines).encode("ascii")


def _options(run: PageRun) -> str:
    words = ""
    if run.weight:
        words += f" weight={run.weight.replace(' ', '-')}"
    if run.duplex is not None:
        words += " sides=2" if run.duplex else " sides=1"
    if run.size.endswith(HORIZONTAL):
        words += " feed=horizontal"
    if run.cover is not None:
        words += " cover=" + ",".join(
            f"{each // 10}.{each % 10}" if each % 10 else str(each // 10) for each in run.cover
        )
    if run.tray:
        words += f" tray={run.tray.replace(' ', '-')}"
    return words
