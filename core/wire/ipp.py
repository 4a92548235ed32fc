"""IPP messages, sans-IO: octets in, groups of attributes out, and back (RFC 8010).

Values have the shapes of core/wire/ipp_values.py; that of a collection is a tuple of :class:`Attribute`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from core.wire.ber import EncodeError
from core.wire.ipp_values import WRONG, decode_value, encode_value
from core.wire.ipp_words import Tag

MAX_DEPTH: Final = 8
"""Collections inside each other that a reader follows; the media of a job need three."""
MAX_LENGTH: Final = 32_767
MAX_ATTRIBUTES: Final = 10_000

_HEAD: Final = struct.Struct(">BBHi")
_LENGTH: Final = struct.Struct(">H")
_FIRST_OUT_OF_BAND: Final = 0x10
_LAST_TAG: Final = 0x7F


class Value(NamedTuple):
    """One value with its syntax."""

    tag: int
    value: Any


class Attribute(NamedTuple):
    """A name and one value or more."""

    name: str
    values: tuple[Value, ...]


class Group(NamedTuple):
    """Attributes behind a delimiter."""

    tag: int
    attributes: tuple[Attribute, ...]

    def get(self, name: str) -> Attribute | None:
        """The first attribute of this name."""
        for each in self.attributes:
            if each.name == name:
                return each
        return None


class Message(NamedTuple):
    """A request or a response; ``code`` is the operation of the one and the status of the other."""

    version: tuple[int, int]
    code: int
    request_id: int
    groups: tuple[Group, ...]

    def group(self, tag: int) -> Group | None:
        """The first group with this delimiter."""
        for each in self.groups:
            if each.tag == tag:
                return each
        return None


class BadMessage(NamedTuple):
    """Octets that are no message: where that shows, why, and what could be read of the head (zeros if nothing)."""

    offset: int
    reason: str
    version: tuple[int, int] = (0, 0)
    code: int = 0
    request_id: int = 0


def attribute(name: str, tag: int, *values: Any) -> Attribute:
    """An attribute whose values have all one syntax."""
    return Attribute(name, tuple([Value(tag, value) for value in values]))


class _Bad(Exception):
    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset


def parse_message(data: bytes) -> tuple[Message, int] | BadMessage:
    """The message at the beginning of ``data``, and where the document behind it begins."""
    if len(data) < _HEAD.size:
        return BadMessage(0, f"shorter than the {_HEAD.size} octets of a head")
    major, minor, code, request_id = _HEAD.unpack_from(data)
    reader = _Reader(data)
    try:
        groups = reader.groups()
    except _Bad as bad:
        return BadMessage(bad.offset, str(bad), (major, minor), code, request_id)
    return Message((major, minor), code, request_id, groups), reader.at


class _Reader:
    """Goes through the octets once, from the first delimiter to the end of the attributes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = _HEAD.size
        self.left = MAX_ATTRIBUTES

    def groups(self) -> tuple[Group, ...]:
        groups = []
        tag = self._tag()
        while tag != Tag.END:
            if tag >= _FIRST_OUT_OF_BAND:
                raise _Bad(self.at - 1, "an attribute outside any group")
            attributes, following = self._attributes()
            groups.append(Group(tag, attributes))
            tag = following
        return tuple(groups)

    def _attributes(self) -> tuple[tuple[Attribute, ...], int]:
        """The attributes of a group, and the delimiter behind them."""
        names: list[str] = []
        values: list[list[Value]] = []
        while (tag := self._tag()) >= _FIRST_OUT_OF_BAND:
            at, name = self.at, self._text(self._octets())
            value = self._value(tag, 0)
            if name:
                names.append(name)
                values.append([value])
            elif names:
                values[-1].append(value)
            else:
                raise _Bad(at, "a further value of no attribute")
        return tuple(map(Attribute, names, map(tuple, values))), tag

    def _value(self, tag: int, depth: int) -> Value:
        self.left -= 1
        if self.left < 0:
            raise _Bad(self.at, f"more than {MAX_ATTRIBUTES} values")
        octets = self._octets()
        if tag == Tag.COLLECTION:
            return Value(tag, self._collection(depth + 1))
        if tag > _LAST_TAG or tag in (Tag.MEMBER_NAME, Tag.END_COLLECTION):
            raise _Bad(self.at, f"tag 0x{tag:02x} has no place here")
        value = decode_value(tag, octets)
        if value is WRONG:
            raise _Bad(self.at - len(octets), f"{len(octets)} octets that are no value of tag 0x{tag:02x}")
        return Value(tag, value)

    def _collection(self, depth: int) -> tuple[Attribute, ...]:
        if depth > MAX_DEPTH:
            raise _Bad(self.at, f"more than {MAX_DEPTH} collections inside each other")
        names: list[str] = []
        values: list[list[Value]] = []
        while True:
            tag, at = self._tag(), self.at
            if self._octets():
                raise _Bad(at, "a member with a name of its own")
            if tag == Tag.END_COLLECTION:
                if self._octets() or (values and not values[-1]):
                    raise _Bad(at, "a collection that ends in the middle")
                return tuple(map(Attribute, names, map(tuple, values)))
            if tag == Tag.MEMBER_NAME:
                if values and not values[-1]:
                    raise _Bad(at, "a member without a value")
                names.append(self._text(self._octets()))
                values.append([])
            elif tag < _FIRST_OUT_OF_BAND or not names:
                raise _Bad(at, "a value of no member")
            else:
                values[-1].append(self._value(tag, depth))

    def _tag(self) -> int:
        if self.at >= len(self.data):
            raise _Bad(self.at, "no end of the attributes")
        self.at += 1
        return self.data[self.at - 1]

    def _octets(self) -> bytes:
        start = self.at + 2
        if start > len(self.data):
            raise _Bad(self.at, "a length that is cut off")
        (length,) = _LENGTH.unpack_from(self.data, self.at)
        end = start + length
        if length > MAX_LENGTH or end > len(self.data):
            raise _Bad(self.at, f"a length of {length} octets, which are not there")
        self.at = end
        return self.data[start:end]

    def _text(self, octets: bytes) -> str:
        try:
            return octets.decode("ascii")
        except UnicodeDecodeError:
            raise _Bad(self.at - len(octets), "a name that is no ASCII") from None


def encode_message(message: Message) -> bytes:
    """The octets of a message. Raises EncodeError for a value that its syntax, or a length, cannot hold."""
    try:
        head = _HEAD.pack(*message.version, message.code, message.request_id)
        body = [head]
        for group in message.groups:
            body.append(bytes((group.tag,)))
            body.extend(map(encode_attribute, group.attributes))
    except (struct.error, ValueError, TypeError, AttributeError) as error:
        raise EncodeError(f"not a message: {error}") from None
    body.append(bytes((Tag.END,)))
    return b"".join(body)


def encode_attribute(attribute: Attribute) -> bytes:
    """One attribute; callers that answer often keep what never changes. Raises as :func:`encode_message` does."""
    if not attribute.values:
        raise ValueError(f"{attribute.name} has no value")
    name, parts = attribute.name.encode("ascii"), []
    for tag, value in attribute.values:
        parts.append(bytes((tag,)) + _field(name) + _encode(tag, value))
        name = b""
    return b"".join(parts)


def _field(octets: bytes) -> bytes:
    if len(octets) > MAX_LENGTH:
        raise ValueError(f"{len(octets)} octets are more than {MAX_LENGTH}")
    return _LENGTH.pack(len(octets)) + octets


def _encode(tag: int, value: Any) -> bytes:
    if tag == Tag.COLLECTION:
        return _field(b"") + b"".join(_members(value)) + bytes((Tag.END_COLLECTION, 0, 0, 0, 0))
    return _field(encode_value(tag, value))


def _members(attributes: Iterable[Attribute]) -> Iterable[bytes]:
    for name, values in attributes:
        yield bytes((Tag.MEMBER_NAME, 0, 0)) + _field(name.encode("ascii"))
        for tag, value in values:
            yield bytes((tag, 0, 0)) + _encode(tag, value)
