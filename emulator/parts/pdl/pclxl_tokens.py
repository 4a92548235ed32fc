"""PCL XL's binary stream as operators with their attributes ("PCL XL Feature Reference Protocol Class 2.0", HP).

Values come before the name of the attribute that they are for, attributes before their operator, data behind it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

MAX_OPERATORS: Final = 5_000_000
_HEADERS: Final = {b")": "<", b"(": ">"}
_KINDS: Final = "BHIhif"  # ubyte, uint16, uint32, sint16, sint32, real32
_WHITE: Final = frozenset((0, 9, 10, 11, 12, 13, 32))
_MOST_VALUES: Final = 256  # on the way to an operator


class Operator(NamedTuple):
    """One operator: its tag, its attributes by number, and the data that follow it."""

    tag: int
    attributes: dict[int, Any]
    data: bytes


class BadTag(Exception):
    """An octet that no PCL XL stream has there."""


def operators(body: bytes) -> Iterator[Operator]:
    """The operators of a stream with its header line. Raises BadTag where a printer would report an error."""
    order = _HEADERS.get(body[:1])
    at = body.find(b"\n") + 1
    if order is None or not at or not body.startswith(b" HP-PCL XL;", 1):
        raise BadTag
    tokens = _Tokens(body, at, order)
    attributes: dict[int, Any] = {}
    pending: tuple[int, dict[int, Any]] | None = None
    data: list[bytes] = []
    for _ in range(MAX_OPERATORS):
        kind, value = tokens.next(attributes)
        if kind == "data":
            data.append(value)
            continue
        if pending is not None:
            yield Operator(*pending, b"".join(data) if len(data) != 1 else data[0])
            data.clear()
        if kind == "end":
            return
        pending = value, attributes
        attributes = {}
    raise BadTag


class _Tokens:
    """Reads one thing after the other."""

    def __init__(self, body: bytes, at: int, order: str) -> None:
        self._body = body
        self._at = at
        self._values: list[Any] = []
        self._one = [struct.Struct(order + kind) for kind in _KINDS]
        self._xy = [struct.Struct(order + "2" + kind) for kind in _KINDS]
        self._box = [struct.Struct(order + "4" + kind) for kind in _KINDS]
        self._order = order

    def next(self, attributes: dict[int, Any]) -> tuple[str, Any]:
        """("operator", tag), ("data", octets) or ("end", None); attributes on the way are noted."""
        try:
            return self._next(attributes)
        except (IndexError, struct.error):
            raise BadTag from None

    def _next(self, attributes: dict[int, Any]) -> tuple[str, Any]:
        body = self._body
        while self._at < len(body):
            tag = body[self._at]
            self._at += 1
            if tag in _WHITE:
                continue
            if 0x41 <= tag <= 0xBF:
                return "operator", tag
            if tag == 0xF8:
                self._note(attributes, body[self._at])
                self._at += 1
            elif tag == 0xF9:
                self._note(attributes, self._take(self._one[1])[0])
            elif tag in {0xFA, 0xFB}:
                return "data", self._octets(self._take(self._one[2 if tag == 0xFA else 0])[0])
            elif tag == 0x1B:
                return "end", None  # the Universal Exit Language, cut off
            else:
                self._value(tag)
        return "end", None

    def _note(self, attributes: dict[int, Any], number: int) -> None:
        if self._values:
            attributes[number] = self._values.pop()

    def _value(self, tag: int) -> None:
        kind = tag & 7
        if kind > 5 or len(self._values) >= _MOST_VALUES:
            raise BadTag
        if 0xC0 <= tag <= 0xC5:
            self._values.append(self._take(self._one[kind])[0])
        elif 0xC8 <= tag <= 0xCD:
            self._values.append(self._array(kind))
        elif 0xD0 <= tag <= 0xD5:
            self._values.append(self._take(self._xy[kind]))
        elif 0xE0 <= tag <= 0xE5:
            self._values.append(self._take(self._box[kind]))
        else:
            raise BadTag

    def _array(self, kind: int) -> tuple[Any, ...]:
        length_tag = self._body[self._at]
        self._at += 1
        if length_tag not in {0xC0, 0xC1}:
            raise BadTag
        count = self._take(self._one[length_tag & 7])[0]
        return self._take(struct.Struct(f"{self._order}{count}{_KINDS[kind]}"))

    def _take(self, shape: struct.Struct) -> tuple[Any, ...]:
        values = shape.unpack_from(self._body, self._at)
        self._at += shape.size
        return values

    def _octets(self, count: int) -> bytes:
        if count > len(self._body) - self._at:
            raise BadTag
        data = self._body[self._at : self._at + count]
        self._at += count
        return data
