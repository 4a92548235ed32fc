"""PWG raster (PWG 5102.4) and Apple raster: a header for each page, then its rows in runs of equal dots.

Both can only be read from the beginning to the end, since no length stands anywhere. A page that is cut off is not
printed.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from core.wire.items import FEEDERS
from core.wire.pages import PageRun
from core.wire.pjl import MAX_COPIES
from emulator.parts.pdl.document import UNREADABLE, Document
from emulator.parts.pdl.faces import MAX_PAGES, Ink, in_runs, is_colour, nearest_size
from emulator.parts.pdl.paper import media_named

_PWG_HEADER: Final = 1796
_URF_HEADER: Final = 32
_MAX_SIDE: Final = 100_000  # dots
_GREY, _BLACK, _RGB, _CMYK = "grey", "black", "rgb", "cmyk"
_PWG_SPACES: Final = {0: _GREY, 1: _RGB, 3: _BLACK, 6: _CMYK, 18: _GREY, 19: _RGB, 20: _RGB}
_URF_SPACES: Final = {0: _GREY, 1: _RGB, 3: _RGB, 4: _GREY, 5: _RGB, 6: _CMYK}
_CHANNELS: Final = {_GREY: 1, _BLACK: 1, _RGB: 3, _CMYK: 4}
_LONG_EDGE, _SHORT_EDGE = 3, 2
_FILL: Final = 128
_MOST_COUNTED: Final = 65_536


class _Header(NamedTuple):
    """What a page says of itself; ``bits`` of one colour, ``dpi`` across and down."""

    width: int
    height: int
    bits: int
    space: str
    dpi: tuple[int, int]
    duplex: bool
    copies: int = 1
    media: str = ""
    tray: str = ""


class _Broken(Exception):
    """It ends in the middle, or says what cannot be."""


def read_pwg(body: bytes) -> Document:
    """The pages of PWG raster data."""
    return _read(body, 4, _PWG_HEADER, _pwg_header)


def read_urf(body: bytes) -> Document:
    """The pages of Apple raster data. How many the file header promises does not matter: 0 is unknown."""
    return _read(body, 12, _URF_HEADER, _urf_header)


def _read(body: bytes, at: int, size: int, header_of: Callable[[bytes], _Header]) -> Document:
    pages: list[PageRun] = []
    try:
        while at + size <= len(body):
            header = header_of(body[at : at + size])
            tally = _Tally(header)
            at = _rows(body, at + size, header, tally)
            pages.append(tally.page())
            if len(pages) > MAX_PAGES:
                return UNREADABLE
    except _Broken:
        pass
    copies = {page.count for page in pages}
    if len(copies) == 1:
        return Document(in_runs(page._replace(count=1) for page in pages), copies.pop())
    return Document(in_runs(pages))


def _pwg_header(data: bytes) -> _Header:
    duplex, across, down = struct.unpack_from(">3I", data, 272)
    position, *_, copies = struct.unpack_from(">5I", data, 324)
    width, height, _, bits, pixel = struct.unpack_from(">5I", data, 372)
    order, number = struct.unpack_from(">2I", data, 396)
    space = _PWG_SPACES.get(number, "")
    if order or not space or pixel != bits * _CHANNELS[space]:
        raise _Broken  # no chunky pixels, or a colour space of its own
    return _checked(
        _Header(
            width,
            height,
            bits,
            space,
            (across, down),
            bool(duplex),
            min(max(copies, 1), MAX_COPIES),
            data[128:192].split(b"\0")[0].decode("latin-1"),
            FEEDERS[position - 1] if 1 <= position <= 5 else "",
        )
    )


def _urf_header(data: bytes) -> _Header:
    pixel, space, duplex = data[0], _URF_SPACES.get(data[1], ""), data[2]
    width, height, dpi = struct.unpack_from(">3I", data, 12)
    channels = _CHANNELS.get(space, 0)
    if not channels or pixel % channels:
        raise _Broken
    two_sided = duplex in {_LONG_EDGE, _SHORT_EDGE}
    bits = pixel // channels
    return _checked(
        _Header(width, height, bits, _BLACK if bits == 1 else space, (dpi, dpi), two_sided, max(data[7], 1))
    )


def _checked(header: _Header) -> _Header:
    """Raises _Broken for what no page is."""
    if header.bits not in {1, 8, 16} or (header.bits == 1 and _CHANNELS[header.space] > 1):
        raise _Broken
    if not all(0 < each <= _MAX_SIDE for each in (header.width, header.height, *header.dpi)):
        raise _Broken
    return header


def _rows(body: bytes, at: int, header: _Header, tally: _Tally) -> int:
    """Count the dots of a page; gives where they end."""
    if header.bits == 1:
        size, across = 1, (header.width + 7) // 8
    else:
        size, across = header.bits // 8 * _CHANNELS[header.space], header.width
    row, end = 0, len(body)
    while row < header.height:
        if at >= end:
            raise _Broken
        times = min(body[at] + 1, header.height - row)
        at = _row(body, at + 1, (size, across, times), tally.counts)
        row += times
        if len(tally.counts) > _MOST_COUNTED:
            tally.add_up()
    if at > end:
        raise _Broken
    return at


def _row(body: bytes, at: int, shape: tuple[int, int, int], counts: Counter[bytes]) -> int:
    size, left, times = shape
    end = len(body)
    while left > 0:
        if at >= end:
            raise _Broken
        control = body[at]
        at += 1
        if control < _FILL:
            run = min(control + 1, left)
            counts[body[at : at + size]] += run * times
            at += size
        elif control == _FILL:
            return at  # the rest is paper
        else:
            run = min(257 - control, left)
            for place in range(at, at + run * size, size):
                counts[body[place : place + size]] += times
            at += (257 - control) * size
        left -= run
    return at


class _Tally:
    """What is on a page: dots by their octets (eight in black: by the octet), and ink."""

    def __init__(self, header: _Header) -> None:
        self.counts: Counter[bytes] = Counter()
        self._header = header
        self._ink = Ink()
        self._coloured = False

    def add_up(self) -> None:
        """Turn what was counted into ink: a photo has millions of colours."""
        for octets, dots in self.counts.items():
            self._coloured = _add(self._header, octets, dots, self._ink) or self._coloured
        self.counts.clear()

    def page(self) -> PageRun:
        """The page, when all its rows are counted."""
        self.add_up()
        header, ink = self._header, self._ink
        kind = "colour" if self._coloured else "mono" if ink.grey else "blank"
        across, down = header.dpi
        return PageRun(
            header.copies,
            kind,
            nearest_size(header.width * 72 / across, header.height * 72 / down),
            media_named(header.media),
            duplex=header.duplex,
            cover=None if kind == "blank" else ink.cover(kind, header.width * header.height),
            tray=header.tray,
        )


def _add(header: _Header, octets: bytes, dots: int, ink: Ink) -> bool:
    """So many equal dots; gives whether they are coloured."""
    if header.bits == 1:
        darkness = octets[0] if octets else 0
        if header.space == _GREY:
            darkness ^= 255
        ink.add_grey(255, darkness.bit_count() * dots)
        return False
    values = octets[:: header.bits // 8]
    if len(values) < _CHANNELS[header.space]:
        return False
    if header.space == _CMYK:
        cyan, magenta, yellow, black = values
        ink.add_cmyk(cyan, magenta, yellow, black, dots)
        return is_colour(cyan, magenta, yellow)
    if header.space == _RGB:
        red, green, blue = values
        ink.add_rgb(red, green, blue, dots)
        return is_colour(red, green, blue)
    ink.add_grey(values[0] if header.space == _BLACK else 255 - values[0], dots)
    return False
