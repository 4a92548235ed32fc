"""A journal that contradicts itself is no ground to judge on."""

from __future__ import annotations

import pytest


def insert(place, event):
    return lambda events: events.insert(place, event)


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (insert(0, ("power", 2 * 10**15, "on")), "goes back in time"),
        (
            insert(5, ("sheet", 1_772_000_000 * 10**6, 9, "", "A4", "plain", "mono", None)),
            "of job 9, which never arrived",
        ),
        (lambda events: events.append(("ended", events[-1][1], 1, "completed")), "of job 1, which had ended"),
        (lambda events: events.append(("arrived", events[-1][1], 1, "x:1", 5)), "job number 1 is used twice"),
        (lambda events: events.append(("smoke", events[-1][1])), "of an unknown kind 'smoke'"),
        (lambda events: events.append(("stream", events[-1][1], "0000".ljust(32, "a"), "formatted")), "began twice"),
    ],
)
def test_contradictions(busy, ask, spoil, finding):
    case = busy.case()
    spoil(case["journals"]["lobby"])
    assert any(finding in sentence for sentence in ask.failing(case)["journal"])


def test_it_need_not_be_tuples(busy, ask):
    """A case that went through JSON has lists and text keys."""
    import json

    ask.passes(json.loads(json.dumps(busy.case())))


def test_a_waiting_job_cancelled_while_another_prints(office, ask):
    """The job that prints was let in before; what happens to the queue does not say when."""
    office.job("lobby", 1001, [("A4", "plain", "mono", None)])
    events = office.journals["lobby"]
    first = next(at for at, event in enumerate(events) if event[0] == "sheet")
    at_us = events[first][1]
    forbidding = {**office.table, 1001: ("Sato", 1)}
    events[first:first] = [
        ("ids", at_us - 3, 2, forbidding),
        ("arrived", at_us - 2, 2, "10.0.0.9:2", 5),
        ("ended", at_us - 1, 2, "canceled"),
        ("unlogged", at_us - 1, 2, "no sheet"),
        ("ids", at_us + 0, 3, dict(office.table)),
    ]
    office.history.append({**office.history[0], "n": 2, "source": "10.0.0.9:2"})
    office.advance(60)
    office.acquire_all()
    ask.passes(office.case())
