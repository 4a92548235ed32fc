"""How IPP sees the printer: its jobs, its state and what is the matter with it, in the words of RFC 8011."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from core.wire.ipp_words import JobStateCode, PrinterStateCode
from emulator.parts.intake import Arrival
from emulator.parts.job import Job, JobState
from emulator.printer import Printer

_ENDS: Final = {
    "completed": JobStateCode.COMPLETED,
    "abnormal completed": JobStateCode.COMPLETED,
    "canceled": JobStateCode.CANCELED,
}
PAUSED: Final = "paused"


class Seen(NamedTuple):
    """One job of the printer's queue. Instants are true time in microseconds; None for what has not come."""

    code: JobStateCode
    detail: str
    begun_us: int | None
    ended_us: int | None
    sheets: int
    impressions: int
    user: str
    document: str
    arrived_us: int
    octets: int


def job_count(printer: Printer) -> int:
    """How many jobs it has had; they are numbered from 1."""
    return len(printer._jobs)


def take_in(printer: Printer, arrivals: Iterable[Arrival], source: str) -> list[int]:
    """Jobs that were read go into its queue; gives their numbers."""
    return printer._take_in(arrivals, source)


def seen(printer: Printer, number: int) -> Seen:
    """A job of the printer as it stands."""
    state, job = printer.job_state(number), printer._jobs[number]
    live = job if isinstance(job, Job) else None
    return Seen(
        _code(printer, state),
        state.detail or (state.how if state.ended and not state.status else ""),
        live.begun_us if live is not None and live.begun_us >= 0 else None,
        state.ended_us,
        state.sheets,
        state.pages,
        (live.ticket.login or live.ticket.user) if live is not None else "",
        state.document,
        live.arrived_us if live is not None else state.ended_us or 0,
        0,
    )


def _code(printer: Printer, state: JobState) -> JobStateCode:
    if state.ended:
        return _ENDS.get(state.status, JobStateCode.ABORTED)
    printing = printer.printing
    if printing is None or printing.number != state.number:
        return JobStateCode.PENDING
    return JobStateCode.PROCESSING_STOPPED if reasons(printer) else JobStateCode.PROCESSING


def state_of(printer: Printer) -> PrinterStateCode:
    """``printer-state``."""
    if stops(printer):
        return PrinterStateCode.STOPPED
    return PrinterStateCode.IDLE if printer.idle else PrinterStateCode.PROCESSING


def stops(printer: Printer) -> bool:
    """Whether something keeps it from printing."""
    return bool(printer.failure) or printer.offline is not None


def reasons(printer: Printer) -> tuple[str, ...]:
    """``printer-state-reasons``, without the ``none`` where there is none."""
    found = []
    if printer.failure:
        found.append("media-jam-error" if "jam" in printer.failure else "other-error")
    if printer.offline is not None:
        found.append("paused" if printer.offline[0] == PAUSED else "offline-report")
    return tuple(found)


def pause(printer: Printer) -> None:
    """Pause-Printer: what is being printed waits where it is."""
    printer.go_offline(PAUSED)


def resume(printer: Printer) -> None:
    """Resume-Printer: takes back a pause, and nothing else that is the matter."""
    if printer.offline is not None and printer.offline[0] == PAUSED:
        printer.go_online()


def hold(printer: Printer, number: int) -> bool:
    """Hold a job of its queue; False when it has begun."""
    return False


def release(printer: Printer, number: int) -> None:
    """Let it go on."""


def alerts(printer: Printer) -> tuple[tuple[str, str], ...]:
    """``printer-alert`` and ``printer-alert-description`` (PWG 5100.9, section 5.3)."""
    return tuple([("code=other;severity=critical;group=generalPrinter", each) for each in reasons(printer)])


def supplies(printer: Printer) -> tuple[tuple[str, int], ...]:
    """Each toner, with how much is left of it in permille."""
    return tuple([(toner, 1000) for toner in printer.model.toners])
