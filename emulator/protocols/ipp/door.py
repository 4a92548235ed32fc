"""The door of port 631: whoever begins with a TLS ClientHello gets TLS, everybody else HTTP in plain."""

from __future__ import annotations

import asyncio
from typing import Final

from emulator.network.relay import Relay
from emulator.printer import Printer
from emulator.protocols.ipp.session import IppSession
from emulator.protocols.tls import TlsLayer, server_context

_HANDSHAKE: Final = 0x16
"""The first octet of a TLS record with a ClientHello in it (RFC 8446, section 5.1)."""


class IppDoor(Relay):
    """Waits for the first octet, and then is out of the way."""

    def __init__(self, printer: Printer, source: str) -> None:
        super().__init__()
        self._printer = printer
        self._source = source
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """To the session behind the door."""
        if self._inner is None:
            assert self._transport is not None
            secure = data[0] == _HANDSHAKE
            session = IppSession(self._printer, self._source, secure=secure)
            self._inner = TlsLayer(session, server_context(self._printer)) if secure else session
            self._inner.connection_made(self._transport)
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Over."""
        self._transport = None
        super().connection_lost(exc)
