"""Basic Encoding Rules as SNMP uses them: tags, lengths and whole numbers (X.690; RFC 3417 section 8).

SNMP allows the definite form of lengths only, but not only the shortest one. Everything here raises
:class:`BerError` on bad octets; the public decoder turns that into a value.
"""

from __future__ import annotations

from typing import Final

INTEGER: Final = 0x02
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OID: Final = 0x06
SEQUENCE: Final = 0x30
IP_ADDRESS: Final = 0x40
COUNTER32: Final = 0x41
GAUGE32: Final = 0x42
UNSIGNED32: Final = 0x42
TIMETICKS: Final = 0x43
OPAQUE: Final = 0x44
COUNTER64: Final = 0x46
NO_SUCH_OBJECT: Final = 0x80
NO_SUCH_INSTANCE: Final = 0x81
END_OF_MIB_VIEW: Final = 0x82

MAX_LENGTH_OCTETS: Final = 4
"""Octets a long-form length may have after its first: no datagram needs more."""

INT32_MIN: Final = -(1 << 31)
INT32_MAX: Final = (1 << 31) - 1
UINT32_MAX: Final = (1 << 32) - 1
UINT64_MAX: Final = (1 << 64) - 1


class BerError(Exception):
    """Octets that are not what they should be; ``offset`` counts from the start of the datagram."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(f"octet {offset}: {reason}")
        self.offset = offset
        self.reason = reason


class EncodeError(ValueError):
    """A value that its SNMP type cannot hold: a mistake of the caller, not of the network."""


def read_header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Tag, first octet of the contents and the octet after them; the contents lie before ``end``."""
    if at + 2 > end:
        raise BerError(at, "the message ends where a tag and a length should stand")
    tag = data[at]
    if tag & 0x1F == 0x1F:
        raise BerError(at, "a tag of several octets, which SNMP does not use")
    length = data[at + 1]
    start = at + 2
    if length >= 0x80:
        octets = length & 0x7F
        if octets == 0:
            raise BerError(at + 1, "a length of the indefinite form")
        if octets > MAX_LENGTH_OCTETS:
            raise BerError(at + 1, f"a length of {octets} octets; {MAX_LENGTH_OCTETS} are the most")
        start += octets
        if start > end:
            raise BerError(at + 1, "the message ends inside a length")
        length = int.from_bytes(data[at + 2 : start], "big")
    if start + length > end:
        raise BerError(at + 1, f"a length of {length}, but only {end - start} octets are left")
    return tag, start, start + length


def enter(data: bytes, at: int, end: int, tag: int, what: str) -> tuple[int, int]:
    """First octet of the contents and the octet after them, of an element that must have this tag."""
    found, start, stop = read_header(data, at, end)
    if found != tag:
        raise BerError(at, f"tag 0x{found:02x} where {what} (0x{tag:02x}) should stand")
    return start, stop


def read_integer(data: bytes, at: int, end: int, what: str) -> tuple[int, int]:
    """An INTEGER of 32 bits and the octet after it."""
    start, stop = enter(data, at, end, INTEGER, what)
    return integer(data, start, stop), stop


def integer(data: bytes, start: int, stop: int) -> int:
    """Contents of a signed INTEGER of 32 bits (RFC 2578 section 7.1.1).

    One octet too many is taken in one place, ff before 80: pyasn1 writes -128 so, scapy -32767 too.
    """
    size = stop - start
    if size == 1:
        value = data[start]
        return value if value < 0x80 else value - 0x100
    if size > 1 and data[start] == 0xFF and data[start + 1] == 0x80:
        start += 1
    else:
        _check_minimal(data, start, size)
    if stop - start > 4:
        raise BerError(start, "an INTEGER of more than 32 bits")
    return int.from_bytes(data[start:stop], "big", signed=True)


def unsigned(data: bytes, start: int, stop: int, most: int) -> int:
    """Contents of a type without sign (Counter32, Gauge32, TimeTicks, Counter64)."""
    size = stop - start
    if size == 1 and data[start] < 0x80:
        return data[start]
    _check_minimal(data, start, size)
    if data[start] >= 0x80:
        raise BerError(start, "a negative number in a type without sign")
    if size > 9:
        raise BerError(start, "a number of more than 64 bits")
    value = int.from_bytes(data[start:stop], "big")
    if value > most:
        raise BerError(start, f"{value} is more than {most}")
    return value


def _check_minimal(data: bytes, start: int, size: int) -> None:
    if size == 0:
        raise BerError(start, "a number without octets")
    if size > 1:
        first, second = data[start], data[start + 1]
        if (first == 0 and second < 0x80) or (first == 0xFF and second >= 0x80):
            raise BerError(start, "a number with an octet too many in front")


def header(tag: int, length: int) -> bytes:
    """Tag and shortest length."""
    if length < 0x80:
        return bytes((tag, length))
    if length < 0x100:
        return bytes((tag, 0x81, length))
    if length < 0x10000:
        return bytes((tag, 0x82, length >> 8, length & 0xFF))
    octets = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | octets)) + length.to_bytes(octets, "big")


def element(tag: int, contents: bytes) -> bytes:
    """Tag, shortest length, contents."""
    length = len(contents)
    if length < 0x80:
        return bytes((tag, length)) + contents
    return header(tag, length) + contents


def integer_element(tag: int, value: int) -> bytes:
    """A whole number in the fewest octets; the caller has checked the range."""
    if 0 <= value < 0x80:
        return bytes((tag, 1, value))
    size = (value if value >= 0 else ~value).bit_length() // 8 + 1
    return bytes((tag, size)) + value.to_bytes(size, "big", signed=True)
