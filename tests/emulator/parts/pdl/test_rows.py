"""How PCL packs rows: against what its reference manual says, and against a packer that is written the other way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.parts.pdl.rows import MAX_ROW_OCTETS, METHODS, adaptive

#    method, data, seed, row
ROWS = [
    (0, b"abc", b"xyz", b"abc"),
    (1, b"\x03U\x00V", b"", b"UUUUV"),
    (2, b"\x02abc\xfeX\x80\x00d", b"", b"abcXXXd"),
    (3, b"", b"same", b"same"),
    (3, b"\x01\x42", b"aaa", b"aBa"),  # one octet, one further on
    (3, b"\x60abcd", b"....", b"abcd"),
    (3, b"\x20AB\x00C", b"....", b"ABC."),
    (3, b"\x1f\x01X", b"", bytes(32) + b"X"),
    (3, b"\x1f\xff\x00X", b"", bytes(286) + b"X"),
    (9, b"", b"same", b"same"),
    (9, b"\x09AB", b"....", b".AB."),  # literal: one further on, two octets
    (9, b"\xa1x", b"......", b".xxx.."),  # repeated: one further on, one and two times
    (9, b"\x07\x02ABCDEFGHIJ", b"", b"ABCDEFGHIJ"),  # a count that goes on
]


@pytest.mark.parametrize(("method", "data", "seed", "row"), ROWS)
def test_methods(method, data, seed, row):
    assert METHODS[method](data, seed) == row


def test_adaptive_blocks():
    block = b"\x00\x00\x02ab" + b"\x05\x00\x02" + b"\x04\x00\x01" + b"\x02\x00\x02\xffc" + b"\x63\x00\x00"
    assert adaptive(block, b"") == [b"ab", b"ab", b"ab", b"", b"cc"]


def packed_as_delta(row, seed):
    """Method 3, octet by octet."""
    out, last = b"", 0
    for at in range(len(row)):
        if row[at] != (seed[at] if at < len(seed) else 0):
            skip = at - last
            control = min(skip, 31)
            more = b""
            if control == 31:
                rest = skip - 31
                more = b"\xff" * (rest // 255) + bytes([rest % 255])
            out += bytes([control]) + more + row[at : at + 1]
            last = at + 1
    return out


@given(st.binary(max_size=400), st.binary(max_size=400))
def test_delta_rows_come_back(row, seed):
    row = row.ljust(len(seed), b"\0")
    assert METHODS[3](packed_as_delta(row, seed), seed).ljust(len(row), b"\0") == row


@given(st.sampled_from(sorted(METHODS)), st.binary(max_size=300), st.binary(max_size=50))
def test_any_octets(method, data, seed):
    assert len(METHODS[method](data, seed)) <= MAX_ROW_OCTETS
    assert all(len(row) <= MAX_ROW_OCTETS for row in adaptive(data, seed))
