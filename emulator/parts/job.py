"""One print job on its way through the printer."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire.pages import PageRun
from core.wire.pjl import PrintJob
from core.wire.records import RecordLine
from emulator.models import Model
from emulator.parts.decision import PRINT, Decision, Outcome
from emulator.parts.errand import Progress
from emulator.parts.plan import EMPTY, Plan, SheetRun, count_lines


class JobState(NamedTuple):
    """What can be told about a job from outside.

    ``how`` is the journal's word for its end ("" before it); ``status`` and ``detail`` are those of its record
    and empty while there is none to be. ``end_due_us``: when it will end if nothing intervenes, None when
    nobody can say (the printer is in error) or it is over. ``sheets``, ``pages`` (printed faces), ``colour``,
    ``mono`` count what is out so far.
    """

    number: int
    ended: bool
    end_due_us: int | None
    ended_us: int | None
    how: str
    status: str
    detail: str
    sheets: int
    pages: int
    colour: int
    mono: int
    unlogged: str  # the cause, "" for a job that is logged, or not yet over
    sequence: int | None  # of its first record
    sequences: tuple[tuple[str, int], ...]  # of each service's first one, where it has several services
    account_id: int
    document: str
    user: str
    octets: int  # of the page description
    arrived_us: int
    begun_us: int | None
    state: str  # pending, pending-held, processing, processing-stopped, canceled, aborted, completed (RFC 8011)


_ENDS: Final = {"completed": "completed", "abnormal completed": "completed", "canceled": "canceled"}


class Job:
    """From the bytes that arrived to the end; decision and plan are made when its turn comes."""

    __slots__ = (
        "arrived_us",
        "begun_us",
        "code",
        "detail",
        "ended_us",
        "errand",
        "fault",
        "function",
        "how",
        "interval_us",
        "is_held",
        "lines",
        "number",
        "octets",
        "offline_us",
        "out",
        "pages",
        "plan",
        "queued_us",
        "received_s",
        "ripped_us",
        "run",
        "run_out",
        "sequence",
        "sequences",
        "staples",
        "start_us",
        "started_s",
        "status",
        "ticket",
        "total",
        "unlogged",
        "verdict",
    )

    def __init__(self, number: int, ticket: PrintJob, pages: tuple[PageRun, ...], fault: str, arrived_us: int) -> None:
        self.number = number
        self.ticket = ticket  # without its pages
        self.pages = pages
        self.function = "print"  # of the record; what comes through the network prints
        self.errand: Progress | None = None  # of what it does beside printing
        self.fault = fault  # "" = readable, else what it will be refused with
        self.octets = 0
        self.arrived_us = arrived_us
        self.queued_us = arrived_us  # later than arrived by the time it was held
        self.is_held = False  # until somebody releases it, with this code unless that is ""
        self.code = ""
        self.received_s: int | None = None
        self.begun_us = -1  # not begun
        self.start_us = -1  # from which sheets are due; later than begun by the time the printer was off-line
        self.ripped_us = -1  # when all of it is processed
        self.offline_us = (0, 0)  # off-line while it was processed, and while it was printed
        self.started_s: int | None = None
        self.verdict = PRINT
        self.plan = EMPTY
        self.interval_us = 1  # from sheet to sheet
        self.staples = 0  # for each set
        self.total = 0  # sheets planned
        self.out = 0  # sheets out
        self.run = 0  # where in the plan the next sheet is
        self.run_out = 0  # sheets of that run that are out
        self.status = ""
        self.detail = ""
        self.how = ""
        self.lines: tuple[RecordLine, ...] = ()  # once it has ended
        self.ended_us: int | None = None
        self.unlogged = ""
        self.sequence: int | None = None  # of its first record
        self.sequences: tuple[tuple[str, int], ...] = ()  # of the first record of each service, where there are several

    @property
    def account_id(self) -> int:
        """The ID that was sent; 0 for none (JID-02)."""
        return self.ticket.account_id or 0

    @property
    def next_run(self) -> SheetRun:
        """What the next sheet of a job that has begun, and is not over, is to be."""
        return self.plan.runs[self.run]

    def due_us(self, sheets: int) -> int:
        """When so many sheets are out, of a job that has begun."""
        return self.start_us + sheets * self.interval_us

    @property
    def end_due_us(self) -> int:
        """When its last sheet comes out, or it is done otherwise, of a job that has begun."""
        return self.start_us + self.total * self.interval_us

    def begin(self, start_us: int, verdict: Decision, plan: Plan, model: Model, *, staples: bool) -> None:
        """Its turn has come: sheets leave every ``interval_us`` from here on; ``staples``: the printer can staple."""
        self.begun_us = self.start_us = start_us
        if self.errand is not None:
            if verdict.outcome is Outcome.REFUSE:
                self.errand.lead_us = 0
            self.start_us += self.errand.lead_us
        self.verdict = verdict
        self.plan = plan
        self.total = plan.sheets * plan.copies
        self.interval_us = model.face_us * 2 if plan.duplex else model.face_us
        faces = 0
        for run in plan.runs:
            faces += run.count if run.back is None else run.count * 2
        self.ripped_us = self.start_us + faces * model.rip_us
        if plan.setup.staples and staples and plan.sheets > 1:
            self.staples = plan.setup.staples

    def pause(self, from_us: int, to_us: int) -> None:
        """The printer was off-line: what is left of the job comes that much later."""
        paused_us = to_us - from_us
        processing_us, printing_us = self.offline_us
        if from_us < self.ripped_us:
            self.ripped_us += paused_us
            processing_us += paused_us
        self.start_us += paused_us
        self.offline_us = processing_us, printing_us + paused_us

    def end(self, at_us: int, how: str, status: str = "", detail: str = "") -> None:
        """It is over, with the sheets that are out; status and detail are for its record."""
        self.ended_us = at_us
        self.how = how
        self.status = status
        self.detail = detail
        self.lines = count_lines(self.plan, self.out)

    def state(self, end_due_us: int | None = None, out: int | None = None, *, stands: bool = False) -> JobState:
        """A snapshot for who asks; ``out``: as it was when so many sheets were out; ``stands``: it is stopped."""
        sheets = self.out if out is None else out
        lines = count_lines(self.plan, sheets) if self.ended_us is None else self.lines
        colour = sum(line.colour for line in lines)
        mono = sum(line.mono for line in lines)
        return JobState(
            number=self.number,
            ended=self.ended_us is not None,
            end_due_us=end_due_us,
            ended_us=self.ended_us,
            how=self.how,
            status=self.status,
            detail=self.detail,
            sheets=sheets,
            pages=colour + mono + sum(line.white_only for line in lines),
            colour=colour,
            mono=mono,
            unlogged=self.unlogged,
            sequence=self.sequence,
            sequences=self.sequences,
            account_id=self.account_id,
            document=self.ticket.document,
            user=self.ticket.user,
            octets=self.octets,
            arrived_us=self.arrived_us,
            begun_us=None if self.begun_us < 0 else self.begun_us,
            state=self._word(stands=stands),
        )

    def _word(self, *, stands: bool) -> str:
        if self.ended_us is not None:
            return _ENDS.get(self.how, "aborted")
        if self.is_held:
            return "pending-held"
        if self.start_us < 0:
            return "pending"
        return "processing-stopped" if stands else "processing"
