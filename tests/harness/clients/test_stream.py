"""Account data around documents, and in streams that drivers made already (CLT-05)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import BadInput
from core.wire.pjl import UEL, PrintJob, build_stream, language_of, parse_stream, ticket_places
from harness.clients.stream import wrap

PDF = b"%PDF-1.7\n\x00\xff binary \r\n%%EOF\n"
PAGES = b"%PRESSPAGES 1\npages 3 mono A4\n"
FOREIGN = (
    UEL
    + b'@PJL JOB NAME="old"\r\n@PJL SET USERNAME="driver"\r\n@PJL SET COPIES=3\r\n@PJL SET DUPLEX=ON\r\n'
    + b"@PJL ENTER LANGUAGE=PCL\r\n\x1bEpage one\x1bE"
    + UEL
    + b"@PJL EOJ\r\n"
    + UEL
)


def job(pages, **more):
    given = {"account_id": 1001, "user": "Sato Yuki", "login": "sato", "document": 'a "b" 100 %.pdf', "host": "pc"}
    rest = {"application": "", "copies": 1, "duplex": False, "colour": True, "language": language_of(pages)}
    return PrintJob(**{**given, **rest, "pages": pages, **more})


def sent(job, **more):
    return b"".join(wrap(job, **more))


@pytest.mark.parametrize("pages", [PDF, PAGES, b"%!PS\nshowpage", b"\x1bEhello\x0c\x1bE", b"plain text", b"see @PJL"])
@pytest.mark.parametrize("options", [{}, {"copies": 5}, {"duplex": True}, {"copies": 2, "duplex": False}])
def test_a_document_gets_a_header(pages, options):
    found = parse_stream(sent(job(pages), **options))
    assert found == [job(pages, copies=options.get("copies", 1), duplex=options.get("duplex", False))]


@pytest.mark.parametrize("pages", [PDF, PAGES])
def test_without_options_it_is_what_a_driver_sends(pages):
    assert sent(job(pages)) == build_stream(job(pages))


def test_a_document_that_ends_with_an_exit_keeps_it():
    body = b"\x1bEhello\x1bE"
    assert sent(job(body + UEL + b"\r\n")).endswith(body + UEL + b"\r\n")
    assert [each.pages for each in parse_stream(sent(job(body + UEL)))] == [body]


@pytest.mark.parametrize("driver", [FOREIGN, build_stream(job(PDF, account_id=7, user='Kim "K"', login="kim"))])
def test_a_drivers_stream_is_kept_and_whose_it_is_said_again(driver):
    (before,) = parse_stream(driver)
    (after,) = parse_stream(sent(job(driver, document="new")))
    assert after[:5] == (1001, "Sato Yuki", "sato", "new", "pc")
    assert after[6:] == before[6:]
    assert parse_stream(sent(job(driver, document="new"), copies=9, duplex=False))[0][6:8] == (9, False)


def test_every_job_of_a_stream_gets_it():
    driver = FOREIGN + build_stream(job(PDF, account_id=7)) + UEL + b"no PJL here"
    found = parse_stream(sent(job(driver)))
    assert [(each.account_id, each.user) for each in found] == [(1001, "Sato Yuki")] * 3
    assert [each.pages for each in found] == [each.pages for each in parse_stream(driver)]


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (b"", "file: there is nothing in it to print"),
        (b" \r\n\x00", "file: there is nothing in it to print"),
        (b"@PJL in vain", "file: it is a print stream without any pages"),
        (UEL, "file: it is a print stream without any pages"),
        (UEL + b"@PJL SET COPIES=2\r\n" + UEL, "file: it is a print stream without any pages"),
        (b"%PDF-1.7 " + UEL + b"rest", "file: it holds PJL's Universal Exit Language sequence at octet 9"),
    ],
)
def test_what_cannot_be_sent(pages, said):
    with pytest.raises(BadInput) as caught:
        wrap(job(pages))
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("before", [b"", b"\r\n"])
def test_pjl_without_an_exit_before_it(before):
    (found,) = parse_stream(sent(job(before + b"@PJL SET COPIES=2\r\n" + PAGES), duplex=True))
    assert (found.account_id, found.copies, found.duplex, found.pages) == (1001, 2, True, PAGES)
    assert sent(job(before + b"@PJL SET COPIES=2\r\n" + PAGES)).startswith(UEL)


def test_a_text_too_long_for_pjl():
    with pytest.raises(BadInput, match="account data: a text too long"):
        wrap(job(PDF, document="x" * 20_000))


def test_a_large_document_is_not_copied():
    pages = b"%PDF-" + bytes(1_000_000)
    assert wrap(job(pages))[1].obj is pages


@given(
    st.lists(st.sampled_from([UEL, b"@PJL SET COPIES=2\r\n", b"@PJL ENTER LANGUAGE=PCL\n", b"body", b"\r\n", b"@PJL"]))
)
def test_a_place_for_each_job(parts):
    """Whatever the stream, there are as many places as jobs, and lines there change neither pages nor number."""
    data = b"".join(parts)
    jobs = parse_stream(data)
    places = ticket_places(data)
    assert len(places) == len(jobs)
    for place in reversed(places):
        line = b"@PJL SET OKIJOBACCOUNTID=5\r\n"
        data = data[:place] + line + data[place:]
    assert [(each.account_id, each.pages) for each in parse_stream(data)] == [(5, each.pages) for each in jobs]
