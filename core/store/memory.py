"""A database file in memory, for worlds and tests without a disk."""

from __future__ import annotations

import sqlite3


class MemoryFile:
    """Outlives the stores that are opened on it, as a disk does: after a crash open the next store on the same one.

    To be used by one thread.
    """

    def __init__(self) -> None:
        self.connection: sqlite3.Connection | None = None
        self.holder: object | None = None

    def close(self) -> None:
        """Forget everything; as when nobody refers to it any more."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def __del__(self) -> None:
        self.close()
