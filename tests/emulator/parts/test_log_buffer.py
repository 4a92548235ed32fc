"""Streams, sequences, release and overwriting (EMU-02, ACQ-04, ACQ-05)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.mib import StreamCause
from emulator.journal import Journal
from emulator.models import load_model
from emulator.parts.board import Board
from emulator.parts.log_buffer import LogBuffer

SMALL = replace(load_model("colour-a4-small"), log_capacity=4, log_reserve=2)


@pytest.fixture
def board(workshop):
    return workshop.board()


@pytest.fixture
def log(board):
    return LogBuffer(board, SMALL)


def test_sequences_begin_at_one_and_go_on(log):
    assert (log.first, log.next, log.held, log.is_full) == (1, 1, 0, False)
    assert log.append([b"a"]) == 1
    assert log.append([b"b", b"c"]) == 2
    assert [log.record(sequence) for sequence in range(5)] == [None, b"a", b"b", b"c", None]
    log.append([b"d"])
    assert log.is_full


#    through  accepted  first afterwards, of records 1 to 3 after a release of 1
RELEASES = [(0, True, 2), (1, True, 2), (2, True, 3), (3, True, 4), (4, False, 2), (-1, False, 2)]


@pytest.mark.parametrize(("through", "accepted", "first"), RELEASES)
def test_release_only_moves_forward(log, board, through, accepted, first):
    """ACQ-04: late and repeated releases are harmless; one beyond the log's end is refused."""
    log.append([b"a", b"b", b"c"])
    assert log.release(log.stream, 1)
    assert log.release(log.stream, through) is accepted
    assert (log.first, log.next) == (first, 4)
    assert log.record(1) is None
    released = [event[3] for event in board.journal.events if event[0] == "released"]
    assert released == ([1, through] if first > 2 else [1])


def test_a_release_for_another_stream_is_refused(log):
    log.append([b"a"])
    old = log.stream
    log.initialise(StreamCause.FORMATTED)
    log.append([b"b"])
    assert not log.release(old, 1)
    assert log.record(1) == b"b"


def test_overwriting_takes_whole_jobs(log, board):
    """A job of three records is destroyed as one, so that no part of it is left to be misread."""
    log.append([b"1", b"1", b"1"])
    log.append([b"2"])
    log.make_room(1, 5)
    assert (log.first, log.held) == (4, 1)
    assert board.journal.events[-1] == ("destroyed", 5, log.stream.hex(), 1, 3, "overwritten")


def test_overwriting_finishes_what_a_release_began(log):
    log.append([b"1", b"1", b"1", b"1"])
    log.release(log.stream, 2)
    log.make_room(3, 0)
    assert log.held == 0
    assert log.append([b"2"] * 6) == 5  # more than fits: a job let in is logged
    assert log.held == 6


def test_room_that_is_there_destroys_nothing(log, board):
    log.append([b"1"])
    log.make_room(3, 0)
    assert (log.held, [event[0] for event in board.journal.events]) == (1, ["stream"])


def test_streams_are_remembered(log, board):
    """Eight streams with their next sequence and cause; each ID is new."""
    for round_number in range(1, 11):
        log.append([b"x"] * round_number)
        log.initialise(StreamCause.REPLACED if round_number % 2 else StreamCause.FORMATTED)
    streams = log.streams
    assert len(streams) == 8
    assert len({entry.stream for entry in streams}) == 8
    assert all(len(entry.stream) == 16 for entry in streams)
    assert [entry.next for entry in streams] == [1, 11, 10, 9, 8, 7, 6, 5]
    assert streams[0].stream == log.stream
    assert [entry.cause for entry in streams[:2]] == [StreamCause.FORMATTED, StreamCause.REPLACED]
    began = [event[2:] for event in board.journal.events if event[0] == "stream"]
    assert began[0] == (bytes.fromhex(began[0][0]).hex(), "created")
    assert began[-1] == (log.stream.hex(), "formatted")


def test_streams_are_drawn_by_the_printers_own_name(workshop):
    """Another printer's streams do not depend on how many this one had."""
    alone = LogBuffer(Board("b", Journal(), workshop.calendar, workshop.chance), SMALL).stream
    other = type(workshop)()
    for _ in range(3):
        LogBuffer(Board("a", Journal(), other.calendar, other.chance), SMALL)
    assert LogBuffer(Board("b", Journal(), other.calendar, other.chance), SMALL).stream == alone


def test_counters_wrap_and_are_announced(log):
    log.lost_sheets = 0xFFFF_FFFE
    log.count_lost(5)
    log.count_stopped(2)
    log.count_refusal()
    assert (log.lost_jobs, log.lost_sheets, log.stopped_jobs, log.stopped_sheets) == (1, 3, 1, 2)
    assert (log.unlogged_refusals, log.unlogged_serial) == (1, 3)
    log.initialise(StreamCause.FORMATTED)
    assert (log.lost_jobs, log.unlogged_serial) == (1, 3)


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(1, 3)),
        st.tuples(st.just("room"), st.integers(1, 3)),
        st.tuples(st.just("release"), st.integers(0, 40)),
        st.tuples(st.just("format"), st.just(0)),
    ),
    max_size=40,
)


@given(ACTIONS)
def test_every_sequence_is_held_released_or_destroyed(actions):
    """For each stream: held + released + destroyed = next - 1, and nothing is in two of them."""
    clock = type("Clock", (), {"now_us": lambda self: 0})()
    chance = type("Chance", (), {"n": 0, "octets": lambda self, name, size: self._draw(size)})()
    type(chance)._draw = lambda self, size: (setattr(self, "n", self.n + 1), self.n.to_bytes(size, "big"))[1]
    board = Board("p", Journal(), clock, chance)
    log = LogBuffer(board, SMALL)
    ends = {}
    for action, number in actions:
        if action == "append":
            log.append([b"x"] * number)
        elif action == "room":
            log.make_room(number, 0)
        elif action == "release":
            log.release(log.stream, number)
        else:
            ends[log.stream.hex()] = log.next
            log.initialise(StreamCause.FORMATTED)
    ends[log.stream.hex()] = log.next
    for stream, following in ends.items():
        gone = []
        released = 0
        for event in board.journal.events:
            if event[0] == "destroyed" and event[2] == stream:
                gone += range(event[3], event[4] + 1)
                released = event[4]
            elif event[0] == "released" and event[2] == stream:
                gone += range(released + 1, event[3] + 1)
                released = event[3]
        if stream == log.stream.hex():
            gone += [sequence for sequence in range(following) if log.record(sequence) is not None]
            assert len(log.streams) <= 8
        assert gone == list(range(1, following))
