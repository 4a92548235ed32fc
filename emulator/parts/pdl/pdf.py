"""Pages of a PDF file: how many, of which size, whether each carries colour (by its operators), and what it covers.

A page is in colour when it sets an RGB or CMYK colour that is not grey, or paints an image, a shading or a
pattern that is not in grey. A page that paints nothing is blank. A few million octets of content are looked
at in one job; pages whose content lies beyond are taken for mono, so that no file can stop the fleet. How much toner
the first few hundred pages take is seen by rendering them small (rendering.py), and so is whether a page for colour has
any to show; the others take the standard amount.
"""

from __future__ import annotations

import logging
import threading
import warnings
import zlib
from io import BytesIO
from typing import Any, Final

import pikepdf

from core.wire.pages import PageRun
from emulator.parts.pdl.effort import Preparation, unpacked
from emulator.parts.pdl.faces import MAX_PAGES, face, in_runs, nearest_size
from emulator.parts.pdl.rendering import Renderer, Seen

_MAX_RENDERED: Final = 500
"""Pages of one job whose cover is looked at; 2 to 8 ms each."""
_MAX_SAVED: Final = 16 * 1024 * 1024  # octets of a file that is written anew for rendering
_MAX_DEPTH: Final = 8  # of forms inside forms
_MAX_CONTENT: Final = 4 * 1024 * 1024  # octets of page content looked at in one job; about 2 s
_PAINT: Final = frozenset(
    ["f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Tj", "TJ", "'", '"', "sh", "Do", "INLINE IMAGE"]
)
_GREY_SPACES: Final = frozenset(["/DeviceGray", "/CalGray", "/G"])
_GREY_STEP: Final = 0.004  # one step of 8 bits
_lock: Final = threading.Lock()  # what is done about warnings holds for all threads
logging.getLogger("pikepdf").setLevel(logging.CRITICAL)


def read_pdf(body: bytes) -> tuple[PageRun, ...]:
    """The faces of a PDF in runs; empty when it cannot be read, is encrypted, or has no or too many pages."""
    try:
        with _lock, warnings.catch_warnings(), pikepdf.open(BytesIO(body)) as document:
            warnings.simplefilter("ignore")  # about what is damaged and can be read all the same
            if len(document.pages) > MAX_PAGES:
                return ()
            look = _Look(document)
            faces = [(look.kind(page), _size(page)) for page in document.pages]
            seen = _seen(body, document, [kind for kind, _ in faces], look.unseen)
    except (
        pikepdf.PikepdfError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RuntimeError,
        zlib.error,
    ):
        return ()  # damaged beyond what can be repaired
    pages = []
    for index, (kind, size) in enumerate(faces):
        looks = seen.get(index)
        if looks is None:
            pages.append(face(kind, size))
        elif index in look.pictures and not looks.is_printed:
            pages.append(face("blank", size))  # white pictures, as rasterising drivers send them
        else:
            pages.append(face(looks.kind, size, looks.cover))
    return in_runs(pages)


def _seen(body: bytes, document: pikepdf.Pdf, kinds: list[str], unseen: int | None) -> dict[int, Seen | None]:
    """How the printed pages look, by their index; beyond what is looked at, and where nothing is seen, none."""
    ready = Preparation(document)
    wanted = [index for index, kind in enumerate(kinds[:unseen]) if kind != "blank"][:_MAX_RENDERED]
    wanted = [index for index in wanted if ready.page(document.pages[index])]
    if ready.changed and len(body) <= _MAX_SAVED:
        file = BytesIO()
        document.save(file)
        body = file.getvalue()
    with Renderer(body) as renderer:
        return {index: renderer.at(index, kinds[index]) for index in wanted}


def _size(page: pikepdf.Page) -> str:
    """The standard size nearest to the page, either way up."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return nearest_size(right - left, top - bottom)


class _Look:
    """Looks at one page after the other, and at the forms they use."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self.paints = False
        self.colour = False
        self.unseen: int | None = None  # the first page that was not looked at
        self.pictures: set[int] = set()  # pages with pictures on them
        self._pages = 0
        self._document = document
        self._left = _MAX_CONTENT
        self._seen: set[tuple[int, int]] = set()

    def kind(self, page: pikepdf.Page) -> str:
        """Colour, mono or blank."""
        self._pages += 1
        self.paints = self.colour = False
        self._seen.clear()
        contents = page.obj.get("/Contents", pikepdf.Array())
        self._read(list(contents) if isinstance(contents, pikepdf.Array) else [contents], page.resources, 0)
        if not self.paints:
            return "blank"
        return "colour" if self.colour else "mono"

    def _read(self, streams: list[Any], resources: Any, depth: int) -> None:
        """Look at every operator until nothing can change the answer."""
        content = b"\n".join(unpacked(stream, self._left + 1) for stream in streams)
        self._left -= len(content)
        if self._left < 0:
            self.paints = True
            if self.unseen is None:
                self.unseen = self._pages - 1
            return
        for instruction in pikepdf.parse_content_stream(self._document.make_stream(content)):
            operands = list(instruction.operands)
            if self.colour and self.paints:
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
            self._read([thing], thing.get("/Resources", resources), depth + 1)

    def _paint_image(self, image: Any, resources: Any) -> None:
        if image.get("/ImageMask", image.get("/IM", False)):
            return  # painted in the current colour
        if "/Width" in image and "/Height" in image:
            self.pictures.add(self._pages - 1)
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
