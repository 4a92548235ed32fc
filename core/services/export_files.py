"""Files of automatic export, as the server writes them: appended, on the disk before anybody says so."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path, PurePosixPath
from typing import Protocol

from core.model.errors import PressroomError
from core.rules.csv_text import LINE_END


class ExportFailed(PressroomError):
    """A file could not be written; nothing of it counts as exported."""


class ExportFiles(Protocol):
    """Where exports go."""

    async def append(self, path: PurePosixPath, *, known: int, torn: bool, head: bytes, body: bytes) -> int:
        """Append ``body``, and before it ``head`` where the file is new; the file's size in octets.

        ``torn``: what lies beyond the ``known`` octets is of a write that was not finished, and goes. What other
        programs have written stays: the file is appended to as it is. Raises ExportFailed.
        """


class DiskFiles:
    """Files below a folder; absolute paths are taken as they are."""

    def __init__(self, base: Path) -> None:
        self._base = base

    async def append(self, path: PurePosixPath, *, known: int, torn: bool, head: bytes, body: bytes) -> int:
        """See :class:`ExportFiles`; a thread does it, so that the server waits for no disk."""
        return await asyncio.to_thread(append, self._base / path, known=known, torn=torn, head=head, body=body)


def append(path: Path, *, known: int, torn: bool, head: bytes, body: bytes) -> int:
    """See :meth:`ExportFiles.append`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            if torn and file.seek(0, os.SEEK_END) > known:
                file.truncate(known)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - len(LINE_END)))
            file.write(joined(file.read(), head, body))
            file.flush()
            os.fsync(file.fileno())
            return file.seek(0, os.SEEK_END)
    except OSError as error:
        raise ExportFailed(
            f"{path}: cannot be written: {error.strerror}", "see whether it is open elsewhere"
        ) from error


def joined(end: bytes, head: bytes, body: bytes) -> bytes:
    """What is to be appended to a file that ends like this: a head to an empty one, a line end to a line cut short."""
    if not end:
        return head + body
    return body if end.endswith(b"\n") else LINE_END.encode() + body
