"""LOG-10, AGG-01: finding jobs; and the snapshot's shape."""

from __future__ import annotations

import json

import pytest

from core.model import AccountSetup, Limit, PrinterRow, StreamKind
from core.model.errors import BadInput


async def filled(bench):
    store, lobby = await bench.ready()
    annex = await store.add_printer(PrinterRow("annex", "127.20.0.2"))
    await store.open_stream(annex, bench.other_stream, StreamKind.SNMP_LOG, bench.now_us)
    await store.put_account(AccountSetup(1001, "Sato", limit=Limit(sheets=100)))
    bench.now_us = bench.at("2026-04-01 00:10")
    refused = bench.record(
        3, 1002, status="aborted", detail="access control", sheets=0, pages=0, colour=0, mono=0, lines=()
    )
    entries = [(1, bench.record(1, 1001, "2026-03-31 23:00")), (2, bench.record(2, 1001)), (3, refused)]
    await store.ingest(bench.batch(lobby, *entries))
    await store.ingest(bench.batch(annex, (1, bench.record(1, 1002)), stream=bench.other_stream))
    return store


@pytest.mark.parametrize(
    ("conditions", "keys"),
    [
        ({}, [1, 2, 3, 4]),
        ({"printer": "lobby"}, [1, 2, 3]),
        ({"printer": "nowhere"}, []),
        ({"account": 1002}, [3, 4]),
        ({"month": "2026-03"}, [1]),
        ({"month": "2026-04", "printer": "lobby"}, [2, 3]),
        ({"status": "aborted"}, [3]),
        ({"limit": 2}, [1, 2]),
        ({"limit": 2, "after": 2}, [3, 4]),
        ({"limit": 2, "newest_first": True}, [4, 3]),
        ({"limit": None}, [1, 2, 3, 4]),
    ],
)
def test_finding_jobs(bench, conditions, keys: list[int]) -> None:
    """LOG-10: by printer, month and both; page by page."""

    async def main() -> None:
        jobs = await (await filled(bench)).jobs(**conditions)
        assert [job["key"] for job in jobs] == keys
        for job in jobs:
            assert len(job["lines"]) == (0 if job["status"] == "aborted" else 1)

    bench.run(main())


def test_totals(bench) -> None:
    """AGG-01, AGG-04."""

    async def main() -> None:
        store = await filled(bench)
        assert [(one["printer"], one["jobs"], one["fee_micros"]) for one in await store.totals("printer")] == [
            ("annex", 1, 0),
            ("lobby", 3, 550_000),
        ]
        assert [(one["month"], one["sheets"]) for one in await store.totals("month")] == [
            ("2026-03", 3),
            ("2026-04", 6),
        ]
        assert [(one["account"], one["sheets"]) for one in await store.totals("account")] == [(0, 3), (1001, 6)]
        with pytest.raises(BadInput):
            await store.totals("weather")
        with pytest.raises(BadInput):
            await store.jobs(month="2026-13")

    bench.run(main())


def test_the_snapshot_is_plain_json(bench) -> None:
    """docs/ledger-snapshot.md: any server's adapter can produce it."""

    async def main() -> None:
        store = await filled(bench)
        snapshot = await store.snapshot()
        assert json.loads(json.dumps(snapshot)) == snapshot
        assert list(snapshot) == [
            *("format", "zone", "currency", "server_id", "printers", "streams", "jobs", "readings", "gaps"),
            *("deletions", "accounts", "printer_groups", "user_groups", "limits", "limit_events", "provisioning"),
        ]
        assert snapshot["accounts"][1] == {
            "group": None,
            "alone": False,
            "places": None,
            "id": 1001,
            "name": "Sato",
            "restrictions": 0,
            "usage": [
                {"period": 0, "start_us": None, "end_us": None, "sheets": 6, "fee_micros": 550_000, "staples": 0}
            ],
            "resets": [],
            "standing": {
                "status": "enabled",
                "effective_sheets": 100,
                "effective_fee_micros": None,
                "effective_staples": None,
                "used_sheets": 6,
                "used_fee_micros": 550_000,
                "used_staples": 0,
            },
        }
        assert snapshot["printers"][1]["through"] == 3

    bench.run(main())
