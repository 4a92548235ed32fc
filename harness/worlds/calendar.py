"""The stepped calendar: the date moves only when nothing that is due is still in flight."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Coroutine
from typing import Any

Action = Callable[[], Coroutine[Any, Any, None] | None]

_LOOK_UP_EVERY = 500
"""Instants between two turns given to the event loop when nothing else needs one (progress display, Ctrl-C)."""


class Stuck(RuntimeError):
    """Something in flight did not end within the real time allowed; the message names it."""


class Alarm:
    """An action with a date; :meth:`cancel` before the date makes it nothing."""

    __slots__ = ("action", "label")

    def __init__(self, action: Action, label: str) -> None:
        self.action: Action | None = action
        self.label = label

    def cancel(self) -> None:
        """Forgets the action."""
        self.action = None


class SteppedCalendar:
    """Dates in UTC microseconds, moved by :meth:`advance_to` alone.

    Alarms of one instant run in the order in which they were set. Before the next instant, every task spawned
    and every hold taken must have ended. A task that fails makes the next :meth:`settle` raise its error, unless
    ``ignore`` names its type.
    """

    def __init__(self, start_us: int, *, patience_s: float | None = None) -> None:
        self._now_us = start_us
        self._heap: list[tuple[int, int, Alarm]] = []
        self._count = 0
        self._holds = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._idle: asyncio.Future[None] | None = None
        self._failures: list[BaseException] = []
        self._patience_s = patience_s
        self.ignore: tuple[type[BaseException], ...] = ()
        self.instants = 0

    def now_us(self) -> int:
        """The instant at which everything happens until the calendar moves."""
        return self._now_us

    def at(self, due_us: int, action: Action, label: str = "") -> Alarm:
        """Sets an alarm; one in the past is due at once. An action that returns a coroutine has it spawned."""
        alarm = Alarm(action, label)
        self._count += 1
        heapq.heappush(self._heap, (due_us, self._count, alarm))
        return alarm

    def spawn(self, coro: Coroutine[Any, Any, None], label: str = "") -> asyncio.Task[None]:
        """Starts a task; it is in flight until it is done."""
        task = asyncio.get_running_loop().create_task(coro, name=label or None)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)
        return task

    def hold(self) -> None:
        """Takes note of something in flight outside any task, such as a datagram."""
        self._holds += 1

    def release(self) -> None:
        """The counterpart of :meth:`hold`."""
        self._holds -= 1
        if not self._holds and not self._tasks:
            self._wake()

    def next_due_us(self) -> int | None:
        """Date of the next alarm, None when there is none."""
        while self._heap and self._heap[0][2].action is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    async def settle(self) -> None:
        """Runs what is due now, and waits until nothing is in flight. Raises the error of a task that failed."""
        while True:
            self._run_due()
            if not self._tasks and not self._holds:
                break
            while self._tasks or self._holds:
                await self._wait_idle()
            await asyncio.sleep(0)
        if self._failures:
            failures, self._failures = self._failures, []
            raise failures[0]

    async def advance_to(self, target_us: int) -> None:
        """Runs everything due up to and including the target, one instant at a time, and then settles there."""
        await self.settle()
        while (due_us := self.next_due_us()) is not None and due_us <= target_us:
            self._now_us = max(self._now_us, due_us)
            self.instants += 1
            if self.instants % _LOOK_UP_EVERY == 0:
                await asyncio.sleep(0)
            await self.settle()
        self._now_us = max(self._now_us, target_us)
        await self.settle()

    def in_flight(self) -> list[str]:
        """Names of what is in flight, for messages."""
        names = sorted(task.get_name() for task in self._tasks)
        return [*names, f"{self._holds} datagrams or streams"] if self._holds else names

    def _run_due(self) -> None:
        heap = self._heap
        while heap and heap[0][0] <= self._now_us:
            alarm = heapq.heappop(heap)[2]
            action = alarm.action
            if action is None:
                continue
            alarm.action = None
            coro = action()
            if coro is not None:
                self.spawn(coro, alarm.label)

    async def _wait_idle(self) -> None:
        self._idle = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._patience_s):
                await self._idle
        except TimeoutError:
            raise Stuck(f"still in flight after {self._patience_s:g} s: {', '.join(self.in_flight())}") from None
        finally:
            self._idle = None

    def _task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            error = task.exception()
            if error is not None and not isinstance(error, self.ignore):
                self._failures.append(error)
        if not self._holds and not self._tasks:
            self._wake()

    def _wake(self) -> None:
        if self._idle is not None and not self._idle.done():
            self._idle.set_result(None)
