"""Datagrams: the port through which the manager sends and receives, and its live implementation.

asyncio's own datagram transport costs some 30 µs a packet more than a reader callback with a loop of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Final, Protocol

from core.model.errors import NoSuchHost

Address = tuple[str, int]
Receiver = Callable[[bytes, Address], None]

_BUFFER_OCTETS: Final = 4 * 1024 * 1024
_SO_RCVBUFFORCE: Final = 33  # Linux: beyond the system's limit, for a privileged process; not named by Python
_LARGEST_DATAGRAM: Final = 65_535
#: Datagrams taken in one go, so that a flood does not starve the rest of the loop.
_BURST: Final = 512


class Endpoint(Protocol):
    """One end of the network: what it receives goes to the receiver that it was opened with."""

    def send(self, data: bytes, address: Address) -> None:
        """Send a datagram, which may get lost. Raises OSError if the network refuses it at once."""

    def close(self) -> None:
        """Stop receiving; later sends do nothing."""


OpenEndpoint = Callable[[Receiver], Endpoint]


OpenListener = Callable[[Receiver, int], tuple[Endpoint, int]]
"""Opens an endpoint on a port, and says which port that became. Raises OSError."""


def listen_udp(receiver: Receiver, port: int) -> tuple[Endpoint, int]:
    """A UDP endpoint on a port of every address of this machine. Raises OSError."""
    endpoint = _UdpEndpoint(receiver, "", port)
    return endpoint, endpoint.port


def own_address(towards: str) -> str:
    """This machine's address on the way to an IPv4 address; nothing is sent. Raises NoSuchHost: there is no way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((towards, 9))
        except OSError as error:
            raise NoSuchHost(f"{towards}: cannot be reached: {error.strerror}") from error
        return str(probe.getsockname()[0])


def open_udp(receiver: Receiver, host: str = "", port: int = 0) -> Endpoint:
    """Open a UDP endpoint on the running loop; ``host`` empty = every address. Raises OSError."""
    return _UdpEndpoint(receiver, host, port)


async def resolve_host(host: str) -> str:
    """The IPv4 address of a host name or address. Raises NoSuchHost (PRN-21)."""
    try:
        socket.inet_pton(socket.AF_INET, host)
    except OSError:
        pass
    else:
        return host
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, family=socket.AF_INET, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise NoSuchHost(f"{host}: no such host", "give an address, or a name that this machine can resolve") from error
    return str(found[0][4][0])


class _UdpEndpoint:
    def __init__(self, receiver: Receiver, host: str, port: int) -> None:
        self._receiver = receiver
        self._loop = asyncio.get_running_loop()
        self._socket: socket.socket | None = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_OCTETS)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)  # searches ask everybody (PRN-03)
            with contextlib.suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _BUFFER_OCTETS)
            self._socket.bind((host, port))
            self.port = int(self._socket.getsockname()[1])
        except OSError:
            self._socket.close()
            raise
        self._loop.add_reader(self._socket, self._readable)

    def send(self, data: bytes, address: Address) -> None:
        if self._socket is None:
            return
        # a full buffer loses the datagram, as any router on its way may; the sender's timeout takes care of it
        with contextlib.suppress(BlockingIOError):
            self._socket.sendto(data, address)

    def close(self) -> None:
        if self._socket is not None:
            self._loop.remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _readable(self) -> None:
        receiver = self._receiver
        for _ in range(_BURST):
            if self._socket is None:  # closed by what it just received
                return
            try:
                data, address = self._socket.recvfrom(_LARGEST_DATAGRAM)
            except BlockingIOError:
                return
            except OSError:
                # Linux reports an earlier send's failure here; it belongs to nobody in particular
                continue
            receiver(data, address)
