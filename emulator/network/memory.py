"""A TCP connection in memory: the printer's side is an ``asyncio.Protocol`` that cannot tell the difference."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from emulator.network.packets import Address


class MemoryTransport(asyncio.Transport):
    """The transport a printer's protocol gets; what it writes is kept for the client."""

    def __init__(self, protocol: asyncio.Protocol, sockname: Address, peername: Address) -> None:
        super().__init__({"sockname": sockname, "peername": peername})
        self.received = bytearray()  # what the printer sent to the client
        self.on_closed: Callable[[Exception | None], None] | None = None
        self._protocol = protocol
        self._closing = False

    def open(self) -> None:
        """The connection stands."""
        self._protocol.connection_made(self)

    def feed(self, data: bytes) -> None:
        """Octets from the client arrive."""
        if not self._closing:
            self._protocol.data_received(data)

    def feed_eof(self) -> None:
        """The client has sent all; as asyncio does it, the protocol may keep its half open."""
        if not self._closing and not self._protocol.eof_received():
            self.close()

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        """Send octets to the client."""
        if not self._closing:
            self.received += data

    def can_write_eof(self) -> bool:
        """The printer may close its half alone."""
        return True

    def write_eof(self) -> None:
        """Nothing more will be written; the client waits for the close itself."""

    def is_closing(self) -> bool:
        """Whether the connection is closed."""
        return self._closing

    def close(self) -> None:
        """Close in an orderly way."""
        self._end(None)

    def abort(self) -> None:
        """Close with a reset: the client does not know what became of its octets."""
        self._end(ConnectionResetError("connection reset by the printer"))

    def pause_reading(self) -> None:
        """Accepted; octets in memory need no back pressure."""

    def resume_reading(self) -> None:
        """Accepted."""

    def is_reading(self) -> bool:
        """Always, until closed."""
        return not self._closing

    def get_protocol(self) -> asyncio.BaseProtocol:
        """The printer's side."""
        return self._protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Exchange the printer's side, as StreamReaderProtocol users do."""
        if not isinstance(protocol, asyncio.Protocol):
            raise TypeError("a stream needs an asyncio.Protocol")
        self._protocol = protocol

    def get_write_buffer_size(self) -> int:
        """Nothing ever waits."""
        return 0

    def _end(self, error: Exception | None) -> None:
        if self._closing:
            return
        self._closing = True
        asyncio.get_running_loop().call_soon(self._lost, error)

    def _lost(self, error: Exception | None) -> None:
        try:
            self._protocol.connection_lost(error)
        finally:
            if self.on_closed is not None:
                self.on_closed(error)
