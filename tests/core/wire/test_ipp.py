"""IPP messages in and out: what is read, what is refused and where, what is written (RFC 8010)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.ber import EncodeError
from core.wire.ipp import (
    MAX_ATTRIBUTES,
    MAX_DEPTH,
    Attribute,
    BadMessage,
    Group,
    Message,
    Value,
    attribute,
    encode_message,
    parse_message,
)
from core.wire.ipp_values import Localised, Range, Resolution
from core.wire.ipp_words import Operation, Tag

PRINT_JOB = (
    b"\1\1\0\2\0\0\0\1"  # version 1.1, Print-Job, request 1
    b"\1"
    b"\x47\0\x12attributes-charset\0\5utf-8"
    b"\x48\0\x1battributes-natural-language\0\5en-us"
    b"\x45\0\x0bprinter-uri\0\x2cipp://printer.example.com/ipp/print/pinetree"
    b"\x42\0\x08job-name\0\6foobar"
    b"\x22\0\x16ipp-attribute-fidelity\0\1\1"
    b"\2"
    b"\x21\0\6copies\0\4\0\0\0\x14"
    b"\x44\0\5sides\0\x13two-sided-long-edge"
    b"\3"
)
"""The first example of RFC 8010, appendix A.1."""

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
TEXTS = st.text(max_size=40).filter(lambda text: "\ud800" not in text)
INTS = st.integers(-(2**31), 2**31 - 1)
SIMPLE = st.one_of(
    st.sampled_from([Tag.INTEGER, Tag.ENUM]).flatmap(lambda tag: st.builds(Value, st.just(int(tag)), INTS)),
    st.builds(Value, st.just(int(Tag.BOOLEAN)), st.booleans()),
    st.builds(Value, st.sampled_from([Tag.TEXT, Tag.NAME, Tag.KEYWORD, Tag.URI, Tag.MIME_TYPE]).map(int), TEXTS),
    st.builds(
        Value,
        st.sampled_from([Tag.TEXT_WITH_LANGUAGE, Tag.NAME_WITH_LANGUAGE]).map(int),
        st.builds(Localised, TEXTS, TEXTS),
    ),
    st.builds(Value, st.just(int(Tag.RESOLUTION)), st.builds(Resolution, INTS, INTS, st.sampled_from([3, 4]))),
    st.builds(Value, st.just(int(Tag.RANGE)), st.builds(Range, INTS, INTS)),
    st.builds(Value, st.sampled_from([int(Tag.OCTET_STRING), 0x3F]), st.binary(max_size=40)),
    st.builds(Value, st.just(int(Tag.DATE_TIME)), st.binary(min_size=11, max_size=11)),
    st.builds(Value, st.sampled_from([Tag.NO_VALUE, Tag.UNKNOWN, Tag.UNSUPPORTED]).map(int), st.none()),
)


def attributes_of(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Attribute]:
    return st.builds(Attribute, NAMES, st.lists(values, min_size=1, max_size=3).map(tuple))


VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.builds(Value, st.just(int(Tag.COLLECTION)), st.lists(attributes_of(inner), max_size=3).map(tuple)),
    max_leaves=6,
)
GROUPS = st.builds(Group, st.integers(1, 2) | st.integers(4, 9), st.lists(attributes_of(VALUES), max_size=4).map(tuple))
MESSAGES = st.builds(
    Message,
    st.tuples(st.integers(0, 255), st.integers(0, 255)),
    st.integers(0, 0xFFFF),
    INTS,
    st.lists(GROUPS, max_size=3).map(tuple),
)


@settings(deadline=None)
@given(MESSAGES, st.binary(max_size=20))
def test_what_is_written_is_read_back(message: Message, document: bytes) -> None:
    """EMU-06: every syntax, collections inside each other, and the document behind it."""
    octets = encode_message(message)
    assert parse_message(octets + document) == (message, len(octets))


@settings(deadline=None)
@given(MESSAGES, st.data())
def test_every_message_that_is_cut_off_is_refused(message: Message, data: st.DataObject) -> None:
    octets = encode_message(message)
    end = data.draw(st.integers(0, len(octets) - 1))
    refused = parse_message(octets[:end])
    assert isinstance(refused, BadMessage)
    assert refused.offset <= end


@settings(deadline=None)
@given(MESSAGES.map(encode_message), st.data())
def test_octets_that_are_changed_never_raise(octets: bytes, data: st.DataObject) -> None:
    changed = bytearray(octets)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    read = parse_message(bytes(changed))
    if not isinstance(read, BadMessage):
        assert encode_message(read[0])[:8] == bytes(changed[:8])


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_octets_are_read_or_refused(octets: bytes) -> None:
    read = parse_message(octets)
    assert isinstance(read, BadMessage) or read[1] <= len(octets)


def test_the_example_of_the_standard() -> None:
    """EMU-06: RFC 8010, appendix A.1."""
    read = parse_message(PRINT_JOB + b"%!PS")
    assert not isinstance(read, BadMessage)
    message, at = read
    assert (message.version, message.code, message.request_id) == ((1, 1), Operation.PRINT_JOB, 1)
    operation, job = message.groups
    assert [each.name for each in operation.attributes] == [
        "attributes-charset",
        "attributes-natural-language",
        "printer-uri",
        "job-name",
        "ipp-attribute-fidelity",
    ]
    assert job.get("copies") == attribute("copies", Tag.INTEGER, 20)
    assert job.get("sides") == attribute("sides", Tag.KEYWORD, "two-sided-long-edge")
    assert job.get("media") is None
    assert message.group(Tag.PRINTER) is None
    assert (PRINT_JOB + b"%!PS")[at:] == b"%!PS"


HEAD = bytes.fromhex("0200000b00000007")


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b"\2\0", "shorter"),
        (HEAD, "no end"),
        (HEAD + b"\x21\0\1a\0\4\0\0\0\1\3", "outside any group"),
        (HEAD + b"\1\x21\0\0\0\4\0\0\0\1\3", "of no attribute"),
        (HEAD + b"\1\x21\0\1a\0\3\0\0\1\3", "no value of tag 0x21"),
        (HEAD + b"\1\x22\0\1a\0\1\2\3", "no value of tag 0x22"),
        (HEAD + b"\1\x31\0\1a\0\1\2\3", "no value of tag 0x31"),
        (HEAD + b"\1\x44\0\1a\0\1\xff\3", "no value of tag 0x44"),
        (HEAD + b"\1\x35\0\1a\0\4\0\1\0\0\3", "no value of tag 0x35"),
        (HEAD + b"\1\x35\0\1a\0\4\0\0\0\1\3", "no value of tag 0x35"),
        (HEAD + b"\1\x44\0\1\xe9\0\0\3", "no ASCII"),
        (HEAD + b"\1\x4a\0\1a\0\1b\3", "no place here"),
        (HEAD + b"\1\x44\xff\xff", "not there"),
        (HEAD + b"\1\x34\0\1a\0\0\x4a\0\0\0\1b\x37\0\0\0\0\3", "ends in the middle"),
        (HEAD + b"\1\x34\0\1a\0\0\x4a\0\0\0\1b\x4a\0\0\0\1c", "without a value"),
        (HEAD + b"\1\x34\0\1a\0\0\x21\0\0\0\4\0\0\0\1\x37\0\0\0\0\3", "of no member"),
        (HEAD + b"\1\x34\0\1a\0\0\x4a\0\1x\0\1b", "name of its own"),
        (HEAD + b"\1\x34\0\1a\0\0" + b"\x4a\0\0\0\1b\x34\0\0\0\0" * MAX_DEPTH, "inside each other"),
        (HEAD + b"\1\x44\0\1a\0\0" + b"\x44\0\0\0\0" * MAX_ATTRIBUTES + b"\3", "more than"),
    ],
)
def test_what_is_no_message(octets: bytes, reason: str) -> None:
    """The head is told where it could be read, so that the refusal can name the request."""
    refused = parse_message(octets)
    assert isinstance(refused, BadMessage)
    assert reason in refused.reason
    assert refused.request_id == (7 if len(octets) >= 8 else 0)


@pytest.mark.parametrize(
    "wrong",
    [
        attribute("a", Tag.INTEGER, 2**31),
        attribute("a", Tag.INTEGER, "1"),
        attribute("a", Tag.RANGE, 1),
        attribute("a", Tag.NAME_WITH_LANGUAGE, "x"),
        attribute("a", Tag.OCTET_STRING, 7),
        attribute("a", Tag.KEYWORD, None),
        attribute("a", Tag.KEYWORD, "x" * 40_000),
        attribute("a", Tag.KEYWORD),
        attribute("é", Tag.KEYWORD, "x"),
    ],
)
def test_what_cannot_be_written(wrong: Attribute) -> None:
    with pytest.raises(EncodeError):
        encode_message(Message((2, 0), 0, 1, (Group(Tag.JOB, (wrong,)),)))
