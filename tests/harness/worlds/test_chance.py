"""Seeded chance: integers from blake2b over seed, name and counter (HAR-03)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.worlds.chance import SeededChance


def test_draws_are_pinned():
    """Changing these changes every outcome digest that anybody has written down."""
    chance = SeededChance(1)
    assert [chance.below("network lobby-1 loss", 1_000) for _ in range(10)] == PINNED_BELOW
    assert chance.octets("printer lobby-1 stream", 16).hex() == PINNED_OCTETS


PINNED_BELOW = [905, 65, 354, 130, 657, 638, 208, 622, 851, 636]
PINNED_OCTETS = "a95a3059c02e0a6bdf8089d3da40ce50"


def test_a_name_does_not_see_the_draws_of_another():
    alone, together = SeededChance(7), SeededChance(7)
    mixed = []
    for _ in range(50):
        together.below("other", 10)
        mixed.append(together.below("mine", 1_000_000))
        together.octets("mine", 5)
    assert mixed == [alone.below("mine", 1_000_000) for _ in range(50)]


def test_seeds_and_names_differ():
    draws = {SeededChance(seed).below(name, 2**40) for seed in (-1, 0, 1, 2**62) for name in ("a", "b", "")}
    assert len(draws) == 12


@given(st.integers(-(2**200), 2**200), st.text(), st.integers(1, 2**48))
def test_below_is_below(seed, name, bound):
    chance = SeededChance(seed)
    assert all(0 <= chance.below(name, bound) < bound for _ in range(10))


@pytest.mark.parametrize("size", [0, 1, 16, 64, 65, 300])
def test_octets_have_their_size(size):
    assert len(SeededChance(3).octets("x", size)) == size


def test_below_is_even():
    chance = SeededChance(11)
    counts = Counter(chance.below("die", 6) for _ in range(60_000))
    assert all(9_500 < counts[face] < 10_500 for face in range(6))
