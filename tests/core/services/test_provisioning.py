"""Bringing printers to what they should be, until they are (JID-07, LIM-02 to LIM-04, LIM-09, RES-01)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.config.settings import Every, LimitSettings
from core.model.errors import NoResponse, Refused
from core.wire.id_table import SPECIAL_IDS
from core.wire.mib import IdState, LogFullAction, Restriction

Run = Callable[..., Any]
EXCEEDED, ENABLED = IdState.LIMIT_EXCEEDED, IdState.ENABLED
MONTHLY = LimitSettings(sheets=10, every=Every("months", 1))


def ids_of(printer: Any) -> list[int]:
    """The ordinary IDs in its table."""
    return [row.id for row in printer.ids if row.id not in SPECIAL_IDS]


def test_accounts_reach_every_printer(run: Run, house: Any) -> None:
    """JID-07, RES-01"""

    async def main() -> None:
        server = await house.start()
        printers = [await house.add(name) for name in ("a", "b", "c")]
        await house.account(1001, restrict=("disable colour",))
        await house.account(1002)
        await house.settle()
        for printer in printers:
            assert {row.id: row.restrictions for row in printer.ids} == {
                **dict.fromkeys(SPECIAL_IDS, 0),
                1001: int(Restriction.DISABLE_COLOUR),
                1002: 0,
            }
            # two accounts one after the other are written once
            assert printer.calls.count("write_ids") <= 2
        await server.remove_account(1001)
        await house.settle()
        assert all(ids_of(printer) == [1002] for printer in printers)

    run(main())


def test_an_exceeded_limit_reaches_every_printer_and_ends_with_the_period(run: Run, house: Any) -> None:
    """LIM-02, LIM-03, LIM-04: 12 of 10 sheets on 30 March; from 1 April on printing is permitted again."""

    async def main() -> None:
        server = await house.start()
        a, b = await house.add("a"), await house.add("b")
        await house.account(1001, limit=MONTHLY)
        await house.settle()
        a.print(1001, sheets=12)
        await house.settle()
        assert a.states[1001] == b.states[1001] == ENABLED
        await house.advance(1)
        assert a.states[1001] == b.states[1001] == EXCEEDED
        await house.advance(39 - 0.01)
        assert b.states[1001] == EXCEEDED
        await house.advance(0.02)
        assert a.states[1001] == b.states[1001] == ENABLED
        assert server.stations()[0].held == server.stations()[1].held

    run(main())


def test_reset_and_raising_permit_again(run: Run, house: Any) -> None:
    """LIM-03"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("a")
        await house.account(1001, limit=MONTHLY)
        printer.print(1001, sheets=12)
        await server.acquire()
        await house.settle()
        assert printer.states[1001] == EXCEEDED
        await house.account(1001, limit=MONTHLY.model_copy(update={"sheets": 12}))
        await house.settle()
        assert printer.states[1001] == ENABLED
        printer.print(1001, sheets=1)
        await server.acquire()
        await house.settle()
        assert printer.states[1001] == EXCEEDED
        await server.reset_usage(1001)
        await house.settle()
        assert printer.states[1001] == ENABLED

    run(main())


def test_a_printer_that_was_off_catches_up(run: Run, house: Any) -> None:
    """LIM-09: at its next acquisition, and without one at the next try."""

    async def main() -> None:
        await house.start()
        off, by_hand = await house.add("a"), await house.add("b", acquire="by hand")
        await house.settle()
        off.is_on = by_hand.is_on = False
        await house.account(1001)
        await house.settle()
        off.is_on = by_hand.is_on = True
        await house.advance(1)
        assert ids_of(off) == ids_of(by_hand) == [1001]

    run(main())


def test_period_ends_while_the_server_is_off(run: Run, house: Any) -> None:
    """LIM-09"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("a")
        await house.account(1001, limit=MONTHLY)
        printer.print(1001, sheets=12)
        await server.acquire()
        await house.settle()
        assert printer.states[1001] == EXCEEDED
        await server.stop()
        await house.advance(48)
        assert printer.states[1001] == EXCEEDED
        await house.start()
        await house.settle()
        assert printer.states[1001] == ENABLED

    run(main())


def test_it_is_repeated_until_it_holds(run: Run, house: Any) -> None:
    """A change that falls into the midst of writing is not lost."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("a")
        await house.settle()
        printer.latency_s = 2
        await house.account(1001)
        await _sleep(1)
        await house.account(1002)
        await _sleep(3)
        await house.account(1003)
        await house.settle()
        assert ids_of(printer) == [1001, 1002, 1003]
        assert server.stations()[0].held.revision == printer.ids_revision

    run(main())


def test_a_refused_state_is_verified_and_written_again(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = await house.add("a")
        await house.account(1001, limit=MONTHLY)
        await house.settle()
        refusals = [Refused(5, 1), NoResponse("lost")]

        def refuse(call: str) -> None:
            if call == "write_limit_states" and refusals:
                raise refusals.pop()

        printer.before = refuse
        printer.print(1001, sheets=12)
        await server.acquire()
        await house.settle()
        assert printer.states[1001] == ENABLED
        assert server.stations()[0].provisioning_error == "lost"
        assert await server.provision() != {}
        assert await server.provision() == {}
        assert printer.states[1001] == EXCEEDED

    run(main())


def test_somebody_elses_changes_are_found_by_verifying(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = await house.add("a")
        await house.account(1001)
        await house.settle()
        printer.ids = printer.ids[:1]
        printer.states[1001] = EXCEEDED
        printer.full_action = LogFullAction.STOP_LOGGING
        assert await server.drain() == []
        assert ids_of(printer) == [1001]
        assert printer.states[1001] == ENABLED
        assert printer.full_action is LogFullAction.DELETE_OLDEST

    run(main())


def test_what_does_not_fit_is_reported(run: Run, house: Any) -> None:
    """JID-07: a table of two IDs, three accounts, one of them over its limit and without room."""

    async def main() -> None:
        server = await house.start()
        printer = house.printer("a")
        printer.id_capacity = 2
        await house.add("a")
        for number in (1001, 1002):
            await house.account(number)
        await house.account(1003, limit=MONTHLY)
        printer.print(1003, sheets=20)
        await server.acquire()
        await house.settle()
        assert ids_of(printer) == [1001, 1002]
        assert server.stations()[0].unfit == (1003,)
        assert await server.provision() == {}

    run(main())


def test_a_restarted_server_asks_only_at_the_next_contact(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = await house.add("a")
        await house.account(1001)
        await house.settle()
        await server.stop()
        del printer.calls[:]
        server = await house.start()
        await house.settle()
        assert printer.calls == []
        await server.acquire()
        assert printer.calls == ["fetch", "read_state", "read_limit_states"]

    run(main())


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)
