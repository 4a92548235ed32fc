"""Adding, changing and removing printers (PRN-01, 02, 08, 09, 12, 13, 14, 21, 23, 27)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from core.config.settings import PrinterOptions, PrinterSettings, Schedule
from core.model import PrinterState, UnloggedCounters
from core.model.errors import (
    BadInput,
    Busy,
    DeviceError,
    NoLogCapability,
    NoResponse,
    NoStorage,
    OwnedByOther,
    PressroomError,
    TooManyPrinters,
    WrongPassword,
)
from core.wire.mib import Capability, LogFullAction

Run = Callable[..., Any]
OTHER = b"o" * 16


def test_what_is_read_claimed_and_set(run: Run, house: Any) -> None:
    """PRN-02, PRN-09"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby", full_action="cancel jobs", inhibit_format=True)
        row = (await server.printers())[0]
        assert (row.model, row.serial, row.log_capacity, row.id_capacity, row.generation) == (
            "M1",
            "S-lobby",
            100,
            10,
            1,
        )
        assert row.capabilities == int(printer.capabilities)
        assert (printer.owner, printer.owner_generation) == (server.server_id, 1)
        assert (printer.full_action, printer.inhibit) == (LogFullAction.CANCEL_JOBS, True)
        await house.settle()
        assert printer.ids_revision == server.stations()[0].held.revision

    run(main())


def test_each_refusal_is_distinct_and_says_what_to_do(run: Run, house: Any) -> None:
    """PRN-21, PRN-14: no two alike, each with a hint."""
    spoilt = {"is_on": False, "password": b"other", "log_capacity": 0, "capabilities": Capability.IDS, "owner": OTHER}

    async def main() -> None:
        server = await house.start()
        refusals: list[PressroomError] = []
        for key, value in spoilt.items():
            setattr(house.printer(key), key, value)
            with pytest.raises(PressroomError) as refused:
                await house.add(key)
            refusals.append(refused.value)
        await house.add("lobby")
        for attempt in (server.remove_printer("lobby"), server.start_acquisition("nobody")):
            with pytest.raises(PressroomError) as refused:
                await attempt
            refusals.append(refused.value)
        said = [refusal.message.partition(": ")[2] for refusal in refusals]
        assert len(set(said)) == len(refusals)
        theirs = (NoResponse, WrongPassword)  # the words of the doubles; the true ones: tests/core/devices
        assert [each.message for each in refusals if not each.hint and not isinstance(each, theirs)] == []

    run(main())


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda printer: setattr(printer, "is_on", False), NoResponse),
        (lambda printer: setattr(printer, "password", b"other"), WrongPassword),
        (lambda printer: setattr(printer, "log_capacity", 0), NoStorage),
        (lambda printer: setattr(printer, "capabilities", Capability.IDS), NoLogCapability),
        (lambda printer: setattr(printer, "owner", OTHER), OwnedByOther),
    ],
)
def test_what_is_refused_changes_nothing(run: Run, house: Any, spoil: Any, error: type[PressroomError]) -> None:
    """PRN-08, PRN-21"""

    async def main() -> None:
        server = await house.start()
        printer = house.printer("lobby")
        spoil(printer)
        before = dict(vars(printer), calls=None)
        with pytest.raises(error):
            await house.add("lobby")
        assert dict(vars(printer), calls=None) == before
        assert await server.printers() == []
        assert server.stations() == []

    run(main())


def test_names_addresses_and_numbers(run: Run, house: Any) -> None:
    """PRN-01: the 51st printer of the standard edition, and twins."""

    async def main() -> None:
        server = await house.start(edition="standard")
        await house.add("lobby")
        with pytest.raises(BadInput, match="is called 'lobby' already"):
            await house.add("lobby", address="elsewhere")
        with pytest.raises(BadInput, match="is the printer 'lobby' already"):
            await server.add_printer(PrinterSettings(name="other", address="lobby"))
        with pytest.raises(NoResponse):
            await server.add_printer(PrinterSettings(name="other", address="nowhere"))
        for number in range(49):
            await house.add(f"p{number}")
        with pytest.raises(TooManyPrinters, match="manages 50 printers"):
            await house.add("one-more")
        assert house.printers["one-more"].calls == []
        assert len(await server.printers()) == 50

    run(main())


def test_taking_over_needs_the_old_server_id_and_the_password(run: Run, house: Any) -> None:
    """PRN-09, PRN-27; what the old server acquired is a gap here, its uncounted jobs are not."""

    async def main() -> None:
        server = await house.start()
        printer = house.printer("lobby")
        printer.owner, printer.owner_generation = OTHER, 4
        printer.unlogged = UnloggedCounters(8, 2, 2, 0, 0, 0)
        printer.print(times=5)
        printer.forget(3)
        with pytest.raises(OwnedByOther):
            await house.add("lobby", take_over_from="ab" * 16)
        with pytest.raises(WrongPassword):
            await house.add("lobby", take_over_from=OTHER.hex(), admin_password="wrong")
        assert (printer.owner, printer.owner_generation) == (OTHER, 4)
        await house.add("lobby", take_over_from=OTHER.hex())
        assert (printer.owner, printer.owner_generation) == (server.server_id, 5)
        assert (await server.acquire())["lobby"].fetched == 2
        gaps = await server.store.gaps()
        assert [(gap["cause"], gap["first"], gap["last"]) for gap in gaps] == [("acquired by previous server", 1, 3)]

    run(main())


def test_two_who_add_one_printer_at_the_same_moment(run: Run, house: Any) -> None:
    """The second is refused before it claims anything, and so undoes nothing of the first."""

    async def main() -> None:
        server = await house.start()
        printer = house.printer("lobby")
        settings = [
            PrinterSettings(name=name, address="lobby", admin_password="secret") for name in ("front door", "back door")
        ]
        outcomes = await asyncio.gather(*[server.add_printer(each) for each in settings], return_exceptions=True)
        assert isinstance(outcomes[1], BadInput)
        printer.print()
        assert (await server.acquire())["front door"].fetched == 1

    run(main())


def test_acquire_at_once(run: Run, house: Any) -> None:
    """PRN-12"""

    async def main() -> None:
        server = await house.start()
        house.printer("lobby").print(times=2)
        await house.add("lobby", acquire_at_once=True)
        assert len(await server.store.jobs()) == 2

    run(main())


def test_removing(run: Run, house: Any) -> None:
    """PRN-14, PRN-23: refused while it is acquired; ownership and inhibition go; added again, nothing comes twice."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.print(times=2)
        await server.acquire()
        printer.print(times=1)
        with pytest.raises(Busy, match="being acquired"):
            await server.remove_printer("lobby")
        await server.stop_acquisition("lobby")
        assert len(await server.store.jobs()) == 3
        await server.remove_printer("lobby")
        assert (printer.owner, printer.inhibit) == (b"", False)
        assert await server.printers() == []
        printer.print(times=1)
        await house.add("lobby")
        assert (await server.acquire())["lobby"].fetched == 1
        assert len(await server.store.jobs()) == 4
        assert await server.store.gaps() == []

    run(main())


def test_what_was_formatted_between_removing_and_adding_is_a_loss(run: Run, house: Any) -> None:
    """PRN-18: the ledger knows the printer by its stream, of which records 3 to 5 were never acquired."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby", inhibit_format=False)
        printer.print(times=2)
        await server.stop_acquisition("lobby")
        await server.remove_printer("lobby")
        printer.print(times=3)
        printer.format()
        printer.print()
        await house.add("lobby")
        assert (await server.acquire())["lobby"].fetched == 1
        gaps = [(gap["cause"], gap["first"], gap["last"]) for gap in await server.store.gaps()]
        assert gaps == [("formatted", 3, 5)]

    run(main())


def test_ending_and_removing_need_the_printer_or_force(run: Run, house: Any) -> None:
    """PRN-13, PRN-14"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.is_on = False
        with pytest.raises(DeviceError, match="no answer"):
            await server.stop_acquisition("lobby")
        assert server.stations()[0].is_started
        await server.stop_acquisition("lobby", force=True)
        assert (await server.printers())[0].state is PrinterState.STOPPED
        with pytest.raises(NoResponse):
            await server.remove_printer("lobby")
        await server.remove_printer("lobby", force=True)
        assert await server.printers() == []

    run(main())


@pytest.mark.parametrize("meanwhile", ["remove", "start", "change", "add again", "acquire"])
def test_what_comes_while_a_printer_is_being_removed(run: Run, house: Any, meanwhile: str) -> None:
    """Both wait for the printer, one behind the other; in the end it is gone, or it is there, but never half."""

    async def main() -> None:
        server = await house.start()
        await house.add("lobby")
        await house.settle()
        await server.stop_acquisition("lobby")
        others = {
            "remove": lambda: server.remove_printer("lobby"),
            "start": lambda: server.start_acquisition("lobby"),
            "change": lambda: server.change_printer("lobby", PrinterOptions(retries=9, full_action="stop logging")),
            "add again": lambda: server.readd_printer("lobby"),
            "acquire": lambda: server.acquire(["lobby"]),
        }
        for first, second in (("remove", meanwhile), (meanwhile, "remove")):
            outcomes = await asyncio.gather(others[first](), others[second](), return_exceptions=True)
            assert all(isinstance(each, PressroomError) for each in outcomes if isinstance(each, BaseException))
            await house.advance(30)
            rows = await server.printers()
            assert [row.name for row in rows] == [station.name for station in server.stations()]
            printer = house.printers["lobby"]
            if rows:
                assert (printer.owner, printer.owner_generation) == (server.server_id, rows[0].generation)
                if rows[0].state is PrinterState.ACQUIRING:
                    await server.stop_acquisition("lobby")
            else:
                assert printer.owner == b""
                await house.add("lobby", started=False)
                await house.settle()

    run(main())


def test_starting_again(run: Run, house: Any) -> None:
    """PRN-13"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby", started=False)
        printer.print()
        await house.advance(3)
        assert await server.store.jobs() == []
        await server.start_acquisition("lobby")
        await house.advance(1)
        assert len(await server.store.jobs()) == 1

    run(main())


def test_changing_settings(run: Run, house: Any) -> None:
    """PRN-05, ACQ-05: what is not named stays; the printer follows."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby", full_action="cancel jobs")
        await house.settle()
        await server.change_printer("lobby", PrinterOptions(full_action="stop logging", retries=5))
        row = (await server.printers())[0]
        assert (row.full_action, row.retries, row.format_inhibit) == (LogFullAction.STOP_LOGGING, 5, True)
        assert printer.full_action is LogFullAction.STOP_LOGGING
        await server.change_printer("lobby", PrinterOptions(acquire=Schedule(every=60_000_000)))
        printer.print()
        await house.advance(0.02)
        assert len(await server.store.jobs()) == 1

    run(main())


def test_counting_begins_at_registration_for_what_left_no_record(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = house.printer("lobby")
        printer.unlogged = UnloggedCounters(1, 1, 3, 0, 0, 0)
        await house.add("lobby")
        assert (await server.acquire())["lobby"].gaps == 1
        await server.stop_acquisition("lobby")
        await server.remove_printer("lobby")
        printer.unlogged = UnloggedCounters(2, 2, 5, 0, 0, 0)
        printer.format()
        await house.add("lobby")
        await server.acquire()
        await server.stop_acquisition("lobby")
        await server.remove_printer("lobby")
        await house.add("lobby")
        await server.acquire()
        gaps = await server.store.gaps()
        assert [(gap["jobs"], gap["sheets"]) for gap in gaps] == [(1, 3), (1, 2)]

    run(main())
