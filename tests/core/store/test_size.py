"""LOG-21: what 10,000 records take on the disk is measured, and the figure that docs/log-keeping.md publishes holds."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from core.wire.items import Consumption, Feeding, Processing
from core.wire.records import RecordLine

PAGE = Path(__file__).resolve().parents[3] / "docs" / "log-keeping.md"
RECORDS = 2_000
SCALE = 10_000


def octets_of(path: Path) -> int:
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages, free, size = (
        raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    raw.close()
    return (pages - free) * size


def test_the_published_figure(bench) -> None:
    """LOG-21: usual prints of a colour printer that tells everything; within a tenth of what the page says."""
    items = {
        "lines": (RecordLine("A4", "plain", True, 3, 2, 3, "medium"),),
        "consumption": Consumption((2, 1, 1, 1), (5,), 5, 5),
        "feeding": Feeding((3,), (0, 5), 1),
        "processing": Processing(1_774_850_000, 1_774_850_003, 0, 0),
    }

    async def main() -> float:
        store, key = await bench.ready(bench.path)
        empty = octets_of(bench.path)
        for start in range(1, RECORDS, 100):
            entries = [
                (number, bench.record(number, ended="2026-03-30 07:00", **items))
                for number in range(start, start + 100)
            ]
            await store.ingest(bench.batch(key, *entries))
        await store.close()
        return (octets_of(bench.path) - empty) / RECORDS * SCALE / 1e6

    measured = bench.run(main())
    published = re.search(r"10,000 records take about ([\d.]+) MB", PAGE.read_text(encoding="utf-8"))
    assert published is not None
    assert abs(measured - float(published[1])) <= 0.1 * measured, f"{measured:.2f} MB"
