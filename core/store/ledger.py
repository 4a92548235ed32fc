"""Ingest: what a printer's log brought becomes ledger rows, in one durable transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, func, insert, select, update

from core.chance import Chance
from core.model.errors import Incident, StoreError
from core.model.ledger import Batch, Gap, IngestResult, Position, StreamKind
from core.model.printers import PrinterRow, PrinterState, UnloggedCounters
from core.store import tables
from core.store.accounts import AccountBook
from core.store.chain import SALT_OCTETS, record_digest
from core.store.database import Database, Statement
from core.store.draft import Draft
from core.store.fees import FeeBook
from core.store.history import Attempt
from core.store.log_numbers import LogNumbers
from core.store.log_options import LogOptionsBook
from core.store.printers import PrinterBook
from core.store.status import PrinterStatus
from core.store.streams import StreamBook, StreamCursor
from core.store.usage import UsageRows

Entry = tuple[int, bytes, bytes]  # position, raw record, digest

_p = tables.printers.c
_LAST_JOB = Statement(select(func.coalesce(func.max(tables.jobs.c.key), 0)))


def _all_columns(table: Any) -> str:
    return Statement(insert(table), *(column.name for column in table.columns)).sql


_JOBS: Final = _all_columns(tables.jobs)
_LINES: Final = _all_columns(tables.job_lines)
_OUTPUTS: Final = _all_columns(tables.job_outputs)
_SERVICES: Final = _all_columns(tables.job_services)
_FEES: Final = _all_columns(tables.fee_parts)
_TEXTS: Final = _all_columns(tables.personal)
_PARTS: Final = _all_columns(tables.parts)
_JOIN: Final = Statement(
    update(tables.parts)
    .where(tables.parts.c.stream_key == bindparam("s"), tables.parts.c.position == bindparam("p"))
    .values(job_key=bindparam("job_key")),
    *("job_key", "s", "p"),
).sql
_BAD: Final = _all_columns(tables.bad_records)

_ACQUIRED: Final = Statement(
    update(tables.printers)
    .where(_p.key == bindparam("k"))
    .values(
        {
            name: bindparam(name)
            for name in (
                *("unlogged", "acquired_us", "previous_us"),
                *("last_success_us", "last_attempt_us", "last_error", "records_fetched"),
            )
        }
    ),
    *("unlogged", "acquired_us", "previous_us"),
    *("last_success_us", "last_attempt_us", "last_error", "records_fetched", "k"),
)


class Ledger:
    """Stores what printers logged: each record once, charged once, and nothing silently left out."""

    def __init__(
        self,
        db: Database,
        *,
        printers: PrinterBook,
        streams: StreamBook,
        accounts: AccountBook,
        fees: FeeBook,
        numbers: LogNumbers,
        options: LogOptionsBook,
        chance: Chance,
    ) -> None:
        self._db = db
        self._printers = printers
        self._streams = streams
        self._accounts = accounts
        self._fees = fees
        self._numbers = numbers
        self._options = options
        self._chance = chance
        self._usage = UsageRows(db)
        self._last_job: int = db.run(_LAST_JOB).fetchone()[0]
        self._head = streams.head("jobs")

    def position(self, printer_key: int) -> Position | None:
        """Where the ledger stands with a printer."""
        cursor = self._streams.cursor(printer_key)
        if cursor is None:
            return None
        status = self._printers.status(printer_key)
        acquired_us = status.registered_us if status.acquired_us is None else status.acquired_us
        return Position(cursor.id, cursor.through, acquired_us)

    def former(self, streams: Sequence[bytes]) -> Position | None:
        """Where the ledger stood when it was done with the first of these streams that it knows."""
        known = self._streams.closed(streams)
        return None if known is None else Position(known[0], known[2], 0)

    def former_printer(self, streams: Sequence[bytes]) -> PrinterRow | None:
        """The printer to which the first of these streams belonged that is known and closed."""
        known = self._streams.closed(streams)
        return None if known is None else self._printers.row(known[1])

    def open_stream(
        self,
        printer_key: int,
        stream: bytes,
        kind: StreamKind,
        opened_us: int,
        *,
        closing: str | None,
        gaps: Sequence[Gap],
    ) -> None:
        """Begin or continue a stream; jobs of the closed one that wait for a part are settled."""
        status, cursor = self._printers.status(printer_key), self._streams.cursor(printer_key)
        draft = None
        if cursor is not None and cursor.id != stream and cursor.waiting:
            draft = self._draft(cursor, status, opened_us, 0)
            draft.settle()
        with self._db.transaction() as raw:
            if draft is not None:
                self._write(raw, draft)
            self._streams.begin(printer_key, stream, kind, opened_us, closing)
            self._streams.add_gaps(printer_key, gaps)
        self._streams.forget(printer_key)
        if draft is not None:
            self._committed(draft)

    def ingest(self, batch: Batch) -> IngestResult:
        """Store a batch; see :meth:`core.store.Store.ingest`."""
        cursor = self._streams.cursor(batch.printer_key)
        if cursor is None or cursor.id != batch.stream:
            raise StoreError(f"log stream {batch.stream.hex()} is not the open one of its printer")
        status = self._printers.status(batch.printer_key)
        fresh, repeats = self._sift(cursor, batch)
        counters = batch.counters if batch.counters is not None else status.unlogged
        if not fresh and not batch.gaps and counters == status.unlogged:
            return IngestResult(0, repeats, cursor.through)
        draft = self._draft(cursor, status, batch.acquired_us, len(fresh))
        for entry in fresh:
            draft.add(*entry)
        draft.add_gaps(batch.gaps)
        touched = {key for key, _ in draft.usage}
        before = self._exceeded(touched, batch.printer_key, batch.acquired_us)
        with self._db.transaction() as raw:
            self._write(raw, draft)
            through = max(cursor.through, fresh[-1][0] if fresh else 0)
            if through > cursor.through:
                self._streams.raise_mark(cursor.key, through)
            through = max(through, self._streams.add_gaps(batch.printer_key, draft.gaps).get(cursor.key, 0))
            saved = self._acquired(status, batch, draft, counters, len(fresh))
        for one in saved:
            one.unsaved = False
        self._committed(draft)
        cursor.through = through
        cursor.waiting = [part for _, _, part in draft.waiting]
        self._mark(status, batch, draft, counters, len(fresh))
        after = self._exceeded(touched, batch.printer_key, batch.acquired_us)
        return IngestResult(
            len(draft.jobs), repeats, through, tuple(sorted(after - before)), tuple(sorted(before - after))
        )

    # parts of the above

    def _sift(self, cursor: StreamCursor, batch: Batch) -> tuple[list[Entry], int]:
        """What is new, and how many records came again. Raises Incident when one came again as another."""
        fresh: list[Entry] = []
        repeats, last = 0, cursor.through
        for position, raw in batch.entries:
            digest = record_digest(raw)
            if position > last:
                last = position
                fresh.append((position, raw, digest))
                continue
            known = next((entry[2] for entry in fresh if entry[0] == position), None)
            known = known or self._streams.digest_of(cursor.key, position)
            if known is None:  # declared lost before, and yet it came
                fresh.append((position, raw, digest))
            elif known == digest:
                repeats += 1
            else:
                self._raise_incident(cursor, position)
        fresh.sort()
        return fresh, repeats

    def _raise_incident(self, cursor: StreamCursor, position: int) -> None:
        text = f"record {position} of log stream {cursor.id.hex()} came again with other content"
        self._printers.change(cursor.printer_key, {"state": PrinterState.INCIDENT, "last_error": text})
        raise Incident(
            f"{self._printers.row(cursor.printer_key).name}: {text}",
            "find out whether the printer was exchanged or tampered with, then add it anew",
        )

    def _draft(self, cursor: StreamCursor, status: PrinterStatus, acquired_us: int, records: int) -> Draft:
        definition = self._printers.fee_definition(cursor.printer_key)
        return Draft(
            cursor,
            self._accounts,
            self._numbers,
            self._fees.latest(definition) if definition else None,
            previous_us=status.before(acquired_us),
            acquired_us=acquired_us,
            next_key=self._last_job + 1,
            chain=self._head[1],
            salts=self._chance.octets("ledger salts", SALT_OCTETS * (records + 1)),
        )

    def _write(self, raw: sqlite3.Connection, draft: Draft) -> None:
        if draft.jobs:
            raw.executemany(_JOBS, draft.jobs)
            raw.executemany(_LINES, draft.lines)
            raw.executemany(_TEXTS, draft.texts)
            if self._options.current.keep_names:
                self._options.keep(raw, draft.texts)
            if draft.outputs:
                raw.executemany(_OUTPUTS, draft.outputs)
            if draft.services:
                raw.executemany(_SERVICES, draft.services)
            if draft.fees:
                raw.executemany(_FEES, draft.fees)
            if draft.usage:
                self._usage.count(draft.used())
            self._streams.set_head("jobs", self._head[0] + len(draft.jobs), draft.chain)
        if draft.parts:
            raw.executemany(_PARTS, draft.parts.values())
        if draft.joined:
            raw.executemany(_JOIN, draft.joined)
        if draft.bad:
            raw.executemany(_BAD, draft.bad)

    def _acquired(
        self, status: PrinterStatus, batch: Batch, draft: Draft, counters: UnloggedCounters, records: int
    ) -> list[PrinterStatus]:
        acquired_us, previous_us = _acquisitions(status, batch, draft)
        self._printers.history.write(status.key, Attempt(batch.acquired_us, records, len(batch.gaps), ""))
        self._db.run(
            _ACQUIRED,
            *(_json_list(counters), acquired_us, previous_us),
            *(batch.acquired_us, batch.acquired_us, "", status.records_fetched + records, status.key),
        )
        return self._printers.save_along(batch.acquired_us)

    def _committed(self, draft: Draft) -> None:
        self._last_job = draft.next_key - 1
        self._head = (self._head[0] + len(draft.jobs), draft.chain)
        self._numbers.given(draft.last_numbers)
        for used in draft.used():
            self._accounts.count(*used)

    def _mark(
        self, status: PrinterStatus, batch: Batch, draft: Draft, counters: UnloggedCounters, records: int
    ) -> None:
        status.acquired_us, status.previous_us = _acquisitions(status, batch, draft)
        status.last_success_us = status.last_attempt_us = batch.acquired_us
        status.last_error = ""
        status.records_fetched += records
        status.unlogged = counters
        status.moved = True
        status.unsaved = False

    def _exceeded(self, keys: Iterable[int], printer_key: int, now_us: int) -> set[int]:
        """IDs of those accounts that are in force, and over the limit that they print under here."""
        pools = {key: self._accounts.pool(key, printer_key) for key in keys}
        over = [key for key, pool in pools.items() if pool is not None and pool.standing(now_us).exceeded]
        return {self._accounts.meters[key].account.id for key in over}


def _acquisitions(status: PrinterStatus, batch: Batch, draft: Draft) -> tuple[int | None, int | None]:
    """The last acquisition that stored jobs, and the one before it, once this batch is in."""
    if not draft.jobs or status.acquired_us == batch.acquired_us:
        return status.acquired_us, status.previous_us
    return batch.acquired_us, status.acquired_us


def _json_list(values: Sequence[int]) -> str:
    return "[" + ", ".join(map(str, values)) + "]"
