"""Several servers and one fleet, on the bytes of the wire: ownership by generation, and the union of the ledgers."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from core.config.settings import AccountSettings, LimitSettings, PrinterOptions, PrinterSettings, ServerOptions
from core.model import PrinterState
from core.server import Server
from core.wire.mib import IdState, LogFullAction
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from emulator.network.faults import FaultChain, build_fault
from emulator.network.faults.late import is_set
from emulator.network.packets import Datagram
from emulator.printer import Printer
from harness.worlds import SIMULATED, run_in
from harness.worlds.simulated import SimulatedWorld

START_US = 1_788_000_000_000_000
HOUR_US = 3_600_000_000


class Building:
    """One world, its printers, and servers by name."""

    def __init__(self, seed: int = 1) -> None:
        self.world = SimulatedWorld(seed, START_US)
        self.servers: dict[str, Server] = {}

    def printer(self, name: str, model: str = "colour-a3") -> Printer:
        return self.world.fleet.add(name, model)

    async def server(self, name: str, **options: Any) -> Server:
        server = self.servers[name] = Server(
            await self.world.open_store(other=name),
            calendar=self.world.calendar,
            chance=self.world.chance,
            open_endpoint=self.world.open_endpoint,
            settings=ServerOptions(**{"acquire": "by hand", **options}),
        )
        await server.start()
        return server

    async def add(self, server: Server, printer: Printer, **more: Any) -> None:
        password = printer.model.admin_password or None
        await server.add_printer(
            PrinterSettings(name=printer.name, address=printer.address, admin_password=password, **more)
        )
        await self.world.calendar.settle()

    async def print(self, printer: Printer, account: int = 7, pages: int = 1, times: int = 1) -> None:
        body = build_pages([PageRun(pages, "mono", "A4", "plain")])
        for _ in range(times):
            job = PrintJob(account, "Sato", "", "a.pdf", "pc", "", 1, False, True, "PRESSPAGES", body)
            assert (await self.world.send_stream(printer.address, build_stream(job))).delivered
        while not printer.idle:
            await self.advance(1 / 60)

    async def advance(self, hours: float) -> None:
        await self.world.calendar.advance_to(self.world.calendar.now_us() + int(hours * HOUR_US))

    async def close(self) -> None:
        for server in self.servers.values():
            await server.stop()
        await self.world.close()


def in_building(work: Callable[[Building], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        building = Building()
        try:
            await work(building)
        finally:
            await building.close()

    run_in(SIMULATED, main)


def test_formatting_does_not_give_an_old_generation_to_the_next_owner() -> None:
    """PRN-10: the predecessor has not noticed yet that the storage was formatted, and writes a limit state."""

    async def work(building: Building) -> None:
        hall, other = building.printer("hall"), building.printer("other")
        first = await building.server("first")
        await first.put_account(AccountSettings(id=7, name="Sato", limit=LimitSettings(sheets="3", every="1 month")))
        await building.add(first, hall, inhibit_format=False)
        await building.add(first, other)
        assert hall.format_storage()
        second = await building.server("second")
        await second.put_account(AccountSettings(id=7, name="Sato"))
        await building.add(second, hall)
        await building.print(other, pages=5)
        assert (await first.acquire(["other"]))["other"].fetched == 1  # over the limit, written into every printer
        await building.advance(1)
        assert hall.ids.state(7) is IdState.ENABLED
        states = {row.name: row.state for row in await first.printers()}
        assert states == {"hall": PrinterState.OTHER_SERVER, "other": PrinterState.ACQUIRING}

    in_building(work)


class LosesSets:
    """Every SET is lost on its way, but the copies that were put aside for later."""

    def apply(self, datagram: Datagram, chance: object) -> Sequence[Datagram]:
        return () if is_set(datagram.data) and not datagram.calendar_us else (datagram,)

    def connects(self) -> bool:
        return True


def only_late(building: Building, name: str) -> None:
    """From now on SETs to a printer come three hours late."""
    late = build_fault("late", after_us=3 * HOUR_US)
    building.world.fleet.faults([name], FaultChain([late, LosesSets()]))


@pytest.mark.parametrize("crashes", [False, True])
def test_a_limit_state_given_up_and_no_longer_wanted_does_not_act_when_it_comes_late(crashes: bool) -> None:
    """LIM-03: "limit exceeded" is lost on its way; a copy comes when usage was set back long ago."""

    async def work(building: Building) -> None:
        hall = building.printer("hall")
        server = await building.server("server")
        await server.put_account(AccountSettings(id=7, name="Sato", limit=LimitSettings(sheets="3", every="1 month")))
        await building.add(server, hall)
        await building.print(hall, pages=5)
        only_late(building, "hall")
        await server.acquire(["hall"])
        await building.world.calendar.settle()
        building.world.fleet.faults(["hall"], None)
        if crashes:
            server.crash()
            server = await building.server("server")
        await server.reset_usage(7)
        await building.advance(1)
        await server.acquire(["hall"])
        assert server.stations()[0].is_verified
        await building.advance(4)
        assert hall.ids.state(7) is IdState.ENABLED

    in_building(work)


def test_a_setting_given_up_and_no_longer_wanted_does_not_act_when_it_comes_late() -> None:
    """ACQ-05: "stop logging" is lost on its way; a copy comes when it was taken back long ago."""

    async def work(building: Building) -> None:
        hall = building.printer("hall")
        server = await building.server("server")
        await building.add(server, hall)
        only_late(building, "hall")
        await server.change_printer("hall", PrinterOptions(full_action="stop logging"))
        building.world.fleet.faults(["hall"], None)
        await server.change_printer("hall", PrinterOptions(full_action="delete oldest"))
        await building.advance(4)
        assert hall.settings.full_action is LogFullAction.DELETE_OLDEST

    in_building(work)
