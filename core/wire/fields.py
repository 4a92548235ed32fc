"""Readers of a record's fields: each gives the value in its Python shape, or WRONG."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from core.wire.ber import UINT32_MAX

WRONG: Final = object()
"""What a reader gives for a value that the field cannot hold."""

Reader = Callable[[Any], Any]


class RecordLine(NamedTuple):
    """Output of one kind: sheets of paper, and printed faces (pages) in colour and mono (LOG-05, LOG-06)."""

    size: str
    media: str
    duplex: bool
    sheets: int
    colour: int
    mono: int


def whole(least: int, most: int) -> Reader:
    """A whole number in this range; a truth value is none."""

    def read(value: Any) -> Any:
        return value if type(value) is int and least <= value <= most else WRONG

    return read


def text(value: Any) -> Any:
    """Text of any length."""
    return value if type(value) is str else WRONG


def one_of(names: tuple[str, ...]) -> Reader:
    """One of these names by its place."""

    def read(value: Any) -> Any:
        return names[value] if type(value) is int and 0 <= value < len(names) else WRONG

    return read


def texts(value: Any) -> Any:
    """Several texts."""
    if type(value) is not list or not all(type(item) is str for item in value):
        return WRONG
    return tuple(value)


def lines(most: int) -> Reader:
    """At most so many lines, each an array of six."""

    def read(value: Any) -> Any:
        if type(value) is not list or len(value) > most:
            return WRONG
        found = []
        for item in value:
            if type(item) is not list or len(item) != 6:
                return WRONG
            size, media, duplex, sheets, colour, mono = item
            if type(size) is not str or type(media) is not str or type(duplex) is not bool:
                return WRONG
            if not (_is_count(sheets) and _is_count(colour) and _is_count(mono)):
                return WRONG
            found.append(RecordLine(size, media, duplex, sheets, colour, mono))
        return tuple(found)

    return read


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= UINT32_MAX


count: Final = whole(0, UINT32_MAX)
ordinal: Final = whole(1, 0xFFFF)
instant_s: Final = whole(-(1 << 40), 1 << 40)
