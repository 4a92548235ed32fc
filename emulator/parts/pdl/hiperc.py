"""HIPERC, the raster of small OKI colour printers as the driver foo2hiperc writes it.

Records of a length, a type and blocks: 0 begins a colour plane, 1 carries its rows, 255 ends the page. Planes are cyan,
magenta, yellow and black; plain ones are counted, those packed by JBIG are looked at for whether anything is on them.
Size, copies and sides stand in PJL.
"""

from __future__ import annotations

import struct
from typing import Final

from core.wire.pages import PageRun
from emulator.parts.pdl.document import UNREADABLE, Document
from emulator.parts.pdl.faces import MAX_PAGES, Ink, face, in_runs, nearest_size

_BEGIN, _ROWS, _END = 0, 1, 255
_DPI: Final = 600
_BLACK: Final = 3
_UNPACKED: Final = b"0010"
_NO_STRIPE: Final = b"\xff\x02"
"""What JBIG makes of a stripe without a dot."""
_HEAD: Final = struct.Struct(">II")


def read_hiperc(body: bytes) -> Document:
    """The pages of HIPERC data. What follows a record that makes no sense is not printed."""
    machine = _Machine()
    at, end = 0, len(body)
    while at + _HEAD.size <= end:
        length, kind = _HEAD.unpack_from(body, at)
        if length < _HEAD.size or at + length > end or len(machine.pages) > MAX_PAGES:
            break
        if not machine.take(kind, body[at + _HEAD.size : at + length]):
            break
        at += length
    return Document(in_runs(machine.pages)) if 0 < len(machine.pages) <= MAX_PAGES else UNREADABLE


class _Machine:
    """A printer while it reads."""

    def __init__(self) -> None:
        self.pages: list[PageRun] = []
        self._clear()

    def _clear(self) -> None:
        self._planes = [0, 0, 0, 0]  # dots; of packed planes, octets
        self._side = (0, 0)
        self._packed = False

    def take(self, kind: int, data: bytes) -> bool:
        """A record; False for one that makes no sense."""
        if kind == _BEGIN and len(data) >= 40:
            self._side = struct.unpack_from(">II", data, 28)
            self._packed = self._packed or data[24:28] != _UNPACKED
            return True
        if kind == _ROWS and len(data) >= 12 and data[4] <= _BLACK:
            rows = data[12:]
            if self._packed:
                self._planes[data[4]] += len(rows.replace(_NO_STRIPE, b"").strip(b"\0"))
            else:
                self._planes[data[4]] += int.from_bytes(rows, "big").bit_count()
            return True
        if kind == _END:
            self._page()
            return True
        return False

    def _page(self) -> None:
        cyan, magenta, yellow, black = self._planes
        width, height = self._side
        kind = "colour" if cyan or magenta or yellow else "mono" if black else "blank"
        ink = Ink()
        for place, dots in enumerate((cyan, magenta, yellow, black)):
            shares = [255 * (place == each) for each in range(4)]
            ink.add_cmyk(shares[0], shares[1], shares[2], shares[3], dots)
        cover = None if self._packed else ink.cover(kind, max(width * height, 1))
        self.pages.append(face(kind, nearest_size(width * 72 / _DPI, height * 72 / _DPI), cover))
        self._clear()
