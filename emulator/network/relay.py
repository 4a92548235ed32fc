"""A protocol in front of another one, which it chooses only once it knows more about the client."""

from __future__ import annotations

import asyncio


class Relay(asyncio.Protocol):
    """Hands everything on to ``_inner``; while there is none, nobody hears it."""

    def __init__(self) -> None:
        self._inner: asyncio.Protocol | None = None

    def data_received(self, data: bytes) -> None:
        """Octets of the client."""
        if self._inner is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """The client has sent all."""
        return self._inner.eof_received() if self._inner is not None else None

    def pause_writing(self) -> None:
        """The client does not read."""
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """The client reads again."""
        if self._inner is not None:
            self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        if self._inner is not None:
            self._inner.connection_lost(exc)
