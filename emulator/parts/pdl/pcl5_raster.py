"""Raster graphics of PCL 5 and PCL 3: rows and planes become toner. Areas are in square inches."""

from __future__ import annotations

from collections import Counter
from typing import Final

from emulator.parts.pdl.faces import Ink, is_colour
from emulator.parts.pdl.rows import METHODS, adaptive

Rgb = tuple[int, int, int]
MAX_UNPACKED: Final = 8 * 1024 * 1024
"""Octets of packed rows that are looked at in one job; what comes later counts as pages of standard cover."""
_LIGHT: Final = tuple((255 * (bits & 1), 255 * (bits >> 1 & 1), 255 * (bits >> 2)) for bits in range(8))
RGB_PALETTE: Final[tuple[Rgb, ...]] = _LIGHT
CMY_PALETTE: Final[tuple[Rgb, ...]] = tuple((255 - red, 255 - green, 255 - blue) for red, green, blue in _LIGHT)
MONO_PALETTE: Final[tuple[Rgb, ...]] = ((255, 255, 255), (0, 0, 0))
_KCMY: Final = 4
_FEW_DOTS: Final = 16
_TINGE: Final = 0.4
_DEFAULT_DPI: Final = 75


class Raster:
    """The state of raster graphics, and the ink of the page that is being made."""

    def __init__(self) -> None:
        self.left = MAX_UNPACKED
        self.reset()

    def reset(self) -> None:
        """As after ESC E."""
        self.dpi = _DEFAULT_DPI
        self.method = 0
        self.simple(1)
        self.start()

    def simple(self, planes: int) -> None:
        """ESC*r#U: 1 black, 3 RGB, −3 CMY, −4 KCMY."""
        self.kcmy = planes == -_KCMY
        self.by_pixel = False
        self.direct = False
        self.planes = abs(planes) if planes in {1, 3, -3, -_KCMY} else 1
        self.palette = {3: RGB_PALETTE, -3: CMY_PALETTE}.get(planes, MONO_PALETTE)
        self.start()

    def configure(self, data: bytes) -> None:
        """ESC*v#W: colour space, pixel encoding, bits of an index, bits of each primary colour."""
        if len(data) < 3:
            return
        space, encoding, bits = data[0], data[1], data[2]
        self.kcmy = False
        self.by_pixel = encoding in {1, 3}
        self.direct = encoding in {2, 3}
        self.subtractive = space == 1
        self.bits = min(max(bits, 1), 8)
        self.planes = 1 if self.by_pixel else 3 if self.direct else self.bits
        basic = CMY_PALETTE if self.subtractive else RGB_PALETTE
        self.palette = (
            MONO_PALETTE if self.bits == 1 else tuple(basic[each % 8] for each in range(1 << self.bits))
        )  # what programs do not define they seldom use
        self.start()

    @property
    def composite(self) -> bool:
        """Whether there is no black but that of cyan, magenta and yellow together."""
        return self.palette is CMY_PALETTE

    def assign(self, index: int, colour: Rgb) -> None:
        """ESC*v#I: a colour of the palette."""
        if 0 <= index < len(self.palette):
            self.palette = (*self.palette[:index], colour, *self.palette[index + 1 :])

    def start(self) -> None:
        """ESC*r#A, and a change of what rows mean: nothing to change from."""
        self.seeds: list[bytes] = [b""] * 8
        self.plane = 0

    def skip(self) -> None:
        """ESC*b#Y: empty rows."""
        self.start()

    def row(self, data: bytes, ink: Ink, *, last: bool) -> bool:
        """A plane (ESC*b#V), or the last one of a row (ESC*b#W); gives whether it is coloured."""
        self.left -= len(data) + 1  # even an empty row is looked at
        if self.left < 0:
            return self.planes > 1 or (self.by_pixel and self.palette != MONO_PALETTE)
        if self.method == 5:
            rows = adaptive(data, self.seeds[0])
            self.seeds[0] = rows[-1] if rows else b""
            coloured = False
            for each in rows:
                coloured = self._ink([each], ink) or coloured
            return coloured
        unpack = METHODS.get(self.method)
        if unpack is None:
            return False
        place = min(self.plane, 7)
        self.seeds[place] = unpack(data, self.seeds[place])
        self.plane += 1
        if not last:
            return False
        self.plane = 0
        return self._ink(self.seeds[: self.planes], ink)

    def _ink(self, planes: list[bytes], ink: Ink) -> bool:
        dot = 1 / (self.dpi * self.dpi)
        if self.planes == 1 and not self.by_pixel:
            ink.add_grey(255, int.from_bytes(planes[0], "big").bit_count() * dot)
            return False
        if self.by_pixel:
            return self._pixels(planes[0], ink, dot)
        longest = max(map(len, planes))
        bits = [int.from_bytes(plane.ljust(longest, b"\0"), "big") for plane in planes]
        if self.kcmy:
            return _four(bits, ink, dot)
        if self.composite and _is_neutral(bits):
            ink.add_grey(255, sum(plane.bit_count() for plane in bits) / 3 * dot)
            return False
        return self._indexed(bits, longest * 8, ink, dot)

    def _indexed(self, bits: list[int], width: int, ink: Ink, dot: float) -> bool:
        """Planes whose bits together are an index into the palette, or light of three colours."""
        everything = (1 << width) - 1
        colours = RGB_PALETTE if self.direct else self.palette
        coloured = False
        for index, colour in enumerate(colours[: 1 << len(bits)]):
            if colour == (255, 255, 255):
                continue
            mask = everything
            for place, plane in enumerate(bits):
                mask &= plane if index >> place & 1 else everything ^ plane
                if not mask:
                    break
            if mask:
                ink.add_rgb(*colour, mask.bit_count() * dot)
                coloured = coloured or is_colour(*colour)
        return coloured

    def _pixels(self, row: bytes, ink: Ink, dot: float) -> bool:
        found: Counter[Rgb] = Counter()
        if self.direct:
            found.update(zip(row[0::3], row[1::3], row[2::3], strict=False))
            if self.subtractive:
                found = Counter({(255 - red, 255 - green, 255 - blue): n for (red, green, blue), n in found.items()})
        else:
            mask, each = (1 << self.bits) - 1, 8 // self.bits
            for octet, times in Counter(row).items():
                for place in range(each):
                    index = octet >> (8 - self.bits * (place + 1)) & mask
                    found[self.palette[min(index, len(self.palette) - 1)]] += times
        coloured = False
        for (red, green, blue), dots in found.items():
            ink.add_rgb(red, green, blue, dots * dot)
            coloured = coloured or is_colour(red, green, blue)
        return coloured


def _is_neutral(bits: list[int]) -> bool:
    """Whether a row in cyan, magenta and yellow is a grey: as many dots of each.

    Drivers of printers without black make it from all three, in dots that need not meet, and with a little less cyan.
    """
    counts = [plane.bit_count() for plane in bits]
    return max(counts) - min(counts) <= max(_FEW_DOTS, max(counts) * _TINGE)


def _four(bits: list[int], ink: Ink, dot: float) -> bool:
    """Black, cyan, magenta and yellow dots; where the three meet they are black."""
    black, cyan, magenta, yellow = (*bits, 0, 0, 0, 0)[:4]
    composite = cyan & magenta & yellow
    ink.add_grey(255, (black | composite).bit_count() * dot)
    for place, plane in enumerate((cyan, magenta, yellow)):
        area = (plane & ~composite).bit_count() * dot
        ink.add_cmyk(255 * (place == 0), 255 * (place == 1), 255 * (place == 2), 0, area)
    return bool((cyan | magenta | yellow) & ~composite)
