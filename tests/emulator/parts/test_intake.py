"""What arrives on the wire is never trusted: any octets become jobs or nothing, without an exception."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.wire.pages import PageRun
from core.wire.records import MAX_RECORD_OCTETS
from emulator.parts.intake import MAX_COPIES, NOTHING_SAID, read_pages, read_stream

PIECES = st.sampled_from(
    [
        b"\x1b%-12345X",
        b"@PJL SET COPIES=",
        b"@PJL SET OKIJOBACCOUNTID=",
        b'@PJL SET OKIAUXJOBINFO DATA="DocumentName=',
        b"@PJL ENTER LANGUAGE=PRESSPAGES\r\n",
        b"@PJL ENTER LANGUAGE=PDF\r\n",
        b"%PRESSPAGES 1\n",
        b"pages 3 colour A4\n",
        b"pages 99999 mono A3 thick\n",
        b"%PDF-1.7\n",
        b"\r\n",
        b'"',
        b"999999999999",
        b"\xff\xfe",
        "Büro 東京".encode(),
        b"x" * 3000,
    ]
)
STREAMS = st.one_of(st.binary(max_size=300), st.lists(st.one_of(PIECES, st.binary(max_size=20))).map(b"".join))


@given(STREAMS, st.booleans())
@example(b"", False)
@example(b"", True)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_octets(workshop, data, overflow):
    """Whatever comes in ends, and leaves records of at most 1,200 octets."""
    printer = type(workshop)().printer()
    numbers = printer.submit(data, "h:1", overflow=overflow)
    assert len(numbers) == len(read_stream(data, overflow=overflow))
    for number in numbers:
        state = printer.job_state(number)
        assert state.ended or state.end_due_us > workshop.START_US
        if state.ended:
            assert len(printer.log.record(state.sequence)) <= MAX_RECORD_OCTETS


def test_languages(workshop):
    assert read_pages("PRESSPAGES", b"%PRESSPAGES 1\npages 2 mono A4\n") == (PageRun(2, "mono", "A4", "plain"),)
    assert read_pages("PRESSPAGES", b"pages 2 mono A4\n") == ()
    assert read_pages("PCL", b"\x1bE\x1b&l26Awords\x1bE")[0][:3] == (1, "mono", "A4")
    assert read_pages("TEXT", b"words\f")[0][:2] == (1, "mono")
    assert read_pages("KLINGON", b"Qapla'") == ()


def test_a_waiting_job_does_not_hold_its_body(workshop):
    (arrival,) = read_stream(workshop.stream(*["1 mono A4"] * 100))
    assert arrival.ticket.pages == b""
    assert arrival.octets > 1000
    assert sum(run.count for run in arrival.pages) == 100


def test_copies_are_bounded(workshop):
    (arrival,) = read_stream(workshop.stream().replace(b"COPIES=1", b"COPIES=70000"))
    assert 1 <= arrival.ticket.copies <= MAX_COPIES


def test_what_the_protocol_says_fills_what_the_stream_leaves_open():
    """EMU-06: a user of LPD's control file or of IPP's attributes; the stream's own word goes first."""
    said = NOTHING_SAID._replace(user="sato", document="report", account_id=1001, copies=2)
    pages = b"%PRESSPAGES 1\npages 1 mono A4\n"
    (plain,) = read_stream(pages, said=said)
    assert (plain.ticket.user, plain.ticket.document, plain.ticket.account_id, plain.ticket.copies) == (
        "sato",
        "report",
        1001,
        2,
    )
    assert plain.pages
    own = b'\x1b%-12345X@PJL SET OKIJOBACCOUNTID="7"\n@PJL SET USERNAME="suzuki"\n@PJL ENTER LANGUAGE=PRESSPAGES\n'
    (tagged,) = read_stream(own + pages, said=said)
    assert (tagged.ticket.user, tagged.ticket.account_id, tagged.ticket.document) == ("suzuki", 7, "report")


def test_secure_print_waits_for_its_code(workshop):
    """KMA-07: nothing comes out before the code, and the job is accounted for like any other."""
    printer = workshop.printer()
    (number,) = printer.submit(workshop.stream("2 mono A4", hold="4001"), workshop.SOURCE)
    workshop.wait(60)
    assert printer.job_state(number).state == "pending-held"
    assert not printer.release(number, "4002")
    assert workshop.events(printer, "sheet") == []
    assert printer.release(number, "4001")
    workshop.wait(60)
    assert len(workshop.events(printer, "sheet")) == 2
    (record,) = workshop.records(printer)
    assert (record.account_id, record.sheets) == (1001, 2)
