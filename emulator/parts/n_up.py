"""Several pages of a document on one face (LOG-05): they share the paper, and their toner covers the less of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.wire.pages import PageRun
from emulator.parts.ink import cover_of


def put_together(pages: Sequence[PageRun], n_up: int) -> tuple[PageRun, ...]:
    """Faces for ``n_up`` pages each. Another paper, or other sides, begin a new face; a last one may stay unfilled."""
    if n_up == 1:
        return tuple(pages)
    faces: list[PageRun] = []
    waiting: list[PageRun] = []  # pages of a face that is not full; each with a count of its own
    for run in pages:
        count = run.count
        if waiting and waiting[0][2:6] != run[2:6]:
            faces.append(_face(waiting, n_up))
            waiting = []
        if waiting:
            taken = min(count, n_up - sum(page.count for page in waiting))
            waiting.append(run._replace(count=taken))
            count -= taken
            if sum(page.count for page in waiting) < n_up:
                continue
            faces.append(_face(waiting, n_up))
            waiting = []
        if count >= n_up:
            faces.append(_face([run._replace(count=n_up)], n_up)._replace(count=count // n_up))
        if count % n_up:
            waiting = [run._replace(count=count % n_up)]
    if waiting:
        faces.append(_face(waiting, n_up))
    return tuple(faces)


def _face(pages: list[PageRun], n_up: int) -> PageRun:
    kind = _kind({page.kind for page in pages})
    if all(page.cover is None and page.kind == kind for page in pages) and sum(page.count for page in pages) == n_up:
        return pages[0]._replace(count=1, cover=None)
    covers = [[share * page.count for share in cover_of(page.kind, page.cover)] for page in pages]
    cover = tuple(sum(shares) // n_up for shares in zip(*covers, strict=True))
    return pages[0]._replace(count=1, kind=kind, cover=None if kind == "blank" else cover)


def _kind(kinds: Iterable[str]) -> str:
    """Of a face with such pages on it."""
    return next(kind for kind in ("colour", "mono", "white", "blank") if kind in kinds)
