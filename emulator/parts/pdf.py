"""Pages of a PDF file: how many, of which size, and whether each carries colour (best effort, by its operators).

A page is in colour when it sets an RGB or CMYK colour that is not grey, or paints an image, a shading or a
pattern that is not in grey. A page that paints nothing is blank.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import pikepdf

from core.wire.pages import DEFAULT_MEDIA, PageRun

_SIZES_PT: Final = {
    "A3": (842, 1191),
    "A4": (595, 842),
    "A5": (420, 595),
    "B4": (729, 1032),
    "B5": (516, 729),
    "Letter": (612, 792),
    "Legal": (612, 1008),
    "Tabloid": (792, 1224),
}
_MAX_PAGES: Final = 10_000
_MAX_DEPTH: Final = 8  # of forms inside forms
_MAX_OPERATORS: Final = 500_000  # read of one page; what comes after does not change what the page is taken for
_PAINT: Final = frozenset(
    ["f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Tj", "TJ", "'", '"', "sh", "Do", "INLINE IMAGE"]
)
_GREY_SPACES: Final = frozenset(["/DeviceGray", "/CalGray", "/G"])
_GREY_STEP: Final = 0.004  # one step of 8 bits


def read_pdf(body: bytes) -> tuple[PageRun, ...]:
    """The faces of a PDF in runs; empty when it cannot be read, is encrypted, or has no or too many pages."""
    try:
        with pikepdf.open(BytesIO(body)) as document:
            if len(document.pages) > _MAX_PAGES:
                return ()
            return _runs([(_kind(page), _size(page)) for page in document.pages])
    except (pikepdf.PikepdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError):
        return ()  # damaged beyond what can be repaired


def _runs(faces: list[tuple[str, str]]) -> tuple[PageRun, ...]:
    runs: list[PageRun] = []
    for kind, size in faces:
        if runs and (runs[-1].kind, runs[-1].size) == (kind, size):
            runs[-1] = PageRun(runs[-1].count + 1, kind, size, DEFAULT_MEDIA)
        else:
            runs.append(PageRun(1, kind, size, DEFAULT_MEDIA))
    return tuple(runs)


def _size(page: pikepdf.Page) -> str:
    """The standard size nearest to the page, either way up."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    short, long = sorted((abs(right - left), abs(top - bottom)))
    return min(_SIZES_PT, key=lambda name: abs(_SIZES_PT[name][0] - short) + abs(_SIZES_PT[name][1] - long))


def _kind(page: pikepdf.Page) -> str:
    look = _Look()
    look.read(page.obj, page.resources, 0)
    if not look.paints:
        return "blank"
    return "colour" if look.colour else "mono"


class _Look:
    """One pass over a page's content and the forms it uses."""

    def __init__(self) -> None:
        self.paints = False
        self.colour = False
        self._left = _MAX_OPERATORS
        self._seen: set[tuple[int, int]] = set()

    def read(self, content: Any, resources: Any, depth: int) -> None:
        """Look at every operator until nothing can change the answer."""
        for instruction in pikepdf.parse_content_stream(content):
            operands = list(instruction.operands)
            self._left -= 1
            if (self.colour and self.paints) or self._left < 0:
                return
            name = str(instruction.operator)
            if name in _PAINT:
                self.paints = True
            if name in {"rg", "RG"}:
                self.colour = self.colour or _differ([float(value) for value in operands])
            elif name in {"k", "K"}:
                self.colour = self.colour or _differ([float(value) for value in operands][:3])
            elif name in {"scn", "SCN", "sc", "SC"}:
                self._set_colour(operands, resources)
            elif name == "Do":
                self._paint_object(_entry(resources, "/XObject", operands[0]), resources, depth)
            elif name == "sh":
                shading = _entry(resources, "/Shading", operands[0])
                if shading is not None and not _is_grey(shading.get("/ColorSpace"), resources):
                    self.colour = True
            elif name == "INLINE IMAGE":
                self._paint_image(operands[0].obj, resources)

    def _set_colour(self, operands: list[Any], resources: Any) -> None:
        """Components of the current colour space: three or four that differ are a colour; a pattern may be."""
        if operands and isinstance(operands[-1], pikepdf.Name):
            pattern = _entry(resources, "/Pattern", operands.pop())
            if pattern is not None and "/Shading" in pattern:
                self.colour = self.colour or not _is_grey(pattern["/Shading"].get("/ColorSpace"), resources)
        values = [float(value) for value in operands]
        if len(values) >= 3:
            self.colour = self.colour or _differ(values[:3])

    def _paint_object(self, thing: Any, resources: Any, depth: int) -> None:
        if thing is None or thing.objgen in self._seen:
            return
        self._seen.add(thing.objgen)
        if thing.get("/Subtype") == "/Image":
            self._paint_image(thing, resources)
        elif thing.get("/Subtype") == "/Form" and depth < _MAX_DEPTH:
            self.read(thing, thing.get("/Resources", resources), depth + 1)

    def _paint_image(self, image: Any, resources: Any) -> None:
        if image.get("/ImageMask", image.get("/IM", False)):
            return  # painted in the current colour
        space = image.get("/ColorSpace", image.get("/CS"))
        self.colour = self.colour or (space is not None and not _is_grey(space, resources))


def _entry(resources: Any, category: str, name: Any) -> Any:
    return resources.get(category, pikepdf.Dictionary()).get(str(name))


def _differ(values: list[float]) -> bool:
    return bool(values) and max(values) - min(values) > _GREY_STEP


def _is_grey(space: Any, resources: Any, depth: int = 0) -> bool:
    """Whether a colour space can only show grey."""
    if space is None or depth > 3:
        return False
    if isinstance(space, pikepdf.Name):
        named = _entry(resources, "/ColorSpace", space)
        return str(space) in _GREY_SPACES or _is_grey(named, resources, depth + 1)
    family = str(space[0])
    if family == "/ICCBased":
        return int(space[1].get("/N", 3)) == 1
    if family in {"/Indexed", "/I"}:
        return _is_grey(space[1], resources, depth + 1)
    return family in _GREY_SPACES or (family == "/Separation" and str(space[1]) in {"/Black", "/All"})
