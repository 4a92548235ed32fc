"""Policies three times over: printer, explanation and oracle say the same of any job (POL-01 to POL-03)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.model.policies import word_of
from core.rules.decision import policies_met
from core.wire.pjl import PrintJob
from core.wire.policy_table import KINDS, Kind, Policy, PolicyRow, PolicyTable, name_problem, same_name
from emulator.journal import Journal
from emulator.parts.board import Board
from emulator.parts.policies import Policies
from harness.oracle.policies import Wanted, check_policies
from harness.oracle.rights import NOTHING_SET, Rights, strictest

NAMES = st.text("aAbBß*[]?.", min_size=1, max_size=5)
ROWS = st.builds(PolicyRow, st.sampled_from(Kind), NAMES, st.sampled_from(Policy)).filter(
    lambda row: not name_problem(row.kind, row.name)
)
TABLES = st.builds(
    PolicyTable,
    st.booleans(),
    st.tuples(*[st.sampled_from(Policy)] * 4),
    st.lists(ROWS, max_size=12, unique_by=lambda row: (row.kind, same_name(row.name))).map(
        lambda rows: tuple(sorted(rows))
    ),
)
JOBS = st.fixed_dictionaries({kind.name.lower(): st.text("aAbBß[]?.*", max_size=6) for kind in KINDS})


class NoTime:
    def now_us(self) -> int:
        return 0


def printers_answer(table: PolicyTable, job: dict[str, str]) -> Policy:
    made = Policies(Board("lobby", Journal(), NoTime(), None))
    made.put_table(1, b"d", table)
    ticket = PrintJob(account_id=1, user="", copies=1, duplex=False, colour=True, language="", pages=b"", **job)
    return made.strictest(ticket)


@given(TABLES, JOBS)
def test_three_times_the_same(table: PolicyTable, job: dict[str, str]) -> None:
    printed = printers_answer(table, job)
    met = policies_met(table, {kind: job[kind.name.lower()] for kind in KINDS})
    assert max(entry.policy for entry in met) is printed
    others = {kind.name.lower(): word_of(table.others[kind]) for kind in KINDS}
    rows = [[row.kind.name.lower(), row.name, word_of(row.policy)] for row in table.rows]
    assert strictest((table.in_force, others, rows), job) == word_of(printed)


class Acquired:
    def is_acquired(self, name: str) -> bool:
        return name == "lobby"


class Told:
    def __init__(self, *entries: dict[str, Any]) -> None:
        self.policies = {"lobby": list(entries)}


NO_OTHERS = dict.fromkeys(("login", "application", "document", "host"), "enable")


def findings(there: list[Any], *entries: dict[str, Any]) -> str:
    return " ".join(check_policies({"lobby": {"policies": there}}, Told(*entries), Acquired(), drained=True).findings)


def test_what_a_printer_should_hold() -> None:
    """POL-03, POL-05, POL-06: set, replaced, gone, cleared."""
    wanted = Wanted(
        [
            {"set": [["login", "a", "enable"], ["login", None, "disable printing"], ["host", "b", "enable"]]},
            {"set": [["login", "A", "disable colour"]], "gone": [["host", "B"]]},
            {"in_force": False},
        ]
    )
    assert wanted.told() == ["login A: disable colour", "other login: disable printing"]
    assert not wanted.in_force
    assert Wanted([{"set": [["login", "a", "enable"]]}, {"clear": True}]).told() == []


def test_a_printer_that_holds_something_else() -> None:
    told = {"set": [["login", "a", "enable"]]}
    row = ["login", "a", "enable"]
    assert findings([True, NO_OTHERS, [row]], told) == ""
    assert "does not hold that" in findings([True, NO_OTHERS, []], told)
    assert "was not applied to it" in findings([True, NO_OTHERS, [row]])
    assert "in force" in findings([False, NO_OTHERS, [row]], told)
    assert "other host: print in mono" in findings([True, NO_OTHERS | {"host": "print in mono"}, []])


def test_rights_of_a_function() -> None:
    """RES-04, RES-05, LIM-03, POL-07: copies fall back, USB prints do not; scans know no limit."""
    assert not Rights(1, False, function="copy").may_print
    assert Rights(1, False, function="usb print").may_print
    assert Rights(0, True, function="scan to e-mail").may_print
    assert not Rights(16, False, function="copy").may_print_colour
    assert Rights(16, False, function="print").may_print_colour
    assert Rights(1, False, "disable printing", True).may_print
    assert not Rights(1, False, suspended=True, function="copy").may_print
    assert Rights(2, False, "print in mono").colour_is_cancelled
    assert Rights(0, False, "print in mono").colour_becomes_mono
    assert NOTHING_SET[0]
