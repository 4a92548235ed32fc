"""Opening a database: check it, take the lease, migrate, draw the next fencing token."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import update

from core.chance import Chance
from core.model.errors import StoreError
from core.store import files, tables
from core.store.books import Books
from core.store.database import Database
from core.store.lease import FileLease, Lease, MemoryLease
from core.store.memory import MemoryFile
from core.store.settings import found


def open_books(
    where: str | Path | MemoryFile | None, *, now_us: Callable[[], int], chance: Chance, lease: bool
) -> tuple[Books, Lease | None]:
    """See :meth:`core.store.Store.open`; whatever fails leaves nothing open and no lease taken."""
    with ExitStack() as undo:
        try:
            raw, held, outlived = _open(where, undo, lease=lease)
            if held is None:
                db = _visit(raw, outlived=outlived)
            else:
                db = _take_over(raw, chance, now_us(), outlived=outlived)
            books = Books(db, now_us=now_us, chance=chance)
            if held is not None:
                books.commands.answer_orphans()
        except sqlite3.Error as error:
            raise StoreError(f"{where}: the database cannot be opened: {error}") from error
        undo.pop_all()
        return books, held


def _open(
    where: str | Path | MemoryFile | None, undo: ExitStack, *, lease: bool
) -> tuple[sqlite3.Connection, Lease | None, bool]:
    held: Lease | None = None
    if where is None or isinstance(where, MemoryFile):
        memory = where or MemoryFile()
        if lease:
            held = MemoryLease(memory)
            undo.callback(held.release)
        return files.connect_memory(memory), held, where is not None
    path = files.path_of(where)
    if lease:
        files.check_header(path)
        held = FileLease(path)
        undo.callback(held.release)
        there = files.check_header(path)  # another server may have made it, and ended, in between
        if there:
            files.check_content(path)
        else:
            files.create(path)
    else:
        files.check_as_guest(path)
    raw = files.connect(path, guest=not lease)
    undo.callback(raw.close)
    return raw, held, False


def _take_over(raw: sqlite3.Connection, chance: Chance, now_us: int, *, outlived: bool) -> Database:
    """Migrate the database if need be, give a new one its identity, and draw the next fencing token."""
    if files.revision_of(raw) != files.REVISION:
        files.migrate(raw)
    db = Database(raw, 0, outlived=outlived)
    raw.execute("BEGIN IMMEDIATE")
    try:
        if raw.execute("SELECT count(*) FROM server").fetchone()[0] == 0:
            found(db, chance, now_us)
        db.ask(update(tables.server).values(token=tables.server.c.token + 1))
        db.token = raw.execute("SELECT token FROM server").fetchone()[0]
        raw.execute("COMMIT")
    except BaseException:
        raw.execute("ROLLBACK")
        raise
    return db


def _visit(raw: sqlite3.Connection, *, outlived: bool) -> Database:
    """Open without the lease."""
    revision = files.revision_of(raw)
    if revision > files.REVISION:
        raise StoreError("this database was made by a newer version of Pressroom", "install that version")
    if revision != files.REVISION:
        raise StoreError(
            "this database was made by an older version of Pressroom", "start this version's server on it once"
        )
    if raw.execute("SELECT count(*) FROM server").fetchone()[0] == 0:
        raise StoreError("no server has worked on this database yet", "start the server on it once")
    return Database(raw, 0, outlived=outlived)
