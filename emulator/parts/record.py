"""The record a job leaves, and whether the log keeps it (LOG-01, ACQ-05, ACQ-13)."""

from __future__ import annotations

from typing import Any, Final

from core.wire.mib import LogFullAction
from core.wire.records import Consumption, Feeding, JobRecord, Processing, encode_record, split_record
from emulator.models import Model
from emulator.parts.clock import Clock
from emulator.parts.decision import Outcome
from emulator.parts.errand import PRINTED, SERVICES, Due
from emulator.parts.ink import count_use
from emulator.parts.job import Job
from emulator.parts.log_buffer import LogBuffer

PORT: Final = "raw 9100"


def keep_record(job: Job, log: LogBuffer, action: LogFullAction, clock: Clock, model: Model) -> str:
    """Log a job that has just ended; the answer is "", or why it is only counted.

    ==============  =============================  ==========================================
    action          log full                       beyond the reserve
    ==============  =============================  ==========================================
    delete oldest   oldest jobs are destroyed      cannot be
    stop logging    counted as "logging stopped"   the same
    cancel jobs     logged: only refusals, or a    "log buffer full" refusals are counted as
                    job let in before it was full  "reserve used up", others logged
    ==============  =============================  ==========================================
    """
    if job.ended_us is None:
        raise ValueError("a record is written at the end of a job")
    if log.is_full:
        if action == LogFullAction.STOP_LOGGING:
            log.count_stopped(job.out)
            return "logging stopped"
        if job.detail == "log buffer full" and log.held >= log.capacity + log.reserve:
            log.count_refusal()
            return "reserve used up"
    if job.errand is None:
        by_service = [(PRINTED.service, write_records(job, clock, model, PRINTED))]
    else:
        by_service = [(due.service, write_records(job, clock, model, due)) for due in records_due(job)]
    records = [record for _, written in by_service for record in written]
    if action == LogFullAction.DELETE_OLDEST:
        log.make_room(len(records), job.ended_us)
    job.sequence = at = log.append(records)
    if job.errand is not None:
        for service, written in by_service:
            job.sequences += ((service, at),)
            at += len(written)
    return ""


def records_due(job: Job) -> list[Due]:
    """Which services leave a record: those that took place; of a refused job its first (LOG-01, LOG-09)."""
    if job.errand is None:
        return [PRINTED] if job.out or job.how != "canceled" else []
    if job.verdict.outcome is Outcome.REFUSE:
        return [Due(SERVICES[job.function][0])]
    return job.errand.due(prints=job.out > 0 or job.how == "aborted")


def write_records(job: Job, clock: Clock, model: Model, due: Due) -> list[bytes]:
    """The encoded records of a service of a job that just ended; more than one when it has many lines."""
    if due.service == "print":
        return [encode_record(part) for part in split_record(_printed(job, clock, model))]
    record = _record(job, clock)._replace(service=due.service, scan=due.scan, communication=due.communication)
    return [encode_record(part) for part in split_record(record)]


def _printed(job: Job, clock: Clock, model: Model) -> JobRecord:
    colour = mono = white = white_only = 0
    for line in job.lines:
        colour += line.colour
        mono += line.mono
        white += line.white
        white_only += line.white_only
    consumption, feeding, processing = _items(job, clock, model)
    return _record(
        job,
        clock,
        (job.out, colour + mono + white_only, colour, mono, job.lines),
        (white, white_only, consumption, feeding, processing),
    )


_NOTHING: Final = (0, 0, 0, 0, ())
_NO_ITEMS: Final = (0, 0, None, None, None)


def _record(
    job: Job, clock: Clock, output: tuple[Any, ...] = _NOTHING, items: tuple[Any, ...] = _NO_ITEMS
) -> JobRecord:
    """A record with sheets, pages, colour, mono and lines, and with white, white only and the groups of printing."""
    ticket = job.ticket
    sheets, pages, colour, mono, lines = output
    white, white_only, consumption, feeding, processing = items
    return JobRecord(
        job_number=job.number,
        part=1,
        parts=1,
        account_id=ticket.account_id or 0,
        user=ticket.user,
        login=ticket.login,
        document=ticket.document,
        host=ticket.host,
        application=ticket.application,
        port=PORT if job.errand is None else "",
        function=job.function,
        status=job.status,
        detail=job.detail,
        sheets=sheets,
        pages=pages,
        colour=colour,
        mono=mono,
        lines=lines,
        received_s=job.received_s,
        started_s=job.started_s,
        ended_s=clock.device_now_s(job.ended_us) if job.ended_us is not None else None,
        utc_offset_min=clock.utc_offset_min if clock.is_set else None,
        white=white,
        white_only=white_only,
        consumption=consumption,
        feeding=feeding,
        processing=processing,
    )


def _items(job: Job, clock: Clock, model: Model) -> tuple[Consumption | None, Feeding | None, Processing | None]:
    """What this model tells of a job beside its pages; nothing of one that was refused or never began (LOG-02)."""
    if not model.reports or job.begun_us < 0 or job.verdict.outcome is Outcome.REFUSE:
        return None, None, None
    reports = model.reports
    consumption = feeding = processing = None
    if "consumption" in reports or "feeding" in reports:
        consumption, feeding = count_use(job.plan, job.out, model, job.staples)
    if "processing" in reports:
        ended_us = job.ripped_us if job.ended_us is None else min(job.ripped_us, job.ended_us)
        processing_us, printing_us = job.offline_us
        processing = Processing(
            job.started_s, clock.device_now_s(ended_us), processing_us // 1_000_000, printing_us // 1_000_000
        )
    return consumption if "consumption" in reports else None, feeding if "feeding" in reports else None, processing
