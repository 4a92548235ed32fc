"""Operations on jobs that are there: asking, cancelling, holding, releasing, printing again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.wire.ipp import Attribute, Group
from core.wire.ipp_words import JobStateCode, Status, Tag
from emulator.dialects.cells import now_us
from emulator.protocols.ipp.capabilities import SETTABLE_OF_JOB, WHICH_JOBS
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.finding import job_of, need_administrator, own_job
from emulator.protocols.ipp.job import IppJob
from emulator.protocols.ipp.job_attributes import CREATED, SHORT, job_attributes
from emulator.protocols.ipp.request import Answer, Refused, Request, texts_of
from emulator.protocols.ipp.template import apply, read_template
from emulator.protocols.ipp.view import STATES

_OVER: Final = (JobStateCode.CANCELED, JobStateCode.ABORTED, JobStateCode.COMPLETED)


def get_job_attributes(desk: Desk, request: Request) -> Answer:
    """What there is to tell of a job."""
    job = job_of(desk, request)
    wanted = frozenset(request.texts("requested-attributes"))
    return Answer(groups=(Group(Tag.JOB, job_attributes(desk, job, request.client, wanted)),))


def get_jobs(desk: Desk, request: Request) -> Answer:
    """Jobs by state, user or number; those to come in their order, those that are over from the last one back."""
    which = request.text("which-jobs") or "not-completed"
    if which not in WHICH_JOBS:
        raise Refused(Status.ATTRIBUTES_NOT_SUPPORTED, f"which-jobs {which}")
    jobs = _which(desk, which)
    if request.flag("my-jobs"):
        jobs = [job for job in jobs if job.user == request.user]
    numbers = request.numbers("job-ids")
    if numbers:
        jobs = [job for job in jobs if job.id in numbers]
    first, limit = request.number("first-index") or 1, request.number("limit")
    if first < 1 or (limit is not None and limit < 1):
        raise Refused(Status.BAD_REQUEST, "first-index and limit count from 1")
    jobs = jobs[first - 1 :][: limit if limit is not None else len(jobs)]
    wanted = frozenset(request.texts("requested-attributes")) or SHORT
    return Answer(groups=tuple([Group(Tag.JOB, job_attributes(desk, job, request.client, wanted)) for job in jobs]))


def _which(desk: Desk, which: str) -> list[IppJob]:
    jobs = [(job, job.standing(desk.printer).code) for job in desk.jobs.values()]
    if which in ("proof-print", "saved"):
        return []
    if which == "all":
        return [job for job, _ in jobs]
    if which == "not-completed":
        return [job for job, code in jobs if code not in _OVER]
    if which == "completed":
        return [job for job, code in reversed(jobs) if code in _OVER]
    return [job for job, code in jobs if code == STATES[which]]


def cancel_job(desk: Desk, request: Request) -> Answer:
    """It ends where it is."""
    job = own_job(desk, request)
    if not cancel(desk, job):
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} is over")
    return Answer()


def cancel(desk: Desk, job: IppJob) -> bool:
    """Cancel a job; False when it is over already."""
    if job.is_over(desk.printer):
        return False
    if not job.numbers:
        job.end(JobStateCode.CANCELED, "job-canceled-by-user", now_us(desk.printer))
        desk.job_changed(job, "job-completed")
    for number in job.numbers:
        desk.printer.cancel(number)
    return True


def cancel_current_job(desk: Desk, request: Request) -> Answer:
    """The job that is being printed, or the one that is named if it is that one (RFC 3998, section 4.2)."""
    current = [job for job in desk.jobs.values() if job.standing(desk.printer).code in _RUNNING]
    if request.has("job-id"):
        current = [job for job in current if job.id == request.number("job-id")]
    if not current:
        raise Refused(Status.NOT_POSSIBLE, "nothing is being printed")
    if current[0].user != request.user:
        need_administrator(request)
    cancel(desk, current[0])
    return Answer()


_RUNNING: Final = (JobStateCode.PROCESSING, JobStateCode.PROCESSING_STOPPED)


def cancel_jobs(desk: Desk, request: Request) -> Answer:
    """All jobs, or those that are named (PWG 5100.11, section 4.1)."""
    need_administrator(request)
    return _cancel_all(desk, desk.jobs.values(), request)


def cancel_my_jobs(desk: Desk, request: Request) -> Answer:
    """The same, of the requester's own."""
    return _cancel_all(desk, [job for job in desk.jobs.values() if job.user == request.user], request)


def _cancel_all(desk: Desk, jobs: Iterable[IppJob], request: Request) -> Answer:
    numbers = request.numbers("job-ids")
    chosen = {job.id: job for job in jobs if not numbers or job.id in numbers}
    missing = [number for number in numbers if number not in chosen]
    if missing:
        raise Refused(Status.NOT_FOUND, f"no job {missing[0]}")
    if numbers and any(job.is_over(desk.printer) for job in chosen.values()):
        raise Refused(Status.NOT_POSSIBLE, "some of them are over")
    for job in chosen.values():
        cancel(desk, job)
    return Answer()


def purge_jobs(desk: Desk, request: Request) -> Answer:
    """Cancel everything, and forget what was."""
    need_administrator(request)
    for job in list(desk.jobs.values()):
        cancel(desk, job)
    desk.jobs.clear()
    return Answer()


def hold_job(desk: Desk, request: Request) -> Answer:
    """It waits until it is released; one that is being printed, or over, cannot."""
    job = own_job(desk, request)
    until = request.text("job-hold-until") or "indefinite"
    if until == "no-hold":
        return release_job(desk, request)
    if job.standing(desk.printer).code not in (JobStateCode.PENDING, JobStateCode.PENDING_HELD):
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} does not wait")
    if not desk.hold(job, until):
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} has begun")
    return Answer()


def release_job(desk: Desk, request: Request) -> Answer:
    """It goes on."""
    job = own_job(desk, request)
    if job.standing(desk.printer).code != JobStateCode.PENDING_HELD:
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} is not held")
    if not desk.release(job):
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} waits for its code at the printer")
    return Answer()


def restart_job(desk: Desk, request: Request) -> Answer:
    """A job that is over is printed again under its number (RFC 8011, section 4.3.7)."""
    job = own_job(desk, request)
    _need_documents(desk, job)
    job.again()
    job.hold_until = _hold(request)
    desk.hand_over(job)
    return Answer()


def reprocess_job(desk: Desk, request: Request) -> Answer:
    """A job that is over is printed again as a new one; Resubmit-Job says anew how (RFC 3998, PWG 5100.11)."""
    job = own_job(desk, request)
    _need_documents(desk, job)
    wanted, template, refused = read_template(request, desk.printer.model)
    if refused:
        raise Refused(Status.ATTRIBUTES_NOT_SUPPORTED, "attributes that cannot be done", refused)
    again = desk.new_job(request.user, job.name)
    again.source, again.documents, again.octets, again.closed = request.client.source, job.documents, job.octets, True
    again.wanted, again.template = (wanted, template) if template else (job.wanted, job.template)
    again.hold_until = _hold(request)
    desk.hand_over(again)
    return Answer(groups=(Group(Tag.JOB, job_attributes(desk, again, request.client, CREATED)),))


def _hold(request: Request) -> str:
    until = request.text("job-hold-until")
    return "" if until == "no-hold" else until


def _need_documents(desk: Desk, job: IppJob) -> None:
    if not job.is_over(desk.printer) or not any(each.arrivals for each in job.documents):
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} cannot be printed again")


def set_job_attributes(desk: Desk, request: Request) -> Answer:
    """Change a job that has not begun (RFC 3380, section 4.2)."""
    job = own_job(desk, request)
    given = {each.name: each for each in request.attributes(Tag.JOB)}
    fixed = [each for name, each in given.items() if name not in SETTABLE_OF_JOB]
    if fixed:
        raise Refused(Status.ATTRIBUTES_NOT_SETTABLE, "attributes that cannot be set", fixed)
    wanted, template, refused = apply(job.wanted, given.values(), desk.printer.model)
    if refused:
        raise Refused(Status.ATTRIBUTES_NOT_SUPPORTED, "values that cannot be done", refused)
    if job.is_over(desk.printer) or (job.numbers and not given.keys() <= _STILL_SETTABLE):
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} is in the printer already")
    job.template |= template
    job.wanted = wanted
    _apply(desk, job, given)
    return Answer()


_STILL_SETTABLE: Final = frozenset(("job-hold-until", "job-name", "job-priority"))
"""What can be changed of a job that the printer has read already."""


def _apply(desk: Desk, job: IppJob, given: dict[str, Attribute]) -> None:
    job.name = next(iter(texts_of(given.get("job-name"))), job.name)
    if "job-priority" in given:
        job.priority = given["job-priority"].values[0].value
    until = next(iter(texts_of(given.get("job-hold-until"))), "")
    if until == "no-hold":
        if job.hold_until:
            desk.release(job)
    elif until and not desk.hold(job, until):
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} has begun")
