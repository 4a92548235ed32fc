"""Whatever jams, runs out, is filled, held and released in whatever order: physics hold (EMU-07, EMU-08, EMU-09).

A story is acted out on a printer that nobody looks after, with small trays and cartridges; then it is put right.
"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.models import load_model
from emulator.models.model import Tray
from harness.oracle.physics import read_journal

SMALL = {
    "trays": (Tray("tray 1", ("A4",), ("plain",), 12), Tray("tray 2", ("A5",), ("plain",), 5)),
    "toner_pages": (15,),
    "stacker_sheets": 20,
    "waste_pages": 30,
    "drum_pages": 25,
    "fuser_pages": 40,
    "bypass_sheets": 3,
}
RUNS = st.lists(
    st.builds("{} {} {} {}".format, st.sampled_from([9, 1, 4, 7]), st.sampled_from(["mono", "colour"]),
              st.sampled_from(["A4", "A5"]), st.sampled_from(["plain", "thick"])),
    min_size=1, max_size=3,
)  # fmt: skip
JOB = st.tuples(st.just("job"), RUNS, st.booleans(), st.integers(1, 3), st.sampled_from([None, None, "", "12"]))
WAIT = st.tuples(st.just("wait"), st.sampled_from([1, 999_999, 7_000_000, 60_000_000, 60_000_001]))
KIND = st.sampled_from([("media jam", "path"), ("cover open", "front cover"), ("paused", ""), ("tray low", "tray 1")])
DEED = st.one_of(
    *(JOB, JOB, JOB, WAIT, WAIT, WAIT),
    st.tuples(st.just("load"), st.sampled_from(["tray 1", "tray 2", "multi-purpose tray"]), st.integers(0, 12)),
    st.tuples(st.just("lie"), st.sampled_from(["A4", "A5", ""])),
    st.tuples(st.just("toner"), st.sampled_from(["black", "cyan", "waste toner", "fuser"]), st.integers(0, 1000)),
    st.tuples(st.just("raise"), KIND),
    st.tuples(st.just("clear"), KIND),
    st.tuples(st.just("hold"), st.integers(0, 3)),
    st.tuples(st.just("free"), st.integers(0, 3), st.sampled_from(["", "12"])),
    st.tuples(st.just("cancel"), st.integers(0, 3)),
    st.sampled_from([("take away",), ("off",), ("on",), ("cycle",), ("fail",), ("repair",), ("offline",), ("online",)]),
    st.tuples(st.just("caretaker"), st.booleans()),
)
STORY = st.one_of(st.lists(DEED, max_size=30), st.lists(st.one_of(JOB, WAIT, DEED), min_size=12, max_size=40))


def act(workshop, story, look_every_us=0):
    printer = workshop.printer("colour-a4-small", caretaker=False, **SMALL)
    numbers = []
    for deed in story:
        do(workshop, printer, numbers, deed, look_every_us)
    printer.power_on()
    printer.put_right()
    for number in printer.held:
        assert printer.release(number, "12")
    workshop.wait(100_000)
    printer.catch_up()
    assert printer.conditions.active() == ()
    assert all(job.ended_us is not None for job in printer.jobs())
    return printer, numbers


def do(workshop, printer, numbers, deed, look_every_us):
    what, *values = deed
    if what == "wait":
        target_us = workshop.calendar.us + values[0]
        while look_every_us and workshop.calendar.us + look_every_us < target_us:
            workshop.calendar.us += look_every_us
            printer.catch_up()
        workshop.calendar.us = target_us
    elif what in {"off", "on", "cycle", "repair", "online"}:
        {"off": printer.power_off, "on": printer.power_on, "cycle": printer.power_cycle,
         "repair": printer.repair, "online": printer.go_online}[what]()  # fmt: skip
    elif what in {"load", "lie", "toner", "take away", "caretaker", "raise", "clear"}:
        by_hand(printer, what, *values)
    elif printer.is_on:
        by_users(workshop, printer, numbers, what, *values)


def by_hand(printer, what, *values):
    if what == "load":
        printer.paper.load(*values)
    elif what == "lie":
        printer.paper.load("tray 1", size=values[0]) if values[0] else printer.paper.usual("tray 1")
    elif what == "toner":
        printer.supplies.put(*values)
    elif what == "take away":
        printer.paper.take_away()
    elif what == "caretaker":
        printer.caretaker = values[0]
    elif what == "raise":
        printer.conditions.raise_(*values[0])
    else:
        printer.conditions.clear(*values[0])


def by_users(workshop, printer, numbers, what, *values):
    if what == "job":
        runs, duplex, copies, code = values
        data = workshop.stream(*runs, duplex=duplex, copies=copies)
        numbers += printer.submit(data, workshop.SOURCE, hold=code)
    elif what == "fail":
        printer.fail("smoke")
    elif what == "offline":
        printer.go_offline()
    elif numbers:
        number = numbers[-1 - values[0] % len(numbers)]
        if what == "hold":
            printer.hold(number, "12")
        elif what == "free":
            printer.release(number, values[1])
        else:
            printer.cancel(number)


@given(STORY)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_story_breaks_physics(workshop, story):
    """EMU-08: nothing comes out of what stands or is empty; every job ends; levels lie between nothing and full."""
    printer, numbers = act(type(workshop)(), story)
    times = [event[1] for event in printer.journal.events]
    assert times == sorted(times)
    assert read_journal("lobby", {"dialect": "accounting"}, printer.journal.events).problems == []
    for number in numbers:
        state = printer.job_state(number)
        assert state.sheets == sum(event[0] == "sheet" and event[2] == number for event in printer.journal.events)
    for name in (*printer.model.inputs, *printer.model.supplies):
        assert 0 <= printer.stock.left(name) <= printer.stock.capacity(name)
    sheets = [event[1] for event in printer.journal.events if event[0] == "sheet"]
    gaps = [later - sooner for sooner, later in pairwise(sheets)]
    assert all(gap >= printer.model.face_us for gap in gaps)


@given(STORY, st.integers(100_000, 20_000_000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_how_often_one_looks_changes_no_story(workshop, story, look_every_us):
    """EMU-08, EMU-12: sheets, conditions and levels are the same whether somebody looks or not."""
    once, _ = act(type(workshop)(), story)
    often, _ = act(type(workshop)(), story, look_every_us)
    assert once.journal.events == often.journal.events
    assert once.conditions.changes == often.conditions.changes
    assert [once.stock.left(name) for name in once.stock.levels] == [
        often.stock.left(name) for name in once.stock.levels
    ]


def test_the_model_is_small_enough_to_run_out():
    assert load_model("colour-a4-small").tray_capacity("tray 1") > SMALL["trays"][0].capacity
