"""Deleting from the log (LOG-11): an entry says what is no longer shown; the jobs themselves stay in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import func, insert, select

from core.model.errors import BadInput
from core.model.log import Selection
from core.store import tables
from core.store.chain import link
from core.store.database import Database, Statement
from core.store.printers import PrinterBook
from core.store.selection import conditions, month_number, month_text
from core.store.streams import StreamBook

LONGEST_REASON: Final = 200

_j, _d, _p = tables.jobs.c, tables.deletions.c, tables.printers.c
_INSERT = Statement(insert(tables.deletions), *(column.name for column in _d))
_LAST_KEY = Statement(select(func.coalesce(func.max(_d.key), 0)))
_LAST_JOB = Statement(select(func.coalesce(func.max(_j.key), 0)))
_ALL: Final = (
    select(_p.name, _d.log_month, _d.through, _d.jobs, _d.at_us, _d.reason)
    .join_from(tables.deletions, tables.printers, _p.key == _d.printer_key, isouter=True)
    .order_by(_d.key)
)


class DeletionBook:
    """Entries of what was deleted; nothing is ever taken back."""

    def __init__(self, db: Database, printers: PrinterBook, streams: StreamBook, now_us: Callable[[], int]) -> None:
        self._db = db
        self._printers = printers
        self._streams = streams
        self._now_us = now_us

    def delete(self, printer: str | None, month: str | None, reason: str) -> int:
        """Delete what a printer's log holds now, a month's, or a printer's of one month; how many jobs that were.

        Usage, fees and log numbers stay. Raises BadInput.
        """
        if printer is None and month is None:
            raise BadInput("log", "say which: that of a printer, of a month, or of both")
        reason = reason.strip()
        if not 1 <= len(reason) <= LONGEST_REASON:
            raise BadInput("reason", f"why it is deleted, in 1 to {LONGEST_REASON} characters")
        number = None if month is None else month_number(month)
        counted = self._counted(printer, month)
        if not counted:
            raise BadInput("log", "there is nothing to delete")
        self._write(counted, number, reason)
        return sum(counted.values())

    def all(self) -> list[dict[str, Any]]:
        """Entries in the shape of docs/ledger-snapshot.md."""
        names = ("printer", "month", "through", "jobs", "at_us", "reason")
        found = [dict(zip(names, row, strict=True)) for row in self._db.ask(_ALL)]
        for row in found:
            row["month"] = None if row["month"] is None else month_text(row["month"])
        return found

    def _counted(self, printer: str | None, month: str | None) -> dict[int | None, int]:
        """Jobs that are shown, by printer; under None when every printer is meant. A name may stand for several."""
        if printer is not None and printer not in {row.name for row in self._printers.rows(removed=True)}:
            raise BadInput("printer", f"there is none called {printer!r}")
        where = Selection(() if printer is None else (printer,), month)
        query = select(_j.printer_key, func.count()).where(*conditions(where)).group_by(_j.printer_key)
        counted: dict[int | None, int] = dict(self._db.ask(query).fetchall())
        if printer is None and counted:
            return {None: sum(counted.values())}
        return counted

    def _write(self, counted: dict[int | None, int], month: int | None, reason: str) -> None:
        with self._db.transaction():
            key, through = self._db.run(_LAST_KEY).fetchone()[0], self._db.run(_LAST_JOB).fetchone()[0]
            entries, chain = self._streams.head("deletions")
            for printer_key, jobs in counted.items():
                key += 1
                row = (key, printer_key, month, through, jobs, self._now_us(), reason)
                chain = link(chain, row)
                self._db.run(_INSERT, *row, chain)
            self._streams.set_head("deletions", entries + len(counted), chain)
