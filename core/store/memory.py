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
