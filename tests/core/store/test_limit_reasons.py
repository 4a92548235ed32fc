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
