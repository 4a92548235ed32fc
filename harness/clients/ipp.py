"""A job as a client without a driver sends it: Print-Job over HTTP, with everything in attributes (CLT-09, EMU-06)."""

from __future__ import annotations

from typing import Final

from core.wire.ipp import Attribute, Group, Message, attribute, encode_message
from core.wire.ipp_accounting import JobAccount, attributes_of
from core.wire.ipp_values import Resolution
from core.wire.ipp_words import Operation, Tag
from core.wire.pjl import PrintJob
from core.wire.setup import STANDARD, Setup

OPERATION_WORDS: Final = frozenset(("requesting-user-name", "job-name"))
_STAPLES: Final = {1: 4, 2: 28}  # staple, staple-dual-left
_SOURCES: Final = {"multi-purpose tray": "by-pass-tray", "multi-purpose feeder": "large-capacity"}


def print_request(job: PrintJob, address: str) -> bytes:
    """The HTTP request that prints ``job.pages`` on the printer at ``address``; the connection ends with it.

    What IPP has no attribute for (application, log-in) is left out.
    """
    names = attributes_of(JobAccount(job.account_id, job.user, job.login, job.document))
    said = [attribute(name, Tag.NAME, text) for name, text in names.items()]
    operation = (
        attribute("attributes-charset", Tag.CHARSET, "utf-8"),
        attribute("attributes-natural-language", Tag.LANGUAGE, "en"),
        attribute("printer-uri", Tag.URI, f"ipp://{address}/ipp/print"),
        *(each for each in said if each.name in OPERATION_WORDS),
    )
    groups = [Group(Tag.OPERATION, operation)]
    wishes = [each for each in said if each.name not in OPERATION_WORDS] + _wishes(job)
    if wishes:
        groups.append(Group(Tag.JOB, tuple(wishes)))
    body = encode_message(Message((2, 0), Operation.PRINT_JOB, 1, tuple(groups))) + job.pages
    head = (
        f"POST /ipp/print HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/ipp\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def _wishes(job: PrintJob) -> list[Attribute]:
    found = []
    if job.host:
        found.append(attribute("job-originating-host-name", Tag.NAME, job.host))
    if job.copies != 1:
        found.append(attribute("copies", Tag.INTEGER, job.copies))
    if job.duplex:
        found.append(attribute("sides", Tag.KEYWORD, "two-sided-long-edge"))
    if not job.colour:
        found.append(attribute("print-color-mode", Tag.KEYWORD, "monochrome"))
    return found + (_setup(job.setup) if job.setup != STANDARD else [])


def _setup(setup: Setup) -> list[Attribute]:
    found = []
    if setup.tray:
        source = attribute("media-source", Tag.KEYWORD, _SOURCES.get(setup.tray, setup.tray.replace(" ", "-")))
        found.append(attribute("media-col", Tag.COLLECTION, (source,)))
    if setup.dpi != STANDARD.dpi:
        across, _, down = setup.dpi.partition("x")
        dots = Resolution(int(across), int(down or across))
        found.append(attribute("printer-resolution", Tag.RESOLUTION, dots))
    if setup.n_up != STANDARD.n_up:
        found.append(attribute("number-up", Tag.INTEGER, setup.n_up))
    if setup.staples:
        found.append(attribute("finishings", Tag.ENUM, _STAPLES[setup.staples]))
    return found
