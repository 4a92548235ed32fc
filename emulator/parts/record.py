"""The record a job leaves, and whether the log keeps it (LOG-01, ACQ-05, ACQ-13)."""

from __future__ import annotations

from typing import Final

from core.wire.mib import LogFullAction
from core.wire.records import JobRecord, encode_record, split_record
from emulator.parts.clock import Clock
from emulator.parts.job import Job
from emulator.parts.log_buffer import LogBuffer

PORT: Final = "raw 9100"


def keep_record(job: Job, log: LogBuffer, action: LogFullAction, clock: Clock) -> str:
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
    records = write_records(job, clock)
    if action == LogFullAction.DELETE_OLDEST:
        log.make_room(len(records), job.ended_us)
    job.sequence = log.append(records)
    return ""


def write_records(job: Job, clock: Clock) -> list[bytes]:
    """The encoded records of a job that just ended; more than one when it has many lines."""
    colour = mono = 0
    for line in job.lines:
        colour += line.colour
        mono += line.mono
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
        pages=colour + mono,
        colour=colour,
        mono=mono,
        lines=job.lines,
        received_s=job.received_s,
        started_s=job.started_s,
        ended_s=clock.device_now_s(job.ended_us) if job.ended_us is not None else None,
        utc_offset_min=clock.utc_offset_min if clock.is_set else None,
    )
    return [encode_record(part) for part in split_record(record)]
