"""JID-10: what users and groups are told of their own total, from the ledger alone."""

from __future__ import annotations

from core.model import AccountSetup
from core.model.groups import UserGroupSetup
from core.model.log_options import Event

ANN = AccountSetup(1001, "Ann", "ann@example.org", notify_totals=True)


async def told(store) -> list[Event]:
    return await store.records.events("own total")


def test_one_event_for_each_month_that_has_ended(bench) -> None:
    """JID-10: over the end of a year, once, also when it is asked for again; nothing before the first question."""

    async def main() -> None:
        bench.now_us = bench.at("2026-11-20 08:00")
        store, lobby = await bench.ready()
        await store.put_account(ANN)
        assert await store.records.announce_own_totals(bench.at("2026-12-01 12:00")) == 0  # nothing was begun
        await store.records.begin_own_totals(bench.at("2026-11-20 12:00"))
        bench.now_us = bench.at("2027-02-01 08:00")
        jobs = [("2026-11-25 10:00", 3), ("2026-12-31 23:59", 4), ("2027-01-01 00:00", 5), ("2027-02-01 00:00", 6)]
        records = [(n, bench.record(n, 1001, at, sheets=sheets)) for n, (at, sheets) in enumerate(jobs, 1)]
        await store.ingest(bench.batch(lobby, *records))
        noon = bench.at("2027-02-01 12:00")
        assert [await store.records.announce_own_totals(noon) for _ in range(2)] == [3, 0]
        events = await told(store)
        assert [(event.subject["month"], event.subject["totals"]["sheets"]) for event in events] == [
            ("2026-11", 3),
            ("2026-12", 4),
            ("2027-01", 5),
        ]
        assert {event.at_us for event in events} == {noon}
        await store.records.begin_own_totals(bench.at("2026-11-20 12:00"))  # the mark does not go back
        assert await store.records.announce_own_totals(noon) == 0

    bench.run(main())


def test_whose_total_it_is(bench) -> None:
    """JID-10, JID-02: who has an ID anew is told of his own jobs alone; members count for their group."""

    async def main() -> None:
        bench.now_us = bench.at("2026-11-20 08:00")
        store, lobby = await bench.ready()
        await store.put_account(AccountSetup(1001, "Bo"))
        await store.records.begin_own_totals(bench.now_us)
        await store.ingest(bench.batch(lobby, (1, bench.record(1, 1001, "2026-11-20 08:00", sheets=9))))
        await store.remove_account(1001)
        bench.now_us = bench.at("2026-11-21 08:00")
        await store.put_account(ANN)
        await store.put_account(AccountSetup(1002, "Cy", "cy@example.org"))
        sales = UserGroupSetup("Sales", "sales@example.org", notify_totals=True)
        await store.groups.put_user_group(sales, [1001, 1002])
        await store.groups.put_user_group(UserGroupSetup("Idle", notify_totals=True), [])  # without an address
        bench.now_us = bench.at("2026-11-22 08:00")
        records = [(n, bench.record(n, id_, "2026-11-22 08:00", sheets=n)) for n, id_ in ((2, 1001), (3, 1002))]
        await store.ingest(bench.batch(lobby, *records))
        await store.records.change_options({"total_items": ("sheets", "jobs")})
        assert await store.records.announce_own_totals(bench.at("2026-12-01 12:00")) == 2
        mine, ours = [event.subject for event in await told(store)]
        assert mine == {
            "month": "2026-11",
            "account": 1001,
            "user group": None,
            "name": "Ann",
            "addresses": ["ann@example.org"],
            "totals": {"sheets": 2, "jobs": 1},
        }
        assert ours == {
            "month": "2026-11",
            "account": None,
            "user group": "Sales",
            "name": "Sales",
            "addresses": ["sales@example.org"],
            "totals": {"sheets": 5, "jobs": 2},
        }

    bench.run(main())
