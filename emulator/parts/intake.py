"""What arrived, read: print jobs with their pages, or the fault they will be refused with."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire import pages as presspages
from core.wire.pages import BadPages, PageRun, parse_pages
from core.wire.pjl import BadStream, PrintJob, parse_stream
from emulator.parts.pdl.document import UNREADABLE, Document

RIP_ERROR: Final = "rip error"
MEMORY_OVERFLOW: Final = "memory overflow"
MAX_COPIES: Final = 999

NOTHING_SAID: Final = PrintJob(
    account_id=None,
    user="",
    login="",
    document="",
    host="",
    application="",
    copies=1,
    duplex=False,
    colour=True,
    language="",
    pages=b"",
)
"""What a protocol says of a job if it says nothing; ``_replace`` what it does say."""


class Arrival(NamedTuple):
    """One job of a stream: its ticket without the body, its pages, its size, and "" or a fault.

    ``hold``: it waits until somebody releases it, with this code unless it is ""; None prints at once.
    """

    ticket: PrintJob
    pages: tuple[PageRun, ...]
    octets: int
    fault: str
    hold: str | None = None


def read_stream(data: bytes, *, overflow: bool = False, said: PrintJob = NOTHING_SAID) -> list[Arrival]:
    """The jobs of one connection; what cannot be read as jobs at all is one of nobody with a RIP error.

    ``overflow`` says that ``data`` is only the beginning of more than the printer's memory holds. ``said`` is what the
    protocol around the stream tells (LPD's control file, IPP's attributes); the stream's own word goes first.
    """
    if said == NOTHING_SAID:
        return _read_stream(data, overflow=overflow)
    arrivals = _read_stream(data, overflow=overflow)
    return [each._replace(ticket=completed(each.ticket, said)) for each in arrivals]


def completed(ticket: PrintJob, said: PrintJob) -> PrintJob:
    """A ticket, and where it says nothing what was said elsewhere."""
    own, nothing = ticket._asdict(), NOTHING_SAID._asdict()
    return ticket._replace(**{name: value for name, value in said._asdict().items() if own[name] == nothing[name]})


def _read_stream(data: bytes, *, overflow: bool) -> list[Arrival]:
    jobs = parse_stream(data)
    if isinstance(jobs, BadStream):
        return [Arrival(NOTHING_SAID, (), len(data), MEMORY_OVERFLOW if overflow else RIP_ERROR)]
    if overflow:
        return [Arrival((jobs or [NOTHING_SAID])[0]._replace(pages=b""), (), len(data), MEMORY_OVERFLOW)]
    return [_arrival(ticket) for ticket in jobs]


def _arrival(ticket: PrintJob) -> Arrival:
    body = ticket.pages
    document = read_document(ticket.language, body)
    copies = min(max(document.copies if document.copies > 1 else ticket.copies, 1), MAX_COPIES)
    if len(body) > 64 or copies != ticket.copies:  # a ticket waits in the queue: without its body, if that is large
        ticket = ticket._replace(pages=b"", copies=copies)
    return Arrival(ticket, document.pages, len(body), "" if document.pages else RIP_ERROR, ticket.hold)


def read_pages(language: str, body: bytes) -> tuple[PageRun, ...]:
    """The pages of a body in a language this printer knows; empty when it cannot be read."""
    return read_document(language, body).pages


def read_document(language: str, body: bytes) -> Document:
    """What a body says in a language this printer knows; without pages when it cannot be read."""
    if language == presspages.LANGUAGE:
        pages = parse_pages(body)
        return UNREADABLE if isinstance(pages, BadPages) else Document(pages)
    from emulator.parts.pdl.readers import READERS  # take their time to load, and most fleets never need them

    reader = READERS.get(language)
    return UNREADABLE if reader is None else reader(body)
