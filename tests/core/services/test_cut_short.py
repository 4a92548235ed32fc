"""An attempt that the longest time allowed cuts off in the middle leaves nothing half known (ACQ-04, ACQ-08)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from core.config.settings import LimitSettings
from core.model import PrinterState, UnloggedCounters
from core.model.errors import NoResponse
from core.store import InlinePace
from core.wire.mib import IdState

Run = Callable[..., Any]


class SlowDisk:
    """A pace whose n-th transaction from now on comes back long after its commit."""

    def __init__(self) -> None:
        self.calls = 0
        self.slow_at = 0
        self.pace = InlinePace(self._delay)

    async def _delay(self) -> None:
        self.calls += 1
        await asyncio.sleep(60 if self.calls == self.slow_at else 0.001)

    def after_commit(self, number: int = 1) -> None:
        """The ``number``-th transaction from now on hangs after its commit."""
        self.slow_at = self.calls + 2 * number


def ranges(gaps: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(gap["cause"], gap["first"], gap["last"], gap["jobs"], gap["sheets"]) for gap in gaps]


def test_a_gap_committed_by_a_cut_attempt_is_not_stored_again(run: Run, house: Any) -> None:
    async def main() -> None:
        disk = SlowDisk()
        house.pace = disk.pace
        server = await house.start(longest_attempt=5_000_000)
        printer = await house.add("lobby")
        await house.settle()
        printer.print(times=3)
        printer.forget(1)
        printer.unlogged = UnloggedCounters(serial=1, lost_jobs=1, lost_sheets=7)
        disk.after_commit()
        outcome = (await server.acquire())["lobby"]
        assert "took longer" in outcome.error
        assert (await server.acquire())["lobby"].ok
        assert ranges(await server.store.gaps()) == [
            ("overwritten", 1, 1, 1, None),
            ("jobs lost", None, None, 1, 7),
        ]
        assert len(await server.store.jobs()) == 2
        assert await server.store.verify() == []

    run(main())


def test_a_new_stream_entered_by_a_cut_attempt_is_not_entered_again(run: Run, house: Any) -> None:
    async def main() -> None:
        disk = SlowDisk()
        house.pace = disk.pace
        server = await house.start(longest_attempt=5_000_000)
        printer = await house.add("lobby")
        await house.settle()
        printer.print(times=3)
        owner = printer.owner, printer.owner_generation
        printer.format()
        printer.owner, printer.owner_generation = owner
        disk.after_commit()
        assert "took longer" in (await server.acquire())["lobby"].error
        assert (await server.acquire())["lobby"].ok
        assert ranges(await server.store.gaps()) == [("formatted", 1, 3, 3, None)]

    run(main())


def test_a_limit_state_cut_off_while_it_was_written_is_looked_at_again(run: Run, house: Any) -> None:
    """The write acted, nobody heard so, and before the next attempt it is no longer wanted."""

    async def main() -> None:
        server = await house.start(longest_attempt=3_000_000)
        printer = await house.add("lobby")
        await house.account(1001, limit=LimitSettings(sheets="3", every="1 month"))
        await house.settle()
        printer.print(sheets=5)
        # provisioning finds the printer off first, so that it is the acquisition that writes
        real = server._provisioning.kick
        server._provisioning.kick = lambda: None
        assert (await server.acquire())["lobby"].ok
        await server._provisioning.refresh()

        def act_and_hang(call: str) -> None:
            if call == "write_limit_states":
                printer.states[1001] = IdState.LIMIT_EXCEEDED
                printer.is_on = False  # hangs 4 s, and no answer

        printer.before = act_and_hang
        assert "took longer" in (await server.acquire())["lobby"].error
        printer.before, printer.is_on = (lambda _call: None), True
        server._provisioning.kick = real
        await server.reset_usage(1001)
        await house.settle()
        await house.advance(2)
        assert printer.states[1001] is IdState.ENABLED

    run(main())


def test_adding_cut_off_leaves_no_printer_behind(run: Run, house: Any) -> None:
    """PRN-02: on any error nothing has changed, so it can be added again."""

    async def main() -> None:
        disk = SlowDisk()
        house.pace = disk.pace
        server = await house.start(longest_attempt=5_000_000)
        for number in (1, 2):
            disk.after_commit(number)
            with pytest.raises(NoResponse):
                await house.add("lobby")
            disk.slow_at = 0
            if await server.printers() == []:
                assert house.printers["lobby"].owner == b""
        await house.add("lobby")
        assert [row.state for row in await server.printers()] == [PrinterState.ACQUIRING]
        house.printers["lobby"].print()
        assert (await server.acquire())["lobby"].fetched == 1

    run(main())


def test_removing_does_not_wait_for_what_waits_for_it(run: Run, house: Any) -> None:
    """PRN-19 with one contact at a time: provisioning waits for the printer, removing for the contact."""

    async def main() -> None:
        server = await house.start(connections=1)
        await house.add("attic")
        await house.add("lobby")
        await house.settle()
        await server.stop_acquisition("lobby")
        async with asyncio.timeout(600), asyncio.TaskGroup() as group:
            group.create_task(server.provision(["attic"]))
            await asyncio.sleep(0.0001)
            group.create_task(server.provision(["lobby"]))
            await asyncio.sleep(0.0001)
            group.create_task(server.remove_printer("lobby"))
        assert [row.name for row in await server.printers()] == ["attic"]

    run(main())


def test_an_account_over_its_limit_is_noticed_though_the_commit_was_cut_off(run: Run, house: Any) -> None:
    """LIM-03: the record is in the ledger, so nothing new will come that could make anybody look."""

    async def main() -> None:
        disk = SlowDisk()
        house.pace = disk.pace
        server = await house.start(longest_attempt=5_000_000)
        printer = await house.add("lobby")
        await house.account(1001, limit=LimitSettings(sheets="3", every="1 month"))
        await house.settle()
        printer.print(sheets=5)
        disk.after_commit()
        assert "took longer" in (await server.acquire())["lobby"].error
        assert (await server.acquire())["lobby"].ok
        await house.advance(2)
        assert printer.states[1001] is IdState.LIMIT_EXCEEDED

    run(main())


def test_the_instant_of_an_acquisition_is_that_of_the_answer(run: Run, house: Any) -> None:
    """A job that ends while the printer is being asked counts at its own end, within "previous acquisition to now"."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        await house.settle()

        def prints_meanwhile(call: str) -> None:
            if call == "fetch":
                house.calendar._now_us += 20_000_000
                printer.print()

        printer.before = prints_meanwhile
        assert (await server.acquire())["lobby"].fetched == 1
        job = (await server.store.jobs())[0]
        assert (job["clamped"], job["accounted_us"]) == (False, job["ended_s"] * 1_000_000)

    run(main())
