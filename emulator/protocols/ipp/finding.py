"""Which job a request means."""

from __future__ import annotations

from core.wire.ipp_words import Status
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.job import IppJob
from emulator.protocols.ipp.request import NeedsAdministrator, Refused, Request


def job_of(desk: Desk, request: Request) -> IppJob:
    """The job of ``job-uri``, or of ``printer-uri`` and ``job-id``. Raises Refused where there is none."""
    uri, number = request.text("job-uri"), request.number("job-id")
    if number is None and uri:
        last = uri.rpartition("/")[2]
        number = int(last) if last.isascii() and last.isdecimal() and len(last) < 10 else -1
    if number is None:
        raise Refused(Status.BAD_REQUEST, "neither job-uri nor job-id")
    job = desk.jobs.get(number)
    if job is None:
        raise Refused(Status.NOT_FOUND, f"no job {number}")
    return job


def own_job(desk: Desk, request: Request) -> IppJob:
    """The same, if it is the requester's own or the administrator asks. Raises Refused."""
    job = job_of(desk, request)
    if job.user != request.user and not request.client.known:
        raise Refused(Status.NOT_AUTHORIZED, f"job {job.id} is not {request.user}'s")
    return job


def need_administrator(request: Request) -> None:
    """Raises NeedsAdministrator if the printer has a password and the client did not give it."""
    if not request.client.administrator:
        raise NeedsAdministrator
