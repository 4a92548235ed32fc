"""Raw printing on port 9100: whole jobs are taken as they come, and PJL is answered (EMU-06).

A job starts when it is whole: with the UEL behind it, or when the client has closed its side. The printer then closes
the connection once it has taken everything over; a client that waits for that close knows that its bytes were
delivered. Of a connection that breaks, the job that was not whole is forgotten.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final

from core.wire.pjl import UEL
from emulator.printer import Printer
from emulator.protocols.pjl.dialogue import Dialogue
from emulator.protocols.pjl.stream import Line, PjlStream

MAX_STREAM_OCTETS: Final = 64 * 1024 * 1024
_MOST_UNREAD: Final = 4
"""Jobs of one connection that may wait to be read before no more of it is taken in."""
_PLAIN: Final = re.compile(rb"\x1b%-12345X(?:@PJL (?:SET|COMMENT) [^\n]*\n)*@PJL ENTER [^\n\x1b]*\n")


def is_plain(data: bytes) -> bool:
    """Whether a piece is one whole job that asks nothing: what drivers send, and nothing need be looked at twice."""
    return _PLAIN.match(data) is not None and data.find(UEL, 1) == len(data) - len(UEL)


class RawSession(asyncio.Protocol):
    """One connection. A job beyond the size cap is refused with "memory overflow" (LOG-04)."""

    def __init__(self, printer: Printer, source: str, *, max_octets: int = MAX_STREAM_OCTETS) -> None:
        self._printer = printer
        self._source = source
        self._max_octets = max_octets
        self._boot = printer.boots
        self._transport: asyncio.Transport | None = None
        self._stream: PjlStream | None = None  # of a client whose octets have to be looked at
        self._dialogue: Dialogue | None = None
        self._unread = 0  # jobs that are being looked at
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
        if not self._is_alive():
            self._abort()
            return
        if self._stream is None:
            if len(data) <= self._max_octets and self._printer.pjl is None and is_plain(data):
                self._hand_over(data)
                return
            self._stream = PjlStream(self._max_octets)
            self._dialogue = Dialogue(self._printer, self._say, self._mention)
        self._stream.feed(data)
        self._go_on()

    def eof_received(self) -> bool | None:
        """The client has sent everything: close (None) once all of it is taken over, till then keep open (True)."""
        if not self._is_alive():
            self._abort()
            return None
        self._ended = True
        if self._stream is not None:
            self._stream.end()
            self._go_on()
        return None if self._is_done() else True

    def pause_writing(self) -> None:
        """The client does not read our answers: nothing more is taken from it until it does."""
        self._blocked = True
        self._take_more()

    def resume_writing(self) -> None:
        """It reads again."""
        self._blocked = False
        self._go_on()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Over; what had not been handed over is forgotten."""
        self._transport = self._stream = None
        if self._dialogue is not None:
            self._dialogue.close()
            self._dialogue = None

    def _go_on(self) -> None:
        """Hear lines and hand over jobs, as far as there are any and the client keeps up; in the end, close."""
        while self._stream is not None and self._dialogue is not None and not self._must_wait():
            if self._printer.pjl is not None:
                self._stream.defaults = self._printer.pjl.lines()
            found = self._stream.next()
            if found is None:
                break
            if isinstance(found, Line):
                self._dialogue.hear(found)
            else:
                self._hand_over(found.data, overflow=found.overflow)
        self._take_more()
        if self._is_done() and self._transport is not None:
            self._transport.close()

    def _hand_over(self, data: bytes, *, overflow: bool = False) -> None:
        self._unread += 1
        self._printer.receive(data, self._source, self._taken, overflow=overflow)

    def _taken(self, numbers: list[int]) -> None:
        """A job was looked at and is in the printer; no number: the power went first."""
        self._unread -= 1
        self.jobs += numbers
        if not self._is_alive():
            self._abort()
        elif self._unread == _MOST_UNREAD - 1 or self._ended:
            self._go_on()

    def _must_wait(self) -> bool:
        """Whether the client does not read, or sends jobs faster than they can be looked at."""
        return self._blocked or self._unread >= _MOST_UNREAD

    def _is_done(self) -> bool:
        """Whether all that the client sent is in the printer."""
        return self._ended and not self._unread and (self._stream is None or self._stream.is_empty)

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

    def _mention(self, octets: bytes) -> None:
        """Tell it what it did not ask for, if it reads."""
        if not self._blocked:
            self._say(octets)

    def _is_alive(self) -> bool:
        """Whether the printer has had power without a break since the connection was made."""
        return self._printer.is_on and self._printer.boots == self._boot

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()
