"""Raw printing: whole streams become jobs, broken ones do not (EMU-06, EMU-09, LOG-04)."""

from __future__ import annotations

import pytest

from core.wire.pjl import UEL
from emulator.parts.intake import read_stream
from emulator.parts.reading import InlineReader
from emulator.protocols.raw9100 import RawSession


@pytest.fixture
def printer(workshop):
    return workshop.printer()


@pytest.fixture
def connect(printer, workshop, make_wire):
    """``connect(max_octets=2000)``: a session and its transport."""

    def connected(**limits):
        session, wire = RawSession(printer, workshop.SOURCE, **limits), make_wire()
        session.connection_made(wire)
        return session, wire

    return connected


@pytest.mark.parametrize("step", [1, 7, 100, 10_000])
def test_a_stream_in_pieces_is_one_job(connect, workshop, printer, step):
    session, wire = connect()
    data = workshop.stream("2 mono A4")
    for offset in range(0, len(data), step):
        session.data_received(data[offset : offset + step])
    assert len(workshop.events(printer, "arrived")) == 1  # it is whole: nobody waits for the end of the connection
    assert session.eof_received() is None  # the transport closes: delivered
    session.connection_lost(None)
    assert session.jobs == [1]
    assert not wire.aborted
    ((_, _, job, source, _),) = workshop.events(printer, "arrived")
    assert (job, source) == (1, workshop.SOURCE)


def test_nothing_sent_is_no_job(connect, workshop, printer):
    session, _ = connect()
    session.eof_received()
    session.connection_lost(None)
    assert workshop.events(printer, "arrived") == []


def test_a_connection_that_breaks_leaves_no_job(connect, workshop, printer):
    session, _ = connect()
    session.data_received(workshop.stream()[:-1])
    session.connection_lost(ConnectionResetError())
    assert workshop.events(printer, "arrived") == []


@pytest.mark.parametrize("late", ["data", "end"])
@pytest.mark.parametrize("back_on", [False, True])
def test_a_power_cut_in_the_middle_of_a_transfer(connect, workshop, printer, late, back_on):
    """EMU-09: the client must not believe that its bytes were taken, even if the printer is back already."""
    session, wire = connect()
    session.data_received(workshop.stream()[:-1])
    printer.power_off()
    if back_on:
        printer.power_on()
    if late == "data":
        session.data_received(b"more")
    else:
        session.eof_received()
    assert wire.aborted
    session.connection_lost(None)
    assert workshop.events(printer, "arrived") == []


@pytest.mark.parametrize("step", [64, 1000, 100_000])
def test_a_stream_beyond_memory_is_refused_and_logged(connect, workshop, printer, step):
    """LOG-04: memory overflow, under the ID in its head; later octets are not kept."""
    session, wire = connect(max_octets=2000)
    data = workshop.stream("1 mono A4", account=77)[: -len(UEL)] + b"\0" * 90_000
    for offset in range(0, len(data), step):
        session.data_received(data[offset : offset + step])
    session.eof_received()
    assert not wire.aborted
    (record,) = workshop.records(printer)
    assert (record.account_id, record.status, record.detail, record.sheets) == (77, "aborted", "memory overflow", 0)


def test_a_stream_of_exactly_the_memory_prints(connect, workshop, printer):
    data = workshop.stream()
    session, _ = connect(max_octets=len(data))
    session.data_received(data)
    session.eof_received()
    workshop.wait(60)
    assert printer.job_state(1).status == "completed"


def test_several_jobs_start_as_each_one_is_whole(connect, workshop, printer):
    """EMU-06: the first one prints while the second one comes, and another may follow later."""
    session, wire = connect()
    second = workshop.stream("1 mono A4")
    session.data_received(workshop.stream("2 mono A4") + second[:50])
    assert session.jobs == [1]
    workshop.wait(60)
    session.data_received(second[50:])
    assert session.jobs == [1, 2]
    session.data_received(workshop.stream("3 mono A4"))
    assert session.eof_received() is None
    assert session.jobs == [1, 2, 3]
    workshop.wait(60)
    assert [printer.job_state(number).sheets for number in session.jobs] == [2, 1, 3]
    assert not wire.aborted


def test_a_break_after_a_whole_job_leaves_it(connect, workshop, printer):
    session, _ = connect()
    session.data_received(workshop.stream() + b"\x1b%-12345X@PJL SET COPIES=2\r\nhalf a")
    session.connection_lost(ConnectionResetError())
    assert len(workshop.events(printer, "arrived")) == 1


def test_data_without_pjl_end_with_the_connection(connect, workshop, printer):
    session, _ = connect()
    session.data_received(b"%PRESSPAGES 1\npages 1 mono A4\n")
    assert session.jobs == []
    assert session.eof_received() is None
    assert session.jobs == [1]


class SlowReader:
    """Reads when it is told to."""

    def __init__(self):
        self.waiting = []

    def read(self, data, then, *, whose, overflow, said):
        self.waiting.append((data, then, overflow, said))

    def close(self):
        self.waiting.clear()

    def read_one(self):
        data, then, overflow, said = self.waiting.pop(0)
        then(read_stream(data, overflow=overflow, said=said))


def test_jobs_that_are_slow_to_read_hold_the_client_back(connect, workshop, printer):
    """EMU-06: nothing more is taken in, nothing is forgotten, and the close says that all is there."""
    reader = printer.reader = SlowReader()
    session, wire = connect()
    for _ in range(3):
        session.data_received(workshop.stream() * 2)
    assert len(reader.waiting) == 4
    assert not wire.reading
    assert session.eof_received() is True
    while reader.waiting:
        assert not wire.closed
        reader.read_one()
    assert session.jobs == [1, 2, 3, 4, 5, 6]
    assert wire.closed


def test_the_power_goes_while_a_job_is_read(connect, workshop, printer):
    reader = printer.reader = SlowReader()
    session, wire = connect()
    session.data_received(workshop.stream())
    assert session.eof_received() is True
    printer.power_cycle()
    reader.read_one()
    assert session.jobs == []
    assert wire.aborted


def test_a_client_that_does_not_read_is_not_heard(connect, workshop, printer):
    """EMU-06: its questions wait; what it is owed stays bounded."""
    session, wire = connect()
    write = wire.write

    def blocked(data):
        write(data)
        if len(wire.written) > 1000:
            session.pause_writing()

    wire.write = blocked
    session.data_received(b"@PJL INFO VARIABLES\r\n" * 1000)
    assert 1000 < len(wire.written) < 3000
    assert not wire.reading
    wire.write = write
    session.resume_writing()
    assert wire.reading
    assert wire.written.count(b"\f") == 1000


def test_what_waited_is_lost_with_the_power(connect, workshop, printer):
    """EMU-09: a client that reads again only after the printer was off and on is not told that its job is there."""
    session, wire = connect()
    session.pause_writing()
    session.data_received(b"@PJL INFO ID\r\n" + workshop.stream())
    printer.power_cycle()
    session.resume_writing()
    assert wire.aborted
    assert session.jobs == []


def test_a_reader_that_is_done_at_once_is_no_different(connect, workshop, printer):
    """EMU-06: a pool reads small streams while it is asked."""
    printer.reader = InlineReader()
    session, wire = connect()
    session.data_received(b"@PJL ECHO 1\r\n" + workshop.stream() * 6)
    session.data_received(b"%PRESSPAGES 1\npages 1 mono A4\n")
    assert session.jobs == [1, 2, 3, 4, 5, 6]
    session.eof_received()
    assert session.jobs == [1, 2, 3, 4, 5, 6, 7]
    assert wire.closed
