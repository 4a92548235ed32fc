"""What clients do with jobs that are there: ask, cancel, hold, release, print again (EMU-06)."""

from __future__ import annotations

import pytest

from core.wire.ipp import Group, attribute
from core.wire.ipp_words import JobStateCode, Operation, Status, Tag
from core.wire.pages import PageRun, build_pages

PENDING, HELD, PROCESSING = JobStateCode.PENDING, JobStateCode.PENDING_HELD, JobStateCode.PROCESSING
CANCELED, ABORTED, COMPLETED = JobStateCode.CANCELED, JobStateCode.ABORTED, JobStateCode.COMPLETED
TEN = build_pages([PageRun(10, "mono", "A4", "plain")])
HOLD = attribute("job-hold-until", Tag.KEYWORD, "indefinite")
NO_HOLD = attribute("job-hold-until", Tag.KEYWORD, "no-hold")


def job_id(number):
    return attribute("job-id", Tag.INTEGER, number)


def listed(client, *attributes, **parts):
    response = client.ask(Operation.GET_JOBS, *attributes, **parts)
    assert response.status == Status.OK
    return response.all("job-id")


def which(word):
    return attribute("which-jobs", Tag.KEYWORD, word)


def test_the_list_of_jobs(workshop, printer, client):
    """EMU-06: jobs of IPP and of other ways, by state, user and number; those that are over from the last one back."""
    first = client.print(TEN)
    second = client.print(TEN, user="suzuki")
    printer.submit(workshop.stream("1 mono A4", user="tanaka"), workshop.SOURCE)
    assert listed(client) == [first, second, 3]
    assert client.job(3).one("job-originating-user-name") == "tanaka"
    assert client.job(second).one("number-of-intervening-jobs") == 1
    workshop.wait(20)
    assert listed(client) == [second, 3]
    workshop.wait(100)
    assert listed(client, which("not-completed")) == []
    assert listed(client, which("completed")) == [3, second, first]
    assert listed(client, which("completed"), attribute("limit", Tag.INTEGER, 1)) == [3]
    assert listed(client, which("completed"), attribute("first-index", Tag.INTEGER, 2)) == [second, first]
    assert listed(client, which("all"), attribute("my-jobs", Tag.BOOLEAN, True)) == [first]
    assert listed(client, which("all"), attribute("job-ids", Tag.INTEGER, 1, 3)) == [first, 3]
    assert listed(client, which("aborted")) == []
    assert client.ask(Operation.GET_JOBS, which("lost")).status == Status.ATTRIBUTES_NOT_SUPPORTED
    assert client.ask(Operation.GET_JOBS, attribute("limit", Tag.INTEGER, 0)).status == Status.BAD_REQUEST


def test_attributes_as_they_are_asked_for(client):
    """RFC 8011, section 4.2.6.1: number and URI alone where nobody asks for more."""
    client.print(TEN, attribute("copies", Tag.INTEGER, 2))
    assert client.ask(Operation.GET_JOBS).names(Tag.JOB) == {"job-id", "job-uri"}

    def names(*wanted):
        return client.ask(Operation.GET_JOBS, attribute("requested-attributes", Tag.KEYWORD, *wanted)).names(Tag.JOB)

    assert names("copies", "job-state") == {"copies", "job-state"}
    assert names("job-template") == {"copies"}
    assert names("all") > names("job-description") > {"job-id", "job-media-sheets-completed"}
    by_uri = client.ask(
        Operation.GET_JOB_ATTRIBUTES, attribute("job-uri", Tag.URI, "ipp://127.20.0.1/ipp/print/1"), job_id(1)
    )
    assert by_uri.one("job-id") == 1


def test_too_many_jobs(workshop, client, monkeypatch):
    """EMU-06: a client that never comes back with its documents does not fill the memory."""
    monkeypatch.setattr("emulator.protocols.ipp.desk.MAX_OPEN", 5)
    for _ in range(5):
        assert client.ask(Operation.CREATE_JOB).status == Status.OK
    assert client.ask(Operation.CREATE_JOB).status == Status.TOO_MANY_JOBS
    assert client.ask(Operation.PRINT_JOB, document=TEN).status == Status.TOO_MANY_JOBS
    workshop.wait(200)
    assert client.ask(Operation.CREATE_JOB).status == Status.OK


def test_what_is_over_is_forgotten_in_the_end(workshop, client):
    """EMU-06: the last 200 jobs are told, and each that waits."""
    held = client.print(TEN, HOLD)
    for _ in range(250):
        client.ask(Operation.CANCEL_JOB, job_id(client.print(TEN, HOLD)))
    assert len(listed(client, which("all"))) == 200
    assert client.state(held) == HELD
    assert client.job(251).one("number-of-intervening-jobs") == 0


def test_cancelling(workshop, printer, client):
    """EMU-06: a job that waits, and one that is being printed; what is over cannot be."""
    first, second = client.print(TEN), client.print(TEN)
    workshop.wait(5)
    assert client.ask(Operation.CANCEL_JOB, job_id(second)).status == Status.OK
    assert client.ask(Operation.CANCEL_JOB, job_id(first)).status == Status.OK
    assert [client.state(first), client.state(second)] == [CANCELED, CANCELED]
    assert 0 < client.job(first).one("job-media-sheets-completed") < 10
    assert client.ask(Operation.CANCEL_JOB, job_id(first)).status == Status.NOT_POSSIBLE
    assert client.ask(Operation.CANCEL_JOB, job_id(9)).status == Status.NOT_FOUND
    assert client.ask(Operation.CANCEL_JOB).status == Status.BAD_REQUEST
    assert [record.status for record in workshop.records(printer)] == ["canceled"]


def test_somebody_elses_job(client):
    """RFC 8011, section 4.3.3: its owner cancels it, nobody else."""
    number = client.print(TEN)
    assert client.ask(Operation.CANCEL_JOB, job_id(number), user="suzuki").status == Status.NOT_AUTHORIZED
    assert client.state(number) == PROCESSING
    assert client.ask(Operation.CANCEL_MY_JOBS, user="suzuki").status == Status.OK
    assert client.state(number) == PROCESSING
    assert client.ask(Operation.CANCEL_MY_JOBS).status == Status.OK
    assert client.state(number) == CANCELED


def test_the_current_job(client):
    first, second = client.print(TEN), client.print(TEN)
    assert client.ask(Operation.CANCEL_CURRENT_JOB, job_id(second)).status == Status.NOT_POSSIBLE
    assert client.ask(Operation.CANCEL_CURRENT_JOB).status == Status.OK
    assert client.state(first) == CANCELED
    assert client.ask(Operation.CANCEL_JOBS).status == Status.OK
    assert client.state(second) == CANCELED
    assert client.ask(Operation.CANCEL_CURRENT_JOB).status == Status.NOT_POSSIBLE
    assert client.ask(Operation.CANCEL_JOBS, attribute("job-ids", Tag.INTEGER, 1)).status == Status.NOT_POSSIBLE
    assert client.ask(Operation.CANCEL_JOBS, attribute("job-ids", Tag.INTEGER, 9)).status == Status.NOT_FOUND


def test_a_job_that_is_held(workshop, printer, client):
    """EMU-06: it waits until it is released, however long that takes."""
    number = client.print(TEN, HOLD)
    workshop.wait(3_600)
    assert client.state(number) == HELD
    assert listed(client, which("pending-held")) == [number]
    assert workshop.events(printer, "begun") == []
    assert client.ask(Operation.RELEASE_JOB, job_id(number)).status == Status.OK
    workshop.wait(60)
    assert client.state(number) == COMPLETED
    assert client.ask(Operation.RELEASE_JOB, job_id(number)).status == Status.NOT_POSSIBLE
    assert client.ask(Operation.HOLD_JOB, job_id(number)).status == Status.NOT_POSSIBLE


def test_a_job_that_is_held_and_cancelled(workshop, printer, client):
    number = client.print(TEN, HOLD)
    assert client.ask(Operation.CANCEL_JOB, job_id(number)).status == Status.OK
    workshop.wait(60)
    assert client.state(number) == CANCELED
    assert client.job(number).one("job-media-sheets-completed") == 0
    assert [record.sheets for record in workshop.records(printer)] == []


def test_holding_what_comes(workshop, client):
    """RFC 3998, section 3.3: Hold-New-Jobs and Release-Held-New-Jobs."""
    client.ask(Operation.HOLD_NEW_JOBS)
    numbers = [client.print(TEN), client.print(TEN)]
    workshop.wait(60)
    assert [client.state(each) for each in numbers] == [HELD, HELD]
    client.ask(Operation.RELEASE_HELD_NEW_JOBS)
    workshop.wait(120)
    assert [client.state(each) for each in numbers] == [COMPLETED, COMPLETED]
    client.print(TEN)
    assert client.state(3) == PROCESSING


def test_changing_a_job_that_waits(workshop, printer, client):
    """RFC 3380, section 4.2."""
    number = client.ask(Operation.CREATE_JOB).one("job-id")

    def change(*attributes):
        return client.ask(Operation.SET_JOB_ATTRIBUTES, job_id(number), job=attributes).status

    assert change(attribute("copies", Tag.INTEGER, 2), attribute("job-name", Tag.NAME, "Other")) == Status.OK
    assert change(HOLD) == Status.OK
    client.ask(Operation.SEND_DOCUMENT, job_id(number), attribute("last-document", Tag.BOOLEAN, True), document=TEN)
    assert client.state(number) == HELD
    assert change(attribute("copies", Tag.INTEGER, 0)) == Status.ATTRIBUTES_NOT_SUPPORTED
    assert change(attribute("job-state", Tag.ENUM, 9)) == Status.ATTRIBUTES_NOT_SETTABLE
    assert client.job(number).one("job-name") == "Other"
    assert change(NO_HOLD, attribute("job-priority", Tag.INTEGER, 7)) == Status.OK
    workshop.wait(120)
    assert [record.sheets for record in workshop.records(printer)] == [20]
    assert client.job(number).one("job-priority") == 7
    assert change(attribute("copies", Tag.INTEGER, 2)) == Status.NOT_POSSIBLE


def test_holding_a_job_that_waits(workshop, printer, client):
    """RFC 8011, section 4.3.5: one that has begun cannot be held."""
    first, second = client.print(TEN), client.print(TEN)
    assert client.ask(Operation.HOLD_JOB, job_id(first)).status == Status.NOT_POSSIBLE
    assert client.ask(Operation.HOLD_JOB, job_id(second)).status == Status.OK
    assert printer.held == (2,)
    workshop.wait(60)
    assert [client.state(first), client.state(second)] == [COMPLETED, HELD]
    assert client.ask(Operation.HOLD_JOB, job_id(second), NO_HOLD).status == Status.OK
    workshop.wait(60)
    assert client.state(second) == COMPLETED


def test_secure_print_waits_for_its_code(workshop, printer, client):
    """A job with a code is released at the panel alone."""
    printer.submit(workshop.stream("1 mono A4", login="sato"), workshop.SOURCE, hold="1234")
    assert client.state(1) == HELD
    assert client.ask(Operation.RELEASE_JOB, job_id(1)).status == Status.NOT_POSSIBLE
    assert printer.release(1, "1234")
    workshop.wait(60)
    assert client.state(1) == COMPLETED


@pytest.mark.parametrize("operation", [Operation.REPROCESS_JOB, Operation.RESUBMIT_JOB])
def test_printing_it_again(workshop, printer, client, operation):
    number = client.print(TEN)
    assert client.ask(operation, job_id(number)).status == Status.NOT_POSSIBLE
    workshop.wait(60)
    copies = (attribute("copies", Tag.INTEGER, 2),)
    again = client.ask(operation, job_id(number), job=copies)
    assert again.status == Status.OK
    assert again.one("job-id") == number + 1
    workshop.wait(120)
    assert [record.sheets for record in workshop.records(printer)] == [10, 20]
    assert client.ask(operation, job_id(number), job=(attribute("sides", Tag.KEYWORD, "x"),)).status != Status.OK


def test_restarting_it(workshop, printer, client):
    """RFC 8011, section 4.3.7: the same job once more."""
    number = client.print(TEN)
    workshop.wait(60)
    assert client.ask(Operation.RESTART_JOB, job_id(number), HOLD).status == Status.OK
    assert client.state(number) == HELD
    client.ask(Operation.RELEASE_JOB, job_id(number))
    workshop.wait(60)
    assert client.state(number) == COMPLETED
    assert len(workshop.records(printer)) == 2


def test_purging(client):
    client.print(TEN)
    client.print(TEN, HOLD)
    assert client.ask(Operation.PURGE_JOBS).status == Status.OK
    assert listed(client, which("all")) == []
    assert client.print(TEN) == 3


def test_documents(client):
    """PWG 5100.5: what a job is made of."""
    document = attribute("document-name", Tag.NAME, "report.pdf")
    job = job_id(client.ask(Operation.CREATE_JOB).one("job-id"))
    sent = client.ask(
        Operation.SEND_DOCUMENT, job, document, attribute("last-document", Tag.BOOLEAN, False), document=TEN
    )
    assert sent.status == Status.OK
    first = attribute("document-number", Tag.INTEGER, 1)
    assert client.ask(Operation.GET_DOCUMENTS, job).all("document-number") == [1]
    told = client.ask(Operation.GET_DOCUMENT_ATTRIBUTES, job, first)
    assert (told.one("document-name"), told.one("document-state")) == ("report.pdf", PENDING)
    assert told.one("last-document") is False
    other = attribute("document-number", Tag.INTEGER, 2)
    assert client.ask(Operation.GET_DOCUMENT_ATTRIBUTES, job, other).status == Status.NOT_FOUND
    assert client.ask(Operation.GET_DOCUMENT_ATTRIBUTES, job).status == Status.BAD_REQUEST
    renamed = Group(Tag.DOCUMENT, (attribute("document-name", Tag.NAME, "letter.pdf"),))
    assert client.ask(Operation.SET_DOCUMENT_ATTRIBUTES, job, first, groups=(renamed,)).status == Status.OK
    assert client.ask(Operation.GET_DOCUMENT_ATTRIBUTES, job, first).one("document-name") == "letter.pdf"
    fixed = Group(Tag.DOCUMENT, (attribute("k-octets", Tag.INTEGER, 1),))
    refused = client.ask(Operation.SET_DOCUMENT_ATTRIBUTES, job, first, groups=(fixed,))
    assert refused.status == Status.ATTRIBUTES_NOT_SETTABLE
    assert client.ask(Operation.CANCEL_DOCUMENT, job, first).status == Status.OK
    assert client.ask(Operation.GET_DOCUMENT_ATTRIBUTES, job, first).one("document-state") == CANCELED
