"""Clients that mean no good, on real sockets: printers go on serving everybody else (EMU-06, EMU-09)."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from core.wire.pages import PageRun, build_pages
from core.wire.pjl import UEL
from emulator.fleet import Fleet
from emulator.network import streams
from emulator.network.loopback import LoopbackNetwork
from emulator.network.packets import RAW_PORT
from emulator.protocols import services
from emulator.protocols.raw9100 import RawSession
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")

PATIENCE_S = 20
START_US = 1_774_857_600_000_000
JOB = UEL + b"@PJL ENTER LANGUAGE=PRESSPAGES\r\n" + build_pages([PageRun(1, "mono", "A4", "plain")]) + UEL
CONTROL = b"Hpc-7\nPsato\nJOffer\nldfA001pc-7\nNa.pdf\n"
LPD_JOB = b"\2lp\n\2%d cfA001pc-7\n%b\0\3%d dfA001pc-7\n%b\0" % (len(CONTROL), CONTROL, len(JOB), JOB)


class House:
    """Two printers on real sockets."""

    def __init__(self, network: LoopbackNetwork, fleet: Fleet, calendar: SteppedCalendar) -> None:
        self.network, self.calendar = network, calendar
        self.printer = fleet.add("lobby", "colour-a3")
        self.other = fleet.add("hall", "colour-a3")

    async def call(self, service: str = "raw") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.printer.address, self.network.ports[service])

    async def print(self, data: bytes = JOB, service: str = "raw", printer: Any = None) -> None:
        """A client that means well: its job is taken."""
        address = (printer or self.printer).address
        delivery = await self.network.send_stream("127.0.0.1", address, self.network.ports[service], data, PATIENCE_S)
        assert delivery.delivered, delivery.error

    def arrived(self, printer: Any = None) -> int:
        return sum(event[0] == "arrived" for event in (printer or self.printer).journal.events)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that other parts of the loop bring about."""
    while not true():  # noqa: ASYNC110 (what is waited for are not only our own events)
        await asyncio.sleep(0.005)


@asynccontextmanager
async def house_of() -> AsyncIterator[House]:
    calendar, chance = SteppedCalendar(START_US), SeededChance(1)
    network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0, further={"lpd": 0})
    house = House(network, Fleet(network, calendar, chance), calendar)
    await network.start()
    try:
        yield house
    finally:
        await network.close()


def play(work: Callable[[House], Coroutine[Any, Any, None]]) -> None:
    async def stage() -> None:
        async with asyncio.timeout(PATIENCE_S), house_of() as house:
            await work(house)

    asyncio.run(stage())


@pytest.mark.parametrize(("service", "whole"), [("raw", JOB), ("lpd", LPD_JOB)])
def test_five_hundred_connections_to_one_printer(service: str, whole: bytes) -> None:
    """EMU-06: they stand open with half a job each; another client prints meanwhile, and then they all do."""

    async def work(house: House) -> None:
        half = len(whole) // 2
        clients = [await house.call(service) for _ in range(500)]
        for _, writer in clients:
            writer.write(whole[:half])
        await house.print(whole, service)
        assert house.arrived() == 1
        for _, writer in clients:
            writer.write(whole[half:])
            writer.write_eof()
        for reader, writer in clients:
            await reader.read()  # until the printer closes: it has the job
            writer.close()
        assert house.arrived() == 501

    play(work)


def test_a_client_that_does_not_read_its_answers() -> None:
    """EMU-06: it is not heard any more, nothing piles up for it, and others are served."""

    async def work(house: House) -> None:
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(deaf, (house.printer.address, house.network.ports["raw"]))
        asking = loop.create_task(loop.sock_sendall(deaf, UEL + b"@PJL INFO VARIABLES\r\n" * 500_000))
        service = house.network._streams["raw"]

        def held_back() -> bool:
            sessions = service.sessions.get(house.printer.address, ())
            return any(each._transport is not None and not each._transport.is_reading() for each in sessions)

        await until(held_back)
        await house.print()
        (session,) = service.sessions[house.printer.address]
        assert session._transport is not None
        assert session._transport.get_write_buffer_size() < 1_000_000
        assert not asking.done()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        deaf.close()

    play(work)


def test_an_endless_job_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """LOG-04: it is refused at its end, and the printer prints on."""
    monkeypatch.setitem(services._SERVICES, RAW_PORT, ("raw", partial(RawSession, max_octets=100_000)))

    async def work(house: House) -> None:
        reader, writer = await house.call()
        for _ in range(100):
            writer.write(b"x" * 65_536)
            await writer.drain()
        await house.print()
        writer.write_eof()
        await reader.read()
        writer.close()
        await house.calendar.advance_to(START_US + 3_600_000_000)
        house.printer.catch_up()
        (octets,) = [event[4] for event in house.printer.journal.events if event[0] == "arrived" and event[2] == 2]
        assert octets <= 65_536
        refused = [event[3] for event in house.printer.journal.events if event[0] == "refused"]
        assert refused == ["memory overflow"]

    play(work)


def test_power_goes_while_many_send() -> None:
    """EMU-09: nobody is told that the job is there; the printer beside it does not notice."""

    async def work(house: House) -> None:
        clients = [await house.call() for _ in range(50)]
        for _, writer in clients:
            writer.write(JOB[:40])
        await house.print(printer=house.other)
        house.printer.power_cycle()
        for reader, writer in clients:
            with pytest.raises(ConnectionResetError):
                await reader.read()
            writer.close()
        assert house.arrived() == 0
        await house.print()
        assert house.arrived() == 1

    play(work)


def test_a_client_that_stalls_in_the_middle_of_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """EMU-06: it is given up after a while; one that has nothing to say between its jobs is not."""
    monkeypatch.setattr(streams, "STALLED_S", 0.0)

    async def work(house: House) -> None:
        service = house.network._streams["raw"]
        stalled, patient = await house.call(), await house.call()
        for (reader, writer), rest in ((stalled, JOB[:-1]), (patient, b"")):
            writer.write(b"@PJL ECHO here\r\n" + rest)
            assert await reader.readuntil(b"\f") == b"@PJL ECHO here\r\n\f"
        await until(lambda: len(service.sessions.get(house.printer.address, ())) == 2)
        service.sweep()
        await asyncio.sleep(0)
        assert len(service.sessions[house.printer.address]) == 1
        with pytest.raises(ConnectionResetError):
            await stalled[0].read()
        patient[1].write(JOB)
        await until(lambda: house.arrived() == 1)
        for _, writer in (stalled, patient):
            writer.close()

    play(work)
