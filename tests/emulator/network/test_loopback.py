"""The live network with real sockets on loopback: one socket for the fleet, or one for each printer."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from emulator.errors import NetworkError
from emulator.network import loopback, sockets, streams
from emulator.network.faults import FaultChain, build_fault
from emulator.network.loopback import LoopbackNetwork
from emulator.network.packets import BROADCAST
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")

HOST = "127.77.0.9"
SECOND_US = 1_000_000


class Taker(asyncio.Protocol):
    """The printer's side of a stream: takes all, answers, closes."""

    def __init__(self, device: Echo, source: str) -> None:
        self.device = device
        self.source = source
        self.received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.device.connected.set()

    def data_received(self, data: bytes) -> None:
        self.received += data

    def eof_received(self) -> None:
        self.device.jobs.append((self.source, bytes(self.received)))
        self.transport.write(b"thanks")

    def connection_lost(self, exc: Exception | None) -> None:
        self.device.lost.append(exc)


class Echo:
    """A device that answers datagrams with its own address before them."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.is_on = True
        self.refuses = False
        self.jobs: list[tuple[str, bytes]] = []
        self.lost: list[Exception | None] = []
        self.asked: list[bytes] = []
        self.connected = asyncio.Event()
        self.called: list[int] = []

    def datagram(self, port: int, data: bytes, source: tuple[str, int]) -> bytes | None:
        assert port == 161, "devices hear of their own ports, whatever the system's are"
        self.asked.append(data)
        return self.address.encode() + data

    def accept(self, port: int, source: str) -> asyncio.Protocol | None:
        self.called.append(port)
        return None if self.refuses else Taker(self, source)


class Bench:
    """Three printers on the loopback device, and a client's socket."""

    def __init__(self, network: LoopbackNetwork, calendar: SteppedCalendar) -> None:
        self.network = network
        self.calendar = calendar
        self.devices = [Echo(f"127.77.0.{number}") for number in (1, 2, 3)]
        for device in self.devices:
            network.attach(device.address, device, device.address)
        self.client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.client.setblocking(False)
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, sockets.BUFFER_OCTETS)
        self.client.bind((HOST, 0))

    def send(self, data: bytes, address: str) -> None:
        self.client.sendto(data, (address, self.network.ports["snmp"]))

    async def heard(self, within_s: float = 5) -> tuple[bytes, str]:
        async with asyncio.timeout(within_s):
            data, source = await asyncio.get_running_loop().sock_recvfrom(self.client, 65_535)
        assert source[1] == self.network.ports["snmp"]
        return data, source[0]

    async def print(self, device: Echo, data: bytes = b"bytes", timeout_s: float = 5) -> Any:
        return await self.network.send_stream(HOST, device.address, self.network.ports["raw"], data, timeout_s)

    async def turn(self) -> None:
        """Let the loop do what was put off to its next turn."""
        await asyncio.sleep(0)
        await asyncio.sleep(0)


@asynccontextmanager
async def bench_of(**options: Any) -> AsyncIterator[Bench]:
    calendar = SteppedCalendar(0)
    network = LoopbackNetwork(SeededChance(1), calendar, **({"snmp_port": 0, "raw_port": 0} | options))
    bench = Bench(network, calendar)
    try:
        await network.start()
        yield bench
    finally:
        bench.client.close()
        await network.close()
        await asyncio.sleep(0)


@pytest.fixture(params=[False, True], ids=["shared", "separate"])
def live(request: pytest.FixtureRequest) -> Callable[[Callable[[Bench], Coroutine[Any, Any, None]]], None]:
    """Runs a play on both kinds of sockets."""

    def run(play: Callable[[Bench], Coroutine[Any, Any, None]]) -> None:
        async def stage() -> None:
            async with bench_of(separate=request.param) as bench:
                await play(bench)

        asyncio.run(stage())

    return run


def test_each_printer_answers_from_its_own_address(live: Any) -> None:
    """EMU-10: one port, distinct addresses."""

    async def play(bench: Bench) -> None:
        for device in bench.devices:
            bench.send(b" asked", device.address)
            assert await bench.heard() == (device.address.encode() + b" asked", device.address)

    live(play)


def test_a_flood_is_answered_whole(live: Any) -> None:
    """EMU-10: more datagrams than one turn of the receive loop takes."""

    async def play(bench: Bench) -> None:
        for number in range(300):
            bench.send(b" %d" % number, bench.devices[number % 3].address)
        got = {(await bench.heard())[0] for _ in range(300)}
        assert got == {bench.devices[number % 3].address.encode() + b" %d" % number for number in range(300)}

    live(play)


def test_a_broadcast_is_answered_by_all() -> None:
    """PRN-01: discovery; the one socket alone can hear it."""

    async def stage() -> None:
        async with bench_of() as bench:
            bench.send(b"?", BROADCAST)
            answers = {await bench.heard() for _ in range(3)}
            assert {source for _, source in answers} == {device.address for device in bench.devices}

    asyncio.run(stage())


def test_a_stream_is_delivered_and_both_ends_agree_on_its_source(live: Any) -> None:
    """EMU-06"""

    async def play(bench: Bench) -> None:
        device = bench.devices[1]
        data = bytes(range(256)) * 4_000
        delivery = await bench.print(device, data)
        assert (delivery.delivered, delivery.error) == (True, "")
        assert delivery.source.startswith(f"{HOST}:")
        assert device.jobs == [(delivery.source, data)]
        assert device.lost == [None]

    live(play)


def test_a_printer_that_is_off_times_out_and_comes_back(live: Any) -> None:
    """EMU-09: neither datagrams nor connections get an answer, and no refusal either."""

    async def play(bench: Bench) -> None:
        device, neighbour = bench.devices[:2]
        device.is_on = False
        bench.network.power_changed(device.address)
        await bench.turn()
        bench.send(b"off", device.address)
        delivery = await bench.print(device, timeout_s=0.2)
        assert (delivery.delivered, delivery.error.startswith("no answer from")) == (False, True)
        assert (await bench.print(neighbour)).delivered
        assert device.asked == []
        device.is_on = True
        bench.network.power_changed(device.address)
        await bench.turn()
        assert (await bench.print(device)).delivered

    live(play)


def test_power_off_cuts_the_connections_of_that_printer_alone(live: Any) -> None:
    """EMU-09: the client must not take the end for success."""

    async def play(bench: Bench) -> None:
        device, neighbour = bench.devices[:2]
        port = bench.network.ports["raw"]
        reader, writer = await asyncio.open_connection(device.address, port)
        other_reader, other_writer = await asyncio.open_connection(neighbour.address, port)
        await device.connected.wait()
        await neighbour.connected.wait()
        device.is_on = False
        bench.network.power_changed(device.address)
        with pytest.raises(ConnectionResetError):
            await reader.read()
        other_writer.write_eof()
        assert await other_reader.read() == b"thanks"
        writer.close()
        other_writer.close()
        assert device.jobs == []

    live(play)


def test_an_absent_address_times_out_on_the_shared_listener() -> None:
    """EMU-09: dropped by default."""

    async def stage() -> None:
        async with bench_of() as bench:
            delivery = await bench.network.send_stream(HOST, "127.77.9.9", bench.network.ports["raw"], b"x", 0.2)
            assert delivery.error.startswith("no answer")

    asyncio.run(stage())


def test_printers_come_and_go_while_the_network_runs(live: Any) -> None:
    """EMU-10"""

    async def play(bench: Bench) -> None:
        late = Echo("127.77.0.4")
        bench.network.attach(late.address, late, "late")
        await bench.turn()
        bench.send(b"?", late.address)
        assert await bench.heard() == (b"127.77.0.4?", late.address)
        assert (await bench.print(late)).delivered
        bench.network.detach(late.address)
        bench.network.detach("127.77.0.200")
        await bench.turn()
        bench.send(b"?", late.address)
        assert not (await bench.print(late, timeout_s=0.2)).delivered
        assert len(late.asked) == 1

    live(play)


def test_a_service_that_refuses_resets(live: Any) -> None:
    """EMU-06"""

    async def play(bench: Bench) -> None:
        bench.devices[0].refuses = True
        delivery = await bench.print(bench.devices[0])
        assert not delivery.delivered
        assert "reset" in delivery.error

    live(play)


def test_faults_stand_at_the_edge_as_in_the_simulation(live: Any) -> None:
    """EMU-11: loss, delay, doubling, the late SET, the cut cable; the neighbour hears nothing of it."""

    async def play(bench: Bench) -> None:
        device, neighbour = bench.devices[:2]
        tapped: list[str] = []
        bench.network.tap = lambda _at, direction, address, _data: tapped.append(f"{direction} {address[-1]}")

        def faults(*kinds: str, **params: Any) -> None:
            bench.network.set_faults(device.address, FaultChain([build_fault(kind, **params) for kind in kinds]))

        faults("silent")
        await bench.turn()
        bench.send(b"lost", device.address)
        bench.send(b"there", neighbour.address)
        assert await bench.heard() == (b"127.77.0.2there", neighbour.address)
        assert not (await bench.print(device, timeout_s=0.2)).delivered
        faults("delay", "duplicate", direction="to printer")
        faults("duplicate", permille=1_000, direction="to printer", after_us=2_000)
        bench.send(b"twice", device.address)
        assert [await bench.heard() for _ in range(2)] == [(b"127.77.0.1twice", device.address)] * 2
        faults("delay", least_us=50_000, most_us=50_000)
        before = asyncio.get_running_loop().time()
        bench.send(b"slow", device.address)
        await bench.heard()
        assert asyncio.get_running_loop().time() - before >= 0.1
        await bench.calendar.settle()
        assert tapped[0] == "x> 1"
        assert sorted(set(tapped)) == ["< 1", "< 2", "> 1", "> 2", "x> 1"]
        assert device.asked == [b"twice", b"twice", b"slow"]

    live(play)


def test_a_late_set_waits_for_the_calendar(live: Any) -> None:
    """EMU-11"""
    octets = bytes.fromhex("300f 0201 01 0400 a3 08 0201 07 0201 00 0201".replace(" ", ""))

    async def play(bench: Bench) -> None:
        device = bench.devices[0]
        bench.network.set_faults(device.address, FaultChain([build_fault("late", after_us=60 * SECOND_US)]))
        bench.send(octets, device.address)
        await bench.heard()
        await bench.calendar.advance_to(59 * SECOND_US)
        assert len(device.asked) == 1
        await bench.calendar.advance_to(60 * SECOND_US)
        await bench.heard()
        assert device.asked == [octets, octets]

    live(play)


# --- what the system refuses -----------------------------------------------------------------------------


def occupied(kind: socket.SocketKind, address: str) -> socket.socket:
    sock = socket.socket(socket.AF_INET, kind)
    sock.bind((address, 0))
    if kind == socket.SOCK_STREAM:
        sock.listen()
    return sock


@pytest.mark.parametrize(
    ("kind", "option"), [(socket.SOCK_DGRAM, "snmp_port"), (socket.SOCK_STREAM, "raw_port")], ids=["udp", "tcp"]
)
def test_a_port_taken_on_another_address_means_sockets_of_their_own(kind: socket.SocketKind, option: str) -> None:
    """EMU-10: and the network says so."""

    async def stage() -> None:
        with occupied(kind, "127.77.5.5") as other:
            async with bench_of(**{option: other.getsockname()[1]}) as bench:
                assert any("cannot be had for all addresses at once" in note for note in bench.network.notes)
                bench.send(b"?", bench.devices[2].address)
                assert (await bench.heard())[1] == bench.devices[2].address
                assert (await bench.print(bench.devices[2])).delivered

    asyncio.run(stage())


@pytest.mark.parametrize(
    ("kind", "option", "word"),
    [(socket.SOCK_DGRAM, "snmp_port", "UDP"), (socket.SOCK_STREAM, "raw_port", "TCP")],
    ids=["udp", "tcp"],
)
def test_a_port_taken_on_a_printers_address_is_one_line(kind: socket.SocketKind, option: str, word: str) -> None:
    """Bad input: port in use."""

    async def stage() -> str:
        with occupied(kind, "127.77.0.2") as other:
            port = other.getsockname()[1]
            with pytest.raises(NetworkError) as error:
                async with bench_of(**{option: port}):
                    pass
            assert str(error.value).startswith(f"{word} port {port} of 127.77.0.2 is in use by another program")
            return str(error.value)

    assert "\n" not in asyncio.run(stage())


def test_an_address_of_another_machine_is_one_line() -> None:
    """Bad input: address not available."""
    network = LoopbackNetwork(SeededChance(1), SteppedCalendar(0))
    with pytest.raises(NetworkError, match=r"192\.0\.2\.1: no such address on this machine"):
        network.attach("192.0.2.1", Echo("192.0.2.1"))


def test_too_few_file_descriptors_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input: too few file descriptors."""
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, 300))
    with pytest.raises(NetworkError, match=r"2,000 sockets need 2,256 file descriptors, this process may have 300"):
        sockets.make_room_for(2_000)


def test_the_soft_limit_of_descriptors_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """EMU-10: a thousand printers with a socket each, in a shell that allows 1,024."""
    import resource

    raised: list[Any] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1_024, 20_000))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: raised.append(limits))
    sockets.make_room_for(100)
    sockets.make_room_for(2_000)
    assert raised == [(2_256, 20_000)]


def test_an_impossible_port_is_one_line() -> None:
    """Bad input."""

    async def stage() -> None:
        with pytest.raises(NetworkError, match="UDP port 70000: ports go from 0 to 65535"):
            async with bench_of(snmp_port=70_000):
                pass

    asyncio.run(stage())


@pytest.mark.parametrize("separate", [False, True])
def test_further_services_are_called_by_the_names_clients_know(separate: bool) -> None:
    """EMU-10: whatever port the system gave, the device hears of 515, 631, 80; the power cuts them all."""

    async def stage() -> None:
        async with bench_of(further={"lpd": 0, "ipp": 0, "http": 0}, separate=separate) as bench:
            device, ports = bench.devices[1], bench.network.ports
            assert set(ports) == {"snmp", "raw", "lpd", "ipp", "http"}
            for service in ("lpd", "ipp", "http", "raw"):
                delivery = await bench.network.send_stream(HOST, device.address, ports[service], b"x", 5)
                assert delivery.delivered
            assert device.called == [515, 631, 80, 9100]
            reader, writer = await asyncio.open_connection(device.address, ports["ipp"])
            await device.connected.wait()
            device.is_on = False
            bench.network.power_changed(device.address)
            with pytest.raises(ConnectionResetError):
                await reader.read()
            writer.close()

    asyncio.run(stage())


def test_a_further_service_falls_back_where_its_port_is_taken() -> None:
    """A print server of the machine's own holds 631; and the network says so."""

    async def stage() -> None:
        with occupied(socket.SOCK_STREAM, "127.77.0.2") as other, occupied(socket.SOCK_STREAM, "127.77.5.5") as free:
            taken, fallback = other.getsockname()[1], free.getsockname()[1]
            free.close()
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(loopback.STREAM_PORTS, "ipp", taken)
                patch.setitem(loopback.UNPRIVILEGED_PORTS, "ipp", fallback)
                async with bench_of(further={"ipp": None}) as bench:
                    assert bench.network.ports["ipp"] == fallback
                    assert any(note.endswith(f"IPP on {fallback}") for note in bench.network.notes)

    asyncio.run(stage())


def test_a_further_service_takes_a_free_port_where_both_of_its_own_are_taken() -> None:
    """A second fleet on one machine comes up, and says where."""

    async def stage() -> None:
        with occupied(socket.SOCK_STREAM, "127.77.0.2") as other:
            taken = other.getsockname()[1]
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(loopback.STREAM_PORTS, "ipp", taken)
                patch.setitem(loopback.UNPRIVILEGED_PORTS, "ipp", taken)
                async with bench_of(further={"ipp": None}) as bench:
                    assert bench.network.ports["ipp"] not in {0, taken}
                    assert any(note.endswith("IPP on a free port") for note in bench.network.notes)

    asyncio.run(stage())


def test_ports_for_the_privileged_fall_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default ports, as somebody who may not have them."""
    real = sockets.shared_udp

    def refuse(port: int, notes: list[str]) -> socket.socket:
        if port < 1_024:
            raise sockets.NotPermitted(f"UDP port {port} is not permitted")
        return real(0, notes)

    monkeypatch.setattr(sockets, "shared_udp", refuse)
    monkeypatch.setattr(loopback, "UNPRIVILEGED_RAW_PORT", 0)
    monkeypatch.setattr(loopback, "RAW_PORT", 0)

    async def stage() -> None:
        async with bench_of(snmp_port=None, raw_port=None) as bench:
            assert "port 161 is not permitted: SNMP on 1161, raw printing on 0" in bench.network.notes
            bench.send(b"?", bench.devices[0].address)
            assert (await bench.heard())[1] == bench.devices[0].address
        with pytest.raises(NetworkError, match="UDP port 161 is not permitted"):
            async with bench_of(snmp_port=161):
                pass

    asyncio.run(stage())


def test_without_filters_printers_that_are_off_stay_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no socket filters a connection stands, but the client's wait times out all the same."""

    def refuse(*_: Any) -> None:
        raise OSError("no filters here")

    monkeypatch.setattr(streams.bpf, "attach", refuse)

    async def stage() -> None:
        async with bench_of() as bench:
            assert bench.network.notes == [streams.NO_FILTER]
            bench.devices[0].is_on = False
            bench.network.power_changed(bench.devices[0].address)
            delivery = await bench.print(bench.devices[0], timeout_s=0.2)
            assert delivery.error.startswith("no answer from")
            assert bench.devices[0].jobs == []

    asyncio.run(stage())


def test_closing_gives_the_ports_back_and_resets_what_is_open(live: Any) -> None:
    """Ctrl-C leaves no socket behind."""

    async def play(bench: Bench) -> None:
        reader, writer = await asyncio.open_connection(bench.devices[0].address, bench.network.ports["raw"])
        await bench.devices[0].connected.wait()
        ports = bench.network.ports
        await bench.network.close()
        with pytest.raises(ConnectionResetError):
            await reader.read()
        writer.close()
        for kind, port in ((socket.SOCK_DGRAM, ports["snmp"]), (socket.SOCK_STREAM, ports["raw"])):
            with socket.socket(socket.AF_INET, kind) as again:
                again.bind(("127.0.0.1", port))

    live(play)


def test_a_thousand_printers_share_two_sockets() -> None:
    """EMU-10"""

    async def stage() -> None:
        async with bench_of() as bench:
            for number in range(1_000):
                address = f"127.78.{number // 250}.{number % 250 + 1}"
                bench.network.attach(address, Echo(address))
            await bench.turn()
            for number in range(0, 1_000, 97):
                address = f"127.78.{number // 250}.{number % 250 + 1}"
                bench.send(b"?", address)
                assert (await bench.heard())[1] == address

    asyncio.run(stage())
