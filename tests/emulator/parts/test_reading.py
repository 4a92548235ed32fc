"""Readers: inline at once; pooled beside the loop, in order for each printer, and nothing after a power cut."""

from __future__ import annotations

import asyncio
import threading

import pytest

from core.wire.pjl import UEL
from emulator.parts import intake, reading
from emulator.parts.intake import NOTHING_SAID, RIP_ERROR
from emulator.parts.reading import InlineReader, PooledReader, is_quick
from harness.worlds.calendar import SteppedCalendar

PATIENCE_S = 20


@pytest.fixture
def gate(monkeypatch):
    """Slow data that stays in reading until the gate opens; the loop must not wait for it."""
    opened = threading.Event()

    def slow(data, **said):
        if b"SLOW" in data:
            assert opened.wait(PATIENCE_S)
        if b"WRONG" in data:
            raise ZeroDivisionError
        return intake.read_stream(data, **said)

    monkeypatch.setattr(reading, "read_stream", slow)
    yield opened
    opened.set()


def wanted(workshop, reader):
    printer = workshop.printer()
    printer.reader = reader
    return printer


def test_inline_is_at_once(workshop):
    printer = wanted(workshop, InlineReader())
    numbers = []
    printer.receive(workshop.stream() + workshop.stream(), workshop.SOURCE, numbers.extend)
    assert numbers == [1, 2]


def test_quick_is_our_own_description_only(workshop):
    assert is_quick(workshop.stream())
    assert not is_quick(b"%!PS\nshowpage")
    assert not is_quick(workshop.stream() + bytes(100_000))


def test_what_is_slow_leaves_the_loop_alone_and_keeps_its_place(workshop, gate):
    """EMU-06: the jobs of one printer print in the order of arrival; another printer's do not wait."""

    async def run():
        reader = PooledReader()
        first, other = wanted(workshop, reader), wanted(workshop, reader)
        came, both = [], asyncio.Event()

        def take(name):
            def then(numbers):
                came.append((name, numbers))
                if len(came) == 3:
                    both.set()

            return then

        first.receive(b"%!PS SLOW", workshop.SOURCE, take("slow"))
        first.receive(workshop.stream(), workshop.SOURCE, take("behind it"))
        other.receive(workshop.stream(), workshop.SOURCE, take("elsewhere"))
        assert came == [("elsewhere", [1])]
        gate.set()
        await asyncio.wait_for(both.wait(), PATIENCE_S)
        reader.close()
        return came

    assert asyncio.run(run()) == [("elsewhere", [1]), ("slow", [1]), ("behind it", [2])]


def test_a_power_cut_takes_what_was_being_read(workshop, gate):
    async def run():
        reader = PooledReader()
        printer = wanted(workshop, reader)
        told = asyncio.get_running_loop().create_future()
        printer.receive(b"%!PS SLOW", workshop.SOURCE, told.set_result)
        printer.power_cycle()
        gate.set()
        numbers = await asyncio.wait_for(told, PATIENCE_S)
        reader.close()
        return numbers, workshop.events(printer, "arrived")

    assert asyncio.run(run()) == ([], [])


def test_a_fault_of_ours_is_seen_and_costs_no_job(workshop, gate):
    async def run():
        reader, seen = PooledReader(), []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: seen.append(context["exception"]))
        told = loop.create_future()
        reader.read(b"%!PS WRONG" + UEL, told.set_result, whose=1, overflow=False, said=NOTHING_SAID)
        (arrival,) = await asyncio.wait_for(told, PATIENCE_S)
        reader.close()
        return arrival.fault, [type(each) for each in seen]

    assert asyncio.run(run()) == (RIP_ERROR, [ZeroDivisionError])


def test_the_date_stands_still_until_all_is_read(workshop, gate):
    """EMU-06: IPP answers before a document is read; what comes next in a scenario must not overtake it."""

    async def run():
        calendar = SteppedCalendar(workshop.START_US, patience_s=PATIENCE_S)
        reader, came = PooledReader(calendar=calendar), []
        reader.read(b"SLOW", came.append, whose=1, overflow=False, said=NOTHING_SAID)
        in_flight = calendar.in_flight()
        asyncio.get_running_loop().call_soon(gate.set)
        await calendar.settle()
        reader.close()
        return in_flight, len(came), calendar.in_flight()

    assert asyncio.run(run()) == (["1 datagrams or streams"], 1, [])


def test_closing_gives_up_what_waits(workshop, gate):
    async def run():
        reader, came = PooledReader(threads=1), []
        for name in (1, 2, 3):
            reader.read(b"SLOW", came.append, whose=name, overflow=False, said=NOTHING_SAID)
        asyncio.get_running_loop().call_soon(gate.set)
        await asyncio.to_thread(reader.close)
        return came

    assert asyncio.run(run()) == []
