"""Whatever is done to a printer in whatever order: journal, log and counters agree (LOG-01, EMU-09, EMU-12, ACQ-04).

A story is a list of deeds (jobs, waiting, power, errors, formatting, settings, releases, cancellations). It is
acted out on a printer with a tiny log; then the printer is brought back to work and everything is audited.
"""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire.mib import IdState, LogFullAction, Restriction
from core.wire.records import decode_record

RUNS = st.lists(
    st.builds(
        "{} {} {} {}".format,
        st.integers(1, 4),
        st.sampled_from(["mono", "colour", "blank"]),
        st.sampled_from(["A4", "A5"]),
        st.sampled_from(["plain", "thick"]),
    ),
    min_size=1,
    max_size=3,
)
JOB = st.tuples(st.just("job"), RUNS, st.booleans(), st.integers(1, 2), st.sampled_from([None, 5, 6, 7]))
MANY_LINES = st.just(("job", [f"1 mono A4 m{n}" for n in range(13)], False, 1, 5))
DEED = st.one_of(
    JOB,
    JOB,
    MANY_LINES,
    st.just(("garbage",)),
    st.tuples(st.just("wait"), st.integers(0, 30_000_000)),
    st.tuples(st.just("wait"), st.integers(0, 30_000_000)),
    st.sampled_from([("off",), ("on",), ("cycle",), ("fail",), ("repair",), ("format",), ("replace",)]),
    st.tuples(st.just("cancel"), st.integers(0, 3)),
    st.tuples(st.just("release"), st.integers(0, 6)),
    st.tuples(st.just("action"), st.sampled_from(LogFullAction)),
    st.tuples(st.just("ids"), st.integers(0, 7), st.integers(0, 7)),
    st.tuples(st.just("limit"), st.sampled_from([0, 5]), st.sampled_from(IdState)),
)
STORY = st.lists(DEED, max_size=30)


def act(workshop, story, look_every_us=0):
    """The printer after the story, and every record that ever stood in its log, by (stream, sequence)."""
    printer = workshop.printer("colour-a4-small", log_capacity=3, log_reserve=1)
    seen = {}

    def note(changed):
        log = changed.log
        for sequence in range(log.first, log.next):
            raw = log.record(sequence)
            assert seen.setdefault((log.stream.hex(), sequence), raw) == raw, "a sequence used twice"

    printer.on_change = note
    numbers = []
    for deed in story:
        do(workshop, printer, numbers, deed, look_every_us)
    printer.power_on()
    printer.repair()
    workshop.wait(100_000)
    printer.catch_up()
    printer.report_life()
    return SimpleNamespace(printer=printer, seen=seen, jobs=numbers)


def do(workshop, printer, numbers, deed, look_every_us):
    what, *values = deed
    if what == "wait":
        wait(workshop, printer, values[0], look_every_us)
        return
    printer.catch_up()
    log = printer.log
    if what in {"job", "garbage"} and printer.is_on:
        if what == "garbage":
            data = b"what is this"
        else:
            runs, duplex, copies, account = values
            data = workshop.stream(*runs, duplex=duplex, copies=copies, account=account)
        numbers += printer.submit(data, workshop.SOURCE)
    elif what == "off":
        printer.power_off()
    elif what == "on":
        printer.power_on()
    elif what == "cycle":
        printer.power_cycle()
    elif what == "repair":
        printer.repair()
    elif what == "replace":
        printer.replace_storage()
    elif what == "release":
        log.release(log.stream, log.first - 1 + values[0])
    elif not printer.is_on:
        return
    elif what == "fail":
        printer.fail("jam")
    elif what == "format":
        printer.format_storage()
    elif what == "cancel" and numbers:
        printer.cancel(numbers[-1 - values[0] % len(numbers)])
    elif what == "action":
        printer.settings.apply(values[0], None)
    elif what == "ids":
        workshop.put_ids(printer, {0: Restriction(values[0]), 5: Restriction(values[1]), 6: 0})
    elif what == "limit" and values[0] in printer.ids.rows:
        printer.ids.set_states({values[0]: values[1]})


def wait(workshop, printer, wait_us, look_every_us):
    target_us = workshop.calendar.us + wait_us
    while look_every_us and workshop.calendar.us + look_every_us < target_us:
        workshop.calendar.us += look_every_us
        printer.catch_up()
    workshop.calendar.us = target_us


def by_kind(printer):
    found = {}
    for event in printer.journal.events:
        found.setdefault(event[0], []).append(event)
    return found


@given(STORY)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_story_adds_up(workshop, story):
    world = act(type(workshop)(), story)
    times = [event[1] for event in world.printer.journal.events]
    assert times == sorted(times)
    check_jobs(world)
    check_records(world)
    check_sequences(world)
    check_counters(world)
    check_power(world)


def check_jobs(world):
    """In order: arrived, sheets, perhaps refused, ended, perhaps unlogged; each job once, each in one class."""
    stories = {}
    for event in world.printer.journal.events:
        if event[0] in {"arrived", "sheet", "refused", "ended", "unlogged"}:
            stories.setdefault(event[2], []).append(event[0])
    assert list(stories) == world.jobs == list(range(1, len(stories) + 1))
    for number, kinds in stories.items():
        state = world.printer.job_state(number)
        sheets = kinds.count("sheet")
        expected = ["arrived", *["sheet"] * sheets]
        expected += ["refused"] * (state.how == "aborted") + ["ended"] + ["unlogged"] * bool(state.unlogged)
        assert kinds == expected
        assert state.ended
        assert state.sheets == sheets
        assert (state.sequence is None) == bool(state.unlogged)
        by_rule = {"power cut": "power cut", "printer error": "printer error"}.get(state.how)
        if state.how == "canceled" and not sheets:
            by_rule = "no sheet"
        if by_rule:
            assert state.unlogged == by_rule
        else:
            assert state.unlogged in {"", "logging stopped", "reserve used up"}


def check_records(world):
    """Every record has its physical counterpart, face by face."""
    sheets = {}
    for event in by_kind(world.printer).get("sheet", []):
        sheets.setdefault(event[2], []).append(event[4:])
    hows = {event[2]: event[3] for event in by_kind(world.printer).get("ended", [])}
    parts = {}
    for key, raw in world.seen.items():
        record = decode_record(raw)
        parts.setdefault(record.job_number, []).append((key, record))
    logged = {number for number in world.jobs if not world.printer.job_state(number).unlogged}
    assert set(parts) == logged
    for number, found in parts.items():
        found.sort(key=lambda item: item[0][1])
        first_key, first = found[0]
        assert [record.part for _, record in found] == list(range(1, first.parts + 1))
        assert [key for key, _ in found] == [(first_key[0], first_key[1] + n) for n in range(first.parts)]
        assert first_key[1] == world.printer.job_state(number).sequence
        assert first.status == hows[number]
        out = sheets.get(number, [])
        counted, faces = Counter(), Counter()
        for size, media, front, back in out:
            counted[size, media, back is not None] += 1
            faces[front] += 1
            faces[back] += 1
        lines = [line for _, record in found for line in record.lines]
        assert {(line.size, line.media, line.duplex): line.sheets for line in lines} == dict(counted)
        assert len(lines) == len(counted)
        assert sum(line.colour for line in lines) == first.colour == faces["colour"]
        assert sum(line.mono for line in lines) == first.mono == faces["mono"]
        assert (first.sheets, first.pages) == (len(out), faces["colour"] + faces["mono"])


def check_sequences(world):
    """Per stream: held, released and destroyed make up everything below next, without overlap."""
    events, log = by_kind(world.printer), world.printer.log
    following = {entry.stream.hex(): entry.next for entry in log.streams}
    for stream in [event[2] for event in events["stream"]][-8:]:
        gone, last = [], 0
        for event in world.printer.journal.events:
            if event[0] in {"destroyed", "released"} and event[2] == stream:
                through = event[4] if event[0] == "destroyed" else event[3]
                if event[0] == "destroyed":
                    assert event[3] == last + 1
                gone += range(last + 1, through + 1)
                last = through
        if stream == log.stream.hex():
            gone += range(log.first, log.next)
        assert gone == list(range(1, following[stream]))
        assert {sequence for key, sequence in world.seen if key == stream} == set(gone)


def check_counters(world):
    events, log, life = by_kind(world.printer), world.printer.log, world.printer.life
    sheets_of = Counter(event[2] for event in events.get("sheet", []))
    causes = {}
    for event in events.get("unlogged", []):
        causes.setdefault(event[3], []).append(event[2])
    lost = causes.get("power cut", []) + causes.get("printer error", [])
    stopped = causes.get("logging stopped", [])
    assert (log.lost_jobs, log.lost_sheets) == (len(lost), sum(sheets_of[number] for number in lost))
    assert (log.stopped_jobs, log.stopped_sheets) == (len(stopped), sum(sheets_of[number] for number in stopped))
    assert log.unlogged_refusals == len(causes.get("reserve used up", []))
    assert log.unlogged_serial == len(lost) + len(stopped) + log.unlogged_refusals
    faces = sum((event[6] != "blank") + (event[7] in {"mono", "colour"}) for event in events.get("sheet", []))
    assert (life.sheets, life.impressions) == (sum(sheets_of.values()), faces)
    assert world.printer.journal.events[-1][2:] == (life.sheets, life.impressions)


def check_power(world):
    """Nothing comes out of a printer that is off or in error, nor two sheets at once."""
    on, error, last_us = False, "", 0
    for event in world.printer.journal.events:
        if event[0] == "power":
            on = event[2] == "on"
        elif event[0] == "setting" and event[2] == "printer error":
            error = event[3]
        elif event[0] == "sheet":
            assert on
            assert not error
            assert event[1] - last_us >= world.printer.model.face_us
            last_us = event[1]


@given(STORY, st.integers(100_000, 7_000_000))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_looking_changes_nothing(workshop, story, look_every_us):
    """Event-sparse physics: the same story has the same journal however often somebody looks."""
    once = act(type(workshop)(), story)
    often = act(type(workshop)(), story, look_every_us)
    assert once.printer.journal.events == often.printer.journal.events
    assert once.seen == often.seen


@pytest.mark.parametrize("action", list(LogFullAction))
def test_a_long_day_on_a_tiny_log(workshop, action):
    """ACQ-05: 200 jobs through a log of three, in each of its behaviours."""
    story = [("action", action)]
    for number in range(200):
        story += [("job", ["2 mono A4"], False, 1, None), ("wait", 10_000_000)]
        if number % 7 == 0:
            story.append(("release", 2))
    world = act(workshop, story)
    check_jobs(world)
    check_records(world)
    check_sequences(world)
    check_counters(world)
