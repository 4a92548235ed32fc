"""Our codec beside two that share no code with it: pysnmp's (pyasn1) and scapy's."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.wire import ber
from core.wire.snmp import Malformed, Message, Pdu, PduType, TrapV1, Varbind, decode_message, encode_message

Draw = Callable[..., Iterator[Message]]

MESSAGES = 2000


def dotted(oid: tuple[int, ...]) -> str:
    return ".".join(map(str, oid))


# pysnmp


def pysnmp_value(found: Any) -> tuple[str, Any]:
    """The innermost alternative of pysnmp's nested CHOICEs, and its name."""
    while hasattr(found, "getComponent") and hasattr(found, "getName"):
        found = found.getComponent()
    return type(found).__name__, found


PYSNMP_TYPES = {
    ber.INTEGER: {"Integer", "Integer32"},
    ber.OCTET_STRING: {"OctetString"},
    ber.NULL: {"Null"},
    ber.OID: {"ObjectIdentifier"},
    ber.IP_ADDRESS: {"IpAddress"},
    ber.COUNTER32: {"Counter", "Counter32"},
    ber.GAUGE32: {"Gauge", "Gauge32", "Unsigned32"},
    ber.TIMETICKS: {"TimeTicks"},
    ber.OPAQUE: {"Opaque"},
    ber.COUNTER64: {"Counter64"},
    ber.NO_SUCH_OBJECT: {"NoSuchObject"},
    ber.NO_SUCH_INSTANCE: {"NoSuchInstance"},
    ber.END_OF_MIB_VIEW: {"EndOfMibView"},
}


def test_pysnmp_reads_and_writes_the_same_octets(messages: Draw) -> None:
    from pyasn1.codec.ber import decoder, encoder
    from pysnmp.proto import api

    versions = {0: api.PROTOCOL_MODULES[api.SNMP_VERSION_1], 1: api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]}
    for message in messages(MESSAGES, seed=1):
        octets = encode_message(message)
        theirs, rest = decoder.decode(octets, asn1Spec=versions[message.version].Message())
        assert rest == b""
        assert encoder.encode(theirs) == octets
        assert decode_message(octets) == message
        assert bytes(theirs[1]) == message.community
        pdu = theirs[2].getComponent()
        numbers = [pdu[place] for place in range(len(pdu) - 1)]
        if isinstance(message.pdu, TrapV1):
            enterprise, address, generic, specific, uptime = numbers
            assert tuple(enterprise) == message.pdu.enterprise
            assert bytes(address.getComponent()) == message.pdu.agent_address
            assert (int(generic), int(specific), int(uptime)) == message.pdu[2:5]
        else:
            assert tuple(map(int, numbers)) == message.pdu[1:4]
        for binding, varbind in zip(pdu[len(pdu) - 1], message.pdu.varbinds, strict=True):
            assert tuple(binding[0]) == varbind.oid
            check_pysnmp_value(binding[1], varbind)


def check_pysnmp_value(found: Any, varbind: Varbind) -> None:
    name, value = pysnmp_value(found)
    assert name in PYSNMP_TYPES[varbind.tag]
    if isinstance(varbind.value, int):
        assert int(value) == varbind.value
    elif isinstance(varbind.value, bytes):
        assert bytes(value) == varbind.value
    elif isinstance(varbind.value, tuple):
        assert tuple(value) == varbind.value


# scapy


@pytest.fixture(scope="module")
def scapy() -> Any:
    """scapy's SNMP layer, which needs neither privileges nor a network to be imported."""
    with warnings.catch_warnings():
        # on its first import it may complain about the cryptography of layers we do not use
        warnings.simplefilter("ignore")
        import scapy.layers.snmp as layer
        from scapy.asn1 import asn1

    return layer, asn1


def to_scapy(scapy: Any, message: Message) -> Any:
    layer, asn1 = scapy
    types = {
        ber.INTEGER: asn1.ASN1_INTEGER,
        ber.OCTET_STRING: asn1.ASN1_STRING,
        ber.NULL: lambda _: asn1.ASN1_NULL(0),
        ber.OID: lambda oid: asn1.ASN1_OID(dotted(oid)),
        ber.IP_ADDRESS: lambda octets: asn1.ASN1_IPADDRESS(dotted(tuple(octets))),
        ber.COUNTER32: asn1.ASN1_COUNTER32,
        ber.GAUGE32: asn1.ASN1_GAUGE32,
        ber.TIMETICKS: asn1.ASN1_TIME_TICKS,
        ber.COUNTER64: asn1.ASN1_COUNTER64,
    }
    bindings = [
        layer.SNMPvarbind(oid=asn1.ASN1_OID(dotted(oid)), value=types[tag](value))
        for oid, tag, value in message.pdu.varbinds
    ]
    return layer.SNMP(version=message.version, community=message.community, PDU=scapy_pdu(scapy, message.pdu, bindings))


def scapy_pdu(scapy: Any, pdu: Pdu | TrapV1, bindings: list[Any]) -> Any:
    layer, asn1 = scapy
    if isinstance(pdu, TrapV1):
        return layer.SNMPtrapv1(
            enterprise=asn1.ASN1_OID(dotted(pdu.enterprise)),
            agent_addr=dotted(tuple(pdu.agent_address)),
            generic_trap=pdu.generic,
            specific_trap=pdu.specific,
            time_stamp=pdu.uptime,
            varbindlist=bindings,
        )
    if pdu.type == PduType.GETBULK:
        return layer.SNMPbulk(
            id=pdu.request_id, non_repeaters=pdu.error_status, max_repetitions=pdu.error_index, varbindlist=bindings
        )
    classes = {
        PduType.GET: layer.SNMPget,
        PduType.GETNEXT: layer.SNMPnext,
        PduType.RESPONSE: layer.SNMPresponse,
        PduType.SET: layer.SNMPset,
        PduType.INFORM: layer.SNMPinform,
        PduType.TRAP_V2: layer.SNMPtrapv2,
    }
    return classes[PduType(pdu.type)](
        id=pdu.request_id, error=pdu.error_status, error_index=pdu.error_index, varbindlist=bindings
    )


def test_scapy_writes_the_same_octets_and_reads_the_same_values(scapy: Any, messages: Draw) -> None:
    layer, _ = scapy
    for message in messages(MESSAGES, seed=2, plain=True):
        octets = encode_message(message)
        assert bytes(to_scapy(scapy, message)) == octets
        assert decode_message(octets) == message
        found = layer.SNMP(octets)
        assert found.version.val == message.version
        assert found.community.val == message.community
        for binding, varbind in zip(found.PDU.varbindlist, message.pdu.varbinds, strict=True):
            assert tuple(map(int, binding.oid.val.strip(".").split("."))) == varbind.oid
            value = binding.value.val
            if varbind.tag == ber.OID:
                value = tuple(map(int, value.strip(".").split(".")))
            elif varbind.tag == ber.IP_ADDRESS:
                value = bytes(map(int, value.split(".")))
            elif varbind.tag == ber.NULL:
                value = None
            assert value == varbind.value


def get_with_id(contents: bytes) -> bytes:
    pdu = b"\x02" + bytes((len(contents),)) + contents + bytes.fromhex("020100 020100 3000")
    body = bytes.fromhex("020101 0406") + b"public" + b"\xa0" + bytes((len(pdu),)) + pdu
    return b"\x30" + bytes((len(body),)) + body


def test_numbers_with_octets_too_many_are_refused_though_others_read_them(scapy: Any) -> None:
    """X.690 section 8.3.2: the first nine bits of a whole number are not all the same."""
    from pyasn1.codec.ber import decoder
    from pysnmp.proto import api

    sloppy = get_with_id(b"\x00\x05")
    theirs, _ = decoder.decode(sloppy, asn1Spec=api.PROTOCOL_MODULES[api.SNMP_VERSION_2C].Message())
    assert int(theirs[2].getComponent()[0]) == 5
    assert scapy[0].SNMP(sloppy).PDU.id.val == 5
    assert decode_message(sloppy) == Malformed(17, "a number with an octet too many in front")


@pytest.mark.parametrize("request_id", [-0x80, -0x8000, -0x800000, -0x80000000])
def test_but_what_both_others_write_of_them_is_read(scapy: Any, request_id: int) -> None:
    from pyasn1.codec.ber import encoder
    from pyasn1.type.univ import Integer

    message = Message(1, b"public", Pdu(PduType.GET, request_id, 0, 0, ()))
    wide = encoder.encode(Integer(request_id))[2:]
    assert wide[:2] == b"\xff\x80"
    assert bytes(to_scapy(scapy, message)) == get_with_id(wide)
    assert decode_message(get_with_id(wide)) == message
    assert encode_message(message) == get_with_id(wide[1:])
