"""The lease on a database file: one server at a time, held as a lock of the operating system on ``<database>.lock``.

The lock falls with the process, however it ends. A token that grows with every lease fences off whoever believes to
hold it still: each writing transaction compares it.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Protocol

from core.model.errors import LeaseHeld, StoreError
from core.store.memory import MemoryFile


class Lease(Protocol):
    """A lease that is held."""

    def release(self) -> None:
        """Give it back; harmless when that was done before."""


class FileLease:
    """Lease on a database file. Raises LeaseHeld at once when another process has it."""

    def __init__(self, database: Path) -> None:
        path = database.with_name(database.name + ".lock")
        try:
            self._file: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"{path}: cannot be opened: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._file, 32).decode("ascii", "replace").strip()
            self._close()
            raise LeaseHeld(
                f"{database}: another server is working on this database" + (f" (process {holder})" if holder else ""),
                "ask that server, or stop it first",
            ) from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode("ascii"), 0)

    def release(self) -> None:
        """See :meth:`Lease.release`."""
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            os.close(self._file)  # the lock falls with the last descriptor
            self._file = None


class MemoryLease:
    """Lease on a MemoryFile."""

    def __init__(self, file: MemoryFile) -> None:
        if file.holder is not None:
            raise LeaseHeld("another store is working on this database in memory")
        file.holder = self
        self._memory = file

    def release(self) -> None:
        """See :meth:`Lease.release`."""
        if self._memory.holder is self:
            self._memory.holder = None
