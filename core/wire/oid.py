"""Object identifiers between tuples and octets, with bounded caches (X.690 section 8.19; RFC 2578 section 3.5).

A table's rows share everything but the last sub-identifier, and the rows of the log are ever new. So what
is remembered is the front part, and whole identifiers only where the last sub-identifier is one octet.
"""

from __future__ import annotations

from typing import Final

from core.wire.ber import OID, UINT32_MAX, BerError, EncodeError, header
from core.wire.mib import Oid

MAX_SUB_IDENTIFIERS: Final = 128
CACHE_SIZE: Final = 4096
"""Entries of each cache; a full one is emptied, so that a flood of strange identifiers costs time, not memory."""

_decoded_whole: dict[bytes, Oid] = {}
_decoded_front: dict[bytes, Oid] = {}
_encoded_whole: dict[Oid, bytes] = {}
_encoded_front: dict[Oid, bytes] = {}


def decode_oid(contents: bytes, offset: int) -> Oid:
    """The identifier in these contents octets; ``offset`` is where they stand in the datagram, for the error."""
    whole = _decoded_whole.get(contents)
    if whole is not None:
        return whole
    cut = _last_start(contents)
    if cut < 1:
        return _remember_whole(contents, offset)
    front = _decoded_front.get(contents[:cut])
    if front is None:
        front = _decode(contents[:cut], offset)
        if len(_decoded_front) >= CACHE_SIZE:
            _decoded_front.clear()
        _decoded_front[contents[:cut]] = front
    if len(front) >= MAX_SUB_IDENTIFIERS:
        raise BerError(offset, f"an object identifier of more than {MAX_SUB_IDENTIFIERS} sub-identifiers")
    return (*front, _last(contents, cut, offset))


def encode_oid(oid: Oid) -> bytes:
    """Tag, length and contents. Raises EncodeError for what is no object identifier."""
    whole = _encoded_whole.get(oid)
    if whole is not None:
        return whole
    if len(oid) > 2 and 0x80 <= oid[-1] <= UINT32_MAX:
        front = _encoded_front.get(oid[:-1])
        if front is None:
            front = _encode(oid[:-1])
            if len(_encoded_front) >= CACHE_SIZE:
                _encoded_front.clear()
            _encoded_front[oid[:-1]] = front
        if len(oid) > MAX_SUB_IDENTIFIERS:
            raise EncodeError(f"an object identifier of {len(oid)} sub-identifiers")
        contents = front + _base128(oid[-1])
        return header(OID, len(contents)) + contents
    contents = _encode(oid)
    whole = header(OID, len(contents)) + contents
    if len(_encoded_whole) >= CACHE_SIZE:
        _encoded_whole.clear()
    _encoded_whole[oid] = whole
    return whole


def _last_start(contents: bytes) -> int:
    """Where the last sub-identifier starts if it has several octets, 0 if all is better taken together."""
    at = len(contents) - 1
    if at < 1 or contents[at] >= 0x80 or contents[at - 1] < 0x80:
        return 0
    at -= 1
    while at > 0 and contents[at - 1] >= 0x80:
        at -= 1
    return at


def _last(contents: bytes, at: int, offset: int) -> int:
    if contents[at] == 0x80:
        raise BerError(offset + at, "a sub-identifier with an octet too many in front")
    value = 0
    for octet in contents[at:]:
        value = value << 7 | octet & 0x7F
        if value > UINT32_MAX:
            raise BerError(offset + at, "a sub-identifier of more than 32 bits")
    return value


def _remember_whole(contents: bytes, offset: int) -> Oid:
    oid = _decode(contents, offset)
    if len(_decoded_whole) >= CACHE_SIZE:
        _decoded_whole.clear()
    _decoded_whole[contents] = oid
    return oid


def _decode(contents: bytes, offset: int) -> Oid:
    if not contents:
        raise BerError(offset, "an object identifier without octets")
    if contents[-1] >= 0x80:
        raise BerError(offset + len(contents) - 1, "the object identifier ends inside a sub-identifier")
    subs: list[int] = []
    start = 0
    for at, octet in enumerate(contents):
        if octet < 0x80:
            subs.append(_last(contents[: at + 1], start, offset) if at > start else octet)
            start = at + 1
    # the first two are packed into one number: 40 times 0, 1 or 2, and only below 2 the second is under 40
    first = min(subs[0] // 40, 2)
    if len(subs) >= MAX_SUB_IDENTIFIERS:
        raise BerError(offset, f"an object identifier of more than {MAX_SUB_IDENTIFIERS} sub-identifiers")
    return (first, subs[0] - 40 * first, *subs[1:])


def _encode(oid: Oid) -> bytes:
    if not 2 <= len(oid) <= MAX_SUB_IDENTIFIERS:
        raise EncodeError(f"an object identifier of {len(oid)} sub-identifiers")
    first, second = oid[0], oid[1]
    if not (0 <= first <= 2 and second >= 0 and (second < 40 or first == 2) and second <= UINT32_MAX - 80):
        raise EncodeError(f"no object identifier starts with {first}.{second}")
    octets = bytearray(_base128(40 * first + second))
    for sub in oid[2:]:
        if 0 <= sub < 0x80:
            octets.append(sub)
        elif 0 <= sub <= UINT32_MAX:
            octets += _base128(sub)
        else:
            raise EncodeError(f"sub-identifier {sub} does not fit into 32 bits")
    return bytes(octets)


def _base128(value: int) -> bytes:
    if value < 0x80:
        return bytes((value,))
    if value < 0x4000:
        return bytes((0x80 | value >> 7, value & 0x7F))
    octets = [value & 0x7F]
    value >>= 7
    while value:
        octets.append(0x80 | value & 0x7F)
        value >>= 7
    return bytes(reversed(octets))
