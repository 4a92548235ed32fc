"""PCL XL: streams put together operator by operator, and what is found in them."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.wire.pjl import UEL, parse_stream
from emulator.parts.pdl import pclxl
from emulator.parts.pdl.document import UNREADABLE
from emulator.parts.pdl.pclxl import read_pclxl

HEADER = b") HP-PCL XL;2;0;a comment\n"


def op(tag, data=None, **attributes):
    """An operator; attributes are ``_37=2``: bytes for arrays, tuples of two and four for points and boxes."""
    out = b""
    for name, value in attributes.items():
        if isinstance(value, bytes):
            out += b"\xc8\xc1" + struct.pack("<H", len(value)) + value
        elif isinstance(value, float):
            out += b"\xc5" + struct.pack("<f", value)
        elif isinstance(value, tuple):
            out += {2: b"\xd3", 4: b"\xe3"}[len(value)] + struct.pack(f"<{len(value)}h", *value)
        else:
            out += b"\xc0" + bytes([value])
        out += b"\xf8" + bytes([int(name[1:])])
    out += bytes([tag])
    return out if data is None else out + b"\xfa" + struct.pack("<I", len(data)) + data


SESSION = op(0x41, _137=(300, 300), _134=0, _143=3)
QUIET = op(0x41, _137=(300, 300), _134=0, _143=1)
A4 = op(0x43, _40=0, _37=2, _38=1, _52=0)
END = op(0x44, _49=1)
SQUARE = op(0xA0, _66=(0, 0, 300, 300))  # a square inch: 10 permille of A4
NO_PEN = op(0x79, _5=0)


def stream(*parts):
    return HEADER + SESSION + b"".join(parts) + op(0x42)


def page(*marks):
    return A4 + NO_PEN + b"".join(marks) + END


# what is painted                                                              K   C   M   Y
PAINTED = [
    ([SQUARE], (10, 0, 0, 0)),
    ([op(0x63, _9=128), SQUARE], (5, 0, 0, 0)),
    ([op(0x63, _9=0.5), SQUARE], (5, 0, 0, 0)),
    ([op(0x6A, _3=2), op(0x63, _11=b"\xff\0\0"), SQUARE], (0, 0, 10, 10)),
    ([op(0x6A, _3=6), op(0x63, _14=b"\0\xff\xff"), SQUARE], (0, 10, 0, 0)),
    ([op(0x63, _4=0), SQUARE], None),
    ([op(0x63, _9=255), SQUARE], None),
    ([op(0x61), op(0x63, _4=0), op(0x60), SQUARE], (10, 0, 0, 0)),  # push, change, pop
    ([op(0x60), SQUARE], (10, 0, 0, 0)),  # one pop too many
    ([op(0x85), op(0xA1, _66=(0, 0, 300, 300)), op(0x86)], (10, 0, 0, 0)),
    ([op(0x85), op(0xA1, _66=(0, 0, 300, 300)), op(0x85), op(0x86)], None),  # a path that is not painted
    ([op(0x77, _43=(2, 2)), op(0xA0, _66=(0, 0, 150, 150))], (10, 0, 0, 0)),
    ([op(0x98, _66=(0, 0, 300, 300))], (8, 0, 0, 0)),
    ([op(0x63, _4=0), op(0x79, _9=0), op(0x7A, _75=30), op(0xA0, _66=(0, 0, 300, 300))], (4, 0, 0, 0)),  # its edge
]


@pytest.mark.parametrize(("marks", "expected"), PAINTED)
def test_cover_of_shapes(marks, expected):
    """EMU-08, IPM-08."""
    (run,) = read_pclxl(stream(page(*marks))).pages
    assert (run.cover and run.cover[:4]) == expected
    assert run.kind == ("blank" if expected is None else "colour" if any(expected[1:]) else "mono")


def test_paths_of_lines():
    """A triangle of half a square inch, by points behind the operator and by end points; absolute and relative."""
    points = struct.pack("<4h", 300, 0, 0, 300)
    steps = struct.pack("<4h", 300, 0, -300, 300)
    shapes = [
        [op(0x85), op(0x6B, _76=(0, 0)), op(0x9B, points, _77=2, _80=3), op(0x84), op(0x86)],
        [op(0x85), op(0x6B, _76=(0, 0)), op(0x9D, steps, _77=2, _80=3), op(0x86)],
        [op(0x85), op(0x6B, _76=(10, 10)), op(0x9B, _69=(310, 10)), op(0x9B, _69=(10, 310)), op(0x86)],
    ]
    for shape in shapes:
        (run,) = read_pclxl(stream(page(*shape))).pages
        assert run.cover == (5, 0, 0, 0, 0)


def test_cover_of_images():
    """Each fills a square inch with toner in its lower half: plain, run length, delta rows, palette, colour."""

    def image(data, packing, depth, space=1, mapping=0, palette=None):
        set_space = op(0x6A, _3=space) if palette is None else op(0x6A, _3=space, _6=palette)
        begin = op(0xB0, _100=mapping, _98=depth, _108=32, _107=2, _103=(300, 300))
        return [set_space, begin, op(0xB1, data, _109=0, _99=2, _101=packing), op(0xB2)]

    grey = b"\xff" * 32 + b"\0" * 32
    shown = [
        (image(grey, 0, 2), (5, 0, 0, 0)),
        (image(b"\xe1\xff\xe1\0", 1, 2), (5, 0, 0, 0)),
        (image(b"\xff\xff\xff\xff\0\0\0\0", 0, 0), (5, 0, 0, 0)),
        (image(b"\x02\0\xe0\xff\x02\0\xe0\0", 3, 2), None),
        (image(b"\0" * 32 + b"\1" * 32, 0, 2, 2, 1, b"\xff\xff\xff\xff\0\0"), (0, 0, 5, 5)),
        (image(b"\xff" * 96 + b"\xff\xff\0" * 32, 0, 2, 2), (0, 0, 0, 5)),
        (image(b"\xff\xd8 a JPEG", 2, 2, 2), (3, 0, 0, 0)),
    ]
    for marks, expected in shown:
        (run,) = read_pclxl(stream(page(*marks))).pages
        if expected is not None:
            assert run.cover[:4] == expected


def test_glyphs_are_as_big_as_their_bitmaps():
    """A downloaded glyph of 80 by 125 dots, a ninth of a square inch at 300 to the inch; others by guess."""
    bitmap = bytes([0, 0, 0, 0, 0, 0]) + struct.pack(">HH", 80, 125) + b"\xff" * 1250
    font = op(0x52, _168=b"F") + op(0x53, bitmap, _162=65, _163=0) + op(0x54)
    text = op(0x6F, _168=b"F", _166=1, _170=0) + op(0xA8, _171=b"A" * 9)
    (run,) = read_pclxl(stream(page(font, text))).pages
    assert run.cover == (10, 0, 0, 0, 0)
    (guessed,) = read_pclxl(stream(page(op(0x6F, _168=b"Arial", _166=100), op(0xA8, _171=b"words" * 20)))).pages
    assert 5 <= guessed.cover[0] <= 30


def test_paper_sides_copies_and_trays():
    """IPM-08: what the pages ask for."""
    pages = [
        op(0x43, _37=5, _38=5, _53=0) + SQUARE + op(0x44, _49=2),
        op(0x43, _37=b"LETTER", _39=b"Labels") + SQUARE + op(0x44, _49=2),
        op(0x43, _47=(595, 842), _48=0) + op(0x44, _49=2),
        op(0x43, _47=(210, 297), _48=1) + op(0x44, _49=2),
    ]
    document = read_pclxl(stream(*pages))
    assert document.copies == 2
    assert [(run.count, run.size, run.tray, run.media, run.duplex) for run in document.pages] == [
        (1, "A3", "tray 2", "plain", True),
        (1, "Letter", "tray 2", "label", True),
        (1, "SRA3", "tray 2", "label", True),
        (1, "A4", "tray 2", "label", True),
    ]
    mixed = read_pclxl(stream(A4 + SQUARE + op(0x44, _49=3), A4 + END))
    assert (mixed.copies, [run.count for run in mixed.pages]) == (1, [3, 1])


def test_a_side_that_is_left_out_is_blank():
    front, back = (op(0x43, _37=2, _53=0, _54=side) + SQUARE + END for side in (0, 1))
    kinds = [run.kind for run in read_pclxl(stream(front, front, back, back)).pages for _ in range(run.count)]
    assert kinds == ["mono", "blank", "mono", "mono", "blank", "mono"]
    assert [run.count for run in read_pclxl(stream(front, front, front)).pages] == [3]  # as Ghostscript writes


def test_errors():
    """IPM-08: a printer puts out what was complete, and a page with the error if it was asked for one."""
    broken = page(SQUARE) + A4 + SQUARE + b"\xff\xff"
    kinds = [(run.count, run.kind) for run in read_pclxl(HEADER + SESSION + broken).pages]
    assert kinds == [(1, "mono"), (1, "mono")]
    assert [(run.count, run.kind) for run in read_pclxl(HEADER + QUIET + broken).pages] == [(1, "mono")]
    assert read_pclxl(HEADER + QUIET + b"\xff") is UNREADABLE
    assert read_pclxl(HEADER) is UNREADABLE
    assert read_pclxl(b") HP-PCL XL") is UNREADABLE
    assert len(read_pclxl(stream(A4, A4)).pages) == 1  # a page within a page


def test_too_many_pages(monkeypatch):
    monkeypatch.setattr(pclxl, "MAX_PAGES", 3)
    assert len(read_pclxl(stream(*[page(SQUARE)] * 3)).pages) == 1
    assert read_pclxl(stream(*[page(SQUARE)] * 4)) is UNREADABLE


def test_jobs_in_one_stream_are_told_apart_though_data_look_like_pjl():
    (job,) = parse_stream(UEL + b"@PJL ENTER LANGUAGE=PCLXL\r\n" + stream(page(SQUARE)) + UEL)
    assert job.language == "PCLXL"
    assert len(read_pclxl(job.pages).pages) == 1


SAMPLE = gzip.decompress((Path(__file__).parent / "samples" / "pxlcolor.gz").read_bytes())
BODY = SAMPLE[SAMPLE.index(b") HP-PCL XL") :]


@given(st.integers(40, len(BODY) - 1), st.binary(min_size=1, max_size=8))
@example(60, b"\xc8\xc1\xff\xff")
@settings(deadline=None, max_examples=60)
def test_damaged_streams(place, octets):
    """Whatever comes in ends in pages or none."""
    document = read_pclxl(BODY[:place] + octets + BODY[place + len(octets) :])
    assert all(run.kind in {"mono", "colour", "blank"} for run in document.pages)
    assert all(0 <= share <= 1000 for run in document.pages for share in run.cover or ())


@given(st.lists(st.one_of(st.sampled_from([A4, END, SQUARE, NO_PEN]), st.binary(max_size=12)), max_size=30))
@settings(deadline=None)
def test_any_octets(parts):
    document = read_pclxl(HEADER + SESSION + b"".join(parts))
    assert all(run.count > 0 for run in document.pages)
