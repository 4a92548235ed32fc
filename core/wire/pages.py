"""PRESSPAGES, the page description of our own: how many faces of which kind and size, and nothing to see.

It lets a test say exactly what a printer has to print, in a few octets for a thousand pages::

    %PRESSPAGES 1
    pages 3 mono A4 plain
    pages 1 colour A3 heavy
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from core.wire.ber import EncodeError

LANGUAGE: Final = "PRESSPAGES"
SIGNATURE: Final = b"%PRESSPAGES"
KINDS: Final = ("colour", "mono", "blank")
SIZES: Final = ("A3", "A4", "A5", "B4", "B5", "Letter", "Legal", "Tabloid")
DEFAULT_MEDIA: Final = "plain"
MAX_PAGES: Final = 1_000_000
"""Faces of one description, so that a few octets cannot keep a printer busy for ever."""

_MEDIA: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,23}")


class PageRun(NamedTuple):
    """``count`` faces of the same kind (colour, mono, blank), size and media."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    kind: str
    size: str
    media: str


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
    if words[0] != "pages" or len(words) not in (4, 5):
        return "not of the form: pages COUNT KIND SIZE [MEDIA]"
    count, kind, size = words[1:4]
    media = words[4] if len(words) == 5 else DEFAULT_MEDIA
    if not (count.isdigit() and len(count) <= 7 and int(count) > 0):
        return f"{count!r} is no number of pages"
    if kind not in KINDS:
        return f"kind {kind!r} is none of {', '.join(KINDS)}"
    if size not in SIZES:
        return f"size {size!r} is none of {', '.join(SIZES)}"
    if not _MEDIA.fullmatch(media):
        return f"{media!r} is no name of media"
    return PageRun(int(count), kind, size, media)


def build_pages(runs: Iterable[PageRun]) -> bytes:
    """The page description of these runs. Raises EncodeError for one that would not be read back."""
    lines = ["%PRESSPAGES 1"]
    for run in runs:
        line = f"pages {run.count} {run.kind} {run.size} {run.media}"
        problem = _run(line.split(" "))
        if isinstance(problem, str):
            raise EncodeError(problem)
        lines.append(line)
    lines.append("")
    return "\n".join(lines).encode("ascii")
