"""How far the automatic exports are (LOG-13): marks by printer, and the files with what of them is ours.

A file is written between two transactions: the first says that a write is begun, the second how far it went. What a
crash leaves in the file in between is known by the first, and is taken back before the file is written again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.model.log_options import AutoExport, ExportFile
from core.store import tables
from core.store.database import Database
from core.store.queries import assemble
from core.store.selection import NOT_DELETED, month_number, month_text

AT_ONCE: Final = 1_000
"""Records of one write; the rest follows."""

_j, _m, _f, _p = tables.jobs.c, tables.export_marks.c, tables.export_files.c, tables.printers.c


class ExportBook:
    """Marks and files; what is written into the files is not its business."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin_here(self, printer_key: int) -> None:
        """From now on a printer's records are exported: those that come, not those that are there."""
        last = self._db.ask(select(func.coalesce(func.max(_j.key), 0))).fetchone()[0]
        with self._db.transaction():
            self._mark(printer_key, last, "")

    def due(self, printer_key: int) -> tuple[list[dict[str, Any]], int]:
        """The next records to be exported, as in the log, and the mark once they are."""
        after = self._db.ask(select(_m.through).where(_m.printer_key == printer_key)).fetchone()
        mine = _j.printer_key == printer_key
        query = select(_j.key).where(mine, _j.key > (after[0] if after else 0)).order_by(_j.key).limit(AT_ONCE)
        keys = [key for (key,) in self._db.ask(query)]
        if not keys:
            return [], 0
        shown = select(_j.key).where(mine, _j.key >= keys[0], _j.key <= keys[-1], NOT_DELETED)
        return assemble(self._db, shown), keys[-1]

    def begin(
        self, printer_key: int, root: str, folder: str, months: Iterable[str], columns: Sequence[str]
    ) -> list[ExportFile]:
        """A write to these months' files begins: the files as they were before. A new file gets these columns."""
        wanted = sorted(month_number(month) for month in months)
        here = (_f.root == root, _f.folder == folder, _f.month.in_(wanted))
        known = {file.month: file for file in self._files(*here)}
        with self._db.transaction():
            for month in wanted:
                row = {"root": root, "folder": folder, "month": month, "printer_key": printer_key, "torn": True}
                fresh = upsert(tables.export_files).values(**row, columns=json.dumps(list(columns)), size=0)
                self._db.ask(
                    fresh.on_conflict_do_update(
                        index_elements=[_f.root, _f.folder, _f.month],
                        set_={"torn": True, "printer_key": printer_key},
                    )
                )
        return [known.get(file.month, file._replace(torn=False)) for file in self._files(*here)]

    def done(self, printer_key: int, through: int, sizes: Mapping[int, int]) -> None:
        """The write is on the disk: how large each file is now."""
        with self._db.transaction():
            self._mark(printer_key, through, "")
            for key, size in sizes.items():
                self._db.ask(update(tables.export_files).where(_f.key == key).values(size=size, torn=False))

    def failed(self, printer_key: int, problem: str) -> None:
        """Why a write failed; it is tried again with the next acquisition."""
        row = self._db.ask(select(_m.through, _m.problem).where(_m.printer_key == printer_key)).fetchone()
        if row is None or row[1] != problem:
            with self._db.transaction():
                self._mark(printer_key, row[0] if row else 0, problem)

    def problems(self) -> dict[str, str]:
        """By printer, why its last export failed."""
        query = select(_p.name, _m.problem).join_from(tables.export_marks, tables.printers, _p.key == _m.printer_key)
        return dict(self._db.ask(query.where(_m.problem != "").order_by(_p.name)).fetchall())

    def files(self) -> list[dict[str, Any]]:
        """All files, by folder and month: where, of which printer, how large."""
        query = (
            select(_f.root, _f.folder, _f.month, _p.name, _f.size)
            .join_from(tables.export_files, tables.printers, _p.key == _f.printer_key)
            .order_by(_f.root, _f.folder, _f.month)
        )
        names = ("root", "folder", "month", "printer", "octets")
        found = [dict(zip(names, row, strict=True)) for row in self._db.ask(query)]
        return [{**row, "month": month_text(row["month"])} for row in found]

    def to_announce(self, before: str) -> list[tuple[str, ExportFile]]:
        """Printers that mail, and their files of months before this one that nobody has been told of (LOG-14)."""
        query = (
            select(_p.name, *_FILE)
            .join_from(tables.export_files, tables.printers, _p.key == _f.printer_key)
            .where(_f.month < month_number(before), _f.announced_us.is_(None))
            .where(_p.auto_export == AutoExport.EXPORT_AND_MAIL.value, _p.removed_us.is_(None))
            .order_by(_f.month, _p.name, _f.key)
        )
        return [(name, _file(row)) for name, *row in self._db.ask(query)]

    def announce(self, keys: Sequence[int], at_us: int) -> None:
        """These files are told of, within a transaction of the caller."""
        self._db.ask(update(tables.export_files).where(_f.key.in_(keys)).values(announced_us=at_us))

    def _files(self, *conditions: Any) -> list[ExportFile]:
        rows = self._db.ask(select(*_FILE).where(*conditions).order_by(_f.month))
        return [_file(row) for row in rows]

    def _mark(self, printer_key: int, through: int, problem: str) -> None:
        row = {"through": through, "problem": problem}
        fresh = upsert(tables.export_marks).values(printer_key=printer_key, **row)
        self._db.ask(fresh.on_conflict_do_update(index_elements=[_m.printer_key], set_=row))


_FILE: Final = (_f.key, _f.root, _f.folder, _f.month, _f["columns"], _f.size, _f.torn)


def _file(row: Sequence[Any]) -> ExportFile:
    key, root, folder, month, columns, size, torn = row
    return ExportFile(key, root, folder, month_text(month), tuple(json.loads(columns)), size, torn == 1)
