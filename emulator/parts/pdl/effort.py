"""A PDF made ready for rendering: is a page worth the work, and its CMYK colours in words that PDFium shows unchanged.

Forms that use forms can stand for more than anybody would wait for, so the work of a page is reckoned first. PDFium
shows CMYK as a press would, full black as a dark grey; a printer's toners are purer: such colours are rewritten as RGB.
"""

from __future__ import annotations

import re
import zlib
from typing import Any, Final

import pikepdf

MAX_EFFORT: Final = 8 * 1024 * 1024
"""Octets of content of a page, with each form as often as it is painted."""
_MAX_READ: Final = 4 * MAX_EFFORT
"""Octets of content that are unpacked in one job for this."""
_MAX_DEPTH: Final = 12
_MAX_PACKED: Final = 64 * 1024  # of a stream packed otherwise than by Flate, which can only be unpacked whole
_PAINTED: Final = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_NUMBER: Final = rb"([01]?\.?\d{1,9}|[01]\.\d{0,9})"
_CMYK: Final = re.compile(rb"(?<![\w.])" + rb"\s+".join([_NUMBER] * 4) + rb"\s+([kK])(?![\w*])")


def unpacked(stream: Any, limit: int) -> bytes:
    """The content of a stream; one that is, or may be, longer than ``limit`` gives ``limit`` octets of it."""
    packing = stream.get("/Filter")
    raw: bytes = stream.read_raw_bytes()
    if packing is None or limit <= 0:
        return raw[: max(limit, 0)]
    is_flate = packing == "/FlateDecode" or (isinstance(packing, pikepdf.Array) and list(packing) == ["/FlateDecode"])
    if is_flate and "/DecodeParms" not in stream:
        return zlib.decompressobj().decompress(raw, limit)
    if len(raw) > _MAX_PACKED:
        return b" " * limit
    return bytes(stream.read_bytes())[:limit]


class Preparation:
    """Looks at the pages of one document, and changes their colours in place. ``changed``: it has to be saved anew."""

    def __init__(self, document: pikepdf.Pdf) -> None:
        self.changed = False
        self._document = document
        self._left = _MAX_READ
        self._known: dict[tuple[int, int], int] = {}  # effort of forms

    def page(self, page: pikepdf.Page) -> bool:
        """Whether rendering it ends soon; its colours are rewritten."""
        contents = page.obj.get("/Contents", pikepdf.Array())
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        content = b"\n".join(self._read(stream) for stream in streams)
        if self._left <= 0:
            return False
        simple = in_rgb(content)
        if simple != content:
            self.changed = True
            page.obj.Contents = self._document.make_stream(simple)
        return self._effort(content, page.resources, 0) <= MAX_EFFORT

    def _read(self, stream: Any) -> bytes:
        content = unpacked(stream, self._left)
        self._left -= len(content)
        return content

    def _effort(self, content: bytes, resources: Any, depth: int) -> int:
        total = len(content)
        forms = resources.get("/XObject") if resources is not None else None
        if forms is None:
            return total
        for name in _PAINTED.findall(content):
            thing = forms.get("/" + name.decode("latin-1"))
            if thing is not None and thing.get("/Subtype") == "/Form":
                total += self._form(thing, resources, depth + 1)
            if total > MAX_EFFORT:
                break
        return total

    def _form(self, form: Any, resources: Any, depth: int) -> int:
        key = form.objgen
        if key not in self._known:
            self._known[key] = MAX_EFFORT + 1  # for one that contains itself
            content = self._read(form)
            if self._left > 0 and depth <= _MAX_DEPTH:
                simple = in_rgb(content)
                if simple != content:
                    self.changed = True
                    form.write(simple)
                self._known[key] = self._effort(content, form.get("/Resources", resources), depth)
        return self._known[key]


def in_rgb(content: bytes) -> bytes:
    """The same page content with its ``k`` and ``K`` as ``rg`` and ``RG``, reckoned as toners mix."""
    return _CMYK.sub(_as_rgb, content) if b"k" in content or b"K" in content else content


def _as_rgb(match: re.Match[bytes]) -> bytes:
    cyan, magenta, yellow, black = (min(1.0, float(each)) for each in match.groups()[:4])
    rgb = b" ".join(b"%.4f" % max(0.0, 1 - each - black) for each in (cyan, magenta, yellow))
    return rgb + (b" rg" if match[5] == b"k" else b" RG")
