"""CPU of the manager for a GETBULK of 25 records on a real socket, beside pysnmp's v3arch API in the same run.

The agent is a process of its own that answers canned octets, so that only the manager's CPU is counted: codec,
bookkeeping, socket calls and event loop together.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from core.chance import SystemChance
from core.devices.backends import open_manager
from core.devices.logreader import LogReader
from core.devices.manager import Manager, Target
from core.devices.udp import open_udp
from core.model.ledger import Position
from core.wire import ber
from core.wire import mib as m
from core.wire.snmp import Message, Pdu, Varbind, decode_message, encode_response, encode_varbind

RECORDS = 25
RECORD_OCTETS = 180
THROUGH = 4999
STREAM = b"s" * 16
HEAD = (
    Varbind(m.PA_LOG_STREAM, ber.OCTET_STRING, STREAM),
    Varbind(m.PA_OWNER_ID, ber.OCTET_STRING, b"o" * 16),
    Varbind(m.PA_OWNER_GENERATION, ber.GAUGE32, 3),
    Varbind(m.PA_LOG_FIRST, ber.GAUGE32, THROUGH + 1),
    Varbind(m.PA_LOG_NEXT, ber.GAUGE32, THROUGH + 1 + RECORDS),
    Varbind(m.PA_LOG_UNLOGGED_SERIAL, ber.COUNTER32, 7),
)
ROWS = tuple(
    Varbind((*m.PA_LOG_RECORD, THROUGH + 1 + row), ber.OCTET_STRING, bytes(RECORD_OCTETS)) for row in range(RECORDS)
)
BULK = ([varbind.oid[:-1] for varbind in HEAD], [(*m.PA_LOG_RECORD, THROUGH)], RECORDS)
TIMES_LESS = 30
"""How many times less CPU than pysnmp the manager may need at most."""

cpu_us: dict[str, float] = {}


def answer_forever(told: Connection) -> None:
    found = [encode_varbind(varbind) for varbind in (*HEAD, *ROWS)]
    name = [encode_varbind(Varbind(m.SYS_NAME, ber.OCTET_STRING, b"lobby"))]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        told.send(sock.getsockname()[1])
        while True:
            data, address = sock.recvfrom(65535)
            message = decode_message(data)
            if isinstance(message, Message) and isinstance(message.pdu, Pdu):
                encoded = found if len(message.pdu.varbinds) > 1 else name
                sock.sendto(encode_response(1, b"public", message.pdu.request_id, 0, 0, encoded), address)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=answer_forever, args=(there,), daemon=True)
    process.start()
    try:
        assert here.poll(20)
        yield here.recv()
    finally:
        process.kill()
        process.join()


def measure(benchmark, backend: str, port: int, work, requests: int) -> float:
    """Smallest CPU µs a request, of several rounds of ``requests``."""
    target = Target("127.0.0.1", port, timeout_s=5.0)
    with asyncio.Runner() as runner:

        async def opened() -> Manager:
            return open_manager(backend, open_udp, SystemChance())

        manager = runner.run(opened())

        async def several() -> None:
            for _ in range(requests):
                await work(manager, target)

        runner.run(several())
        benchmark.pedantic(lambda: runner.run(several()), rounds=5)
        manager.close()
    found = benchmark.stats.stats.min / requests * 1_000_000
    benchmark.extra_info["cpu_us_per_request"] = round(found, 1)
    return found


async def bulk(manager: Manager, target: Target) -> None:
    found = await manager.bulk(target, *BULK)
    assert len(found) == len(HEAD) + RECORDS


class AsDocumented:
    """pysnmp's v3arch API as its manual uses it, names looked up in MIBs, on one engine and one target."""

    async def open(self, port: int) -> None:
        from pysnmp.hlapi.v3arch import asyncio as pysnmp

        self.api = pysnmp
        target = await pysnmp.UdpTransportTarget.create(("127.0.0.1", port), timeout=5)
        self.engine = pysnmp.SnmpEngine()
        self.who = self.engine, pysnmp.CommunityData("public", mpModel=1), target, pysnmp.ContextData()

    async def bulk(self, requests: int) -> None:
        for _ in range(requests):
            asked = [self.api.ObjectType(self.api.ObjectIdentity(oid)) for oid in (*BULK[0], *BULK[1])]
            problem, status, _, found = await self.api.bulk_cmd(*self.who, len(HEAD), RECORDS, *asked)
            assert not problem
            assert not status
            assert len(found) == len(HEAD) + RECORDS


async def get(manager: Manager, target: Target) -> None:
    await manager.get(target, (m.SYS_NAME,))


@pytest.mark.benchmark(group="manager, GETBULK of 25 records", timer=time.process_time)
@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
class TestGetbulk:
    def test_pysnmp_as_documented(self, benchmark, port: int) -> None:
        peer = AsDocumented()
        with asyncio.Runner() as runner:
            runner.run(peer.open(port))
            runner.run(peer.bulk(2))  # loads its MIBs
            benchmark.pedantic(lambda: runner.run(peer.bulk(20)), rounds=5)
            peer.engine.close_dispatcher()
        cpu_us["pysnmp"] = benchmark.stats.stats.min / 20 * 1_000_000
        benchmark.extra_info["cpu_us_per_request"] = round(cpu_us["pysnmp"], 1)

    def test_pysnmp_behind_our_face(self, benchmark, port: int) -> None:
        cpu_us["bare"] = measure(benchmark, "pysnmp", port, bulk, 20)

    def test_own(self, benchmark, port: int) -> None:
        own_us = measure(benchmark, "own", port, bulk, 400)
        ratio = cpu_us["pysnmp"] / own_us
        benchmark.extra_info["times_less_than_pysnmp"] = round(ratio, 1)
        print(
            f"\nmanager: {own_us:.0f} µs CPU a GETBULK; pysnmp {cpu_us['pysnmp']:.0f}, {ratio:.0f} times as much; "
            f"without looking names up {cpu_us['bare']:.0f}, {cpu_us['bare'] / own_us:.0f} times as much"
        )
        assert ratio >= TIMES_LESS


@pytest.mark.benchmark(group="manager, GET", timer=time.process_time)
@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("backend", "requests"), [("pysnmp", 40), ("own", 1000)])
def test_get(benchmark, port: int, backend: str, requests: int) -> None:
    measure(benchmark, backend, port, get, requests)


@pytest.mark.benchmark(group="manager, fetch of 25 records", timer=time.process_time)
def test_fetch(benchmark, port: int) -> None:
    """A whole look into the log: GETBULK, its checks, and the records."""
    position = Position(STREAM, THROUGH, 0)
    readers: dict[int, LogReader] = {}

    async def fetch(manager: Manager, target: Target) -> None:
        reader = readers.setdefault(id(manager), LogReader(manager, target, 8192))
        found = await reader.fetch(position, 7)
        assert len(found.records) == RECORDS

    measure(benchmark, "own", port, fetch, 400)
