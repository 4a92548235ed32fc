"""Raw printing on port 9100: bytes until the client closes its side, then the printer has the job.

The printer closes the connection once it has taken everything over; a client that waits for that close
knows that its bytes were delivered. A connection that breaks before its end leaves no job.
"""

from __future__ import annotations

import asyncio
from typing import Final

from emulator.printer import Printer

MAX_STREAM_OCTETS: Final = 64 * 1024 * 1024
_HEAD_OCTETS: Final = 64 * 1024  # of a stream too large: enough to see whose job it is


class RawSession(asyncio.Protocol):
    """One connection. A stream beyond the size cap becomes a job refused with "memory overflow" (LOG-04)."""

    def __init__(self, printer: Printer, source: str, *, max_octets: int = MAX_STREAM_OCTETS) -> None:
        self._printer = printer
        self._source = source
        self._max_octets = max_octets
        self._boot = printer.boots
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._overflow = False
        self.jobs: list[int] = []
        """Numbers of the jobs the stream became."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Keep it; of a stream that is too large only the head."""
        if not self._is_alive():
            self._abort()
        elif self._overflow:
            return
        elif len(self._received) + len(data) > self._max_octets:
            self._overflow = True
            self._received += data[:_HEAD_OCTETS]
            del self._received[_HEAD_OCTETS:]
        else:
            self._received += data

    def eof_received(self) -> bool | None:
        """The client has sent everything: hand it over, then close (the return value None does)."""
        if not self._is_alive():
            self._abort()
            return None
        if self._received:
            self.jobs = self._printer.submit(bytes(self._received), self._source, overflow=self._overflow)
        self._received.clear()
        return None

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Over; what had not been handed over is forgotten."""
        self._received.clear()
        self._transport = None

    def _is_alive(self) -> bool:
        """Whether the printer has had power without a break since the connection was made."""
        return self._printer.is_on and self._printer.boots == self._boot

    def _abort(self) -> None:
        self._received.clear()
        if self._transport is not None:
            self._transport.abort()
