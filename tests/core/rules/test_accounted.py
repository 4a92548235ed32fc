"""The instant at which a job counts: design page, "The ledger"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.accounted import accounted_at

S = 1_000_000


@pytest.mark.parametrize(
    ("ended_s", "previous_s", "acquired_s", "accounted_s", "clamped"),
    [
        # ended  previous  acquired  accounted  clamped
        (1500, 1000, 2000, 1500, False),
        (1000, 1000, 2000, 1000, False),
        (2000, 1000, 2000, 2000, False),
        (999, 1000, 2000, 1000, True),
        (2001, 1000, 2000, 2000, True),
        (None, 1000, 2000, 2000, True),
        (-5, 1000, 2000, 1000, True),
        (1 << 40, 1000, 2000, 2000, True),
        (1500, 3000, 2000, 2000, True),  # the server's own clock went back
    ],
)
def test_accounted(ended_s: int | None, previous_s: int, acquired_s: int, accounted_s: int, clamped: bool) -> None:
    """ACQ-06, ACQ-07: the device's time within the acquisition's interval, else the nearer end, and flagged."""
    assert accounted_at(ended_s, previous_s * S, acquired_s * S) == (accounted_s * S, clamped)


@given(st.none() | st.integers(-(1 << 40), 1 << 40), st.integers(0, 2**52), st.integers(0, 2**52))
def test_never_after_the_acquisition(ended_s: int | None, previous_us: int, acquired_us: int) -> None:
    """A job never counts in the future, nor in what a former acquisition has closed."""
    accounted_us, clamped = accounted_at(ended_s, previous_us, acquired_us)
    assert accounted_us <= acquired_us
    assert accounted_us >= min(previous_us, acquired_us)
    assert clamped or accounted_us == (ended_s or 0) * S
