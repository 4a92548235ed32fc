"""Job Account IDs and limit states on the device (JID-07, JID-12, LIM-03)."""

from __future__ import annotations

import pytest

from core.wire.id_table import IdRow
from core.wire.mib import IdState
from emulator.parts.id_table import UNREGISTERED, IdTable

EXCEEDED, ENABLED = IdState.LIMIT_EXCEEDED, IdState.ENABLED


@pytest.fixture
def board(workshop):
    return workshop.board()


@pytest.fixture
def table(board):
    return IdTable(board, capacity=3)


def test_row_0_is_always_there(table):
    assert dict(table.rows) == {0: UNREGISTERED}
    table.put_table(1, b"d", [IdRow(5, "five", 1)])
    assert list(table.rows) == [0, 5]
    assert table.row_for(6) == table.row_for(0) == UNREGISTERED
    assert table.row_for(5).restrictions == 1
    table.put_table(2, b"e", [IdRow(0, "Guests", 2)])
    assert table.rows == {0: IdRow(0, "Guests", 2)}


#    rows                                        problem
TABLES = [
    ([], ""),
    ([IdRow(1, "a", 0), IdRow(2, "b", 0), IdRow(3, "c", 0)], ""),
    ([IdRow(0, "u", 0), IdRow(1, "a", 0), IdRow(2, "b", 0), IdRow(3, "c", 0)], ""),
    ([IdRow(1, "a", 0), IdRow(2, "b", 0), IdRow(3, "c", 0), IdRow(4, "d", 0)], "too many IDs"),
    ([IdRow(1, "a", 0), IdRow(1, "b", 0)], "an ID given twice"),
    ([IdRow(1_000_000_000, "a", 0)], "an ID out of range"),
    ([IdRow(-1, "a", 0)], "an ID out of range"),
]


@pytest.mark.parametrize(("rows", "problem"), TABLES)
def test_what_can_be_a_table(table, rows, problem):
    """JID-07: the device's capacity counts registered IDs only."""
    assert table.check_table(rows) == problem


def test_a_new_table_takes_effect_at_once_and_keeps_states_of_ids_that_stay(table, board):
    table.put_table(1, b"d", [IdRow(5, "five", 0), IdRow(6, "six", 0)])
    held = table.rows
    table.set_states({0: EXCEEDED, 5: EXCEEDED, 6: EXCEEDED})
    table.put_table(2, b"e", [IdRow(9, "nine", 0), IdRow(6, "SIX", 1)])
    assert list(held) == [0, 5, 6]  # who held the old table holds it unchanged
    assert list(table.rows) == [0, 6, 9]
    assert [table.state(number) for number in (0, 5, 6, 9)] == [EXCEEDED, ENABLED, EXCEEDED, ENABLED]
    table.put_table(3, b"f", [IdRow(5, "five", 0)])
    assert table.state(5) == ENABLED  # an ID that comes back inherits nothing
    assert [event for event in board.journal.events if event[0] == "ids"][1][2:] == (2, {9: ("nine", 0), 6: ("SIX", 1)})


#    serial  states                    problem
STATES = [
    (0, {0: 2, 5: 1}, ""),
    (0, {}, ""),
    (1, {0: 2}, "stale serial"),
    (0, {4: 2}, "no such ID"),
    (0, {5: 3}, "no such state"),
]


@pytest.mark.parametrize(("serial", "states", "problem"), STATES)
def test_limit_states_are_guarded(table, board, serial, states, problem):
    """LIM-03: one bad varbind and nothing happens; each success moves the serial on."""
    table.put_table(1, b"d", [IdRow(5, "five", 0)])
    assert table.check_states(serial, states) == problem
    if not problem:
        table.set_states(states)
        assert table.serial == 1


def test_only_changes_of_state_are_journaled(table, board):
    table.set_states({0: EXCEEDED})
    table.set_states({0: EXCEEDED})
    table.set_states({0: ENABLED})
    assert [event[2:] for event in board.journal.events] == [(0, "limit exceeded"), (0, "enabled")]
    assert table.serial == 3


def test_clear(table, board):
    table.put_table(1, b"d", [IdRow(5, "five", 0)])
    table.set_states({0: EXCEEDED, 5: EXCEEDED})
    serial = table.serial
    table.clear()
    assert (table.revision, table.digest, list(table.rows), table.serial) == (0, b"", [0], serial + 1)
    assert table.state(0) == table.state(5) == ENABLED
    assert [event[0::2] for event in board.journal.events[-3:]] == [("limit", 5), ("ids", 0), ("limit", 0)]
