"""Gaps: what was lost, with range and cause (LOG and ACQ-05, ACQ-13, PRN-18)."""

from __future__ import annotations

import pytest

from core.devices.port import Fetch, StreamEntry
from core.model import Gap, GapCause, Position, UnloggedCounters
from core.model.errors import DeviceError
from core.services import losses
from core.wire.mib import StreamCause

A, B, C, D = (bytes([n]) * 16 for n in (0xA, 0xB, 0xC, 0xD))
NOW = 1_000_000


def fetch(first: int, following: int, *sequences: int, more: bool = False) -> Fetch:
    return Fetch(A, b"", 1, first, following, 0, [(n, b"x") for n in sequences], more)


@pytest.mark.parametrize(
    ("found", "through", "ranges"),
    [
        (fetch(1, 1), 0, []),
        (fetch(1, 4, 1, 2, 3), 0, []),
        (fetch(1, 4, 3), 2, []),
        (fetch(4, 4), 3, []),
        (fetch(6, 9, 6, 7, 8), 2, [(3, 5)]),
        (fetch(9, 9), 2, [(3, 8)]),
        # between two looks of one fetch the printer wrote over 3 to 5
        (fetch(6, 8, 1, 2, 6, 7), 0, [(3, 5)]),
        # and here over 4 and 5 as well, which had been read: they are not lost
        (fetch(6, 99, 4, 5, 6, 7, more=True), 1, [(2, 3)]),
    ],
)
def test_missing_records(found: Fetch, through: int, ranges: list[tuple[int, int]]) -> None:
    gaps = losses.missing_records(found, through, GapCause.OVERWRITTEN, NOW)
    assert [(gap.first, gap.last) for gap in gaps] == ranges
    assert all(gap.jobs == gap.last - gap.first + 1 for gap in gaps if gap.first and gap.last)


@pytest.mark.parametrize(
    ("found", "had_other_owner", "cause"),
    [
        (fetch(6, 36), False, GapCause.OVERWRITTEN),
        (fetch(6, 36), True, GapCause.OVERWRITTEN),  # 30 of 30 held: nobody has released any
        (fetch(6, 34), True, GapCause.OVERWRITTEN),  # a job of three records made room for one
        (fetch(6, 20), True, GapCause.PREVIOUS_SERVER),
        (fetch(6, 20), False, GapCause.OVERWRITTEN),
    ],
)
def test_who_took_the_oldest_records(found: Fetch, had_other_owner: bool, cause: GapCause) -> None:
    """PRN-10: what a server before us released is in its ledger; what was written over is lost."""
    assert losses.cause_of_missing(found, 30, had_other_owner=had_other_owner) is cause


@pytest.mark.parametrize("found", [fetch(1, 4, 1, 2), fetch(1, 4, 1, 3), fetch(1, 2), fetch(5, 8, 1, 2, 7)])
def test_a_record_that_the_printer_holds_is_no_loss(found: Fetch) -> None:
    with pytest.raises(DeviceError, match="did not come"):
        losses.missing_records(found, 0, GapCause.OVERWRITTEN, NOW)


def test_a_formatted_stream_lost_what_was_not_acquired() -> None:
    """PRN-18: records 8 to 10 of A were on the disk when it was formatted."""
    history = (StreamEntry(B, 3, StreamCause.FORMATTED), StreamEntry(A, 11, StreamCause.CREATED))
    end, gaps = losses.stream_change(Position(A, 7, 0), history, NOW)
    assert end is GapCause.FORMATTED
    assert gaps == [Gap(A, 8, 10, 3, None, GapCause.FORMATTED, NOW)]


def test_streams_that_nobody_saw_are_lost_whole() -> None:
    history = (
        StreamEntry(D, 1, StreamCause.REPLACED),
        StreamEntry(C, 5, StreamCause.FORMATTED),
        StreamEntry(B, 1, StreamCause.FORMATTED),
        StreamEntry(A, 8, StreamCause.CREATED),
    )
    end, gaps = losses.stream_change(Position(A, 7, 0), history, NOW)
    assert end is GapCause.FORMATTED
    assert gaps == [Gap(C, 1, 4, 4, None, GapCause.REPLACED, NOW)]


def test_a_history_that_is_too_short_leaves_the_end_open() -> None:
    history = (StreamEntry(C, 1, StreamCause.FORMATTED), StreamEntry(B, 3, StreamCause.REPLACED))
    end, gaps = losses.stream_change(Position(A, 7, 0), history, NOW)
    assert end is GapCause.REPLACED
    assert gaps == [
        Gap(A, 8, None, 0, None, GapCause.REPLACED, NOW),
        Gap(B, 1, 2, 2, None, GapCause.FORMATTED, NOW),
    ]


def test_counters_become_losses_and_may_wrap() -> None:
    """ACQ-05, ACQ-13"""
    before = UnloggedCounters(5, 2**32 - 1, 10, 0, 0, 0)
    now = UnloggedCounters(9, 1, 14, 1, 3, 7)
    assert losses.unlogged(A, before, now, NOW) == [
        Gap(A, None, None, 2, 4, GapCause.LOGGING_STOPPED, NOW),
        Gap(A, None, None, 7, 0, GapCause.REFUSALS_BEYOND_RESERVE, NOW),
        Gap(A, None, None, 1, 3, GapCause.JOBS_LOST, NOW),
    ]
    assert losses.unlogged(A, now, now, NOW) == []
