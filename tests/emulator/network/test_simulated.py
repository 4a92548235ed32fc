"""The network in memory: latency, order, silence, streams, and a calendar that waits for what is in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from core.wire.ber import INTEGER
from core.wire.snmp import Message, Pdu, PduType, Varbind, encode_message
from emulator.network.faults import FaultChain, build_fault
from emulator.network.packets import BROADCAST, Delivery
from emulator.network.simulated import SimNetwork
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.loop import VirtualLoop

SECOND_US = 1_000_000
SET = encode_message(Message(1, b"private", Pdu(PduType.SET, 7, 0, 0, (Varbind((1, 3, 6), INTEGER, 1),))))


class Collector(asyncio.Protocol):
    """The printer's side of a stream."""

    def __init__(self, answer: bytes = b"", *, abort: bool = False, linger: bool = False) -> None:
        self.seen: list[Any] = []
        self.answer = answer
        self.abort = abort
        self.linger = linger

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: Any = transport
        self.seen.append((transport.get_extra_info("sockname"), transport.get_extra_info("peername")))

    def data_received(self, data: bytes) -> None:
        self.seen.append(data)
        if self.abort:
            self.transport.abort()

    def eof_received(self) -> bool:
        self.seen.append("eof")
        self.transport.write(self.answer)
        return self.linger

    def connection_lost(self, exc: Exception | None) -> None:
        self.seen.append(("lost", exc is not None))


class Echo:
    """A device that answers every datagram with its own name before it."""

    def __init__(self, name: bytes = b"", protocol: Collector | None = None) -> None:
        self.name = name
        self.is_on = True
        self.asked: list[bytes] = []
        self.protocol = protocol

    def datagram(self, port: int, data: bytes, source: tuple[str, int]) -> bytes | None:
        self.asked.append(data)
        return self.name + data if port == 161 else None

    def accept(self, port: int, source: str) -> asyncio.Protocol | None:
        return self.protocol if port == 9100 else None


class Bench:
    """A network with one printer and one manager, in virtual time."""

    def __init__(self, seed: int = 1) -> None:
        self.calendar = SteppedCalendar(0)
        self.network = SimNetwork(SeededChance(seed), self.calendar, latency_us=(1_000, 3_000))
        self.device = Echo()
        self.network.attach("127.20.0.1", self.device, "lobby-1")
        self.heard: list[tuple[float, bytes, tuple[str, int]]] = []
        self.tapped: list[tuple[int, str, str, bytes]] = []

    def tap(self, *what: Any) -> None:
        self.tapped.append(what)

    def manager(self) -> Any:
        loop = asyncio.get_running_loop()
        return self.network.open_endpoint(lambda data, source: self.heard.append((loop.time(), data, source)))

    def faults(self, *kinds: str, **params: Any) -> None:
        self.network.set_faults("127.20.0.1", FaultChain([build_fault(kind, **params) for kind in kinds]))


def simulate(play: Callable[[Bench], Coroutine[Any, Any, None]], seed: int = 1) -> Bench:
    loop = VirtualLoop()
    try:
        bench = Bench(seed)
        loop.run_until_complete(play(bench))
        return bench
    finally:
        loop.close()


def test_a_datagram_goes_there_and_back_within_the_latency() -> None:
    """EMU-10"""

    async def play(bench: Bench) -> None:
        bench.manager().send(b"hello", ("127.20.0.1", 161))
        await bench.calendar.settle()

    bench = simulate(play)
    ((at_s, data, source),) = bench.heard
    assert (data, source) == (b"hello", ("127.20.0.1", 161))
    assert 0.002 <= at_s <= 0.006


def test_the_calendar_stands_still_while_anything_is_in_flight() -> None:
    """HAR-05: an alarm due long before the reply's timer still waits for it."""

    async def play(bench: Bench) -> None:
        order: list[str] = []
        bench.manager().send(b"hello", ("127.20.0.1", 161))
        bench.calendar.at(1, lambda: order.append(f"alarm after {len(bench.heard)}"))
        await bench.calendar.advance_to(10)
        assert order == ["alarm after 1"]

    simulate(play)


async def ask_in_every_way(bench: Bench) -> None:
    bench.network.tap = bench.tap
    manager = bench.manager()
    bench.faults("loss", "duplicate", "reorder", "delay")
    for number in range(200):
        manager.send(b"%d" % number, ("127.20.0.1", 161))
        await asyncio.sleep(0.01)
    await bench.calendar.settle()


def test_the_seed_decides_everything() -> None:
    """HAR-03: arrival times, order and losses, to the bit."""
    one, same, other = simulate(ask_in_every_way, 1), simulate(ask_in_every_way, 1), simulate(ask_in_every_way, 2)
    assert (one.heard, one.tapped, one.device.asked) == (same.heard, same.tapped, same.device.asked)
    assert one.heard != other.heard
    assert {direction for _, direction, _, _ in one.tapped} == {">", "<", "x>", "x<"}


def test_an_idle_neighbour_changes_nothing() -> None:
    """HAR-03: a second printer, asked or not, leaves the first one's latencies alone."""

    async def crowded(bench: Bench) -> None:
        bench.network.attach("127.20.0.2", Echo(), "lobby-2")
        await ask_in_every_way(bench)

    assert simulate(ask_in_every_way).heard == simulate(crowded).heard


@pytest.mark.parametrize("address", [("127.20.0.9", 161), ("127.20.0.1", 162)])
def test_nobody_there_is_silence(address: tuple[str, int]) -> None:
    """PRN-02"""

    async def play(bench: Bench) -> None:
        bench.manager().send(b"hello", address)
        await bench.calendar.settle()

    assert simulate(play).heard == []


def test_off_detached_or_closed_is_silence() -> None:
    """EMU-09"""

    async def play(bench: Bench) -> None:
        manager = bench.manager()
        bench.device.is_on = False
        manager.send(b"off", ("127.20.0.1", 161))
        await bench.calendar.settle()
        assert bench.device.asked == []
        bench.device.is_on = True
        manager.send(b"power fails under way", ("127.20.0.1", 161))
        bench.device.is_on = False
        await bench.calendar.settle()
        bench.device.is_on = True
        manager.send(b"carried away under way", ("127.20.0.1", 161))
        bench.network.detach("127.20.0.1")
        await bench.calendar.settle()
        assert bench.device.asked == []
        bench.network.attach("127.20.0.1", bench.device, "lobby-1")
        manager.send(b"manager gone", ("127.20.0.1", 161))
        manager.close()
        manager.send(b"never sent", ("127.20.0.1", 161))
        await bench.calendar.settle()
        assert bench.device.asked == [b"manager gone"]

    assert simulate(play).heard == []


def test_a_broadcast_reaches_all_and_each_answers_for_itself() -> None:
    """PRN-01: discovery."""

    async def play(bench: Bench) -> None:
        for number in range(2, 6):
            bench.network.attach(f"127.20.0.{number}", Echo(b"%d" % number))
        bench.manager().send(b"?", (BROADCAST, 161))
        await bench.calendar.settle()

    heard = simulate(play).heard
    assert sorted((source[0], data) for _, data, source in heard) == [
        ("127.20.0.1", b"?"),
        *((f"127.20.0.{number}", b"%d?" % number) for number in range(2, 6)),
    ]


def test_two_managers_hear_their_own_answers() -> None:
    """PRN-10: the predecessor is still there."""

    async def play(bench: Bench) -> None:
        other: list[bytes] = []
        one, two = bench.manager(), bench.network.open_endpoint(lambda data, _: other.append(data))
        one.send(b"one", ("127.20.0.1", 161))
        two.send(b"two", ("127.20.0.1", 161))
        await bench.calendar.settle()
        assert one.address != two.address
        assert other == [b"two"]

    assert [data for _, data, _ in simulate(play).heard] == [b"one"]


def test_a_late_set_comes_again_after_calendar_time() -> None:
    """EMU-11: not before the calendar gets there, and then once."""

    async def play(bench: Bench) -> None:
        bench.faults("late", after_us=60 * SECOND_US)
        bench.manager().send(SET, ("127.20.0.1", 161))
        await bench.calendar.advance_to(59 * SECOND_US)
        assert len(bench.device.asked) == 1
        await bench.calendar.advance_to(60 * SECOND_US)
        assert bench.device.asked == [SET, SET]
        await bench.calendar.advance_to(600 * SECOND_US)
        assert len(bench.device.asked) == 2

    simulate(play)


def test_healing_ends_a_fault() -> None:
    """HAR-05: faults first, then heal."""

    async def play(bench: Bench) -> None:
        manager = bench.manager()
        bench.faults("silent")
        manager.send(b"lost", ("127.20.0.1", 161))
        await bench.calendar.settle()
        bench.network.set_faults("127.20.0.1", None)
        manager.send(b"there", ("127.20.0.1", 161))
        await bench.calendar.settle()

    assert [data for _, data, _ in simulate(play).heard] == [b"there"]


def test_a_device_that_fails_leaves_no_hold_behind() -> None:
    """A defect in a device must not hang the calendar."""

    async def play(bench: Bench) -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        bench.device.datagram = None  # type: ignore[assignment, method-assign]
        bench.manager().send(b"hello", ("127.20.0.1", 161))
        await bench.calendar.settle()
        await bench.calendar.advance_to(5)

    simulate(play)


# --- streams --------------------------------------------------------------------------------------------


async def deliver(bench: Bench, protocol: Collector | None, port: int = 9100, timeout_s: float = 10) -> Delivery:
    bench.device.protocol = protocol
    return await bench.network.send_stream("127.0.0.7", "127.20.0.1", port, b"bytes", timeout_s)


def test_a_stream_arrives_and_the_printers_close_ends_it() -> None:
    """EMU-06: connection, octets, end of stream, close; both ends know each other's address."""

    async def play(bench: Bench) -> None:
        protocol = Collector(b"thanks")
        delivery = await deliver(bench, protocol)
        assert delivery == Delivery(True, "127.0.0.7:1024", "")
        assert protocol.seen == [(("127.20.0.1", 9100), ("127.0.0.7", 1024)), b"bytes", "eof", ("lost", False)]
        assert bytes(protocol.transport.received) == b"thanks"
        assert (await deliver(bench, Collector())).source == "127.0.0.7:1025", "source ports tell streams apart"

    simulate(play)


def test_a_printer_that_keeps_its_half_open_makes_the_client_wait() -> None:
    """EMU-06"""

    async def play(bench: Bench) -> None:
        protocol = Collector(linger=True)

        def close() -> None:
            protocol.transport.close()

        asyncio.get_running_loop().call_later(5, close)
        delivery = await deliver(bench, protocol)
        assert delivery.delivered
        assert 5 < asyncio.get_running_loop().time() < 5.1

    simulate(play)


FAILED = [
    pytest.param({"is_on": False}, Collector(), 9100, "no answer from 127.20.0.1:9100 within 10 s", 10, id="off"),
    pytest.param({}, Collector(), 515, "connection to 127.20.0.1:515 refused", 0.003, id="no such service"),
    pytest.param({}, Collector(abort=True), 9100, "connection reset by the printer", 0.006, id="reset"),
    pytest.param({}, Collector(linger=True), 9100, "no answer from 127.20.0.1:9100 within 10 s", 10, id="never closed"),
    pytest.param({"fault": "silent"}, Collector(), 9100, "no answer from 127.20.0.1:9100 within 10 s", 10, id="cut"),
]


@pytest.mark.parametrize(("state", "protocol", "port", "error", "after_s"), FAILED)
def test_a_stream_that_fails(state: dict[str, Any], protocol: Collector, port: int, error: str, after_s: float) -> None:
    """EMU-09: a printer that is off times out; it does not refuse."""

    async def play(bench: Bench) -> None:
        bench.device.is_on = state.get("is_on", True)
        if "fault" in state:
            bench.faults(state["fault"])
        delivery = await deliver(bench, protocol, port)
        assert (delivery.delivered, delivery.error) == (False, error)
        assert asyncio.get_running_loop().time() <= after_s
        await bench.calendar.settle()

    simulate(play)


def test_an_absent_printer_times_out() -> None:
    """EMU-09"""

    async def play(bench: Bench) -> None:
        delivery = await bench.network.send_stream("127.0.0.7", "127.20.7.7", 9100, b"bytes", 3)
        assert delivery == Delivery(False, "127.0.0.7:1024", "no answer from 127.20.7.7:9100 within 3 s")

    simulate(play)


def test_a_stream_in_flight_holds_the_calendar_even_if_its_sender_is_cancelled() -> None:
    """HAR-05"""

    async def play(bench: Bench) -> None:
        bench.device.is_on = False
        task = asyncio.get_running_loop().create_task(deliver(bench, None))
        await asyncio.sleep(1)
        assert bench.calendar.in_flight() == ["1 datagrams or streams"]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert bench.calendar.in_flight() == []

    simulate(play)


def test_starting_and_closing_cost_nothing() -> None:
    """Both networks are used alike."""

    async def play(bench: Bench) -> None:
        await bench.network.start()
        await bench.network.close()
        bench.network.power_changed("127.20.0.1")
        assert bench.network.ports == {"snmp": 161, "raw": 9100, "lpd": 515, "ipp": 631, "http": 80}

    simulate(play)
