"""Printers and jobs as rows for people and programs: plain data, names as in the API."""

from __future__ import annotations

from typing import Any, Final

from emulator.journal import ARRIVED
from emulator.parts.job import JobState
from emulator.printer import Printer

Row = dict[str, Any]
MOST_JOBS: Final = 50
"""Jobs that are shown of a printer."""


def state_of(printer: Printer) -> str:
    """In a word or two, what it does: off, error, off-line, printing, waiting, idle."""
    if not printer.is_on:
        return "off"
    printer.catch_up()
    if printer.failure:
        return f"error: {printer.failure}"
    if printer.offline is not None:
        return f"offline: {printer.offline[0]}" if printer.offline[0] != "offline" else "offline"
    return "printing" if printer.printing is not None else "idle"


def brief(printer: Printer) -> Row:
    """A printer in a list."""
    state = state_of(printer)
    return {
        "name": printer.name,
        "address": printer.address,
        "model": printer.model.name,
        "serial": printer.serial,
        "is_on": printer.is_on,
        "state": state,
        "sheets": printer.life.sheets,
        "impressions": printer.life.impressions,
    }


def full(printer: Printer, ports: dict[str, int], faults: list[Row]) -> Row:
    """All that can be said of a printer; ``faults`` as they were asked for."""
    return {
        **brief(printer),
        "description": printer.model.description,
        "ports": {"snmp": ports["snmp"], **{each: ports[each] for each in printer.model.protocols if each in ports}},
        "admin_password": printer.model.admin_password,
        "boots": printer.boots,
        "is_busy": printer.is_busy,
        "fitted": sorted(printer.fitted),
        "faults": faults,
        "log_records": printer.log.held,
        "jobs": [job_row(each) for each in recent_jobs(printer)],
    }


def recent_jobs(printer: Printer) -> list[JobState]:
    """The last ones that came, in their order."""
    came = [event[2] for event in printer.journal.events if event[0] == ARRIVED]
    return [printer.job_state(number) for number in came[-MOST_JOBS:]]


def job_row(job: JobState) -> Row:
    """A job, finished or not."""
    return {
        "number": job.number,
        "state": job.how if job.ended else "waiting or printing",
        "document": job.document,
        "account": job.account_id,
        "sheets": job.sheets,
        "pages": job.pages,
        "colour": job.colour,
        "mono": job.mono,
        "detail": job.detail,
    }
