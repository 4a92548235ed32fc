"""What PCL XL paints on a page: areas of rectangles and paths, glyphs, images; colours of brush and pen.

Areas are square inches. Clipping and what lies on top of each other are not looked at: it is an estimate, never more
than the page.
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from emulator.parts.pdl.faces import Ink, is_colour
from emulator.parts.pdl.rows import delta_row, pack_bits

Rgb = tuple[int, int, int]
Point = tuple[float, float]
BLACK: Final[Rgb] = (0, 0, 0)
MAX_LOOKED_AT: Final = 8 * 1024 * 1024
"""Octets of image data of one job that are unpacked; later ones count as covering a third of their area."""
_GREY, _RGB = 1, 2
_MOST_POINTS: Final = 200_000  # of one path
_GLYPH_SHARE: Final = 0.16
"""Part of its square that a glyph fills on average."""
_BITS: Final = {0: 1, 1: 4, 2: 8}
_POINT_KINDS: Final = "Bbhh"  # ubyte, sbyte, uint16 (as gs writes coordinates), sint16
_POINT_SIZES: Final = (1, 1, 2, 2)


class State:
    """What PushGS keeps."""

    __slots__ = ("brush", "font", "font_in", "pen", "pen_in", "space")

    def __init__(self) -> None:
        self.space = _GREY
        self.brush: Rgb | None = BLACK
        self.pen: Rgb | None = BLACK
        self.pen_in = 1 / 600
        self.font: Any = ()
        self.font_in = 1 / 6

    def copy(self) -> State:
        """The same once more."""
        other = State()
        for name in State.__slots__:
            setattr(other, name, getattr(self, name))
        return other


def colour_of(attributes: dict[int, Any], space: int) -> Rgb | None:
    """The colour that SetBrushSource or SetPenSource sets; None paints nothing."""
    if 4 in attributes or 5 in attributes:
        return None
    values = attributes.get(11, attributes.get(9, attributes.get(14)))
    if not isinstance(values, tuple):
        values = (values,)
    levels = [_level(value) for value in values if isinstance(value, (int, float))]
    if len(levels) == 3 and space != _GREY:
        return (levels[0], levels[1], levels[2])
    return (levels[0], levels[0], levels[0]) if levels else BLACK


def _level(value: float) -> int:
    if isinstance(value, float):
        value = value * 255 if math.isfinite(value) else 0
    return min(255, max(0, round(value)))


class Page:
    """The page that is being made."""

    def __init__(self) -> None:
        self.ink = Ink()
        self.marked = self.coloured = False

    def paint(self, colour: Rgb | None, square_inches: float, most: float) -> None:
        """An area in one colour."""
        if colour is not None and square_inches > 0:
            self.marked = True
            self.ink.add_rgb(*colour, min(square_inches, most))
            self.coloured = self.coloured or is_colour(*colour)


class Path:
    """Points of the current path, in units of the session."""

    def __init__(self) -> None:
        self.area = 0.0  # signed, of closed subpaths
        self.length = 0.0
        self._points = 0
        self._start: Point = (0.0, 0.0)
        self.at: Point = (0.0, 0.0)

    def move(self, to: Point) -> None:
        """SetCursor: a new subpath."""
        self.close()
        self._start = self.at = to

    def line(self, to: Point) -> None:
        """A straight line."""
        self._points += 1
        if self._points <= _MOST_POINTS:
            x, y = self.at
            self.area += (x * to[1] - to[0] * y) / 2
            self.length += abs(to[0] - x) + abs(to[1] - y)
        self.at = to

    def close(self) -> None:
        """Back to where the subpath began, as filling does."""
        x, y = self.at
        self.area += (x * self._start[1] - self._start[0] * y) / 2
        self.at = self._start


def points_of(attributes: dict[int, Any], data: bytes, order: str) -> list[Point]:
    """The points of a LinePath, LineRelPath, BezierPath or BezierRelPath."""
    kind = attributes.get(80)
    if isinstance(kind, int) and 0 <= kind <= 3 and data:
        size = _POINT_SIZES[kind]
        count = len(data) // size // 2 * 2
        values = struct.unpack(f"{order}{count}{_POINT_KINDS[kind]}", data[: count * size])
        return list(zip(values[0::2], values[1::2], strict=True))
    ends = (attributes.get(81), attributes.get(82), attributes.get(69))  # control points and end point
    return [end for end in ends if isinstance(end, tuple) and len(end) == 2]


class Glyphs:
    """Downloaded bitmap glyphs: how many dots each has."""

    def __init__(self) -> None:
        self._dots: dict[tuple[Any, int], int] = {}
        self.font: Any = ()

    def define(self, code: object, data: bytes) -> None:
        """ReadChar of format 0: width and height at octets 6 and 8, then rows of bits."""
        if isinstance(code, int) and len(data) > 10 and data[0] == 0 and len(self._dots) < 100_000:
            self._dots[self.font, code] = int.from_bytes(data[10:], "big").bit_count()

    def area(self, state: State, codes: Sequence[Any], units: float) -> float:
        """Square inches of a text."""
        guess = _GLYPH_SHARE * min(state.font_in, 3) ** 2
        total = 0.0
        for code, times in Counter(codes).items():
            dots = self._dots.get((state.font, code))
            total += times * (guess if dots is None else dots / (units * units))
        return total


class Image:
    """BeginImage to EndImage."""

    def __init__(self, attributes: dict[int, Any], palette: tuple[int, ...], space: int, units: float) -> None:
        self.bits = _BITS.get(attributes.get(98, 2), 8)
        self.indexed = attributes.get(100) == 1
        self.width = _positive(attributes.get(108))
        self.height = _positive(attributes.get(107))
        size = attributes.get(103)
        wide, high = size if isinstance(size, tuple) and len(size) == 2 else (0, 0)
        self.area = max(0.0, wide / units) * max(0.0, high / units)
        self._channels = 1 if self.indexed or space == _GREY else 3
        step = 3 if space != _GREY else 1
        self._palette: list[Rgb] = [_rgb(palette[at : at + step]) for at in range(0, len(palette) - step + 1, step)]

    def read(self, attributes: dict[int, Any], data: bytes, page: Page, left: int) -> int:
        """ReadImage: a block of rows; gives how many octets were unpacked."""
        rows = min(_positive(attributes.get(99)), self.height)
        page.marked = True
        if not (rows and self.width and self.area):
            return 0
        area = self.area * rows / self.height
        packing = attributes.get(101, 0)
        bits = self.width * self.bits * self._channels
        wanted = min((bits + 31) // 32 * 4 * rows, left)
        plain = _unpacked(packing, data, rows, wanted)
        if plain is None or left <= 0:
            page.ink.add_rgb(170, 170, 170, area)
            page.coloured = page.coloured or self._channels == 3 or any(is_colour(*each) for each in self._palette)
            return len(data)
        self._count(plain, area, page)
        return len(plain)

    def _count(self, plain: bytes, area: float, page: Page) -> None:
        found: Counter[Rgb] = Counter()
        if self._channels == 3:
            found.update(zip(plain[0::3], plain[1::3], plain[2::3], strict=False))
        else:
            mask = (1 << self.bits) - 1
            for octet, times in Counter(plain).items():
                for shift in range(8 - self.bits, -1, -self.bits):
                    found[self._shown(octet >> shift & mask)] += times
        dots = sum(found.values())
        for (red, green, blue), times in found.items():
            page.ink.add_rgb(red, green, blue, area * times / dots)
            page.coloured = page.coloured or is_colour(red, green, blue)

    def _shown(self, value: int) -> Rgb:
        if self.indexed:
            return self._palette[value] if value < len(self._palette) else BLACK
        grey = value * 255 // ((1 << self.bits) - 1)
        return (grey, grey, grey)


def _rgb(values: tuple[int, ...]) -> Rgb:
    red, green, blue = values if len(values) == 3 else (*values, *values, *values)[:3]
    return (_level(red), _level(green), _level(blue))


def _positive(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < 1 << 20 else 0


def _unpacked(packing: object, data: bytes, rows: int, wanted: int) -> bytes | None:
    """Plain rows; None for what is packed as JPEG."""
    if packing == 0:
        return data[:wanted]
    if packing == 1:
        return pack_bits(data, most=wanted)
    if packing == 3:
        lines: list[bytes] = []
        row, at = b"", 0
        while at + 2 <= len(data) and len(lines) < rows:
            size = int.from_bytes(data[at : at + 2], "little")
            row = delta_row(data[at + 2 : at + 2 + size], row)
            lines.append(row)
            at += 2 + size
        return b"".join(lines)[:wanted]
    return None
