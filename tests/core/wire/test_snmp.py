"""Messages in and out: what is read, what is refused and where, what is written (RFC 1157, 1901, 3416, 3417)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire import ber, oid
from core.wire.ber import EncodeError
from core.wire.mib import PA_LOG_RECORD, SYS_UPTIME
from core.wire.snmp import (
    ErrorStatus,
    Malformed,
    Message,
    Pdu,
    PduType,
    TrapV1,
    Varbind,
    decode_message,
    encode_message,
    encode_response,
    encode_varbind,
    v1_error,
)

GET = bytes.fromhex("302802010104067075626c6963a01b020312d687020100020100300e300c06082b060102010103000500")
"""A GET of sysUpTime.0 as net-snmp sends it."""


def tlv(tag: int, *parts: bytes) -> bytes:
    contents = b"".join(parts)
    assert len(contents) < 0x80
    return bytes((tag, len(contents))) + contents


def whole(number: int) -> bytes:
    return ber.integer_element(ber.INTEGER, number)


NAME = tlv(ber.OID, bytes((0x2B, 6, 1)))
BINDING = tlv(0x30, NAME, tlv(ber.NULL))


def pdu(
    *varbinds: bytes,
    tag: int = PduType.GET,
    request_id: bytes = whole(1),
    status: bytes = whole(0),
    index: bytes = whole(0),
) -> bytes:
    return tlv(tag, request_id, status, index, tlv(0x30, *varbinds))


def message(body: bytes, version: bytes = whole(1), community: bytes = tlv(4, b"public")) -> bytes:
    return tlv(0x30, version, community, body)


def with_value(value: bytes, version: int = 1) -> bytes:
    return message(pdu(tlv(0x30, NAME, value), tag=PduType.RESPONSE), version=whole(version))


def with_name(contents: bytes) -> bytes:
    return message(pdu(tlv(0x30, tlv(ber.OID, contents), tlv(ber.NULL))))


# what is read


def test_a_get_of_net_snmp() -> None:
    expected = Message(1, b"public", Pdu(PduType.GET, 1234567, 0, 0, (Varbind(SYS_UPTIME, ber.NULL, None),)))
    assert decode_message(GET) == expected
    assert encode_message(expected) == GET


def test_a_trap_of_version_1() -> None:
    trap = TrapV1((1, 3, 6, 1, 4, 1, 32473), b"\x7f\x14\x00\x01", 6, 17, 4294967295, ())
    octets = encode_message(Message(0, b"", trap))
    assert (
        octets.hex()
        == "302602010004 00a41f 06082b0601040181fd59 40047f140001 020106 020111 430500ffffffff 3000".replace(" ", "")
    )
    assert decode_message(octets) == Message(0, b"", trap)


def test_getbulk_carries_its_two_numbers_in_the_places_of_the_error() -> None:
    octets = message(pdu(BINDING, tag=PduType.GETBULK, status=whole(4), index=whole(25)))
    found = decode_message(octets)
    assert isinstance(found, Message)
    assert isinstance(found.pdu, Pdu)
    assert (found.pdu.error_status, found.pdu.error_index) == (4, 25)


@pytest.mark.parametrize(
    ("value", "tag", "expected"),
    [
        ("020100", ber.INTEGER, 0),
        ("02017f", ber.INTEGER, 127),
        ("02020080", ber.INTEGER, 128),
        ("0201ff", ber.INTEGER, -1),
        ("020180", ber.INTEGER, -128),
        ("02047fffffff", ber.INTEGER, 2147483647),
        ("020480000000", ber.INTEGER, -2147483648),
        ("0400", ber.OCTET_STRING, b""),
        ("0403616263", ber.OCTET_STRING, b"abc"),
        ("04810161", ber.OCTET_STRING, b"a"),
        ("0500", ber.NULL, None),
        ("060100", ber.OID, (0, 0)),
        ("06028837", ber.OID, (2, 999)),
        ("06062b8fffffff7f", ber.OID, (1, 3, 4294967295)),
        ("40047f000001", ber.IP_ADDRESS, b"\x7f\0\0\x01"),
        ("410500ffffffff", ber.COUNTER32, 4294967295),
        ("420500ffffffff", ber.GAUGE32, 4294967295),
        ("430100", ber.TIMETICKS, 0),
        ("4403616263", ber.OPAQUE, b"abc"),
        ("460900ffffffffffffffff", ber.COUNTER64, 18446744073709551615),
        ("8000", ber.NO_SUCH_OBJECT, None),
        ("8100", ber.NO_SUCH_INSTANCE, None),
        ("8200", ber.END_OF_MIB_VIEW, None),
    ],
)
def test_values(value: str, tag: int, expected: object) -> None:
    found = decode_message(with_value(bytes.fromhex(value)))
    assert isinstance(found, Message)
    assert found.pdu.varbinds == (Varbind((1, 3, 6, 1), tag, expected),)  # type: ignore[arg-type]


def test_lengths_may_be_longer_than_they_need_be() -> None:
    """RFC 3417 section 8 (1)."""
    padded = b"\x30\x84\0\0\0" + GET[1:]
    assert decode_message(padded) == decode_message(GET)
    binding = b"\x30\x82\0\x0a" + b"\x06\x81\x03" + NAME[2:] + b"\x05\x83\0\0\0"
    binding = b"\x30\x82\0\x0b" + binding[4:]
    assert decode_message(message(pdu(binding))) == decode_message(message(pdu(BINDING)))


def test_octets_in_which_short_and_long_lengths_could_be_confused() -> None:
    """A binding whose length octets, read as short ones, would fit together as well."""
    # read as short: 131 octets, a name of 125 and a string of two; read as it is: a length of 0x067d2b octets
    octets = bytes((0x30, 0x83, 0x06, 0x7D, 0x2B)) + b"\x01" * 124 + bytes((0x04, 0x02)) + b"ab"
    body = whole(1) + whole(0) + whole(0) + ber.element(0x30, octets)
    found = decode_message(message_of_any_size(body))
    assert isinstance(found, Malformed)
    assert found.reason == "a length of 425259, but only 128 octets are left"


def message_of_any_size(body: bytes) -> bytes:
    inner = whole(1) + tlv(4, b"public") + ber.element(PduType.GET, body)
    return ber.element(0x30, inner)


# what is refused, and where


@pytest.mark.parametrize(
    ("octets", "offset", "reason"),
    [
        (b"", 0, "the message ends where a tag and a length should stand"),
        (b"\x30", 0, "the message ends where a tag and a length should stand"),
        (b"\x30\x80\0\0", 1, "a length of the indefinite form"),
        (b"\x30\x85\0\0\0\0\0", 1, "a length of 5 octets; 4 are the most"),
        (b"\x30\xff", 1, "a length of 127 octets; 4 are the most"),
        (b"\x30\x82\x01", 1, "the message ends inside a length"),
        (b"\x30\x05\0", 1, "a length of 5, but only 1 octets are left"),
        (b"\x31\0", 0, "tag 0x31 where a message (0x30) should stand"),
        (b"\x3f\x30\0", 0, "a tag of several octets, which SNMP does not use"),
        (GET + b"\0", len(GET), "1 octets after the message"),
        (GET[:-1], 1, "a length of 40, but only 39 octets are left"),
        (message(pdu(), version=whole(3)), 2, "version 3 is neither SNMPv1 (0) nor SNMPv2c (1)"),
        (message(pdu(), version=tlv(4, b"1")), 2, "tag 0x04 where the version (0x02) should stand"),
        (message(pdu(), community=tlv(0x24, b"ab")), 5, "tag 0x24 where the community (0x04) should stand"),
        (message(pdu(tag=PduType.TRAP_V1)), 13, "tag 0xa4 is no PDU of SNMPv2c"),
        (message(pdu(tag=PduType.REPORT)), 13, "tag 0xa8 is no PDU of SNMPv2c"),
        (message(pdu(tag=PduType.GETBULK), version=whole(0)), 13, "tag 0xa5 is no PDU of SNMPv1"),
        (message(pdu(tag=PduType.INFORM), version=whole(0)), 13, "tag 0xa6 is no PDU of SNMPv1"),
        (message(pdu(tag=PduType.TRAP_V2), version=whole(0)), 13, "tag 0xa7 is no PDU of SNMPv1"),
        (message(pdu() + b"\x05\0"), 26, "2 octets after the PDU"),
        (message(tlv(0xA0, pdu()[2:], b"\x05\0")), 26, "2 octets after the variable bindings"),
        (message(pdu(request_id=tlv(2))), 17, "a number without octets"),
        (message(pdu(request_id=tlv(2, b"\0\x01"))), 17, "a number with an octet too many in front"),
        (message(pdu(request_id=tlv(2, b"\xff\xff"))), 17, "a number with an octet too many in front"),
        (message(pdu(request_id=tlv(2, b"\x01\0\0\0\0"))), 17, "an INTEGER of more than 32 bits"),
        (message(pdu(status=whole(19))), 18, "error status 19 is none of 0 to 18"),
        (message(pdu(status=whole(-1))), 18, "error status -1 is none of 0 to 18"),
        (message(pdu(status=whole(6)), version=whole(0)), 18, "error status 6 is none of 0 to 5"),
        (message(pdu(index=whole(-1))), 21, "error index -1"),
        (
            message(pdu(tag=PduType.GETBULK, status=whole(-1))),
            18,
            "non-repeaters -1, max-repetitions 0: neither may be negative",
        ),
        (message(pdu(tlv(0x31))), 26, "tag 0x31 where a variable binding (0x30) should stand"),
        (message(pdu(tlv(0x30, tlv(4)))), 28, "tag 0x04 where a name (0x06) should stand"),
        (message(pdu(tlv(0x30, NAME))), 33, "the message ends where a tag and a length should stand"),
        (message(pdu(tlv(0x30, NAME, tlv(5), tlv(5)))), 35, "2 octets after a value"),
        (with_name(b""), 30, "an object identifier without octets"),
        (with_name(b"\x2b\x80\x01"), 31, "a sub-identifier with an octet too many in front"),
        (with_name(b"\x2b\x06\x81"), 32, "the object identifier ends inside a sub-identifier"),
        (with_name(b"\x2b\x90\x80\x80\x80\x00"), 31, "a sub-identifier of more than 32 bits"),
        (with_name(b"\x90\x80\x80\x80\x00"), 30, "a sub-identifier of more than 32 bits"),
        (with_value(tlv(0x01, b"\0")), 35, "tag 0x01 is no type of SNMP"),
        (with_value(tlv(0x24, tlv(4))), 35, "tag 0x24 is no type of SNMP"),
        (with_value(tlv(0x45, b"ab")), 35, "tag 0x45 is no type of SNMP"),
        (with_value(tlv(0x47, b"\x01")), 35, "tag 0x47 is no type of SNMP"),
        (with_value(tlv(5, b"\0")), 35, "tag 0x05 with contents, which it must not have"),
        (with_value(tlv(0x80, b"\0")), 35, "tag 0x80 with contents, which it must not have"),
        (with_value(tlv(0x40, b"abc")), 35, "an IpAddress of 3 octets"),
        (with_value(tlv(0x41)), 35, "a number without octets"),
        (with_value(tlv(0x41, b"\xff\xff\xff\xff")), 35, "a number with an octet too many in front"),
        (with_value(tlv(0x41, b"\x80\0\0\0")), 35, "a negative number in a type without sign"),
        (with_value(tlv(0x42, b"\x01\0\0\0\0")), 35, "4294967296 is more than 4294967295"),
        (with_value(tlv(0x46, b"\x01" + bytes(8))), 35, "18446744073709551616 is more than 18446744073709551615"),
        (with_value(tlv(0x46, b"\x01" + bytes(40))), 35, "a number of more than 64 bits"),
        (with_value(tlv(0x46, b"\x01"), version=0), 33, "tag 0x46 is no type of SNMPv1"),
        (with_value(tlv(0x80), version=0), 33, "tag 0x80 is no type of SNMPv1"),
    ],
)
def test_refused(octets: bytes, offset: int, reason: str) -> None:
    assert decode_message(octets) == Malformed(offset, reason)


@pytest.mark.parametrize(
    ("generic", "address", "uptime", "reason"),
    [
        (whole(7), tlv(0x40, bytes(4)), tlv(0x43, b"\0"), "generic trap 7 is none of 0 to 6"),
        (whole(0), tlv(0x40, bytes(16)), tlv(0x43, b"\0"), "an IpAddress of 16 octets"),
        (whole(0), tlv(0x40, bytes(4)), tlv(0x41, b"\0"), "tag 0x41 where the time stamp (0x43) should stand"),
    ],
)
def test_refused_traps(generic: bytes, address: bytes, uptime: bytes, reason: str) -> None:
    found = decode_message(message(tlv(0xA4, NAME, address, generic, whole(0), uptime, tlv(0x30)), version=whole(0)))
    assert isinstance(found, Malformed)
    assert found.reason == reason


def test_names_have_at_most_128_sub_identifiers() -> None:
    """RFC 2578 section 3.5."""
    longest = (1, 3, *range(126))
    octets = encode_message(Message(1, b"", Pdu(PduType.GET, 1, 0, 0, (Varbind(longest, ber.NULL, None),))))
    assert isinstance(decode_message(octets), Message)
    for last, octets in ((1, b"\x01"), (200, b"\x81\x48")):
        with pytest.raises(EncodeError, match="129 sub-identifiers"):
            encode_varbind(((*longest, last), ber.NULL, None))
        name = ber.element(ber.OID, b"\x2b" + bytes(126) + octets)
        found = decode_message(message_of_any_size(pdu_with(name + b"\x05\0")))
        assert isinstance(found, Malformed)
        assert found.reason == "an object identifier of more than 128 sub-identifiers"


def pdu_with(binding: bytes) -> bytes:
    return whole(1) + whole(0) + whole(0) + ber.element(0x30, ber.element(0x30, binding))


# what is written


@pytest.mark.parametrize(
    "varbind",
    [
        ((1, 3), ber.INTEGER, 1 << 31),
        ((1, 3), ber.INTEGER, -(1 << 31) - 1),
        ((1, 3), ber.INTEGER, b"1"),
        ((1, 3), ber.OCTET_STRING, "text"),
        ((1, 3), ber.OID, b"\x2b"),
        ((1, 3), ber.COUNTER32, -1),
        ((1, 3), ber.GAUGE32, 1 << 32),
        ((1, 3), ber.COUNTER64, 1 << 64),
        ((1, 3), ber.NULL, 0),
        ((1, 3), ber.IP_ADDRESS, b"abc"),
        ((1, 3), 0x01, True),
        ((1,), ber.NULL, None),
        ((3, 1), ber.NULL, None),
        ((1, 40), ber.NULL, None),
        ((1, 3, -1), ber.NULL, None),
        ((1, 3, 1 << 32), ber.NULL, None),
        ((1, 3, 1 << 32, 1), ber.NULL, None),
        ((2, (1 << 32) - 80), ber.NULL, None),
    ],
)
def test_what_a_type_cannot_hold_is_not_written(varbind: tuple[tuple[int, ...], int, object]) -> None:
    with pytest.raises(EncodeError):
        encode_varbind(varbind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        Message(3, b"", Pdu(PduType.GET, 1, 0, 0, ())),
        Message(0, b"", Pdu(PduType.GETBULK, 1, 0, 0, ())),
        Message(1, b"", TrapV1((1, 3), bytes(4), 0, 0, 0, ())),
        Message(0, b"", TrapV1((1, 3), bytes(4), 7, 0, 0, ())),
        Message(0, b"", TrapV1((1, 3), bytes(3), 6, 0, 0, ())),
        Message(0, b"", Pdu(PduType.RESPONSE, 1, ErrorStatus.NO_ACCESS, 1, ())),
        Message(0, b"", Pdu(PduType.RESPONSE, 1, 0, 0, (Varbind((1, 3), ber.COUNTER64, 1),))),
        Message(1, b"", Pdu(PduType.RESPONSE, 1 << 31, 0, 0, ())),
        Message(1, b"", Pdu(PduType.RESPONSE, 1, 19, 0, ())),
        Message(1, b"", Pdu(PduType.RESPONSE, 1, 0, -1, ())),
        Message(1, b"", Pdu(0x30, 1, 0, 0, ())),
    ],
)
def test_messages_that_do_not_exist_are_not_written(wrong: Message) -> None:
    with pytest.raises(EncodeError):
        encode_message(wrong)


def test_a_response_from_bindings_encoded_one_by_one() -> None:
    varbinds = tuple(
        Varbind((*PA_LOG_RECORD, number), ber.OCTET_STRING, bytes(number)) for number in (1, 127, 128, 300)
    )
    response = Message(1, b"private", Pdu(PduType.RESPONSE, -7, ErrorStatus.WRONG_VALUE, 3, varbinds))
    encoded = [encode_varbind(varbind) for varbind in varbinds]
    assert encode_response(1, b"private", -7, ErrorStatus.WRONG_VALUE, 3, encoded) == encode_message(response)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (ErrorStatus.NO_ERROR, ErrorStatus.NO_ERROR),
        (ErrorStatus.TOO_BIG, ErrorStatus.TOO_BIG),
        (ErrorStatus.NO_SUCH_NAME, ErrorStatus.NO_SUCH_NAME),
        (ErrorStatus.BAD_VALUE, ErrorStatus.BAD_VALUE),
        (ErrorStatus.READ_ONLY, ErrorStatus.READ_ONLY),
        (ErrorStatus.GEN_ERR, ErrorStatus.GEN_ERR),
        (ErrorStatus.NO_ACCESS, ErrorStatus.NO_SUCH_NAME),
        (ErrorStatus.WRONG_TYPE, ErrorStatus.BAD_VALUE),
        (ErrorStatus.WRONG_LENGTH, ErrorStatus.BAD_VALUE),
        (ErrorStatus.WRONG_ENCODING, ErrorStatus.BAD_VALUE),
        (ErrorStatus.WRONG_VALUE, ErrorStatus.BAD_VALUE),
        (ErrorStatus.NO_CREATION, ErrorStatus.NO_SUCH_NAME),
        (ErrorStatus.INCONSISTENT_VALUE, ErrorStatus.BAD_VALUE),
        (ErrorStatus.RESOURCE_UNAVAILABLE, ErrorStatus.GEN_ERR),
        (ErrorStatus.COMMIT_FAILED, ErrorStatus.GEN_ERR),
        (ErrorStatus.UNDO_FAILED, ErrorStatus.GEN_ERR),
        (ErrorStatus.AUTHORIZATION_ERROR, ErrorStatus.NO_SUCH_NAME),
        (ErrorStatus.NOT_WRITABLE, ErrorStatus.NO_SUCH_NAME),
        (ErrorStatus.INCONSISTENT_NAME, ErrorStatus.NO_SUCH_NAME),
        (99, ErrorStatus.GEN_ERR),
    ],
)
def test_error_status_for_version_1(status: int, expected: int) -> None:
    """The table of RFC 3584 section 4.4."""
    assert v1_error(status) == expected


# properties

SUBS = st.one_of(st.integers(0, 200), st.integers(0, ber.UINT32_MAX))
OIDS = st.one_of(
    st.tuples(st.integers(0, 1), st.integers(0, 39)),
    st.tuples(st.just(2), st.integers(0, ber.UINT32_MAX - 80)),
).flatmap(lambda front: st.lists(SUBS, max_size=20).map(lambda rest: (*front, *rest)))
VALUES = st.one_of(
    st.tuples(st.just(ber.INTEGER), st.integers(ber.INT32_MIN, ber.INT32_MAX)),
    st.tuples(st.sampled_from((ber.OCTET_STRING, ber.OPAQUE)), st.binary(max_size=300)),
    st.tuples(st.sampled_from((ber.NULL, 0x80, 0x81, 0x82)), st.none()),
    st.tuples(st.just(ber.OID), OIDS),
    st.tuples(st.just(ber.IP_ADDRESS), st.binary(min_size=4, max_size=4)),
    st.tuples(st.sampled_from((ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS)), st.integers(0, ber.UINT32_MAX)),
    st.tuples(st.just(ber.COUNTER64), st.integers(0, ber.UINT64_MAX)),
)
VARBINDS = st.builds(lambda name, value: Varbind(name, *value), OIDS, VALUES)
MESSAGES = st.builds(
    lambda community, kind, request_id, status, index, varbinds: Message(
        1, community, Pdu(kind, request_id, status, index, tuple(varbinds))
    ),
    st.binary(max_size=200),
    st.sampled_from((0xA0, 0xA1, 0xA2, 0xA3, 0xA5, 0xA6, 0xA7)),
    st.integers(ber.INT32_MIN, ber.INT32_MAX),
    st.integers(0, 18),
    st.integers(0, ber.INT32_MAX),
    st.lists(VARBINDS, max_size=6),
)


def check_total(octets: bytes) -> None:
    """Whatever the octets: a message that is written as it was read, or a place and a reason."""
    found = decode_message(octets)
    if isinstance(found, Malformed):
        assert 0 <= found.offset <= len(octets)
        assert found.reason
    else:
        assert decode_message(encode_message(found)) == found


@given(MESSAGES)
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back(original: Message) -> None:
    assert decode_message(encode_message(original)) == original


@given(st.binary(max_size=200))
@settings(max_examples=400, deadline=None)
def test_any_octets_at_all(octets: bytes) -> None:
    check_total(octets)


@given(MESSAGES, st.data())
@settings(max_examples=400, deadline=None)
def test_messages_with_octets_changed_lost_or_added(original: Message, data: st.DataObject) -> None:
    octets = bytearray(encode_message(original))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(octets)))
        kind = data.draw(st.sampled_from(("change", "lose", "add")))
        if kind == "add":
            octets[at:at] = data.draw(st.binary(min_size=1, max_size=5))
        elif at < len(octets):
            octets[at : at + 1] = b"" if kind == "lose" else bytes((data.draw(st.integers(0, 255)),))
    check_total(bytes(octets))


@given(MESSAGES)
@settings(max_examples=40, deadline=None)
def test_messages_cut_off_anywhere(original: Message) -> None:
    octets = encode_message(original)
    for end in range(len(octets)):
        assert isinstance(decode_message(octets[:end]), Malformed)


@given(OIDS)
@settings(max_examples=300, deadline=None)
def test_caches_change_nothing(name: tuple[int, ...]) -> None:
    first = oid.encode_oid(name)
    assert oid.encode_oid(name) == first
    contents = decode_contents(first)
    assert oid.decode_oid(contents, 0) == oid.decode_oid(contents, 0) == name


def decode_contents(element: bytes) -> bytes:
    _, start, stop = ber.read_header(element, 0, len(element))
    return element[start:stop]


def test_caches_are_bounded() -> None:
    """A flood of strange names costs time, not memory."""
    for number in range(3 * oid.CACHE_SIZE):
        for name in ((1, 3, number, 1), (1, 3, number, 1000), (1, 3, 6, number)):
            assert oid.decode_oid(decode_contents(oid.encode_oid(name)), 0) == name
    for cache in (oid._decoded_whole, oid._decoded_front, oid._encoded_whole, oid._encoded_front):
        assert len(cache) <= oid.CACHE_SIZE


def test_a_datagram_full_of_the_smallest_bindings_takes_no_time() -> None:
    """64 kB of bindings, and of nested headers, are read once each, not again and again."""
    bindings = b"\x30\x05\x06\x01\x00\x05\x00" * 9300
    found = decode_message(message_of_any_size(whole(1) + whole(0) + whole(0) + ber.element(0x30, bindings)))
    assert isinstance(found, Message)
    assert len(found.pdu.varbinds) == 9300
    assert isinstance(decode_message(b"\x30\x82\xff\xff" * 16000), Malformed)
