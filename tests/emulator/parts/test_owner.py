"""Owner, settings and control: small guarded values (PRN-08, PRN-09, PRN-18)."""

from __future__ import annotations

import pytest

from core.wire.mib import LogFullAction
from emulator.parts.board import next_counter, next_serial
from emulator.parts.control import Control
from emulator.parts.owner import Owner
from emulator.parts.settings import Settings

MINE, OTHER = b"m" * 16, b"o" * 16

#    of a printer owned by OTHER in generation 4, serial 1
#    serial expected  new    generation  problem
CLAIMS = [
    (1, OTHER, MINE, 5, ""),
    (1, OTHER, b"", 5, ""),  # given up
    (1, OTHER, OTHER, 9, ""),
    (0, OTHER, MINE, 5, "stale serial"),
    (1, b"", MINE, 5, "other owner"),
    (1, MINE, MINE, 5, "other owner"),
    (1, OTHER, MINE, 4, "stale generation"),
    (1, OTHER, b"m" * 15, 5, "length"),
]


@pytest.mark.parametrize(("serial", "expected", "new", "generation", "problem"), CLAIMS)
def test_claims_compare_and_set(workshop, serial, expected, new, generation, problem):
    """PRN-09: taking over needs the old owner's ID and a higher generation."""
    board = workshop.board()
    owner = Owner(board)
    assert owner.check_claim(0, b"", OTHER, 4) == ""
    owner.claim(OTHER, 4)
    assert owner.check_claim(serial, expected, new, generation) == problem
    if not problem:
        owner.claim(new, generation)
        assert (owner.id, owner.generation, owner.serial) == (new, generation, 2)
        assert board.journal.events[-1] == ("owner", workshop.START_US, new.hex(), generation)


def test_a_predecessor_acts_no_more(workshop):
    owner = Owner(workshop.board())
    assert not owner.acts(0)  # nobody is no owner
    owner.claim(OTHER, 1)
    assert owner.acts(1)
    owner.claim(MINE, 2)
    assert [owner.acts(generation) for generation in (0, 1, 2, 3)] == [False, False, True, False]
    owner.claim(b"", 3)
    assert not owner.acts(3)


def test_formatting_forgets_the_owner_but_no_number(workshop):
    """PRN-10: else the next owner's number could be that of a predecessor who has not noticed."""
    board = workshop.board()
    owner = Owner(board)
    owner.claim(OTHER, 3)
    owner.clear()
    assert (owner.id, owner.generation, owner.acts(3)) == (b"", 3, False)
    assert board.journal.events[-1] == ("owner", workshop.START_US, "", 3)
    assert owner.check_claim(owner.serial, b"", MINE, 3) == "stale generation"


def test_clearing_nothing_says_nothing(workshop):
    board = workshop.board()
    Owner(board).clear()
    Settings(board).clear()
    assert board.journal.events == []


def test_settings(workshop):
    """ACQ-05, PRN-18: guarded; only changes are journaled."""
    board = workshop.board()
    settings = Settings(board)
    assert settings.check(0) == ""
    settings.apply(LogFullAction.CANCEL_JOBS, True)
    settings.apply(LogFullAction.CANCEL_JOBS, None)
    settings.apply(None, False)
    assert settings.check(0) == "stale serial"
    assert settings.serial == 3
    assert [event[2:] for event in board.journal.events] == [
        ("log full action", "cancel jobs"),
        ("format inhibit", True),
        ("format inhibit", False),
    ]


def test_control_nonces():
    control = Control()
    assert [control.take(nonce) for nonce in (5, 5, 6)] == [True, False, True]
    assert not control.is_new(6)
    for nonce in range(100, 131):
        control.take(nonce)
    assert control.is_new(5)  # only the last 32 are remembered
    assert not control.is_new(6)


def test_test_and_incr_and_counters_wrap():
    """RFC 2579 TestAndIncr, RFC 2578 Counter32."""
    assert [next_serial(0), next_serial(2_147_483_647)] == [1, 0]
    assert [next_counter(0xFFFF_FFFF), next_counter(5, 7)] == [0, 12]
