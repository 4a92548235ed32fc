"""Paper and supplies move with what is printed, and run out where nobody looks after them (EMU-08)."""

from __future__ import annotations

import pytest


def kinds(printer):
    printer.catch_up()
    return [(each.kind.name, each.part) for each in printer.conditions.active()]


def test_levels_follow_the_sheets(workshop):
    """EMU-08: sheets by tray; toner by its cover; a page of A3 takes twice as much."""
    printer = workshop.printer()
    assert (printer.paper.left("tray 1"), printer.paper.capacity("tray 1")) == (500, 500)
    workshop.print_out(printer, "20 colour A4", "10 mono A3")
    assert (printer.paper.left("tray 1"), printer.paper.left("tray 2")) == (480, 490)
    supplies = printer.supplies
    assert supplies.names[:6] == ("black", "cyan", "magenta", "yellow", "white", "waste toner")
    assert [24_000 - supplies.pages(toner) for toner in supplies.names[:5]] == [40, 20, 20, 20, 0]
    assert supplies.pages("fuser") == supplies.capacity("fuser") - 30
    assert supplies.pages("black drum") == supplies.capacity("black drum") - 40
    assert supplies.pages("cyan drum") == supplies.capacity("cyan drum") - 20
    assert supplies.left("black") == 998
    assert printer.paper.stacked == 30


def test_with_a_caretaker_nothing_ever_runs_out(workshop):
    """EMU-08: he fills a tray when it is low, so it holds between a tenth and all of its sheets."""
    printer = workshop.printer()
    for copies in range(1, 30):
        workshop.print_out(printer, "1 mono A4", copies=copies * 2)
        assert 50 < printer.paper.left("tray 1") <= 500
    assert kinds(printer) == []
    assert workshop.events(printer, "offline") == []


def test_a_tray_runs_empty_in_the_middle_of_a_job(workshop):
    """EMU-08: low, empty, then the job waits for paper at that very sheet, and goes on when it comes."""
    printer = workshop.printer(caretaker=False)
    face_us, start = printer.model.face_us, workshop.calendar.us
    printer.paper.load("tray 1", 52)
    number = workshop.print(printer, "60 mono A4")
    workshop.calendar.us += face_us
    assert kinds(printer) == []
    workshop.calendar.us += face_us
    assert kinds(printer) == [("tray low", "tray 1")]
    workshop.wait(3600)
    assert kinds(printer) == [("tray empty", "tray 1"), ("media needed", "tray 1")]
    assert {each.since_us for each in printer.conditions.active()} == {start + 52 * face_us}
    state = printer.job_state(number)
    assert (state.sheets, state.state, state.end_due_us) == (52, "processing-stopped", None)
    assert printer.paper.left("tray 1") == 0
    printer.paper.load("tray 1")
    assert kinds(printer) == []
    assert printer.job_state(number).end_due_us == workshop.calendar.us + 8 * face_us
    workshop.wait(60)
    assert printer.job_state(number).state == "completed"
    assert printer.paper.left("tray 1") == 492
    assert len(workshop.events(printer, "sheet")) == 60
    assert workshop.events(printer, "offline") == [("offline", start + 52 * face_us, "media needed")]


def test_how_often_one_looks_changes_nothing(workshop):
    """EMU-08, EMU-12: the same journal whether a printer is asked at every sheet or once at the end."""
    journals = []
    for looks in (1, 97):
        workshop.calendar.us = workshop.START_US
        printer = workshop.printer(caretaker=False)
        printer.paper.load("tray 1", 30)
        printer.supplies.put("black", 1)
        workshop.print(printer, "40 mono A4", copies=2, duplex=True)
        for _ in range(looks):
            workshop.calendar.us += 400_000_000 // looks
            printer.catch_up()
        workshop.calendar.us = workshop.START_US + 400_000_000
        printer.catch_up()
        journals.append([event for event in printer.journal.events if event[0] != "stream"])
        active = [(each.kind.name, each.part, each.since_us) for each in printer.conditions.active()]
        journals.append(active)
    assert journals[0] == journals[2]
    assert journals[1] == journals[3] != []


def test_another_copy_may_be_the_one_that_finds_the_tray_empty(workshop):
    """EMU-08: three sheets from tray 1 and one from tray 2 in each copy; tray 2 has two."""
    printer = workshop.printer(caretaker=False)
    printer.paper.load("tray 2", 2)
    number = workshop.print(printer, "3 mono A4", "1 mono A3", copies=4)
    workshop.wait(600)
    assert printer.job_state(number).sheets == 11
    assert ("media needed", "tray 2") in kinds(printer)
    printer.paper.load("tray 2", 50)
    workshop.wait(600)
    assert printer.job_state(number).sheets == 16


@pytest.mark.parametrize("toner", ["black", "cyan"])
def test_toner_gets_low_then_empty(workshop, toner):
    """EMU-08: 5 per cent of 24,000 pages; the job stands until the cartridge is changed."""
    printer = workshop.printer(caretaker=False)
    printer.supplies.put(toner, 1)  # 24 pages at 5 per cent
    assert kinds(printer) == [("toner low", toner)]
    number = workshop.print(printer, "30 colour A4")
    workshop.wait(600)
    assert kinds(printer) == [("toner empty", toner)]
    assert (printer.job_state(number).sheets, printer.supplies.left(toner)) == (24, 0)
    printer.supplies.replace(toner)
    workshop.wait(600)
    assert printer.job_state(number).state == "completed"
    assert kinds(printer) == []


def test_waste_toner_stacker_and_drum(workshop):
    """EMU-08: what fills up stops it when it is full; a drum at its end only warns."""
    printer = workshop.printer(caretaker=False, waste_pages=40, drum_pages=20, stacker_sheets=30, drift_ppm=0)
    number = workshop.print(printer, "50 mono A4")
    workshop.wait(600)
    assert printer.job_state(number).sheets == 30
    assert kinds(printer) == [("drum at end", "black drum"), ("output full", "stacker")]
    printer.paper.take_away()
    workshop.wait(600)
    assert printer.job_state(number).sheets == 40
    assert ("waste toner full", "waste toner") in kinds(printer)
    printer.supplies.replace("waste toner")
    workshop.wait(600)
    assert printer.job_state(number).state == "completed"


def test_the_wrong_paper_is_in_the_tray(workshop):
    """EMU-08: the job waits until the right one is put in; others do not care."""
    printer = workshop.printer(caretaker=False)
    printer.paper.load("tray 1", size="A5")
    assert (printer.paper.size("tray 1"), printer.paper.media("tray 1")) == ("A5", "plain")
    workshop.print_out(printer, "1 mono A5")
    number = workshop.print(printer, "2 mono A4")
    workshop.wait(60)
    assert kinds(printer) == [("wrong size", "tray 1")]
    printer.paper.usual("tray 1")
    workshop.wait(60)
    assert printer.job_state(number).ended


def test_a_cancelled_job_needs_no_paper_any_more(workshop):
    """EMU-08: the condition goes with the job; the next one finds what is there."""
    printer = workshop.printer(caretaker=False)
    printer.paper.load("tray 1", 0)
    first = workshop.print(printer, "1 mono A4")
    second = workshop.print(printer, "1 mono A3")
    assert ("media needed", "tray 1") in kinds(printer)
    printer.cancel(first)
    assert kinds(printer) == [("tray empty", "tray 1")]
    workshop.wait(60)
    assert printer.job_state(second).ended


def test_missing_trays_and_cartridges(workshop):
    """EMU-08: out and in again."""
    printer = workshop.printer()
    printer.paper.pull_out("tray 2")
    printer.supplies.take_out("cyan")
    assert kinds(printer) == [("tray missing", "tray 2"), ("toner missing", "cyan")]
    printer.paper.push_in("tray 2")
    printer.supplies.replace("cyan")
    assert not printer.conditions.stops
    with pytest.raises(KeyError):
        printer.paper.load("tray 9")


def test_a_caretaker_comes_and_goes(workshop):
    """EMU-08: what was there when he left is what there is; coming back he puts all of it right."""
    printer = workshop.printer()
    workshop.print_out(printer, "100 mono A4")
    printer.caretaker = False
    assert printer.paper.left("tray 1") == 400
    number = workshop.print(printer, "500 mono A4")
    workshop.wait(3600)
    assert kinds(printer) == [("output full", "stacker")]
    printer.go_offline()
    printer.put_right()
    assert printer.caretaker
    assert kinds(printer) == []
    workshop.wait(3600)
    assert printer.job_state(number).state == "completed"


def test_a_caretaker_comes_while_a_job_stands(workshop):
    """EMU-08: it goes on with the very sheet that was missing."""
    printer = workshop.printer(caretaker=False)
    printer.paper.load("tray 1", 3)
    number = workshop.print(printer, "5 mono A4")
    workshop.wait(60)
    assert printer.job_state(number).state == "processing-stopped"
    printer.caretaker = True
    came = workshop.calendar.us
    workshop.wait(60)
    assert [event[1] - came for event in workshop.events(printer, "sheet")[3:]] == [
        printer.model.face_us * n for n in (1, 2)
    ]


def test_other_paper_than_was_missing_lets_nothing_through(workshop):
    """EMU-08: an empty tray is filled with the wrong size: the printer stands all the time, for another reason."""
    printer = workshop.printer(caretaker=False)
    printer.paper.load("tray 1", 1)
    workshop.print(printer, "2 mono A4")
    workshop.wait(60)
    printer.paper.load("tray 1", size="A5")
    assert kinds(printer) == [("wrong size", "tray 1")]
    assert [event[0] for event in workshop.events(printer, "offline", "online")] == ["offline"]
