"""JPEG pictures (ITU-T T.81): each is one page, as large as the paper lets it be.

A picture is put into a PDF file, and read there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from emulator.parts.pdl.document import UNREADABLE, Document

_START: Final = b"\xff\xd8"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of frame headers: baseline, progressive and the rarer ones; the others in between are tables."""
_SCAN: Final = 0xDA
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers with no length behind them."""
_SPACES: Final = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK /Decode [1 0 1 0 1 0 1 0]"}
_PAPER_PT: Final = (595, 842)
_MARGIN_PT: Final = 12


class Picture(NamedTuple):
    """Dots across and down, and how many components each has."""

    width: int
    height: int
    components: int


def read_jpeg(body: bytes) -> Document:
    """The page that a picture makes."""
    picture = measure(body)
    if picture is None:
        return UNREADABLE
    from emulator.parts.pdl.pdf import read_pdf  # needs libraries that take their time to load

    return Document(read_pdf(_as_pdf(body, picture)))


def measure(body: bytes) -> Picture | None:
    """What the frame header says; None where there is none, or one that nobody can print."""
    if not body.startswith(_START):
        return None
    at = len(_START)
    while at + 4 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == 0xFF or marker in _ALONE:  # filling, or a marker on its own
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(body[at + 2 : at + 4], "big")
        if marker in _FRAMES:
            return _frame(body[at + 4 : at + 2 + length])
        if marker == _SCAN or length < 2:
            return None
        at += 2 + length
    return None


def _frame(header: bytes) -> Picture | None:
    if len(header) < 6:
        return None
    height, width, components = int.from_bytes(header[1:3], "big"), int.from_bytes(header[3:5], "big"), header[5]
    return Picture(width, height, components) if width and height and components in _SPACES else None


def _as_pdf(body: bytes, picture: Picture) -> bytes:
    """A PDF file with one page, on which the picture is as large as it can be without being distorted."""
    width, height = _PAPER_PT if picture.height >= picture.width else _PAPER_PT[::-1]
    scale = min((width - 2 * _MARGIN_PT) / picture.width, (height - 2 * _MARGIN_PT) / picture.height)
    across, down = picture.width * scale, picture.height * scale
    content = f"{across:.3f} 0 0 {down:.3f} {(width - across) / 2:.3f} {(height - down) / 2:.3f} cm /P Do".encode()
    image = (
        f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} /BitsPerComponent 8 "
        f"/Filter /DCTDecode /ColorSpace {_SPACES[picture.components]}"
    )
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /XObject << /P 5 0 R >> >> >>" % (width, height),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< %b /Length %d >>\nstream\n%b\nendstream" % (image.encode(), len(body), body),
    )
    return b"".join(_file(objects))


def _file(objects: tuple[bytes, ...]) -> Iterator[bytes]:
    """A PDF file of these objects, the first of which is its catalogue."""
    at, places = 9, []
    yield b"%PDF-1.4\n"
    for number, each in enumerate(objects, 1):
        places.append(at)
        octets = b"%d 0 obj\n%b\nendobj\n" % (number, each)
        at += len(octets)
        yield octets
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    yield b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    yield b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at)
