"""The bound on how many printers are contacted at the same time (PRN-19), for everything that contacts printers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from core.model.errors import Fenced
from core.services.crew import Crew

T = TypeVar("T")


class Contacts:
    """Runs work on printers, at most ``limit`` at a time over all callers together."""

    def __init__(self, crew: Crew, limit: int) -> None:
        self._crew = crew
        self._limit = limit
        self._slots = asyncio.Semaphore(limit)
        self.open = 0
        self.most_open = 0

    async def each(self, items: Iterable[T], work: Callable[[T], Awaitable[None]], label: str) -> None:
        """Work on every item; returns when all are done, and then raises the first worker's error, if any.

        A worker is a task for many items; an item costs no task of its own.
        """
        queue = deque(items)
        if len(queue) == 1:
            await self._work(queue, work)
            return
        workers = [self._crew.spawn(self._work(queue, work), label) for _ in range(min(self._limit, len(queue)))]
        for outcome in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(outcome, asyncio.CancelledError):
                raise Fenced("the server ended before all printers were done")
            if isinstance(outcome, BaseException):
                raise outcome

    async def one(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do one piece of work as soon as a slot is free."""
        async with self._slots:
            self.open += 1
            self.most_open = max(self.most_open, self.open)
            try:
                return await work()
            finally:
                self.open -= 1

    async def _work(self, queue: deque[T], work: Callable[[T], Awaitable[None]]) -> None:
        while queue:
            async with self._slots:
                if not queue:
                    return
                item = queue.popleft()
                self.open += 1
                self.most_open = max(self.most_open, self.open)
                try:
                    await work(item)
                finally:
                    self.open -= 1
