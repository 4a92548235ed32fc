"""Automatic export at acquisition (LOG-13): what was acquired is appended to the month's file of the printer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from core.model import PrinterRow
from core.model.errors import Fenced, PressroomError
from core.model.log_options import AutoExport, ExportFile, LogOptions
from core.rules import log_view
from core.rules.csv_text import BOM, csv_lines
from core.services.export_files import ExportFiles
from core.store import Store

_NOT_IN_NAMES: Final = re.compile(r"[^\w.\-]|^\.+")


class Exporting:
    """Writes what is due; a file that cannot be written is a problem that is told, and is tried again next time."""

    def __init__(self, store: Store, files: ExportFiles, zone: str) -> None:
        self._store = store
        self._files = files
        self._zone = zone

    async def follow(self, row: PrinterRow) -> None:
        """Export a printer's new records, under its lock. Raises Fenced only."""
        if row.auto_export is AutoExport.NONE:
            return
        try:
            through = 0
            while (mark := await self._export(row)) > through:  # each write goes further, or there is no end to it
                through = mark
        except Fenced:
            raise
        except PressroomError as error:
            await self._store.records.export_failed(row.key, error.message)

    async def _export(self, row: PrinterRow) -> int:
        """Write some of what is due; the mark that it reached, 0 if nothing is due."""
        records = self._store.records
        jobs, mark = await records.export_due(row.key)
        if not mark:
            return 0
        options = await records.options()
        months: dict[str, list[Mapping[str, Any]]] = {}
        for job in jobs:
            months.setdefault(job["log_month"], []).append(job)
        columns = [column.name for column in log_view.columns(options.export_columns)]
        place = (options.export_folder, folder_of(row))
        sizes: dict[int, int] = {}
        for file in await records.export_begins(row.key, *place, list(months), columns):
            sizes[file.key] = await self._write(file, months[file.month], options)
        await records.export_done(row.key, mark, sizes)
        return mark

    async def _write(self, file: ExportFile, jobs: Sequence[Mapping[str, Any]], options: LogOptions) -> int:
        head, body = text_of(jobs, file.columns, self._zone, options)
        path = PurePosixPath(file.root) / file.folder / file.name
        return await self._files.append(path, known=file.size, torn=file.torn, head=head.encode(), body=body.encode())


def folder_of(row: PrinterRow) -> str:
    """The folder of a printer's connection destination: its address, with the port where it is not the usual one."""
    address = row.address if row.port == PrinterRow("", "").port else f"{row.address}_{row.port}"
    return _NOT_IN_NAMES.sub("_", address)


def text_of(jobs: Sequence[Mapping[str, Any]], names: Sequence[str], zone: str, options: LogOptions) -> tuple[str, str]:
    """The titles, and the lines of these jobs."""
    columns = log_view.columns(names)
    shown = [log_view.masked(job) for job in jobs] if options.mask_documents else jobs
    head, *lines = csv_lines([column.name for column in columns], log_view.lines(shown, columns, zone))
    return (BOM if options.export_bom else "") + head, "".join(lines)
