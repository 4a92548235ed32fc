"""Attributes of a job (RFC 8011, section 5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.wire.ipp import Attribute, attribute
from core.wire.ipp_words import Tag
from emulator.dialects.cells import now_us
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.job import IppJob
from emulator.protocols.ipp.printer_attributes import date, up_time_s, uuid
from emulator.protocols.ipp.request import Client

_TEMPLATE: Final = "job-template"
_DESCRIPTION: Final = "job-description"
SHORT: Final = frozenset(("job-id", "job-uri"))
"""What Get-Jobs tells of each where nobody asks for more."""
CREATED: Final = frozenset(
    ("job-id", "job-uri", "job-state", "job-state-message", "job-state-reasons", "number-of-intervening-jobs")
)
"""What a client hears of the job that it made."""


def job_attributes(desk: Desk, job: IppJob, client: Client, wanted: frozenset[str]) -> tuple[Attribute, ...]:
    """Those that are ``wanted``: names, or the groups all, job-description and job-template; none means all."""
    everything = not wanted or "all" in wanted
    found = [
        each for each in _description(desk, job, client) if everything or _DESCRIPTION in wanted or each.name in wanted
    ]
    had = {each.name for each in found}
    found += [
        each
        for each in job.template.values()
        if each.name not in had and (everything or _TEMPLATE in wanted or each.name in wanted)
    ]
    return tuple(sorted(found))


def job_uri(job: IppJob, client: Client) -> str:
    """Where a job can be asked for."""
    return f"{client.uri()}/{job.id}"


def _description(desk: Desk, job: IppJob, client: Client) -> Iterable[Attribute]:
    printer = desk.printer
    stands = job.standing(printer)
    yield attribute("job-id", Tag.INTEGER, job.id)
    yield attribute("job-uri", Tag.URI, job_uri(job, client))
    yield attribute("job-printer-uri", Tag.URI, client.uri())
    yield attribute("job-uuid", Tag.URI, uuid(printer.serial, f"job {job.id}"))
    yield attribute("job-name", Tag.NAME, job.name[:255] or "untitled")
    yield attribute("job-originating-user-name", Tag.NAME, job.user[:255] or "anonymous")
    yield attribute("job-more-info", Tag.URI, client.page())
    yield attribute("job-state", Tag.ENUM, int(stands.code))
    yield attribute("job-state-reasons", Tag.KEYWORD, *stands.reasons)
    yield attribute("job-state-message", Tag.TEXT, stands.reasons[0])
    yield attribute("job-printer-up-time", Tag.INTEGER, up_time_s(printer, now_us(printer)))
    for name, at_us in (
        ("creation", job.created_us),
        ("processing", stands.begun_us),
        ("completed", stands.ended_us),
    ):
        if at_us is None:
            yield attribute(f"time-at-{name}", Tag.NO_VALUE, None)
            yield attribute(f"date-time-at-{name}", Tag.NO_VALUE, None)
        else:
            yield attribute(f"time-at-{name}", Tag.INTEGER, up_time_s(printer, at_us))
            yield date(f"date-time-at-{name}", printer, at_us, unset=Tag.NO_VALUE)
    yield attribute("job-impressions-completed", Tag.INTEGER, stands.impressions)
    yield attribute("job-media-sheets-completed", Tag.INTEGER, stands.sheets)
    yield attribute("job-k-octets", Tag.INTEGER, (job.octets + 1023) // 1024)
    yield attribute(
        "job-k-octets-processed", Tag.INTEGER, 0 if stands.begun_us is None else (job.octets + 1023) // 1024
    )
    yield attribute("number-of-documents", Tag.INTEGER, len(job.documents))
    yield attribute("job-priority", Tag.INTEGER, job.priority)
    yield attribute("job-hold-until", Tag.KEYWORD, job.hold_until or "no-hold")
    yield attribute("number-of-intervening-jobs", Tag.INTEGER, desk.ahead_of(job))
