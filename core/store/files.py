"""Database files: what is ours is checked and migrated, what is not is refused untouched."""

from __future__ import annotations

import os
import sqlite3
from functools import cache
from pathlib import Path
from typing import Final

from core.model.errors import ForeignDatabase, StoreError
from core.store.memory import MemoryFile

APPLICATION_ID: Final = 0x50525353  # "PRSS", in the header of every database of ours (sqlite.org/fileformat.html)
REVISION: Final = "0009"  # the newest migration

_MAGIC: Final = b"SQLite format 3\0"
_HEADER_OCTETS: Final = 100
_SMALLEST_PAGE: Final = 512
_QUICK_CHECK_OCTETS: Final = 256 << 20  # beyond this, reading the whole file at every start takes too long
_WAIT_FOR_OTHERS_S: Final = 10.0


def path_of(where: str | Path) -> Path:
    """The file meant by a path or an SQLite URL (sqlite:///name)."""
    text = os.fspath(where)
    if "://" not in text:
        return Path(text)
    if not text.startswith("sqlite:///"):
        raise StoreError(f"{text}: only SQLite databases are supported", "give a path or sqlite:///path")
    return Path(text.removeprefix("sqlite:///"))


def check_header(path: Path) -> bool:
    """Whether there is a database of ours (False: nothing there yet). Reads 100 octets and changes nothing.

    Raises ForeignDatabase for anything else.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_OCTETS)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        return False
    except OSError as error:
        raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
    if not header:
        return False
    if len(header) < _HEADER_OCTETS or not header.startswith(_MAGIC):
        raise ForeignDatabase(f"{path}: this is no SQLite database; it was left untouched")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ForeignDatabase(f"{path}: this database was made by another program; it was left untouched")
    page = int.from_bytes(header[16:18], "big")
    page = 65536 if page == 1 else page
    pages = int.from_bytes(header[28:32], "big")
    # while a write-ahead log stands beside it, the file alone need not be whole
    if page < _SMALLEST_PAGE or (size < page * pages and not _has_log(path)):
        raise ForeignDatabase(f"{path}: this database is damaged (cut short); it was left untouched")
    return True


def check_as_guest(path: Path) -> None:
    """Whether there is a database of ours, asked of SQLite alone. Raises StoreError and ForeignDatabase.

    A process must not open and close a database file past SQLite while it has a connection to it: POSIX drops all
    its locks on the file with the first descriptor that is closed. Another process would take itself for the last one
    then, and delete the write-ahead log under the server (sqlite.org/howtocorrupt.html, section 2.2).
    """
    if not path.exists():
        raise StoreError(f"{path}: there is no database", "start the server on it once")
    try:
        raw = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_FOR_OTHERS_S)
        try:
            made_by = raw.execute("PRAGMA application_id").fetchone()[0]
        finally:
            raw.close()
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path}: cannot be read: {error}") from error
    except sqlite3.DatabaseError as error:
        raise ForeignDatabase(f"{path}: this is no SQLite database; it was left untouched") from error
    if made_by != APPLICATION_ID:
        raise ForeignDatabase(f"{path}: this database was made by another program; it was left untouched")


def check_content(path: Path) -> None:
    """Read a database of ours through. Raises ForeignDatabase when it is damaged, StoreError when it is newer."""
    # "immutable" keeps SQLite from making files of its own beside it; with a log that must be read, it may not be used
    mode = "mode=ro" if _has_log(path) else "immutable=1"
    try:
        raw = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=_WAIT_FOR_OTHERS_S)
        try:
            found = [("ok",)]
            if path.stat().st_size <= _QUICK_CHECK_OCTETS:
                found = raw.execute("PRAGMA quick_check(1)").fetchall()
            revision = revision_of(raw)
        finally:
            raw.close()
    except sqlite3.DatabaseError as error:
        raise ForeignDatabase(f"{path}: this database is damaged ({error}); it was left untouched") from error
    if found != [("ok",)]:
        raise ForeignDatabase(f"{path}: this database is damaged ({found[0][0]}); it was left untouched")
    if revision > REVISION:
        raise StoreError(f"{path}: this database was made by a newer version of Pressroom", "install that version")


def create(path: Path) -> None:
    """Make a new database file; it appears whole or not at all."""
    fresh = path.with_name(f"{path.name}.new-{os.getpid()}")
    try:
        with open(fresh, "wb", opener=_for_the_owner_alone) as file:
            file.write(template())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        raise StoreError(f"{path}: cannot be created: {error.strerror}") from error


def _for_the_owner_alone(path: str, flags: int) -> int:
    """Passwords of printers stand in the database. The files that SQLite makes beside it take its mode over."""
    return os.open(path, flags, 0o600)


def connect(path: Path, *, guest: bool) -> sqlite3.Connection:
    """Open a checked file; durable on commit (write-ahead log, synchronous=FULL)."""
    raw = sqlite3.connect(path, timeout=_WAIT_FOR_OTHERS_S, isolation_level=None, check_same_thread=False)
    if not guest:
        raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    return _tuned(raw)


def connect_memory(file: MemoryFile) -> sqlite3.Connection:
    """Open a database in memory, made from the template at first."""
    if file.connection is None:
        raw = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        raw.deserialize(template())
        file.connection = _tuned(raw)
    return file.connection


def migrate(raw: sqlite3.Connection, to: str = "head") -> None:
    """Bring the tables to a revision, the newest unless told otherwise, by Alembic."""
    # here, because most starts need no migration and the import takes a third of a second
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()
    raw.isolation_level = None


def revision_of(raw: sqlite3.Connection) -> str:
    """The migration a database stands at."""
    return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@cache
def template() -> bytes:
    """An empty database with all tables; migrating costs some 50 ms, so it is done once a process."""
    raw = sqlite3.connect(":memory:")
    raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
    migrate(raw)
    octets = raw.serialize()
    raw.close()
    return octets


def _has_log(path: Path) -> bool:
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except FileNotFoundError:  # one question, not two: a server that has just ended may be removing it
        return False


def _tuned(raw: sqlite3.Connection) -> sqlite3.Connection:
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA cache_size=-16000")
    raw.execute("PRAGMA temp_store=MEMORY")
    return raw
