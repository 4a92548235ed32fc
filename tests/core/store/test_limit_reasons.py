"""LIM-08: what is told says why, also where nothing is left to be counted."""

from __future__ import annotations

from core.model import AccountSetup, Limit
from core.model.groups import UserGroupSetup
from core.model.metering import GroupLimit


def test_why_printing_is_permitted_again(bench) -> None:
    """LIM-08, JID-09: in a printer group, by a reset, and then by taking the limit away."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.put_account(AccountSetup(1001, "Sato"))
        await store.groups.add_printer_group("Floor", ["lobby"])
        await store.groups.put_user_group(UserGroupSetup("Sales"), [1001], new=True)
        await store.limits.put_group_limit("Sales", GroupLimit(Limit(sheets=3), for_each=False), None)
        for number in (1, 2):
            bench.now_us += 60_000_000
            await store.ingest(bench.batch(key, (number, bench.sheets(number, 4))))
            await store.limits.settle(bench.now_us)
            bench.now_us += 60_000_000
            if number == 1:
                await store.limits.reset_group("Sales", bench.now_us)
            else:
                await store.limits.put_group_limit("Sales", None, None)
            await store.limits.settle(bench.now_us)
        told = [(each["kind"], each["reason"]) for each in await store.limits.events()]
        assert told == [
            ("limit exceeded", "4 of 3 sheets used"),
            ("printing permitted", "nothing is used there any more"),
            ("limit exceeded", "4 of 3 sheets used"),
            ("printing permitted", "no limit is set there any more"),
        ]

    bench.run(main())


def test_several_at_once_are_told_in_one_order(bench) -> None:
    """LIM-08, HAR-03: who exceeds at the same instant is permitted again in the same order, in every process."""
    ids = [1006, 1001, 1008, 1003, 1002, 1007, 1005, 1004]

    async def main() -> None:
        store, key = await bench.ready()
        for each in ids:
            await store.put_account(AccountSetup(each, f"Sato {each}", limit=Limit(sheets=3)))
        await store.ingest(bench.batch(key, *((n, bench.sheets(n, 4, each)) for n, each in enumerate(ids, 1))))
        await store.limits.settle(bench.now_us)
        bench.now_us += 60_000_000
        for each in sorted(ids):
            await store.limits.reset(each, bench.now_us)
        await store.limits.settle(bench.now_us)
        told = [(each["kind"], each["account"]) for each in await store.limits.events()]
        exceeded = [account for kind, account in told if kind == "limit exceeded"]
        assert sorted(exceeded) == sorted(ids)
        assert [account for kind, account in told if kind == "printing permitted"] == exceeded

    bench.run(main())
