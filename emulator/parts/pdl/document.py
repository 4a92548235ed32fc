"""What a reader of a page language finds."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire.pages import PageRun


class Document(NamedTuple):
    """Faces in their order, and what the language itself asks for the whole job.

    ``copies``: 1 where it says nothing, since drivers write 1 whether or not somebody asked. No pages: it cannot be
    read.
    """

    pages: tuple[PageRun, ...]
    copies: int = 1


UNREADABLE: Final = Document(())
