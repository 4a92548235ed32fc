"""What no printer can do is a problem of its journal (EMU-07, EMU-08, EMU-12)."""

from __future__ import annotations

import pytest

from harness.oracle.physics import read_journal

POWER = ("power", 0, "on")
ARRIVED = ("arrived", 1, 1, "10.0.0.7:4001", 100)


def sheet(at_us, tray="tray 1"):
    return ("sheet", at_us, 1, tray, "A4", "plain", "mono", None)


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ([("begun", 2, 1), sheet(3), ("offline", 4, "media jam"), ("online", 5), sheet(6)], ""),
        ([("begun", 2, 1), ("offline", 4, "media jam"), sheet(5), ("online", 6)], "comes while it stands"),
        ([("begun", 2, 1), ("offline", 4, "media jam"), ("power", 5, "off"), ("power", 6, "on"), sheet(7)], ""),
        ([("paper", 1, "tray 1", 2), ("begun", 2, 1), sheet(3), sheet(4), sheet(5, "tray 2")], ""),
        ([("paper", 1, "tray 1", 1), ("begun", 2, 1), sheet(3), sheet(4)], "comes from tray 1, which is empty"),
        ([("paper", 1, "tray 1", 1), ("paper", 2, "tray 1", None), ("begun", 2, 1), sheet(3), sheet(4)], ""),
        ([("held", 1, 1), ("begun", 2, 1)], "job 1 begins while it is held"),
        ([("held", 1, 1), ("freed", 2, 1), ("begun", 3, 1), sheet(4)], ""),
    ],
)
def test_impossible_things_are_noticed(events, problem):
    """EMU-08, EMU-12: nothing printed in a jam, no sheet out of an empty tray, no held job begun."""
    printer = read_journal("lobby", {"dialect": "counters"}, [POWER, ARRIVED, *events])
    assert all(problem and problem in each for each in printer.problems)
    assert bool(printer.problems) == bool(problem)


def test_a_job_can_begin_only_after_its_release():
    """EMU-07: what tables said before the release does not concern it."""
    events = [POWER, ARRIVED, ("held", 1, 1), ("freed", 2, 1), ("begun", 3, 1), sheet(4)]
    assert read_journal("lobby", {"dialect": "counters"}, events).jobs[1].earliest_at == 3
