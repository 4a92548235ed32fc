"""Readers of a record's fields: each gives the value in its Python shape, or WRONG."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from core.wire.ber import UINT32_MAX

WRONG: Final = object()
"""What a reader gives for a value that the field cannot hold."""

Reader = Callable[[Any], Any]


WEIGHTS: Final = (
    *("", "auto", "light", "medium light", "medium", "medium heavy", "heavy"),
    *("ultra heavy 1", "ultra heavy 2", "ultra heavy 3"),
)
"""Weights of media; "" where the printer does not tell."""


class RecordLine(NamedTuple):
    """Output of one kind: sheets of paper, and printed faces (pages) in colour and mono (LOG-05, LOG-06).

    ``white`` are those of the pages that white or clear toner was added to, ``white_only`` pages of it alone, which
    are neither colour nor mono. A size that was fed short edge first is called "A4 horizontal".
    """

    size: str
    media: str
    duplex: bool
    sheets: int
    colour: int
    mono: int
    weight: str = ""
    white: int = 0
    white_only: int = 0


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
    """At most so many lines, each an array of six, or of nine."""

    def read(value: Any) -> Any:
        if type(value) is not list or len(value) > most:
            return WRONG
        found = []
        for item in value:
            line = _line(item)
            if line is None:
                return WRONG
            found.append(line)
        return tuple(found)

    return read


def _line(item: Any) -> RecordLine | None:
    if type(item) is not list or len(item) not in (6, 9):
        return None
    size, media, duplex, sheets, colour, mono = item[:6]
    if type(size) is not str or type(media) is not str or type(duplex) is not bool:
        return None
    if not (_is_count(sheets) and _is_count(colour) and _is_count(mono)):
        return None
    if len(item) == 6:
        return RecordLine(size, media, duplex, sheets, colour, mono)
    weight, white, white_only = item[6:]
    if not (_is_count(weight) and weight < len(WEIGHTS) and _is_count(white) and _is_count(white_only)):
        return None
    return RecordLine(size, media, duplex, sheets, colour, mono, WEIGHTS[weight], white, white_only)


def written_line(line: RecordLine) -> list[Any]:
    """Its array on the wire: weight by its place, and the last three only where they say something."""
    if line[6:] == _PLAIN:
        return list(line[:6])
    return [*line[:6], WEIGHTS.index(line.weight), line.white, line.white_only]


def part_of(read: Callable[[Any], Any | None]) -> Reader:
    """A field that is an array of its own, by its reader, which gives None for what is none."""

    def wrapped(value: Any) -> Any:
        found = read(value)
        return WRONG if found is None else found

    return wrapped


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= UINT32_MAX


_PLAIN: Final = ("", 0, 0)
count: Final = whole(0, UINT32_MAX)
ordinal: Final = whole(1, 0xFFFF)
instant_s: Final = whole(-(1 << 40), 1 << 40)
