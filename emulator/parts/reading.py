"""Who reads print data: at once where it stands, or, for what takes its time, beside the event loop.

Ghostscript and the rendering of pages take tenths of a second. In the simulated world that costs nothing but patience,
and :data:`INLINE` keeps it deterministic. A fleet on real sockets has a :class:`PooledReader`: its loop goes on while
threads read.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Protocol

from core.wire.pages import SIGNATURE
from core.wire.pjl import PrintJob
from emulator.parts.intake import NOTHING_SAID, RIP_ERROR, Arrival, read_stream
from emulator.ports import Calendar

Then = Callable[[list[Arrival]], None]
_QUICK_OCTETS: Final = 64 * 1024
"""A stream up to this size in the page description of our own is read in less time than a thread takes to start."""
_THREADS: Final = 2


class Reader(Protocol):
    """Turns the bytes of a connection into arrivals, now or later."""

    def read(self, data: bytes, then: Then, *, whose: Hashable, overflow: bool, said: PrintJob) -> None:
        """Read as ``intake.read_stream`` and call ``then``: before this returns, or later from the event loop.

        What was given for the same printer (``whose``) comes out in the order in which it was given.
        """

    def close(self) -> None:
        """Give up what is still to be read; its ``then`` is not called."""


class InlineReader:
    """Reads at once."""

    __slots__ = ()

    def read(self, data: bytes, then: Then, *, whose: Hashable, overflow: bool, said: PrintJob) -> None:  # noqa: ARG002
        """See :meth:`Reader.read`."""
        then(read_stream(data, overflow=overflow, said=said))

    def close(self) -> None:
        """Nothing is ever left."""


INLINE: Final = InlineReader()


class _Task:
    """One stream that is being read, or waits behind others of its printer."""

    __slots__ = ("arrivals", "octets", "then")

    def __init__(self, octets: int, then: Then) -> None:
        self.octets = octets
        self.then = then
        self.arrivals: list[Arrival] | None = None


class PooledReader:
    """Reads in threads what is slow. Threads start with the first stream that needs one.

    A stepped ``calendar`` stands still until all is read.
    """

    def __init__(self, threads: int = _THREADS, calendar: Calendar | None = None) -> None:
        self._threads = threads
        self._calendar = calendar
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: dict[Hashable, deque[_Task]] = {}  # by printer, in the order of arrival

    def read(self, data: bytes, then: Then, *, whose: Hashable, overflow: bool, said: PrintJob) -> None:
        """See :meth:`Reader.read`. Needs a running loop for what is slow."""
        if whose not in self._waiting and is_quick(data):
            then(read_stream(data, overflow=overflow, said=said))
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="reader")
        task = _Task(len(data), then)
        self._waiting.setdefault(whose, deque()).append(task)
        if self._calendar is not None:
            self._calendar.hold()
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, lambda: read_stream(data, overflow=overflow, said=said))
        future.add_done_callback(lambda done: self._landed(whose, task, done))

    def _landed(self, whose: Hashable, task: _Task, done: asyncio.Future[list[Arrival]]) -> None:
        try:
            self._finished(whose, task, done)
        finally:
            if self._calendar is not None:
                self._calendar.release()

    def _finished(self, whose: Hashable, task: _Task, done: asyncio.Future[list[Arrival]]) -> None:
        """A stream is read: hand out what is next, and what waited for it."""
        if done.cancelled() or whose not in self._waiting:
            return
        problem = done.exception()
        if problem is None:
            task.arrivals = done.result()
        else:  # a fault of ours: the client's job must not vanish for it, and it must be seen
            task.arrivals = [Arrival(NOTHING_SAID, (), task.octets, RIP_ERROR)]
            done.get_loop().call_exception_handler({"message": "a stream could not be read", "exception": problem})
        line = self._waiting[whose]
        while line and (arrivals := line[0].arrivals) is not None:
            first = line.popleft()
            if not line:
                del self._waiting[whose]
            first.then(arrivals)

    def close(self) -> None:
        """See :meth:`Reader.close`; returns when the threads have ended."""
        self._waiting.clear()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def is_quick(data: bytes) -> bool:
    """Whether a stream is read so fast that no thread is worth its while."""
    return len(data) <= _QUICK_OCTETS and SIGNATURE in data
