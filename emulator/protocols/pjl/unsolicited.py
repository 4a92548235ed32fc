"""Status that a printer sends unasked over a connection that wants it: USTATUS (PJL Technical Reference, chapter 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from emulator.parts.job import JobState
from emulator.parts.watch import BEGUN, ENDED, SHEET, Event, watch
from emulator.ports import Alarm, Calendar
from emulator.printer import Printer
from emulator.protocols.pjl.status import Status, status, status_now

Say = Callable[[bytes], None]
_SECOND_US: Final = 1_000_000
_TIMED_S: Final = range(5, 301)


def message(head: str, lines: Iterable[str]) -> bytes:
    """An answer or a message as it goes over the wire: what it is about, its lines, and a form feed."""
    return "\r\n".join((f"@PJL {head}", *lines, "\f")).encode("latin-1", "replace")


class Unsolicited:
    """What one connection wants to be told. Jobs and pages are those of the whole printer, whoever sent them."""

    __slots__ = (
        "_alarm",
        "_calendar",
        "_leave",
        "_pages",
        "_printer",
        "_say",
        "_status",
        "device",
        "job",
        "page",
        "timed_s",
    )

    def __init__(self, printer: Printer, calendar: Calendar, say: Say) -> None:
        self._printer = printer
        self._calendar = calendar
        self._say = say
        self._leave: Callable[[], None] | None = None
        self._alarm: Alarm | None = None
        self._status: Status | None = None  # that was told last
        self._pages = 0  # of the job being printed that were told
        self.device = "OFF"
        self.job = "OFF"
        self.page = "OFF"
        self.timed_s = 0

    @property
    def wanted(self) -> bool:
        """Whether anything is."""
        return self.timed_s > 0 or self._listens

    @property
    def _listens(self) -> bool:
        return "OFF" not in {self.device} or self.job != "OFF" or self.page != "OFF"

    def want(self, what: str, value: str) -> None:
        """USTATUS ``what`` = ``value``; what nobody knows is passed over."""
        if what == "TIMED" and value.isascii() and value.isdecimal() and len(value) < 4:
            self._want_timed(int(value))
        elif what in _KINDS and value in _KINDS[what]:
            setattr(self, what.lower(), value)
            self._listen()

    def stop(self) -> None:
        """USTATUSOFF, or the connection is over."""
        self.device = self.job = self.page = "OFF"
        self._want_timed(0)
        self._listen()

    def _listen(self) -> None:
        if self._leave is not None:
            self._leave()
            self._leave = None
        if self._listens:
            self._leave = watch(self._printer, self._calendar, self._hear, sheets=self.page != "OFF")
            self._status = status(self._printer)
            printing = self._printer.printing
            self._pages = printing.state().pages if printing is not None else 0

    def _want_timed(self, seconds: int) -> None:
        if seconds and seconds not in _TIMED_S:
            return
        self.timed_s = seconds
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if seconds:
            due_us = self._calendar.now_us() + seconds * _SECOND_US
            self._alarm = self._calendar.at(due_us, self._tell_timed, "PJL status by the clock")

    def _tell_timed(self) -> None:
        self._alarm = None
        if self._printer.is_on:
            self._say(message("USTATUS TIMED", status_now(self._printer).lines()))
            self._want_timed(self.timed_s)

    # ---- what happens --------------------------------------------------------------------------------

    def _hear(self, event: Event) -> None:
        state = event.state
        if state is not None:
            self._hear_of_job(event.kind, state)
        if self.device != "OFF" and self._printer.is_on:
            now = status(self._printer)
            if now != self._status:
                self._status = now
                self._say(message("USTATUS DEVICE", now.lines()))

    def _hear_of_job(self, kind: str, state: JobState) -> None:
        if kind == BEGUN:
            self._pages = 0
            self._tell_of_job("START", state)
        elif kind == SHEET:
            for page in range(self._pages + 1, state.pages + 1):
                self._say(message("USTATUS PAGE", (str(page),)))
            self._pages = state.pages
        elif kind == ENDED:
            ended = state.how in {"completed", "aborted", "abnormal completed"}
            self._tell_of_job("END" if ended else "CANCELED", state, f"PAGES={state.pages}")

    def _tell_of_job(self, what: str, state: JobState, *more: str) -> None:
        if self.job != "OFF":
            name = "".join([each if each.isprintable() and each != '"' else " " for each in state.document])
            self._say(message("USTATUS JOB", (what, f'NAME="{name}"', *more)))


_KINDS: Final = {"DEVICE": ("OFF", "ON", "VERBOSE"), "JOB": ("OFF", "ON"), "PAGE": ("OFF", "ON")}
