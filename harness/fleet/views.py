"""Printers and jobs as rows for people and programs: plain data, names as in the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

from emulator.parts.conditions import Condition
from emulator.parts.job import JobState
from emulator.printer import Printer

Row = dict[str, Any]


def state_of(printer: Printer) -> str:
    """In a word or two, what it does: off, printing, idle, asleep, or what keeps it from printing."""
    if not printer.is_on:
        return "off"
    printer.catch_up()
    stops = [each for each in printer.conditions.active() if each.kind.stops]
    if stops:
        return stops[0].text.lower()
    if printer.printing is not None:
        return "printing"
    return "asleep" if printer.asleep else "idle"


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


def full(printer: Printer, faults: list[Row]) -> Row:
    """What is to be said of a printer beside :func:`brief`; ``faults`` as they were asked for."""
    return {
        "description": printer.model.description,
        "admin_password": printer.model.admin_password,
        "boots": printer.boots,
        "is_busy": printer.is_busy,
        "fitted": sorted(printer.fitted),
        "faults": faults,
        "log_records": printer.log.held,
        "caretaker": printer.caretaker,
        "conditions": [condition_row(each) for each in printer.conditions.active()],
        "trays": trays_of(printer),
        "supplies": supplies_of(printer),
        "jobs": [job_row(each) for each in printer.jobs()],
    }


def condition_row(condition: Condition) -> Row:
    """One thing that is the matter."""
    return {
        "kind": condition.kind.name,
        "part": condition.part,
        "severity": condition.kind.severity,
        "text": condition.text,
        "since": instant(condition.since_us),
    }


def trays_of(printer: Printer) -> Row:
    """What lies in each."""
    paper = printer.paper
    return {
        tray: {
            "sheets": paper.left(tray),
            "capacity": paper.capacity(tray),
            "size": paper.size(tray),
            "media": paper.media(tray),
        }
        for tray in printer.model.inputs
    }


def supplies_of(printer: Printer) -> Row:
    """What is left of each."""
    supplies = printer.supplies
    return {
        name: {"permille": supplies.left(name), "pages": supplies.pages(name), "capacity": supplies.capacity(name)}
        for name in supplies.names
    }


def instant(at_us: int) -> str:
    """UTC, to the millisecond (RFC 3339)."""
    return dt.datetime.fromtimestamp(at_us / 1_000_000, dt.UTC).isoformat(timespec="milliseconds")


def job_row(job: JobState) -> Row:
    """A job; ``state`` in the words of RFC 8011, ``how`` it ended in those of the journal."""
    return {
        "number": job.number,
        "state": job.state,
        "how": job.how,
        "detail": job.detail,
        "document": job.document,
        "account": job.account_id,
        "user": job.user,
        "sheets": job.sheets,
        "pages": job.pages,
        "colour": job.colour,
        "mono": job.mono,
        "arrived": instant(job.arrived_us),
    }
