"""Checks that hold for all operations (RFC 8011, section 4.1), and octets that are no request."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire.ipp import Group, Message, attribute, encode_message, parse_message
from core.wire.ipp_words import Operation, Status, Tag
from emulator.protocols.ipp.operations import OPERATIONS
from emulator.protocols.ipp.service import answer

CHARSET = attribute("attributes-charset", Tag.CHARSET, "utf-8")
LATIN = attribute("attributes-charset", Tag.CHARSET, "iso-8859-1")
LANGUAGE = attribute("attributes-natural-language", Tag.LANGUAGE, "en")
URI = attribute("printer-uri", Tag.URI, "ipp://127.20.0.1/ipp/print")
GOOD = (CHARSET, LANGUAGE, URI)
GET = Operation.GET_PRINTER_ATTRIBUTES


def asked(client, version, code, request_id, *groups):
    octets = encode_message(Message(version, code, request_id, tuple(Group(tag, found) for tag, found in groups)))
    read = parse_message(answer(client.printer, client.client, octets))
    assert isinstance(read, tuple)
    return read[0]


@pytest.mark.parametrize(
    ("version", "code", "request_id", "groups", "status"),
    [
        ((2, 0), GET, 1, [(Tag.OPERATION, GOOD)], Status.OK),
        ((1, 0), GET, 1, [(Tag.OPERATION, GOOD)], Status.OK),
        ((0, 0), GET, 1, [(Tag.OPERATION, GOOD)], Status.VERSION_NOT_SUPPORTED),
        ((3, 0), GET, 1, [(Tag.OPERATION, GOOD)], Status.VERSION_NOT_SUPPORTED),
        ((2, 0), GET, 0, [(Tag.OPERATION, GOOD)], Status.BAD_REQUEST),
        ((2, 0), GET, -1, [(Tag.OPERATION, GOOD)], Status.BAD_REQUEST),
        ((2, 0), GET, 1, [], Status.BAD_REQUEST),
        ((2, 0), GET, 1, [(Tag.JOB, GOOD)], Status.BAD_REQUEST),
        ((2, 0), GET, 1, [(Tag.OPERATION, (LANGUAGE, CHARSET, URI))], Status.BAD_REQUEST),
        ((2, 0), GET, 1, [(Tag.OPERATION, (CHARSET, LANGUAGE))], Status.BAD_REQUEST),
        ((2, 0), GET, 1, [(Tag.OPERATION, (*GOOD, URI))], Status.BAD_REQUEST),
        ((2, 0), GET, 1, [(Tag.OPERATION, (LATIN, LANGUAGE, URI))], Status.CHARSET_NOT_SUPPORTED),
        ((2, 0), 0x4001, 1, [(Tag.OPERATION, GOOD)], Status.OPERATION_NOT_SUPPORTED),
    ],
)
def test_the_frame_of_a_request(client, version, code, request_id, groups, status):
    """EMU-06: what is wrong is said with the request's own number, in a version the client can read."""
    response = asked(client, version, code, request_id, *groups)
    assert (response.code, response.request_id) == (status, request_id)
    assert response.version == (
        version if status != Status.VERSION_NOT_SUPPORTED else (1, 1) if version < (2,) else (2, 0)
    )


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_an_operation_without_its_words(client, operation):
    """Every operation answers a request that has nothing but the frame; none becomes an exception."""
    client.printer._calendar = Appointments()
    response = asked(client, (2, 0), operation, 5, (Tag.OPERATION, GOOD))
    assert response.request_id == 5
    assert response.code in set(Status)


JUNK = st.sampled_from(["job-id", "job-name", "requested-attributes", "limit", "which-jobs", "my-jobs", "compression",
                        "copies", "media-col", "sides", "page-ranges", "notify-events", "last-document", "overrides",
                        "job-priority", "printer-resolution", "finishings", "number-up", "job-account-id"])  # fmt: skip
VALUES = st.one_of(
    st.builds(lambda name, value: attribute(name, Tag.INTEGER, value), JUNK, st.integers(-3, 9)),
    st.builds(lambda name, value: attribute(name, Tag.KEYWORD, value), JUNK, st.text(max_size=5)),
    st.builds(lambda name: attribute(name, Tag.COLLECTION, (LANGUAGE, CHARSET)), JUNK),
    st.builds(lambda name: attribute(name, Tag.NO_VALUE, None), JUNK),
    st.builds(lambda name, value: attribute(name, Tag.BOOLEAN, value), JUNK, st.booleans()),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(OPERATIONS)),
    st.lists(VALUES, max_size=4, unique_by=lambda each: each.name),
    st.lists(VALUES, max_size=4, unique_by=lambda each: each.name),
    st.sampled_from([Tag.JOB, Tag.PRINTER, Tag.SUBSCRIPTION, Tag.DOCUMENT]),
)
def test_wrong_types_are_refused(workshop, operation, words, more, tag):
    """EMU-06: attributes of the wrong syntax become a refusal, never an exception."""
    from emulator.protocols.ipp.request import Client

    octets = encode_message(
        Message((2, 0), operation, 5, (Group(Tag.OPERATION, (*GOOD, *words)), Group(tag, tuple(more))))
    )
    with_clock = workshop.printer(admin_password="")
    with_clock._calendar = Appointments()
    given_back = answer(with_clock, Client("a:1", "127.20.0.1", 631, False, False, True), octets + b"no document")
    assert given_back is not None
    assert isinstance(parse_message(given_back), tuple)


class Appointments:
    """A calendar that takes appointments and never keeps them."""

    def now_us(self):
        return 10**15

    def at(self, *_):
        return self

    def cancel(self):
        pass


@given(st.binary(max_size=60))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_octets_that_are_no_message(client, octets):
    read = parse_message(answer(client.printer, client.client, octets))
    assert isinstance(read, tuple)
    assert read[0].code in (Status.BAD_REQUEST, Status.VERSION_NOT_SUPPORTED)
