"""What a look into a printer's log says was lost. Pure: every loss becomes a gap with cause and range, never silence.

A gap begins at the ledger's high-water mark, not at the oldest record that the printer still holds.
"""

from __future__ import annotations

from typing import Final

from core.devices.port import Fetch, StreamEntry
from core.model import Gap, GapCause, Position, UnloggedCounters
from core.model.errors import DeviceError
from core.wire.mib import StreamCause

_COUNTER_MODULUS: Final = 1 << 32
_MOST_PARTS: Final = 4  # records of the largest job that is likely: 48 kinds of paper
_ENDS: Final[dict[int, GapCause]] = {StreamCause.FORMATTED: GapCause.FORMATTED, StreamCause.REPLACED: GapCause.REPLACED}


def stream_change(position: Position, streams: tuple[StreamEntry, ...], at_us: int) -> tuple[GapCause, list[Gap]]:
    """Why the stream of ``position`` ended, and what was lost in it and in the streams since then (PRN-18).

    ``streams`` is the printer's history, newest first. Why a stream ended is why the next one began. Where the
    history does not reach back far enough, the end of the loss is open.
    """
    gaps: list[Gap] = []
    end = GapCause.REPLACED
    for entry, follower in zip(streams[1:], streams, strict=False):
        end = _ENDS.get(follower.cause, GapCause.REPLACED)
        first = position.through + 1 if entry.stream == position.stream else 1
        if entry.next > first:
            gaps.append(Gap(entry.stream, first, entry.next - 1, entry.next - first, None, end, at_us))
        if entry.stream == position.stream:
            return end, gaps[::-1]
    if streams:
        end = _ENDS.get(streams[-1].cause, GapCause.REPLACED)
    gaps.append(Gap(position.stream, position.through + 1, None, 0, None, end, at_us))
    return end, gaps[::-1]


def cause_of_missing(fetch: Fetch, log_capacity: int, *, had_other_owner: bool) -> GapCause:
    """Why the oldest records of a stream are gone, when this ledger meets it again after another owner.

    A log that is written over stays full until somebody releases records, but for a job of several records that went
    as a whole: one that is not full was released by the server before us, which has them in its own ledger.
    """
    is_full = fetch.next - fetch.first + _MOST_PARTS > log_capacity
    return GapCause.PREVIOUS_SERVER if had_other_owner and not is_full else GapCause.OVERWRITTEN


def missing_records(fetch: Fetch, through: int, cause: GapCause, at_us: int) -> list[Gap]:
    """Sequences after ``through`` that are neither among the records nor on the printer any more.

    Raises DeviceError when one is missing that the printer says it holds: it must be asked again.
    """
    records, expected = fetch.records, through + 1
    if records and records[0][0] == expected and records[-1][0] - expected == len(records) - 1:
        expected = records[-1][0] + 1
        records = []
    gaps: list[Gap] = []
    for sequence, _ in records:
        if sequence > expected:
            gaps.append(_lost(fetch, expected, sequence - 1, cause, at_us))
        expected = sequence + 1
    if expected < fetch.first:
        gaps.append(_lost(fetch, expected, fetch.first - 1, cause, at_us))
        expected = fetch.first
    if not fetch.more and expected < fetch.next:
        raise DeviceError(f"log records {expected} to {fetch.next - 1} did not come", "they are asked for again")
    return gaps


def unlogged(stream: bytes, before: UnloggedCounters, now: UnloggedCounters, at_us: int) -> list[Gap]:
    """What printed or was refused without a record since the counters were last seen (ACQ-05, ACQ-13)."""
    moved = UnloggedCounters(*[(new - old) % _COUNTER_MODULUS for old, new in zip(before, now, strict=True)])
    counts = (
        (moved.stopped_jobs, moved.stopped_sheets, GapCause.LOGGING_STOPPED),
        (moved.refusals, 0, GapCause.REFUSALS_BEYOND_RESERVE),
        (moved.lost_jobs, moved.lost_sheets, GapCause.JOBS_LOST),
    )
    return [Gap(stream, None, None, jobs, sheets, cause, at_us) for jobs, sheets, cause in counts if jobs or sheets]


def _lost(fetch: Fetch, first: int, last: int, cause: GapCause, at_us: int) -> Gap:
    if last >= fetch.first:
        raise DeviceError(f"log records {first} to {last} did not come", "they are asked for again")
    return Gap(fetch.stream, first, last, last - first + 1, None, cause, at_us)
