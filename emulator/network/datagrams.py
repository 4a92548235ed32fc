"""The UDP side of the live network: one socket for the whole fleet, or one for each printer."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from functools import partial
from typing import Final

from emulator.network import sockets
from emulator.network.edge import Edge, Place, Wiring
from emulator.network.packets import FROM_PRINTER, SNMP_PORT, TO_PRINTER, Address, reaches

BURST: Final = 128  # datagrams taken before the loop gets its turn again
_LARGEST: Final = 65_535
_PKTINFO: Final = struct.Struct("=i4s4s")  # interface, local address, address in the header (ip(7))
_ANCILLARY: Final = socket.CMSG_SPACE(_PKTINFO.size)
_LAST_OCTET: Final = 255
_ANY: Final = bytes(4)

Send = Callable[[bytes, Address], None]


class DatagramService:
    """What both kinds share: faults at the edge, the tap, and the way to the device and back."""

    def __init__(self, wiring: Wiring) -> None:
        self.port = 0
        self.dropped = 0  # answers that the system would not take
        self._wiring = wiring
        self._loop = asyncio.get_running_loop()

    def _receive(self, edge: Edge, data: bytes, source: Address, send: Send) -> None:
        """A datagram came out of the socket: through the faults, to the device."""
        wiring = self._wiring
        if edge.faults is None and wiring.tap is None:  # nothing in the way, and nobody listens in: at once
            device = edge.device
            reply = device.datagram(SNMP_PORT, data, source) if device.is_on else None
            if reply is not None:
                try:
                    send(reply, source)
                except OSError:  # a full buffer: UDP loses, and so do we
                    self.dropped += 1
            return
        if edge.faults is None:
            self._deliver(edge, data, source, send)
            return
        for out in edge.passing(TO_PRINTER, data, wiring.chance, wiring.calendar, wiring.tap):
            deliver = partial(self._deliver, edge, out.data, source, send)
            if out.calendar_us:
                wiring.calendar.at(wiring.calendar.now_us() + out.calendar_us, deliver, "late datagram")
            else:
                self._after(out.delay_us, deliver)

    def _deliver(self, edge: Edge, data: bytes, source: Address, send: Send) -> None:
        """At the device, which answers at once or not at all; back through the faults."""
        if not edge.device.is_on:
            return
        wiring = self._wiring
        if wiring.tap is not None:
            wiring.tap(wiring.calendar.now_us(), TO_PRINTER, edge.address, data)
        reply = edge.device.datagram(SNMP_PORT, data, source)
        if reply is None:
            return
        if edge.faults is None:
            self._send(edge, reply, source, send)
            return
        for out in edge.passing(FROM_PRINTER, reply, wiring.chance, wiring.calendar, wiring.tap):
            self._after(out.delay_us, partial(self._send, edge, out.data, source, send))

    def emit(self, edge: Edge, data: bytes, to: Address) -> None:
        """What a device sends unasked goes through its faults as well."""
        send, wiring = self._sender(edge), self._wiring
        if send is not None:
            for out in edge.passing(FROM_PRINTER, data, wiring.chance, wiring.calendar, wiring.tap):
                self._after(out.delay_us, partial(self._send, edge, out.data, to, send))

    def _sender(self, edge: Edge) -> Send | None:
        raise NotImplementedError

    def _send(self, edge: Edge, reply: bytes, to: Address, send: Send) -> None:
        wiring = self._wiring
        if wiring.tap is not None:
            wiring.tap(wiring.calendar.now_us(), FROM_PRINTER, edge.address, reply)
        try:
            send(reply, to)
        except OSError:  # a full buffer: UDP loses, and so do we
            self.dropped += 1

    def _after(self, delay_us: int, action: Callable[[], None]) -> None:
        """Now, or later on the timer with the calendar held."""
        if delay_us:
            self._wiring.calendar.hold()
            self._loop.call_later(delay_us / 1_000_000, self._held, action)
        else:
            action()

    def _held(self, action: Callable[[], None]) -> None:
        try:
            action()
        finally:
            self._wiring.calendar.release()


class SharedDatagrams(DatagramService):
    """One socket on the loopback device; IP_PKTINFO says which printer was asked, and answers for it."""

    def __init__(self, wiring: Wiring, sock: socket.socket) -> None:
        super().__init__(wiring)
        self._sock = sock
        self.port = self._sock.getsockname()[1]
        self._by_octets: dict[bytes, tuple[Edge, Send]] = {}
        self._loop.add_reader(self._sock.fileno(), self._readable)

    def attach(self, edge: Edge) -> None:
        """Answer for one more address."""
        octets = socket.inet_aton(edge.address)
        from_address = [(socket.IPPROTO_IP, sockets.IP_PKTINFO, _PKTINFO.pack(0, octets, _ANY))]
        sendmsg = self._sock.sendmsg

        def send(reply: bytes, to: Address) -> None:
            sendmsg((reply,), from_address, 0, to)

        self._by_octets[octets] = (edge, send)

    def _sender(self, edge: Edge) -> Send | None:
        found = self._by_octets.get(socket.inet_aton(edge.address))
        return None if found is None else found[1]

    def detach(self, edge: Edge) -> None:
        """Answer for it no more."""
        self._by_octets.pop(socket.inet_aton(edge.address), None)

    def close(self) -> None:
        """Give the port back."""
        self._loop.remove_reader(self._sock.fileno())
        self._sock.close()

    def _readable(self) -> None:
        receive = self._sock.recvmsg
        for _ in range(BURST):
            try:
                data, ancillary, _flags, source = receive(_LARGEST, _ANCILLARY)
            except OSError:  # BlockingIOError: all taken
                return
            asked = ancillary[0][2][8:12] if ancillary else _ANY
            found = self._by_octets.get(asked)
            if found is not None:
                self._receive(found[0], data, source, found[1])
            elif asked[3] == _LAST_OCTET:
                host = socket.inet_ntoa(asked)
                for edge, send in [each for each in self._by_octets.values() if reaches(host, each[0].address)]:
                    self._receive(edge, data, source, send)


class SeparateDatagrams(DatagramService):
    """A socket for each printer, where one for all cannot be had: at its own address, or at its ``place``."""

    def __init__(self, wiring: Wiring, port: int, place: Place | None = None) -> None:
        super().__init__(wiring)
        self.port = port
        self._place = place
        self._sockets: dict[str, socket.socket] = {}

    def attach(self, edge: Edge) -> None:
        """Open a socket for one more address. NetworkError where the system refuses."""
        sock = sockets.udp(*((edge.address, self.port) if self._place is None else self._place(edge)))
        self.port = sock.getsockname()[1]
        self._sockets[edge.address] = sock

        def send(reply: bytes, to: Address) -> None:
            sock.sendto(reply, to)

        self._loop.add_reader(sock.fileno(), self._readable, edge, sock, send)

    def port_of(self, address: str) -> int | None:
        """The port of a printer; None for one that is not there."""
        sock = self._sockets.get(address)
        return None if sock is None else int(sock.getsockname()[1])

    def _sender(self, edge: Edge) -> Send | None:
        sock = self._sockets.get(edge.address)
        if sock is None:
            return None

        def send(data: bytes, to: Address) -> None:
            sock.sendto(data, to)

        return send

    def detach(self, edge: Edge) -> None:
        """Close its socket."""
        sock = self._sockets.pop(edge.address, None)
        if sock is not None:
            self._loop.remove_reader(sock.fileno())
            sock.close()

    def close(self) -> None:
        """Close them all."""
        for sock in self._sockets.values():
            self._loop.remove_reader(sock.fileno())
            sock.close()
        self._sockets.clear()

    def _readable(self, edge: Edge, sock: socket.socket, send: Send) -> None:
        for _ in range(BURST):
            try:
                data, source = sock.recvfrom(_LARGEST)
            except OSError:
                return
            self._receive(edge, data, source, send)
