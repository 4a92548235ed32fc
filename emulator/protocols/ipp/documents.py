"""Operations on the documents of a job (PWG 5100.5)."""

from __future__ import annotations

from core.wire.ipp import Attribute, Group, attribute
from core.wire.ipp_words import JobStateCode, Status, Tag
from emulator.protocols.ipp.desk import Desk
from emulator.protocols.ipp.finding import job_of, own_job
from emulator.protocols.ipp.job import IppJob
from emulator.protocols.ipp.request import Answer, Client, Refused, Request, texts_of


def get_documents(desk: Desk, request: Request) -> Answer:
    """The documents of a job in their order."""
    job = job_of(desk, request)
    wanted = frozenset(request.texts("requested-attributes")) or frozenset(("document-number",))
    numbers = range(1, len(job.documents) + 1)
    return Answer(groups=tuple([_told(desk, job, number, request.client, wanted) for number in numbers]))


def get_document_attributes(desk: Desk, request: Request) -> Answer:
    """What there is to tell of one."""
    job = job_of(desk, request)
    wanted = frozenset(request.texts("requested-attributes")) or frozenset(("all",))
    return Answer(groups=(_told(desk, job, _number(job, request), request.client, wanted),))


def cancel_document(desk: Desk, request: Request) -> Answer:
    """It will not be printed; possible while the printer has not got the job."""
    job = own_job(desk, request)
    number = _number(job, request)
    if job.numbers or job.ended is not None:
        raise Refused(Status.NOT_POSSIBLE, f"job {job.id} is in the printer already")
    job.documents[number - 1] = job.documents[number - 1]._replace(arrivals=(), canceled=True)
    return Answer()


def set_document_attributes(desk: Desk, request: Request) -> Answer:
    """Its name."""
    job = own_job(desk, request)
    number = _number(job, request)
    given = request.attributes(Tag.DOCUMENT)
    fixed = [each for each in given if each.name != "document-name"]
    if fixed:
        raise Refused(Status.ATTRIBUTES_NOT_SETTABLE, "attributes that cannot be set", fixed)
    for each in given:
        name = next(iter(texts_of(each)), "")
        job.documents[number - 1] = job.documents[number - 1]._replace(name=name)
    return Answer()


def _number(job: IppJob, request: Request) -> int:
    number = request.number("document-number")
    if number is None:
        raise Refused(Status.BAD_REQUEST, "no document-number")
    if not 1 <= number <= len(job.documents):
        raise Refused(Status.NOT_FOUND, f"no document {number} in job {job.id}")
    return number


def _told(desk: Desk, job: IppJob, number: int, client: Client, wanted: frozenset[str]) -> Group:
    document = job.documents[number - 1]
    stands = job.standing(desk.printer)
    code = JobStateCode.CANCELED if document.canceled else stands.code
    found: list[Attribute] = [
        attribute("document-format", Tag.MIME_TYPE, document.format),
        attribute("document-job-id", Tag.INTEGER, job.id),
        attribute("document-job-uri", Tag.URI, f"{client.uri()}/{job.id}"),
        attribute("document-name", Tag.NAME, document.name),
        attribute("document-number", Tag.INTEGER, number),
        attribute("document-printer-uri", Tag.URI, client.uri()),
        attribute("document-state", Tag.ENUM, int(code)),
        attribute("document-state-reasons", Tag.KEYWORD, "canceled-by-user" if document.canceled else "none"),
        attribute("k-octets", Tag.INTEGER, (document.octets + 1023) // 1024),
        attribute("last-document", Tag.BOOLEAN, job.closed and number == len(job.documents)),
    ]
    everything = not wanted.isdisjoint(("all", "document-description"))
    return Group(Tag.DOCUMENT, tuple([each for each in found if everything or each.name in wanted]))
