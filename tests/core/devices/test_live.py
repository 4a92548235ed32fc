"""Both backends on real sockets of the loopback interface, against the same tiny agent."""

from __future__ import annotations

import asyncio
import builtins
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.chance import SystemChance
from core.devices.backends import open_manager
from core.devices.discover import discover_dialect, open_device
from core.devices.manager import Target
from core.devices.udp import open_udp
from core.model.errors import BadInput, NoResponse, PressroomError, Refused
from core.model.ledger import Position
from core.wire import ber
from core.wire.mib import PA_CLOCK_SERIAL, PA_CLOCK_TIME, PA_LOG_RECORD, SYS_CONTACT, SYS_NAME, IdState
from core.wire.snmp import ErrorStatus, Varbind

# of pysnmp about pysmi
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
BACKENDS = pytest.mark.parametrize("backend", ["own", "pysnmp"])


@asynccontextmanager
async def agent(handle: Callable[[bytes], bytes | None]) -> AsyncIterator[int]:
    """A socket that answers with what ``handle`` gives; its port."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.setblocking(False)

        def readable() -> None:
            data, address = sock.recvfrom(65535)
            reply = handle(data)
            if reply is not None:
                sock.sendto(reply, address)

        loop.add_reader(sock, readable)
        try:
            yield sock.getsockname()[1]
        finally:
            loop.remove_reader(sock)


def live(bench: Any, backend: str, test: Callable[[Any, Target], Any], **settings: Any) -> Any:
    async def main() -> Any:
        async with agent(bench.printer.handle) as port:
            manager = open_manager(backend, open_udp, SystemChance())
            try:
                return await test(manager, Target("127.0.0.1", port, **settings))
            finally:
                manager.close()

    return asyncio.run(main())


@BACKENDS
def test_reads_present_and_missing_objects(bench, backend) -> None:
    values = live(bench, backend, lambda manager, target: manager.get(target, (SYS_NAME, SYS_CONTACT)))
    assert values == (
        Varbind(SYS_NAME, ber.OCTET_STRING, b"lobby"),
        Varbind(SYS_CONTACT, ber.NO_SUCH_OBJECT, None),
    )


@BACKENDS
def test_does_the_whole_work_of_a_printer(bench, backend, rows) -> None:
    """Claim, table, limit state, time, fetch and release, byte for byte through sockets."""
    bench.printer.add_records(40)

    async def test(manager: Any, target: Target) -> list[int]:
        assert await discover_dialect(manager, target) == "accounting"
        device = open_device("accounting", manager, target, max_message=4000)
        generation = await device.claim(b"M" * 16, b"aaaaaa")
        await device.write_ids(rows, 3)
        await device.write_limit_states({1000: IdState.LIMIT_EXCEEDED})
        await device.set_time(lambda: 1_774_857_600_000_000, 120)
        found = await device.fetch(Position(bench.printer.stream, 3, 0), None)
        await device.release(found.stream, generation, found.records[-1][0])
        return [sequence for sequence, _ in found.records]

    assert live(bench, backend, test) == list(range(4, 41))
    assert (bench.printer.owner, bench.printer.revision, bench.printer.first) == (b"M" * 16, 3, 41)
    assert bench.printer.ids[1000][2] == 2
    assert bench.printer.told_s() == 1_774_857_600


@BACKENDS
def test_a_refused_set_changes_nothing_and_names_the_item(bench, backend) -> None:
    stale = (Varbind(PA_CLOCK_SERIAL, ber.INTEGER, 1), Varbind(PA_CLOCK_TIME, ber.OCTET_STRING, b""))
    with pytest.raises(Refused) as refused:
        live(bench, backend, lambda manager, target: manager.set(target, stale))
    assert (refused.value.status, refused.value.index) == (ErrorStatus.INCONSISTENT_VALUE, 1)
    assert not bench.printer.executed


@BACKENDS
def test_silence(bench, backend) -> None:
    bench.printer.handle = lambda data: None
    with pytest.raises(NoResponse, match="no answer"):
        live(bench, backend, lambda manager, target: manager.get(target, (SYS_NAME,)), timeout_s=0.1, retries=1)


@BACKENDS
def test_version_1_walks_row_by_row(bench, backend) -> None:
    bench.printer.add_records(2)
    found = live(bench, backend, lambda manager, target: manager.bulk(target, (), (PA_LOG_RECORD,), 9), version=0)
    assert [varbind.oid for varbind in found] == [(*PA_LOG_RECORD, 1)]


def test_hundreds_of_requests_on_one_socket(bench) -> None:
    async def test(manager: Any, target: Target) -> int:
        answers = await asyncio.gather(*[manager.get(target, (SYS_NAME,)) for _ in range(200)])
        return sum(1 for answer in answers if answer[0].value == b"lobby")

    assert live(bench, "own", test, timeout_s=5.0) == 200


def test_a_missing_pysnmp_is_said_plainly(monkeypatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("pysnmp"):
            raise ImportError(name)
        return real(name, *rest, **named)

    for name in [each for each in sys.modules if each.startswith("pysnmp")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PressroomError, match="not installed") as missing:
        open_manager("pysnmp", open_udp, SystemChance())
    assert "pip install" in missing.value.hint


def test_an_unknown_backend() -> None:
    with pytest.raises(BadInput, match="no such backend: 'net-snmp'"):
        open_manager("net-snmp", open_udp, SystemChance())


def test_an_endpoint_that_is_closed_stays_silent() -> None:
    async def main() -> None:
        got: list[bytes] = []
        arrived = asyncio.Event()

        def receive(data: bytes, _: Any) -> None:
            got.append(data)
            arrived.set()

        async with agent(lambda data: data) as port:
            endpoint = open_udp(receive, "127.0.0.1")
            endpoint.send(b"one", ("127.0.0.1", port))
            await arrived.wait()
            endpoint.close()
            endpoint.close()
            endpoint.send(b"two", ("127.0.0.1", port))
        assert got == [b"one"]

    asyncio.run(main())


def test_an_address_that_is_not_ours_is_an_error_at_once() -> None:
    async def main() -> None:
        with pytest.raises(OSError, match="assign"):
            open_udp(lambda *_: None, "192.0.2.1")

    asyncio.run(main())
