"""JID-04: numbers for people who come without one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.accounts import HIGHEST_ID
from core.rules.free_ids import free_ids


@pytest.mark.parametrize(
    ("draws", "taken", "expected"),
    [
        ([], set(), []),
        ([0, HIGHEST_ID - 1], set(), [1, HIGHEST_ID]),
        ([6, 6, 6], set(), [7, 8, 9]),  # drawn again: the next that is free
        ([4], {5, 6}, [7]),
        ([HIGHEST_ID - 1], {HIGHEST_ID, 1}, [2]),  # after the last comes the first
        ([HIGHEST_ID - 2], {HIGHEST_ID - 1}, [HIGHEST_ID]),
    ],
)
def test_a_taken_number_leads_to_the_next(draws: list[int], taken: set[int], expected: list[int]) -> None:
    """JID-04."""
    bounds = []

    def below(bound: int) -> int:
        bounds.append(bound)
        return draws[len(bounds) - 1]

    assert free_ids(len(draws), taken, below) == expected
    assert bounds == [HIGHEST_ID] * len(draws)


@given(st.lists(st.integers(0, 9), max_size=8), st.frozensets(st.integers(1, 12)))
def test_every_number_is_free_and_given_once(draws: list[int], taken: frozenset[int]) -> None:
    """JID-01, JID-04: and what was taken stays as it was."""
    left = iter(draws)
    found = free_ids(len(draws), taken, lambda _: next(left))
    assert len(set(found)) == len(draws)
    assert not taken & set(found)
    assert all(1 <= number <= HIGHEST_ID for number in found)
