"""What a job does beside printing, or instead of it: scanning, faxing, mailing, saving (LOG-09, LOG-19).

A job goes through its services in this order: it scans, it transmits, it prints. Each service that took place leaves a
record; a job that was refused leaves one, of its first service.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire.id_table import EMAIL_PRINT_ID, LOCAL_PRINT_ID
from core.wire.items import Communication, Scan
from core.wire.pages import PageRun
from core.wire.pjl import PrintJob
from emulator.journal import SCANNED, TRANSMITTED, Journal
from emulator.parts.id_table import IdTable

SERVICES: Final[dict[str, tuple[str, ...]]] = {
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
"""By function, in the order in which they come."""
USB_MEMORY: Final = "USBMEM01"
"""The destination of every scan to USB memory (LOG-19)."""


class Transmission(NamedTuple):
    """A fax, a mail or a file on its way; it fails with a ``code``. ``pages`` are those of a fax."""

    service: str
    mode: str = ""
    direction: str = ""
    destination: str = ""
    flags: tuple[str, ...] = ()
    seconds: int = 0
    pages: int = 0
    code: str = ""


class Errand(NamedTuple):
    """The function of a job, what it scans, and what it transmits."""

    function: str
    originals: tuple[PageRun, ...] = ()
    transmissions: tuple[Transmission, ...] = ()

    @property
    def faces(self) -> int:
        """How many it scans."""
        return sum(run.count for run in self.originals)


class Due(NamedTuple):
    """A record that is due: its service, and what stands in it beside the job's own."""

    service: str
    scan: Scan | None = None
    communication: Communication | None = None


PRINTED: Final = Due("print")


class Progress:
    """How far an errand has come. All of it lies before the first sheet."""

    __slots__ = ("errand", "lead_us", "scanned", "sent", "us_a_face")

    def __init__(self, errand: Errand, us_a_face: int) -> None:
        self.errand = errand
        self.us_a_face = us_a_face
        self.scanned = 0
        self.sent = 0
        talk_s = sum(each.seconds for each in errand.transmissions)
        self.lead_us = errand.faces * us_a_face + talk_s * 1_000_000

    def go_on(self, journal: Journal, number: int, start_us: int, until_us: int) -> None:
        """What is due up to and including ``until_us`` happens; ``start_us`` is when sheets would follow."""
        at_us = start_us - self.lead_us
        done = 0
        for run in self.errand.originals:
            for _ in range(run.count):
                at_us += self.us_a_face
                done += 1
                if done > self.scanned:
                    if at_us > until_us:
                        return
                    journal.write(SCANNED, at_us, number, run.kind, run.size)
                    self.scanned = done
        for place, each in enumerate(self.errand.transmissions, 1):
            at_us += each.seconds * 1_000_000
            if place > self.sent:
                if at_us > until_us:
                    return
                talk = _talk(each)
                journal.write(TRANSMITTED, at_us, number, each.service, tuple(talk))
                self.sent = place

    def due(self, *, prints: bool) -> list[Due]:
        """The records of what has taken place; ``prints``: the print service has."""
        found = []
        if self.scanned:
            found.append(Due("scan", scan=self._scan()))
        found += [Due(each.service, communication=_talk(each)) for each in self.errand.transmissions[: self.sent]]
        return [*found, PRINTED] if prints and "print" in SERVICES[self.errand.function] else found

    @property
    def failed(self) -> bool:
        """Whether a transmission ended with an error."""
        return any(each.code for each in self.errand.transmissions[: self.sent])

    def _scan(self) -> Scan:
        colour = mono = 0
        left = self.scanned
        for run in self.errand.originals:
            count = min(run.count, left)
            left -= count
            if run.kind == "colour":
                colour += count
            else:
                mono += count
        return Scan(colour, mono, self.errand.originals[0].size, self.errand.function == "copy")


def with_account(ticket: PrintJob, function: str, ids: IdTable) -> PrintJob:
    """The ticket under the ID that was typed in at the panel, with its name for the user; else under a special ID.

    Who logs in nowhere counts as Local Print, a mail as Email To Print; a fax from a computer says its own (JID-02).
    """
    if ticket.account_id is None:
        special = EMAIL_PRINT_ID if function == "e-mail print" else LOCAL_PRINT_ID
        return ticket if function == "fax from pc" else ticket._replace(account_id=special)
    row = ids.rows.get(ticket.account_id)
    return ticket if row is None else ticket._replace(user=row.name)


def _talk(each: Transmission) -> Communication:
    destination = USB_MEMORY if each.service == "usb memory" else each.destination
    return Communication(each.seconds, each.mode, destination, each.flags, each.direction, each.pages, each.code)
