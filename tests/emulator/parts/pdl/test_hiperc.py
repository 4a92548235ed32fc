"""HIPERC, put together record by record as foo2hiperc does; what foo2hiperc itself writes, tests/peers has."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from emulator.parts.pdl.document import UNREADABLE
from emulator.parts.pdl.hiperc import read_hiperc

CYAN, MAGENTA, YELLOW, BLACK = range(4)
SIDE = (4992, 7168)  # A4 at 600 to the inch, padded


def record(kind, data=b""):
    return struct.pack(">II", len(data) + 8, kind) + data


def plane(colour, rows, packed=False):
    """A colour plane in one block of rows."""
    bie = (bytes([0, 0, 1, 0]) if packed else b"0010") + struct.pack(">IIII", *SIDE, 256, 0)
    begin = struct.pack(">I4sIII", 16, bytes([1, colour, 0, 17]), SIDE[0], 0, 0) + struct.pack(">I", 20) + bie
    return record(0, begin) + record(1, struct.pack(">I4sI", 4, bytes([colour, 0, 0, 0]), len(rows)) + rows)


END = record(255)
TENTH = b"\xff" * (SIDE[0] * SIDE[1] // 80) + bytes(100)


def pages(body):
    return [(run.count, run.kind, run.size, run.cover and run.cover[:4]) for run in read_hiperc(body).pages]


def test_planes_are_counted():
    """IPM-08, EMU-08: dots of each toner."""
    body = plane(BLACK, TENTH) + END + plane(CYAN, TENTH) + plane(BLACK, bytes(9)) + END + plane(BLACK, bytes(9)) + END
    assert pages(body) == [
        (1, "mono", "A4", (100, 0, 0, 0)),
        (1, "colour", "A4", (0, 100, 0, 0)),
        (1, "blank", "A4", None),
    ]


def test_packed_planes_have_standard_cover():
    """JBIG is not unpacked; a stripe without a dot is known by its two octets."""
    empty = b"\xff\x02" * 28 + bytes(2)
    body = plane(MAGENTA, empty, packed=True) + plane(BLACK, b"\xff\x02\x12\xff\x02", packed=True) + END
    assert pages(body) == [(1, "mono", "A4", None)]
    assert pages(plane(YELLOW, b"\x77\xff\x02", packed=True) + END) == [(1, "colour", "A4", None)]
    assert pages(plane(BLACK, empty, packed=True) + END) == [(1, "blank", "A4", None)]


def test_what_is_cut_off_or_makes_no_sense():
    page = plane(BLACK, TENTH) + END
    assert [count for count, *_ in pages(page * 2)] == [2]
    assert [count for count, *_ in pages((page * 2)[:-1])] == [1]
    assert [count for count, *_ in pages(page + record(7, b"?") + page)] == [1]
    assert read_hiperc(plane(BLACK, TENTH)) is UNREADABLE
    assert read_hiperc(b"\0\0\0\0\0\0\0\0") is UNREADABLE


@given(st.lists(st.one_of(st.sampled_from([END, plane(BLACK, b"x"), b"\0\0\0"]), st.binary(max_size=50))))
def test_any_octets(parts):
    assert all(run.count > 0 for run in read_hiperc(b"".join(parts)).pages)
