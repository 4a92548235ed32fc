"""PCL XL (PCL 6): pages, sizes, sides, copies, trays, colour, and about how much they cover.

After an error a printer gives up the job. What was complete is out, and if the session asked for it (ErrorReport) a
page with the error follows.
"""

from __future__ import annotations

from typing import Any, Final

from core.wire.pages import DEFAULT_MEDIA, PageRun
from core.wire.pjl import MAX_COPIES
from emulator.parts.pdl.document import UNREADABLE, Document
from emulator.parts.pdl.faces import MAX_PAGES, SIZES_PT, in_runs, nearest_size
from emulator.parts.pdl.paper import media_named
from emulator.parts.pdl.pclxl_paint import (
    MAX_LOOKED_AT,
    Glyphs,
    Image,
    Page,
    Path,
    State,
    colour_of,
    points_of,
)
from emulator.parts.pdl.pclxl_tokens import BadTag, Operator, operators

# fmt: off
_SIZES: Final = {0: "Letter", 1: "Legal", 2: "A4", 4: "Tabloid", 5: "A3", 10: "B4", 11: "B5", 16: "A5"}
_SIZE_NAMES: Final = {
    "LETTER": "Letter", "LEGAL": "Legal", "A4": "A4", "LEDGER": "Tabloid", "A3": "A3", "JISB4": "B4", "JISB5": "B5",
    "A5": "A5", "JB4": "B4", "JB5": "B5", "SRA3": "SRA3", "SRA4": "SRA4",
}
_TRAYS: Final = {
    2: "multi-purpose tray", 3: "multi-purpose tray", 4: "tray 1", 5: "tray 2", 7: "tray 3", 8: "tray 4", 9: "tray 5",
}
# fmt: on
_INCHES: Final = {0: 1.0, 1: 1 / 25.4, 2: 1 / 254}
_ERROR_PAGE: Final = frozenset((2, 3))
_DEFAULT_PT: Final = (595, 842)
_RELATIVE: Final = frozenset((0x95, 0x9D))
_SHAPES: Final = {0xA0: 1.0, 0xA2: 0.95, 0x98: 0.785, 0x9E: 0.4, 0x96: 0.4}
_MOST_NESTED: Final = 1000


def read_pclxl(body: bytes) -> Document:
    """The pages of PCL XL data, from its header line on."""
    machine = _Machine("<" if body[:1] == b")" else ">")
    try:
        for operator in operators(body):
            machine.take(operator)
            if len(machine.pages) > MAX_PAGES:
                return UNREADABLE
    except BadTag:
        machine.give_up()
    pages = _on_their_sides(machine.pages, machine.sides)
    if not pages:
        return UNREADABLE
    copies = {page.count for page in pages}
    if len(copies) == 1:
        (each,) = copies
        return Document(in_runs(page._replace(count=1) for page in pages), each)
    return Document(in_runs(pages))


def _on_their_sides(pages: list[PageRun], sides: list[Any]) -> list[PageRun]:
    """With a blank side where a page wants the other one. A driver that says front of every page means none by it."""
    if 1 not in sides:
        return pages
    placed: list[PageRun] = []
    for page, side in zip(pages, (*sides, None), strict=False):
        if side in {0, 1} and len(placed) % 2 != side:
            placed.append(page._replace(kind="blank", cover=None))
        placed.append(page)
    return placed


class _Machine:
    """A printer while it reads."""

    def __init__(self, order: str) -> None:
        self.pages: list[PageRun] = []
        self.sides: list[Any] = []  # that each page asks for: 0 front, 1 back
        self._order = order
        self._report = 0
        self._session_units = self._units = 600.0  # of an inch
        self._left = MAX_LOOKED_AT
        self._glyphs = Glyphs()
        self._page: Page | None = None
        self._image: Image | None = None
        self._palette: tuple[int, ...] = ()
        self._size = ""
        self._media = DEFAULT_MEDIA
        self._tray = ""
        self._duplex: bool | None = None
        self._path = Path()
        self._state = State()
        self._kept: list[State] = []

    def give_up(self) -> None:
        """An error: the page that is not finished is lost."""
        if self._report in _ERROR_PAGE:
            self.pages.append(PageRun(1, "mono", self._size, self._media))

    def take(self, operator: Operator) -> None:
        """Do what an operator says. Raises BadTag for one that makes no sense."""
        tag, attributes, data = operator
        work = _WORK.get(tag)
        if work is not None:
            work(self, attributes, data)
        elif self._page is None:
            return
        elif tag in _SHAPES:
            self._shape(attributes, _SHAPES[tag])
        elif tag in {0x93, 0x95, 0x9B, 0x9D}:
            self._lines(attributes, data, relative=tag in _RELATIVE)

    # ---- session and pages ------------------------------------------------------------------------

    def _begin_session(self, attributes: dict[int, Any], _: bytes) -> None:
        units = attributes.get(137)
        measure = _INCHES.get(attributes.get(134, 0), 1.0)
        if isinstance(units, tuple) and len(units) == 2 and units[0] > 0:
            self._session_units = self._units = min(max(units[0] / measure, 1.0), 1e5)
        report = attributes.get(143)
        self._report = report if isinstance(report, int) else 0

    def _begin_page(self, attributes: dict[int, Any], _: bytes) -> None:
        if self._page is not None:
            raise BadTag
        self._page = Page()
        self._path = Path()
        self._state = State()
        self._kept.clear()
        self._units = self._session_units
        self._paper(attributes)
        if 52 in attributes:
            self._duplex = False
        elif 53 in attributes:
            self._duplex = True
        self.sides.append(attributes.get(54) if self._duplex else None)

    def _paper(self, attributes: dict[int, Any]) -> None:
        size, custom = attributes.get(37), attributes.get(47)
        if isinstance(size, int):
            self._size = _SIZES.get(size, "")
        elif isinstance(size, tuple):
            self._size = _SIZE_NAMES.get(_text(size).replace(" ", "").upper(), "")
        elif isinstance(custom, tuple) and len(custom) == 2:
            points = 72 * _INCHES.get(attributes.get(48, 0), 1.0)
            self._size = nearest_size(custom[0] * points, custom[1] * points)
        source, media = attributes.get(38), attributes.get(39)
        if isinstance(source, int):
            self._tray = _TRAYS.get(source, "")
        if isinstance(media, tuple):
            self._media = media_named(_text(media))

    def _end_page(self, attributes: dict[int, Any], _: bytes) -> None:
        page = self._page
        if page is None:
            raise BadTag
        self._page = self._image = None
        copies = attributes.get(49, 1)
        copies = min(max(copies if isinstance(copies, int) else 1, 1), MAX_COPIES)
        kind = "colour" if page.coloured else "mono" if page.ink.grey else "blank"
        cover = None if kind == "blank" else page.ink.cover(kind, self._page_in2)
        self.pages.append(
            PageRun(copies, kind, self._size, self._media, duplex=self._duplex, cover=cover, tray=self._tray)
        )

    @property
    def _page_in2(self) -> float:
        width, height = SIZES_PT.get(self._size, _DEFAULT_PT)
        return width * height / 72 / 72

    # ---- the state of graphics --------------------------------------------------------------------

    def _push(self, _attributes: dict[int, Any], _: bytes) -> None:
        if len(self._kept) < _MOST_NESTED:
            self._kept.append(self._state.copy())

    def _pop(self, _attributes: dict[int, Any], _: bytes) -> None:
        if self._kept:
            self._state = self._kept.pop()

    def _colour_space(self, attributes: dict[int, Any], _: bytes) -> None:
        space = attributes.get(3)
        self._state.space = space if isinstance(space, int) else 1
        palette = attributes.get(6)
        self._palette = palette if isinstance(palette, tuple) else ()

    def _brush(self, attributes: dict[int, Any], _: bytes) -> None:
        self._state.brush = colour_of(attributes, self._state.space)

    def _pen(self, attributes: dict[int, Any], _: bytes) -> None:
        self._state.pen = colour_of(attributes, self._state.space)

    def _pen_width(self, attributes: dict[int, Any], _: bytes) -> None:
        self._state.pen_in = self._inches(attributes.get(75))

    def _font(self, attributes: dict[int, Any], _: bytes) -> None:
        self._state.font = attributes.get(168, ())
        self._state.font_in = self._inches(attributes.get(166))

    def _scale(self, attributes: dict[int, Any], _: bytes) -> None:
        scale = attributes.get(43)
        if isinstance(scale, tuple) and len(scale) == 2 and scale[0] > 0:
            self._units = min(max(self._units / scale[0], 1e-3), 1e6)

    def _inches(self, value: object) -> float:
        return abs(value) / self._units if isinstance(value, (int, float)) else 0.0

    # ---- marks ------------------------------------------------------------------------------------

    def _new_path(self, _attributes: dict[int, Any], _: bytes) -> None:
        self._path = Path()

    def _cursor(self, attributes: dict[int, Any], _: bytes) -> None:
        point = attributes.get(76)
        if isinstance(point, tuple) and len(point) == 2:
            self._path.move(point)

    def _cursor_by(self, attributes: dict[int, Any], _: bytes) -> None:
        point = attributes.get(76)
        if isinstance(point, tuple) and len(point) == 2:
            x, y = self._path.at
            self._path.move((x + point[0], y + point[1]))

    def _lines(self, attributes: dict[int, Any], data: bytes, *, relative: bool) -> None:
        for point in points_of(attributes, data, self._order):
            x, y = self._path.at if relative else (0.0, 0.0)
            self._path.line((x + point[0], y + point[1]))

    def _close(self, _attributes: dict[int, Any], _: bytes) -> None:
        self._path.close()

    def _rectangle_path(self, attributes: dict[int, Any], _: bytes) -> None:
        box = attributes.get(66)
        if isinstance(box, tuple) and len(box) == 4:
            self._path.area += abs((box[2] - box[0]) * (box[3] - box[1]))
            self._path.length += 2 * (abs(box[2] - box[0]) + abs(box[3] - box[1]))

    def _paint_path(self, _attributes: dict[int, Any], _: bytes) -> None:
        page, path, state = self._page, self._path, self._state
        if page is None:
            return
        length = path.length
        path.close()
        page.paint(state.brush, abs(path.area) / self._units**2, self._page_in2)
        page.paint(state.pen, length / self._units * state.pen_in, self._page_in2)

    def _shape(self, attributes: dict[int, Any], share: float) -> None:
        """A rectangle, ellipse … painted at once."""
        box = attributes.get(66)
        if self._page is not None and isinstance(box, tuple) and len(box) == 4:
            width, height = abs(box[2] - box[0]) / self._units, abs(box[3] - box[1]) / self._units
            state = self._state
            self._page.paint(state.brush, width * height * share, self._page_in2)
            self._page.paint(state.pen, 2 * (width + height) * state.pen_in, self._page_in2)

    def _text(self, attributes: dict[int, Any], _: bytes) -> None:
        codes = attributes.get(171)
        if self._page is not None and isinstance(codes, tuple):
            self._page.paint(
                self._state.brush, self._glyphs.area(self._state, codes, self._session_units), self._page_in2
            )

    def _begin_char(self, attributes: dict[int, Any], _: bytes) -> None:
        self._glyphs.font = attributes.get(168, ())

    def _read_char(self, attributes: dict[int, Any], data: bytes) -> None:
        self._glyphs.define(attributes.get(162), data)

    def _begin_image(self, attributes: dict[int, Any], _: bytes) -> None:
        self._image = Image(attributes, self._palette, self._state.space, self._units)

    def _read_image(self, attributes: dict[int, Any], data: bytes) -> None:
        if self._image is not None and self._page is not None:
            self._left -= self._image.read(attributes, data, self._page, self._left)


_WORK: Final = {
    0x41: _Machine._begin_session,
    0x43: _Machine._begin_page,
    0x44: _Machine._end_page,
    0x52: _Machine._begin_char,
    0x53: _Machine._read_char,
    0x60: _Machine._pop,
    0x61: _Machine._push,
    0x63: _Machine._brush,
    0x6A: _Machine._colour_space,
    0x6B: _Machine._cursor,
    0x6C: _Machine._cursor_by,
    0x6F: _Machine._font,
    0x77: _Machine._scale,
    0x79: _Machine._pen,
    0x7A: _Machine._pen_width,
    0x84: _Machine._close,
    0x85: _Machine._new_path,
    0x86: _Machine._paint_path,
    0xA1: _Machine._rectangle_path,
    0xA8: _Machine._text,
    0xB0: _Machine._begin_image,
    0xB1: _Machine._read_image,
}


def _text(values: tuple[Any, ...]) -> str:
    return "".join(chr(value) for value in values if isinstance(value, int) and 0 < value < 256)
