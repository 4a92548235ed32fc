"""Jobs by IPP: what comes out, whose it is, what is refused; and what a client hears of it (EMU-06)."""

from __future__ import annotations

import gzip
import zlib

import pytest

from core.wire.ipp import attribute
from core.wire.ipp_values import Range, Resolution
from core.wire.ipp_words import JobStateCode, Operation, Status, Tag
from core.wire.pages import PageRun, build_pages
from emulator.parts.intake import read_stream
from emulator.protocols.ipp.desk import TIME_OUT_S

PENDING, PROCESSING, CANCELED, ABORTED, COMPLETED = (
    JobStateCode.PENDING,
    JobStateCode.PROCESSING,
    JobStateCode.CANCELED,
    JobStateCode.ABORTED,
    JobStateCode.COMPLETED,
)


def pages(*runs):
    return build_pages([PageRun(*run) for run in runs])


THREE = pages((2, "mono", "A4", "plain"), (1, "colour", "A4", "plain"))


def keyword(name, *values):
    return attribute(name, Tag.KEYWORD, *values)


def number(name, *values):
    return attribute(name, Tag.INTEGER, *values)


def test_a_job_from_the_first_octet_to_the_record(workshop, printer, client):
    """EMU-06, CLT-09: account, user, login and document of the attributes stand in the record; progress is told."""
    job = client.print(
        THREE,
        attribute("job-account-id", Tag.NAME, "1001"),
        attribute("job-accounting-user-id", Tag.NAME, "Sato Yuki"),
        number("copies", 2),
    )
    begun = client.job(job)
    assert begun.one("job-state") == PROCESSING
    assert begun.one("time-at-completed") is None
    workshop.wait(4)
    halfway = client.job(job)
    assert 0 < halfway.one("job-impressions-completed") < 6
    workshop.wait(60)
    over = client.job(job)
    assert (over.one("job-state"), over.one("job-state-reasons")) == (COMPLETED, "job-completed-successfully")
    assert (over.one("job-impressions-completed"), over.one("job-media-sheets-completed")) == (6, 6)
    assert over.one("time-at-completed") > over.one("time-at-creation")
    (record,) = workshop.records(printer)
    assert (record.account_id, record.user, record.login) == (1001, "Sato Yuki", "sato")
    assert (record.sheets, record.colour, record.mono) == (6, 2, 4)


def test_the_streams_own_word_goes_first(workshop, printer, client):
    """JID-12: a driver's PJL inside an IPP job."""
    name = attribute("job-name", Tag.NAME, "other.pdf")
    stream = workshop.stream("1 mono A4", account=1002, user="suzuki", document="report.pdf")
    response = client.ask(
        Operation.PRINT_JOB, name, document=stream, job=(attribute("job-account-id", Tag.NAME, "1001"),)
    )
    assert response.status == Status.OK
    workshop.wait(60)
    (record,) = workshop.records(printer)
    assert (record.account_id, record.user, record.document) == (1002, "suzuki", "report.pdf")


def test_several_jobs_in_one_stream_are_one_job_of_ipp(workshop, printer, client):
    job = client.print(workshop.stream("2 mono A4") + workshop.stream("3 mono A4"))
    workshop.wait(60)
    assert len(workshop.records(printer)) == 2
    assert client.job(job).one("job-media-sheets-completed") == 5
    assert client.state(job) == COMPLETED


@pytest.mark.parametrize(
    ("given", "sheets", "faces", "colour", "size"),
    [
        ([number("copies", 3)], 9, 9, 3, "A4"),
        ([keyword("sides", "two-sided-long-edge")], 2, 3, 1, "A4"),
        ([keyword("sides", "one-sided")], 3, 3, 1, "A4"),
        ([keyword("print-color-mode", "monochrome")], 3, 3, 0, "A4"),
        ([number("number-up", 4)], 1, 1, 1, "A4"),
        ([attribute("page-ranges", Tag.RANGE, Range(2, 3))], 2, 2, 1, "A4"),
        ([attribute("page-ranges", Tag.RANGE, Range(1, 1), Range(3, 9))], 2, 2, 1, "A4"),
        ([keyword("media", "iso_a3_297x420mm")], 3, 3, 1, "A3"),
        ([keyword("media", "na_letter_8.5x11in")], 3, 3, 1, "Letter"),
    ],
)
def test_what_a_client_asks_for(workshop, printer, client, given, sheets, faces, colour, size):
    """EMU-06: Job Template attributes change what comes out."""
    client.print(THREE, *given)
    workshop.wait(120)
    (record,) = workshop.records(printer)
    assert (record.sheets, record.pages, record.colour) == (sheets, faces, colour)
    assert {line.size for line in record.lines} == {size}


def test_paper_as_a_collection(workshop, printer, client):
    """EMU-06: size by its sides, type and tray of media-col."""
    sides = (number("x-dimension", 29_700), number("y-dimension", 42_000))
    members = (
        attribute("media-size", Tag.COLLECTION, sides),
        keyword("media-source", "tray-2"),
        keyword("media-type", "stationery-heavyweight"),
    )
    client.print(THREE, attribute("media-col", Tag.COLLECTION, members))
    workshop.wait(120)
    (record,) = workshop.records(printer)
    assert {(line.size, line.media) for line in record.lines} == {("A3", "thick")}


CANNOT = [
    keyword("media", "iso_a0_841x1189mm"),
    keyword("sides", "both"),
    number("copies", 0),
    number("number-up", 5),
    number("job-priority", 101),
    attribute("page-ranges", Tag.RANGE, Range(3, 1)),
    attribute("page-ranges", Tag.RANGE, Range(1, 3), Range(2, 4)),
    attribute("printer-resolution", Tag.RESOLUTION, Resolution(7, 7)),
    attribute("finishings", Tag.ENUM, 99),
    attribute("media-col", Tag.COLLECTION, (keyword("media-source", "the-cellar"),)),
    keyword("job-sheets", "standard"),
    keyword("something", "new"),
]


@pytest.mark.parametrize("wrong", CANNOT, ids=lambda each: each.name)
def test_what_cannot_be_done(workshop, printer, client, wrong):
    """RFC 8011, section 4.1.7: it is left out and named; with fidelity the job is refused."""
    document = {"document": THREE, "job": (wrong,)}
    faithful = attribute("ipp-attribute-fidelity", Tag.BOOLEAN, True)
    refused = client.ask(Operation.PRINT_JOB, faithful, **document)
    assert refused.status == Status.ATTRIBUTES_NOT_SUPPORTED
    assert refused.names(Tag.UNSUPPORTED_GROUP) == {wrong.name}
    assert client.ask(Operation.VALIDATE_JOB, faithful, job=(wrong,)).status == Status.ATTRIBUTES_NOT_SUPPORTED
    taken = client.ask(Operation.PRINT_JOB, **document)
    assert taken.status == Status.OK_IGNORED
    assert taken.names(Tag.UNSUPPORTED_GROUP) == {wrong.name}
    workshop.wait(60)
    assert [record.sheets for record in workshop.records(printer)] == [3]


@pytest.mark.parametrize(("how", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("none", bytes)])
def test_compressed_documents(workshop, printer, client, how, pack):
    packed = pack(THREE)
    kind = keyword("compression", how)
    assert client.ask(Operation.PRINT_JOB, kind, document=packed).status == Status.OK
    workshop.wait(60)
    assert [record.sheets for record in workshop.records(printer)] == [3]
    if how != "none":
        for broken in (packed[:-9], b"not packed at all"):
            assert client.ask(Operation.PRINT_JOB, kind, document=broken).status == Status.COMPRESSION_ERROR


def test_a_document_that_grows_beyond_memory(workshop, printer, client, monkeypatch):
    """LOG-04: a small packed document may be a very large one."""
    monkeypatch.setattr("emulator.protocols.ipp.printing.MAX_STREAM_OCTETS", 100_000)
    bomb = gzip.compress(bytes(10_000_000))
    assert client.ask(Operation.PRINT_JOB, keyword("compression", "gzip"), document=bomb).status == Status.OK
    workshop.wait(60)
    assert [record.detail for record in workshop.records(printer)] == ["memory overflow"]


def test_formats(client):
    def asked(operation, name, value):
        return client.ask(operation, attribute(name, Tag.MIME_TYPE, value), document=THREE).status

    assert asked(Operation.PRINT_JOB, "document-format", "image/tiff") == Status.DOCUMENT_FORMAT_NOT_SUPPORTED
    assert asked(Operation.VALIDATE_JOB, "document-format", "image/tiff") == Status.DOCUMENT_FORMAT_NOT_SUPPORTED
    assert asked(Operation.VALIDATE_JOB, "document-format", "Application/PDF") == Status.OK
    unknown = client.ask(Operation.VALIDATE_JOB, keyword("compression", "rar"))
    assert unknown.status == Status.COMPRESSION_NOT_SUPPORTED


def test_validating_prints_nothing(workshop, printer, client):
    assert client.ask(Operation.VALIDATE_JOB, job=(number("copies", 2),)).status == Status.OK
    assert workshop.events(printer, "arrived") == []


def test_what_cannot_be_read(workshop, printer, client):
    job = client.print(b"neither fish nor fowl")
    workshop.wait(60)
    assert client.job(job).one("job-state-reasons") == ["aborted-by-system", "document-format-error"]
    assert client.state(job) == ABORTED
    assert [record.detail for record in workshop.records(printer)] == ["rip error"]


# ---- documents one by one ------------------------------------------------------------------------------


def created(client, *job, **parts):
    response = client.ask(Operation.CREATE_JOB, job=job, **parts)
    assert response.status == Status.OK
    return number("job-id", response.one("job-id"))


def send(client, job, document=THREE, *, last, **parts):
    end = attribute("last-document", Tag.BOOLEAN, last)
    return client.ask(Operation.SEND_DOCUMENT, job, end, document=document, **parts)


def test_two_documents_are_one_job(workshop, printer, client):
    """EMU-06: nothing prints before the last one is there, and then one record says it all."""
    job = created(client, attribute("job-account-id", Tag.NAME, "1001"), number("copies", 2))
    assert client.job(job.values[0].value).one("job-state-reasons") == "job-incoming"
    assert send(client, job, last=False).status == Status.OK
    workshop.wait(60)
    assert workshop.events(printer, "arrived") == []
    assert send(client, job, pages((4, "mono", "A3", "plain")), last=True).status == Status.OK
    workshop.wait(120)
    (record,) = workshop.records(printer)
    assert (record.sheets, record.account_id) == (14, 1001)
    assert send(client, job, last=True).status == Status.NOT_POSSIBLE
    told = client.job(job.values[0].value)
    assert (told.one("job-state"), told.one("number-of-documents")) == (COMPLETED, 2)


@pytest.mark.parametrize(
    ("how", "sheets"), [((), 4), ((keyword("multiple-document-handling", "single-document"),), 3)], ids=["apart", "one"]
)
def test_documents_on_both_sides(workshop, printer, client, how, sheets):
    """RFC 8011, section 5.2.4: a document begins on a sheet of its own, unless all of them are one."""
    job = created(client, keyword("sides", "two-sided-long-edge"), *how)
    send(client, job, last=False)
    send(client, job, last=True)
    workshop.wait(120)
    (record,) = workshop.records(printer)
    assert (record.sheets, record.pages) == (sheets, 6)


def test_closing_a_job(workshop, printer, client):
    job, empty = created(client), created(client)
    send(client, job, last=False)
    assert client.ask(Operation.CLOSE_JOB, job).status == Status.OK
    assert client.ask(Operation.CLOSE_JOB, empty).status == Status.OK
    workshop.wait(60)
    assert client.state(job.values[0].value) == COMPLETED
    assert client.state(empty.values[0].value) == ABORTED
    assert len(workshop.records(printer)) == 1


def test_nothing_but_words(workshop, printer, client):
    """A document of PJL alone prints nothing, and the job is over; so is one whose documents were cancelled."""
    job = client.print(b"\x1b%-12345X@PJL COMMENT\r\n\x1b%-12345X")
    assert client.state(job) == ABORTED
    given_up = created(client)
    send(client, given_up, last=False)
    client.ask(Operation.CANCEL_DOCUMENT, given_up, number("document-number", 1))
    client.ask(Operation.CLOSE_JOB, given_up)
    workshop.wait(60)
    assert client.state(given_up.values[0].value) == ABORTED
    assert workshop.events(printer, "arrived") == []


def test_a_document_cancelled_while_it_is_read(workshop, printer, client):
    """EMU-06: reading beside the loop takes its time; what was cancelled meanwhile is not printed."""
    later = []

    class Slow:
        def read(self, data, then, **_):
            later.append((data, then))

        def close(self):
            pass

    printer.reader = Slow()
    job = created(client)
    send(client, job, last=False)
    send(client, job, pages((5, "mono", "A4", "plain")), last=True)
    assert client.ask(Operation.CANCEL_DOCUMENT, job, number("document-number", 1)).status == Status.OK
    for data, then in later:
        then(read_stream(data))
    workshop.wait(60)
    assert [record.sheets for record in workshop.records(printer)] == [5]


def test_the_last_document_may_be_none(workshop, printer, client):
    """RFC 8011, section 4.3.1: an empty Send-Document closes the job."""
    job = created(client)
    send(client, job, last=False)
    assert send(client, job, b"", last=True).status == Status.OK
    workshop.wait(60)
    assert [record.sheets for record in workshop.records(printer)] == [3]


def test_send_document_needs_its_words(client):
    job = created(client)
    assert client.ask(Operation.SEND_DOCUMENT, job, document=THREE).status == Status.BAD_REQUEST
    assert send(client, number("job-id", 99), last=True).status == Status.NOT_FOUND
    assert send(client, job, last=True, user="suzuki").status == Status.NOT_AUTHORIZED


def test_a_job_whose_documents_do_not_come(workshop, client):
    """RFC 8011, section 5.4.31: it is aborted when multiple-operation-time-out is over."""
    job = created(client)
    workshop.wait(TIME_OUT_S - 1)
    assert client.state(job.values[0].value) == PENDING
    workshop.wait(2)
    assert client.state(job.values[0].value) == ABORTED
    assert send(client, job, last=True).status == Status.NOT_POSSIBLE


def test_several_jobs_at_once(workshop, printer, client):
    """EMU-06: documents of two jobs come in turns; each stays in its own."""
    first, second = created(client), created(client, user="suzuki")
    send(client, first, pages((1, "mono", "A4", "plain")), last=False)
    send(client, second, pages((5, "mono", "A4", "plain")), last=False, user="suzuki")
    send(client, first, pages((2, "mono", "A4", "plain")), last=True)
    send(client, second, pages((6, "mono", "A4", "plain")), last=True, user="suzuki")
    workshop.wait(120)
    assert [(record.login, record.sheets) for record in workshop.records(printer)] == [("sato", 3), ("suzuki", 11)]


def test_a_power_cut_between_two_documents(workshop, printer, client):
    """EMU-09: what the printer had of the job is gone."""
    job = created(client)
    send(client, job, last=False)
    printer.power_cycle()
    assert client.state(job.values[0].value) == ABORTED
    assert send(client, job, last=True).status == Status.NOT_POSSIBLE
    assert workshop.records(printer) == []


# ---- single pages otherwise than the rest --------------------------------------------------------------


def override(*members):
    return attribute("overrides", Tag.COLLECTION, members)


def pages_of(*ranges):
    return attribute("pages", Tag.RANGE, *(Range(*each) for each in ranges))


A3 = keyword("media", "iso_a3_297x420mm")


@pytest.mark.parametrize(
    ("given", "sizes"),
    [
        ([override(pages_of((2, 2)), A3)], {"A4": 2, "A3": 1}),
        ([override(pages_of((1, 1), (3, 9)), A3)], {"A4": 1, "A3": 2}),
        ([override(pages_of((1, 3)), A3), keyword("media", "na_letter_8.5x11in")], {"A3": 3}),
        ([override(pages_of((1, 1)), A3), attribute("page-ranges", Tag.RANGE, Range(2, 3))], {"A4": 2}),
        ([override(pages_of((1, 1)), A3, attribute("document-numbers", Tag.RANGE, Range(2, 2)))], {"A4": 3}),
        (
            [override(pages_of((1, 1)), keyword("sides", "one-sided")), keyword("sides", "two-sided-long-edge")],
            {"A4": 2},
        ),
    ],
)
def test_single_pages(workshop, printer, client, given, sizes):
    """EMU-06, PWG 5100.6: other paper, or other sides, for the pages that are named."""
    client.print(THREE, *given)
    workshop.wait(120)
    (record,) = workshop.records(printer)
    found: dict[str, int] = {}
    for line in record.lines:
        found[line.size] = found.get(line.size, 0) + line.sheets
    assert found == sizes


@pytest.mark.parametrize(
    "wrong",
    [
        override(A3),
        override(pages_of((3, 1)), A3),
        override(pages_of((1, 3), (2, 4)), A3),
        override(pages_of((1, 1)), number("copies", 2)),
        override(pages_of((1, 1)), keyword("media", "iso_a0_841x1189mm")),
        keyword("overrides", "all"),
    ],
)
def test_overrides_that_cannot_be(client, wrong):
    refused = client.ask(Operation.VALIDATE_JOB, attribute("ipp-attribute-fidelity", Tag.BOOLEAN, True), job=(wrong,))
    assert refused.status == Status.ATTRIBUTES_NOT_SUPPORTED
