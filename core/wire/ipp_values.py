"""The values of IPP attributes by syntax, but for collections (RFC 8010, section 3.9).

Shapes: ``int`` for integer and enum, ``bool``, ``bytes`` for octetString, dateTime (the 11 octets of RFC 2579) and
every tag below 0x40 that nobody knows, :class:`Resolution`, :class:`Range`, :class:`Localised` for text and name with a
language, ``None`` for out-of-band values, ``str`` for all the rest.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from core.wire.ipp_words import Tag

_LENGTH: Final = struct.Struct(">H")
_INT: Final = struct.Struct(">i")
_RESOLUTION: Final = struct.Struct(">iib")
_PAIR: Final = struct.Struct(">ii")
_DATE_OCTETS: Final = 11
_FIRST_VALUE: Final = 0x20
_FIRST_STRING: Final = 0x40


class Resolution(NamedTuple):
    """Dots, across the feed and along it, per ``unit``: 3 inch, 4 centimetre."""

    x: int
    y: int
    unit: int = 3


class Range(NamedTuple):
    """From the first to the last, both of them included."""

    lower: int
    upper: int


class Localised(NamedTuple):
    """A text or name that says its language."""

    language: str
    text: str


WRONG: Final = object()
"""What octets are that are no value of their syntax."""


def decode_value(tag: int, octets: bytes) -> Any:
    """The value that the octets are in this syntax, or WRONG."""
    if tag < _FIRST_VALUE:
        return None
    reader = _DECODERS.get(tag)
    if reader is not None:
        return reader(octets)
    return octets if tag < _FIRST_STRING else _string(octets)


def _string(octets: bytes) -> Any:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return WRONG


def _integer(octets: bytes) -> Any:
    return _INT.unpack(octets)[0] if len(octets) == _INT.size else WRONG


def _boolean(octets: bytes) -> Any:
    return octets == b"\1" if octets in (b"\0", b"\1") else WRONG


def _date(octets: bytes) -> Any:
    return octets if len(octets) == _DATE_OCTETS else WRONG


def _resolution(octets: bytes) -> Any:
    return Resolution(*_RESOLUTION.unpack(octets)) if len(octets) == _RESOLUTION.size else WRONG


def _range(octets: bytes) -> Any:
    return Range(*_PAIR.unpack(octets)) if len(octets) == _PAIR.size else WRONG


def _localised(octets: bytes) -> Any:
    if len(octets) < 4:
        return WRONG
    (first,) = _LENGTH.unpack_from(octets)
    if first + 4 > len(octets):
        return WRONG
    (second,) = _LENGTH.unpack_from(octets, first + 2)
    language, text = _string(octets[2 : first + 2]), _string(octets[first + 4 :])
    if first + second + 4 != len(octets) or language is WRONG or text is WRONG:
        return WRONG
    return Localised(language, text)


_DECODERS: Final[dict[int, Callable[[bytes], Any]]] = {
    Tag.INTEGER: _integer,
    Tag.ENUM: _integer,
    Tag.BOOLEAN: _boolean,
    Tag.DATE_TIME: _date,
    Tag.RESOLUTION: _resolution,
    Tag.RANGE: _range,
    Tag.TEXT_WITH_LANGUAGE: _localised,
    Tag.NAME_WITH_LANGUAGE: _localised,
}


def encode_value(tag: int, value: Any) -> bytes:
    """The octets of a value. Raises ValueError, TypeError, AttributeError or struct.error for what is none."""
    if tag < _FIRST_VALUE:
        return b""
    writer = _ENCODERS.get(tag)
    if writer is not None:
        return writer(value)
    return value.encode() if isinstance(value, str) else bytes(memoryview(value))


def _two_texts(value: Localised) -> bytes:
    return b"".join([_LENGTH.pack(len(each)) + each for each in (value.language.encode(), value.text.encode())])


_ENCODERS: Final[dict[int, Callable[[Any], bytes]]] = {
    Tag.INTEGER: _INT.pack,
    Tag.ENUM: _INT.pack,
    Tag.BOOLEAN: lambda value: bytes((bool(value),)),
    Tag.RESOLUTION: lambda value: _RESOLUTION.pack(*value),
    Tag.RANGE: lambda value: _PAIR.pack(*value),
    Tag.TEXT_WITH_LANGUAGE: _two_texts,
    Tag.NAME_WITH_LANGUAGE: _two_texts,
}
