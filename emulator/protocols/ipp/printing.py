"""Operations that bring a job and its documents: Print-Job, Validate-Job, Create-Job, Send-Document, Close-Job."""

from __future__ import annotations

import zlib
from functools import partial
from typing import Final

from core.wire.ipp import Attribute, Group, Value, attribute
from core.wire.ipp_words import Status, Tag
from emulator.dialects.cells import now_us
from emulator.parts.intake import NOTHING_SAID, Arrival
from emulator.protocols.http import HEAD_OCTETS
from emulator.protocols.ipp.capabilities import COMPRESSIONS, FORMATS, format_of
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.finding import own_job
from emulator.protocols.ipp.job import Document, IppJob
from emulator.protocols.ipp.job_attributes import CREATED, job_attributes
from emulator.protocols.ipp.request import Answer, Refused, Request, texts_of
from emulator.protocols.ipp.subscribing import subscribe
from emulator.protocols.ipp.template import Wanted, read_template
from emulator.protocols.print_session import MAX_STREAM_OCTETS

_WINDOW: Final = {"gzip": 31, "deflate": 15}
MAX_DOCUMENTS: Final = 1000


def print_job(desk: Desk, request: Request) -> Answer:
    """A job with its one document."""
    wanted, template, refused = _check(desk, request)
    _check_document(request)
    data, overflow = _document(request)
    job = _new_job(desk, request, wanted, template)
    subscriptions = subscribe(desk, request, job)
    job.closed = True
    _add(desk, job, request, data, overflow=overflow)
    return _created(desk, job, request, refused, subscriptions)


def validate_job(desk: Desk, request: Request) -> Answer:
    """Whether Print-Job would do it."""
    _, _, refused = _check(desk, request)
    _check_document(request)
    return Answer(*_ignored(refused))


def create_job(desk: Desk, request: Request) -> Answer:
    """A job whose documents will come."""
    wanted, template, refused = _check(desk, request)
    job = _new_job(desk, request, wanted, template)
    return _created(desk, job, request, refused, subscribe(desk, request, job))


def send_document(desk: Desk, request: Request) -> Answer:
    """One more document of a job, or with none just the word that there are no more."""
    job = own_job(desk, request)
    last = request.flag("last-document")
    if last is None:
        raise Refused(Status.BAD_REQUEST, "no last-document")
    if job.closed:
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} takes no more documents")
    if len(job.documents) >= MAX_DOCUMENTS:
        raise Refused(Status.NOT_POSSIBLE, f"more than {MAX_DOCUMENTS} documents")
    _check_document(request)
    data, overflow = _document(request)
    job.touched_us = now_us(desk.printer)
    job.closed = last
    if data:
        _add(desk, job, request, data, overflow=overflow)
    elif last:
        _close(desk, job)
    return Answer(groups=(_told(desk, job, request),))


def close_job(desk: Desk, request: Request) -> Answer:
    """No more documents will come (PWG 5100.7, section 5.1)."""
    job = own_job(desk, request)
    if not job.closed:
        job.closed = True
        _close(desk, job)
    return Answer(groups=(_told(desk, job, request),))


def _check(desk: Desk, request: Request) -> tuple[Wanted, dict[str, Attribute], list[Attribute]]:
    if not desk.accepting:
        raise Refused(Status.NOT_ACCEPTING_JOBS, "this printer takes no jobs now")
    if desk.is_full:
        raise Refused(Status.TOO_MANY_JOBS, "too many jobs wait already")
    wanted, template, refused = read_template(request, desk.printer.model)
    if refused and request.flag("ipp-attribute-fidelity"):
        raise Refused(Status.ATTRIBUTES_NOT_SUPPORTED, "attributes that cannot be done", refused)
    return wanted, template, refused


def _check_document(request: Request) -> None:
    kind = request.text("document-format")
    if kind and format_of(kind) is None:
        raise Refused(
            Status.DOCUMENT_FORMAT_NOT_SUPPORTED,
            f"{kind} cannot be printed",
            [attribute("document-format", Tag.MIME_TYPE, kind)],
        )
    compression = request.text("compression")
    if compression and compression not in COMPRESSIONS:
        raise Refused(
            Status.COMPRESSION_NOT_SUPPORTED,
            f"compression {compression}",
            [attribute("compression", Tag.KEYWORD, compression)],
        )


def _document(request: Request) -> tuple[bytes, bool]:
    """The document without its compression, and whether it is the beginning of more than fits into memory."""
    data, overflow = request.document, request.overflow
    window = _WINDOW.get(request.text("compression"))
    if window is None or not data:
        return data, overflow
    try:
        unpacker = zlib.decompressobj(window)
        plain = unpacker.decompress(data, MAX_STREAM_OCTETS)
    except zlib.error as error:
        raise Refused(Status.COMPRESSION_ERROR, f"not {request.text('compression')}: {error}") from None
    if unpacker.unconsumed_tail:
        return plain[:HEAD_OCTETS], True
    if not unpacker.eof and not overflow:
        raise Refused(Status.COMPRESSION_ERROR, "compressed data that are cut off")
    return plain, overflow


def _new_job(desk: Desk, request: Request, wanted: Wanted, template: dict[str, Attribute]) -> IppJob:
    name = request.text("job-name") or request.text("document-name") or "untitled"
    job = desk.new_job(request.user, name)
    job.source = request.client.source
    job.wanted, job.template = wanted, template
    until = next(iter(texts_of(template.get("job-hold-until"))), "")
    if desk.holding or until not in ("", "no-hold"):
        job.hold_until = until if until not in ("", "no-hold") else "indefinite"
    priority = template.get("job-priority")
    job.priority = priority.values[0].value if priority is not None else job.priority
    return job


def _add(desk: Desk, job: IppJob, request: Request, data: bytes, *, overflow: bool) -> None:
    """A document is there: it is read, at once or beside the loop, and then it belongs to the job."""
    place = len(job.documents)
    kind = format_of(request.text("document-format")) or FORMATS[0]
    job.documents.append(Document(request.text("document-name"), kind, len(data)))
    job.octets += len(data)
    printer = desk.printer
    then = partial(_read, desk, job, place, printer.boots)
    printer.reader.read(data, then, whose=printer, overflow=overflow, said=NOTHING_SAID)


def _read(desk: Desk, job: IppJob, place: int, boot: int, arrivals: list[Arrival]) -> None:
    if job.ended is None and desk.printer.is_on and desk.printer.boots == boot:
        if not job.documents[place].canceled:
            job.documents[place] = job.documents[place]._replace(arrivals=tuple(arrivals))
        desk.hand_over(job)


def _close(desk: Desk, job: IppJob) -> None:
    if job.documents:
        desk.hand_over(job)
    else:
        desk.finish_empty(job)


def _created(
    desk: Desk, job: IppJob, request: Request, refused: list[Attribute], subscriptions: tuple[Group, ...]
) -> Answer:
    status, groups = _ignored(refused)
    return Answer(status, (*groups, _told(desk, job, request), *subscriptions))


def _told(desk: Desk, job: IppJob, request: Request) -> Group:
    return Group(Tag.JOB, job_attributes(desk, job, request.client, CREATED))


def _ignored(refused: list[Attribute]) -> tuple[Status, tuple[Group, ...]]:
    if not refused:
        return Status.OK, ()
    shown = tuple([Attribute(each.name, each.values or (Value(Tag.UNSUPPORTED, None),)) for each in refused])
    return Status.OK_IGNORED, (Group(Tag.UNSUPPORTED_GROUP, shown),)
