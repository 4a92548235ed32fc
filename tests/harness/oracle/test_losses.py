"""Destroyed and unlogged jobs against gaps (ACQ-05, ACQ-13, LOG-01); logs replayed against their capacity."""

from __future__ import annotations

import pytest

MONO = ("A4", "plain", "mono", None)
KEY = "0000aaaa"


@pytest.fixture
def small(new_office):
    """One printer whose log holds three records and a reserve of one; the account has no limit."""
    office = new_office()
    office.add_printer("lobby", log_capacity=3, log_reserve=1)
    office.add_account(1001, "Sato")
    office.provision()
    office.advance(60)
    return office


def fill(office, count):
    for _ in range(count):
        office.job("lobby", 1001, [MONO])


def overwritten(office):
    """Five jobs: 1 and 2 are acquired but not released; 1 to 3 are overwritten, so 3 is lost. (Held: 3 at most.)"""
    fill(office, 2)
    office.advance(60)
    for row in office.logs["lobby"]["waiting"]:
        office._charge(row, office.logs["lobby"])
    office.logs["lobby"].update(waiting=[], acquired_us=office.now_us)
    fill(office, 1)
    for sequence in (1, 2, 3):
        fill(office, 1)
        office.overwrite("lobby", sequence, sequence)
    office.advance(60)
    office.acquire_all()
    office.gap("lobby", "overwritten", 3, 3)
    return office.case()


def test_a_gap_is_the_part_that_was_never_acquired(small, ask):
    case = overwritten(small)
    ask.passes(case)
    assert ask.check(case, "gaps").examined == 2


def alter(**changes):
    return lambda gap: gap.update(changes)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (
            alter(last=4),
            f"lobby stream {KEY}: gaps should cover 3, are 3–4; 4 were not lost",
        ),
        (alter(last=4), f"lobby stream {KEY}: gap 3–4 (overwritten) covers 4, which are in the ledger"),
        (alter(first=2), f"lobby stream {KEY}: gap 2–3 (overwritten) covers 2, which are in the ledger"),
        (alter(cause="formatted"), "gap 3–3 (formatted): cause should be 'overwritten', is 'formatted'"),
        (alter(first=None, last=None), "gap (overwritten) has no range; lost were 3"),
        (alter(first=9, last=9), "3 were destroyed (overwritten) and never acquired, in silence"),
        (alter(noticed_us=5), "noticed at 5, before it happened at"),
        (alter(stream="ff" * 16), "1 gaps in stream ffffffff, which that printer never had"),
    ],
)
def test_wrong_gaps(small, ask, change, finding):
    """One record too long, too short, elsewhere, or of another cause."""
    case = overwritten(small)
    change(case["ledger"]["gaps"][0])
    findings = ask.failing(case)["gaps"]
    assert any(finding in sentence for sentence in findings), findings


def test_silence_about_a_loss(small, ask):
    case = overwritten(small)
    case["ledger"]["gaps"].clear()
    assert ask.failing(case)["gaps"] == (
        f"lobby stream {KEY}: gaps should cover 3, are none;"
        " 3 were destroyed (overwritten) and never acquired, in silence",
    )
    case["drained"] = False
    ask.passes(case)


def test_a_loss_told_twice(small, ask):
    case = overwritten(small)
    case["ledger"]["gaps"] *= 2
    assert "overlaps another gap" in ask.failing(case)["gaps"][0]


def test_what_went_before_registration_needs_no_gap(small, ask):
    case = overwritten(small)
    case["ledger"]["gaps"].clear()
    case["operator"][1]["at_us"] = case["ended_us"]
    assert "gaps" not in {name for name, found in ask.failing(case).items() if found}  # others know it was too late


def formatted(office):
    """Two records acquired, one overwritten unseen, then the disk is formatted; one more in the new stream."""
    fill(office, 2)
    office.advance(60)
    office.acquire_all()
    fill(office, 4)
    office.overwrite("lobby", 3, 3)
    old = office.logs["lobby"]["stream"]
    office.initialise("lobby", "formatted")
    office.journals["lobby"].append(("ids", office.now_us, 0, {}))
    office.provision()
    fill(office, 1)
    office.advance(60)
    office.acquire_all()
    office.gap("lobby", "formatted", 3, 6, stream=old)
    return office.case()


def test_formatting_loses_what_was_held(small, ask):
    """The server cannot know that 3 was overwritten before the disk was formatted: one gap with the last cause."""
    case = formatted(small)
    assert [event[2:] for event in case["journals"]["lobby"] if event[0] == "destroyed"] == [
        (case["ledger"]["gaps"][0]["stream"], 3, 3, "overwritten"),
        (case["ledger"]["gaps"][0]["stream"], 4, 6, "formatted"),
    ]
    ask.passes(case)
    case["ledger"]["gaps"][0]["first"] = 4
    assert "3 were destroyed (overwritten) and never acquired, in silence" in ask.failing(case)["gaps"][0]


def test_a_new_stream_taken_for_the_old_one(small, ask):
    """The record of the new stream stands under the old stream's key, and no gap says what was lost."""
    case = formatted(small)
    row = case["ledger"]["jobs"][-1]
    row["stream"], row["sequence"] = case["ledger"]["gaps"][0]["stream"], 3
    case["ledger"]["gaps"].clear()
    failing = ask.failing(case)
    assert "record 1 of 0001aaaa" in failing["ledger"][0]
    assert "4–6 were destroyed (formatted)" in failing["gaps"][0]


def set_action(office, action):
    office.journals["lobby"].append(("setting", office.now_us, "log full action", action))


def stopped(office):
    """Three are logged, two are printed while logging is stopped."""
    set_action(office, "stop logging")
    fill(office, 3)
    for _ in range(2):
        office.job("lobby", 1001, [MONO, MONO], unlogged="logging stopped")
    office.advance(60)
    office.acquire_all()
    office.gap("lobby", "logging stopped", jobs=2, sheets=4)
    return office.case()


def test_jobs_printed_while_logging_was_stopped_are_counted(small, ask):
    ask.passes(stopped(small))


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (alter(jobs=1), "lobby: gaps (logging stopped): jobs should be 2, is 1"),
        (alter(sheets=5), "lobby: gaps (logging stopped): sheets should be 4, is 5"),
        (alter(cause="jobs lost"), "lobby: gaps (logging stopped): jobs should be 2, is 0"),
        (alter(printer="cellar"), "cellar: 2 jobs in gaps (logging stopped), from a printer that has no such thing"),
    ],
)
def test_wrong_counts(small, ask, change, finding):
    case = stopped(small)
    change(case["ledger"]["gaps"][0])
    assert finding in ask.failing(case)["unlogged"]


def test_logging_must_not_stop_before_the_log_is_full(small, ask):
    set_action(small, "stop logging")
    fill(small, 2)
    small.job("lobby", 1001, [MONO], unlogged="logging stopped")
    small.advance(60)
    small.acquire_all()
    small.gap("lobby", "logging stopped", jobs=1, sheets=1)
    assert ask.failing(small.case()) == {
        "storage": (
            "lobby job 3: unlogged (logging stopped), though 2 of 3 + 1 records were held"
            " and the action was 'stop logging'",
        )
    }


def test_logging_must_stop_when_the_log_is_full(small, ask):
    set_action(small, "stop logging")
    fill(small, 4)
    small.advance(60)
    small.acquire_all()
    assert (
        "lobby job 4, record 4 of 0000aaaa: logged, though the log was full (3)"
        in ask.failing(small.case())["storage"][0]
    )


def refused(office):
    """Three fill the log; the fourth is refused into the reserve, the fifth beyond it; then there is room again."""
    set_action(office, "cancel jobs")
    fill(office, 3)
    asked = [[1, "mono", "A4", "plain"]]
    office.job("lobby", 1001, [], runs=asked, how="aborted", refused="log buffer full")
    office.job("lobby", 1001, [], runs=asked, how="aborted", refused="log buffer full", unlogged="reserve used up")
    office.advance(60)
    office.acquire_all()
    office.gap("lobby", "refusals beyond reserve", jobs=1)
    fill(office, 1)
    office.advance(60)
    office.acquire_all()
    return office.case()


def test_a_full_log_cancels_jobs_and_counts_beyond_its_reserve(small, ask):
    """ACQ-13."""
    ask.passes(refused(small))


def test_refusals_beyond_the_reserve_in_silence(small, ask):
    case = refused(small)
    case["ledger"]["gaps"].clear()
    assert ask.failing(case)["unlogged"] == ("lobby: gaps (refusals beyond reserve): jobs should be 1, is 0",)


def test_no_refusal_while_there_is_room(small, ask):
    set_action(small, "cancel jobs")
    fill(small, 2)
    small.job("lobby", 1001, [], runs=[[1, "mono", "A4", "plain"]], how="aborted", refused="log buffer full")
    small.advance(60)
    small.acquire_all()
    assert ask.failing(small.case()) == {
        "storage": (
            f"lobby job 3, record 3 of {KEY}: refused (log buffer full), though 2 of 3 records were held"
            " and the action was 'cancel jobs'",
        )
    }


def test_no_sheet_while_jobs_are_to_be_cancelled(small, ask):
    set_action(small, "cancel jobs")
    fill(small, 4)
    small.advance(60)
    small.acquire_all()
    assert ask.failing(small.case()) == {
        "storage": (
            f"lobby job 4, record 4 of {KEY}: let in, though the log was full (3) and jobs were to be cancelled",
        )
    }


@pytest.mark.parametrize(
    ("event", "finding"),
    [
        (
            ("destroyed", 0, KEY.ljust(32, "a"), 1, 1, "overwritten"),
            "1–1 overwritten, though only 2 of 3 records were held",
        ),
        (
            ("destroyed", 0, KEY.ljust(32, "a"), 1, 1, "formatted"),
            "last sequence destroyed (formatted) should be 2, is 1",
        ),
        (
            ("destroyed", 0, KEY.ljust(32, "a"), 2, 2, "formatted"),
            "first sequence destroyed (formatted) should be 1, is 2",
        ),
        (("destroyed", 0, "ee" * 16, 1, 1, "formatted"), "destroyed (formatted) in a stream that is closed"),
        (("released", 0, KEY.ljust(32, "a"), 7), "released through 7, the log was 0000aaaa up to 2"),
        (("released", 0, "ee" * 16, 1), "lobby stream eeeeeeee: released through 1"),
    ],
)
def test_storage_events_without_reason(small, ask, event, finding):
    fill(small, 2)
    small.journals["lobby"].append((event[0], small.now_us, *event[2:]))
    small.drained = False
    case = small.case()
    assert any(finding in sentence for sentence in ask.check(case, "storage").findings)


def test_the_oldest_must_go_when_the_log_is_too_long(small, ask):
    fill(small, 4)
    small.advance(60)
    small.acquire_all()
    assert "the log holds 4 records of 3, and the oldest was not deleted" in ask.failing(small.case())["storage"][0]


def test_only_the_oldest_may_be_overwritten_in_another_mode(small, ask):
    set_action(small, "stop logging")
    fill(small, 3)
    small.overwrite("lobby", 1, 1)
    small.advance(60)
    small.acquire_all()
    small.gap("lobby", "overwritten", 1, 1)
    assert "1–1 overwritten, though the action was 'stop logging'" in ask.failing(small.case())["storage"][0]


@pytest.mark.parametrize(
    ("how", "unlogged", "finding"),
    [
        ("power cut", "", "left no record because of should be 'power cut', is 'nothing: it is logged'"),
        ("completed", "power cut", "(completed, 1 sheets): unlogged as 'power cut', should be logged"),
        ("canceled", "no sheet", "(canceled, 1 sheets): unlogged as 'no sheet', should be logged"),
    ],
)
def test_which_jobs_leave_a_record(small, ask, how, unlogged, finding):
    """LOG-01."""
    small.job("lobby", 1001, [MONO], how=how, unlogged=unlogged)
    small.advance(60)
    small.acquire_all()
    assert finding in ask.failing(small.case())["logging"][0]


def test_a_job_cancelled_before_a_sheet_leaves_none(small, ask):
    small.job("lobby", 1001, [], runs=[[1, "mono", "A4", "plain"]], how="canceled", unlogged="no sheet")
    small.job("lobby", 1001, [MONO], runs=[[2, "mono", "A4", "plain"]], how="canceled")
    small.advance(60)
    small.acquire_all()
    ask.passes(small.case())


def test_what_another_server_acquired(small, ask):
    """PRN-09: before the take-over the predecessor released two records; a gap may say so, of no more."""
    fill(small, 2)
    events = small.journals["lobby"]
    place = next(at for at, event in enumerate(events) if event[0] == "owner")
    taken = events.pop(place)
    events.insert(place, (*taken[:2], "0d" * 16, 1))
    log = small.logs["lobby"]
    events.append(("released", small.now_us, log["stream"], 2))
    log.update(waiting=[], first=3)
    events.append(("owner", small.now_us, taken[2], 2))
    small.operator[1]["at_us"] = small.now_us
    log["acquired_us"] = small.now_us
    fill(small, 1)
    small.advance(60)
    small.acquire_all()
    ask.passes(small.case())
    small.gap("lobby", "acquired by previous server", 1, 2)
    ask.passes(small.case())
    small.gaps[0].update(cause="acquired by previous server", last=3)
    assert "3 were not lost" in str(ask.failing(small.case())["gaps"])
