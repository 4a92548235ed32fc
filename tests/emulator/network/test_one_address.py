"""All printers at one address, each at ports of its own (EMU-10)."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from emulator.errors import NetworkError
from emulator.network.one_address import FIRST_PORT, OneAddressNetwork
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance

HOST = "127.0.0.1"
FREE = dict.fromkeys(("snmp", "raw", "lpd", "ipp", "http"), 0)
NAMES = ("127.20.0.1", "127.20.0.2", "127.20.0.3")
PATIENCE_S = 5.0


class Named:
    """Answers with its name on every service."""

    def __init__(self, name: str) -> None:
        self.name = name.encode()
        self.is_on = True

    def datagram(self, port: int, data: bytes, source: tuple[str, int]) -> bytes | None:
        return self.name

    def accept(self, port: int, source: str) -> asyncio.Protocol | None:
        device = self

        class Greeter(asyncio.Protocol):
            def connection_made(self, transport: Any) -> None:
                transport.write(device.name + b" %d" % port)
                transport.close()

        return Greeter()


@asynccontextmanager
async def network(first: dict[str, Any], count: int = 3) -> AsyncIterator[OneAddressNetwork]:
    made = OneAddressNetwork(SeededChance(1), SteppedCalendar(0), HOST, first)
    for name in NAMES[:count]:
        made.attach(name, Named(name), name)
    await made.start()
    try:
        yield made
    finally:
        await made.close()


async def asked(port: int) -> bytes:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.setblocking(False)
        client.bind((HOST, 0))
        client.sendto(b"?", (HOST, port))
        return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(client, 100), PATIENCE_S)


async def called(port: int) -> bytes:
    reader, writer = await asyncio.wait_for(asyncio.open_connection(HOST, port), PATIENCE_S)
    try:
        return await asyncio.wait_for(reader.read(), PATIENCE_S)
    finally:
        writer.close()


def test_the_port_says_which_printer_is_meant() -> None:
    """EMU-10: one address, many ports; a device hears the port that clients know, whatever the real one is."""

    async def stage() -> None:
        async with network(FREE) as made:
            for name in NAMES:
                ports = made.ports_of(name)
                assert await asked(ports["snmp"]) == name.encode()
                assert await called(ports["raw"]) == name.encode() + b" 9100"
                assert await called(ports["http"]) == name.encode() + b" 80"
                assert made.address_of(name) == HOST
            assert len({port for name in NAMES for port in made.ports_of(name).values()}) == 15

    asyncio.run(stage())


def test_ports_are_counted_from_the_first_one() -> None:
    """EMU-10: where nobody says otherwise SNMP of the n-th printer is at 20000 + n, raw printing at 21000 + n …"""

    async def stage() -> None:
        try:
            async with network({**FREE, "snmp": None, "raw": None}) as made:
                assert [made.ports_of(name)["snmp"] for name in NAMES] == [FIRST_PORT + n for n in range(3)]
                assert [made.ports_of(name)["raw"] for name in NAMES] == [FIRST_PORT + 1_000 + n for n in range(3)]
        except NetworkError as error:
            pytest.skip(f"not on this machine now: {error}")

    asyncio.run(stage())


def test_who_comes_later_gets_ports_that_are_free() -> None:
    """EMU-10: of a printer that has gone nothing answers, and the next one may have its ports."""

    async def stage() -> None:
        async with network(FREE) as made:
            gone = made.ports_of(NAMES[0])
            made.detach(NAMES[0])
            assert made.ports_of(NAMES[0]) == {}
            with pytest.raises(ConnectionRefusedError):
                await called(gone["raw"])
            made.attach("127.20.0.9", Named("new"), "new")
            assert await asked(made.ports_of("127.20.0.9")["snmp"]) == b"new"
            assert await called(made.ports_of(NAMES[2])["raw"]) == NAMES[2].encode() + b" 9100"

    asyncio.run(stage())


def test_a_port_that_is_taken_is_named() -> None:
    async def stage() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
            other.bind((HOST, 0))
            other.listen()
            taken = other.getsockname()[1]
            with pytest.raises(NetworkError, match=f"TCP port {taken} of {HOST} is in use"):
                async with network({**FREE, "ipp": taken}, count=1):
                    pass

    asyncio.run(stage())
