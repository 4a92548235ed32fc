"""Bad input: a corrupt or foreign SQLite file is refused untouched; a database of ours is made whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from core.model.errors import ForeignDatabase, LeaseHeld, StoreError
from core.store import MemoryFile, files, tables
from core.store.files import REVISION, template


def state(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        file.name: (hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_mtime_ns) for file in folder.iterdir()
    }


def foreign_sqlite(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE theirs (x)")
    raw.execute("INSERT INTO theirs VALUES (1)")
    raw.commit()
    raw.close()


def foreign_wal(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA application_id=1")
    raw.execute("CREATE TABLE theirs (x)")
    raw.commit()
    raw.close()


def garbage(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 this is something else" * 50)


def short_garbage(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def cut_short(path: Path) -> None:
    path.write_bytes(template()[:-4096])


def page_overwritten(path: Path) -> None:
    octets = bytearray(template())
    octets[4096 * 2 : 4096 * 3] = b"\xaa" * 4096
    path.write_bytes(octets)


def schema_overwritten(path: Path) -> None:
    octets = bytearray(template())
    octets[100:4096] = b"\x55" * 3996
    path.write_bytes(octets)


SEEN_BY_ITS_HEADER = [foreign_sqlite, foreign_wal, garbage, short_garbage, cut_short]
SEEN_BY_READING_IT = [page_overwritten, schema_overwritten]


@pytest.mark.parametrize(
    ("make", "lease"),
    [(make, True) for make in (*SEEN_BY_ITS_HEADER, *SEEN_BY_READING_IT)]
    + [(make, False) for make in SEEN_BY_ITS_HEADER],
)
def test_what_is_not_ours_stays_untouched(bench, make, lease: bool) -> None:
    """A corrupt or foreign file: refused, and byte for byte as before, nothing left beside it but the lock."""
    make(bench.path)
    before = state(bench.folder)
    with pytest.raises(ForeignDatabase, match="left untouched"):
        bench.run(bench.open(bench.path, lease=lease))
    after = state(bench.folder)
    if make in SEEN_BY_READING_IT:
        after.pop("ledger.db.lock")  # nobody may write while it is read through
    assert after == before


@pytest.mark.parametrize(
    ("version", "lease", "message"),
    [("9999", True, "newer version"), ("9999", False, "newer version"), ("0000", False, "older version")],
)
def test_a_database_of_another_version_is_refused(bench, version: str, lease: bool, message: str) -> None:
    """An older program must not write into a newer version's tables; who only looks migrates nothing."""
    raw = sqlite3.connect(bench.path)
    raw.deserialize(template())
    raw.execute(f"UPDATE alembic_version SET version_num = '{version}'")
    raw.commit()
    bench.path.write_bytes(raw.serialize())
    raw.close()
    with pytest.raises(StoreError, match=message):
        bench.run(bench.open(bench.path, lease=lease))


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere/ledger.db", "No such file"), ("postgresql://host/db", "only SQLite"), (".", "Is a directory")],
)
def test_impossible_places(bench, name: str, message: str) -> None:
    """One clear line."""
    where = name if "://" in name else bench.folder / name
    with pytest.raises(StoreError, match=message):
        bench.run(bench.open(where))


def test_an_sqlite_url_names_a_path(bench) -> None:
    async def main() -> None:
        await (await bench.open(f"sqlite:///{bench.path}")).close()

    bench.run(main())
    assert bench.path.exists()


def test_an_empty_file_becomes_a_database(bench) -> None:
    """Nobody's content is lost, so it may be used."""

    async def main() -> None:
        bench.path.touch()
        await (await bench.ready(bench.path))[0].close()
        store = await bench.open(bench.path)
        assert len(await store.printers()) == 1
        await store.close()

    bench.run(main())


def test_guests_need_a_database(bench) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        bench.run(bench.open(bench.path, lease=False))
    assert list(bench.folder.iterdir()) == []


def test_the_migrations_make_the_tables(bench) -> None:
    """Alembic from the first table on: what it makes is what the code expects."""
    raw = sqlite3.connect(":memory:", check_same_thread=False)
    raw.deserialize(template())
    assert files.revision_of(raw) == REVISION
    with create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
    kinds = dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    assert "WITHOUT ROWID" in kinds["job_lines"]
    raw.close()


def test_a_bare_database_is_migrated(bench) -> None:
    """A database that stands before the first migration gets the tables."""
    raw = sqlite3.connect(":memory:")
    files.migrate(raw)
    assert files.revision_of(raw) == REVISION
    files.migrate(raw)  # and again: nothing to do
    raw.close()


def test_durable_and_marked(bench) -> None:
    """ACQ-04: write-ahead log, synchronous=FULL, a header that says whose it is, and files that only he may read."""

    async def main() -> None:
        store, _ = await bench.ready(bench.path)
        raw = store._books.db.raw
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA synchronous").fetchone() == (2,)
        assert raw.execute("PRAGMA application_id").fetchone() == (files.APPLICATION_ID,)
        modes = {path.name: path.stat().st_mode & 0o777 for path in bench.path.parent.glob(f"{bench.path.name}*")}
        assert modes == {bench.path.name + end: 0o600 for end in ("", "-wal", "-shm")} | {
            f"{bench.path.name}.lock": 0o644
        }
        await store.close()

    bench.run(main())


def test_one_server_at_a_time(bench) -> None:
    """The lease: a second server is refused at once, and may have it afterwards."""

    async def main() -> None:
        for where in (bench.path, MemoryFile()):
            first = await bench.open(where)
            with pytest.raises(LeaseHeld):
                await bench.open(where)
            await first.close()
            second = await bench.open(where)
            assert second.token == first.token + 1
            await second.close()

    bench.run(main())


def test_a_crashed_file_with_its_log_is_opened(bench) -> None:
    """ACQ-04: what was committed is there, though it stands in the write-ahead log alone."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        for number in range(1, 200):
            await store.ingest(bench.batch(key, (number, bench.record(number))))
        crashed = bench.folder / "crashed"
        crashed.mkdir()
        for file in bench.folder.glob("ledger.db*"):
            if not file.name.endswith(("-shm", ".lock")):
                (crashed / file.name).write_bytes(file.read_bytes())
        store.fence()
        again = await bench.open(crashed / "ledger.db")
        assert len(await again.jobs(limit=None)) == 199
        assert await again.verify() == []
        await again.close()

    bench.run(main())


def test_a_guest_of_the_same_process_keeps_the_log_of_the_server(bench) -> None:
    """ACQ-04: another process that comes and goes must not take itself for the last, and delete the log."""
    come_and_go = "import sqlite3, sys; raw = sqlite3.connect(sys.argv[1]); raw.execute('BEGIN IMMEDIATE'); raw.close()"

    async def main() -> None:
        store = await bench.open(bench.path)
        guest = await bench.open(bench.path, lease=False)  # as the web page has
        log = bench.path.with_name(bench.path.name + "-wal")
        before = log.stat().st_ino
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", come_and_go, str(bench.path))
        assert await other.wait() == 0
        assert log.exists()
        assert log.stat().st_ino == before
        command = await guest.enqueue("acquire", {})
        taken = await store.take_command()
        assert taken is not None
        assert taken.id == command
        await guest.close()
        await store.close()

    bench.run(main())


def test_a_log_that_goes_away_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that ended a moment ago may still be removing its log when the next one starts."""
    path = tmp_path / "ledger.db"
    files.create(path)
    monkeypatch.setattr(Path, "exists", lambda _: True)  # as it was when somebody looked
    files.check_content(path)
