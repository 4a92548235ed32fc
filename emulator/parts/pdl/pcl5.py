"""PCL 5 (and the PCL 3 of ink-jet printers): pages, sizes, sides, copies, trays, colour, and about how much they cover.

A tokenizer that knows which commands carry data, and a machine that knows a page: when it gets its first mark, what
ejects it, how far text runs down. Text covers as much as text does on average, HP-GL/2 as much as a standard page;
raster graphics are unpacked and counted. After HP's "PCL 5 Printer Language Technical Reference Manual".
"""

from __future__ import annotations

import re
from typing import Final

from core.wire.pages import DEFAULT_MEDIA, PageRun
from core.wire.pjl import MAX_COPIES
from emulator.parts.pdl.document import UNREADABLE, Document
from emulator.parts.pdl.faces import MAX_PAGES, SIZES_PT, Ink, in_runs, is_colour
from emulator.parts.pdl.paper import media_named
from emulator.parts.pdl.pcl5_raster import Raster

MAX_COMMANDS: Final = 3_000_000
"""Of one job: six hundred pages of graphics at 600 to the inch. What has more is refused."""
# fmt: off
_SIZES: Final = {
    2: "Letter", 3: "Legal", 6: "Tabloid", 11: "Tabloid", 12: "B5", 13: "B5", 15: "A5", 16: "B4", 19: "B4",
    25: "A5", 26: "A4", 27: "A3", 45: "B5", 46: "B4",
}
_TRAYS: Final = {
    1: "tray 1", 4: "tray 2", 5: "tray 3", 8: "tray 1", 20: "tray 4", 21: "tray 5",
    2: "multi-purpose tray", 3: "multi-purpose tray", 6: "multi-purpose tray",
}
# fmt: on
_TRANSPARENCY: Final = 4
_DATA: Final = frozenset(
    ("*bW", "*bV", "*vW", "*cW", "*gW", "*iW", "*lW", "*mW", "*oW", "*dW", "(sW", ")sW", "(fW", "&bW", "&nW", "&pX")
)
_COMMAND: Final = re.compile(rb"\x1b(?:([!-/])([`-~]?)|([0-~]))")
_ROW: Final = re.compile(rb"\x1b\*b(\d{0,6})W")
_VALUE: Final = re.compile(rb"[ ]?([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})?)[+.-]*([@-^`-~])")
_FLOW: Final = re.compile(rb"[\n\f]")
_SILENT: Final = bytes(range(33)) + b"\x7f\x80\xa0"
_WORDS_IN2: Final = 0.0011
"""Square inches of toner of a character of 10 points: 2,400 of them, a full page, are about 3 per cent of A4."""
_POINTS: Final = 10.0
_DRAWS: Final = re.compile(rb"P[DAR]|[EFRW][APRWG]|LB|AA|AR|CI|E[APRW]", re.IGNORECASE)
_STANDARD_IN2: Final = 4.8
"""Square inches that a page of HP-GL/2 is taken to cover: 5 per cent of A4."""
_DEFAULT_PT: Final = (595, 842)


def read_pcl5(body: bytes) -> Document:
    """The pages of PCL 5 data. Plain text is PCL as well, without a command in it."""
    machine = _Machine()
    if not machine.read(body) or not machine.pages:
        return UNREADABLE
    copies = {page.count for page in machine.pages}
    if len(copies) == 1:
        (each,) = copies
        return Document(in_runs(page._replace(count=1) for page in machine.pages), each)
    return Document(in_runs(machine.pages))


class _Machine:
    """A printer while it reads."""

    def __init__(self) -> None:
        self.pages: list[PageRun] = []
        self._raster = Raster()
        self._commands = 0
        self._copies_out = 0
        self._new_page()
        self._reset()

    def _new_page(self) -> None:
        self._marked = self._coloured = False
        self._ink = Ink()
        self._seen = self._raster.left > 0
        self._line = 0.0  # inches down

    def _reset(self) -> None:
        """ESC E: the printer's own settings hold again."""
        self._changed = False  # anything since then
        self._size = ""
        self._media = DEFAULT_MEDIA
        self._tray = ""
        self._duplex: bool | None = None
        self._copies = 1
        self._line_in = 1 / 6
        self._points = _POINTS
        self._rectangle = [0.0, 0.0]  # inches
        self._units = 300
        self._shade = 100
        self._primaries = [0, 0, 0]
        self._pen = (0, 0, 0)
        self._index = 1
        self._plotting = self._defining = False
        self._cr_feeds = False
        self._raster.reset()

    # ---- tokens -----------------------------------------------------------------------------------

    def read(self, data: bytes) -> bool:
        """All of it; False when it is too much."""
        at, end = 0, len(data)
        while at < end:
            escape = data.find(b"\x1b", at)
            if escape < 0:
                escape = end
            if escape > at:
                self._text(data[at:escape])
            at = self._command(data, escape) if escape < end else end
            if len(self.pages) > MAX_PAGES or self._commands > MAX_COMMANDS:
                return False
        self._eject_marked()
        return len(self.pages) <= MAX_PAGES

    def _command(self, data: bytes, at: int) -> int:
        """One escape sequence; gives where it ends."""
        self._commands += 1
        if (row := _ROW.match(data, at)) is not None:  # most of a page of graphics
            at = row.end()
            payload = data[at : at + int(row[1] or 0)]
            self._row(payload, last=True)
            return at + len(payload)
        start = _COMMAND.match(data, at)
        if start is None:
            return at + 1
        at = start.end()
        if start[3] is not None:
            if start[3] == b"E":
                self._eject_marked()
                if self._changed:
                    self._reset()
            return at
        self._changed = True
        prefix = (start[1] + start[2]).decode("ascii")
        while (found := _VALUE.match(data, at)) is not None:
            self._commands += 1
            at = found.end()
            letter = found[2].decode("ascii")
            name = prefix + letter.upper()
            text = found[1]
            value = float(text) if text.strip(b"+-") else 0.0
            payload = b""
            if name in _DATA:
                count = min(int(abs(value)), len(data) - at)
                payload = data[at : at + count]
                at += count
            self._do(name, value, payload, signed=text[:1] in {b"+", b"-"})
            if letter.isupper() or letter == "@":
                break
        return at

    # ---- commands ---------------------------------------------------------------------------------

    def _do(self, name: str, value: float, payload: bytes, *, signed: bool) -> None:
        if name in {"*bW", "*bV"}:
            self._row(payload, last=name == "*bW")
        elif name[:2] == "&l":
            self._page_control(name[2], int(value))
        elif name[:2] in {"*r", "*b", "*t", "*v"}:
            self._graphics(name, int(value), payload)
        elif name[:2] == "*c":
            self._area(name[2], value)
        elif name in {"&pX", "&nW", "&fX", "&uD", "(sV"}:
            self._other(name, value, payload)
        elif name in {"&aR", "&aV", "*pY"}:
            inches = value * {"&aR": self._line_in, "&aV": 1 / 720, "*pY": 1 / self._units}[name]
            self._line = max(0.0, self._line + inches if signed else inches)
        elif name == "&aG":
            self._side(int(value))
        elif name in {"%A", "%B"}:
            self._plotting = name == "%B"
        elif name == "&kG":
            self._cr_feeds = int(value) in {1, 3}

    def _row(self, payload: bytes, *, last: bool) -> None:
        if not self._defining:
            self._marked = True
            if self._raster.row(payload, self._ink, last=last):
                self._coloured = True
            self._seen = self._seen and self._raster.left > 0

    def _page_control(self, letter: str, value: int) -> None:
        if letter == "A":
            self._eject_marked()
            self._size = _SIZES.get(value, "")
        elif letter == "H":
            self._eject_marked()
            if value:
                self._tray = _TRAYS.get(value, "")
        elif letter == "S":
            self._eject_marked()
            self._duplex = value in {1, 2}
        elif letter == "X":
            self._copies = min(max(value, 1), MAX_COPIES)
        elif letter == "O":
            self._eject_marked()
        elif letter == "M":
            self._media = "transparency" if value == _TRANSPARENCY else DEFAULT_MEDIA
        elif letter == "D":
            self._line_in = 1 / max(value, 1)
        elif letter == "C":
            self._line_in = max(value, 1) / 48

    def _graphics(self, name: str, value: int, payload: bytes) -> None:
        raster = self._raster
        if name == "*rA":
            raster.start()
            self._mark()
        elif name == "*rU":
            raster.simple(value)
        elif name == "*bM":
            raster.method = value
        elif name == "*bY":
            raster.skip()
        elif name == "*tR" and value > 0:
            raster.dpi = min(value, 2400)
        elif name == "*vW":
            raster.configure(payload)
        elif name in {"*vA", "*vB", "*vC"}:
            self._primaries["ABC".index(name[2])] = min(max(value, 0), 255)
        elif name == "*vI":
            red, green, blue = self._primaries
            raster.assign(value, (red, green, blue))
            self._primaries = [0, 0, 0]
        elif name == "*vS":
            self._index = value
        if name in {"*rU", "*vW", "*vI", "*vS"}:
            palette = raster.palette
            self._pen = palette[self._index] if 0 <= self._index < len(palette) else palette[-1]
            if name == "*rU" and value == 3:
                self._pen = (0, 0, 0)

    def _area(self, letter: str, value: float) -> None:
        """Filled rectangles."""
        if letter in "AB":
            self._rectangle["AB".index(letter)] = abs(value) / self._units
        elif letter in "HV":
            self._rectangle["HV".index(letter)] = abs(value) / 720
        elif letter == "G":
            self._shade = min(max(int(value), 0), 100)
        elif letter == "P":
            share = {0: 100, 2: self._shade, 3: 25, 4: 50, 5: 25}.get(int(value), 0)
            width, height = self._rectangle
            if share and width * height:
                self._print(min(width * height, 400.0) * share / 100)

    def _other(self, name: str, value: float, payload: bytes) -> None:
        if name == "&pX":
            self._words(payload)
        elif name == "&nW":
            self._media = media_named(payload[1:].decode("latin-1"))
        elif name == "&fX":
            if value in {0, 1}:
                self._defining = value == 0
            elif value in {2, 3}:
                self._mark()
        elif name == "&uD" and value > 0:
            self._units = min(int(value), 7200)
        elif name == "(sV" and value > 0:
            self._points = min(value, 200.0)

    # ---- marks and pages --------------------------------------------------------------------------

    def _mark(self) -> None:
        if not self._defining:
            self._marked = True

    def _print(self, square_inches: float) -> None:
        """Something in the colour of the pen."""
        if not self._defining:
            self._marked = True
            self._ink.add_rgb(*self._pen, square_inches)
            self._coloured = self._coloured or is_colour(*self._pen)

    def _words(self, text: bytes) -> None:
        printed = len(text.translate(None, _SILENT))
        if printed:
            self._print(printed * _WORDS_IN2 * (self._points / _POINTS) ** 2)

    def _text(self, text: bytes) -> None:
        if self._plotting:
            if _DRAWS.search(text):
                self._print(_STANDARD_IN2 / 10)
            return
        if self._cr_feeds:
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        at = 0
        for move in _FLOW.finditer(text):
            self._words(text[at : move.start()])
            at = move.end()
            if move[0] == b"\f":
                self._eject()
            elif not self._defining:
                self._line += self._line_in
                if self._line > self._text_in:
                    self._eject()
            if len(self.pages) > MAX_PAGES:
                return
        self._words(text[at:])

    @property
    def _text_in(self) -> float:
        """How far text runs down: half an inch is left above and below."""
        return SIZES_PT.get(self._size, _DEFAULT_PT)[1] / 72 - 1 - self._line_in / 2

    def _eject_marked(self) -> None:
        if self._marked:
            self._eject()

    def _eject(self) -> None:
        """The page comes out, with marks or without."""
        if self._defining:
            return
        width, height = SIZES_PT.get(self._size, _DEFAULT_PT)
        area = width * height / 72 / 72
        kind = "blank"
        if self._coloured and not (self._raster.composite and self._ink.is_fringed):
            kind = "colour"
        elif self._ink.grey or (self._marked and not self._seen):
            kind = "mono"
        cover = self._ink.cover(kind, area) if self._seen and kind != "blank" else None
        self.pages.append(
            PageRun(self._copies, kind, self._size, self._media, duplex=self._duplex, cover=cover, tray=self._tray)
        )
        self._new_page()

    def _side(self, which: int) -> None:
        """ESC&a#G: the next side, or a front (1) or back (2), with a blank side before it if need be."""
        self._eject_marked()
        if which in {1, 2} and self._duplex and len(self.pages) % 2 != which - 1:
            self._eject()
