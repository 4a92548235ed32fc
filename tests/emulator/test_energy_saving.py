"""Energy saving: when a printer sleeps, what wakes it, and what that takes (EMU-07, EMU-11)."""

from __future__ import annotations

from emulator.dialects.state import display
from emulator.faults.base import Ward
from emulator.network.faults import build_fault
from emulator.network.packets import FROM_PRINTER, TO_PRINTER, Datagram

MINUTE_US = 60_000_000


def saving(workshop, **params):
    printer = workshop.printer("mono-a4", warm_up_s=0)
    ward = Ward(printer, None, workshop.calendar, workshop.chance)
    return printer, build_fault("energy saving", **params).begin(ward)


def passed(workshop, hold, direction):
    (out,) = hold.apply(Datagram("lobby-1", direction, b"?"), workshop.chance)
    return out.delay_us


def test_it_sleeps_after_a_while_without_work_or_calls(workshop):
    """EMU-07: counted from the last sheet, or from the last question."""
    printer, hold = saving(workshop, after_us=10 * MINUTE_US)
    workshop.wait(599)
    assert not printer.asleep
    workshop.print(printer, "4 mono A4")  # 1.5 s a page
    workshop.wait(605)
    assert not printer.asleep
    workshop.wait(1)
    assert printer.asleep
    assert display(printer) == ("Power save", "")
    passed(workshop, hold, TO_PRINTER)
    assert not printer.asleep
    workshop.wait(600)
    assert not printer.asleep  # it took 8 s to wake up
    workshop.wait(8)
    assert printer.asleep
    hold.end()
    assert not printer.asleep


def test_the_first_answer_is_late_and_the_next_is_not(workshop):
    """EMU-07, EMU-11: a manager that asks again is answered."""
    printer, hold = saving(workshop, after_us=MINUTE_US, wake_us=5_000_000)
    delays = []
    for seconds in (10, 60, 0, 10, 90):
        workshop.wait(seconds)
        assert passed(workshop, hold, TO_PRINTER) == 0
        delays.append(passed(workshop, hold, FROM_PRINTER))
    assert delays == [0, 5_000_000, 0, 0, 5_000_000]
    assert not printer.asleep


def test_a_job_waits_until_it_is_warm(workshop):
    """EMU-07: the sheet comes after waking up; a printer that is off does not sleep."""
    printer, _ = saving(workshop, after_us=MINUTE_US, wake_us=5_000_000)
    workshop.wait(60)
    asked = workshop.calendar.us
    number = workshop.print(printer, "1 mono A4")
    workshop.wait(60)
    assert printer.job_state(number).begun_us == asked + 5_000_000
    workshop.wait(60)
    assert printer.asleep
    printer.power_off()
    assert not printer.asleep
