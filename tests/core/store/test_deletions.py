"""LOG-11: what was deleted from the log is shown nowhere and stays in the ledger."""

from __future__ import annotations

import pytest

from core.model import AccountSetup, Limit, PrinterRow, Selection, StreamKind
from core.model.errors import BadInput
from core.store import files
from tests.core.store.older import make_older


async def filled(bench):
    """lobby: jobs 1 (March), 2 and 3 (April); annex: job 4 (April)."""
    store, lobby = await bench.ready()
    annex = await store.add_printer(PrinterRow("annex", "127.20.0.2"))
    await store.open_stream(annex, bench.other_stream, StreamKind.SNMP_LOG, bench.now_us)
    await store.put_account(AccountSetup(1001, "Sato", limit=Limit(sheets=100)))
    bench.now_us = bench.at("2026-04-01 00:10")
    entries = [(1, bench.record(1, 1001, "2026-03-31 23:00")), (2, bench.record(2, 1001)), (3, bench.record(3, 1001))]
    await store.ingest(bench.batch(lobby, *entries))
    await store.ingest(bench.batch(annex, (1, bench.record(1)), stream=bench.other_stream))
    return store, lobby


@pytest.mark.parametrize(
    ("printer", "month", "left"),
    [
        ("lobby", None, [4]),
        (None, "2026-04", [1]),
        ("lobby", "2026-04", [1, 4]),
        ("annex", "2026-04", [1, 2, 3]),
    ],
)
def test_it_disappears_from_every_view(bench, printer, month, left) -> None:
    """LOG-11, AGG-04: from the log and its totals; usage, standing, numbers and rows stay."""

    async def main() -> None:
        store, _ = await filled(bench)
        before = await store.snapshot()
        assert await store.delete_log(printer, month, " shown to nobody ") == 4 - len(left)
        assert [job["key"] for job in await store.jobs()] == left
        assert [job["key"] for job in await store.log(Selection())] == left
        assert (await store.totals(()))[0]["jobs"] == len(left)
        assert (await store.totals((), deleted_too=True))[0]["jobs"] == 4
        after = await store.snapshot()
        assert after.pop("deletions") == [
            {"printer": printer, "month": month, "through": 4, "jobs": 4 - len(left), "at_us": bench.now_us}
            | {"reason": "shown to nobody"}
        ]
        assert {**after, "deletions": []} == before
        assert await store.verify() == []

    bench.run(main())


def test_it_is_not_acquired_again_and_what_comes_later_is_shown(bench) -> None:
    """LOG-11, LOG-03: the records are known by their keys, and numbers go on."""

    async def main() -> None:
        store, lobby = await filled(bench)
        await store.delete_log("lobby", None, "moved")
        again = [(2, bench.record(2, 1001)), (3, bench.record(3, 1001)), (4, bench.record(4, 1001))]
        result = await store.ingest(bench.batch(lobby, *again))
        assert result[:2] == (1, 2)
        shown = await store.jobs(printer="lobby")
        assert [(job["sequence"], job["log_number"]) for job in shown] == [(4, 3)]
        assert (await store.standings(bench.now_us))[4].used.sheets == 15
        assert await store.delete_log("lobby", "2026-04", "moved too") == 1
        assert await store.delete_log(None, "2026-04", "all of it") == 1
        assert await store.jobs() == []
        assert [entry["jobs"] for entry in (await store.snapshot())["deletions"]] == [3, 1, 1]

    bench.run(main())


def test_a_name_that_two_printers_had(bench) -> None:
    """LOG-20: the log of a deleted printer can be deleted too, with that of its successor."""

    async def main() -> None:
        store, lobby = await filled(bench)
        await store.remove_printer(lobby)
        second = await store.add_printer(PrinterRow("lobby", "127.20.0.3"))
        stream = bytes(16)
        await store.open_stream(second, stream, StreamKind.SNMP_LOG, bench.now_us)
        await store.ingest(bench.batch(second, (1, bench.record(1)), stream=stream))
        rows = await store.totals("printer")
        assert [(row["printer"], row["address"], row["jobs"]) for row in rows] == [
            ("annex", "127.20.0.2", 1),
            ("lobby", "127.20.0.3", 4),
        ]
        assert await store.delete_log("lobby", None, "both") == 4
        assert [entry["jobs"] for entry in (await store.snapshot())["deletions"]] == [3, 1]
        assert [job["printer"] for job in await store.jobs()] == ["annex"]
        assert await store.verify() == []

    bench.run(main())


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((None, None, "why"), "log: say which"),
        (("nobody", None, "why"), "printer: there is none called 'nobody'"),
        (("lobby", "2026-4", "why"), "month: a month such as"),
        (("lobby", "2026-13", "why"), "month: a month such as"),
        (("lobby", "2026-05", "why"), "log: there is nothing to delete"),
        (("lobby", None, "  "), "reason: why it is deleted"),
        (("lobby", None, "x" * 201), "reason: why it is deleted"),
    ],
)
def test_refusals_change_nothing(bench, arguments, complaint) -> None:
    async def main() -> None:
        store, _ = await filled(bench)
        with pytest.raises(BadInput, match=complaint):
            await store.delete_log(*arguments)
        assert (await store.snapshot())["deletions"] == []
        assert len(await store.jobs()) == 4

    bench.run(main())


def test_entries_are_chained(bench) -> None:
    """BEY-07: a deletion that is changed or taken back behind the ledger's back is found."""

    async def main() -> None:
        store, _ = await filled(bench)
        await store.delete_log("lobby", None, "moved")
        raw = store._books.db.raw
        raw.execute("UPDATE deletions SET reason = 'other'")
        assert any("deletion 1: it or the deletion before" in line for line in await store.verify())
        raw.execute("DELETE FROM deletions")
        assert any("deletions: 0 rows, but the chain" in line for line in await store.verify())

    bench.run(main())


def test_a_database_from_before_gets_the_table_and_the_chain(bench) -> None:
    """What a server without deletions has written is migrated when it is opened."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        await store.close()
        make_older(bench.path, "0001", "DELETE FROM heads WHERE chain = 'deletions'")
        store = await bench.open(bench.path)
        assert files.revision_of(store._books.db.raw) == files.REVISION
        assert await store.delete_log("lobby", None, "moved") == 1
        assert await store.verify() == []
        await store.close()

    bench.run(main())
