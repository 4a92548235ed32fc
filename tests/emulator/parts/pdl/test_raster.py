"""PWG and Apple raster, put together dot by dot."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.languages import language_of
from emulator.parts.pdl import raster
from emulator.parts.pdl.document import UNREADABLE
from emulator.parts.pdl.raster import read_pwg, read_urf

A4_DOTS = (83, 117)  # at 10 dots to the inch
WHITE, RED = b"\xff\xff\xff", b"\xff\0\0"


def pwg(rows, *, size=A4_DOTS, space=19, bits=8, copies=1, duplex=0, media=b"", position=0, pixel=24, dpi=10, order=0):
    """A page with its header."""
    header = bytearray(1796)
    header[:9] = b"PwgRaster"
    header[128 : 128 + len(media)] = media
    struct.pack_into(">3I", header, 272, duplex, dpi, dpi)
    struct.pack_into(">I", header, 324, position)
    struct.pack_into(">I", header, 340, copies)
    struct.pack_into(">5I", header, 372, *size, 0, bits, pixel)
    struct.pack_into(">2I", header, 396, order, space)
    return bytes(header) + rows


def urf(rows, *, size=A4_DOTS, pixel=24, space=1, duplex=1, copies=1):
    header = bytes([pixel, space, duplex, 4, 0, 0, 0, copies]) + bytes(4)
    return header + struct.pack(">3I", *size, 10) + bytes(8) + rows


def plain(colour, rows=117, across=83):
    """Rows in one colour: repeated rows of repeated dots."""
    row = b"".join(bytes([min(128, across - at) - 1]) + colour for at in range(0, across, 128))
    return b"".join(bytes([min(256, rows - at) - 1]) + row for at in range(0, rows, 256))


# page                                                               kind      K     C     M     Y
COLOURS = [
    (pwg(plain(WHITE)), "blank", None),
    (pwg(plain(b"\0\0\0")), "mono", (1000, 0, 0, 0)),
    (pwg(plain(RED)), "colour", (0, 0, 1000, 1000)),
    (pwg(plain(b"\x80\x80\x80")), "mono", (498, 0, 0, 0)),
    (pwg(plain(b"\x80\x80\x80"), space=20), "mono", (498, 0, 0, 0)),
    (pwg(plain(b"\xcc"), space=18, pixel=8), "mono", (200, 0, 0, 0)),
    (pwg(plain(b"\x33"), space=3, pixel=8), "mono", (200, 0, 0, 0)),
    (pwg(plain(b"\xff\0\0\0"), space=6, pixel=32), "colour", (0, 1000, 0, 0)),
    (pwg(plain(b"\0\0\0\x33"), space=6, pixel=32), "mono", (200, 0, 0, 0)),
    (pwg(plain(b"\xff\xff\0\0\0\0"), bits=16, pixel=48), "colour", (0, 0, 1000, 1000)),
    (pwg(plain(b"\xf0", across=10), size=(80, 117), space=3, bits=1, pixel=1), "mono", (500, 0, 0, 0)),
    (pwg(plain(b"\xff", across=10), size=(80, 117), space=18, bits=1, pixel=1), "blank", None),
]


@pytest.mark.parametrize(("page", "kind", "cover"), COLOURS)
def test_colours(page, kind, cover):
    """IPM-08, EMU-08."""
    (run,) = read_pwg(b"RaS2" + page).pages
    assert (run.kind, run.size, run.cover and run.cover[:4]) == (kind, "A4", cover)


def test_rows_in_runs_and_one_by_one():
    """Two dots red, three white as they are, the rest white; 59 such rows, then white ones: half of 2 in 83 dots."""
    row = b"\x01" + RED + b"\xfe" + WHITE * 3 + b"\x4d" + WHITE
    (run,) = read_pwg(b"RaS2" + pwg(b"\x3a" + row + plain(WHITE, rows=58))).pages
    assert run.cover == (0, 0, 12, 12, 0)
    (same,) = read_urf(b"UNIRAST\0\0\0\0\1" + urf(b"\x3a\x01" + RED + b"\x80" + plain(WHITE, rows=58))).pages
    assert same.cover == run.cover


def test_what_the_headers_ask_for():
    """IPM-08: sides, copies, media and trays."""
    page = pwg(plain(RED), duplex=1, copies=3, media=b"labels", position=2)
    document = read_pwg(b"RaS2" + page * 2)
    (run,) = document.pages
    assert (document.copies, run.count, run.duplex, run.media, run.tray) == (3, 2, True, "label", "tray 2")
    uneven = read_pwg(b"RaS2" + page + pwg(plain(RED), duplex=1))
    assert (uneven.copies, [each.count for each in uneven.pages]) == (1, [3, 1])
    apple = read_urf(b"UNIRAST\0\0\0\0\0" + urf(plain(b"\0"), pixel=8, space=0, duplex=3, copies=2))
    assert (apple.copies, apple.pages[0].duplex, apple.pages[0].kind) == (2, True, "mono")
    (simplex,) = read_urf(b"UNIRAST\0\0\0\0\1" + urf(plain(RED))).pages
    assert (simplex.duplex, simplex.tray, simplex.media) == (False, "", "plain")


def test_what_ends_in_the_middle_loses_its_last_page():
    whole = b"RaS2" + pwg(plain(RED)) * 2
    assert [run.count for run in read_pwg(whole).pages] == [2]
    assert [run.count for run in read_pwg(whole[:-3]).pages] == [1]
    assert read_pwg(whole[:1803]) == UNREADABLE
    assert read_urf(b"UNIRAST\0\0\0\0\1") == UNREADABLE


@pytest.mark.parametrize(
    "page",
    [
        pwg(plain(RED), space=99),
        pwg(plain(RED), space=256, bits=0, pixel=0),
        pwg(plain(RED), pixel=32),
        pwg(plain(RED), order=1),
        pwg(plain(RED), bits=7, pixel=21),
        pwg(plain(RED), size=(0, 9)),
        pwg(plain(RED), size=(9, 1 << 31)),
        pwg(plain(RED), dpi=0),
        pwg(b"\xff\x80" * 3, size=(99_999, 99_999)),
    ],
)
def test_headers_that_make_no_sense(page):
    assert read_pwg(b"RaS2" + page) == UNREADABLE


def test_photos_are_added_up_as_they_come(monkeypatch):
    monkeypatch.setattr(raster, "_MOST_COUNTED", 5)
    rows = b"".join(b"\0\xae" + bytes((at * 7 + row) % 256 for at in range(83 * 3)) for row in range(117))
    (run,) = read_pwg(b"RaS2" + pwg(rows)).pages
    monkeypatch.undo()
    assert (run,) == read_pwg(b"RaS2" + pwg(rows)).pages
    assert run.kind == "colour"


def test_languages():
    assert language_of(b"RaS2" + pwg(b"")) == "PWGRASTER"
    assert language_of(b"UNIRAST\0\0\0\0\1") == "URF"


@given(st.binary(max_size=60), st.integers(0, 1795), st.binary(max_size=4))
@settings(deadline=None)
def test_any_octets(rows, place, octets):
    page = bytearray(pwg(rows, size=(9, 9)))
    page[place : place + len(octets)] = octets
    for document in (read_pwg(b"RaS2" + bytes(page)), read_urf(b"UNIRAST\0\0\0\0\1" + octets + rows)):
        assert all(0 <= share <= 1000 for run in document.pages for share in run.cover or ())
