"""HTTP around IPP: chunks, 100-continue, kept connections, pages, passwords, TLS, and octets that are none of it."""

from __future__ import annotations

import asyncio
import base64
import ssl
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.ipp import Message, attribute, parse_message
from core.wire.ipp_words import Operation, Status, Tag
from emulator.network.memory import MemoryTransport
from emulator.protocols.ipp.door import IppDoor
from emulator.protocols.ipp.session import IppSession

HERE, THERE = ("127.20.0.1", 631), ("10.0.0.7", 40_001)
HEAD = b"POST /ipp/print HTTP/1.1\r\nHost: printer\r\nContent-Type: application/ipp\r\n"


class Line:
    """One connection to a printer, in memory."""

    def __init__(self, printer: Any, make: Any = IppDoor, **limits: Any) -> None:
        self.session = make(printer, "10.0.0.7:40001", **limits)
        self.wire = MemoryTransport(self.session, HERE, THERE)
        self.wire.open()

    def send(self, *octets: bytes) -> bytes:
        """Send, and take what came back."""
        for each in octets:
            self.wire.feed(each)
        return self.take()

    def take(self) -> bytes:
        back = bytes(self.wire.received)
        self.wire.received.clear()
        return back


@pytest.fixture
def line(printer):
    async def opened():
        return Line(printer)

    return asyncio.run(opened())


def post(body: bytes, more: bytes = b"") -> bytes:
    return HEAD + more + b"Content-Length: %d\r\n\r\n" % len(body) + body


def message(back: bytes) -> Message:
    head, _, body = back.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    assert b"application/ipp" in head
    read = parse_message(body)
    assert isinstance(read, tuple), read
    return read[0]


@pytest.mark.parametrize("step", [1, 50, 10_000])
def test_a_job_in_pieces(printer, line, workshop, build_request, step) -> None:
    """EMU-06: the document may come in any pieces, and the connection stays for the next request."""
    octets = post(build_request(Operation.PRINT_JOB, document=workshop.stream("3 mono A4")))
    back = line.send(*[octets[at : at + step] for at in range(0, len(octets), step)])
    assert message(back).code == Status.OK
    assert len(workshop.events(printer, "arrived")) == 1
    again = line.send(post(build_request(Operation.GET_JOBS)))
    assert message(again).code == Status.OK


def test_chunks_and_100_continue(printer, line, workshop, build_request) -> None:
    """EMU-06: as CUPS sends documents whose size it does not know."""
    body = build_request(Operation.PRINT_JOB, document=workshop.stream("3 mono A4"))
    first = line.send(HEAD + b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 100")
    chunks = [b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:200], body[200:])]
    assert message(line.send(*chunks, b"0\r\n\r\n")).code == Status.OK
    assert len(workshop.events(printer, "arrived")) == 1


def test_requests_one_behind_the_other(line, build_request) -> None:
    octets = post(build_request(Operation.GET_JOBS))
    assert line.send(octets + octets).count(b"HTTP/1.1 200") == 2


def test_a_client_that_does_not_read_is_not_read_from(line, build_request) -> None:
    """EMU-06: answers to who never reads do not pile up."""
    octets = post(build_request(Operation.GET_JOBS))
    line.session.data_received(octets[:1])
    line.session.pause_writing()
    line.session.data_received(octets[1:] + octets * 9)
    assert line.take() == b""
    line.session.resume_writing()
    assert line.take().count(b"HTTP/1.1 200") == 10


def test_a_document_larger_than_memory(printer, workshop, build_request) -> None:
    """LOG-04: the job is there, and it is refused."""

    async def opened() -> Line:
        return Line(printer, IppSession, max_octets=100_000)

    line = asyncio.run(opened())
    document = workshop.stream("3 mono A4") + bytes(200_000)
    assert message(line.send(post(build_request(Operation.PRINT_JOB, document=document)))).code == Status.OK
    workshop.wait(60)
    (record,) = workshop.records(printer)
    assert (record.status, record.detail, record.account_id) == ("aborted", "memory overflow", 1001)


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: p\r\n\r\n", 200),
        (b"GET /icon.png HTTP/1.1\r\nHost: p\r\n\r\n", 200),
        (b"HEAD /icon.png HTTP/1.1\r\nHost: p\r\n\r\n", 200),
        (b"GET /etc/passwd HTTP/1.1\r\nHost: p\r\n\r\n", 404),
        (b"PUT / HTTP/1.1\r\nHost: p\r\n\r\n", 501),
        (b"POST /elsewhere HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n", 404),
        (b"POST /ipp/print HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n", 415),
        (b"nonsense\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: p\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    ],
)
def test_other_requests(line, octets, status) -> None:
    async def talk() -> bytes:
        return line.send(octets)

    back = asyncio.run(talk())
    assert back.startswith(b"HTTP/1.1 %d" % status)
    assert line.wire.is_closing() is (status == 400)
    if b"icon" in octets:
        assert (b"\x89PNG" in back) is octets.startswith(b"GET")


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=300), st.binary(max_size=60))
def test_any_octets(octets: bytes, body: bytes) -> None:
    """EMU-06: nothing that a client sends becomes an exception."""
    from emulator.models import load_model
    from emulator.printer import Printer
    from harness.worlds.calendar import SteppedCalendar
    from harness.worlds.chance import SeededChance

    async def talk() -> None:
        printer = Printer(
            "p", load_model("mono-a4"), HERE[0], "S", calendar=SteppedCalendar(10**15), chance=SeededChance(1)
        )
        Line(printer).send(octets)
        answered = Line(printer).send(post(body))
        assert answered.startswith(b"HTTP/1.1 200")

    asyncio.run(talk())


def test_the_administrator_must_log_in(workshop, build_request) -> None:
    """PRN-08: a printer with a password lets nobody else pause it; a wrong password is no password."""

    async def opened() -> Line:
        return Line(workshop.printer(admin_password="secret"))

    line = asyncio.run(opened())
    pause = build_request(Operation.PAUSE_PRINTER)
    refused = line.send(post(pause))
    assert refused.startswith(b"HTTP/1.1 401")
    assert b"Basic realm" in refused
    for said, code in ((b"root:wrong", b"401"), (b"root:secret", b"200")):
        how = b"Authorization: Basic " + base64.b64encode(said) + b"\r\n"
        assert line.send(post(pause, how)).startswith(b"HTTP/1.1 " + code)
    assert line.send(post(pause, b"Authorization: Digest x\r\n")).startswith(b"HTTP/1.1 401")
    assert line.send(post(pause, b"Authorization: Basic !\r\n")).startswith(b"HTTP/1.1 401")


def test_a_printer_that_was_switched_off_and_on_does_not_know_the_connection(printer, line, build_request) -> None:
    """EMU-09"""
    octets = post(build_request(Operation.GET_JOBS))
    line.send(octets[:20])
    printer.power_cycle()

    async def rest() -> bytes:
        return line.send(octets[20:])

    assert asyncio.run(rest()) == b""
    assert line.wire.is_closing()


def test_tls(printer, build_request) -> None:
    """EMU-06: who begins with a ClientHello gets TLS, with a certificate that the printer signed itself."""

    async def talk() -> None:
        line = Line(printer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        back, out = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(back, out)
        for _ in range(3):
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                back.write(line.send(out.read()))
        back.write(line.send(out.read()))
        tls.write(post(build_request(Operation.GET_PRINTER_ATTRIBUTES)))
        back.write(line.send(out.read()))
        plain = b""
        while b"\r\n\r\n" not in plain or len(plain) < 3000:
            plain += tls.read(65_536)
        group = message(plain).group(Tag.PRINTER)
        assert group is not None
        assert group.get("printer-uri-supported") == attribute(
            "printer-uri-supported", Tag.URI, "ipp://127.20.0.1/ipp/print", "ipps://127.20.0.1/ipp/print"
        )
        assert group.get("printer-more-info") == attribute("printer-more-info", Tag.URI, "https://127.20.0.1:631/")
        line.wire.close()
        await asyncio.sleep(0)

    asyncio.run(talk())


def test_what_begins_like_tls_and_is_none(printer) -> None:
    async def talk() -> None:
        line = Line(printer)
        line.send(b"\x16\x03\x01\x00\x05hello")
        assert line.wire.is_closing()
        await asyncio.sleep(0)

    asyncio.run(talk())
