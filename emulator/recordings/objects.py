"""What a walk is made of, and the checks that hold for its lines in every form."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from core.wire import ber
from core.wire.ber import UINT32_MAX, EncodeError
from core.wire.mib import Oid
from core.wire.oid import MAX_SUB_IDENTIFIERS
from core.wire.values import Value, encode_value

LARGEST_VALUE: Final = 32_768
"""Octets of a value; what is longer fits into no answer together with its name."""
_OID: Final = re.compile(r"\.?\d{1,10}(?:\.\d{1,10})*", re.ASCII)
_ROOTS: Final = 3  # itu-t, iso, joint
_ARCS: Final = 40  # below the first two of them (X.660)
_SHOWN: Final = 60


class Recorded(NamedTuple):
    """One object of a walk: its name, the tag of its type (core/wire/ber.py), its value."""

    oid: Oid
    tag: int
    value: Value


class BadLine(NamedTuple):
    """A line that says nothing usable: its number from 1, how it begins, and what is wrong with it."""

    number: int
    text: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}: {self.text}"


class Walk(NamedTuple):
    """A walk that was read: its objects in the order of their names, and the lines that could not be read."""

    objects: tuple[Recorded, ...]
    bad: tuple[BadLine, ...]


class NotUsable(ValueError):
    """Why a line cannot be read; the message is for people."""


def bad_line(number: int, text: str, reason: str) -> BadLine:
    """A bad line with as much of its text as fits, and nothing in it that a terminal would obey."""
    shown = "".join(each if each.isascii() and each.isprintable() else "." for each in text[:_SHOWN])
    return BadLine(number, shown + ("…" if len(text) > _SHOWN else ""), reason)


def read_oid(text: str) -> Oid:
    """An object identifier in numbers, with or without a dot in front. Raises NotUsable."""
    if not _OID.fullmatch(text):
        raise NotUsable("no object identifier in numbers")
    oid = tuple(map(int, text.lstrip(".").split(".")))
    if not 2 <= len(oid) <= MAX_SUB_IDENTIFIERS:
        raise NotUsable(f"an object identifier has 2 to {MAX_SUB_IDENTIFIERS} numbers")
    if max(oid) > UINT32_MAX or oid[0] >= _ROOTS or (oid[0] < _ROOTS - 1 and oid[1] >= _ARCS):
        raise NotUsable("no object identifier: a number is too large")
    return oid


def whole(text: str) -> int:
    """A whole number. Raises NotUsable."""
    if not re.fullmatch(r"-?\d{1,20}", text, re.ASCII):
        raise NotUsable("the value is no whole number")
    return int(text)


def hex_octets(text: str) -> bytes:
    """Octets in hexadecimal digits, with or without blanks between them. Raises NotUsable."""
    digits = "".join(text.split())
    if len(digits) % 2 or not re.fullmatch(r"[0-9A-Fa-f]*", digits):
        raise NotUsable("the value is not pairs of hexadecimal digits")
    return bytes.fromhex(digits)


def ip_octets(text: str) -> bytes:
    """The octets of an IPv4 address. Raises NotUsable."""
    parts = text.strip().split(".")
    if len(parts) != 4 or not all(re.fullmatch(r"\d{1,3}", part, re.ASCII) and int(part) < 256 for part in parts):
        raise NotUsable("the value is no IPv4 address")
    return bytes(map(int, parts))


def checked(oid: Oid, tag: int, value: Value) -> Recorded:
    """An object that an agent can send. Raises NotUsable for a value that its type cannot hold."""
    try:
        size = len(encode_value(tag, value))
    except EncodeError as error:
        raise NotUsable(str(error)) from None
    if size > LARGEST_VALUE:
        raise NotUsable(f"a value of more than {LARGEST_VALUE} octets")
    return Recorded(oid, tag, value)


def put_together(found: list[tuple[int, str, Recorded]], bad: list[BadLine]) -> Walk:
    """A walk out of numbered lines: sorted, and an object that stands there twice counts once."""
    first: dict[Oid, int] = {}
    objects: list[Recorded] = []
    for number, text, each in found:
        if each.oid in first:
            bad.append(bad_line(number, text, f"the object stands in line {first[each.oid]} already"))
        else:
            first[each.oid] = number
            objects.append(each)
    return Walk(tuple(sorted(objects, key=lambda each: each.oid)), tuple(sorted(bad)))


TYPE_NAMES: Final = {
    ber.INTEGER: "INTEGER",
    ber.OCTET_STRING: "OCTET STRING",
    ber.OID: "OBJECT IDENTIFIER",
    ber.IP_ADDRESS: "IpAddress",
    ber.COUNTER32: "Counter32",
    ber.GAUGE32: "Gauge32",
    ber.TIMETICKS: "TimeTicks",
    ber.OPAQUE: "Opaque",
    ber.COUNTER64: "Counter64",
}
