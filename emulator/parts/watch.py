"""Who wants to hear at once what happens in a printer: a client that waits, a subscription, unsolicited status.

A printer never ticks, and nobody may be looking when something is due. So while somebody watches, an appointment with
the calendar stands at the next thing that will happen. Nobody watching costs nothing: a printer without subscribers has
no :class:`Watch` at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from emulator.parts.job import Job, JobState
from emulator.ports import Alarm, Calendar

if TYPE_CHECKING:
    from emulator.printer import Printer

QUEUED: Final = "queued"
BEGUN: Final = "begun"
SHEET: Final = "sheet"
ENDED: Final = "ended"
CHANGED: Final = "changed"


class Event(NamedTuple):
    """Something happened. ``state`` is the job's as it is then; its ``sheets`` and ``pages`` count what is out.

    ``kind`` is QUEUED, BEGUN, SHEET (one event for each sheet), ENDED, or CHANGED: power, off-line, an error, a
    condition; then ``number`` is 0 and there is no state. ``at_us`` is when it happened, which is never after now.
    """

    kind: str
    at_us: int
    number: int = 0
    state: JobState | None = None


Callback = Callable[[Event], None]
"""Called in the middle of the printer's work: it may read parts, but calls no method of the printer that catches up."""


def watch(printer: Printer, calendar: Calendar, callback: Callback, *, sheets: bool = False) -> Callable[[], None]:
    """Tell ``callback`` of every event from now on; gives a function that ends it (harmless when called again).

    ``sheets``: of each sheet too, which costs an appointment each.
    """
    printer.catch_up()
    if printer.watch is None:
        printer.watch = Watch(printer, calendar)
    return printer.watch.add(callback, sheets)


class Watch:
    """One printer's subscribers. The printer tells it; it tells them, and keeps an appointment with what comes next."""

    __slots__ = ("_alarm", "_calendar", "_due_us", "_job", "_next", "_printer", "_subscribers", "_told")

    def __init__(self, printer: Printer, calendar: Calendar) -> None:
        self._printer = printer
        self._calendar = calendar
        self._subscribers: dict[int, tuple[Callback, bool]] = {}
        self._next = 0
        self._alarm: Alarm | None = None
        self._due_us = 0
        self._job: Job | None = None  # the one that is being printed
        self._told = 0  # its sheets that were told

    def add(self, callback: Callback, sheets: bool) -> Callable[[], None]:
        """One more; gives what takes it off again. The last one to leave takes the watch away."""
        self._next += 1
        key = self._next
        self._subscribers[key] = callback, sheets
        if self._job is None:
            self._job = self._printer.printing
            self._told = self._job.out if self._job is not None else 0
        self._appoint()

        def leave() -> None:
            self._subscribers.pop(key, None)
            if not self._subscribers and self._printer.watch is self:
                self._printer.watch = None
                self._cancel()

        return leave

    # ---- what the printer tells -------------------------------------------------------------------------

    def queued(self, job: Job, at_us: int) -> None:
        """A job has come."""
        self._tell(Event(QUEUED, at_us, job.number, job.state()))
        self._appoint()

    def begun(self, job: Job, at_us: int) -> None:
        """Its turn has come."""
        self._job, self._told = job, 0
        self._tell(Event(BEGUN, at_us, job.number, job.state()))

    def produced(self, job: Job) -> None:
        """Sheets of it may have come out."""
        if job is not self._job:
            return
        while self._told < job.out:
            self._told += 1
            if self._wants_sheets():
                at_us = job.start_us + self._told * job.interval_us
                self._tell(Event(SHEET, at_us, job.number, job.state(out=self._told)))

    def ended(self, job: Job, at_us: int, state: JobState) -> None:
        """It is over, one way or another."""
        if job is self._job:
            self._job = None
        self._tell(Event(ENDED, at_us, job.number, state))

    def changed(self) -> None:
        """The printer is another than it was."""
        self._tell(Event(CHANGED, self._calendar.now_us()))
        self._appoint()

    # ---- appointments -----------------------------------------------------------------------------------

    def _wants_sheets(self) -> bool:
        return any(sheets for _, sheets in self._subscribers.values())

    def _due(self) -> int | None:
        """When the next thing happens by itself; None while somebody must do something to the printer first."""
        due_us = self._printer.next_due_us
        if due_us is None or self._printer.offline is not None:
            return None
        job = self._job
        if job is not None and job.out < job.total and self._wants_sheets():
            due_us = min(due_us, job.start_us + (job.out + 1) * job.interval_us)
        return due_us

    def _appoint(self) -> None:
        due_us = self._due()
        if due_us is None or (self._alarm is not None and due_us == self._due_us):
            return
        self._cancel()
        self._due_us = due_us
        self._alarm = self._calendar.at(due_us, self._ring, "what a printer's watchers wait for")

    def _cancel(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _ring(self) -> None:
        self._alarm = None
        self._printer.catch_up()
        due_us = self._due()
        if self._subscribers and due_us is not None and due_us > self._calendar.now_us():
            self._appoint()

    def _tell(self, event: Event) -> None:
        for callback, sheets in list(self._subscribers.values()):
            if sheets or event.kind != SHEET:
                callback(event)
