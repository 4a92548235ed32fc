"""Cuts what comes over one connection into PJL lines, each to be heard at once, and whole jobs.

Pieces may be cut anywhere, within the Universal Exit Language sequence too. A job is whole when UEL stands behind its
pages, or the client has sent everything. Each job is handed out as a stream that stands for itself: the lines that hold
for it are put before its pages again (core/wire/pjl.py says which hold for how long).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from core.wire.pjl import MAX_LINE_OCTETS, UEL

HEAD_OCTETS: Final = 64 * 1024
"""What is kept of a job that is too large: enough to see whose it is."""
_MOST_LINES_OCTETS: Final = 256 * 1024  # of lines that hold for one job; more are not kept
_MOST_BLANKS: Final = 1024

_BLANKS: Final = re.compile(rb"[ \t\r\n\0]*")
_PJL: Final = re.compile(rb"@PJL(?![A-Z])", re.IGNORECASE)
_COMMAND: Final = re.compile(rb"@PJL[ \t]+(\w+)", re.IGNORECASE)
_NOTHING: Final = re.compile(rb"[ \t\r\n\f\0\x04]*\Z")
_BOUNDARIES: Final = frozenset((b"JOB", b"EOJ", b"RESET", b"INITIALIZE"))
_FORGOTTEN: Final = frozenset(
    b"COMMENT ECHO INFO INQUIRE DINQUIRE USTATUS USTATUSOFF RDYMSG OPMSG STMSG DEFAULT DMINFO DMCMD"
    b" FSDOWNLOAD FSAPPEND FSUPLOAD FSQUERY FSDIRLIST FSDELETE FSMKDIR FSINIT".split()
)
"""Commands that say nothing about a job."""
_WITH_FILE: Final = frozenset((b"FSDOWNLOAD", b"FSAPPEND"))
"""Commands behind which the octets of a file stand, as many as they say."""
_SIZE: Final = re.compile(rb"\bSIZE\s*=\s*(\d{1,12})\b", re.IGNORECASE)


class Line(NamedTuple):
    """One PJL line without its end; ``command`` in upper case, empty for a bare ``@PJL``."""

    command: bytes
    octets: bytes


class Whole(NamedTuple):
    """One job as a stream of its own. ``overflow``: it is only the beginning of more than fits into memory."""

    data: bytes
    overflow: bool


class PjlStream:
    """Fed with pieces; :meth:`next` gives what they amount to, one at a time, so that a reader may pause."""

    __slots__ = (
        "_buffer",
        "_ended",
        "_head",
        "_in_pages",
        "_inside_job",
        "_kept",
        "_max_octets",
        "_octets",
        "_searched",
        "_skipped",
        "defaults",
    )

    def __init__(self, max_octets: int) -> None:
        self._max_octets = max_octets
        self._buffer = bytearray()
        self._searched = 0  # octets of the buffer in which no UEL begins
        self._in_pages = False
        self._kept: list[Line] = []  # lines that hold for the pages to come
        self._octets = 0  # in them
        self._inside_job = False
        self._head = b""  # of pages that are too large
        self._ended = False
        self._skipped = 0  # octets of a file that are to come
        self.defaults: tuple[bytes, ...] = ()
        """Lines with the printer's own defaults, which hold where the client says nothing else."""

    @property
    def idle(self) -> bool:
        """Whether nothing is under way: no octets that wait for more, no line that waits for pages."""
        return not (self._buffer or self._in_pages or self._kept or self._skipped)

    @property
    def is_empty(self) -> bool:
        """Whether every octet was looked at."""
        return not (self._buffer or self._in_pages)

    def feed(self, data: bytes) -> None:
        """A piece arrives."""
        self._buffer += data

    def end(self) -> None:
        """The client has sent everything."""
        self._ended = True

    def next(self) -> Line | Whole | None:
        """What comes next; None when it takes more octets to tell."""
        while self._buffer or self._in_pages:
            if self._skipped:
                self._skip()
                continue
            found = self._pages() if self._in_pages else self._line()
            if found is False:
                return None
            if found is not True:
                return found
        return None

    def _skip(self) -> None:
        """Files that clients leave in a printer are no pages; nobody ever asks for them again."""
        octets = min(self._skipped, len(self._buffer))
        self._skipped -= octets
        self._drop(octets)

    # ---- lines: True is "go on", False is "wait for more" -------------------------------------------------

    def _line(self) -> Line | bool:
        """The line that the buffer begins with."""
        buffer = self._buffer
        blanks = _BLANKS.match(buffer)
        start = blanks.end() if blanks else 0
        tail = bytes(buffer[start : start + len(UEL)])
        if tail == UEL:
            self._drop(start + len(UEL))
            return True
        if not self._ended and _may_become(tail):
            if start > _MOST_BLANKS:
                self._drop(start)
            return False
        if _PJL.match(buffer, start) is not None:
            return self._pjl_line(start)
        if self._ended and start == len(buffer):
            self._drop(start)
        else:
            self._in_pages = True
        return True

    def _pjl_line(self, start: int) -> Line | bool:
        buffer = self._buffer
        newline = buffer.find(b"\n", start, start + MAX_LINE_OCTETS + 1)
        end = buffer.find(UEL, start, newline if newline >= 0 else len(buffer))
        if end < 0:
            end = newline if newline >= 0 else len(buffer)
        if end - start > MAX_LINE_OCTETS:  # no printer takes such a line; as a job it will be refused
            self._in_pages = True
            return True
        if end == len(buffer) and not self._ended:
            return False
        octets = bytes(buffer[start:end]).rstrip(b"\r")
        self._drop(end + 1 if end == newline else end)
        found = _COMMAND.match(octets)
        line = Line(found[1].upper() if found else b"", octets)
        self._note(line)
        return line

    def _note(self, line: Line) -> None:
        """Keep what holds for the pages to come."""
        if line.command in _BOUNDARIES:
            self._forget([])
            self._inside_job = line.command == b"JOB"
        if line.command == b"ENTER" and line.octets.partition(b"=")[2].strip() not in {b"", b'"', b'""'}:
            self._in_pages = True
        if line.command in _WITH_FILE and (size := _SIZE.search(line.octets)) is not None:
            self._skipped = int(size[1])
        if line.command not in _FORGOTTEN and self._octets < _MOST_LINES_OCTETS:
            self._kept.append(line)
            self._octets += len(line.octets)

    def _forget(self, kept: list[Line]) -> None:
        self._kept = kept
        self._octets = sum([len(line.octets) for line in kept])

    # ---- pages ----------------------------------------------------------------------------------------

    def _pages(self) -> Whole | bool:
        """A whole job, if there is one up to the next UEL."""
        buffer = self._buffer
        end = buffer.find(UEL, self._searched)
        if end < 0 and not self._ended:
            self._shorten()
            return False
        pages = bytes(buffer[:end] if end >= 0 else buffer)
        self._drop(end + len(UEL) if end >= 0 else len(buffer))
        self._in_pages = False
        overflow = bool(self._head) or len(pages) > self._max_octets
        if overflow:
            pages = (self._head + pages)[:HEAD_OCTETS]
            self._head = b""
        elif _NOTHING.match(pages):
            self._leave_language()
            return True
        data = b"".join([line + b"\n" for line in self._lines()]) + pages
        if self._inside_job:
            self._leave_language()
        else:
            self._forget([])
        return Whole(data, overflow)

    def _leave_language(self) -> None:
        """UEL ends the language; what else was said holds."""
        self._forget([line for line in self._kept if line.command != b"ENTER"])

    def _lines(self) -> list[bytes]:
        """What holds for these pages; the printer's defaults come behind a JOB or RESET, which forgets what was."""
        lines = [line.octets for line in self._kept]
        behind = 1 if self._kept and self._kept[0].command in _BOUNDARIES else 0
        lines[behind:behind] = self.defaults
        return lines

    def _shorten(self) -> None:
        """No end of the pages in sight: of too many only the head is kept, and what their end may begin with."""
        buffer = self._buffer
        if self._head or len(buffer) > self._max_octets:
            if not self._head:
                self._head = bytes(buffer[:HEAD_OCTETS])
            del buffer[: 1 - len(UEL)]
        self._searched = max(0, len(buffer) - len(UEL) + 1)

    def _drop(self, octets: int) -> None:
        del self._buffer[:octets]
        self._searched = 0


def _may_become(tail: bytes) -> bool:
    """Whether octets may be the beginning of UEL or of a PJL line."""
    return (len(tail) < len(UEL) and UEL.startswith(tail)) or (len(tail) < 5 and b"@PJL".startswith(tail.upper()))
