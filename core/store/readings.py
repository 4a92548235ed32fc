"""Life counts of printers without a log: each reading is an entry with the difference to the one before."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, insert, select

from core.chance import Chance
from core.model.ledger import StreamKind
from core.store import tables
from core.store.database import Database, Statement
from core.store.printers import PrinterBook
from core.store.streams import StreamBook, StreamCursor

FELL_BACK: Final = "counter fell back"

_r = tables.readings.c
_INSERT = Statement(insert(tables.readings), *(column.name for column in _r))
_LAST = Statement(
    select(_r.impressions).where(_r.stream_key == bindparam("k")).order_by(_r.position.desc()).limit(1), "k"
)


class ReadingBook:
    """Stores readings; their streams have no sequence on the printer, so the server counts."""

    def __init__(self, db: Database, printers: PrinterBook, streams: StreamBook, chance: Chance) -> None:
        self._db = db
        self._printers = printers
        self._streams = streams
        self._chance = chance

    def add(self, printer_key: int, at_us: int, impressions: int) -> int:
        """Store a reading, unless nothing moved; the impressions since the one before."""
        cursor = self._streams.cursor(printer_key)
        last = self._last(cursor)
        if last is not None and impressions == last:
            return 0
        with self._db.transaction():
            if last is None or impressions < last:
                # where a counter starts, or starts anew, nobody knows what came before: it counts from here
                delta = 0
                cursor = self._begin(printer_key, at_us, FELL_BACK if last is not None else None)
            else:
                delta = impressions - last
            assert cursor is not None
            position = cursor.through + 1
            self._db.run(_INSERT, cursor.key, position, printer_key, at_us, impressions, delta)
            self._streams.raise_mark(cursor.key, position)
        self._streams.forget(printer_key)
        return delta

    def _last(self, cursor: StreamCursor | None) -> int | None:
        if cursor is None or cursor.kind != StreamKind.COUNTERS.value:
            return None
        found = self._db.run(_LAST, cursor.key).fetchone()
        return None if found is None else int(found[0])

    def _begin(self, printer_key: int, at_us: int, closing: str | None) -> StreamCursor | None:
        stream = self._chance.octets(f"counters stream {self._printers.row(printer_key).name}", 16)
        self._streams.begin(printer_key, stream, StreamKind.COUNTERS, at_us, closing)
        self._streams.forget(printer_key)
        return self._streams.cursor(printer_key)
