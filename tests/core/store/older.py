"""Databases as earlier versions of Pressroom left them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from core.store import files


def make_older(path: Path, version: str, *changes: str) -> None:
    """Make a database what it would be at an earlier migration: its tables, with what of the rows they had."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA foreign_keys=OFF")
    old = sqlite3.connect(":memory:", isolation_level=None)
    files.migrate(old, version)
    names = [name for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in set(names) - {"alembic_version"}:
        columns = ", ".join(f'"{row[1]}"' for row in old.execute(f"PRAGMA table_info({name})"))
        rows = raw.execute(f"SELECT {columns} FROM {name}").fetchall()
        if rows:
            old.executemany(f"INSERT INTO {name} ({columns}) VALUES ({', '.join('?' * len(rows[0]))})", rows)
    for change in changes:
        old.execute(change)
    old.execute(f"PRAGMA application_id={files.APPLICATION_ID}")
    raw.close()
    for leftover in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        leftover.unlink(missing_ok=True)
    path.write_bytes(old.serialize())
    old.close()
