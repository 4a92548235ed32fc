"""SNMPv3 messages between octets and tuples, without I/O (RFC 3412 section 6, RFC 3414 section 2.4).

As with the older versions, reading is total: octets become a :class:`V3Message` or a ``Malformed``. Whether a message
is genuine is asked apart (:func:`is_genuine`), since that needs the keys of the user whom it names.
"""

from __future__ import annotations

import hmac
from typing import Final, NamedTuple

from core.wire import ber, usm
from core.wire.ber import BerError, enter, read_header, read_integer
from core.wire.snmp import Malformed, Pdu, PduType, decode_pdu, encode_pdu
from core.wire.usm import Auth, Keys, Priv

V3: Final = 3
AUTHENTIC: Final = 1
PRIVATE: Final = 2
REPORTABLE: Final = 4
IMPOSSIBLE_FLAGS: Final = "privacy without authentication"
OTHER_MODEL: Final = "a security model that is not the user-based one (3)"
"""Reasons for which a message is malformed that engines count apart (RFC 3412, section 7.2)."""
_USM: Final = 3
_LEAST_SIZE: Final = 484
_LONGEST_USER: Final = 32
_LONGEST_ENGINE_ID: Final = 32
_PDUS: Final = frozenset(PduType) - {PduType.TRAP_V1}


class V3Message(NamedTuple):
    """A whole datagram. ``scoped`` is the scoped PDU's octets, encrypted if the flags say PRIVATE.

    ``digest_at`` is where in the datagram ``digest`` stands.
    """

    number: int
    largest: int
    flags: int
    engine_id: bytes
    boots: int
    time_s: int
    user: bytes
    digest: bytes
    salt: bytes
    scoped: bytes
    digest_at: int


class Header(NamedTuple):
    """What of a message does not depend on its PDU."""

    number: int
    largest: int
    reportable: bool
    engine_id: bytes
    boots: int
    time_s: int


class Scoped(NamedTuple):
    """A PDU and the context that it is about."""

    engine_id: bytes
    name: bytes
    pdu: Pdu


def is_v3(data: bytes) -> bool:
    """Whether a datagram says that it is a message of version 3."""
    return version_of(data) == V3


def version_of(data: bytes) -> int | None:
    """The version of which a datagram says it is (0, 1, 3, or what else it says); None for what is no message."""
    try:
        at, end = enter(data, 0, len(data), ber.SEQUENCE, "a message")
        return read_integer(data, at, end, "the version")[0]
    except BerError:
        return None


def decode_v3(data: bytes) -> V3Message | Malformed:
    """The message in a datagram, or where and why it is none. Never raises on any octets."""
    try:
        return _message(data)
    except BerError as error:
        return Malformed(error.offset, error.reason)


def _message(data: bytes) -> V3Message:
    at, end = enter(data, 0, len(data), ber.SEQUENCE, "a message")
    if end != len(data):
        raise BerError(end, f"{len(data) - end} octets after the message")
    version, at = read_integer(data, at, end, "the version")
    if version != V3:
        raise BerError(at, f"version {version} is not SNMPv3 (3)")
    head, at = enter(data, at, end, ber.SEQUENCE, "the global data")
    number, largest, flags = _global_data(data, head, at)
    start, at = enter(data, at, end, ber.OCTET_STRING, "the security parameters")
    security = _security(data, start, at)
    tag, start, stop = read_header(data, at, end)
    wanted = ber.OCTET_STRING if flags & PRIVATE else ber.SEQUENCE
    if tag != wanted:
        raise BerError(at, f"tag 0x{tag:02x} where the scoped PDU (0x{wanted:02x}) should stand")
    if stop != end:
        raise BerError(stop, f"{end - stop} octets after the scoped PDU")
    scoped = data[start:stop] if flags & PRIVATE else data[at:stop]
    engine_id, boots, time_s, user, digest, digest_at, salt = security
    return V3Message(number, largest, flags, engine_id, boots, time_s, user, digest, salt, scoped, digest_at)


def _global_data(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    number, at = read_integer(data, at, end, "the message ID")
    largest_at = at
    largest, at = read_integer(data, at, end, "the largest size")
    if number < 0 or largest < _LEAST_SIZE:
        raise BerError(largest_at, f"message ID {number}, largest size {largest}: at least 0 and {_LEAST_SIZE}")
    start, at = enter(data, at, end, ber.OCTET_STRING, "the flags")
    if at - start != 1:
        raise BerError(start, f"flags of {at - start} octets")
    flags = data[start] & (AUTHENTIC | PRIVATE | REPORTABLE)
    if flags & (AUTHENTIC | PRIVATE) == PRIVATE:
        raise BerError(start, IMPOSSIBLE_FLAGS)
    model_at = at
    model, at = read_integer(data, at, end, "the security model")
    if model != _USM:
        raise BerError(model_at, OTHER_MODEL)
    if at != end:
        raise BerError(at, f"{end - at} octets after the global data")
    return number, largest, flags


def _security(data: bytes, at: int, end: int) -> tuple[bytes, int, int, bytes, bytes, int, bytes]:
    at, stop = enter(data, at, end, ber.SEQUENCE, "the security parameters' sequence")
    if stop != end:
        raise BerError(stop, f"{end - stop} octets after the security parameters")
    start, at = enter(data, at, end, ber.OCTET_STRING, "the engine ID")
    engine_id = data[start:at]
    if len(engine_id) > _LONGEST_ENGINE_ID:
        raise BerError(start, f"an engine ID of {len(engine_id)} octets; {_LONGEST_ENGINE_ID} are the most")
    clock_at = at
    boots, at = read_integer(data, at, end, "the engine's boots")
    time_s, at = read_integer(data, at, end, "the engine's time")
    if boots < 0 or time_s < 0:
        raise BerError(clock_at, f"boots {boots}, time {time_s}: neither may be negative")
    start, at = enter(data, at, end, ber.OCTET_STRING, "the user")
    user = data[start:at]
    if len(user) > _LONGEST_USER:
        raise BerError(start, f"a user's name of {len(user)} octets; {_LONGEST_USER} are the most")
    digest_at, at = enter(data, at, end, ber.OCTET_STRING, "the authentication parameters")
    digest = data[digest_at:at]
    start, at = enter(data, at, end, ber.OCTET_STRING, "the privacy parameters")
    salt = data[start:at]
    if at != end:
        raise BerError(at, f"{end - at} octets after the privacy parameters")
    return engine_id, boots, time_s, user, digest, digest_at, salt


def is_genuine(data: bytes, message: V3Message, keys: Keys) -> bool:
    """Whether the digest in the datagram is that of somebody who has these keys."""
    size = usm.digest_octets(keys.auth)
    if not size or len(message.digest) != size:
        return False
    at = message.digest_at
    blank = data[:at] + bytes(size) + data[at + size :]
    return hmac.compare_digest(usm.digest(keys, blank), message.digest)


def open_scoped(message: V3Message, keys: Keys) -> Scoped | Malformed:
    """The scoped PDU of a message that is genuine, decrypted if need be."""
    plain: bytes | None = message.scoped
    if message.flags & PRIVATE:
        if keys.priv is Priv.NONE:
            return Malformed(0, "encrypted for somebody who has no key")
        plain = usm.decrypt(keys, message.boots, message.time_s, message.salt, message.scoped)
        if plain is None:
            return Malformed(0, "privacy parameters or octets that this cipher cannot have made")
    assert plain is not None
    try:
        return _scoped(plain, padded=bool(message.flags & PRIVATE))
    except BerError as error:
        return Malformed(error.offset, error.reason)


def _scoped(data: bytes, *, padded: bool) -> Scoped:
    at, end = enter(data, 0, len(data), ber.SEQUENCE, "a scoped PDU")
    if end != len(data) and not padded:
        raise BerError(end, f"{len(data) - end} octets after the scoped PDU")
    start, at = enter(data, at, end, ber.OCTET_STRING, "the context's engine ID")
    engine_id = data[start:at]
    start, at = enter(data, at, end, ber.OCTET_STRING, "the context's name")
    name = data[start:at]
    tag, start, stop = read_header(data, at, end)
    if tag not in _PDUS or stop != end:
        raise BerError(at, f"tag 0x{tag:02x} is no PDU of SNMPv3, or something follows it")
    return Scoped(engine_id, name, decode_pdu(data, tag, start, stop))


def encode_v3(header: Header, keys: Keys, scoped: Scoped, salt: int = 0) -> bytes:
    """The datagram, authenticated and encrypted as far as these keys go; ``salt`` as in :func:`usm.encrypt`."""
    inner = ber.element(ber.OCTET_STRING, scoped.engine_id) + ber.element(ber.OCTET_STRING, scoped.name)
    return encode_v3_around(header, keys, ber.element(ber.SEQUENCE, inner + encode_pdu(scoped.pdu)), salt)


def encode_v3_around(header: Header, keys: Keys, scoped: bytes, salt: int = 0) -> bytes:
    """As :func:`encode_v3`, around a scoped PDU that is encoded already."""
    flags, parameters = REPORTABLE if header.reportable else 0, b""
    if keys.auth is not Auth.NONE:
        flags |= AUTHENTIC
    if keys.priv is not Priv.NONE:
        flags |= PRIVATE
        secret, parameters = usm.encrypt(keys, header.boots, header.time_s, salt, scoped)
        scoped = ber.element(ber.OCTET_STRING, secret)
    size = usm.digest_octets(keys.auth)
    data, digest_at = _assemble(header, keys.user, flags, blank=bytes(size), parameters=parameters, scoped=scoped)
    if not size:
        return data
    return data[:digest_at] + usm.digest(keys, data) + data[digest_at + size :]


def _assemble(
    header: Header, user: bytes, flags: int, *, blank: bytes, parameters: bytes, scoped: bytes
) -> tuple[bytes, int]:
    """The datagram with a blank digest, and where that stands."""
    number, text = ber.integer_element, ber.OCTET_STRING
    head = (
        number(ber.INTEGER, header.number)
        + number(ber.INTEGER, header.largest)
        + ber.element(text, bytes((flags,)))
        + number(ber.INTEGER, _USM)
    )
    before = (
        ber.element(text, header.engine_id)
        + number(ber.INTEGER, header.boots)
        + number(ber.INTEGER, header.time_s)
        + ber.element(text, user)
    )
    after = ber.element(text, parameters)
    security = ber.element(text, ber.element(ber.SEQUENCE, before + ber.element(text, blank) + after))
    contents = number(ber.INTEGER, V3) + ber.element(ber.SEQUENCE, head) + security + scoped
    data = ber.element(ber.SEQUENCE, contents)
    return data, len(data) - len(scoped) - len(after) - len(blank)


def nobody(user: bytes = b"") -> Keys:
    """The keys of who authenticates nothing: discovery, and reports to strangers."""
    return Keys(user, Auth.NONE, b"", Priv.NONE, b"")
