"""Intervals in words (PRN-06)."""

from __future__ import annotations

import pytest

from core.services.intervals import told


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (30, "30 s"),
        (60, "1 min"),
        (360, "6 min"),
        (3600, "1 h"),
        (15_000, "4 h 10 min"),
        (86_400, "24 h"),
        (90, "1 min 30 s"),
    ],
)
def test_a_length_of_time_in_words(seconds: int, words: str) -> None:
    assert told(seconds * 1_000_000) == words
