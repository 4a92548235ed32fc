"""Whoever watches a printer hears of each thing at its instant, and nobody watching costs nothing (EMU-06)."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from emulator.parts.watch import BEGUN, CHANGED, ENDED, QUEUED, SHEET, watch
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.loop import VirtualLoop


@pytest.fixture
def office(workshop):
    """A printer whose calendar keeps appointments; ``pass_by`` lets seconds go by without looking at the printer."""
    calendar = workshop.calendar = SteppedCalendar(workshop.START_US)
    printer = workshop.printer(speed_ppm=60, warm_up_s=10)
    heard = []
    loop = VirtualLoop()

    def pass_by(seconds):
        loop.run_until_complete(calendar.advance_to(calendar.now_us() + round(seconds * 1_000_000)))

    def listen(**how):
        return watch(printer, calendar, lambda event: heard.append((calendar.now_us(), event)), **how)

    def told():
        """(kind, seconds since the beginning, job, sheets); each was told when it happened."""
        lines = []
        for now_us, event in heard:
            assert event.at_us == now_us, "told late"
            lines.append(
                (
                    event.kind,
                    (event.at_us - workshop.START_US) / 1_000_000,
                    event.number,
                    event.state.sheets if event.state else 0,
                )
            )
        heard.clear()
        return lines

    yield SimpleNamespace(
        printer=printer, calendar=calendar, pass_by=pass_by, listen=listen, told=told, print=workshop.print
    )
    asyncio.set_event_loop(None)
    loop.close()


def test_a_job_from_its_coming_to_its_end(office):
    """EMU-06: nobody looks at the printer in between."""
    office.listen()
    office.print(office.printer, "3 mono A4")
    office.print(office.printer, "1 mono A4")
    office.pass_by(60)
    assert [line for line in office.told() if line[0] != CHANGED] == [
        (QUEUED, 0, 1, 0),
        (BEGUN, 0, 1, 0),
        (QUEUED, 0, 2, 0),
        (ENDED, 3, 1, 3),
        (BEGUN, 3, 2, 0),
        (ENDED, 4, 2, 1),
    ]


def test_each_sheet_for_who_wants_them(office):
    """EMU-06: a sheet is told when it comes out; others do not hear of it."""
    plain = []
    office.listen(sheets=True)
    watch(office.printer, office.calendar, plain.append)
    office.print(office.printer, "4 mono A4", duplex=True)
    office.pass_by(60)
    assert [line for line in office.told() if line[0] == SHEET] == [(SHEET, 2, 1, 1), (SHEET, 4, 1, 2)]
    assert [event.kind for event in plain] == [QUEUED, BEGUN, ENDED, CHANGED]


def test_who_comes_in_the_middle_hears_the_rest(office):
    office.print(office.printer, "4 mono A4")
    office.pass_by(1.5)
    office.listen(sheets=True)
    office.pass_by(10)
    assert [line[:2] for line in office.told()] == [(SHEET, 2), (SHEET, 3), (SHEET, 4), (ENDED, 4), (CHANGED, 4)]


def test_nothing_is_waited_for_while_the_printer_stands_still(office):
    office.listen(sheets=True)
    office.print(office.printer, "4 mono A4")
    office.pass_by(1.5)
    office.printer.go_offline()
    assert office.told()[-1] == (CHANGED, 1.5, 0, 0)
    office.pass_by(100)
    assert office.told() == []
    office.printer.go_online()
    office.pass_by(100)
    assert [line[:2] for line in office.told() if line[0] != CHANGED] == [
        (SHEET, 102),
        (SHEET, 103),
        (SHEET, 104),
        (ENDED, 104),
    ]


def test_a_power_cut_ends_what_is_printed(office):
    office.listen()
    office.print(office.printer, "4 mono A4")
    office.print(office.printer, "1 mono A4")
    office.pass_by(1)
    office.told()
    office.printer.power_off()
    assert [line for line in office.told() if line[0] == ENDED] == [(ENDED, 1, 1, 1), (ENDED, 1, 2, 0)]
    office.printer.power_on()
    office.print(office.printer)
    office.pass_by(60)
    assert [line for line in office.told() if line[0] != CHANGED] == [
        (QUEUED, 1, 3, 0),
        (BEGUN, 11, 3, 0),
        (ENDED, 12, 3, 1),
    ]


def test_the_last_to_leave_takes_the_watch_away(office):
    first, second = office.listen(), office.listen(sheets=True)
    office.print(office.printer, "4 mono A4")
    first()
    first()
    assert office.printer.watch is not None
    second()
    assert office.printer.watch is None
    assert office.calendar.next_due_us() is None
    office.told()
    office.pass_by(60)
    assert office.told() == []
    office.listen()
    assert office.printer.watch is not None
