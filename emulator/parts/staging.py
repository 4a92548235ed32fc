"""Staged transfer of bulk tables: begin, chunks by offset, commit with a digest; all or nothing.

Guarded by one TestAndIncr, which every success moves on. The transfer itself lies in memory: a power cut
in the middle of it forgets it, and the table in force stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from typing import Any, Final, Protocol

from core.wire.cbor import BadRecord
from emulator.parts.board import next_serial

MAX_STAGED_OCTETS: Final = 4 * 1024 * 1024


class StagedTable(Protocol):
    """A table that can be transferred; ``revision`` 0 and an empty digest: it was never written."""

    revision: int
    digest: bytes

    def decode(self, content: bytes) -> Any | BadRecord:
        """The rows in these octets, or why there are none."""

    def check_table(self, rows: Any) -> str:
        """Why these rows cannot be the table; "" when they can."""

    def put_table(self, revision: int, digest: bytes, rows: Any) -> None:
        """Replace the table in one stroke."""


class StagedTransfer:
    """``tables`` by their numbers; ``table`` is 0 while nothing is under way; ``offset`` counts the octets received."""

    __slots__ = ("_buffer", "_rows", "revision", "serial", "size", "table", "tables")

    def __init__(self, tables: MutableMapping[int, StagedTable]) -> None:
        self.tables = tables
        self.serial = 0
        self.table = 0
        self.revision = 0
        self.size = 0
        self._buffer: bytearray | None = None
        self._rows: tuple[bytes, Any] | None = None  # what the last check of a commit decoded, by digest

    @property
    def offset(self) -> int:
        """Octets received so far."""
        return len(self._buffer) if self._buffer is not None else 0

    def check_begin(self, serial: int, table: int, revision: int, size: int) -> str:
        """Why a transfer could not begin now; "" when it could. A new one takes the place of an unfinished one."""
        if serial != self.serial:
            return "stale serial"
        if table not in self.tables:
            return "no such table"
        if revision < 1:
            return "revision"
        if not 1 <= size <= MAX_STAGED_OCTETS:
            return "size"
        return ""

    def begin(self, table: int, revision: int, size: int) -> None:
        """Expect ``size`` octets."""
        self.serial = next_serial(self.serial)
        self.table, self.revision, self.size = table, revision, size
        self._buffer = bytearray()
        self._rows = None

    def check_chunk(self, serial: int, offset: int, chunk: bytes) -> str:
        """Why this chunk would be refused now; "" when it would not."""
        if serial != self.serial:
            return "stale serial"
        if self._buffer is None:
            return "nothing begun"
        if offset != len(self._buffer):
            return "offset"
        if not chunk or offset + len(chunk) > self.size:
            return "size"
        return ""

    def chunk(self, chunk: bytes) -> None:
        """Append."""
        self.serial = next_serial(self.serial)
        if self._buffer is not None:
            self._buffer += chunk

    def check_commit(self, serial: int, digest: bytes) -> str:
        """Why the commit would be refused now; "" when it would not."""
        if serial != self.serial:
            return "stale serial"
        if self._buffer is None:
            return "nothing begun"
        if len(self._buffer) != self.size:
            return "size"
        content = bytes(self._buffer)
        if hashlib.sha256(content).digest() != digest:
            return "digest"
        rows = self.tables[self.table].decode(content)
        if isinstance(rows, BadRecord):
            return "unreadable table"
        self._rows = (digest, rows)
        return self.tables[self.table].check_table(rows)

    def commit(self, digest: bytes) -> None:
        """The table takes effect. Only after a :meth:`check_commit` of the same digest that said ""."""
        self.serial = next_serial(self.serial)
        if self._rows is not None and self._rows[0] == digest:
            self.tables[self.table].put_table(self.revision, digest, self._rows[1])
        self._forget()

    def drop(self, table: int) -> None:
        """A table is no longer there, with what was under way for it."""
        if self.tables.pop(table, None) is not None and self.table == table:
            self._forget()

    def power_lost(self) -> None:
        """What was received is gone."""
        self._forget()

    def restarted(self) -> None:
        """After a restart no SET guarded by an older serial may act."""
        self.serial = next_serial(self.serial)

    def _forget(self) -> None:
        self.table = self.revision = self.size = 0
        self._buffer = None
        self._rows = None
