"""What goes into the ledger, and where the ledger stands."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from core.model.printers import UnloggedCounters


class StreamKind(StrEnum):
    """Where the entries of a stream come from."""

    SNMP_LOG = "snmp-log"
    EXPORT = "export"
    COUNTERS = "counters"
    SPOOLER = "spooler"


class GapCause(StrEnum):
    """Why records do not exist."""

    OVERWRITTEN = "overwritten"
    FORMATTED = "formatted"
    REPLACED = "replaced"
    LOGGING_STOPPED = "logging stopped"
    REFUSALS_BEYOND_RESERVE = "refusals beyond reserve"
    JOBS_LOST = "jobs lost"
    PREVIOUS_SERVER = "acquired by previous server"
    UNREADABLE = "unreadable record"


class Gap(NamedTuple):
    """A loss, as a record: sequences ``first`` to ``last`` of a stream, or a number of jobs without any sequence.

    ``sheets`` is None where nobody counted them.
    """

    stream: bytes
    first: int | None
    last: int | None
    jobs: int
    sheets: int | None
    cause: GapCause
    noticed_us: int


class Position(NamedTuple):
    """How far the ledger holds a printer's open stream: everything up to and including ``through``.

    ``acquired_us`` is the last acquisition that stored jobs, or the registration.
    """

    stream: bytes
    through: int
    acquired_us: int


class Batch(NamedTuple):
    """What one round trip of an acquisition brought, to be stored in one transaction.

    ``acquired_us`` is the instant of the acquisition and the same in all its batches. ``entries`` are
    (sequence, raw record) in ascending order; ``counters`` None means unchanged.
    """

    printer_key: int
    stream: bytes
    acquired_us: int
    entries: Sequence[tuple[int, bytes]]
    gaps: Sequence[Gap] = ()
    counters: UnloggedCounters | None = None


class IngestResult(NamedTuple):
    """What a batch did: jobs stored, records repeated, the new high-water mark.

    ``exceeded`` and ``permitted`` are the Job Account IDs whose limit state turned with this batch.
    """

    jobs: int
    repeats: int
    through: int
    exceeded: tuple[int, ...] = ()
    permitted: tuple[int, ...] = ()
