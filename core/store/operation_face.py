"""The part of the store's face about operating the server: how acquisition goes, and who did what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.store import history
from core.store.audit import Act
from core.store.backup import dump
from core.store.books import Books
from core.store.history import Attempt
from core.store.policy_face import Read, Write


class OperationFace:
    """How acquisition goes, and the audit trail."""

    def __init__(self, books: Books, read: Read, write: Write) -> None:
        self._books = books
        self._read = read
        self._write = write

    async def busiest_hour(self, printer_key: int, since_us: int) -> int:
        """The most records that a printer's jobs left in one hour of those since an instant (PRN-06)."""
        return await self._read(lambda books: history.busiest_hour(books.db, printer_key, since_us))

    async def attempts(self) -> dict[int, list[Attempt]]:
        """The attempts remembered of each printer, by its key, the oldest first (ACQ-11)."""
        return await self._read(lambda books: books.printers.attempts())

    async def save_attempts(self) -> None:
        """Write what is known of attempts now: whoever asked for one looks at the list next (PRN-25)."""
        await self._write(self._books.printers.save_now)

    async def gap_counts(self) -> dict[int, int]:
        """How many gaps there are of each printer, by its key."""
        return await self._read(lambda books: books.printers.history.gaps())

    async def note_act(
        self, act: str, about: str = "", details: Mapping[str, Any] | None = None, error: str = ""
    ) -> None:
        """Add to the audit trail what an operator did, or why it was refused."""
        await self._write(self._books.audit.note, act, about, details or {}, error)

    async def audit_trail(self) -> list[Act]:
        """Administrative acts, the oldest first."""
        return await self._read(lambda books: books.audit.all())

    async def retired_us(self) -> int | None:
        """When this server was decommissioned; None while it is not."""
        return await self._read(lambda books: books.audit.retired_us())

    async def backup(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a backup says in the open, and its secrets (PRN-20); see :mod:`core.store.backup`."""
        return await self._read(lambda books: dump(books.db, books.now_us()))

    async def restore(self, content: Mapping[str, Any], secrets: Mapping[str, Any] | None) -> dict[str, str]:
        """Put a backup into a new database; the printers by name and the state they had. Raises BadInput."""
        return await self._write(self._books.restore, content, secrets)
