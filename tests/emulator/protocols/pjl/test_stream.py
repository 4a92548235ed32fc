"""What comes over one connection is cut into lines and jobs, wherever the pieces are cut (EMU-06)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.pjl import UEL, BadStream, parse_stream
from emulator.protocols.pjl.stream import HEAD_OCTETS, Line, PjlStream, Whole

PARTS = [
    UEL,
    b"@PJL\r\n",
    b'@PJL JOB NAME="offer"\r\n',
    b"@PJL SET COPIES=2\n",
    b'  @pjl set username="sato"\r\n',
    b"@PJL INFO ID\r\n",
    b"@PJL ECHO hello",
    b"@PJLX\n",
    b"@PJL ENTER LANGUAGE=PCL\r\n",
    b"@PJL EOJ\n",
    b'@PJL ENTER LANGUAGE = ""\n',
    b"\r\n \0",
    b"\x04",
    b"\x1bE page \x0c",
    b"\x1b%-1",
    b"\x1b%-12345",
    b"%!PS\nshowpage\n",
    b"@",
]


def cut(data, *places, max_octets=1 << 20, defaults=()):
    """What comes out of pieces cut at these places, and at the end."""
    stream, out, at = PjlStream(max_octets), [], 0
    stream.defaults = defaults
    for place in [*sorted(places), len(data)]:
        stream.feed(data[at:place])
        at = max(at, place)
        while (item := stream.next()) is not None:
            out.append(item)
    stream.end()
    while (item := stream.next()) is not None:
        out.append(item)
    assert not stream._buffer
    return out


def jobs(items):
    found = []
    for item in items:
        if isinstance(item, Whole):
            parsed = parse_stream(item.data)
            assert not isinstance(parsed, BadStream)
            assert len(parsed) == 1
            found += parsed
    return found


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(PARTS), max_size=14).map(b"".join),
    st.lists(st.integers(0, 200), max_size=12),
)
def test_pieces_make_the_jobs_of_the_whole(data, places):
    """EMU-06: the same jobs come out of a stream in one piece and of any pieces of it."""
    assert jobs(cut(data, *(place for place in places if place < len(data)))) == parse_stream(data)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(PARTS), max_size=14).map(b"".join))
def test_octet_by_octet_is_the_same(data):
    assert cut(data, *range(len(data))) == cut(data)


def test_a_job_is_whole_with_the_uel_behind_it():
    """EMU-06: before the client has sent everything, and for a UEL that comes in two pieces."""
    stream = PjlStream(1000)
    stream.feed(UEL + b"@PJL ENTER LANGUAGE=PCL\r\n\x1bEone\x1bE\x1b%-12")
    assert stream.next() == Line(b"ENTER", b"@PJL ENTER LANGUAGE=PCL")
    assert stream.next() is None
    stream.feed(b"345X@PJL")
    assert stream.next() == Whole(b"@PJL ENTER LANGUAGE=PCL\n\x1bEone\x1bE", overflow=False)
    assert stream.next() is None
    stream.feed(b" ECHO 7\n")
    assert stream.next() == Line(b"ECHO", b"@PJL ECHO 7")
    assert stream.idle


def test_what_a_monitor_asks_is_not_kept():
    stream = PjlStream(1000)
    for _ in range(10):
        stream.feed(b"@PJL INFO STATUS\r\n@PJL COMMENT still there\r\n")
        while stream.next() is not None:
            pass
    assert stream.idle


def test_what_a_job_said_holds_until_its_end():
    data = (
        UEL + b'@PJL JOB NAME="a"\n@PJL SET COPIES=3\n@PJL ENTER LANGUAGE=PCL\nx' + UEL + b"@PJL ENTER LANGUAGE=PDF\ny"
    )
    first, second, third = jobs(cut(data + UEL + b"@PJL EOJ\n" + UEL + b"z"))
    assert (first.document, first.copies, first.language) == ("a", 3, "PCL")
    assert (second.document, second.copies, second.language) == ("a", 3, "PDF")
    assert (third.document, third.copies) == ("", 1)


@pytest.mark.parametrize("step", [1, 9, 64, 10_000])
def test_too_many_pages_leave_their_head(step):
    """LOG-04: the rest is let go as it comes, and what follows is a job again."""
    pages = b"page " * 500
    data = b"@PJL SET COPIES=2\n" + pages + UEL + b"next"
    whole = [item for item in cut(data, *range(0, len(data), step), max_octets=1000) if isinstance(item, Whole)]
    assert [item.overflow for item in whole] == [True, False]
    assert whole[0].data.startswith(b"@PJL SET COPIES=2\npage page")
    assert whole[1].data == b"next"


def test_endless_pages_take_no_more_memory():
    stream = PjlStream(HEAD_OCTETS * 2)
    for _ in range(50):
        stream.feed(b"x" * HEAD_OCTETS)
        assert stream.next() is None
        assert len(stream._buffer) <= HEAD_OCTETS * 2
    stream.end()
    assert stream.next() == Whole(b"x" * HEAD_OCTETS, overflow=True)


@pytest.mark.parametrize("ending", [b"", b"\r\n", UEL])
def test_a_line_without_end_is_a_job_that_cannot_be_read(ending):
    (whole,) = cut(b"@PJL SET COPIES=" + b"1" * 40_000 + ending, 100, 20_000, 30_000)
    assert isinstance(parse_stream(whole.data), BadStream)


def test_lines_without_end_are_not_kept():
    stream = PjlStream(1000)
    for _ in range(20_000):
        stream.feed(b"@PJL SET COPIES=12345678901234567890\n")
        while stream.next() is not None:
            pass
    assert sum(len(line.octets) for line in stream._kept) < 300_000


def test_the_printers_defaults_hold_where_the_client_says_nothing():
    defaults = (b"@PJL SET COPIES=3",)
    assert [job.copies for job in jobs(cut(b"x", defaults=defaults))] == [3]
    assert [job.copies for job in jobs(cut(b"@PJL JOB\nx", defaults=defaults))] == [3]
    assert [job.copies for job in jobs(cut(b"@PJL JOB\n@PJL SET COPIES=1\nx", defaults=defaults))] == [1]


@pytest.mark.parametrize("step", [1, 5, 1000])
def test_a_file_for_the_printer_is_not_printed(step):
    """A file may hold anything, UEL too; what follows is heard again."""
    held = b"form " + UEL + b"@PJL SET COPIES=9\n"
    data = b'@PJL FSDOWNLOAD FORMAT:BINARY SIZE=%d NAME="0:\\a"\r\n%b' % (len(held), held)
    items = cut(data + UEL + b"@PJL SET COPIES=2\nx", *range(0, len(data), step))
    assert [job.copies for job in jobs(items)] == [2]


def test_a_file_that_never_comes_is_not_waited_for_at_the_end():
    assert jobs(cut(b'@PJL FSAPPEND SIZE=999999999999 NAME="0:a"\r\nhello')) == []
