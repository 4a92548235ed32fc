"""SNMPv3 between our manager and the emulated printers: discovery, clocks, refusals (PRN-07; RFC 3414)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.devices.manager import SnmpManager, Target
from core.model.errors import NoResponse, WrongUser
from core.wire import usm
from core.wire.mib import SYS_NAME
from core.wire.snmp3 import V3
from core.wire.usm import Auth, Priv, User
from emulator.fleet import Fleet
from emulator.network.packets import TO_PRINTER
from emulator.network.simulated import SimNetwork
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.loop import VirtualLoop

START_US = 1_774_857_600_000_000
HOUR_US = 3_600_000_000
STAFF = User("staff", Auth.SHA256, "maplesyrup", Priv.AES128, "pancakes")


class House:
    """One printer that speaks version 3 alone, and a manager."""

    def __init__(self) -> None:
        self.calendar = SteppedCalendar(START_US)
        chance = SeededChance(1)
        self.network = SimNetwork(chance, self.calendar)
        self.fleet = Fleet(self.network, self.calendar, chance)
        self.printer = self.fleet.add("lobby", "mono-a4", users=[STAFF], versions=["v3"])
        self.counts = self.printer.snmp
        self.manager = SnmpManager(self.network.open_endpoint, chance)
        self.target = Target(self.printer.address, version=V3, user=STAFF, timeout_s=1.0, retries=2)

    async def name(self, **changes: Any) -> Any:
        (found,) = await self.manager.get(self.target._replace(**changes), [SYS_NAME])
        return found.value


def run(test: Callable[[House], Awaitable[None]]) -> None:
    loop = VirtualLoop()

    async def main() -> None:
        house = House()
        await test(house)
        house.manager.close()

    try:
        loop.run_until_complete(main())
    finally:
        loop.close()


def test_discovery_once_and_then_one_exchange_each() -> None:
    async def test(house: House) -> None:
        assert await house.name() == b"lobby"
        assert house.manager.tally.sent == 3  # the engine's ID, its time, the question
        assert await house.name() == b"lobby"
        assert house.manager.tally.sent == 4

    run(test)


def test_after_hours_and_after_a_restart_the_clock_is_learnt_anew() -> None:
    async def test(house: House) -> None:
        await house.name()
        await house.calendar.advance_to(START_US + HOUR_US)
        assert await house.name() == b"lobby"
        assert house.counts.reported(usm.NOT_IN_TIME_WINDOWS) == 2
        house.printer.power_cycle()  # which forgets what was counted
        assert await house.name() == b"lobby"
        assert house.counts.reported(usm.NOT_IN_TIME_WINDOWS) == 1

    run(test)


@pytest.mark.parametrize(
    ("user", "complaint"),
    [
        (STAFF._replace(name="stranger"), "does not know the SNMPv3 user 'stranger'"),
        (STAFF._replace(auth_password="waffles-"), "authentication password"),
        (STAFF._replace(auth=Auth.SHA512), "authentication password or protocol"),
        (STAFF._replace(priv_password="waffles-"), "privacy password"),
        (STAFF._replace(priv=Priv.NONE), "security level"),
        (User("staff"), "security level"),
    ],
)
def test_who_is_refused_learns_why(user: User, complaint: str) -> None:
    """PRN-07"""

    async def test(house: House) -> None:
        with pytest.raises(WrongUser, match=complaint):
            await house.name(user=user)
        assert await house.name() == b"lobby"

    run(test)


def test_a_printer_of_version_3_alone_is_silent_to_communities() -> None:
    async def test(house: House) -> None:
        with pytest.raises(NoResponse):
            await house.name(version=1, user=None)

    run(test)


def test_datagrams_that_come_again_later_are_not_fresh() -> None:
    """RFC 3414, section 2.2.3: an hour later nothing of it acts."""

    async def test(house: House) -> None:
        seen: list[bytes] = []
        house.network.tap = lambda _at, direction, _where, data: seen.append(data) if direction == TO_PRINTER else None
        await house.name()
        await house.name()
        agent = house.fleet.agents["lobby"]
        assert b"lobby" not in seen[-1]
        assert agent.handle(seen[-1], ("127.0.0.1", 4_000)) is not None
        told = house.counts.reported(usm.NOT_IN_TIME_WINDOWS)
        await house.calendar.advance_to(START_US + HOUR_US)
        agent.handle(seen[-1], ("127.0.0.1", 4_000))
        assert house.counts.reported(usm.NOT_IN_TIME_WINDOWS) == told + 1

    run(test)
