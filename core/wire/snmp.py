"""SNMPv1 and SNMPv2c messages between octets and tuples, without I/O (RFC 1157, 1901, 3416, 3417 section 8).

Decoding is strict and total: whatever arrives becomes a :class:`Message` or a :class:`Malformed` that says
where and why. Encoding raises :class:`core.wire.ber.EncodeError` for values their types cannot hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from core.wire import ber
from core.wire.ber import BerError, EncodeError, enter, read_header, read_integer
from core.wire.mib import Oid
from core.wire.oid import decode_oid, encode_oid
from core.wire.values import EXCEPTIONS, Value, decode_value, encode_value

V1: Final = 0
V2C: Final = 1


class PduType(IntEnum):
    """Tags of the protocol data units."""

    GET = 0xA0
    GETNEXT = 0xA1
    RESPONSE = 0xA2
    SET = 0xA3
    TRAP_V1 = 0xA4
    GETBULK = 0xA5
    INFORM = 0xA6
    TRAP_V2 = 0xA7
    REPORT = 0xA8


class ErrorStatus(IntEnum):
    """What a response says went wrong (RFC 3416 section 3; SNMPv1 knows the first six)."""

    NO_ERROR = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    BAD_VALUE = 3
    READ_ONLY = 4
    GEN_ERR = 5
    NO_ACCESS = 6
    WRONG_TYPE = 7
    WRONG_LENGTH = 8
    WRONG_ENCODING = 9
    WRONG_VALUE = 10
    NO_CREATION = 11
    INCONSISTENT_VALUE = 12
    RESOURCE_UNAVAILABLE = 13
    COMMIT_FAILED = 14
    UNDO_FAILED = 15
    AUTHORIZATION_ERROR = 16
    NOT_WRITABLE = 17
    INCONSISTENT_NAME = 18


class Varbind(NamedTuple):
    """A name, the tag of its value's type, and the value (None for NULL and for the exceptions)."""

    oid: Oid
    tag: int
    value: Value


class Pdu(NamedTuple):
    """Every PDU but SNMPv1's trap; in a GETBULK the two in the middle are non-repeaters and max-repetitions."""

    type: int
    request_id: int
    error_status: int
    error_index: int
    varbinds: tuple[Varbind, ...]


class TrapV1(NamedTuple):
    """SNMPv1's trap (RFC 1157 section 4.1.6); ``uptime`` in hundredths of a second, ``agent_address`` four octets."""

    enterprise: Oid
    agent_address: bytes
    generic: int
    specific: int
    uptime: int
    varbinds: tuple[Varbind, ...]


class Message(NamedTuple):
    """A whole datagram; ``version`` is 0 for SNMPv1 and 1 for SNMPv2c."""

    version: int
    community: bytes
    pdu: Pdu | TrapV1


class Malformed(NamedTuple):
    """A datagram that is no message: the octet at which that shows, and why."""

    offset: int
    reason: str


_ALLOWED: Final[dict[int, frozenset[int]]] = {
    V1: frozenset((PduType.GET, PduType.GETNEXT, PduType.RESPONSE, PduType.SET, PduType.TRAP_V1)),
    V2C: frozenset(PduType) - {PduType.TRAP_V1, PduType.REPORT},
}
_GETBULK: Final = int(PduType.GETBULK)
_TRAP_V1: Final = int(PduType.TRAP_V1)
_LAST_STATUS: Final = {V1: int(ErrorStatus.GEN_ERR), V2C: int(ErrorStatus.INCONSISTENT_NAME)}
_NOT_IN_V1: Final = EXCEPTIONS | {ber.COUNTER64}
_VERSIONS: Final = {V1: ber.integer_element(ber.INTEGER, V1), V2C: ber.integer_element(ber.INTEGER, V2C)}
_new_varbind: Final = Varbind._make
_HEADERS: Final = 256  # kept ready: of everything short, and of nearly every record
_OCTET_STRING_HEADERS: Final = tuple(ber.header(ber.OCTET_STRING, length) for length in range(_HEADERS))
_BINDING_HEADERS: Final = tuple(ber.header(ber.SEQUENCE, length) for length in range(_HEADERS))


def decode_message(data: bytes) -> Message | Malformed:
    """The message in a datagram, or where and why it is none. Never raises on any octets."""
    try:
        return _message(data)
    except BerError as error:
        return Malformed(error.offset, error.reason)


def _message(data: bytes) -> Message:
    at, end = enter(data, 0, len(data), ber.SEQUENCE, "a message")
    if end != len(data):
        raise BerError(end, f"{len(data) - end} octets after the message")
    version_at = at
    version, at = read_integer(data, at, end, "the version")
    allowed = _ALLOWED.get(version)
    if allowed is None:
        raise BerError(version_at, f"version {version} is neither SNMPv1 (0) nor SNMPv2c (1)")
    start, at = enter(data, at, end, ber.OCTET_STRING, "the community")
    community = data[start:at]
    tag, start, stop = read_header(data, at, end)
    if tag not in allowed:
        raise BerError(at, f"tag 0x{tag:02x} is no PDU of SNMPv{'2c' if version else '1'}")
    if stop != end:
        raise BerError(stop, f"{end - stop} octets after the PDU")
    pdu = _trap_v1(data, start, stop) if tag == _TRAP_V1 else _pdu(data, tag, start, stop, version)
    return Message(version, community, pdu)


def _pdu(data: bytes, tag: int, at: int, end: int, version: int) -> Pdu:
    request_id, at = read_integer(data, at, end, "the request ID")
    status_at = at
    status, at = read_integer(data, at, end, "the error status")
    index_at = at
    index, at = read_integer(data, at, end, "the error index")
    if tag == _GETBULK:
        if status < 0 or index < 0:
            raise BerError(status_at, f"non-repeaters {status}, max-repetitions {index}: neither may be negative")
    elif not 0 <= status <= _LAST_STATUS[version]:
        raise BerError(status_at, f"error status {status} is none of 0 to {_LAST_STATUS[version]}")
    elif index < 0:
        raise BerError(index_at, f"error index {index}")
    return Pdu(tag, request_id, status, index, _varbind_list(data, at, end, version))


def decode_pdu(data: bytes, tag: int, at: int, end: int) -> Pdu:
    """The PDU of an SNMPv3 message, whose contents lie from ``at`` to ``end``. Raises BerError."""
    return _pdu(data, tag, at, end, V2C)


def encode_pdu(pdu: Pdu) -> bytes:
    """A PDU by itself, for an SNMPv3 message. Raises EncodeError."""
    encoded = [encode_varbind(varbind) for varbind in pdu.varbinds]
    return _encode_pdu(V2C, pdu.type, pdu.request_id, pdu.error_status, pdu.error_index, encoded)


def _trap_v1(data: bytes, at: int, end: int) -> TrapV1:
    start, at = enter(data, at, end, ber.OID, "the enterprise")
    enterprise = decode_oid(data[start:at], start)
    address, at = enter(data, at, end, ber.IP_ADDRESS, "the agent's address")
    if at - address != 4:
        raise BerError(address, f"an IpAddress of {at - address} octets")
    agent_address = data[address:at]
    generic_at = at
    generic, at = read_integer(data, at, end, "the generic trap")
    if not 0 <= generic <= 6:
        raise BerError(generic_at, f"generic trap {generic} is none of 0 to 6")
    specific, at = read_integer(data, at, end, "the specific trap")
    start, at = enter(data, at, end, ber.TIMETICKS, "the time stamp")
    uptime = ber.unsigned(data, start, at, ber.UINT32_MAX)
    return TrapV1(enterprise, agent_address, generic, specific, uptime, _varbind_list(data, at, end, V1))


def _varbind_list(data: bytes, at: int, end: int, version: int) -> tuple[Varbind, ...]:
    start, stop = enter(data, at, end, ber.SEQUENCE, "the variable bindings")
    if stop != end:
        raise BerError(stop, f"{end - stop} octets after the variable bindings")
    found: list[Varbind] = []
    at = start
    while at < end:
        # All lengths of one octet, which is nearly every binding: read in place. Whatever else
        # it is, long forms and bad octets alike, the careful reader below sorts out.
        if (
            at + 6 <= end
            and data[at] == 0x30
            and (size := data[at + 1]) < 0x80
            and data[at + 2] == 0x06
            and (value_at := at + 4 + data[at + 3]) + 2 <= end
            and (length := data[value_at + 1]) < 0x80
            and (next_at := value_at + 2 + length) == at + 2 + size <= end
        ):
            tag = data[value_at]
            oid = decode_oid(data[at + 4 : value_at], at + 4)
            value = decode_value(data, tag, value_at + 2, next_at)
        else:
            oid, tag, value, value_at, next_at = _varbind(data, at, end)
        if not version and tag in _NOT_IN_V1:
            raise BerError(value_at, f"tag 0x{tag:02x} is no type of SNMPv1")
        found.append(_new_varbind((oid, tag, value)))
        at = next_at
    return tuple(found)


def _varbind(data: bytes, at: int, end: int) -> tuple[Oid, int, Value, int, int]:
    start, stop = enter(data, at, end, ber.SEQUENCE, "a variable binding")
    name, value_at = enter(data, start, stop, ber.OID, "a name")
    oid = decode_oid(data[name:value_at], name)
    tag, start, value_end = read_header(data, value_at, stop)
    if value_end != stop:
        raise BerError(value_end, f"{stop - value_end} octets after a value")
    return oid, tag, decode_value(data, tag, start, stop), value_at, stop


def encode_message(message: Message) -> bytes:
    """The datagram. Raises EncodeError for a value, PDU or version that does not exist."""
    version, community, pdu = message
    allowed = _ALLOWED.get(version)
    tag = _TRAP_V1 if isinstance(pdu, TrapV1) else pdu.type
    if allowed is None or tag not in allowed:
        raise EncodeError(f"PDU 0x{tag:02x} does not exist in version {version}")
    if version == V1:
        for varbind in pdu.varbinds:
            if varbind.tag in _NOT_IN_V1:
                raise EncodeError(f"tag 0x{varbind.tag:02x} is no type of SNMPv1")
    varbinds = [encode_varbind(varbind) for varbind in pdu.varbinds]
    if isinstance(pdu, TrapV1):
        contents = _encode_trap_head(pdu) + _joined(varbinds)
        return wrap(version, community, ber.element(_TRAP_V1, contents))
    encoded = _encode_pdu(version, tag, pdu.request_id, pdu.error_status, pdu.error_index, varbinds)
    return wrap(version, community, encoded)


def encode_varbind(varbind: tuple[Oid, int, Value]) -> bytes:
    """One binding, so that an agent can fill a datagram up to its limit."""
    oid, tag, value = varbind
    if tag == ber.OCTET_STRING and type(value) is bytes and (length := len(value)) < _HEADERS:
        # log records, which an agent sends more of than of anything else
        contents = encode_oid(oid) + _OCTET_STRING_HEADERS[length] + value
    else:
        contents = encode_oid(oid) + encode_value(tag, value)
    length = len(contents)
    return (_BINDING_HEADERS[length] if length < _HEADERS else ber.header(ber.SEQUENCE, length)) + contents


def encode_response(  # noqa: PLR0917 (the fields of a message, in its order)
    version: int, community: bytes, request_id: int, status: int, index: int, encoded_varbinds: Sequence[bytes]
) -> bytes:
    """A RESPONSE from bindings that are encoded already."""
    return wrap(version, community, _encode_pdu(version, 0xA2, request_id, status, index, encoded_varbinds))


def encode_response_pdu(
    version: int, request_id: int, status: int, index: int, encoded_varbinds: Sequence[bytes]
) -> bytes:
    """A RESPONSE by itself, from bindings that are encoded already."""
    return _encode_pdu(version, 0xA2, request_id, status, index, encoded_varbinds)


def wrap(version: int, community: bytes, pdu: bytes) -> bytes:
    """A message around a PDU that is encoded already."""
    return ber.element(ber.SEQUENCE, _VERSIONS[version] + ber.element(ber.OCTET_STRING, community) + pdu)


def _encode_pdu(  # noqa: PLR0917
    version: int, tag: int, request_id: int, status: int, index: int, varbinds: Sequence[bytes]
) -> bytes:
    if not (ber.INT32_MIN <= request_id <= ber.INT32_MAX and 0 <= index <= ber.INT32_MAX):
        raise EncodeError(f"request ID {request_id} or index {index} does not fit into an INTEGER of 32 bits")
    if not 0 <= status <= (ber.INT32_MAX if tag == _GETBULK else _LAST_STATUS[version]):
        raise EncodeError(f"error status {status} does not exist in version {version}")
    number = ber.integer_element
    head = number(0x02, request_id) + number(0x02, status) + number(0x02, index)
    return ber.element(tag, head + _joined(varbinds))


def _joined(varbinds: Sequence[bytes]) -> bytes:
    return ber.element(ber.SEQUENCE, b"".join(varbinds))


def _encode_trap_head(trap: TrapV1) -> bytes:
    if not 0 <= trap.generic <= 6:
        raise EncodeError(f"generic trap {trap.generic} is none of 0 to 6")
    return b"".join(
        (
            encode_oid(trap.enterprise),
            encode_value(ber.IP_ADDRESS, trap.agent_address),
            encode_value(ber.INTEGER, trap.generic),
            encode_value(ber.INTEGER, trap.specific),
            encode_value(ber.TIMETICKS, trap.uptime),
        )
    )


_TO_V1: Final[dict[int, ErrorStatus]] = {
    ErrorStatus.NO_ACCESS: ErrorStatus.NO_SUCH_NAME,
    ErrorStatus.WRONG_TYPE: ErrorStatus.BAD_VALUE,
    ErrorStatus.WRONG_LENGTH: ErrorStatus.BAD_VALUE,
    ErrorStatus.WRONG_ENCODING: ErrorStatus.BAD_VALUE,
    ErrorStatus.WRONG_VALUE: ErrorStatus.BAD_VALUE,
    ErrorStatus.NO_CREATION: ErrorStatus.NO_SUCH_NAME,
    ErrorStatus.INCONSISTENT_VALUE: ErrorStatus.BAD_VALUE,
    ErrorStatus.AUTHORIZATION_ERROR: ErrorStatus.NO_SUCH_NAME,
    ErrorStatus.NOT_WRITABLE: ErrorStatus.NO_SUCH_NAME,
    ErrorStatus.INCONSISTENT_NAME: ErrorStatus.NO_SUCH_NAME,
}


def v1_error(status: int) -> int:
    """The status SNMPv1 has for one of SNMPv2's (RFC 3584 section 4.4)."""
    if 0 <= status <= ErrorStatus.GEN_ERR:
        return int(status)
    return int(_TO_V1.get(status, ErrorStatus.GEN_ERR))
