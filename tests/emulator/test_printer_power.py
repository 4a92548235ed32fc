"""Power, errors, storage and clock, at any moment, mid-job included (EMU-02, EMU-03, EMU-09)."""

from __future__ import annotations

import pytest

from core.wire.mib import ControlAction, IdState, LogFullAction, Restriction

SERVER = bytes(range(16))


def test_power_cut_in_the_middle_of_a_job(workshop):
    """LOG-01, EMU-09: sheets whose time had come are out, the rest never; no record, but counted."""
    printer = workshop.printer()
    printing = workshop.print(printer, "5 mono A4", duplex=True, copies=2)  # 3 sheets a copy
    waiting = workshop.print(printer, "1 mono A4")
    workshop.calendar.us += 8 * printer.model.face_us  # the fourth sheet comes out at this very instant
    printer.power_off()
    now = workshop.calendar.us
    workshop.wait(3600)
    printer.power_on()
    workshop.wait(3600)
    assert len(workshop.events(printer, "sheet")) == 4
    assert workshop.events(printer, "power", "ended", "unlogged", "life")[1:] == [
        ("power", now, "off"),
        ("ended", now, printing, "power cut"),
        ("unlogged", now, printing, "power cut"),
        ("ended", now, waiting, "power cut"),
        ("unlogged", now, waiting, "power cut"),
        ("life", now, 4, 7),
        ("power", now + 3_600_000_000, "on"),
    ]
    log = printer.log
    assert (log.held, log.lost_jobs, log.lost_sheets, log.unlogged_serial) == (0, 2, 4, 2)
    state = printer.job_state(printing)
    assert (state.ended, state.how, state.status, state.sheets, state.unlogged) == (
        True, "power cut", "", 4, "power cut",
    )  # fmt: skip
    assert printer.idle


@pytest.mark.parametrize("late_us", [-1, 0, 1])
def test_a_power_cut_around_the_last_sheet(workshop, late_us):
    """At the very instant of its last sheet a job is over and logged; one microsecond before it is lost."""
    printer = workshop.printer()
    number = workshop.print(printer, "3 mono A4")
    workshop.calendar.us = printer.job_state(number).end_due_us + late_us
    printer.power_off()
    assert printer.job_state(number).how == ("power cut" if late_us < 0 else "completed")
    assert printer.log.held == (0 if late_us < 0 else 1)
    assert printer.job_state(number).sheets == (2 if late_us < 0 else 3)


def test_the_log_is_kept_over_power_cycles(workshop):
    """EMU-02: records, IDs, owner, settings and counters stay; sequences and job numbers go on."""
    printer = workshop.printer("mono-a4")
    workshop.print_out(printer)
    workshop.put_ids(printer, {5: Restriction.DISABLE_PRINTING})
    printer.ids.set_states({5: IdState.LIMIT_EXCEEDED})
    printer.owner.claim(SERVER, 3)
    printer.settings.apply(LogFullAction.STOP_LOGGING, True)
    stream = printer.log.stream
    printer.power_cycle()
    number = workshop.print_out(printer)
    assert (number, printer.log.stream, printer.log.next) == (2, stream, 3)
    assert (printer.owner.id, printer.owner.generation) == (SERVER, 3)
    assert (printer.settings.full_action, printer.settings.format_inhibit) == (LogFullAction.STOP_LOGGING, True)
    assert (printer.ids.revision, printer.ids.state(5)) == (1, IdState.LIMIT_EXCEEDED)


def test_it_warms_up_after_power_on(workshop):
    printer = workshop.printer()
    printer.power_cycle()
    number = workshop.print(printer)
    warm_us = workshop.START_US + printer.model.warm_up_s * 1_000_000
    assert printer.job_state(number).end_due_us == warm_us + printer.model.face_us
    workshop.calendar.us = warm_us - 1
    workshop.put_ids(printer, {1001: Restriction.DISABLE_PRINTING})
    workshop.calendar.us += 1
    assert printer.job_state(number).detail == "access control"  # decided when it is warm, not on arrival


def test_power_off_twice_is_once(workshop):
    printer = workshop.printer()
    printer.power_on()
    printer.power_off()
    printer.power_off()
    assert [event[2] for event in workshop.events(printer, "power")] == ["on", "off"]
    assert printer.boots == 1


def test_printer_error_and_repair(workshop):
    """LOG-01: the job being printed is lost, later ones wait for the repair."""
    printer = workshop.printer()
    printing, waiting = workshop.print(printer, "10 mono A4"), workshop.print(printer, "1 mono A4")
    workshop.wait(2 * printer.model.face_us / 1e6)
    printer.fail("paper jam")
    printer.fail("again")
    assert printer.failure == "paper jam"
    later = workshop.print(printer)
    workshop.wait(600)
    assert [printer.job_state(number).how for number in (printing, waiting, later)] == ["printer error", "", ""]
    assert printer.job_state(waiting).end_due_us is None
    assert not printer.idle
    repaired = workshop.calendar.us
    printer.repair()
    printer.repair()
    assert printer.job_state(later).end_due_us == repaired + 2 * printer.model.face_us
    workshop.wait(60)
    assert [record.job_number for record in workshop.records(printer)] == [waiting, later]
    assert (printer.log.lost_jobs, printer.log.lost_sheets) == (1, 2)
    assert workshop.events(printer, "unlogged") == [
        ("unlogged", workshop.START_US + 2 * printer.model.face_us, printing, "printer error")
    ]
    assert [event[3] for event in workshop.events(printer, "setting")] == ["paper jam", ""]


def test_an_error_before_a_job_has_begun_does_not_lose_it(workshop):
    printer = workshop.printer()
    printer.power_cycle()
    number = workshop.print(printer)  # waits for the printer to warm up
    workshop.wait(5)
    printer.fail("open cover")
    assert not printer.job_state(number).ended
    printer.repair()
    workshop.wait(60)
    assert printer.job_state(number).status == "completed"


def test_an_error_outlives_a_power_cycle(workshop):
    printer = workshop.printer()
    printer.fail("fuser")
    printer.power_cycle()
    number = workshop.print(printer)
    workshop.wait(600)
    assert not printer.job_state(number).ended
    printer.repair()
    workshop.wait(60)
    assert printer.job_state(number).status == "completed"


def test_formatting_wipes_what_lies_on_the_storage(workshop):
    """PRN-18, PRN-10, EMU-02: log, IDs, owner and settings go; counters and stream history stay."""
    printer = workshop.printer()
    workshop.print_out(printer)
    workshop.print(printer, "3 mono A4")
    workshop.wait(2)
    printer.power_cycle()  # one job lost
    workshop.put_ids(printer, {1001: 0})
    printer.ids.set_states({1001: IdState.LIMIT_EXCEEDED})
    printer.owner.claim(SERVER, 1)
    printer.settings.apply(LogFullAction.CANCEL_JOBS, False)
    old, before = printer.log.stream, len(printer.journal.events)
    assert printer.format_storage()
    now, new = workshop.calendar.us, printer.log.stream
    assert printer.journal.events[before:] == [
        ("destroyed", now, old.hex(), 1, 1, "formatted"),
        ("stream", now, new.hex(), "formatted"),
        ("limit", now, 1001, "enabled"),
        ("ids", now, 0, {}),
        ("owner", now, "", 1),
        ("setting", now, "log full action", "delete oldest"),
    ]
    assert new != old
    assert [entry.next for entry in printer.log.streams] == [1, 2]
    assert (printer.log.lost_jobs, printer.owner.id, printer.owner.generation) == (1, b"", 1)
    assert list(printer.ids.rows) == [0]
    workshop.wait(60)
    workshop.print_out(printer)
    assert workshop.records(printer)[0].job_number == 3
    assert printer.log.next == 2


def test_inhibited_formatting_does_nothing(workshop):
    """PRN-18: nothing happens, not even to a serial; replacing the medium cannot be inhibited."""
    printer = workshop.printer()
    workshop.print_out(printer)
    printer.settings.apply(None, True)
    before = list(printer.journal.events), printer.settings.serial, printer.log.stream
    assert not printer.format_storage()
    assert before == (printer.journal.events, printer.settings.serial, printer.log.stream)
    printer.replace_storage()
    assert workshop.events(printer, "stream")[-1][3] == "replaced"
    assert workshop.events(printer, "destroyed")[-1][3:] == (1, 1, "replaced")
    assert not printer.settings.format_inhibit


def test_formatting_in_the_middle_of_a_job(workshop):
    """The job goes on, and its record is the first of the new stream."""
    printer = workshop.printer()
    workshop.put_ids(printer, {1001: Restriction.DISABLE_COLOUR | Restriction.PRINT_IN_MONO})
    number = workshop.print(printer, "4 colour A4")
    workshop.wait(3)
    printer.format_storage()
    workshop.wait(60)
    state = printer.job_state(number)
    assert (state.status, state.detail, state.colour, state.sequence) == ("completed", "mono printing", 0, 1)
    assert workshop.events(printer, "destroyed") == []


#     told at (s)  received     started      ended    of a job of 4 sheets that waits 6 s for the one before
CLOCK_TABLE = [
    (None, False, False, False),
    (15, False, False, False),
    (8, False, False, True),
    (5, False, True, True),
    (-1, True, True, True),
]


@pytest.mark.parametrize(("told_s", "received", "started", "ended"), CLOCK_TABLE)
def test_times_stay_blank_until_a_volatile_clock_is_told(workshop, told_s, received, started, ended):
    """ACQ-06, EMU-03: each instant of a job is written by the clock as it was at that instant."""
    printer = workshop.printer("mono-a4")  # 1.5 s a face
    printer.power_cycle()
    workshop.wait(60)
    for second in range(-2, 20):
        if second == told_s:
            printer.catch_up()
            printer.clock.tell(workshop.calendar.us // 1_000_000, 120)
        if second == 0:
            workshop.print(printer, "4 mono A4")
            workshop.print(printer, "4 mono A4")
        workshop.wait(1)
    record = workshop.records(printer)[1]
    assert [value is not None for value in (record.received_s, record.started_s, record.ended_s)] == [
        received,
        started,
        ended,
    ]
    assert record.utc_offset_min == (120 if ended else None)
    printer.power_cycle()
    workshop.wait(60)
    workshop.print_out(printer)
    assert workshop.records(printer)[2][18:22] == (None, None, None, None)


def test_a_battery_clock_keeps_its_own_time(workshop):
    """ACQ-07: drift and wrong settings show in the records, over power cycles too."""
    printer = workshop.printer(drift_ppm=100)
    workshop.wait(100_000)  # 10 s of drift
    printer.set_clock(-3_600_000_000 + printer.clock.device_now_us(workshop.calendar.us) - workshop.calendar.us)
    printer.power_off()
    workshop.wait(100_000)
    printer.power_on()
    workshop.wait(60)
    workshop.print_out(printer)
    (record,) = workshop.records(printer)
    true_s = workshop.calendar.us // 1_000_000
    assert record.ended_s - true_s == pytest.approx(-3600 + 20, abs=1)
    assert workshop.events(printer, "clock") == [
        ("clock", workshop.START_US, 0),
        ("clock", workshop.START_US + 100_000_000_000, -3_590_000_000),
    ]


def test_remote_restart_happens_once_for_a_nonce(workshop):
    """A late repeat of the SET does nothing, after the restart too."""
    printer = workshop.printer()
    assert printer.restart_by(7, ControlAction.RESTART)
    assert not printer.restart_by(7, ControlAction.RESTART)
    assert printer.boots == 2
    assert printer.restart_by(8, ControlAction.SHUT_DOWN)
    assert not printer.is_on


def test_serials_move_at_power_on_and_at_formatting(workshop):
    """A SET from before a restart or a format finds no serial it could match (RFC 2579, TestAndIncr)."""
    printer = workshop.printer()
    parts = [printer.clock, printer.owner, printer.settings, printer.ids, printer.stage]

    def serials() -> list[int]:
        return [part.serial for part in parts]

    before = serials()
    printer.power_cycle()
    after = serials()
    assert all(new > old for old, new in zip(before, after, strict=True))
    printer.format_storage()
    assert all(new > old for part, old, new in zip(parts, after, serials(), strict=True) if part is not printer.clock)
