"""ACQ-04, HAR-05: crashes between commit and release, and predecessors that wake up."""

from __future__ import annotations

import asyncio
import threading

import pytest

from core.model import AccountSetup, Limit
from core.model.errors import Fenced
from core.store import InlinePace, MemoryFile, Store, ThreadPace


class Gate:
    """A delay that can be stopped at: counts how often it was reached, waits while it is shut."""

    def __init__(self) -> None:
        self.reached = 0
        self.open_at: set[int] = set()
        self.shut: asyncio.Event | None = None

    async def __call__(self) -> None:
        self.reached += 1
        if self.shut is not None:
            await self.shut.wait()


@pytest.mark.parametrize("in_memory", [True, False])
@pytest.mark.parametrize("when", ["before the transaction", "after the commit"])
def test_a_crash_around_the_commit(bench, in_memory: bool, when: str) -> None:
    """ACQ-04: the caller learns nothing either way, so it never releases; the next server finds all or nothing."""

    async def main() -> None:
        where = MemoryFile() if in_memory else bench.path
        gate = Gate()
        store, key = await bench.ready(where, delay=gate)
        gate.reached, gate.shut = 0, asyncio.Event()
        task = asyncio.ensure_future(store.ingest(bench.batch(key, (1, bench.record(1)))))
        await asyncio.sleep(0)
        if when == "after the commit":
            gate.shut.set()
            gate.shut = asyncio.Event()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert gate.reached == 2
        store.fence()
        gate.shut.set()
        with pytest.raises(Fenced):
            await task
        after = await bench.open(where)
        position = await after.position(key)
        assert position is not None
        assert position.through == (1 if when == "after the commit" else 0)
        result = await after.ingest(bench.batch(key, (1, bench.record(1))))
        assert (result.jobs, result.repeats) == ((0, 1) if when == "after the commit" else (1, 0))
        assert len(await after.jobs()) == 1
        assert await after.verify() == []
        await after.close()

    bench.run(main())


def test_a_fenced_store_does_nothing_more(bench) -> None:
    async def main() -> None:
        store, key = await bench.ready()
        store.fence()
        store.fence()
        await store.close()
        for call in (
            store.position(key),
            store.ingest(bench.batch(key, (1, b"x"))),
            store.snapshot(),
            store.printers(),
        ):
            with pytest.raises(Fenced):
                await call

    bench.run(main())


def test_who_lost_the_lease_cannot_write(bench) -> None:
    """The token: though its lock was lost (a restored disk, a broken file system), the predecessor is refused."""

    async def main() -> None:
        old, key = await bench.ready(bench.path)
        await old.put_account(AccountSetup(1001, "Sato", limit=Limit(sheets=5)))
        old._lease.release()
        new = await bench.open(bench.path)
        assert new.token > old.token
        before = await new.snapshot()
        for call in (
            old.ingest(bench.batch(key, (1, bench.record(1)))),
            old.mark_applied(key, 7, {}),
            old.put_account(AccountSetup(1002, "Ito")),
            old.reset_usage(1001, bench.now_us),
            old.configure(zone="UTC"),
            old.note_attempt(key, bench.now_us, "no answer"),
        ):
            with pytest.raises(Fenced, match="another server"):
                await call
        assert await new.snapshot() == before
        await new.ingest(bench.batch(key, (1, bench.record(1))))
        assert await new.verify() == []
        await new.close()

    bench.run(main())


def test_a_failed_transaction_leaves_no_trace(bench) -> None:
    """Numbers, usage and chain in memory move only with the commit."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.put_account(AccountSetup(1001, "Sato", limit=Limit(sheets=5)))
        good = store._books.db.token
        store._books.db.token = -1
        with pytest.raises(Fenced):
            await store.ingest(bench.batch(key, (1, bench.record(1))))
        store._books.db.token = good
        assert (await store.ingest(bench.batch(key, (1, bench.record(1))))).jobs == 1
        (job,) = await store.jobs()
        assert (job["key"], job["log_number"]) == (1, 1)
        assert (await store.standings(bench.now_us))[4].used.sheets == 3
        assert await store.verify() == []

    bench.run(main())


@pytest.mark.parametrize("in_memory", [True, False])
def test_guests_read_and_ask_but_do_not_write(bench, in_memory: bool) -> None:
    """The command line beside a running server: it sees what was committed, and asks through the database."""

    async def main() -> None:
        where = MemoryFile() if in_memory else bench.path
        store, key = await bench.ready(where)
        guest = await bench.open(where, lease=False)
        assert guest.token == 0
        assert [row.name for row in await guest.printers()] == ["lobby"]
        with pytest.raises(Fenced, match="without the lease"):
            await guest.put_account(AccountSetup(1001, "Sato"))
        await store.put_account(AccountSetup(1001, "Sato"))
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        assert [account.name for account in await guest.accounts()][:2] == ["Unregistered ID", "Sato"]
        assert len(await guest.jobs()) == 1
        assert await guest.verify() == []
        asked = await guest.enqueue("acquire", {"names": ["lobby"]})
        assert await guest.command_result(asked) is None
        command = await store.take_command()
        assert command is not None
        assert (command.id, command.kind, command.args) == (asked, "acquire", {"names": ["lobby"]})
        assert await store.take_command() is None
        await store.finish_command(asked, {"lobby": "ok"})
        assert await guest.command_result(asked) == {"lobby": "ok"}
        await guest.close()
        await store.close()

    bench.run(main())


def test_commands_of_a_dead_server_are_answered(bench) -> None:
    """Nobody waits for ever for a server that died while it was at work."""

    async def main() -> None:
        where = MemoryFile()
        store, _ = await bench.ready(where)
        taken, waiting = await store.enqueue("acquire", {}), await store.enqueue("provision", {})
        await store.take_command()
        store.fence()
        store = await bench.open(where)
        assert "ended before" in (await store.command_result(taken) or {})["error"]
        assert await store.command_result(waiting) is None
        command = await store.take_command()
        assert command is not None
        assert command.id == waiting
        await store.close()

    bench.run(main())


def test_the_live_pace_keeps_to_one_thread(bench) -> None:
    """A commit that waits for the disk does not hold up the event loop; SQLite is used by one thread alone."""

    async def main() -> None:
        threads: set[int] = set()

        def now_us() -> int:
            threads.add(threading.get_ident())
            return bench.now_us

        store = await Store.open(bench.path, pace=ThreadPace(), now_us=now_us, chance=bench.chance)
        setups = [AccountSetup(number, f"person {number}") for number in range(1, 9)]
        await asyncio.gather(*(store.put_account(setup) for setup in setups))
        assert len(await store.accounts()) == 11
        assert len(threads) == 1
        await store.close()
        again = await Store.open(bench.path, pace=ThreadPace(), now_us=now_us, chance=bench.chance)
        again.fence()
        with pytest.raises(Fenced):
            await again.accounts()
        last = await Store.open(bench.path, pace=InlinePace(), now_us=now_us, chance=bench.chance)
        assert len(await last.accounts()) == 11
        await last.close()

    bench.run(main())
