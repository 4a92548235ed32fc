"""A printer's queue as lpq shows it, and as lprm thins it out (RFC 1179 sections 5.3 to 5.5)."""

from __future__ import annotations

from typing import Final

from emulator.parts.job import JobState
from emulator.printer import Printer

_ROOT: Final = "root"
_HEAD: Final = f"{'Rank':<7}{'Owner':<11}{'Job':<5}{'Files':<38}Total Size"
_NOBODY: Final = "anonymous"
_SUFFIXES: Final = {1: "st", 2: "nd", 3: "rd"}


def listing(printer: Printer, wanted: tuple[str, ...], *, long: bool) -> str:
    """The jobs that are not over; ``wanted``: only those of these users, or with these numbers."""
    lines = [_standing(printer)]
    shown = [
        (_rank(place), job)
        for place, job in enumerate(_queue(printer))
        if not wanted or job.user in wanted or str(job.number) in wanted
    ]
    if not shown:
        lines.append("no entries")
    elif long:
        for rank, job in shown:
            lines += ["", f"{_owner(job)}: {rank:<32} [job {job.number:03}]", f"        {_size(job, 32)}"]
    else:
        lines.append(_HEAD)
        lines += [f"{rank:<7}{_owner(job)[:10]:<11}{job.number:<5}{_size(job, 38)}" for rank, job in shown]
    return "\n".join(lines) + "\n"


def remove(printer: Printer, agent: str, wanted: tuple[str, ...]) -> str:
    """Cancel what ``agent`` may: the user's own jobs, all of them for root; gives a line for each job.

    ``wanted``: users and numbers; without any the job that prints, if it is the agent's.
    """
    queue = _queue(printer)
    chosen = [job for job in queue if job.user in wanted or str(job.number) in wanted] if wanted else queue[:1]
    lines = []
    for job in chosen:
        if agent not in {_ROOT, job.user}:
            lines.append(f"job {job.number}: permission denied")
        elif printer.cancel(job.number):
            lines.append(f"job {job.number} dequeued")
    return "".join([f"{line}\n" for line in lines])


def _queue(printer: Printer) -> list[JobState]:
    return [job for job in printer.jobs() if not job.ended]


def _standing(printer: Printer) -> str:
    worst = printer.conditions.first
    if worst is not None and worst.kind.stops:
        return f"{printer.name} is not ready ({worst.text})"
    return f"{printer.name} is ready" + (" and printing" if printer.printing is not None else "")


def _rank(place: int) -> str:
    if place == 0:
        return "active"
    suffix = "th" if place % 100 in {11, 12, 13} else _SUFFIXES.get(place % 10, "th")
    return f"{place}{suffix}"


def _owner(job: JobState) -> str:
    return _line(job.user) or _NOBODY


def _size(job: JobState, width: int) -> str:
    return f"{_line(job.document)[: width - 1] or '(stdin)':<{width}}{job.octets} bytes"


def _line(text: str) -> str:
    """What a terminal can show of a text that a client sent."""
    return "".join([each if each.isprintable() else "?" for each in text])
