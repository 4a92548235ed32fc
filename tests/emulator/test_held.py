"""Jobs that wait until somebody releases them, and the list of jobs that a printer gives (EMU-06, EMU-07)."""

from __future__ import annotations

import pytest


def test_a_held_job_prints_when_its_code_is_given(workshop):
    """EMU-07: secure print: nothing comes out before, not even when the printer has nothing else to do."""
    printer = workshop.printer()
    (secret,) = printer.submit(workshop.stream("2 mono A4"), workshop.SOURCE, hold="4711")
    other = workshop.print(printer, "1 mono A4")
    workshop.wait(60)
    assert printer.job_state(other).state == "completed"
    assert (printer.job_state(secret).state, printer.held, printer.idle) == ("pending-held", (secret,), True)
    assert not printer.release(secret, "0815")
    assert not printer.release(secret)
    assert printer.release(secret, "4711")
    assert not printer.release(secret, "4711")
    begun = workshop.calendar.us
    workshop.wait(60)
    assert printer.job_state(secret).begun_us == begun
    assert [event[0] for event in workshop.events(printer, "held", "freed")] == ["held", "freed"]
    assert len(workshop.events(printer, "sheet")) == 3


def test_hold_works_until_a_job_begins(workshop):
    """EMU-06: Hold-Job and Release-Job of IPP; a job that prints or is over cannot be held."""
    printer = workshop.printer()
    first, second, third = (workshop.print(printer, "2 mono A4", document=name) for name in "abc")
    assert not printer.hold(first)
    assert printer.hold(second)
    assert printer.hold(second)
    assert [(job.number, job.state) for job in printer.jobs()] == [
        *((first, "processing"), (third, "pending"), (second, "pending-held")),
    ]
    workshop.wait(60)
    assert [job.state for job in printer.jobs()] == ["completed", "completed", "pending-held"]
    assert not printer.hold(third)
    assert printer.cancel(second)
    assert printer.held == ()
    assert [job.state for job in printer.jobs()] == ["completed", "canceled", "completed"]


def test_a_power_cut_takes_held_jobs_along(workshop):
    """EMU-09: they lie in memory."""
    printer = workshop.printer()
    (number,) = printer.submit(workshop.stream("1 mono A4"), workshop.SOURCE, hold="")
    printer.power_cycle()
    assert (printer.held, printer.job_state(number).how, printer.job_state(number).state) == (
        (),
        "power cut",
        "aborted",
    )


@pytest.mark.parametrize("state", ["pending", "processing", "completed"])
def test_a_job_state_says_whose_and_when(workshop, state):
    """EMU-06: what IPP and queue listings tell of a job."""
    printer = workshop.printer()
    stream = workshop.stream("1 mono A4", user="sato", document="x.pdf")
    blocker = {"pending": 1, "processing": 0, "completed": 0}[state]
    start = workshop.calendar.us
    numbers = [printer.submit(stream, workshop.SOURCE)[0] for _ in range(1 + blocker)]
    if state == "completed":
        workshop.wait(60)
    job = printer.job_state(numbers[-1])
    assert (job.state, job.user, job.document, job.arrived_us) == (state, "sato", "x.pdf", start)
    assert job.begun_us == (None if blocker else start)
    assert job.octets > 0


def test_only_the_recent_past_is_listed(workshop):
    """EMU-06: a hundred jobs that are over, in the order in which they came."""
    printer = workshop.printer()
    numbers = [workshop.print_out(printer, "1 mono A4") for _ in range(105)]
    assert [job.number for job in printer.jobs()] == numbers[5:]
