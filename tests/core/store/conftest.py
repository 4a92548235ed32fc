"""A bench for store tests: a clock that is set by hand, counted chance, and records in one line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest

from core.model import Batch, FeeDefinition, Gap, GapCause, PrinterRow, StreamKind
from core.store import InlinePace, MemoryFile, Store
from core.wire.records import JobRecord, RecordLine, encode_record

T = TypeVar("T")
ZONE = "Europe/Berlin"
PRICES = FeeDefinition("office", colour_page=100_000, mono_page=20_000, sheet=5_000, sizes={"A3": 30_000})


class CountingChance:
    """Draws that depend on the name and on how often it was asked."""

    def __init__(self) -> None:
        self.count: dict[str, int] = {}

    def below(self, name: str, bound: int) -> int:
        return int.from_bytes(self.octets(name, 8), "big") % bound

    def octets(self, name: str, size: int) -> bytes:
        out = b""
        while len(out) < size:
            self.count[name] = self.count.get(name, 0) + 1
            out += blake2b(f"{name} {self.count[name]}".encode()).digest()
        return out[:size]


class Bench:
    """What a store test needs; ``now_us`` stands until it is set."""

    zone = ZONE
    stream = bytes(range(16))
    other_stream = bytes(range(16, 32))

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "ledger.db"
        self.chance = CountingChance()
        self.now_us = self.at("2026-03-30 08:00")

    def at(self, local: str) -> int:
        """A local instant "2026-03-30 08:00" or with seconds."""
        form = "%Y-%m-%d %H:%M:%S" if local.count(":") == 2 else "%Y-%m-%d %H:%M"
        return int(datetime.strptime(local, form).replace(tzinfo=ZoneInfo(ZONE)).timestamp()) * 1_000_000

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run(work)

    async def open(
        self,
        where: Path | MemoryFile | None = None,
        *,
        delay: Callable[[], Awaitable[None]] | None = None,
        lease: bool = True,
    ) -> Store:
        pace = InlinePace(delay)
        return await Store.open(where, pace=pace, now_us=lambda: self.now_us, chance=self.chance, lease=lease)

    async def ready(self, where: Path | MemoryFile | None = None, **options: Any) -> tuple[Store, int]:
        """A store with zone, prices and one printer "lobby" whose stream is open."""
        store = await self.open(where, **options)
        await store.configure(zone=ZONE)
        await store.put_fee_definition(PRICES)
        key = await store.add_printer(PrinterRow("lobby", "127.20.0.1", fee_definition="office"))
        await store.open_stream(key, self.stream, StreamKind.SNMP_LOG, self.now_us)
        return store, key

    def record(self, number: int, account: int = 1001, ended: str | None = None, **changes: Any) -> bytes:
        """A job of 3 sheets A4 duplex: 2 colour faces, 3 mono."""
        ended_s = None if ended is None else self.at(ended) // 1_000_000
        record = JobRecord(
            *(number, 1, 1, account, "Sato", "sato", f"report {number}.pdf", "ws17", "Writer", "LAN"),
            *("print", "completed", "", 3, 5, 2, 3, (RecordLine("A4", "plain", True, 3, 2, 3),)),
            *(ended_s, ended_s, ended_s, 120 if ended else None),
        )
        return encode_record(record._replace(**changes))

    def sheets(self, number: int, sheets: int, account: int = 1001, ended: str | None = None) -> bytes:
        """A job of so many simplex mono sheets A4."""
        lines = (RecordLine("A4", "plain", False, sheets, 0, sheets),)
        return self.record(number, account, ended, sheets=sheets, pages=sheets, colour=0, mono=sheets, lines=lines)

    def batch(self, key: int, *entries: tuple[int, bytes], gaps: tuple[Gap, ...] = (), **changes: Any) -> Batch:
        return Batch(key, self.stream, self.now_us, list(entries), gaps)._replace(**changes)

    def gap(self, first: int | None, last: int | None, cause: GapCause = GapCause.OVERWRITTEN, **changes: Any) -> Gap:
        jobs = 1 if first is None or last is None else last - first + 1
        return Gap(self.stream, first, last, jobs, None, cause, self.now_us)._replace(**changes)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
