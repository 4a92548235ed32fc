"""The tasks of one server: known to the calendar, and dropped together when the server dies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from core.clock import Calendar
from core.model.errors import Fenced


class Crew:
    """Spawns tasks for a server.

    A task that finds the store fenced ends quietly: the server is dead, or has lost its lease, which
    ``on_fenced`` is told once.
    """

    def __init__(self, calendar: Calendar, on_fenced: Callable[[Fenced], None] | None = None) -> None:
        self._calendar = calendar
        self._on_fenced = on_fenced
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_dropped = False

    def spawn(self, work: Coroutine[Any, Any, None], label: str) -> asyncio.Task[None]:
        """Run a task; after :meth:`drop` it ends before it begins."""
        task = self._calendar.spawn(self._watch(work), label)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # dropped before it began: nobody will ever await it
        return task

    def drop(self) -> None:
        """Let every task go where it stands. Store and network must be shut before, so that nothing more can happen."""
        self._is_dropped = True
        for task in list(self._tasks):
            task.cancel()

    async def finish(self) -> None:
        """Wait until every task is done, those included that are spawned meanwhile."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _watch(self, work: Coroutine[Any, Any, None]) -> None:
        if self._is_dropped:
            work.close()
            return
        try:
            await work
        except Fenced as fenced:
            if not self._is_dropped and self._on_fenced is not None:
                self._on_fenced(fenced)
