"""Raw printing on port 9100: whole jobs are taken as they come, and PJL is answered (EMU-06).

A job starts when it is whole: with the UEL behind it, or when the client has closed its side. Of a connection that
breaks, the job that was not whole is forgotten.
"""

from __future__ import annotations

import re
from typing import Final

from core.wire.pjl import UEL
from emulator.printer import Printer
from emulator.protocols.pjl.dialogue import Dialogue
from emulator.protocols.pjl.stream import Line, PjlStream
from emulator.protocols.print_session import MAX_STREAM_OCTETS, PrintSession

_PLAIN: Final = re.compile(rb"\x1b%-12345X(?:@PJL (?:SET|COMMENT) [^\n]*\n)*@PJL ENTER [^\n\x1b]*\n")


def is_plain(data: bytes) -> bool:
    """Whether a piece is one whole job that asks nothing: what drivers send, and nothing need be looked at twice."""
    return _PLAIN.match(data) is not None and data.find(UEL, 1) == len(data) - len(UEL)


class RawSession(PrintSession):
    """One connection to port 9100."""

    def __init__(self, printer: Printer, source: str, *, max_octets: int = MAX_STREAM_OCTETS) -> None:
        super().__init__(printer, source, max_octets=max_octets)
        self._stream: PjlStream | None = None  # of a client whose octets have to be looked at
        self._dialogue: Dialogue | None = None

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Over; what had not been handed over is forgotten."""
        self._transport = self._stream = None
        if self._dialogue is not None:
            self._dialogue.close()
            self._dialogue = None

    def _take(self, data: bytes) -> None:
        if self._stream is None:
            pjl = self._printer.pjl
            if len(data) <= self._max_octets and (pjl is None or not pjl.defaults) and is_plain(data):
                self._hand_over(data)
                return
            self._stream = PjlStream(self._max_octets)
            self._dialogue = Dialogue(self._printer, self._say, self._mention)
        self._stream.feed(data)
        self._go_on()

    def _end(self) -> None:
        if self._stream is not None:
            self._stream.end()
            self._go_on()

    def _is_empty(self) -> bool:
        return self._stream is None or self._stream.is_empty

    def _is_idle(self) -> bool:
        return self._stream is None or self._stream.idle

    def _go_on(self) -> None:
        """Hear lines and hand over jobs."""
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
        super()._go_on()

    def _mention(self, octets: bytes) -> None:
        """Tell the client what it did not ask for, if it reads."""
        if not self._blocked:
            self._say(octets)
