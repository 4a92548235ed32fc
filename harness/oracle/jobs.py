"""A job as it physically happened, and which records it must have left (LOG-01, LOG-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

Event = Sequence[Any]
Item = tuple[Any, ...] | None  # of a scan: colour, mono, size, printed; of a transmission: as in the journal

SERVICES = {
    "print": ("print",),
    "copy": ("scan", "print"),
    "scan to e-mail": ("scan", "e-mail"),
    "scan to network": ("scan", "server"),
    "scan to usb": ("scan", "usb memory"),
    "scan to internet fax": ("scan", "e-mail"),
    "scan to fax server": ("scan", "e-mail"),
    "pc scan": ("scan", "pc scan"),
    "push scan": ("scan", "pc scan"),
    "other scan": ("scan",),
    "fax send": ("scan", "fax"),
    "fax from pc": ("pc fax",),
    "fax receive print": ("fax", "print"),
    "saved fax print": ("print",),
    "e-mail print": ("e-mail", "print"),
    "usb print": ("print",),
    "panel print": ("print",),
}
"""What a job of each function goes through, in this order."""


class Line(NamedTuple):
    """What a job put out on one kind of paper; ``colour``, ``mono`` and ``white_only`` are faces.

    ``white`` are those of the first two that white was added to.
    """

    size: str
    media: str
    duplex: bool
    sheets: int
    colour: int
    mono: int
    weight: str = ""
    white: int = 0
    white_only: int = 0


class Job:
    """One job as it physically happened. ``*_at`` are places in the journal, ``*_us`` instants.

    A job that went through several services leaves a record for each: ``entries`` are the job as each of these records
    tells it, the job itself being the last.

    ``earliest_at``: the job began at or after this place; ``first_at``: it had begun at this place (first sheet or
    refusal). ``sequence`` is None where no record is due.
    """

    __slots__ = (
        *(
            "arrived_at",
            "arrived_us",
            "asked",
            "begun_at",
            "begun_us",
            "colour",
            "earliest_at",
            "ended_at",
            "ended_us",
            "faces",
            "first_at",
        ),
        *("first_at", "first_us", "staples", "white", "white_only"),
        *("function", "item", "others", "records", "scanned", "service", "transmitted"),
        *("how", "lines", "mono", "number", "parts", "printer", "refused", "sequence", "sheets", "source", "stream"),
        *("submission", "tallies", "unlogged"),
    )

    def __init__(self, printer: str, number: int, source: str, arrived_us: int, arrived_at: int) -> None:
        self.printer = printer
        self.number = number
        self.source = source
        self.arrived_us = arrived_us
        self.arrived_at = arrived_at
        self.begun_at: int | None = None
        self.begun_us: int | None = None
        self.earliest_at = arrived_at
        self.first_at: int | None = None
        self.first_us = 0
        self.ended_at: int | None = None
        self.ended_us = 0
        self.faces: list[Event] = []  # its sheet events
        self.tallies: dict[tuple[str, str, bool, str], list[int]] = {}
        self.staples = 0
        self.refused = ""
        self.how = ""
        self.unlogged = ""
        self.lines: tuple[Line, ...] = ()
        self.sheets = self.colour = self.mono = self.white = self.white_only = 0
        self.stream: str | None = None
        self.sequence: int | None = None
        self.parts = 0
        self.records = 0  # of all its entries
        self.others: list[Job] = []  # entries before its own
        self.function = "print"
        self.service = "print"
        self.item: Item = None
        self.scanned: list[Event] = []
        self.transmitted: list[Event] = []
        self.submission: Mapping[str, Any] | None = None
        self.asked: Any = ...  # the faces that it asked for, once somebody wanted to know

    @property
    def pages(self) -> int:
        """Printed faces (LOG-05)."""
        return self.colour + self.mono + self.white_only

    @property
    def entries(self) -> list[Job]:
        """As each of its records tells it."""
        return [*self.others, self]

    def of_service(self, service: str, item: Item) -> Job:
        """The job as the record of a service beside printing tells it."""
        job = copy(self)
        job.service, job.item = service, item
        job.sheets = job.colour = job.mono = job.white = job.white_only = job.staples = 0
        job.lines, job.faces = (), []
        return job

    def __str__(self) -> str:
        key = f", record {self.sequence} of {short(self.stream)}" if self.sequence is not None else ""
        return f"{self.printer} job {self.number}{key}"


def services_due(job: Job) -> list[tuple[str, Item]]:
    """Each service that left a record, with what it did: those that took place, of a refused job its first.

    Printing took place when a sheet came out, or when it was rejected after whatever came before it.
    """
    services = SERVICES[job.function]
    done: list[tuple[str, Item]] = []
    if job.scanned:
        colour = sum(event[3] == "colour" for event in job.scanned)
        done.append(("scan", (colour, len(job.scanned) - colour, job.scanned[0][4], job.function == "copy")))
    done += [(event[3], tuple(event[4])) for event in job.transmitted]
    if "print" in services and (job.sheets or (job.how == "aborted" and (done or services == ("print",)))):
        done.append(("print", None))
    if job.how == "aborted" and not done:
        done.append((services[0], None))
    return done


def short(stream: str | None) -> str:
    """A stream's ID in a sentence."""
    return stream[:8] if stream else "no stream"
