"""PRN-01, PRN-13, PRN-25, ACQ-11: the list of printers and how their acquisition goes."""

from __future__ import annotations

import pytest

from core.model import PrinterRow, PrinterState, UnloggedCounters
from core.model.errors import BadInput, StoreError, TooManyPrinters
from core.store import MemoryFile
from core.wire.mib import IdState


def numbered(number: int) -> PrinterRow:
    return PrinterRow(f"p{number:04}", f"127.20.{number // 250}.{number % 250 + 1}")


@pytest.mark.parametrize(("edition", "room"), [("standard", 50), ("enterprise", 1000)])
def test_one_more_is_refused(bench, edition: str, room: int) -> None:
    """PRN-01: with a clear error, and nothing changes; a deleted one makes room."""

    async def main() -> None:
        store = await bench.open()
        await store.configure(edition=edition)
        keys = [await store.add_printer(numbered(number)) for number in range(room)]
        with pytest.raises(TooManyPrinters, match=f"manages {room} printers"):
            await store.add_printer(numbered(room))
        assert len(await store.printers()) == room
        await store.remove_printer(keys[0])
        await store.add_printer(numbered(room))
        assert len(await store.printers()) == room

    bench.run(main())


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (PrinterRow("lobby", "127.0.0.9"), "name"),
        (PrinterRow("other", "127.0.0.1"), "address"),
        (PrinterRow("", "127.0.0.9"), "name"),
        (PrinterRow("other", " "), "address"),
        (PrinterRow("other", "127.0.0.9", fee_definition="unknown"), "fees"),
    ],
)
def test_names_and_addresses_are_unique(bench, row: PrinterRow, field: str) -> None:
    """PRN-02: one printer is not added twice."""

    async def main() -> None:
        store = await bench.open()
        await store.add_printer(PrinterRow("lobby", "127.0.0.1"))
        with pytest.raises(BadInput) as refused:
            await store.add_printer(row)
        assert refused.value.field == field
        await store.add_printer(PrinterRow("beside", "127.0.0.1", port=1161))
        assert [one.name for one in await store.printers()] == ["beside", "lobby"]

    bench.run(main())


def test_every_field_comes_back(bench) -> None:
    """A printer's row survives a restart."""

    async def main() -> None:
        where = MemoryFile()
        store = await bench.open(where)
        row = PrinterRow(
            *("lobby", "127.0.0.1", 1161),
            read_community="r",
            write_community="w",
            admin_password="aaaaaa",
            retries=1,
            timeout_s=0.25,
            acquire_every_us=3_600_000_000,
            acquire_at=("08:00", "18:00"),
            full_action=2,
            format_inhibit=True,
            dialect="accounting",
            model="colour-a3",
            serial="PR0001",
            description="an emulated printer",
            capabilities=63,
            log_capacity=5000,
            id_capacity=1000,
            max_message=8192,
            state=PrinterState.STOPPED,
            generation=3,
            unlogged=UnloggedCounters(1, 2, 3, 4, 5, 6),
            applied_states={1001: 2},
        )
        key = await store.add_printer(row)
        (before,) = await store.printers()
        assert (before.key, before.registered_us, before.acquire_at) == (key, bench.now_us, ("08:00", "18:00"))
        store.fence()
        store = await bench.open(where)
        assert await store.printers() == [before]
        assert await store.printer("lobby") == before
        assert await store.printer("nowhere") is None

    bench.run(main())


def test_changes(bench) -> None:
    """PRN-15, PRN-25: only what is a setting can be set."""

    async def main() -> None:
        store, key = await bench.ready()
        row = await store.update_printer(key, address="127.0.0.7", state=PrinterState.OTHER_SERVER)
        assert (row.address, row.state) == ("127.0.0.7", PrinterState.OTHER_SERVER)
        for bad in ({"nonsense": 1}, {"removed_us": 1}, {"fee_definition": "unknown"}, {"registered_us": 0}):
            with pytest.raises(BadInput):
                await store.update_printer(key, **bad)
        with pytest.raises(StoreError, match="no printer with key 99"):
            await store.update_printer(99, port=1)
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        assert (await store.update_printer(key, port=162)).records_fetched == 1  # the status goes along

    bench.run(main())


def test_attempts(bench) -> None:
    """ACQ-08, ACQ-11: last success, last attempt, error; written when the error changes."""

    async def main() -> None:
        where = MemoryFile()
        store, key = await bench.ready(where)
        t = bench.now_us
        await store.note_attempt(key, t + 1)
        await store.note_attempt(key, t + 2, "no answer")
        await store.note_attempt(key, t + 3, "no answer")
        (row,) = await store.printers()
        assert (row.last_success_us, row.last_attempt_us, row.last_error) == (t + 1, t + 3, "no answer")
        store.fence()
        store = await bench.open(where)
        (row,) = await store.printers()
        assert (row.last_success_us, row.last_attempt_us, row.last_error) == (t + 1, t + 2, "no answer")
        bench.now_us = t + 4
        await store.ingest(bench.batch(key, (1, bench.record(1)), (2, bench.record(2))))
        (row,) = await store.printers()
        assert (row.last_success_us, row.last_error, row.records_fetched) == (t + 4, "", 2)

    bench.run(main())


def test_removed_printers_keep_their_history(bench) -> None:
    """LOG-20: logs kept after their printer was deleted stay viewable and totalled."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        await store.remove_printer(key)
        assert await store.printers() == []
        assert [row.name for row in await store.printers(removed=True)] == ["lobby"]
        assert await store.position(key) is None
        assert [job["printer"] for job in await store.jobs(printer="lobby")] == ["lobby"]
        assert (await store.totals("printer"))[0]["sheets"] == 3
        snapshot = await store.snapshot()
        assert (snapshot["printers"], snapshot["streams"][0]["cause"]) == ([], "printer removed")
        assert await store.verify() == []

    bench.run(main())


def test_applied_state(bench) -> None:
    """JID-07, LIM-03: what a printer has is remembered, with the snapshot saying what it should have."""

    async def main() -> None:
        store, key = await bench.ready()
        revision, *_ = await store.desired_ids()
        await store.mark_applied(key, revision, {0: IdState.ENABLED, 1001: IdState.LIMIT_EXCEEDED})
        (row,) = await store.printers()
        assert (row.applied_revision, dict(row.applied_states)) == (revision, {0: 1, 1001: 2})
        assert (await store.snapshot())["provisioning"] == [
            {"printer": "lobby", "desired": revision, "applied": revision, "exceeded": []}
        ]

    bench.run(main())


def test_life_counts(bench) -> None:
    """BEY-03: readings are differences; nothing is written when nothing moved; a counter that falls starts anew."""

    async def main() -> None:
        where = MemoryFile()
        store = await bench.open(where)
        key = await store.add_printer(PrinterRow("plain", "127.0.0.1", dialect="counters"))
        deltas = []
        for hour, impressions in enumerate([100, 100, 130, 131, 5, 9]):
            deltas.append(await store.ingest_reading(key, bench.now_us + hour, impressions))
            if hour == 2:
                store.fence()
                store = await bench.open(where)
        assert deltas == [0, 0, 30, 1, 0, 4]
        snapshot = await store.snapshot()
        assert [(one["position"], one["impressions"], one["delta"]) for one in snapshot["readings"]] == [
            *((1, 100, 0), (2, 130, 30), (3, 131, 1), (1, 5, 0), (2, 9, 4)),
        ]
        assert [(one["kind"], one["cause"]) for one in snapshot["streams"]] == [
            ("counters", "counter fell back"),
            ("counters", ""),
        ]
        assert await store.verify() == []

    bench.run(main())
