"""What subscribers of one printer are to hear: events of its queue, kept until somebody looks, then told to each."""

from __future__ import annotations

from collections import deque
from typing import Final

from core.wire.ipp import Attribute, attribute
from core.wire.ipp_words import PrinterStateCode, Tag
from emulator.dialects.cells import now_us
from emulator.parts.watch import BEGUN, CHANGED, ENDED, SHEET, Event, watch
from emulator.protocols.ipp import view
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.job import IppJob
from emulator.protocols.ipp.subscription import Subscription

_KEPT: Final = 1000
"""Events between two looks; the oldest go first."""
_NAMES: Final = {
    BEGUN: ("job-state-changed",),
    SHEET: ("job-progress",),
    ENDED: ("job-completed", "job-state-changed"),
}


class Notices:
    """The subscriptions of a desk. It watches the printer from the first of them to the last."""

    def __init__(self, desk: Desk) -> None:
        self.subscriptions: dict[int, Subscription] = {}
        self._desk = desk
        self._inbox: deque[tuple[Event, tuple[str, ...], PrinterStateCode]] = deque(maxlen=_KEPT)
        self._last = 0
        printer = desk.printer
        self._leave = watch(printer, printer._calendar, self._heard, sheets=True)

    def close(self) -> None:
        """Nobody subscribes any more."""
        self._leave()
        self.subscriptions.clear()

    def add(self, user: str, events: tuple[str, ...], job_id: int | None) -> Subscription:
        """One more; its lease is the caller's business."""
        self._last += 1
        self.subscriptions[self._last] = new = Subscription(self._last, user, events, job_id)
        return new

    def look(self) -> None:
        """Tell what has happened, and forget those whose lease is over, and those whose job is gone."""
        numbers = {number: job.id for job in self._desk.jobs.values() for number in job.numbers}
        while self._inbox:
            event, reasons, code = self._inbox.popleft()
            if event.kind == CHANGED:
                self._tell(*self._printer_event(event, reasons, code))
            elif event.kind in _NAMES and event.state is not None:
                counted = attribute("job-impressions-completed", Tag.INTEGER, event.state.pages)
                self._tell(_NAMES[event.kind], event.at_us, numbers.get(event.number), (counted,))
        now = now_us(self._desk.printer)
        for number, each in list(self.subscriptions.items()):
            if each.ends_us and each.ends_us <= now:
                del self.subscriptions[number]

    def job_changed(self, job: IppJob, *events: str) -> None:
        """Something became of a job outside the printer's queue."""
        self._tell(events, now_us(self._desk.printer), job.id, ())

    def printer_changed(self, event: str) -> None:
        """Something became of the printer that its conditions do not tell."""
        self._tell((event,), now_us(self._desk.printer), None, ())

    def _heard(self, event: Event) -> None:
        printer = self._desk.printer
        self._inbox.append((event, view.reasons(printer), view.state_of(printer)))

    def _printer_event(
        self, event: Event, reasons: tuple[str, ...], code: PrinterStateCode
    ) -> tuple[tuple[str, ...], int, None, tuple[Attribute, ...]]:
        told = (
            attribute("printer-state", Tag.ENUM, int(code)),
            attribute("printer-state-reasons", Tag.KEYWORD, *(reasons or ("none",))),
            attribute("printer-is-accepting-jobs", Tag.BOOLEAN, self._desk.accepting),
        )
        stopped = code == PrinterStateCode.STOPPED
        names = ("printer-stopped", "printer-state-changed") if stopped else ("printer-state-changed",)
        return names, event.at_us, None, told

    def _tell(self, names: tuple[str, ...], at_us: int, job_id: int | None, attributes: tuple[Attribute, ...]) -> None:
        for each in self.subscriptions.values():
            each.tell(names, at_us, job_id, attributes)
