"""The simulated network: the same octets as on a wire, in memory, on whatever asyncio loop runs.

A datagram in flight is one timer of the loop. The calendar is held while anything is in flight, so that a
stepped calendar never moves past a reply that is still under way.
"""

from __future__ import annotations

import asyncio
import errno
from functools import partial

from emulator.network.edge import Edge
from emulator.network.faults.chain import FaultChain
from emulator.network.memory import MemoryTransport
from emulator.network.packets import (
    FROM_PRINTER,
    SNMP_PORT,
    STREAM_PORTS,
    TO_PRINTER,
    Address,
    Datagram,
    Delivery,
    Receiver,
    Tap,
    reaches,
)
from emulator.ports import Calendar, Chance, Device

_FIRST_PORT, _LAST_PORT = 1_024, 65_535


class SimEndpoint:
    """A manager's socket in memory."""

    __slots__ = ("_loop", "_network", "_receiver", "address")

    def __init__(self, network: SimNetwork, receiver: Receiver, address: Address) -> None:
        self.address = address
        self._network = network
        self._receiver: Receiver | None = receiver
        self._loop = asyncio.get_running_loop()

    def send(self, data: bytes, address: Address) -> None:
        """Send one datagram; to an address where nobody is, it vanishes."""
        if self._receiver is not None:
            self._network._depart(self._loop, self, data, address)

    def close(self) -> None:
        """Send and receive nothing any more; what is in flight is dropped on arrival."""
        self._receiver = None

    @property
    def is_open(self) -> bool:
        """Whether it was not closed yet."""
        return self._receiver is not None

    def _deliver(self, data: bytes, source: Address) -> None:
        if self._receiver is not None:
            self._receiver(data, source)


class SimNetwork:
    """An in-memory network with seeded latency; faults stand at each printer's edge.

    ``latency_us`` is the smallest and largest one-way time of a datagram.
    """

    def __init__(self, chance: Chance, calendar: Calendar, latency_us: tuple[int, int] = (200, 2_000)) -> None:
        self.tap: Tap | None = None
        self.ports: dict[str, int] = {"snmp": SNMP_PORT, **STREAM_PORTS}
        self.notes: list[str] = []
        self._chance = chance
        self._calendar = calendar
        self._least_us, most_us = latency_us
        self._spread_us = most_us - self._least_us + 1
        self._attached: dict[str, Edge] = {}
        self._endpoints = 0
        self._client_ports: dict[str, int] = {}
        self._listeners: dict[int, SimEndpoint] = {}

    async def start(self) -> None:
        """Nothing to open; here so that both networks are used alike."""

    async def close(self) -> None:
        """Nothing to close."""

    def attach(self, address: str, device: Device, name: str = "") -> None:
        """Put ``device`` at ``address``; draws for it are made under ``name`` (default: the address)."""
        self._attached[address] = Edge(address, device, name or address)

    def detach(self, address: str) -> None:
        """Take the device away; what is under way to it vanishes."""
        self._attached.pop(address, None)

    def set_faults(self, address: str, chain: FaultChain | None) -> None:
        """Put faults at one printer's edge, both ways; None heals it."""
        self._attached[address].faults = chain

    def power_changed(self, address: str) -> None:
        """A device went on or off; the simulated network asks the device itself."""

    def open_endpoint(self, receiver: Receiver) -> SimEndpoint:
        """A manager's endpoint; ``receiver`` is called with the octets and the sender's address."""
        self._endpoints += 1
        return SimEndpoint(self, receiver, ("127.0.0.1", 40_000 + self._endpoints % 20_000))

    def open_listener(self, receiver: Receiver, port: int) -> tuple[SimEndpoint, int]:
        """An endpoint at a port of its own, for what devices send unasked. Raises OSError for one in use."""
        held = self._listeners.get(port)
        if held is not None and held.is_open:
            raise OSError(errno.EADDRINUSE, "Address already in use")
        self._listeners[port] = endpoint = SimEndpoint(self, receiver, ("127.0.0.1", port))
        return endpoint, port

    def emit(self, address: str, data: bytes, to: Address) -> None:
        """A datagram that the device at ``address`` sends unasked; where nobody listens, it vanishes."""
        target, listener = self._attached.get(address), self._listeners.get(to[1])
        if target is None or listener is None or to != listener.address:
            return
        loop = asyncio.get_running_loop()
        for out in target.passing(FROM_PRINTER, data, self._chance, self._calendar, self.tap):
            self._calendar.hold()
            delay_s = self._latency_s(target) + out.delay_us / 1_000_000
            loop.call_later(delay_s, self._land, target, SNMP_PORT, out.data, listener)

    # --- datagrams ---------------------------------------------------------------------------------

    def _depart(self, loop: asyncio.AbstractEventLoop, sender: SimEndpoint, data: bytes, address: Address) -> None:
        host, port = address
        target = self._attached.get(host)
        if target is None:
            for each in [each for each in self._attached.values() if reaches(host, each.address)]:
                self._towards(loop, each, port, data, sender)
        elif target.faults is None:
            self._calendar.hold()
            loop.call_later(self._latency_s(target), self._arrive, loop, target, port, data, sender)
        else:
            self._towards(loop, target, port, data, sender)

    def _towards(
        self, loop: asyncio.AbstractEventLoop, target: Edge, port: int, data: bytes, sender: SimEndpoint
    ) -> None:
        """Through the printer's faults, in."""
        for out in target.passing(TO_PRINTER, data, self._chance, self._calendar, self.tap):
            set_out = partial(self._set_out, loop, target, port, out, sender)
            if out.calendar_us:
                self._calendar.at(self._calendar.now_us() + out.calendar_us, set_out, "late datagram")
            else:
                set_out()

    def _set_out(
        self, loop: asyncio.AbstractEventLoop, target: Edge, port: int, out: Datagram, sender: SimEndpoint
    ) -> None:
        self._calendar.hold()
        delay_s = self._latency_s(target) + out.delay_us / 1_000_000
        loop.call_later(delay_s, self._arrive, loop, target, port, out.data, sender)

    def _arrive(
        self, loop: asyncio.AbstractEventLoop, target: Edge, port: int, data: bytes, sender: SimEndpoint
    ) -> None:
        """At the printer: it answers at once, or not at all."""
        try:
            device = target.device
            if not device.is_on or self._attached.get(target.address) is not target:
                return
            if self.tap is not None:
                self.tap(self._calendar.now_us(), TO_PRINTER, target.address, data)
            reply = device.datagram(port, data, sender.address)
            if reply is None:
                return
            if target.faults is None:
                self._calendar.hold()
                loop.call_later(self._latency_s(target), self._land, target, port, reply, sender)
                return
            for out in target.passing(FROM_PRINTER, reply, self._chance, self._calendar, self.tap):
                delay_s = self._latency_s(target) + out.delay_us / 1_000_000
                self._calendar.hold()
                loop.call_later(delay_s, self._land, target, port, out.data, sender)
        finally:
            self._calendar.release()

    def _land(self, target: Edge, port: int, reply: bytes, receiver: SimEndpoint) -> None:
        """Back at the manager."""
        try:
            if self.tap is not None:
                self.tap(self._calendar.now_us(), FROM_PRINTER, target.address, reply)
            receiver._deliver(reply, (target.address, port))
        finally:
            self._calendar.release()

    def _latency_s(self, target: Edge) -> float:
        return (self._least_us + self._chance.below(target.latency, self._spread_us)) / 1_000_000

    # --- streams -----------------------------------------------------------------------------------

    async def send_stream(self, source_host: str, address: str, port: int, data: bytes, timeout_s: float) -> Delivery:
        """Connect to a printer, send ``data``, close our half and wait until the printer closes its own.

        To a printer that is off or absent the connection times out after ``timeout_s``.
        """
        loop = asyncio.get_running_loop()
        source: Address = (source_host, self._client_port(source_host))
        ended: asyncio.Future[str] = loop.create_future()
        self._calendar.hold()
        no_answer = f"no answer from {address}:{port} within {timeout_s:g} s"
        late = loop.call_later(timeout_s, _end, ended, no_answer)
        try:
            target = self._attached.get(address)
            if target is not None:
                loop.call_later(self._latency_s(target), self._connect, target, port, data, source, ended)
            error = await ended
        finally:
            late.cancel()
            self._calendar.release()
        return Delivery(not error, f"{source[0]}:{source[1]}", error)

    async def knock(self, address: str, port: int, timeout_s: float) -> str:
        """Connect and leave again without an octet: "listens", "refuses", or "silent" after ``timeout_s``."""
        target = self._attached.get(address)
        self._calendar.hold()
        try:
            if target is None or not target.connects():
                await asyncio.sleep(timeout_s)
                return "silent"
            await asyncio.sleep(2 * self._latency_s(target))
            return "refuses" if target.device.accept(port, "127.0.0.1:0") is None else "listens"
        finally:
            self._calendar.release()

    def _connect(self, target: Edge, port: int, data: bytes, source: Address, ended: asyncio.Future[str]) -> None:
        """The connection, its octets and the client's end of stream reach the printer."""
        if ended.done() or not target.connects():
            return
        protocol = target.device.accept(port, f"{source[0]}:{source[1]}")
        if protocol is None:
            _end(ended, f"connection to {target.address}:{port} refused")
            return
        transport = MemoryTransport(protocol, (target.address, port), source)
        loop = ended.get_loop()

        def closed(error: Exception | None) -> None:
            loop.call_later(self._latency_s(target), _end, ended, "" if error is None else str(error))

        transport.on_closed = closed
        transport.open()
        transport.feed(data)
        transport.feed_eof()

    def _client_port(self, host: str) -> int:
        """Source ports go up one by one for each host, so that a host's streams can be told apart."""
        port = self._client_ports.get(host, _FIRST_PORT - 1) + 1
        if port > _LAST_PORT:
            port = _FIRST_PORT
        self._client_ports[host] = port
        return port


def _end(ended: asyncio.Future[str], error: str) -> None:
    if not ended.done():
        ended.set_result(error)
