"""Print streams: what drivers say of a job, and what is made of it (CLT-01, JID-02, JID-13)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.ber import EncodeError
from core.wire.items import FEEDERS
from core.wire.pjl import MAX_LINE_OCTETS, UEL, BadStream, PrintJob, build_stream, parse_stream
from core.wire.setup import MAX_STAPLES, N_UPS, RESOLUTIONS, Setup

PAGES = b"%PRESSPAGES 1\npages 4 mono A4 plain\n"
JOB = PrintJob(1001, "Satō", "sato", "Invoice 2026.pdf", "pc-12", "Writer", 2, True, False, "PRESSPAGES", PAGES)
NOTHING = PrintJob(None, "", "", "", "", "", 1, False, True, "", b"")


def one(octets: bytes) -> PrintJob:
    found = parse_stream(octets)
    assert isinstance(found, list)
    assert len(found) == 1
    return found[0]


def header(*lines: str, language: str = "PCL", body: bytes = b"pages") -> bytes:
    text = "".join(f"@PJL {line}\r\n" for line in (*lines, f"ENTER LANGUAGE={language}"))
    return UEL + text.encode("latin-1") + body + UEL


def test_the_stream_of_our_driver() -> None:
    assert build_stream(JOB) == (
        UEL
        + '@PJL SET OKIJOBACCOUNTID="1001"\r\n'
        '@PJL SET OKIJOBACCOUNTJOB USERID="Satō" JOBNAME="Invoice 2026.pdf"\r\n'
        '@PJL SET OKIAUXJOBINFO DATA="DocumentName=Invoice 2026.pdf"\r\n'
        '@PJL SET OKIAUXJOBINFO DATA="ComputerName=pc-12"\r\n'
        '@PJL SET OKIAUXJOBINFO DATA="LoginName=sato"\r\n'
        '@PJL SET OKIAUXJOBINFO DATA="ApplicationName=Writer"\r\n'
        "@PJL SET COPIES=2\r\n"
        "@PJL SET DUPLEX=ON\r\n"
        "@PJL SET RENDERMODE=GRAYSCALE\r\n"
        "@PJL ENTER LANGUAGE=PRESSPAGES\r\n".encode()
        + PAGES
        + UEL
    )
    assert one(build_stream(JOB)) == JOB


def test_quotes_and_control_characters_are_replaced_for_others_and_exact_for_us() -> None:
    """LOG-22: the raw name is kept; a substitute stands only where the format needs one."""
    job = JOB._replace(document='100% "sure"\x1b%-12345X\n.pdf')
    octets = build_stream(job)
    assert b'JOBNAME="100%  sure  %-12345X .pdf"' in octets
    assert b'DATA="DocumentName*=100%25 %22sure%22%1B%25-12345X%0A.pdf"' in octets
    assert one(octets) == job


def test_a_percent_sign_of_a_foreign_driver_stays_as_it_is() -> None:
    assert one(header('SET OKIAUXJOBINFO DATA="DocumentName=a%20b 100%.pdf"')).document == "a%20b 100%.pdf"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # OKI, as foo2hiperc writes it
        (
            (
                'RDYMSG DISPLAY = "anna"',
                'SET OKIJOBACCOUNTJOB USERID="anna" JOBNAME="Invoice 2026.pdf"',
                'SET OKIAUXJOBINFO DATA="DocumentName=Invoice.pdf"',
                'SET OKIAUXJOBINFO DATA="ComputerName=pc-7"',
                'SET OKIAUXJOBINFO DATA="ReceptionTime=08:00:00 2026/03/30"',
                "SET COPIES=2",
                "SET QTY=3",
                "SET DUPLEX=ON",
            ),
            NOTHING._replace(user="anna", document="Invoice.pdf", host="pc-7", copies=6, duplex=True),
        ),
        # HP, as hpps writes it
        (
            (
                "JOBNAME=memo",
                'SET USERNAME="anna"',
                'SET JOBNAME="memo.ps"',
                'SET JOBATTR="JobAcct1=asmith"',
                'SET JOBATTR="JobAcct2=pc-7"',
                'SET JOBATTR="JobAcct6=Writer"',
                'SET JOBATTR="JobAcct8=asmith"',
            ),
            NOTHING._replace(user="anna", login="asmith", document="memo.ps", host="pc-7", application="Writer"),
        ),
        (('JOB NAME="memo" DISPLAY="memo (anna)"',), NOTHING._replace(document="memo")),
        (('JOBNAME = "memo"',), NOTHING._replace(document="memo")),
        (('SET OKIJOBACCOUNTID = "1001"',), NOTHING._replace(account_id=1001)),
        (("set okijobaccountid=7",), NOTHING._replace(account_id=7)),
        (('SET OKIJOBACCOUNTID="0"',), NOTHING._replace(account_id=0)),
        (('SET OKIJOBACCOUNTID="999999999"',), NOTHING._replace(account_id=999999999)),
        (('SET OKIJOBACCOUNTID="1000000000"',), NOTHING),
        (('SET OKIJOBACCOUNTID="-1"',), NOTHING),
        (('SET OKIJOBACCOUNTID="12a"',), NOTHING),
        (('SET OKIJOBACCOUNTID=""',), NOTHING),
        (('SET OKIJOBACCOUNTID="\xb2"',), NOTHING),
        (("SET COPIES=0",), NOTHING),
        (("SET COPIES=many",), NOTHING),
        (("SET COPIES=5000",), NOTHING._replace(copies=999)),
        (("SET DUPLEX = on ",), NOTHING._replace(duplex=True)),
        (("SET RENDERMODE=GRAYSCALE",), NOTHING._replace(colour=False)),
        (("SET PLANESINUSE=1",), NOTHING._replace(colour=False)),
        (("SET LPARM : PCL COPIES=3",), NOTHING._replace(copies=3)),
        (('SET USERNAME="M\xfcller"',), NOTHING._replace(user="Müller")),
        (('SET USERNAME="anna',), NOTHING._replace(user="anna")),
        (('SET USERNAME="an"na"',), NOTHING._replace(user='an"na')),
        (('SET OKIJOBACCOUNTJOB USERID="an"na" JOBNAME="x"',), NOTHING._replace(user='an"na', document="x")),
        (('SET USERNAME=" anna "',), NOTHING._replace(user=" anna ")),
        (("SET USERNAME=anna", "RESET"), NOTHING),
        (("DEFAULT COPIES=3", "COMMENT x", "SET", "SET =3", "INFO STATUS", ""), NOTHING),
    ],
)
def test_what_drivers_say(lines: tuple[str, ...], expected: PrintJob) -> None:
    assert one(header(*lines)) == expected._replace(language="PCL", pages=b"pages")


@pytest.mark.parametrize(
    ("body", "language"),
    [
        (b"%PDF-1.7 \xff", "PDF"),
        (b"%!PS-Adobe-3.0\n", "POSTSCRIPT"),
        (b"\x04%!PS\n", "POSTSCRIPT"),
        (b"\r\n  %!PS\n", "POSTSCRIPT"),
        (PAGES, "PRESSPAGES"),
        (b") HP-PCL XL;2;0", "PCLXL"),
        (b"\x1bE\x1b&l1X", "PCL"),
        (b"\x1b&l1X", "PCL"),
        (b"hello", ""),
    ],
)
def test_data_without_pjl_is_known_by_its_beginning(body: bytes, language: str) -> None:
    """CLT-04: it counts as unregistered with a blank user."""
    assert one(body) == NOTHING._replace(language=language, pages=body)
    assert one(UEL + body + UEL) == NOTHING._replace(language=language, pages=body)
    assert one(header(language="AUTO", body=body)).language == language
    assert one(header(language="PCLXL", body=body)).language == "PCLXL"


def test_several_jobs_in_one_stream() -> None:
    other = JOB._replace(account_id=None, document="other", copies=1)
    assert parse_stream(build_stream(JOB) + build_stream(other)) == [JOB, other]
    assert parse_stream(build_stream(other) + b"\r\n" + build_stream(JOB) + b"\x04") == [other, JOB]


def test_what_a_job_said_holds_for_all_its_bodies_and_no_longer() -> None:
    octets = (
        UEL + b'@PJL JOB\n@PJL SET USERNAME="anna"\n@PJL ENTER LANGUAGE=PCL\none'
        + UEL + b"@PJL ENTER LANGUAGE=PCL\ntwo"
        + UEL + b"@PJL EOJ\n"
        + UEL + b"@PJL ENTER LANGUAGE=PCL\nthree"
        + UEL
    )  # fmt: skip
    found = parse_stream(octets)
    assert isinstance(found, list)
    assert [(job.user, job.pages) for job in found] == [("anna", b"one"), ("anna", b"two"), ("", b"three")]


@pytest.mark.parametrize("octets", [b"", UEL, UEL + UEL, b" \r\n\x04", UEL + b"@PJL INFO STATUS\r\n", header(body=b"")])
def test_streams_without_a_job(octets: bytes) -> None:
    assert parse_stream(octets) == []


def test_a_stream_cut_off_keeps_what_has_come() -> None:
    octets = build_stream(JOB)
    assert one(octets[: -len(UEL) - 5]) == JOB._replace(pages=PAGES[:-5])
    for end in range(len(octets)):
        assert isinstance(parse_stream(octets[:end]), list)


def test_a_line_without_end_is_refused() -> None:
    octets = UEL + b'@PJL SET USERNAME="' + b"x" * MAX_LINE_OCTETS
    assert parse_stream(octets) == BadStream(9, f"a PJL line of more than {MAX_LINE_OCTETS} octets")


def test_what_would_not_be_read_back_is_not_written() -> None:
    for wrong in (JOB._replace(pages=b"a" + UEL), JOB._replace(document="x" * MAX_LINE_OCTETS)):
        with pytest.raises(EncodeError):
            build_stream(wrong)


@pytest.mark.parametrize(
    ("line", "setup"),
    [
        (b"MEDIASOURCE=TRAY2", Setup(tray="tray 2")),
        (b"mediasource = mptray", Setup(tray="multi-purpose tray")),
        (b"MEDIASOURCE=TRAY6", Setup()),
        (b'RESOLUTION="1200X600"', Setup(dpi="1200x600")),
        (b"RESOLUTION=601", Setup()),
        (b"NUP=4", Setup(n_up=4)),
        (b"NUP=3", Setup()),
        (b"STAPLES=2", Setup(staples=2)),
        (b"STAPLES=9", Setup(staples=2)),
        (b"STAPLES=-1", Setup()),
        (b"PAPER=LEDGER", Setup(paper="Tabloid")),
        (b"PAPER = a4", Setup(paper="A4")),
        (b"PAPER=NAPKIN", Setup()),
    ],
)
def test_how_it_wants_to_be_printed(line: bytes, setup: Setup) -> None:
    """LOG-02: tray, resolution, pages on a face, staples; what nobody can give counts as not asked for."""
    assert one(UEL + b"@PJL SET " + line + b"\r\n@PJL ENTER LANGUAGE=PDF\r\nx").setup == setup


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    st.builds(
        PrintJob,
        st.none() | st.integers(0, 999_999_999),
        *[TEXTS] * 5,
        st.integers(1, 999),
        st.booleans(),
        st.booleans(),
        st.sampled_from(("PDF", "PRESSPAGES", "PCLXL")),
        st.binary(min_size=1, max_size=60).map(lambda octets: b"p" + octets.replace(b"\x1b", b"")),
        st.builds(
            Setup,
            st.sampled_from(("", *FEEDERS)),
            st.sampled_from(RESOLUTIONS),
            st.sampled_from(N_UPS),
            st.integers(0, MAX_STAPLES),
            st.sampled_from(("", "A4", "Tabloid", "B5")),
        ),
        *[TEXTS] * 2,
        st.none() | TEXTS,
    )
)
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back(job: PrintJob) -> None:
    assert one(build_stream(job)) == job


@given(st.lists(st.binary(max_size=20) | st.sampled_from((UEL, b"@PJL ", b"SET ", b"JOB ", b'="', b"\r\n", b"ENTER "))))
@settings(max_examples=400, deadline=None)
def test_any_octets_at_all(pieces: list[bytes]) -> None:
    octets = b"".join(pieces)
    found = parse_stream(octets)
    assert isinstance(found, list)
    assert sum(len(job.pages) for job in found) <= len(octets)
