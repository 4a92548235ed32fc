"""What all page languages share: standard sizes, and how much toner of each colour the dots of a face take.

Sizes are in PostScript points (1/72 inch), covers in tenths of a per cent of the face in the order K, C, M, Y, W.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Final

from core.wire.pages import DEFAULT_MEDIA, FULL_COVER, PageRun

MAX_PAGES: Final = 10_000
"""Faces of one job in a real language; what has more is refused."""
SIZES_PT: Final = {
    "A3": (842, 1191),
    "A4": (595, 842),
    "A5": (420, 595),
    "B4": (729, 1032),
    "B5": (516, 729),
    "Letter": (612, 792),
    "Legal": (612, 1008),
    "Tabloid": (792, 1224),
    "SRA3": (907, 1276),
    "SRA4": (638, 907),
}
_COLOUR_STEP: Final = 2
"""By how much of 255 red, green and blue may differ in what still is a grey."""


def nearest_size(width_pt: float, height_pt: float) -> str:
    """The standard size nearest to a page, either way up."""
    short, long = sorted((abs(width_pt), abs(height_pt)))
    return min(SIZES_PT, key=lambda name: abs(SIZES_PT[name][0] - short) + abs(SIZES_PT[name][1] - long))


def face(kind: str, size: str, cover: tuple[int, ...] | None = None, duplex: bool | None = None) -> PageRun:
    """One face; a blank one has no cover."""
    return PageRun(1, kind, size, DEFAULT_MEDIA, duplex=duplex, cover=None if kind == "blank" else cover)


def in_runs(faces: Iterable[PageRun]) -> tuple[PageRun, ...]:
    """The same faces, equal ones that follow each other together."""
    runs: list[PageRun] = []
    for each in faces:
        if runs and runs[-1][1:] == each[1:]:
            runs[-1] = each._replace(count=runs[-1].count + each.count)
        else:
            runs.append(each)
    return tuple(runs)


class Ink:
    """Sums of toner over the dots of a face, by colour; black takes the grey part of every colour.

    Dots may be areas of any unit, if all of them are.
    """

    __slots__ = ("black", "cyan", "dots", "grey", "magenta", "yellow")

    def __init__(self) -> None:
        self.dots: float = 0
        self.black = self.cyan = self.magenta = self.yellow = 0.0  # in 255ths of a dot
        self.grey = 0.0  # what black alone would take, for a face in mono

    def add_rgb(self, red: int, green: int, blue: int, dots: float) -> None:
        """So many dots of this colour on white paper; 255 each is white."""
        self.dots += dots
        black = 255 - max(red, green, blue)
        self.black += black * dots
        self.cyan += (255 - red - black) * dots
        self.magenta += (255 - green - black) * dots
        self.yellow += (255 - blue - black) * dots
        self.grey += (255 - (299 * red + 587 * green + 114 * blue) / 1000) * dots

    def add_cmyk(self, cyan: int, magenta: int, yellow: int, black: int, dots: float) -> None:
        """So many dots of these toners, 255 each is full."""
        self.dots += dots
        self.cyan += cyan * dots
        self.magenta += magenta * dots
        self.yellow += yellow * dots
        self.black += black * dots
        self.grey += min(255, black + (299 * cyan + 587 * magenta + 114 * yellow) / 1000) * dots

    def add_grey(self, darkness: int, dots: float) -> None:
        """So many dots in black, 255 is full."""
        self.dots += dots
        self.black += darkness * dots
        self.grey += darkness * dots

    @property
    def is_fringed(self) -> bool:
        """Whether there is so little colour beside so much black that it is the edges of what is meant as black."""
        return (self.cyan + self.magenta + self.yellow) * 20 < self.black

    def cover(self, kind: str, dots: float | None = None) -> tuple[int, ...]:
        """K, C, M, Y, W of a face of that kind and so many dots; none printed is 0, next to none is 1."""
        whole = 255 * (self.dots if dots is None else dots)
        if not whole:
            return (0, 0, 0, 0, 0)
        if kind != "colour":
            return (_share(self.grey, whole), 0, 0, 0, 0)
        return (*(_share(each, whole) for each in (self.black, self.cyan, self.magenta, self.yellow)), 0)


def _share(ink: float, whole: float) -> int:
    if ink * 20 * FULL_COVER < whole:  # traces of rounding
        return 0
    return min(FULL_COVER, max(1, round(ink * FULL_COVER / whole)))


def is_colour(red: int, green: int, blue: int) -> bool:
    """Whether a dot is seen as coloured."""
    return max(red, green, blue) - min(red, green, blue) > _COLOUR_STEP


_WHITE: Final = b"\xff" * 64


def count_pixels(pixels: bytes, ink: Ink) -> bool:
    """Add the dots of a bitmap, four octets each: blue, green, red, 255; gives whether any is coloured."""
    rest = pixels.replace(_WHITE, b"")  # all of a run of white is 255, so what is left begins with blue again
    ink.dots += (len(pixels) - len(rest)) // 4
    colour = False
    for pixel, dots in Counter(memoryview(rest).cast("I")).items():
        blue, green, red, _ = pixel.to_bytes(4, sys.byteorder)
        ink.add_rgb(red, green, blue, dots)
        colour = colour or is_colour(red, green, blue)
    return colour
