"""Reading the log of an accounting printer: one GETBULK carries its head and the records after a position.

How many records are asked for follows from how many came lately: asking for too many costs rows beyond the table, for
too few a second round trip. The second knows the number left. The printer cuts a reply at its largest message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from core.devices.manager import V1, Manager, Target
from core.devices.port import Fetch, StreamEntry
from core.devices.reading import number, octets, present, read
from core.model.errors import DeviceError, Refused
from core.model.ledger import Position
from core.model.printers import UnloggedCounters
from core.wire import ber
from core.wire.mib import (
    PA_LOG_FIRST,
    PA_LOG_LOST_JOBS,
    PA_LOG_LOST_SHEETS,
    PA_LOG_NEXT,
    PA_LOG_RECORD,
    PA_LOG_STOPPED_JOBS,
    PA_LOG_STOPPED_SHEETS,
    PA_LOG_STREAM,
    PA_LOG_UNLOGGED_REFUSALS,
    PA_LOG_UNLOGGED_SERIAL,
    PA_OWNER_GENERATION,
    PA_OWNER_ID,
    PA_STREAM_CAUSE,
    PA_STREAM_ID,
    PA_STREAM_NEXT,
    Oid,
    StreamCause,
)
from core.wire.snmp import ErrorStatus, Varbind

#: Records handed over in one Fetch: bounds memory, and what a crash makes us read again.
BATCH_RECORDS: Final = 500

_HEAD: Final = (
    (PA_LOG_STREAM, ber.OCTET_STRING),
    (PA_OWNER_ID, ber.OCTET_STRING),
    (PA_OWNER_GENERATION, ber.GAUGE32),
    (PA_LOG_FIRST, ber.GAUGE32),
    (PA_LOG_NEXT, ber.GAUGE32),
    (PA_LOG_UNLOGGED_SERIAL, ber.COUNTER32),
)
_HEAD_OIDS: Final = tuple(oid for oid, _ in _HEAD)
#: GETBULK gives successors, and a scalar's instance is the successor of its object.
_HEAD_ASKED: Final = tuple(oid[:-1] for oid in _HEAD_OIDS)
_COUNTERS: Final = (
    PA_LOG_UNLOGGED_SERIAL,
    PA_LOG_STOPPED_JOBS,
    PA_LOG_STOPPED_SHEETS,
    PA_LOG_LOST_JOBS,
    PA_LOG_LOST_SHEETS,
    PA_LOG_UNLOGGED_REFUSALS,
)
_COLUMN: Final = len(PA_LOG_RECORD)
_STREAM_ROWS: Final = 8
_HEAD_OCTETS: Final = 250  # of a reply, without records
_ROW_OCTETS: Final = 28  # of a record's varbind, without the record
_MOST_REPETITIONS: Final = 200


class _Head(NamedTuple):
    stream: bytes
    owner_id: bytes
    generation: int
    first: int
    next: int
    unlogged_serial: int


class LogReader:
    """Reads one printer's log; remembers only how many records to expect and how large they are."""

    def __init__(self, manager: Manager, target: Target, max_message: int) -> None:
        self._manager = manager
        self._target = target
        self.set_largest_message(max_message)
        self._expected = 8.0  # records, moving average of what came
        self._octets = 200.0  # of a record, moving average

    def set_largest_message(self, octets: int) -> None:
        """The largest message the printer sends."""
        self._room = max(1, octets - _HEAD_OCTETS)

    async def fetch(self, after: Position | None, unlogged_serial: int | None) -> Fetch:
        """See :meth:`core.devices.port.Device.fetch`."""
        through = after.through if after is not None else 0
        head, records, ended = await self._look(through, self._guess())
        is_new = after is None or head.stream != after.stream
        if is_new and through:
            # these were the records after the position of another stream
            through = 0
            head, records, ended = await self._look(0, self._guess())
        head, more = await self._look_on(head, records, ended, through)
        self._learn(records)
        streams = await self._read_streams() if is_new else ()
        if streams and streams[0].stream != head.stream:
            raise DeviceError(f"{self._target.address}: the log stream changed while it was read", "acquire again")
        unlogged = await self._read_unlogged() if head.unlogged_serial != unlogged_serial else None
        serial = head.unlogged_serial if unlogged is None else unlogged.serial
        return Fetch(
            head.stream, head.owner_id, head.generation, head.first, head.next, serial, records, more, streams, unlogged
        )

    async def _look_on(
        self, head: _Head, records: list[tuple[int, bytes]], ended: bool, through: int
    ) -> tuple[_Head, bool]:
        """Add to ``records`` until the log is read or the batch is full: the latest head, and whether there is more."""
        last = records[-1][0] if records else through
        while not ended and last + 1 < head.next:
            if len(records) >= BATCH_RECORDS:
                return head, True
            later, found, ended = await self._look(last, head.next - 1 - last)
            if later[:3] != head[:3]:
                # stream or owner changed between two looks; the next fetch begins with what holds now
                return head, True
            head = later
            records += found
            last = records[-1][0] if records else last
        return head, False

    def _guess(self) -> int:
        return min(int(self._expected * 1.5) + 1, self._most())

    def _most(self) -> int:
        return max(1, min(_MOST_REPETITIONS, int(self._room / (self._octets + _ROW_OCTETS))))

    def _learn(self, records: Sequence[tuple[int, bytes]]) -> None:
        self._expected += (len(records) - self._expected) * 0.3
        if records:
            mean = sum([len(raw) for _, raw in records]) / len(records)
            self._octets += (mean - self._octets) * 0.3

    async def _look(self, through: int, wanted: int) -> tuple[_Head, list[tuple[int, bytes]], bool]:
        """Head, records after ``through``, and whether the table has no more."""
        repetitions = max(1, min(wanted, self._most()))
        while True:
            try:
                varbinds = await self._manager.bulk(
                    self._target, _HEAD_ASKED, ((*PA_LOG_RECORD, through),), repetitions
                )
            except Refused as refused:
                # a GETBULK ought to be cut instead (RFC 3416 section 4.2.3); not every agent knows
                if refused.status != ErrorStatus.TOO_BIG or repetitions == 1:
                    raise
                repetitions //= 2
            else:
                break
        head = self._head(varbinds)
        records: list[tuple[int, bytes]] = []
        for oid, tag, value in varbinds[len(_HEAD) :]:
            if len(oid) != _COLUMN + 1 or oid[:_COLUMN] != PA_LOG_RECORD or tag == ber.END_OF_MIB_VIEW:
                return head, records, True
            sequence = oid[_COLUMN]
            if not isinstance(value, bytes) or tag != ber.OCTET_STRING:
                raise DeviceError(f"{self._target.address}: log row {sequence} holds no octet string")
            if sequence <= through or sequence >= head.next:
                raise DeviceError(f"{self._target.address}: log row {sequence} is out of order")
            records.append((sequence, value))
            through = sequence
        return head, records, False

    def _head(self, varbinds: tuple[Varbind, ...]) -> _Head:
        fixed = varbinds[: len(_HEAD)]
        for (oid, tag), given in zip(_HEAD, fixed, strict=False):
            if given.oid != oid or given.tag != tag:
                name = ".".join(map(str, oid))
                raise DeviceError(f"{self._target.address}: no usable {name} in the head of the log")
        return _Head(*[varbind.value for varbind in fixed])  # type: ignore[arg-type] # the tags were checked

    async def _read_streams(self) -> tuple[StreamEntry, ...]:
        columns = (PA_STREAM_ID, PA_STREAM_NEXT, PA_STREAM_CAUSE)
        entries: list[StreamEntry] = []
        asked: tuple[Oid, ...] = columns
        while len(entries) < _STREAM_ROWS:
            repetitions = 1 if self._target.version == V1 else _STREAM_ROWS
            varbinds = await self._manager.bulk(self._target, (), asked, repetitions)
            before = len(entries)
            for at in range(0, len(varbinds) - 2, 3):
                row = varbinds[at : at + 3]
                if any(cell.oid[:-1] != column for cell, column in zip(row, columns, strict=True)):
                    return tuple(entries)
                values = present(row)
                if len(values) < len(row):
                    return tuple(entries)
                cause = number(values, row[2].oid)
                known = cause in StreamCause.__members__.values()
                entries.append(
                    StreamEntry(
                        octets(values, row[0].oid),
                        number(values, row[1].oid),
                        StreamCause(cause) if known else cause,
                    )
                )
                asked = tuple(cell.oid for cell in row)
            if len(entries) == before:
                break
        return tuple(entries)

    async def _read_unlogged(self) -> UnloggedCounters:
        values = await read(self._manager, self._target, _COUNTERS)
        return UnloggedCounters(*[number(values, oid) for oid in _COUNTERS])
