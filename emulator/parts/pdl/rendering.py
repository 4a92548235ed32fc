"""What the pages of a PDF cover, seen: rendered small by PDFium, dots counted.

It may be called from several threads; PDFium is not made for that, so one page is rendered at a time.
"""

from __future__ import annotations

import ctypes
import threading
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium

from emulator.parts.pdl.faces import Ink, count_pixels

_DPI: Final = 36
_MAX_DOTS: Final = 400_000
"""Of one page, whatever its size; an A3 page has 250,000."""
_MAX_STEPS: Final = 2000
"""After so many times a hundred objects a page is left as it is."""
_FLAGS: Final = pdfium.FPDF_PRINTING | pdfium.FPDF_ANNOT
_WHITE: Final = 0xFFFFFFFF
_lock: Final = threading.Lock()
pdfium.FPDF_SetSystemFontInfo(None)  # the same fonts, its own ones, on every machine


class Seen(NamedTuple):
    """A page as it looks: colour or mono, its K, C, M, Y, W, and whether anything is on it at all."""

    kind: str
    cover: tuple[int, ...]
    is_printed: bool


class Renderer:
    """An open PDF. ``with Renderer(body) as look: look.at(0, "mono")``; in a body it cannot open nothing is seen."""

    def __init__(self, body: bytes) -> None:
        self._body = body  # PDFium reads from it as long as the document is open
        self._document: Any = None

    def __enter__(self) -> Renderer:
        with _lock:
            self._document = pdfium.FPDF_LoadMemDocument64(self._body, len(self._body), None)
        return self

    def __exit__(self, *_: object) -> None:
        if self._document:
            with _lock:
                pdfium.FPDF_CloseDocument(self._document)

    def at(self, index: int, kind: str) -> Seen | None:
        """The page at ``index``, whose operators say that it is of that kind; None where it cannot be rendered."""
        if not self._document:
            return None
        with _lock:
            page = pdfium.FPDF_LoadPage(self._document, index)
            if not page:
                return None
            try:
                return _rendered(page, kind)
            finally:
                pdfium.FPDF_ClosePage(page)


def _rendered(page: Any, kind: str) -> Seen | None:
    width_pt, height_pt = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not (width_pt > 0 and height_pt > 0):
        return None
    scale = min(_DPI / 72, (_MAX_DOTS / (width_pt * height_pt)) ** 0.5)
    width, height = max(1, round(width_pt * scale)), max(1, round(height_pt * scale))
    if width * height > 2 * _MAX_DOTS:  # a page like a thread
        return None
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, 0)
    if not bitmap:
        return None
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        _paint(page, bitmap, width, height)
        dots = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), 4 * width * height)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    ink = Ink()
    coloured = count_pixels(dots, ink)
    if kind == "colour" and ink.grey and not coloured:
        kind = "mono"  # a scan in RGB of a letter, a colour that was set and not used
    return Seen(kind, ink.cover(kind), ink.grey > 0)


def _paint(page: Any, bitmap: Any, width: int, height: int) -> None:
    """Render in steps, so that a page of endless objects comes to an end."""
    steps: Final = Steps()
    status = pdfium.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, width, height, 0, _FLAGS, steps.pause)
    while status == pdfium.FPDF_RENDER_TOBECONTINUED and steps.left > 0:
        status = pdfium.FPDF_RenderPage_Continue(page, steps.pause)
    pdfium.FPDF_RenderPage_Close(page)


class Steps:
    """Counts how often PDFium asks whether to pause, and says yes when it was often enough."""

    def __init__(self) -> None:
        self.left = _MAX_STEPS
        self.pause = pdfium.IFSDK_PAUSE()
        self.pause.version = 1
        self.pause.NeedToPauseNow = type(self.pause.NeedToPauseNow)(self._asked)

    def _asked(self, _: Any) -> int:
        self.left -= 1
        return int(self.left <= 0)
