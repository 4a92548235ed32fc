"""Clock kinds (EMU-03, ACQ-06, ACQ-07)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.mib import ClockKind
from emulator.models import load_model
from emulator.parts.clock import Clock

BATTERY = load_model("colour-a3")
VOLATILE = load_model("mono-a4")


def test_a_volatile_clock_knows_nothing_until_told_and_forgets(workshop):
    board = workshop.board()
    clock = Clock(board, VOLATILE)
    assert clock.kind is ClockKind.VOLATILE
    assert not clock.is_set
    assert clock.device_now_s(board.now_us()) is None
    workshop.wait(10)
    clock.tell(1_774_857_700, 120)
    workshop.wait(5.5)
    assert clock.device_now_s(board.now_us()) == 1_774_857_705
    assert clock.utc_offset_min == 120
    clock.power_lost()
    clock.power_lost()
    assert clock.device_now_us(board.now_us()) is None
    assert [event[2] for event in board.journal.events] == [None, 90_000_000, None]


def test_a_battery_clock_runs_on(workshop):
    board = workshop.board()
    clock = Clock(board, BATTERY)
    clock.power_lost()
    workshop.wait(86_400)
    assert clock.is_set
    assert clock.device_now_us(board.now_us()) - board.now_us() == 86_400 * BATTERY.drift_ppm


@given(st.integers(-1000, 1000), st.integers(0, 10**15), st.integers(0, 10**15))
def test_drift_is_the_same_however_often_one_looks(drift_ppm, first_us, second_us):
    """An integer law: no float, no accumulated rounding."""

    class Still:
        journal = type("Silent", (), {"write": lambda *_: None})()

        def now_us(self):
            return 0

    clock = Clock(Still(), replace(BATTERY, drift_ppm=drift_ppm))
    early, late = sorted((first_us, second_us))
    assert clock.device_now_us(early) <= clock.device_now_us(late)
    assert clock.device_now_us(late) == late + late * drift_ppm // 1_000_000
    assert clock.device_now_s(late) == clock.device_now_us(late) // 1_000_000


def test_a_time_set_is_guarded(workshop):
    """TestAndIncr: the serial of an earlier SET does not act again."""
    clock = Clock(workshop.board(), BATTERY)
    assert clock.check_tell(0) == ""
    clock.tell(0, None)
    assert clock.check_tell(0) == "stale serial"
    assert clock.check_tell(1) == ""
    clock.restarted()
    assert clock.check_tell(1) == "stale serial"


@pytest.mark.parametrize("offset", [None, -210, 0])
def test_an_offset_that_is_not_given_stays(workshop, offset):
    clock = Clock(workshop.board(), BATTERY)
    clock.tell(0, 60)
    clock.tell(0, offset)
    assert clock.utc_offset_min == (60 if offset is None else offset)
