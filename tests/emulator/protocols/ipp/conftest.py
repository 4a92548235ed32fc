"""An IPP client of one printer: operations asked in Python, octets in and octets out, with or without HTTP around."""

from __future__ import annotations

from typing import Any

import pytest

from core.wire.ipp import Attribute, BadMessage, Group, Message, attribute, encode_message, parse_message
from core.wire.ipp_words import Operation, Status, Tag
from emulator.printer import Printer
from emulator.protocols.ipp.request import Client
from emulator.protocols.ipp.service import answer

CHARSET = attribute("attributes-charset", Tag.CHARSET, "utf-8")
LANGUAGE = attribute("attributes-natural-language", Tag.LANGUAGE, "en")
URI = attribute("printer-uri", Tag.URI, "ipp://127.20.0.1/ipp/print")


def build(
    operation: Operation,
    *attributes: Attribute,
    user: str = "sato",
    job: tuple[Attribute, ...] = (),
    groups: tuple[Group, ...] = (),
    document: bytes = b"",
) -> bytes:
    """A request as clients send it."""
    name = attribute("requesting-user-name", Tag.NAME, user)
    found = [Group(Tag.OPERATION, (CHARSET, LANGUAGE, URI, name, *attributes))]
    if job:
        found.append(Group(Tag.JOB, job))
    return encode_message(Message((2, 0), operation, 7, (*found, *groups))) + document


class Response:
    """A response as tests look at it."""

    def __init__(self, octets: bytes) -> None:
        read = parse_message(octets)
        assert not isinstance(read, BadMessage), read
        self.message, end = read
        assert end == len(octets)
        assert [each.name for each in self.message.groups[0].attributes[:2]] == [CHARSET.name, LANGUAGE.name]

    @property
    def status(self) -> int:
        return self.message.code

    def all(self, name: str, tag: int | None = None) -> list[Any]:
        """The values of an attribute in each group that has it; one value stands for itself."""
        found = []
        for group in self.message.groups:
            each = group.get(name)
            if each is not None and (tag is None or group.tag == tag):
                values = [value.value for value in each.values]
                found.append(values[0] if len(values) == 1 else values)
        return found

    def one(self, name: str) -> Any:
        (found,) = self.all(name)
        return found

    def names(self, tag: int) -> set[str]:
        group = self.message.group(tag)
        return {each.name for each in group.attributes} if group is not None else set()


class IppClient:
    """Asks one printer."""

    def __init__(self, printer: Printer, *, known: bool = False) -> None:
        self.printer = printer
        self.client = Client("10.0.0.7:40001", "127.20.0.1", 631, False, known, known or not printer.asks_password)

    def ask(self, operation: Operation, *attributes: Attribute, **parts: Any) -> Response:
        octets = answer(self.printer, self.client, build(operation, *attributes, **parts))
        assert octets is not None, "the administrator's password is asked for"
        return Response(octets)

    def print(self, document: bytes, *job: Attribute, **parts: Any) -> int:
        """Print-Job; gives the job's number."""
        response = self.ask(Operation.PRINT_JOB, document=document, job=job, **parts)
        assert response.status in (Status.OK, Status.OK_IGNORED)
        return int(response.one("job-id"))

    def job(self, number: int) -> Response:
        """Get-Job-Attributes."""
        response = self.ask(Operation.GET_JOB_ATTRIBUTES, attribute("job-id", Tag.INTEGER, number))
        assert response.status == Status.OK
        return response

    def state(self, number: int) -> int:
        return int(self.job(number).one("job-state"))


@pytest.fixture
def printer(workshop: Any) -> Printer:
    """A colour printer whose administrator has no password."""
    made = workshop.printer(admin_password="")
    assert isinstance(made, Printer)
    return made


@pytest.fixture
def client(printer: Printer) -> IppClient:
    return IppClient(printer)


@pytest.fixture
def build_request() -> Any:
    """``build_request(operation, *attributes, job=…, document=…)``: the octets of a request."""
    return build


@pytest.fixture
def client_of() -> Any:
    """``client_of(printer, known=…)``: a client of another printer."""
    return IppClient
