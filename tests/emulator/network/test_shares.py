"""One fleet in several processes: sockets at one port, steered by the address that is called."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from emulator.errors import NetworkError
from emulator.network import bpf
from emulator.network.loopback import LoopbackNetwork
from emulator.network.packets import BROADCAST
from emulator.network.shares import Shares
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux steers by address")

PATIENCE_S = 4.0
ADDRESSES = [f"127.78.0.{number}" for number in range(1, 8)]


class Named:
    """Answers with the number of its share, by SNMP's port and by every other."""

    def __init__(self, share: int) -> None:
        self.is_on = True
        self.share = str(share).encode()

    def datagram(self, port: int, data: bytes, source: tuple[str, int]) -> bytes | None:
        return self.share

    def accept(self, port: int, source: str) -> asyncio.Protocol | None:
        return Greeter(self.share)


class Greeter(asyncio.Protocol):
    def __init__(self, word: bytes) -> None:
        self.word = word

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self.word)
        transport.close()


class Asking(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.answers: asyncio.Queue[tuple[bytes, str]] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.answers.put_nowait((data, addr[0]))


devices: dict[str, Named] = {}
"""By address; of the test that is running."""


@asynccontextmanager
async def shared(count: int) -> AsyncIterator[tuple[Shares, list[LoopbackNetwork]]]:
    """As many networks as shares, each with the printers whose addresses are its own."""
    shares = Shares(count, snmp_port=0, raw_port=0, further={"ipp": 0})
    networks = []
    for share in range(count):
        chance, calendar = SeededChance(share), SteppedCalendar(0, patience_s=PATIENCE_S)
        network = LoopbackNetwork(chance, calendar, opened=shares.of(share))
        for address in ADDRESSES:
            if shares.share_of(address) == share:
                devices[address] = Named(share)
                network.attach(address, devices[address])
        await network.start()
        networks.append(network)
    try:
        yield shares, networks
    finally:
        for network in networks:
            await network.close()
        shares.close()


async def asked(address: str, port: int, answers: int = 1) -> list[tuple[bytes, str]]:
    loop = asyncio.get_running_loop()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.bind(("127.0.0.1", 0))
    transport, asking = await loop.create_datagram_endpoint(Asking, sock=sock)
    try:
        transport.sendto(b"?", (address, port))
        return [await asyncio.wait_for(asking.answers.get(), PATIENCE_S) for _ in range(answers)]
    finally:
        transport.close()


async def called(address: str, port: int) -> bytes:
    reader, writer = await asyncio.wait_for(asyncio.open_connection(address, port), PATIENCE_S)
    try:
        return await asyncio.wait_for(reader.read(), PATIENCE_S)
    finally:
        writer.close()


def test_each_packet_comes_to_the_share_that_has_the_printer() -> None:
    """EMU-10: datagrams and connections to three processes at one port."""

    async def stage() -> None:
        async with shared(3) as (shares, _):
            for address in ADDRESSES:
                word = str(bpf.share_of(address, 3)).encode()
                assert await asked(address, shares.ports["snmp"]) == [(word, address)]
                for service in ("raw", "ipp"):
                    assert await called(address, shares.ports[service]) == word
            assert {bpf.share_of(address, 3) for address in ADDRESSES} == {0, 1, 2}

    asyncio.run(stage())


def test_a_broadcast_comes_to_all_of_them() -> None:
    """PRN-02: discovery finds the printers of every process."""

    async def stage() -> None:
        async with shared(2) as (shares, _):
            answers = await asked(BROADCAST, shares.ports["snmp"], len(ADDRESSES))
            assert sorted(address for _, address in answers) == ADDRESSES

    asyncio.run(stage())


def test_a_printer_that_moves_keeps_its_process() -> None:
    """EMU-11: an address that belongs to another share is steered to the printer's own."""

    async def stage() -> None:
        async with shared(2) as (shares, networks):
            new = next(f"127.78.1.{n}" for n in range(1, 9) if bpf.share_of(f"127.78.1.{n}", 2) == 1)
            networks[0].attach(new, Named(0))
            shares.steer(new, 0)
            await asyncio.sleep(0)  # the filter of the listeners is rebuilt in the loop's next turn
            assert shares.share_of(new) == 0
            assert await asked(new, shares.ports["snmp"]) == [(b"0", new)]
            assert await called(new, shares.ports["raw"]) == b"0"
            other = next(address for address in ADDRESSES if bpf.share_of(address, 2) == 1)
            assert await called(other, shares.ports["raw"]) == b"1"
            shares.steer(new, 1)
            networks[1].attach(new, Named(1))
            assert await asked(new, shares.ports["snmp"]) == [(b"1", new)]

    asyncio.run(stage())


def test_a_printer_that_is_off_is_silent_in_its_share() -> None:
    """EMU-09: no refusal either; the printers beside it in the same process answer."""

    async def stage() -> None:
        async with shared(2) as (shares, networks):
            off, on = [address for address in ADDRESSES if bpf.share_of(address, 2) == 1][:2]
            device = devices[off]
            device.is_on = False
            networks[1].power_changed(off)
            await asyncio.sleep(0)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.open_connection(off, shares.ports["raw"]), 0.3)
            assert await called(on, shares.ports["raw"]) == b"1"

    asyncio.run(stage())


def test_a_port_of_another_fleet_is_not_shared_with_it() -> None:
    first = Shares(2, snmp_port=0, raw_port=0)
    try:
        with pytest.raises(NetworkError, match="is in use"):
            Shares(2, snmp_port=first.ports["snmp"], raw_port=0)
    finally:
        first.close()
