"""Raw printing: whole streams become jobs, broken ones do not (EMU-06, EMU-09, LOG-04)."""

from __future__ import annotations

import asyncio

import pytest

from emulator.protocols.raw9100 import RawSession


class Wire(asyncio.Transport):
    """A transport that only remembers how it was closed."""

    def __init__(self):
        super().__init__()
        self.aborted = False

    def abort(self):
        self.aborted = True


@pytest.fixture
def printer(workshop):
    return workshop.printer()


def connect(printer, workshop, **limits):
    session, wire = RawSession(printer, workshop.SOURCE, **limits), Wire()
    session.connection_made(wire)
    return session, wire


@pytest.mark.parametrize("step", [1, 7, 100, 10_000])
def test_a_stream_in_pieces_is_one_job(workshop, printer, step):
    session, wire = connect(printer, workshop)
    data = workshop.stream("2 mono A4")
    for offset in range(0, len(data), step):
        session.data_received(data[offset : offset + step])
    assert workshop.events(printer, "arrived") == []
    assert session.eof_received() is None  # the transport closes: delivered
    session.connection_lost(None)
    assert session.jobs == [1]
    assert not wire.aborted
    ((_, _, job, source, _),) = workshop.events(printer, "arrived")
    assert (job, source) == (1, workshop.SOURCE)


def test_nothing_sent_is_no_job(workshop, printer):
    session, _ = connect(printer, workshop)
    session.eof_received()
    session.connection_lost(None)
    assert workshop.events(printer, "arrived") == []


def test_a_connection_that_breaks_leaves_no_job(workshop, printer):
    session, _ = connect(printer, workshop)
    session.data_received(workshop.stream())
    session.connection_lost(ConnectionResetError())
    assert workshop.events(printer, "arrived") == []


@pytest.mark.parametrize("late", ["data", "end"])
@pytest.mark.parametrize("back_on", [False, True])
def test_a_power_cut_in_the_middle_of_a_transfer(workshop, printer, late, back_on):
    """EMU-09: the client must not believe that its bytes were taken, even if the printer is back already."""
    session, wire = connect(printer, workshop)
    session.data_received(workshop.stream())
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
def test_a_stream_beyond_memory_is_refused_and_logged(workshop, printer, step):
    """LOG-04: memory overflow, under the ID in its head; later octets are not kept."""
    session, wire = connect(printer, workshop, max_octets=2000)
    data = workshop.stream("1 mono A4", account=77) + b"\0" * 90_000
    for offset in range(0, len(data), step):
        session.data_received(data[offset : offset + step])
    session.eof_received()
    assert not wire.aborted
    (record,) = workshop.records(printer)
    assert (record.account_id, record.status, record.detail, record.sheets) == (77, "aborted", "memory overflow", 0)


def test_a_stream_of_exactly_the_memory_prints(workshop, printer):
    data = workshop.stream()
    session, _ = connect(printer, workshop, max_octets=len(data))
    session.data_received(data)
    session.eof_received()
    workshop.wait(60)
    assert printer.job_state(1).status == "completed"
