"""One LPD connection: receive a job, show the queue, remove jobs (RFC 1179 sections 5 and 6).

Any queue name is taken, as printers do. A data file prints when its control file is there, whichever comes first; one
whose length nobody tells (0, or more than any file has) ends with the connection.
"""

from __future__ import annotations

from typing import Final

from core.wire.pjl import UEL
from emulator.printer import Printer
from emulator.protocols.lpd.queue import listing, remove
from emulator.protocols.lpd.spool import Document, Spool
from emulator.protocols.pjl.stream import HEAD_OCTETS, PjlStream, Whole
from emulator.protocols.print_session import MAX_STREAM_OCTETS, PrintSession

_ACK: Final = b"\0"
_NO: Final = b"\1"
_LONGEST_LINE: Final = 1024
_LARGEST_CONTROL: Final = 64 * 1024
_ENDLESS: Final = 2**31 - 1
"""A length from here on means that the client does not know it."""
_PRINT, _RECEIVE, _SHORT, _LONG, _REMOVE = b"\1", b"\2", b"\3", b"\4", b"\5"
_ABORT, _CONTROL, _DATA = b"\1", b"\2", b"\3"


class _File:
    """A file on its way in; ``left`` octets are to come, None until the connection ends."""

    __slots__ = ("is_control", "left", "name", "octets", "overflow")

    def __init__(self, name: str, length: int | None, *, is_control: bool) -> None:
        self.name = name
        self.left = length
        self.is_control = is_control
        self.octets = bytearray()
        self.overflow = False


class LpdSession(PrintSession):
    """One connection to port 515. The files that wait for their control file have a job's room together."""

    def __init__(self, printer: Printer, source: str, *, max_octets: int = MAX_STREAM_OCTETS) -> None:
        super().__init__(printer, source, max_octets=max_octets)
        self._buffer = bytearray()
        self._spool: Spool | None = None  # of a client that sends a job
        self._file: _File | None = None
        self._finished = False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 (asyncio's signature)
        """Over; what had not been handed over is forgotten."""
        self._transport = self._spool = self._file = None
        self._buffer.clear()

    def _take(self, data: bytes) -> None:
        self._buffer += data
        self._go_on()

    def _end(self) -> None:
        self._go_on()

    def _is_empty(self) -> bool:
        return self._finished

    def _go_on(self) -> None:
        """Hear commands and take files in."""
        while self._buffer and not self._is_closing() and not self._must_wait() and self._step():
            pass
        if self._ended and not self._finished and not self._must_wait():
            self._finished = True
            self._finish()
        super()._go_on()

    def _finish(self) -> None:
        """The client has sent everything: what is whole prints; the end may stand for a file's zero octet."""
        if self._spool is None or self._is_closing():
            return
        file, self._file = self._file, None
        if file is not None and not file.is_control and not file.left:
            self._spool.data(file.name, bytes(file.octets), overflow=file.overflow)
        for document in [*self._spool.ready(), *self._spool.rest()]:
            self._print(document)

    # ---- commands -------------------------------------------------------------------------------------

    def _step(self) -> bool:
        """Take one thing out of the buffer; False when it takes more octets."""
        if self._file is not None:
            return self._more(self._file)
        end = self._buffer.find(b"\n", 0, _LONGEST_LINE)
        if end < 0:
            if len(self._buffer) >= _LONGEST_LINE:
                self._close()
            return False
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        if self._spool is None:
            self._command(line[:1], line[1:])
        else:
            self._subcommand(self._spool, line[:1], line[1:])
        return True

    def _command(self, code: bytes, rest: bytes) -> None:
        """RFC 1179 section 5: the one command of a connection."""
        words = rest.decode("latin-1").split()[1:]  # behind the queue's name
        if code == _RECEIVE:
            self._spool = Spool()
            self._say(_ACK)
            return
        if code == _PRINT:  # nothing ever waits for it
            self._say(_ACK)
        elif code in {_SHORT, _LONG}:
            self._say(_encoded(listing(self._printer, tuple(words), long=code == _LONG)))
        elif code == _REMOVE and words:
            self._say(_encoded(remove(self._printer, words[0], tuple(words[1:]))))
        self._close()

    def _subcommand(self, spool: Spool, code: bytes, rest: bytes) -> None:
        """RFC 1179 section 6: a file comes, or the client gives up."""
        count, _, name = rest.decode("latin-1").strip().partition(" ")
        known = count.isascii() and count.isdecimal() and len(count) < 20
        if code == _ABORT:
            spool.abort()
            self._say(_ACK)
        elif code not in {_CONTROL, _DATA} or not known or not name.strip() or spool.is_full:
            self._refuse()
        else:
            self._announced(name.strip(), int(count), is_control=code == _CONTROL)

    def _announced(self, name: str, length: int, *, is_control: bool) -> None:
        if is_control and not 0 < length <= _LARGEST_CONTROL:
            self._refuse()
            return
        endless = not is_control and (length == 0 or length >= _ENDLESS)
        self._file = _File(name, None if endless else length, is_control=is_control)
        self._say(_ACK)

    # ---- files ----------------------------------------------------------------------------------------

    def _more(self, file: _File) -> bool:
        """More of a file: its octets, and the zero octet that ends it."""
        if file.left is None or file.left:
            part = self._buffer if file.left is None else self._buffer[: file.left]
            self._keep(file, part)
            if file.left is not None:
                file.left -= len(part)
            del self._buffer[: len(part)]
            return bool(self._buffer)
        if self._buffer[0]:
            self._refuse()
            return False
        del self._buffer[:1]
        self._file = None
        self._filed(file)
        return True

    def _keep(self, file: _File, part: bytearray) -> None:
        """Of what does not fit into memory only the head is kept."""
        waiting = self._spool.octets if self._spool is not None else 0
        if not file.overflow and waiting + len(file.octets) + len(part) <= self._max_octets:
            file.octets += part
            return
        file.overflow = True
        del file.octets[HEAD_OCTETS:]
        file.octets += part[: max(HEAD_OCTETS - len(file.octets), 0)]

    def _filed(self, file: _File) -> None:
        assert self._spool is not None
        if file.is_control:
            self._spool.control(bytes(file.octets))
        else:
            self._spool.data(file.name, bytes(file.octets), overflow=file.overflow)
        self._say(_ACK)
        for document in list(self._spool.ready()):
            self._print(document)

    def _print(self, document: Document) -> None:
        data = document.data
        if self._printer.pjl is not None:
            data = _under_defaults(data, self._printer.pjl.lines())
        self._hand_over(data, overflow=document.overflow, said=document.said)

    # ---- the connection -------------------------------------------------------------------------------

    def _refuse(self) -> None:
        """Nobody knows what the octets that follow would mean."""
        self._say(_NO)
        self._close()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _is_closing(self) -> bool:
        return self._transport is None or self._transport.is_closing()


def _encoded(text: str) -> bytes:
    return text.encode(errors="replace")


def _under_defaults(data: bytes, defaults: tuple[bytes, ...]) -> bytes:
    """A stream, with the printer's own defaults for each of its jobs."""
    stream = PjlStream(len(data))
    stream.defaults = defaults
    stream.feed(data)
    stream.end()
    jobs = []
    while (found := stream.next()) is not None:
        if isinstance(found, Whole):
            jobs.append(UEL + found.data)
    return b"".join(jobs) or data
