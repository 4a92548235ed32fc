"""JPEG pictures are pages (EMU-06): as many colours as they have, and as much paper as they want."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.languages import language_of
from emulator.parts.intake import read_stream
from emulator.parts.pdl.jpeg import Picture, measure, read_jpeg


def jpeg(components=1, *, tone=b"", width=8, height=8, frame=0xC0):
    """Equal blocks of eight by eight dots, each two bits of difference from the one before: none."""
    parts = b"".join(bytes((number, 0x11, 0)) for number in range(1, components + 1))
    scan = b"".join(bytes((number, 0)) for number in range(1, components + 1))
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    segments = (
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        (0xDB, bytes(1) + b"\x08" * 64),
        (frame, b"\x08" + size + bytes((components,)) + parts),
        (0xC4, b"\0" + b"\1\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0" + b"\0\7"),  # differences: 0, or seven bits
        (0xC4, b"\x10" + b"\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" + b"\0"),
        (0xDA, bytes((components,)) + scan + b"\0\x3f\0"),
    )
    octets = b"".join(b"\xff" + bytes((kind,)) + (len(data) + 2).to_bytes(2, "big") + data for kind, data in segments)
    return b"\xff\xd8" + octets + (tone or bytes(64)) + b"\xff\xd9"


def test_a_grey_picture() -> None:
    """EMU-06: one page, in mono, half covered with grey."""
    (run,) = read_jpeg(jpeg(1)).pages
    assert (run.count, run.kind, run.size) == (1, "mono", "A4")
    assert run.cover is not None
    assert 315 < run.cover[0] < 335  # a square on A4 covers 65 per cent of it


def test_a_coloured_picture() -> None:
    """EMU-06: red, and of the paper that a job names."""
    document = jpeg(3, tone=b"\x0b\xfb", width=16, height=8)
    (run,) = read_jpeg(document).pages
    assert (run.kind, run.size) == ("colour", "A4")
    assert run.cover is not None
    assert run.cover[2] > run.cover[1]
    assert run.cover[3] > run.cover[1]


def test_its_language_is_known_by_its_beginning() -> None:
    assert language_of(jpeg()) == "JPEG"
    (arrival,) = read_stream(jpeg(1))
    assert (arrival.fault, arrival.ticket.language) == ("", "JPEG")


@pytest.mark.parametrize(("size", "frame"), [((100, 50), 0xC0), ((50, 100), 0xC2), ((65_535, 1), 0xC1)])
def test_its_measures(size, frame) -> None:
    found = measure(jpeg(3, width=size[0], height=size[1], frame=frame))
    assert found == Picture(*size, 3)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00",
        b"\xff\xd8\xff\xe0\x00\x00" * 3,
        b"\xff\xd8\xff\xc0\x00\x04\x08\x00",
        jpeg(1, width=0),
        jpeg(2),
        jpeg(1).replace(b"\xff\xc0", b"\xff\xc4"),
        b"GIF89a",
    ],
)
def test_what_is_no_picture(octets) -> None:
    assert read_jpeg(octets).pages == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_changed_octets_never_raise(data) -> None:
    """EMU-06: a broken picture is a page or nothing, never an exception."""
    octets = bytearray(jpeg(3))
    for _ in range(data.draw(st.integers(1, 6))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    document = read_jpeg(bytes(octets[: data.draw(st.integers(0, len(octets)))]))
    assert sum(run.count for run in document.pages) <= 1
