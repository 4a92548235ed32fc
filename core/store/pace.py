"""How the store's work is run: inline in the simulated world, on one worker thread when live."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

T = TypeVar("T")


class Pace(Protocol):
    """Runs pieces of database work one after the other, never two at a time."""

    async def write(self, work: Callable[[], T]) -> T:
        """Run one transaction."""

    async def read(self, work: Callable[[], T]) -> T:
        """Run queries."""

    def close(self, last: Callable[[], object]) -> None:
        """Run a last piece of work after those that are under way, then give up what runs them."""


class InlinePace:
    """Runs work at once, in the caller's task.

    ``delay`` is awaited before each transaction and after its commit, so that a simulated world can let other
    things happen in between; without it races cannot show.
    """

    def __init__(self, delay: Callable[[], Awaitable[None]] | None = None) -> None:
        self._delay = delay

    async def write(self, work: Callable[[], T]) -> T:
        """See :meth:`Pace.write`."""
        if self._delay is None:
            return work()
        await self._delay()
        result = work()
        await self._delay()
        return result

    async def read(self, work: Callable[[], T]) -> T:
        """See :meth:`Pace.read`."""
        return work()

    def close(self, last: Callable[[], object]) -> None:
        """See :meth:`Pace.close`."""
        last()


class ThreadPace:
    """Runs work on one worker thread, so that a commit waiting for the disk does not hold up the event loop."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    async def write(self, work: Callable[[], T]) -> T:
        """See :meth:`Pace.write`."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    async def read(self, work: Callable[[], T]) -> T:
        """See :meth:`Pace.read`."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def close(self, last: Callable[[], object]) -> None:
        """See :meth:`Pace.close`; does not wait for it."""
        self._worker.submit(last)
        self._worker.shutdown(wait=False)
