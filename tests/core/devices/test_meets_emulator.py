"""The dialects against the emulated printers, octet for octet, on a network that loses, doubles and reorders."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.devices.accounting import AccountingDevice
from core.devices.discover import discover_dialect, open_device
from core.devices.manager import SnmpManager, Target
from core.model.errors import NoResponse, OwnedByOther, WrongCommunity, WrongPassword
from core.model.ledger import Position
from core.wire.id_table import IdRow
from core.wire.mib import ClockKind, IdState, LogFullAction, StreamCause
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from core.wire.records import JobRecord, decode_record
from emulator.fleet import Fleet
from emulator.network.faults import FaultChain, build_fault
from emulator.network.simulated import SimNetwork
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.loop import VirtualLoop

START_US = 1_774_857_600_000_000
MINE, OTHER = b"M" * 16, b"O" * 16
PASSWORD = b"aaaaaa"
ROWS = [IdRow(0, "unregistered", 0), *[IdRow(1000 + n, f"person {n}", 0) for n in range(120)]]


class House:
    """One printer of a model, the simulated network, and a manager."""

    def __init__(self, model: str, seed: int) -> None:
        self.calendar = SteppedCalendar(START_US)
        chance = SeededChance(seed)
        self.network = SimNetwork(chance, self.calendar)
        self.fleet = Fleet(self.network, self.calendar, chance)
        self.printer = self.fleet.add("lobby", model)
        self.target = Target(self.printer.address, timeout_s=1.0, retries=4)
        self.manager = SnmpManager(self.network.open_endpoint, chance)

    def device(self, **settings: Any) -> AccountingDevice:
        return AccountingDevice(self.manager, self.target, max_message=8192, **settings)

    async def print(self, count: int) -> None:
        for number in range(count):
            body = build_pages([PageRun(2, "mono", "A4", "plain")])
            job = PrintJob(1000, "Sato", "sato", f"letter {number}", "pc", "editor", 1, False, True, "PRESSPAGES", body)
            self.printer.submit(build_stream(job), "192.0.2.7:4000")
        await self.calendar.advance_to(self.calendar.now_us() + 3_600_000_000)
        self.printer.catch_up()


def run(model: str, test: Callable[[House], Awaitable[Any]], seed: int = 1) -> Any:
    loop = VirtualLoop()

    async def main() -> Any:
        house = House(model, seed)
        try:
            return await test(house)
        finally:
            house.manager.close()

    try:
        return loop.run_until_complete(main())
    finally:
        loop.close()


async def persist(work: Callable[[], Awaitable[Any]]) -> Any:
    """As the reconciler does: again until it holds."""
    for _ in range(20):
        try:
            return await work()
        except NoResponse:
            continue
    raise AssertionError("not in twenty attempts")


@pytest.mark.parametrize("model", ["colour-a3", "mono-a4", "colour-a4-small"])
def test_a_quiet_network(model) -> None:
    async def test(house: House) -> None:
        assert await discover_dialect(house.manager, house.target) == "accounting"
        device = house.device()
        identity = await device.identify()
        assert identity.serial == house.printer.serial
        assert identity.log_capacity == house.printer.model.log_capacity
        assert await device.claim(MINE, PASSWORD) == 1
        await device.write_ids(ROWS[:90], 5)
        await device.write_limit_states({1003: IdState.LIMIT_EXCEEDED, 1004: IdState.ENABLED})
        await device.write_settings(LogFullAction.CANCEL_JOBS, True)
        await device.set_time(house.calendar.now_us, 120)
        await house.print(12)
        found = await device.fetch(None)
        assert [sequence for sequence, _ in found.records] == list(range(1, 13))
        assert found.streams[0][1:] == (13, StreamCause.CREATED)
        record = decode_record(found.records[4][1])
        assert isinstance(record, JobRecord)
        assert (record.document, record.sheets, record.account_id) == ("letter 4", 2, 1000)
        await device.release(found.stream, 1, 12)
        again = await device.fetch(Position(found.stream, 12, 0), found.unlogged_serial)
        assert (again.records, again.first, again.next, again.unlogged) == ([], 13, 13, None)
        state = await device.read_state()
        assert (state.owner_id, state.generation, state.ids_revision) == (MINE, 1, 5)
        assert (state.full_action, state.format_inhibit) == (LogFullAction.CANCEL_JOBS, True)
        assert state.clock == (ClockKind.VOLATILE if model == "mono-a4" else ClockKind.BATTERY)
        assert await device.read_limit_states([1003, 1004, 7]) == {
            1003: IdState.LIMIT_EXCEEDED,
            1004: IdState.ENABLED,
        }

    run(model, test)


@pytest.mark.parametrize("seed", range(12))
def test_a_bad_network(seed) -> None:
    """EMU-11: a fifth lost, some doubled and reordered; everything holds in the end, nothing twice."""

    async def test(house: House) -> list[int]:
        faults = [build_fault("loss", permille=200), build_fault("duplicate", permille=150), build_fault("reorder")]
        house.fleet.faults(["lobby"], FaultChain(faults))
        device = house.device()
        generation = await persist(lambda: device.claim(MINE, PASSWORD))
        await persist(lambda: device.write_ids(ROWS, 5))
        await persist(lambda: device.write_limit_states(dict.fromkeys((1001, 1002), IdState.LIMIT_EXCEEDED)))
        await persist(lambda: device.write_settings(LogFullAction.STOP_LOGGING, False))
        await persist(lambda: device.set_time(house.calendar.now_us, 0))
        assert (house.printer.owner.id, house.printer.owner.generation) == (MINE, generation)
        await house.print(60)
        position = Position(house.printer.log.stream, 0, 0)
        taken: list[int] = []
        while True:
            found = await persist(lambda at=position: device.fetch(at, None))
            if not found.records:
                break
            taken += [sequence for sequence, _ in found.records]
            position = Position(found.stream, taken[-1], 0)
            await persist(lambda at=position: device.release(at.stream, generation, at.through))
        assert house.printer.log.first == 61
        assert len([event for event in house.printer.journal.events if event[0] == "ids"]) <= 2
        return taken

    assert run("colour-a3", test, seed) == list(range(1, 61))


def test_errors_tell_one_from_another() -> None:
    """PRN-08, PRN-09, PRN-10, PRN-21."""

    async def test(house: House) -> None:
        device = house.device()
        with pytest.raises(WrongPassword):
            await device.claim(MINE, b"wrong")
        assert house.printer.owner.id == b""
        shut_out = AccountingDevice(house.manager, house.target._replace(write_community=b"wrong"))
        with pytest.raises(WrongCommunity):
            await shut_out.claim(MINE, PASSWORD)
        with pytest.raises(NoResponse):
            await discover_dialect(house.manager, house.target._replace(read_community=b"wrong"))
        with pytest.raises(NoResponse):
            await discover_dialect(house.manager, house.target._replace(address="127.20.9.9"))
        generation = await device.claim(MINE, PASSWORD)
        successor = house.device()
        with pytest.raises(OwnedByOther):
            await successor.claim(OTHER, PASSWORD)
        await successor.claim(OTHER, PASSWORD, MINE)
        with pytest.raises(OwnedByOther) as lost:
            await device.release(house.printer.log.stream, generation, 0)
        assert lost.value.owner_hex == OTHER.hex()
        await successor.disown(OTHER)
        assert house.printer.owner.id == b""

    run("colour-a3", test)


@pytest.mark.parametrize("model", ["colour-a3", "plain-mono"])
def test_version_1(model) -> None:
    async def test(house: House) -> None:
        house.target = house.target._replace(version=0)
        dialect = await discover_dialect(house.manager, house.target)
        device = open_device(dialect, house.manager, house.target)
        await house.print(3)
        assert (await device.identify()).serial == house.printer.serial
        assert (await device.read_counters()).impressions == house.printer.life.impressions
        if dialect == "accounting":
            with pytest.raises(WrongPassword):
                await device.claim(MINE, b"wrong")
            await device.claim(MINE, PASSWORD)
            await device.write_ids(ROWS, 2)
            assert len((await device.fetch(None)).records) == 3

    run(model, test)


@pytest.mark.parametrize(
    ("model", "standard", "changed", "large"),
    [
        ("colour-a3", dict.fromkeys(("black", "cyan", "magenta", "yellow", "white"), 24_000), "cyan", 38_000),
        ("mono-a4", {"black": 3_000}, "black", 12_000),
    ],
)
def test_a_printer_tells_how_long_its_toner_lasts(
    model: str, standard: dict[str, int], changed: str, large: int
) -> None:
    """FEE-07: by the Printer-MIB, when it is registered and whenever it is asked."""

    async def test(house: House) -> None:
        device = house.device()
        assert (await device.identify()).toners == standard
        house.printer.cartridges[changed] = large
        assert await device.read_toners() == {**standard, changed: large}

    run(model, test)


def test_a_printer_that_tells_percentages_tells_no_life() -> None:
    """FEE-07: a capacity that is not in impressions says nothing."""

    async def test(house: House) -> None:
        device = open_device("counters", house.manager, house.target)
        assert await device.read_toners() == {}

    run("plain-mono", test)
