"""What the ledger costs: a batch of records from raw octets to a durable, charged, counted transaction.

The reference beside it is SQLite alone: one table of the same octets, written by the same driver with the same
durability.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from itertools import count
from pathlib import Path

import pytest

from core.model import AccountSetup, Base, Batch, FeeDefinition, Limit, Period, PeriodKind, PrinterRow, StreamKind
from core.store import InlinePace, Store
from core.wire.records import JobRecord, RecordLine, encode_record

NOW_US = 1_774_850_400_000_000
STREAM = bytes(16)


class PlainChance:
    """Octets without a draw, so that they cost nothing."""

    def below(self, name: str, bound: int) -> int:
        return 0

    def octets(self, name: str, size: int) -> bytes:
        return blake2b(name.encode()).digest() * (size // 64 + 1)


def record(number: int) -> bytes:
    ended_s = NOW_US // 1_000_000 + number
    return encode_record(
        JobRecord(
            *(number, 1, 1, 1001 + number % 30, "Sato", "sato", f"report {number}.pdf", "ws17", "Writer", "LAN"),
            *("print", "completed", "", 3, 5, 2, 3, (RecordLine("A4", "plain", True, 3, 2, 3),)),
            *(ended_s, ended_s, ended_s, 120),
        )
    )


async def ready(path: Path | None) -> tuple[Store, int]:
    store = await Store.open(path, pace=InlinePace(), now_us=lambda: NOW_US, chance=PlainChance())
    await store.configure(zone="Europe/Berlin")
    await store.put_fee_definition(FeeDefinition("office", colour_page=100_000, mono_page=20_000, sheet=5_000))
    key = await store.add_printer(PrinterRow("lobby", "127.20.0.1", fee_definition="office"))
    await store.open_stream(key, STREAM, StreamKind.SNMP_LOG, NOW_US)
    limit = Limit(sheets=100, period=Period(PeriodKind.MONTHS, 1, Base.MONTH_END), carry_over=True)
    for account in range(1001, 1031):
        await store.put_account(AccountSetup(account, f"person {account}", limit=limit))
    return store, key


def batches(key: int, size: int) -> Iterator[Batch]:
    for start in count(1, size):
        entries = [(number, record(number)) for number in range(start, start + size)]
        yield Batch(key, STREAM, NOW_US + start * 1_000_000_000, entries)


@pytest.mark.parametrize("disk", [False, True], ids=["memory", "file"])
@pytest.mark.parametrize("size", [1, 25])
def test_ingest(benchmark, tmp_path: Path, size: int, disk: bool) -> None:
    """At most 150 µs and the disk's sync for one record, at most 100 µs for each further one."""
    loop = asyncio.new_event_loop()
    store, key = loop.run_until_complete(ready(tmp_path / "ledger.db" if disk else None))
    coming = batches(key, size)
    benchmark.extra_info["records"] = size
    benchmark.pedantic(
        lambda batch: loop.run_until_complete(store.ingest(batch)), setup=lambda: ((next(coming),), {}), rounds=300
    )
    loop.run_until_complete(store.close())
    loop.close()


@pytest.mark.parametrize("disk", [False, True], ids=["memory", "file"])
@pytest.mark.parametrize("size", [1, 25])
def test_sqlite_alone(benchmark, tmp_path: Path, size: int, disk: bool) -> None:
    """The reference: the same octets in one table."""
    raw = sqlite3.connect(tmp_path / "plain.db" if disk else ":memory:", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("CREATE TABLE records (position INTEGER PRIMARY KEY, raw BLOB)")
    coming = batches(0, size)

    def write(batch: Batch) -> None:
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany("INSERT INTO records VALUES (?, ?)", batch.entries)
        raw.execute("COMMIT")

    benchmark.extra_info["records"] = size
    benchmark.pedantic(write, setup=lambda: ((next(coming),), {}), rounds=300)
    raw.close()


def test_snapshot_of_50_000_jobs(benchmark) -> None:
    """Under 1.5 s, so that the oracle does not wait for it."""
    loop = asyncio.new_event_loop()
    store, key = loop.run_until_complete(ready(None))
    for batch, _ in zip(batches(key, 1000), range(50), strict=False):
        loop.run_until_complete(store.ingest(batch))
    benchmark.pedantic(lambda: loop.run_until_complete(store.snapshot()), rounds=3)
    loop.run_until_complete(store.close())
    loop.close()


def test_opening_a_fresh_store(benchmark) -> None:
    """From the migrated template, not by migrating."""
    loop = asyncio.new_event_loop()

    def opened() -> None:
        store = loop.run_until_complete(
            Store.open(None, pace=InlinePace(), now_us=lambda: NOW_US, chance=PlainChance())
        )
        loop.run_until_complete(store.close())

    benchmark.pedantic(opened, rounds=50, warmup_rounds=1)
    loop.close()
