"""The record a job leaves, and whether the log keeps it (LOG-01, ACQ-05, ACQ-13)."""

from __future__ import annotations

from typing import Final

from core.wire.mib import LogFullAction
from core.wire.records import Consumption, Feeding, JobRecord, Processing, encode_record, split_record
from emulator.models import Model
from emulator.parts.clock import Clock
from emulator.parts.decision import Outcome
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
    records = write_records(job, clock, model)
    if action == LogFullAction.DELETE_OLDEST:
        log.make_room(len(records), job.ended_us)
    job.sequence = log.append(records)
    return ""


def write_records(job: Job, clock: Clock, model: Model) -> list[bytes]:
    """The encoded records of a job that just ended; more than one when it has many lines."""
    colour = mono = white = white_only = 0
    for line in job.lines:
        colour += line.colour
        mono += line.mono
        white += line.white
        white_only += line.white_only
    consumption, feeding, processing = _items(job, clock, model)
    ticket = job.ticket
    record = JobRecord(
        job_number=job.number,
        part=1,
        parts=1,
        account_id=ticket.account_id or 0,
        user=ticket.user,
        login=ticket.login,
        document=ticket.document,
        host=ticket.host,
        application=ticket.application,
        port=PORT,
        function=job.function,
        status=job.status,
        detail=job.detail,
        sheets=job.out,
        pages=colour + mono + white_only,
        colour=colour,
        mono=mono,
        lines=job.lines,
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
    return [encode_record(part) for part in split_record(record)]


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
