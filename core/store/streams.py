"""Log streams: which one is open for a printer, how far it is held, and what of it is known to be lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, func, insert, select, update

from core.model.errors import StoreError
from core.model.ledger import Gap, StreamKind
from core.store import tables
from core.store.chain import link
from core.store.database import Database, Statement

_s, _j, _p, _b = tables.streams.c, tables.jobs.c, tables.parts.c, tables.bad_records.c

_OPEN = Statement(
    select(_s.key, _s.id, _s.kind, _s.through).where(_s.printer_key == bindparam("k"), _s.closed_us.is_(None)), "k"
)
_BY_ID = Statement(select(_s.key, _s.printer_key, _s.closed_us).where(_s.id == bindparam("i")), "i")
_CLOSED = Statement(select(_s.printer_key, _s.through).where(_s.id == bindparam("i"), _s.closed_us.is_not(None)), "i")
_INSERT = Statement(insert(tables.streams), *(c.name for c in _s))
_CLOSE = Statement(
    update(tables.streams)
    .where(_s.key == bindparam("k"))
    .values(closed_us=bindparam("closed_us"), cause=bindparam("cause")),
    *("closed_us", "cause", "k"),
)
_REOPEN = Statement(
    update(tables.streams)
    .where(_s.key == bindparam("k"))
    .values(printer_key=bindparam("printer"), closed_us=None, cause=""),
    *("printer", "k"),
)
_RAISE = Statement(
    update(tables.streams).where(_s.key == bindparam("k")).values(through=func.max(_s.through, bindparam("through"))),
    *("through", "k"),
)
_WAITING = Statement(
    select(_p.position, _p.raw, _p.digest)
    .where(_p.stream_key == bindparam("k"), _p.job_key.is_(None), _p.position > bindparam("settled"))
    .order_by(_p.position),
    *("k", "settled"),
)
_SETTLED = Statement(
    select(func.coalesce(func.max(_p.position), 0)).where(_p.stream_key == bindparam("k"), _p.job_key.is_not(None)), "k"
)
_DIGESTS: Final = tuple(
    Statement(select(c.digest).where(c.stream_key == bindparam("k"), c.position == bindparam("p")), "k", "p")
    for c in (_p, _j, _b)  # parts first: a job's digest is that of its first part alone
)
_INSERT_GAP = Statement(insert(tables.gaps), *(c.name for c in tables.gaps.c))
_LAST_GAP = Statement(select(func.coalesce(func.max(tables.gaps.c.key), 0)))
_HEAD = Statement(
    select(tables.heads.c.entries, tables.heads.c.hash).where(tables.heads.c.chain == bindparam("c")), "c"
)
_SET_HEAD = Statement(
    update(tables.heads)
    .where(tables.heads.c.chain == bindparam("c"))
    .values(entries=bindparam("entries"), hash=bindparam("hash")),
    *("entries", "hash", "c"),
)


class StreamCursor:
    """Where the ledger stands in a printer's open stream; ``waiting`` are parts of a job that is not whole yet."""

    __slots__ = ("id", "key", "kind", "printer_key", "through", "waiting")

    def __init__(self, key: int, id_: bytes, kind: str, printer_key: int, through: int) -> None:
        self.key = key
        self.id = id_
        self.kind = kind
        self.printer_key = printer_key
        self.through = through
        self.waiting: list[tuple[int, bytes, bytes]] = []


class StreamBook:
    """Streams and gaps; open streams are kept in memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._open: dict[int, StreamCursor | None] = {}

    def cursor(self, printer_key: int) -> StreamCursor | None:
        """The printer's open stream."""
        if printer_key not in self._open:
            found = self._db.run(_OPEN, printer_key).fetchone()
            cursor = None
            if found is not None:
                key, id_, kind, through = found
                cursor = StreamCursor(key, id_, kind, printer_key, through)
                settled = self._db.run(_SETTLED, key).fetchone()[0]
                cursor.waiting = self._db.run(_WAITING, key, settled).fetchall()
            self._open[printer_key] = cursor
        return self._open[printer_key]

    def forget(self, printer_key: int) -> None:
        """Read the printer's open stream anew when it is asked for."""
        self._open.pop(printer_key, None)

    def closed(self, streams: Sequence[bytes]) -> tuple[bytes, int, int] | None:
        """The first of these streams that is known and closed, the key of its printer, and how far it is held."""
        for stream in streams:
            found = self._db.run(_CLOSED, stream).fetchone()
            if found is not None:
                return stream, int(found[0]), int(found[1])
        return None

    def digest_of(self, stream_key: int, position: int) -> bytes | None:
        """The digest under which a record is stored."""
        for statement in _DIGESTS:
            found = self._db.run(statement, stream_key, position).fetchone()
            if found is not None:
                digest: bytes = found[0]
                return digest
        return None

    def begin(self, printer_key: int, stream: bytes, kind: StreamKind, opened_us: int, closing: str | None) -> None:
        """Within a transaction: close the printer's open stream, open another, or one that was known before."""
        cursor = self.cursor(printer_key)
        if cursor is not None and cursor.id != stream:
            self._db.run(_CLOSE, opened_us, closing or "", cursor.key)
        known = self._db.run(_BY_ID, stream).fetchone()
        if known is None:
            self._insert(printer_key, stream, kind.value, opened_us, None)
        else:
            key, owner, closed_us = known
            if owner != printer_key and closed_us is None:
                raise StoreError(f"log stream {stream.hex()} is open for another printer")
            self._db.run(_REOPEN, printer_key, key)

    def add_gaps(self, printer_key: int, gaps: Sequence[Gap]) -> dict[int, int]:
        """Within a transaction: store losses; new high-water marks by stream key."""
        if not gaps:
            return {}
        marks: dict[int, int] = {}
        number = self._db.run(_LAST_GAP).fetchone()[0]
        entries, previous = self.head("gaps")
        for gap in gaps:
            number += 1
            stream_key = self._stream_of(printer_key, gap)
            row = (
                number,
                stream_key,
                printer_key,
                gap.first,
                gap.last,
                gap.jobs,
                gap.sheets,
                gap.cause.value,
                gap.noticed_us,
            )
            previous = link(previous, row)
            self._db.run(_INSERT_GAP, *row, previous)
            if gap.last is not None:
                marks[stream_key] = max(gap.last, marks.get(stream_key, 0))
        self.set_head("gaps", entries + len(gaps), previous)
        for stream_key, through in marks.items():
            self.raise_mark(stream_key, through)
        return marks

    def raise_mark(self, stream_key: int, through: int) -> None:
        """Within a transaction: everything up to ``through`` is held or known to be lost."""
        self._db.run(_RAISE, through, stream_key)

    def head(self, chain: str) -> tuple[int, bytes]:
        """Number of rows in a chain, and the hash it ends with."""
        entries, last = self._db.run(_HEAD, chain).fetchone()
        return entries, last

    def set_head(self, chain: str, entries: int, last: bytes) -> None:
        """Within a transaction: move the end of a chain."""
        self._db.run(_SET_HEAD, entries, last, chain)

    def _stream_of(self, printer_key: int, gap: Gap) -> int:
        known = self._db.run(_BY_ID, gap.stream).fetchone()
        if known is not None:
            key: int = known[0]
            return key
        # a stream that came and went between two acquisitions
        return self._insert(
            printer_key, gap.stream, StreamKind.SNMP_LOG.value, gap.noticed_us, gap.noticed_us, cause=gap.cause.value
        )

    def _insert(self, printer_key: int, stream: bytes, kind: str, *times: int | None, cause: str = "") -> int:
        """``times`` are the instants of opening and, or None, of closing."""
        key = self._db.run(_INSERT, None, stream, printer_key, kind, *times, cause, 0).lastrowid
        assert key is not None
        return key
