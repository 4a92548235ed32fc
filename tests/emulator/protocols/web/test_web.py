"""The printer's web page: what it shows, who may do what, and octets that are no request (EMU-14)."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire.pages import PageRun, build_pages
from emulator.network.memory import MemoryTransport
from emulator.parts.intake import NOTHING_SAID
from emulator.protocols.web.session import WebSession

HERE, THERE = ("127.20.0.1", 80), ("10.0.0.7", 40_001)
KNOWN = b"Authorization: Basic " + base64.b64encode(b"admin:aaaaaa") + b"\r\n"
VOID = {"meta", "input"}
T = TypeVar("T")


@pytest.fixture
def printer(workshop: Any) -> Any:
    return workshop.printer()


class Line:
    """One connection of a browser, in memory."""

    def __init__(self, printer: Any) -> None:
        self.wire = MemoryTransport(WebSession(printer, "10.0.0.7:40001"), HERE, THERE)
        self.wire.open()

    def send(self, octets: bytes) -> bytes:
        self.wire.feed(octets)
        back = bytes(self.wire.received)
        self.wire.received.clear()
        return back

    def get(self, path: str, more: bytes = b"") -> tuple[int, str]:
        return split(self.send(b"GET %s HTTP/1.1\r\nHost: printer\r\n%s\r\n" % (path.encode(), more)))

    def post(self, form: str, more: bytes = KNOWN) -> tuple[int, str]:
        head = b"POST /admin HTTP/1.1\r\nHost: printer\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        return split(self.send(head + more + b"Content-Length: %d\r\n\r\n%s" % (len(form), form.encode())))


def split(back: bytes) -> tuple[int, str]:
    head, _, body = back.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), body.decode()


def on_loop(work: Callable[[], T]) -> T:
    async def done() -> T:
        result = work()
        await asyncio.sleep(0)  # connections that were closed tell so in the loop's next turn
        await asyncio.sleep(0)
        return result

    return asyncio.run(done())


class Balance(HTMLParser):
    """Whether every element that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data + " "


def read(page: str) -> str:
    """The text of a page that is well formed."""
    parser = Balance()
    parser.feed(page)
    assert parser.open == []
    return parser.text


def test_the_status_page_tells_what_is_so(printer: Any) -> None:
    """EMU-08, EMU-14: state, paper, supplies and counters as the machine has them."""
    printer.caretaker = False
    printer.paper.load("tray 1", 7)
    printer.supplies.put("black", 420)
    printer.conditions.raise_("cover open", "front cover")
    status, page = on_loop(lambda: Line(printer).get("/"))
    text = read(page)
    assert status == 200
    assert "Close front cover" in text
    assert f"7 of {printer.paper.capacity('tray 1')} sheets, A4 plain" in text
    assert "42 %" in text
    assert printer.serial in text


def test_jobs_are_listed_and_their_words_are_no_markup(printer: Any, workshop: Any) -> None:
    """EMU-14: what a client wrote into its job is text."""
    stream = build_pages([PageRun(2, "mono", "A4", "plain")])
    document = "<script>alert(1)</script> & more \ud800"
    printer.submit(stream, "10.0.0.7:40001", said=NOTHING_SAID._replace(document=document, user="Sato"))
    status, page = on_loop(lambda: Line(printer).get("/jobs"))
    assert status == 200
    assert "<script" not in page
    assert document.replace("\ud800", "?") in read(page)
    assert "Sato" in page


def test_only_the_administrator_gets_in(printer: Any) -> None:
    """EMU-14."""
    wrong = b"Authorization: Basic " + base64.b64encode(b"admin:bbbbbb") + b"\r\n"
    assert on_loop(lambda: Line(printer).get("/admin"))[0] == 401
    assert on_loop(lambda: Line(printer).get("/admin", wrong))[0] == 401
    assert on_loop(lambda: Line(printer).get("/admin", b"Authorization: Basic ***\r\n"))[0] == 401
    assert on_loop(lambda: Line(printer).post("do=offline", b""))[0] == 401
    assert printer.offline is None
    assert on_loop(lambda: Line(printer).get("/admin", KNOWN))[0] == 200
    back = on_loop(lambda: Line(printer).send(b"GET /admin HTTP/1.1\r\nHost: printer\r\n\r\n"))
    assert b'WWW-Authenticate: Basic realm="printer"' in back


def test_what_the_administrator_does_happens(printer: Any) -> None:
    """EMU-14: off-line and on again, jobs cancelled and released, all on one connection."""
    stream = build_pages([PageRun(50, "mono", "A4", "plain")])
    printer.submit(stream, "10.0.0.7:40001")
    printer.submit(stream, "10.0.0.7:40001")
    printer.hold(2, "77")

    def talk() -> list[str]:
        line = Line(printer)
        forms = ("do=offline", "do=online", "do=cancel&job=1", "do=cancel&job=1", "do=release&job=2&code=1")
        more = ("do=release&job=2&code=77", "do=cancel&job=9", "do=cancel&job=x", "do=nothing", "")
        return [read(line.post(form)[1]) for form in (*forms, *more)]

    said = on_loop(talk)
    words = (
        *("is off-line", "is on-line", "Job 1 is cancelled", "over already", "not held, or under another code"),
        *("Job 2 is released", "has had no job 9", "no such job", "Nothing was done", "Nothing was done"),
    )
    for text, word in zip(said, words, strict=True):
        assert word in text


def test_it_restarts_once_the_answer_is_out(printer: Any) -> None:
    """EMU-14: the browser gets its page before the printer is gone."""
    status, page = on_loop(lambda: Line(printer).post("do=restart"))
    assert (status, printer.boots) == (202, 2)
    assert "The printer restarts." in page


def test_a_page_of_another_site_cannot_act(printer: Any) -> None:
    """EMU-14: a browser adds the password by itself; the form must come from the printer's own page."""
    assert on_loop(lambda: Line(printer).post("do=offline", KNOWN + b"Origin: http://elsewhere.example\r\n"))[0] == 403
    assert printer.offline is None
    assert on_loop(lambda: Line(printer).post("do=offline", KNOWN + b"Origin: http://printer\r\n"))[0] == 200
    assert printer.offline is not None


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /nothing HTTP/1.1\r\nHost: p\r\n\r\n", 404),
        (b"POST / HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n", 405),
        (b"DELETE /admin HTTP/1.1\r\nHost: p\r\n" + KNOWN + b"\r\n", 405),
        (b"POST /admin HTTP/1.1\r\nHost: p\r\n" + KNOWN + b"Content-Length: 2\r\n\r\n{}", 415),
        (b"POST /admin HTTP/1.1\r\nHost: p\r\n" + KNOWN + b"Content-Length: 99999\r\n\r\n" + 99_999 * b"x", 413),
        (b"\x16\x03\x01 this is no HTTP\r\n\r\n", 400),
        (b"GET / HTTP/1.0\r\n\r\n", 200),
    ],
)
def test_requests_of_every_kind(printer: Any, request_: bytes, status: int) -> None:
    assert split(on_loop(lambda: Line(printer).send(request_)))[0] == status


def test_head_has_no_body(printer: Any) -> None:
    back = on_loop(lambda: Line(printer).send(b"HEAD / HTTP/1.1\r\nHost: p\r\n\r\n"))
    assert back.startswith(b"HTTP/1.1 200")
    assert back.endswith(b"\r\n\r\n")


@given(octets=st.binary(max_size=300), cut=st.integers(0, 300))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_octets_are_answered_or_ignored(printer: Any, octets: bytes, cut: int) -> None:
    """A fault of the client's is no fault of ours; the printer goes on."""

    def talk() -> None:
        line = Line(printer)
        line.send(octets[:cut])
        line.send(octets[cut:])
        line.send(b"GET / HTTP/1.1\r\n" + octets + b"\r\n\r\n")

    on_loop(talk)
    assert printer.is_on
