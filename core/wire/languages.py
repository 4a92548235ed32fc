"""Which language print data are in, by how they begin (IPM-08)."""

from __future__ import annotations

from typing import Final

from core.wire import pages

_SIGNATURES: Final = (
    (pages.SIGNATURE, pages.LANGUAGE),
    (b"%PDF-", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"%!", "POSTSCRIPT"),
    (b"\x04%!", "POSTSCRIPT"),
    (b") HP-PCL XL", "PCLXL"),
    (b"( HP-PCL XL", "PCLXL"),
    (b"RaS2", "PWGRASTER"),
    (b"UNIRAST\0", "URF"),
    (b"\x1bE", "PCL"),
    (b"\x1b&", "PCL"),
    (b"\x1b*", "PCL"),
    (b"\x1b(", "PCL"),
    (b"\x1b%0", "PCL"),
)
_LOOKED_AT: Final = 4096
_CONTROLS: Final = bytes(set(range(32)) - set(b"\b\t\n\r\f\x1b"))
TEXT: Final = "TEXT"


def language_of(body: bytes) -> str:
    """The language of pages; empty when nobody can tell."""
    start = body[:64].lstrip(b" \t\r\n\0")
    for signature, language in _SIGNATURES:
        if start.startswith(signature):
            return language
    return TEXT if is_text(body) else ""


def is_text(body: bytes) -> bool:
    """Whether it looks like plain text: whole lines, and nothing among its first octets that no text has."""
    start = body[:_LOOKED_AT]
    ends = start.count(b"\n") + start.count(b"\r") + start.count(b"\f")
    if not ends or len(start.translate(None, _CONTROLS)) != len(start):
        return False
    try:
        start.decode("utf-8" if len(body) <= _LOOKED_AT else "ascii")
    except UnicodeDecodeError:
        return sum(octet > 127 for octet in start) * 4 < len(start)
    return True
