"""JID-07: which IDs a printer has room for."""

from __future__ import annotations

import pytest

from core.rules.id_room import fitting
from core.wire.id_table import SPECIAL_IDS, IdRow

SPECIAL = sorted(IdRow(number, name, 0) for number, name in SPECIAL_IDS.items())
ROWS = [IdRow(number, f"user {number}", 0) for number in (7, 3, 9, 5)]


@pytest.mark.parametrize(
    ("room", "kept", "left_out"),
    [
        (0, [], (3, 5, 7, 9)),
        (1, [3], (5, 7, 9)),
        (3, [3, 5, 7], (9,)),
        (4, [3, 5, 7, 9], ()),
        (5, [3, 5, 7, 9], ()),
    ],
)
def test_the_highest_numbers_are_left_out(room: int, kept: list[int], left_out: tuple[int, ...]) -> None:
    """JID-07: special IDs are always in it, and take no room."""
    rows, beyond = fitting([*ROWS, *SPECIAL], room)
    assert [row.id for row in rows] == sorted([*kept, *SPECIAL_IDS])
    assert beyond == left_out
    assert fitting(ROWS, room) == (sorted(row for row in ROWS if row.id in kept), left_out)
