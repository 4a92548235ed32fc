"""Rows of raster graphics as PCL packs them (PCL 5 and PCL 3 references, "compression methods").

Each method turns the octets of a row, and for some the row before it (the seed), into the row. What is too long is cut,
what makes no sense ends the row: a printer prints such a page, only badly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

MAX_ROW_OCTETS: Final = 16 * 1024


def _plain(data: bytes, _: bytes) -> bytes:
    return data[:MAX_ROW_OCTETS]


def _run_length(data: bytes, _: bytes) -> bytes:
    """Pairs: how often more, and the octet."""
    row = bytearray()
    for at in range(0, len(data) - 1, 2):
        row += data[at + 1 : at + 2] * (data[at] + 1)
        if len(row) >= MAX_ROW_OCTETS:
            break
    return bytes(row[:MAX_ROW_OCTETS])


def pack_bits(data: bytes, _: bytes = b"", most: int = MAX_ROW_OCTETS) -> bytes:
    """TIFF's: 0 to 127 that many and one more octets as they are; −1 to −127 the next one repeated; −128 nothing."""
    row = bytearray()
    at, end = 0, len(data)
    while at < end and len(row) < most:
        control = data[at]
        if control < 128:
            row += data[at + 1 : at + 2 + control]
            at += 2 + control
        elif control > 128:
            row += data[at + 1 : at + 2] * (257 - control)
            at += 2
        else:
            at += 1
    return bytes(row[:most])


def delta_row(data: bytes, seed: bytes) -> bytes:
    """Changes of the seed: three bits how many octets, five how far on (31: and the next octet as well)."""
    row = bytearray(seed)
    at, place, end = 0, 0, len(data)
    while at < end:
        control = data[at]
        at += 1
        count, skip = (control >> 5) + 1, control & 31
        place += skip
        if skip == 31:
            while at < end:
                place += data[at]
                at += 1
                if data[at - 1] != 255:
                    break
        if place + count > MAX_ROW_OCTETS:
            break
        if place > len(row):
            row += bytes(place - len(row))
        row[place : place + count] = data[at : at + count]
        at += count
        place += count
    return bytes(row)


def _more(data: bytes, at: int, value: int, most: int) -> tuple[int, int]:
    """A number that goes on in further octets when its field is full, and where they end."""
    if value == most:
        while at < len(data):
            value += data[at]
            at += 1
            if data[at - 1] != 255:
                break
    return value, at


def _replacement_delta(data: bytes, seed: bytes) -> bytes:
    """PCL 3's method 9: changes of the seed, each an offset with either octets as they are or one repeated."""
    row = bytearray(seed)
    at, place, end = 0, 0, len(data)
    while at < end:
        control = data[at]
        at += 1
        if control & 0x80:
            skip, at = _more(data, at, control >> 5 & 3, 3)
            count, at = _more(data, at, control & 31, 31)
            count += 2
            new = data[at : at + 1] * min(count, MAX_ROW_OCTETS)
            at += 1
        else:
            skip, at = _more(data, at, control >> 3 & 15, 15)
            count, at = _more(data, at, control & 7, 7)
            count += 1
            new = data[at : at + count]
            at += count
        place += skip
        if place + count > MAX_ROW_OCTETS:
            break
        if place > len(row):
            row += bytes(place - len(row))
        row[place : place + count] = new
        place += count
    return bytes(row)


METHODS: Final[dict[int, Callable[[bytes, bytes], bytes]]] = {
    0: _plain,
    1: _run_length,
    2: pack_bits,
    3: delta_row,
    9: _replacement_delta,
}
"""By number; 5, the adaptive one, is a block of rows with a method each (:func:`adaptive`)."""


def adaptive(data: bytes, seed: bytes) -> list[bytes]:
    """Method 5: a block of rows, each with a method, and a length or a number of rows."""
    rows: list[bytes] = []
    at = 0
    while at + 3 <= len(data) and len(rows) < MAX_ROW_OCTETS:
        method, value = data[at], int.from_bytes(data[at + 1 : at + 3], "big")
        at += 3
        if method in METHODS:
            seed = METHODS[method](data[at : at + value], seed)
            rows.append(seed)
            at += value
        elif method in {4, 5}:  # empty rows, repeated rows
            seed = b"" if method == 4 else seed
            rows += [seed] * min(value, MAX_ROW_OCTETS)
        else:
            break
    return rows
