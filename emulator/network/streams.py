"""The TCP side of the live network: one listener for the whole fleet, or one for each printer."""

from __future__ import annotations

import asyncio
import errno
import socket
import struct
from typing import Any, Final

from emulator.network import bpf, sockets
from emulator.network.edge import Edge, Place, Wiring
from emulator.network.packets import STREAM_PORTS, Address
from emulator.network.relay import Relay
from emulator.ports import Unfinished

STALLED_S: Final = 300.0
"""For so long a client may say nothing in the middle of a job."""
_SWEEP_S: Final = 30.0
BURST: Final = 128  # connections accepted before the loop gets its turn again
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger
NO_FILTER: Final = "no socket filter can be had here: printers that are off accept connections, but stay silent"
NO_DESCRIPTORS: Final = "out of file descriptors: new connections had to wait (raise the limit with ulimit -n)"


class Session(Relay):
    """One accepted connection: finds its printer by the address that was called, and hands everything on."""

    def __init__(self, service: StreamService) -> None:
        super().__init__()
        self._service = service
        self._transport: asyncio.Transport | None = None
        self._heard_s = service.now_s()
        self.address = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the printer for a protocol; one that is off, absent or cut from the network stays silent."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        called: Address = transport.get_extra_info("sockname")
        caller: Address = transport.get_extra_info("peername") or ("", 0)
        edge = self._service.edge_at(called)
        self.address = called[0] if edge is None else edge.address
        self._service.opened(self)
        if edge is None or not edge.connects():
            transport.pause_reading()
            return
        self._inner = edge.device.accept(self._service.called, f"{caller[0]}:{caller[1]}")
        if self._inner is None:
            self.reset()
        else:
            self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Octets for the printer."""
        self._heard_s = self._service.now_s()
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._service.sessions.get(self.address, set()).discard(self)
        super().connection_lost(exc)

    def look_after(self, now_s: float) -> None:
        """Give up a client that has said nothing for too long, although the printer waits for the rest of something."""
        if now_s - self._heard_s >= STALLED_S and isinstance(self._inner, Unfinished) and self._inner.is_unfinished:
            self.reset()

    def reset(self) -> None:
        """End it in a way that no client can take for success."""
        transport = self._transport
        if transport is not None and not transport.is_closing():
            sock: Any = transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            transport.abort()


class StreamService:
    """What both kinds share: the sessions under way, and their end when the power goes."""

    def __init__(self, wiring: Wiring, notes: list[str], service: str) -> None:
        self.port = 0
        self.called = STREAM_PORTS[service]  # as devices know it, whatever the real port is
        self.wiring = wiring
        self.sessions: dict[str, set[Session]] = {}
        self._notes = notes
        self._loop = asyncio.get_running_loop()
        self._starting: set[asyncio.Task[Any]] = set()
        self._sweep: asyncio.TimerHandle | None = None  # while anybody is connected

    def now_s(self) -> float:
        """The loop's time."""
        return self._loop.time()

    def opened(self, session: Session) -> None:
        """A connection stands."""
        self.sessions.setdefault(session.address, set()).add(session)
        if self._sweep is None:
            self._sweep = self._loop.call_later(_SWEEP_S, self.sweep)

    def sweep(self) -> None:
        """See to clients that have stalled."""
        open_now = [session for sessions in self.sessions.values() for session in sessions]
        for session in open_now:
            session.look_after(self.now_s())
        self._sweep = self._loop.call_later(_SWEEP_S, self.sweep) if open_now else None

    def edge_at(self, called: Address) -> Edge | None:
        """Whose address and port a client has called."""
        return self.wiring.edges.get(called[0])

    def cut(self, address: str) -> None:
        """Reset every connection to an address."""
        for session in list(self.sessions.pop(address, ())):
            session.reset()

    def cut_all(self) -> None:
        """Reset every connection."""
        for address in list(self.sessions):
            self.cut(address)
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None

    def _listen(self, sock: socket.socket) -> None:
        sock.listen(sockets.BACKLOG)
        self._loop.add_reader(sock.fileno(), self._accept, sock)

    def _silence(self, sock: socket.socket) -> None:
        self._loop.remove_reader(sock.fileno())
        sock.close()

    def _accept(self, sock: socket.socket) -> None:
        for _ in range(BURST):
            try:
                connection, _caller = sock.accept()
            except OSError as error:
                if error.errno in {errno.EMFILE, errno.ENFILE}:
                    self._rest(sock)
                return
            connection.setblocking(False)
            task = self._loop.create_task(self._loop.connect_accepted_socket(lambda: Session(self), connection))
            self._starting.add(task)
            task.add_done_callback(self._started)

    def _started(self, task: asyncio.Task[Any]) -> None:
        self._starting.discard(task)
        if not task.cancelled():
            task.exception()  # a client that was gone already is nobody's trouble

    def _rest(self, sock: socket.socket) -> None:
        """Out of file descriptors: connections wait in the kernel's queue for a second."""
        if NO_DESCRIPTORS not in self._notes:
            self._notes.append(NO_DESCRIPTORS)
        self._loop.remove_reader(sock.fileno())
        self._loop.call_later(1.0, self._resume, sock)

    def _resume(self, sock: socket.socket) -> None:
        if sock.fileno() >= 0:
            self._loop.add_reader(sock.fileno(), self._accept, sock)

    def _filter(self, sock: socket.socket, program: bytes | None) -> None:
        """Put a filter on a listener, or take it off; where none can be had, say so once."""
        try:
            if program is None:
                bpf.detach(sock)
            else:
                bpf.attach(sock, program)
        except OSError:
            if NO_FILTER not in self._notes:
                self._notes.append(NO_FILTER)


class SharedStreams(StreamService):
    """One listener on the loopback device; a connection's own address says which printer was called."""

    def __init__(self, wiring: Wiring, sock: socket.socket, notes: list[str], service: str = "raw") -> None:
        super().__init__(wiring, notes, service)
        self._sock = sock
        self.port = self._sock.getsockname()[1]
        self._stale = False
        self._rebuild()  # filter first, then listen: nobody slips in between
        self._listen(self._sock)

    def changed(self, edge: Edge) -> None:  # noqa: ARG002
        """A printer came, went, or changed its power: the filter is rebuilt in the loop's next turn."""
        if not self._stale:
            self._stale = True
            self._loop.call_soon(self._rebuild)

    def close(self) -> None:
        """Stop listening, reset what is open, give the port back."""
        self._silence(self._sock)
        self.cut_all()

    def _rebuild(self) -> None:
        self._stale = False
        if self._sock.fileno() >= 0:
            reachable = [edge.address for edge in self.wiring.edges.values() if edge.connects()]
            self._filter(self._sock, bpf.accepting(reachable))


class SeparateStreams(StreamService):
    """A listener for each printer, at its own address or at its ``place``; that of one that is off drops everything."""

    def __init__(
        self, wiring: Wiring, port: int, notes: list[str], service: str = "raw", place: Place | None = None
    ) -> None:
        super().__init__(wiring, notes, service)
        self.port = port
        self._place = place
        self._listeners: dict[str, socket.socket] = {}
        self._by_port: dict[int, Edge] = {}  # where the port alone says who is called

    def edge_at(self, called: Address) -> Edge | None:
        """By the address, or where all have one by the port."""
        return super().edge_at(called) if self._place is None else self._by_port.get(called[1])

    def port_of(self, address: str) -> int | None:
        """The port of a printer; None for one that is not there."""
        sock = self._listeners.get(address)
        return None if sock is None else int(sock.getsockname()[1])

    def changed(self, edge: Edge) -> None:
        """A printer came, went, or changed its power. NetworkError where the system refuses a new listener."""
        sock = self._listeners.get(edge.address)
        if self.wiring.edges.get(edge.address) is not edge:
            if sock is not None:
                self._by_port.pop(sock.getsockname()[1], None)
                del self._listeners[edge.address]
                self._silence(sock)
            return
        program = None if edge.connects() else bpf.DROP_ALL
        if sock is not None:
            self._filter(sock, program)
            return
        sock = sockets.tcp(*((edge.address, self.port) if self._place is None else self._place(edge)))
        self.port = sock.getsockname()[1]
        self._listeners[edge.address] = sock
        self._by_port[self.port] = edge
        if program is not None:
            self._filter(sock, program)
        self._listen(sock)

    def close(self) -> None:
        """Stop listening and reset what is open."""
        for sock in self._listeners.values():
            self._silence(sock)
        self._listeners.clear()
        self.cut_all()
