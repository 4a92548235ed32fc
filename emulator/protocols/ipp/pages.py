"""What the IPP port answers to a GET: the printer's web pages, and the icon that ``printer-icons`` names."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from typing import Final

from emulator.printer import Printer
from emulator.protocols.web.pages import PAGES

ICON: Final = "/icon.png"
_SIDE: Final = 48
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def page_for(printer: Printer, path: str) -> tuple[str, bytes] | None:
    """Media type and body of the page at a path; None where there is none."""
    if path == ICON:
        return "image/png", icon()
    page = PAGES.get(path)
    return None if page is None else ("text/html; charset=utf-8", page(printer).encode("utf-8", "replace"))


@cache
def icon() -> bytes:
    """A grey box with a white sheet: a PNG of 48 by 48 (RFC 2083)."""
    rows = b"".join(b"\0" + bytes(_shade(x, y) for x in range(_SIDE)) for y in range(_SIDE))
    head = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 0, 0, 0, 0)
    return _PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _shade(x: int, y: int) -> int:
    if 14 <= x < 34 and (4 <= y < 20 or 32 <= y < 44):
        return 0xFF
    return 0x60 if 6 <= x < 42 and 16 <= y < 38 else 0xE8


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
