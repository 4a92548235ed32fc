"""Single pages printed otherwise than the rest of a job: the attribute ``overrides`` (PWG 5100.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from core.wire.ipp import Attribute, Value
from core.wire.ipp_values import Range
from core.wire.ipp_words import Tag
from core.wire.pages import PageRun
from emulator.models import Model
from emulator.protocols.ipp.media import Paper, read_media, read_media_col

SUPPORTED: Final = ("document-number", "document-numbers", "pages", "media", "media-col", "sides")
"""``overrides-supported``: document-number is how ipptool's suite of IPP Everywhere spells it."""
SIDES: Final = ("one-sided", "two-sided-long-edge", "two-sided-short-edge")
_DOCUMENTS: Final = SUPPORTED[:2]


class Override(NamedTuple):
    """Pages, from 1, of documents, from 1; no documents are all of them. ``duplex``: None as the rest."""

    pages: tuple[Range, ...]
    documents: tuple[Range, ...] = ()
    paper: Paper = Paper()
    duplex: bool | None = None

    def holds_for(self, document: int) -> bool:
        """Whether it concerns a document."""
        return not self.documents or any(each.lower <= document <= each.upper for each in self.documents)

    def change(self, run: PageRun) -> PageRun:
        """Pages as they are to be printed."""
        size, media, tray = self.paper
        duplex = run.duplex if self.duplex is None else self.duplex
        return run._replace(size=size or run.size, media=media or run.media, tray=tray or run.tray, duplex=duplex)


def read_overrides(values: Iterable[Value], model: Model) -> tuple[Override, ...] | None:
    """What a client wants; None where some of it cannot be done."""
    found = [_read(each.value, model) if each.tag == Tag.COLLECTION else None for each in values]
    good = tuple([each for each in found if each is not None])
    return good if len(good) == len(found) else None


def _read(members: tuple[Attribute, ...], model: Model) -> Override | None:
    wish: Override | None = Override(())
    for name, values in members:
        if wish is None or name not in SUPPORTED or not values:
            return None
        wish = _member(wish, name, values, model)
    return wish if wish is not None and wish.pages else None


def _member(wish: Override, name: str, values: tuple[Value, ...], model: Model) -> Override | None:
    value = values[0]
    if name == "pages" or name in _DOCUMENTS:
        ranges = ranges_of(values)
        if ranges is None:
            return None
        return wish._replace(pages=ranges) if name == "pages" else wish._replace(documents=ranges)
    if name == "sides":
        return wish._replace(duplex=value.value != SIDES[0]) if value.value in SIDES else None
    paper = read_media(value, model) if name == "media" else read_media_col(value, model)
    return wish._replace(paper=paper) if paper is not None else None


def ranges_of(values: Iterable[Value]) -> tuple[Range, ...] | None:
    """Ranges that rise and do not overlap; a number is a range of one. None for anything else."""
    found: list[Range] = []
    for each in values:
        value = Range(each.value, each.value) if type(each.value) is int else each.value
        if not isinstance(value, Range) or not 1 <= value.lower <= value.upper:
            return None
        if found and value.lower <= found[-1].upper:
            return None
        found.append(value)
    return tuple(found)


def between(pages: Iterable[PageRun], wanted: Range) -> list[PageRun]:
    """The pages of a range, counted from 1."""
    found, at = [], 1
    for run in pages:
        first, last = max(at, wanted.lower), min(at + run.count - 1, wanted.upper)
        if first <= last:
            found.append(run._replace(count=last - first + 1))
        at += run.count
    return found


def lay(pages: tuple[PageRun, ...], overrides: Iterable[Override], document: int) -> tuple[PageRun, ...]:
    """The pages of a document with what is said of single ones."""
    for each in overrides:
        for chosen in each.pages if each.holds_for(document) else ():
            whole = sum(run.count for run in pages)
            changed = map(each.change, between(pages, chosen))
            pages = (
                *between(pages, Range(1, chosen.lower - 1)),
                *changed,
                *between(pages, Range(chosen.upper + 1, whole)),
            )
    return pages
