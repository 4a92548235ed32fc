"""The log of job records (EMU-02): streams, sequences, the three behaviours when full, release, and what is lost.

Records, first and next lie on the log storage; the unlogged counters and the history of streams lie on the
main board and survive formatting. Full means: as many records held as the capacity. A job that was let in
is always logged while logging goes on, so its continuation records may reach beyond the capacity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from core.wire.mib import StreamCause
from emulator import journal
from emulator.models import Model
from emulator.parts.board import Board, next_counter

STREAM_OCTETS: Final = 16
STREAMS_KEPT: Final = 8
CAUSE_WORDS: Final = {
    StreamCause.CREATED: "created",
    StreamCause.FORMATTED: "formatted",
    StreamCause.REPLACED: "replaced",
}


class StreamEntry(NamedTuple):
    """One line of the stream history: the stream, its next sequence, and why it began."""

    stream: bytes
    next: int
    cause: StreamCause


class LogBuffer:
    """The current stream's records by sequence, from ``first`` up to but not including ``next``."""

    __slots__ = (
        "_board",
        "_cause",
        "_last_part",
        "_past",
        "_records",
        "capacity",
        "first",
        "lost_jobs",
        "lost_sheets",
        "next",
        "reserve",
        "stopped_jobs",
        "stopped_sheets",
        "stream",
        "unlogged_refusals",
        "unlogged_serial",
    )

    def __init__(self, board: Board, model: Model) -> None:
        self._board = board
        self.capacity = model.log_capacity
        self.reserve = model.log_reserve
        self.stopped_jobs = self.stopped_sheets = 0
        self.lost_jobs = self.lost_sheets = 0
        self.unlogged_refusals = 0
        self.unlogged_serial = 0  # moves whenever one of the five above moves
        self._past: tuple[StreamEntry, ...] = ()
        self.stream = b""
        self.first = self.next = 1
        self._cause = StreamCause.CREATED
        self._records: dict[int, bytes] = {}
        self._last_part: dict[int, int] = {}  # for records of a job of several: the sequence of the job's last
        self._begin(StreamCause.CREATED)

    @property
    def is_kept(self) -> bool:
        """Whether this model keeps a log at all."""
        return self.capacity > 0

    @property
    def held(self) -> int:
        """Records in the log."""
        return self.next - self.first

    @property
    def is_full(self) -> bool:
        """Whether the full action is due. A model without a log is never full."""
        return self.next - self.first >= self.capacity > 0

    @property
    def streams(self) -> tuple[StreamEntry, ...]:
        """The current stream, then the ones before it, up to eight."""
        return (StreamEntry(self.stream, self.next, self._cause), *self._past)

    def record(self, sequence: int) -> bytes | None:
        """The record of that sequence; None when it is not (or no longer, or not yet) held."""
        return self._records.get(sequence)

    def append(self, records: Sequence[bytes]) -> int:
        """Store the records of one job, all visible at once, and give the sequence of the first.

        In "delete oldest" mode the caller makes room first (:meth:`make_room`).
        """
        start = self.next
        for record in records:
            self._records[self.next] = record
            self.next += 1
        if len(records) > 1:
            for sequence in range(start, self.next):
                self._last_part[sequence] = self.next - 1
        return start

    def make_room(self, count: int, at_us: int) -> None:
        """Destroy the oldest records, whole jobs at a time, until ``count`` more fit."""
        first = self.first
        while self.held and self.held + count > self.capacity:
            self._drop(self._last_part.get(self.first, self.first))
        if self.first > first:
            self._destroyed(at_us, first, self.first - 1, "overwritten")

    def check_release(self, stream: bytes, through: int) -> bool:
        """Whether a release is acceptable: this stream, and nothing that does not exist yet."""
        return stream == self.stream and 0 <= through < self.next

    def release(self, stream: bytes, through: int) -> bool:
        """The server has stored everything up to and including ``through``: forget it.

        Only moves forward: an older ``through`` is accepted and does nothing. False = refused.
        """
        if not self.check_release(stream, through):
            return False
        if through >= self.first:
            self._drop(through)
            self._board.journal.write(journal.RELEASED, self._board.now_us(), stream.hex(), through)
        return True

    def initialise(self, cause: StreamCause) -> None:
        """Formatted or replaced: what was held is destroyed, and a new stream begins."""
        if not self.is_kept:
            return
        if self.held:
            self._destroyed(self._board.now_us(), self.first, self.next - 1, CAUSE_WORDS[cause])
        self._past = self.streams[: STREAMS_KEPT - 1]
        self._begin(cause)

    def count_lost(self, sheets: int) -> None:
        """A job cut by power failure or a printer error."""
        self.lost_jobs = next_counter(self.lost_jobs)
        self.lost_sheets = next_counter(self.lost_sheets, sheets)
        self.unlogged_serial = next_counter(self.unlogged_serial)

    def count_stopped(self, sheets: int) -> None:
        """A job that ended while logging was stopped."""
        self.stopped_jobs = next_counter(self.stopped_jobs)
        self.stopped_sheets = next_counter(self.stopped_sheets, sheets)
        self.unlogged_serial = next_counter(self.unlogged_serial)

    def count_refusal(self) -> None:
        """A "log buffer full" refusal beyond the reserve."""
        self.unlogged_refusals = next_counter(self.unlogged_refusals)
        self.unlogged_serial = next_counter(self.unlogged_serial)

    def _begin(self, cause: StreamCause) -> None:
        self._cause = cause
        self.first = self.next = 1
        self._records = {}
        self._last_part = {}
        if self.is_kept:
            self.stream = self._board.chance.octets(f"printer {self._board.name} stream", STREAM_OCTETS)
            now_us = self._board.now_us()
            self._board.journal.write(journal.STREAM, now_us, self.stream.hex(), CAUSE_WORDS[cause])

    def _drop(self, through: int) -> None:
        for sequence in range(self.first, through + 1):
            del self._records[sequence]
            self._last_part.pop(sequence, None)
        self.first = through + 1

    def _destroyed(self, at_us: int, first: int, last: int, cause: str) -> None:
        self._board.journal.write(journal.DESTROYED, at_us, self.stream.hex(), first, last, cause)
