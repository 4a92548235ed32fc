"""One job as IPP clients know it."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire.ipp import Attribute
from core.wire.ipp_words import JobStateCode
from core.wire.pages import PageRun
from emulator.parts.intake import NOTHING_SAID, Arrival, completed
from emulator.printer import Printer
from emulator.protocols.ipp.request import texts_of
from emulator.protocols.ipp.template import Wanted
from emulator.protocols.ipp.view import Seen, seen

NO_HOLD: Final = "no-hold"
_OVER: Final = (JobStateCode.CANCELED, JobStateCode.ABORTED, JobStateCode.COMPLETED)


class Document(NamedTuple):
    """One of a job's documents. ``arrivals``: what was read of it, None before that."""

    name: str
    format: str
    octets: int
    arrivals: tuple[Arrival, ...] | None = None
    canceled: bool = False


class Standing(NamedTuple):
    """How a job stands; see :class:`~emulator.protocols.ipp.view.Seen`."""

    code: JobStateCode
    reasons: tuple[str, ...]
    begun_us: int | None
    ended_us: int | None
    sheets: int
    impressions: int


class IppJob:
    """From its creation to its end. ``numbers`` are the printer's jobs behind it, once it is in the queue."""

    __slots__ = (
        "closed",
        "created_us",
        "documents",
        "ended",
        "final",
        "hold_until",
        "id",
        "name",
        "numbers",
        "octets",
        "priority",
        "source",
        "template",
        "touched_us",
        "user",
        "wanted",
    )

    def __init__(self, number: int, user: str, name: str, created_us: int) -> None:
        self.id = number
        self.user = user
        self.name = name
        self.created_us = self.touched_us = created_us
        self.source = ""
        self.template: dict[str, Attribute] = {}  # as the client gave them
        self.wanted = Wanted(NOTHING_SAID)
        self.hold_until = ""  # "" = not held
        self.priority = 50
        self.documents: list[Document] = []
        self.octets = 0
        self.closed = False  # no further document will come
        self.numbers: list[int] = []
        self.final: Standing | None = None  # how it stands for ever, once somebody has seen that it is over
        self.ended: tuple[JobStateCode, str, int] | None = None  # before it came into the queue: state, reason, when

    @property
    def is_whole(self) -> bool:
        """Whether all its documents are there and read."""
        return self.closed and all(each.arrivals is not None for each in self.documents)

    def end(self, code: JobStateCode, reason: str, at_us: int) -> None:
        """It is over without having come into the queue."""
        self.ended = code, reason, at_us
        self.closed = True
        self.documents = [each._replace(arrivals=()) for each in self.documents]

    def arrivals(self) -> list[Arrival]:
        """What goes into the queue: documents of one job each become one, streams of several stay several."""
        read = [
            each._replace(pages=self.wanted.choose(each.pages, number))
            for number, document in enumerate(self.documents, 1)
            for each in document.arrivals or ()
        ]
        if len(self.documents) > 1 and len(read) == len(self.documents):
            pages = tuple([run for each in read for run in self._from_a_new_sheet(each.pages)])
            fault = next((each.fault for each in read if each.fault), "")
            read = [read[0]._replace(pages=pages, octets=sum(each.octets for each in read), fault=fault)]
        return [each._replace(ticket=completed(each.ticket, self.wanted.said)) for each in read]

    def _from_a_new_sheet(self, pages: tuple[PageRun, ...]) -> tuple[PageRun, ...]:
        """A document's pages, and a blank face where the next would begin on its last one's back (RFC 8011, 5.2.4)."""
        said, handling = self.wanted.said, texts_of(self.template.get("multiple-document-handling"))
        faces = sum(run.count for run in pages)
        if not said.duplex or said.setup.n_up > 1 or faces % 2 == 0 or handling == ("single-document",):
            return pages
        return (*pages, pages[-1]._replace(count=1, kind="blank", cover=None)) if pages else ()

    def standing(self, printer: Printer) -> Standing:
        """How it stands now."""
        if self.final is not None:
            return self.final
        stands = self._stands(printer)
        if stands.code in _OVER:
            self.final = stands
        return stands

    def again(self) -> None:
        """It is to be printed once more."""
        self.numbers, self.ended, self.final = [], None, None

    def _stands(self, printer: Printer) -> Standing:
        if self.ended is not None:
            code, reason, at_us = self.ended
            return Standing(code, (reason,), None, at_us, 0, 0)
        if self.numbers:
            return _together([seen(printer, number) for number in self.numbers])
        if self.hold_until:
            return Standing(JobStateCode.PENDING_HELD, ("job-hold-until-specified",), None, None, 0, 0)
        reason = "job-queued" if self.closed else "job-incoming"
        return Standing(JobStateCode.PENDING, (reason,), None, None, 0, 0)

    def is_over(self, printer: Printer) -> bool:
        """Whether nothing will happen to it any more."""
        return self.standing(printer).code in _OVER


def _together(parts: list[Seen]) -> Standing:
    """Of several jobs of the printer: the least far one says how it goes, and when all are over the worst."""
    open_ = [each for each in parts if each.code not in _OVER]
    code = max(each.code for each in open_) if open_ else min(each.code for each in parts)
    begun = [each.begun_us for each in parts if each.begun_us is not None]
    ended = [each.ended_us for each in parts if each.ended_us is not None]
    return Standing(
        code,
        _reasons(code, [each.detail for each in parts]),
        min(begun, default=None),
        None if open_ else max(ended, default=None),
        sum(each.sheets for each in parts),
        sum(each.impressions for each in parts),
    )


_REASONS: Final = {
    JobStateCode.PENDING: "job-queued",
    JobStateCode.PENDING_HELD: "job-hold-until-specified",
    JobStateCode.PROCESSING: "job-printing",
    JobStateCode.PROCESSING_STOPPED: "printer-stopped",
    JobStateCode.CANCELED: "job-canceled-by-user",
    JobStateCode.ABORTED: "aborted-by-system",
    JobStateCode.COMPLETED: "job-completed-successfully",
}
_DETAILS: Final = {
    "rip error": "document-format-error",
    "memory overflow": "document-too-large",
    "access control": "account-authorization-failed",
}


def _reasons(code: JobStateCode, details: list[str]) -> tuple[str, ...]:
    if code != JobStateCode.ABORTED:
        return (_REASONS[code],)
    return (_REASONS[code], *dict.fromkeys(_DETAILS[each] for each in details if each in _DETAILS))
