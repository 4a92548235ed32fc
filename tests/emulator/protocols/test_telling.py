"""Informs on the simulated network: sent again in virtual time until somebody confirms them (EMU-05, EMU-08)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from core.wire.snmp import Message, Pdu, PduType, decode_message, encode_message
from emulator.fleet import Fleet
from emulator.network.simulated import SimNetwork
from emulator.protocols.receivers import Receiver
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.loop import VirtualLoop

START_US = 1_774_857_600_000_000
MINUTE_US = 60_000_000
PORT = 162


class House:
    """One printer, and somebody at port 162 who confirms informs from the given one on."""

    def __init__(self, confirms_from: int) -> None:
        self.calendar = SteppedCalendar(START_US)
        chance = SeededChance(1)
        self.network = SimNetwork(chance, self.calendar)
        self.fleet = Fleet(self.network, self.calendar, chance)
        self.fleet.add("lobby", "mono-a4", receivers=[Receiver("127.0.0.1", inform=True, timeout_s=2.0, retries=3)])
        self.heard: list[int] = []
        self.confirms_from = confirms_from
        self.listener, _ = self.network.open_listener(self.hear, PORT)

    def hear(self, data: bytes, source: tuple[str, int]) -> None:
        message = decode_message(data)
        assert isinstance(message, Message)
        assert isinstance(message.pdu, Pdu)
        self.heard.append(message.pdu.request_id)
        if len(self.heard) >= self.confirms_from:
            pdu = message.pdu._replace(type=PduType.RESPONSE)
            self.listener.send(encode_message(message._replace(pdu=pdu)), source)

    @property
    def given_up(self) -> int:
        notifier = self.fleet.agents["lobby"].unasked
        assert notifier is not None
        assert notifier.courier is not None
        assert notifier.courier.waiting == 0
        return notifier.courier.given_up


def run(house: Callable[[], House], test: Callable[[House], Awaitable[None]]) -> None:
    loop = VirtualLoop()

    async def main() -> None:
        await test(house())

    try:
        loop.run_until_complete(main())
    finally:
        loop.close()


@pytest.mark.parametrize(("confirms_from", "sent", "given_up"), [(1, 1, 0), (3, 3, 0), (9, 4, 1)])
def test_the_calendar_waits_for_informs(confirms_from: int, sent: int, given_up: int) -> None:
    """EMU-08: the same number of each, as in the live world; the date moves only when nothing waits any more."""

    async def test(house: House) -> None:
        house.fleet.announce()
        await house.calendar.advance_to(START_US + MINUTE_US)
        assert len(house.heard) == sent
        assert len(set(house.heard)) == 1
        assert house.given_up == given_up

    run(lambda: House(confirms_from), test)


def test_a_printer_that_is_carried_out_holds_nothing_up() -> None:
    """EMU-10: nothing waits, and nobody is told any more."""

    async def test(house: House) -> None:
        timer = asyncio.get_running_loop().time
        house.fleet.announce()
        begun = timer()
        house.fleet.remove("lobby")
        await house.calendar.advance_to(START_US + MINUTE_US)
        assert timer() - begun < 2.0  # the first retry would have been then

    run(lambda: House(9), test)
