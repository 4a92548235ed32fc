"""The client without a driver says in attributes what a driver says in PJL (CLT-09, EMU-06)."""

from __future__ import annotations

from typing import Any

import pytest

from core.wire.ipp import parse_message
from core.wire.ipp_words import Tag
from core.wire.setup import Setup
from emulator.parts.intake import NOTHING_SAID
from emulator.protocols.ipp.request import Client, Request
from emulator.protocols.ipp.template import read_template
from harness.clients.ipp import print_request

ASKED = Client("a:1", "127.20.0.1", 631, secure=False, known=False, administrator=True)


def job(**said: Any) -> Any:
    return NOTHING_SAID._replace(pages=b"%PRESSPAGES 1\n", **said)


def request_of(octets: bytes) -> Request:
    head, _, body = octets.partition(b"\r\n\r\n")
    assert b"\r\nContent-Length: %d\r\n" % len(body) in head + b"\r\n"
    read = parse_message(body)
    assert isinstance(read, tuple)
    return Request(read[0], body[read[1] :], ASKED, overflow=False)


@pytest.mark.parametrize(
    "said",
    [
        {"user": "sato", "login": "sato"},
        {"user": "Sato Yuki", "login": "sato", "account_id": 1001, "document": "報告.pdf", "host": "pc-7"},
        {"copies": 3, "duplex": True, "colour": False},
        {"setup": Setup("tray 2", "1200x600", 4, 2)},
        {"setup": Setup("multi-purpose tray", "2400x600", 16, 1)},
        {"setup": Setup("multi-purpose feeder", "300")},
    ],
)
def test_a_printer_understands_it(workshop_model, said) -> None:
    """CLT-09: every wish and every name comes out as it was put in."""
    request = request_of(print_request(job(**said), "127.20.0.1"))
    wanted, _, refused = read_template(request, workshop_model)
    assert refused == []
    assert wanted.said == NOTHING_SAID._replace(**said)
    assert request.document == b"%PRESSPAGES 1\n"


@pytest.fixture
def workshop_model() -> Any:
    from emulator.models import load_model

    return load_model("colour-a3")


def test_who_says_nothing_sends_no_attributes() -> None:
    request = request_of(print_request(job(), "127.20.0.1"))
    assert request.attributes(Tag.JOB) == ()
    assert not request.has("requesting-user-name")
