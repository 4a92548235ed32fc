"""A thousand printers in one process, each at its own address with every service (EMU-10)."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

import pytest

from harness.fleet.description import Ports, of_model, settled
from harness.fleet.running import RunningFleet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")

COUNT = 1_000
AT_ONCE = 50
PATIENCE_S = 30.0


def test_a_thousand_printers_answer_on_every_service() -> None:
    """EMU-10: one listener a service, and the page of each address is that of its own printer."""

    async def stage() -> None:
        free = Ports(snmp=0, raw=0, lpd=0, ipp=0, http=0)
        running = RunningFleet(settled(replace(of_model("mono-a4", COUNT), ports=free)))
        await running.start()
        ports, gate = running.network.ports, asyncio.Semaphore(AT_ONCE)

        async def page(address: str, service: str) -> bytes:
            async with gate:
                reader, writer = await asyncio.open_connection(address, ports[service])
                writer.write(b"GET / HTTP/1.0\r\n\r\n")
                try:
                    return await reader.read()
                finally:
                    writer.close()

        async def print_on(address: str) -> bytes:
            async with gate:
                reader, writer = await asyncio.open_connection(address, ports["raw"])
                writer.write(b"%PRESSPAGES 1\npages 1 mono A4 plain\n")
                writer.write_eof()
                try:
                    return await reader.read()
                finally:
                    writer.close()

        try:
            printers = list(running.fleet.printers.values())
            assert running.network.notes == []
            await asyncio.wait_for(asyncio.gather(*(print_on(each.address) for each in printers)), PATIENCE_S)
            assert all(len(each.jobs()) == 1 for each in printers)
            for service in ("http", "ipp"):
                sample = printers[::10]
                pages = await asyncio.wait_for(
                    asyncio.gather(*(page(each.address, service) for each in sample)), PATIENCE_S
                )
                assert all(each.serial.encode() in text for each, text in zip(sample, pages, strict=True))
        finally:
            await running.close()

    asyncio.run(stage())
