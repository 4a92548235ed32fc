"""The store's face for how the log is kept: see :class:`core.store.Store` for who may write and what may be raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from core.model.log_options import Event, ExportFile, LogOptions, NameKind
from core.rules.calendar_month import month_at
from core.store import retention
from core.store.books import Books
from core.store.policy_face import Read, Write

EXPORTED_FILE = "exported log"
"""Kind of the event that a month's file is to be mailed (LOG-14)."""


class RecordFace:
    """Options of the log, kept names, automatic exports, what is to be told, and what grows too old."""

    def __init__(self, books: Books, read: Read, write: Write) -> None:
        self._books = books
        self._read = read
        self._write = write

    async def options(self) -> LogOptions:
        """How the log is kept."""
        return await self._read(lambda books: books.log_options.current)

    async def change_options(self, changes: Mapping[str, Any]) -> LogOptions:
        """Change options by the fields of LogOptions; nothing is written when nothing differs."""
        return await self._write(self._books.log_options.change, changes)

    # names for policies

    async def names(self, kind: NameKind | None = None) -> list[tuple[str, str]]:
        """Kinds and names that jobs brought, each once, in their order (ACQ-12)."""
        return await self._read(lambda books: books.log_options.names(kind))

    async def forget_names(self, kind: NameKind | None = None) -> int:
        """Forget the kept names of a kind, or all; how many they were."""
        return await self._write(self._books.log_options.forget, kind)

    # automatic export

    async def export_due(self, printer_key: int) -> tuple[list[dict[str, Any]], int]:
        """The next records of a printer to be exported, and the mark once they are; mark 0: there are none."""
        return await self._read(lambda books: books.exports.due(printer_key))

    async def export_begins(
        self, printer_key: int, root: str, folder: str, months: Sequence[str], columns: Sequence[str]
    ) -> list[ExportFile]:
        """See :meth:`core.store.exports.ExportBook.begin`."""
        return await self._write(self._books.exports.begin, printer_key, root, folder, months, columns)

    async def export_done(self, printer_key: int, through: int, sizes: Mapping[int, int]) -> None:
        """See :meth:`core.store.exports.ExportBook.done`."""
        await self._write(self._books.exports.done, printer_key, through, sizes)

    async def export_failed(self, printer_key: int, problem: str) -> None:
        """See :meth:`core.store.exports.ExportBook.failed`."""
        await self._write(self._books.exports.failed, printer_key, problem)

    async def export_problems(self) -> dict[str, str]:
        """By printer, why its last export failed."""
        return await self._read(lambda books: books.exports.problems())

    async def export_files(self) -> list[dict[str, Any]]:
        """Files of automatic export: root, folder, month, printer, octets."""
        return await self._read(lambda books: books.exports.files())

    # what is to be told

    async def events(self, kind: str | None = None, *, waiting: bool = False) -> list[Event]:
        """What somebody is to be told, in the order in which it came about."""
        return await self._read(lambda books: books.outbox.all(kind, waiting=waiting))

    async def delivered(self, event_key: int) -> None:
        """An event was delivered."""
        await self._write(self._books.outbox.delivered, event_key)

    async def announce_exports(self, now_us: int) -> int:
        """An event for each exported file whose month has ended, once; how many there were (LOG-14)."""
        return await self._write(self._announce, now_us)

    async def own_totals_are_wanted(self) -> bool:
        """Whether a user or a group with an address wants to be told its own total (JID-10)."""
        return await self._read(lambda books: books.own_totals.are_wanted())

    async def begin_own_totals(self, as_of_us: int) -> None:
        """Nobody is told of months that had ended by this instant."""
        await self._write(self._books.own_totals.begin, as_of_us)

    async def announce_own_totals(self, as_of_us: int) -> int:
        """An event for each who wants it and each month that ended since, once; how many there were (JID-10)."""
        return await self._write(self._books.own_totals.announce, as_of_us)

    # age

    async def erase_texts(self, before_us: int) -> int:
        """Erase the personal text of jobs accounted before this instant; of how many jobs that was (LOG-22)."""
        return await self._write(partial(retention.erase_texts, self._books.db), before_us)

    async def months_before(self, month: str) -> list[str]:
        """Log months before this one in which there is something to be seen."""
        return await self._read(lambda books: retention.months_before(books.db, month))

    def _announce(self, now_us: int) -> int:
        books = self._books
        settings = books.settings.current
        due = books.exports.to_announce(month_at(now_us, settings.closing, settings.zone).name)
        if due:
            with books.db.transaction():
                for printer, file in due:
                    where = {"printer": printer, "month": file.month, "root": file.root, "folder": file.folder}
                    books.outbox.add(EXPORTED_FILE, {**where, "file": file.name}, at_us=now_us)
                books.exports.announce([file.key for _, file in due], now_us)
        return len(due)
