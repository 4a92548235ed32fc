"""What IPP clients have made of one printer: jobs, subscriptions, settings. There is none before somebody asks.

A job of IPP is more than one in the printer's queue: it is there before its first document (Create-Job), it may hold
several documents, and one document may be a stream of several jobs. So it has a number of its own, and the printer's
jobs behind it; jobs that came by other ways get a number when somebody looks.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from core.wire.ipp_words import JobStateCode
from emulator.dialects.cells import now_us
from emulator.printer import Printer
from emulator.protocols.ipp import view
from emulator.protocols.ipp.job import IppJob

if TYPE_CHECKING:
    from emulator.protocols.ipp.notices import Notices

TIME_OUT_S: Final = 120
"""How long a job waits for its next document (``multiple-operation-time-out``)."""
_KEPT: Final = 200
"""Jobs of which a printer can still tell something; of those that are not over, all."""
MAX_OPEN: Final = 1000
"""Jobs that are not over; with more of them it takes none from IPP clients."""
_ACTIVE: Final = (JobStateCode.PENDING, JobStateCode.PROCESSING, JobStateCode.PROCESSING_STOPPED)


class Desk:
    """See the module. ``told`` holds what Set-Printer-Attributes has set, by name."""

    __slots__ = (
        "_active",
        "_adopted",
        "_boot",
        "_last",
        "_state",
        "accepting",
        "changed_us",
        "holding",
        "identified",
        "jobs",
        "notices",
        "printer",
        "stopping",
        "told",
    )

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self.jobs: dict[int, IppJob] = {}
        self.accepting = True
        self.holding = False  # new jobs wait for their release
        self.stopping = False  # pauses once the current job is over
        self.told: dict[str, str] = {}
        self.identified: tuple[str, ...] = ()  # actions of the last Identify-Printer
        self.notices: Notices | None = None  # while somebody subscribes
        self.changed_us = printer.booted_us  # when printer-state or its reasons were last seen to change
        self._state: tuple[object, ...] = ()
        self._boot = printer.boots
        self._last = 0
        self._active: list[int] | None = None  # numbers of jobs that print or will, until something changes
        self._adopted = max(0, view.job_count(printer) - _KEPT)  # the printer's jobs up to this number are known

    def new_job(self, user: str, name: str) -> IppJob:
        """A job with the next number and nothing in it."""
        self._last += 1
        job = IppJob(self._last, user, name, now_us(self.printer))
        self.jobs[job.id] = job
        if len(self.jobs) > _KEPT:
            self._forget()
        self.job_changed(job, "job-created")
        return job

    @property
    def is_full(self) -> bool:
        """Whether there are more jobs than it can take care of."""
        return len(self.jobs) >= MAX_OPEN and not self._forget()

    def ahead_of(self, job: IppJob) -> int:
        """Jobs that will be printed before this one."""
        if self._active is None:
            self._active = [each.id for each in self.jobs.values() if each.standing(self.printer).code in _ACTIVE]
        place = bisect_left(self._active, job.id)
        return place if self._active[place : place + 1] == [job.id] else 0

    def look(self) -> None:
        """Bring everything up to now: the printer, jobs that came by other ways, jobs that waited too long."""
        printer = self.printer
        self._active = None
        printer.catch_up()
        if self._boot != printer.boots:
            self._restarted()
        for number in range(self._adopted + 1, view.job_count(printer) + 1):
            known = view.seen(printer, number)
            job = self.new_job(known.user, known.document)
            job.created_us, job.octets, job.closed = known.arrived_us, known.octets, True
            job.numbers = [number]
        self._adopted = view.job_count(printer)
        self._note_state()
        if self.notices is not None:
            self.notices.look()
        limit_us = now_us(printer) - TIME_OUT_S * 1_000_000
        for job in self.jobs.values():
            if not job.closed and job.touched_us <= limit_us and job.ended is None:
                job.end(JobStateCode.ABORTED, "aborted-by-system", job.touched_us + TIME_OUT_S * 1_000_000)

    def hand_over(self, job: IppJob) -> None:
        """A job that is whole goes into the printer's queue, or is set aside there if it is to be held."""
        if job.ended is None and not job.numbers and job.is_whole:
            self.look()  # so that the numbers that come now are this job's
            job.numbers = view.take_in(self.printer, job.arrivals(), job.source, hold=bool(job.hold_until))
            self._adopted = view.job_count(self.printer)
            self._active = None
            if not job.numbers:  # nothing but PJL, or its documents were cancelled
                self.finish_empty(job)

    def printer_changed(self, event: str) -> None:
        """Something became of the printer that its conditions do not tell."""
        if self.notices is not None:
            self.notices.printer_changed(event)

    def _note_state(self) -> None:
        state = view.state_of(self.printer), view.reasons(self.printer)
        if state != self._state:
            self._state, self.changed_us = state, now_us(self.printer)

    def hold(self, job: IppJob, until: str) -> bool:
        """A job that waits is held from now on; False when it has begun."""
        held = [self.printer.hold(number) for number in job.numbers]
        if not all(held):
            return False
        job.hold_until = until
        self.job_changed(job)
        return True

    def release(self, job: IppJob) -> bool:
        """A job that was held goes on; False when somebody at the printer must give its code."""
        released = [self.printer.release(number) for number in job.numbers]
        if not all(released):
            return False
        job.hold_until = ""
        self.job_changed(job)
        return True

    def finish_empty(self, job: IppJob) -> None:
        """A job that was closed without a document has nothing to print."""
        job.end(JobStateCode.ABORTED, "aborted-by-system", now_us(self.printer))
        self.job_changed(job, "job-completed")

    def job_changed(self, job: IppJob, *events: str) -> None:
        """Something became of a job outside the printer's queue: subscribers hear of it."""
        self._active = None
        if self.notices is not None:
            self.notices.job_changed(job, *events, "job-state-changed")

    def _restarted(self) -> None:
        self._boot = self.printer.boots
        self.holding = self.stopping = False
        self.accepting = True
        if self.notices is not None:
            self.notices.close()
            self.notices = None
        for job in self.jobs.values():
            if job.ended is None and not job.numbers:
                job.end(JobStateCode.ABORTED, "aborted-by-system", self.printer.booted_us)

    def _forget(self) -> bool:
        """The oldest job that is over goes, so that a month of printing does not fill the memory; False for none."""
        for number, job in self.jobs.items():
            if job.is_over(self.printer):
                del self.jobs[number]
                return True
        return False


def desk_of(printer: Printer) -> Desk:
    """The printer's desk, brought up to now."""
    if printer.desk is None:
        printer.desk = Desk(printer)
    printer.desk.look()
    return printer.desk
