"""The values of variable bindings between Python and BER (RFC 2578 section 7.1; RFC 3416 section 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire import ber
from core.wire.ber import BerError, EncodeError
from core.wire.mib import Oid
from core.wire.oid import decode_oid, encode_oid

Value = int | bytes | Oid | None

EXCEPTIONS: Final = frozenset((ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW))
"""What SNMPv2 puts in the place of a value; SNMPv1 has no such thing."""

_EMPTY: Final = EXCEPTIONS | {ber.NULL}
_UNSIGNED: Final = {
    ber.COUNTER32: ber.UINT32_MAX,
    ber.GAUGE32: ber.UINT32_MAX,
    ber.TIMETICKS: ber.UINT32_MAX,
    ber.COUNTER64: ber.UINT64_MAX,
}


def decode_value(data: bytes, tag: int, start: int, stop: int) -> Value:
    """The value with this tag whose contents lie from ``start`` to ``stop``. Raises BerError."""
    if tag == ber.OCTET_STRING or tag == ber.OPAQUE:  # noqa: PLR1714 (twice as fast as a set here)
        return data[start:stop]
    if tag == ber.INTEGER:
        return ber.integer(data, start, stop)
    if tag == ber.OID:
        return decode_oid(data[start:stop], start)
    most = _UNSIGNED.get(tag)
    if most is not None:
        return ber.unsigned(data, start, stop, most)
    if tag in _EMPTY:
        if start != stop:
            raise BerError(start, f"tag 0x{tag:02x} with contents, which it must not have")
        return None
    if tag == ber.IP_ADDRESS:
        if stop - start != 4:
            raise BerError(start, f"an IpAddress of {stop - start} octets")
        return data[start:stop]
    raise BerError(start, f"tag 0x{tag:02x} is no type of SNMP")


def encode_value(tag: int, value: Value) -> bytes:
    """Tag, length and contents. Raises EncodeError if the type cannot hold the value."""
    encoder = _ENCODERS.get(tag)
    if encoder is None:
        raise EncodeError(f"tag 0x{tag:02x} is no type of SNMP")
    return encoder(tag, value)


def _octets(tag: int, value: Value) -> bytes:
    if not isinstance(value, bytes):
        raise EncodeError(f"{value!r} is not octets")
    length = len(value)
    if length < 0x80:
        return bytes((tag, length)) + value
    return ber.header(tag, length) + value


def _ip_address(tag: int, value: Value) -> bytes:
    if not isinstance(value, bytes) or len(value) != 4:
        raise EncodeError(f"{value!r} is not the four octets of an IpAddress")
    return ber.element(tag, value)


def _integer(tag: int, value: Value) -> bytes:
    if not isinstance(value, int) or not ber.INT32_MIN <= value <= ber.INT32_MAX:
        raise EncodeError(f"{value!r} does not fit into an INTEGER of 32 bits")
    return ber.integer_element(tag, value)


def _unsigned(tag: int, value: Value) -> bytes:
    if not isinstance(value, int) or not 0 <= value <= _UNSIGNED[tag]:
        raise EncodeError(f"{value!r} does not fit into the type with tag 0x{tag:02x}")
    return ber.integer_element(tag, value)


def _oid(tag: int, value: Value) -> bytes:  # noqa: ARG001 (the face of an encoder)
    if not isinstance(value, tuple):
        raise EncodeError(f"{value!r} is not an object identifier")
    return encode_oid(value)


def _empty(tag: int, value: Value) -> bytes:
    if value is not None:
        raise EncodeError(f"tag 0x{tag:02x} holds no value, {value!r} was given")
    return bytes((tag, 0))


_ENCODERS: Final[dict[int, Callable[[int, Value], bytes]]] = {
    ber.INTEGER: _integer,
    ber.OCTET_STRING: _octets,
    ber.OPAQUE: _octets,
    ber.OID: _oid,
    ber.IP_ADDRESS: _ip_address,
    **dict.fromkeys(_UNSIGNED, _unsigned),
    **dict.fromkeys(_EMPTY, _empty),
}
