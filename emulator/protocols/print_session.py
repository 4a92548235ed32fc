"""What connections that bring print jobs have in common: jobs go over to the printer, and the client is held back."""

from __future__ import annotations

import asyncio
from typing import Final

from core.wire.pjl import PrintJob
from emulator.parts.intake import NOTHING_SAID
from emulator.parts.reading import INLINE
from emulator.printer import Printer

MAX_STREAM_OCTETS: Final = 64 * 1024 * 1024
MOST_UNREAD: Final = 4
"""Jobs of one connection that may wait to be read before no more of it is taken in."""


class PrintSession(asyncio.Protocol):
    """One connection. A job of more than ``max_octets`` is refused with "memory overflow" (LOG-04).

    The printer closes the connection once it has everything; a client that waits for that close knows that its octets
    were delivered. Where the power went in between, it is reset.
    """

    def __init__(self, printer: Printer, source: str, *, max_octets: int = MAX_STREAM_OCTETS) -> None:
        self._printer = printer
        self._source = source
        self._max_octets = max_octets
        self._boot = printer.boots
        self._transport: asyncio.Transport | None = None
        self._unread = 0  # jobs that are being looked at
        self._handing = False  # over to the printer, which may take it at once
        self._ended = False  # the client has sent everything
        self._blocked = False  # it does not read what it is told
        self.jobs: list[int] = []
        """Numbers of the jobs that came."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Take what is whole, answer what is asked."""
        if self._is_alive():
            self._take(data)
        else:
            self._abort()

    def eof_received(self) -> bool | None:
        """The client has sent everything: close (None) once all of it is taken over, till then keep open (True)."""
        if not self._is_alive():
            self._abort()
            return None
        self._ended = True
        self._end()
        return None if self._is_done() else True

    def pause_writing(self) -> None:
        """The client does not read our answers: nothing more is taken from it until it does."""
        self._blocked = True
        self._take_more()

    def resume_writing(self) -> None:
        """It reads again."""
        self._blocked = False
        if self._is_alive():
            self._go_on()
        else:
            self._abort()

    # ---- what each protocol does in its own way ---------------------------------------------------------

    def _take(self, data: bytes) -> None:
        """Octets have come."""
        raise NotImplementedError

    def _end(self) -> None:
        """There are no more."""

    @property
    def is_unfinished(self) -> bool:
        """Whether a job is on its way and not whole, or the client does not read what it asked for."""
        return self._blocked or not (self._ended or self._is_idle())

    def _is_empty(self) -> bool:
        """Whether all that came was looked at."""
        return True

    def _is_idle(self) -> bool:
        """Whether nothing has begun that needs more octets."""
        return self._is_empty()

    def _go_on(self) -> None:
        """Look at what has come, as far as the client keeps up; at the end, call this one."""
        self._take_more()
        if self._is_done() and self._transport is not None:
            self._transport.close()

    # ---- what they share ---------------------------------------------------------------------------------

    def _hand_over(self, data: bytes, *, overflow: bool = False, said: PrintJob = NOTHING_SAID) -> None:
        if self._printer.reader is INLINE:  # which most simulations have: it is there at once
            self.jobs += self._printer.submit(data, self._source, overflow=overflow, said=said)
            return
        self._unread += 1
        self._handing = True
        self._printer.receive(data, self._source, self._taken, overflow=overflow, said=said)
        self._handing = False

    def _taken(self, numbers: list[int]) -> None:
        """A job was looked at and is in the printer; no number: the power went first."""
        self._unread -= 1
        self.jobs += numbers
        if not self._is_alive():
            self._abort()
        elif not self._handing and (self._unread == MOST_UNREAD - 1 or self._ended):
            self._go_on()

    def _must_wait(self) -> bool:
        """Whether the client does not read, or sends jobs faster than they can be looked at."""
        return self._blocked or self._unread >= MOST_UNREAD

    def _is_done(self) -> bool:
        """Whether all that the client sent is in the printer."""
        return self._ended and not self._unread and self._is_empty()

    def _take_more(self) -> None:
        """Read from the client, or let it wait."""
        transport, must_wait = self._transport, self._must_wait()
        if transport is None or self._ended or transport.is_closing() or transport.is_reading() != must_wait:
            return
        if must_wait:
            transport.pause_reading()
        else:
            transport.resume_reading()

    def _say(self, octets: bytes) -> None:
        """Answer the client."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(octets)

    def _is_alive(self) -> bool:
        """Whether the printer has had power without a break since the connection was made."""
        return self._printer.is_on and self._printer.boots == self._boot

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()
