"""The calendar: everything in the server that dates or waits for a date gets it through this port.

The calendar carries schedules, records and periods. Timeouts on the wire are no business of its own: they use
the running event loop, which is virtual in the simulated world.
"""

from __future__ import annotations

import asyncio
import heapq
import inspect
import itertools
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol

Action = Callable[[], Coroutine[Any, Any, None] | None]

#: The loop's clock stands still while a machine is suspended, and the wall clock may be set. So no wait is longer.
_LONGEST_WAIT_S: Final = 15.0


class Alarm(Protocol):
    """One appointment with the calendar."""

    def cancel(self) -> None:
        """Take the appointment back; without effect once its action has been started."""


class Calendar(Protocol):
    """Dates, and appointments at them. All instants are UTC microseconds since the epoch."""

    def now_us(self) -> int:
        """The instant it is now."""

    def at(self, due_us: int, action: Action, label: str = "") -> Alarm:
        """Call ``action`` once at ``due_us`` or as soon after it as possible; a coroutine it returns is spawned."""

    def spawn(self, coro: Coroutine[Any, Any, None], label: str = "") -> asyncio.Task[None]:
        """Run a coroutine as a task; a stepped calendar does not move before it is done."""

    def hold(self) -> None:
        """Something outside tasks is in flight; a stepped calendar does not move before :meth:`release`."""

    def release(self) -> None:
        """End of one :meth:`hold`."""


class SystemCalendar:
    """The calendar on real time: the wall clock, or ``speed`` times as fast from construction on.

    When the machine was suspended or its clock was set forward, whatever fell due meanwhile runs late, each action
    once. When the clock was set back, appointments keep their date and so come later.
    """

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("speed must be positive")
        self._speed = speed
        self._start_us = time.time_ns() // 1000
        self._heap: list[tuple[int, int, _SystemAlarm]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due_us = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def now_us(self) -> int:
        """The wall clock, stretched by the speed."""
        wall_us = time.time_ns() // 1000
        if self._speed == 1.0:
            return wall_us
        return self._start_us + int((wall_us - self._start_us) * self._speed)

    def at(self, due_us: int, action: Action, label: str = "") -> Alarm:
        """See :meth:`Calendar.at`; must be called while the event loop runs."""
        alarm = _SystemAlarm(action, label)
        heapq.heappush(self._heap, (due_us, next(self._order), alarm))
        if self._timer is None or due_us < self._timer_due_us:
            self._arm()
        return alarm

    def spawn(self, coro: Coroutine[Any, Any, None], label: str = "") -> asyncio.Task[None]:
        """See :meth:`Calendar.spawn`; the calendar keeps the task alive until it is done."""
        task = asyncio.get_running_loop().create_task(coro, name=label or None)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def hold(self) -> None:
        """Real time waits for nobody."""

    def release(self) -> None:
        """Real time waits for nobody."""

    def close(self) -> None:
        """Drop all appointments; tasks that were spawned are left to their owners."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._heap.clear()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._heap and self._heap[0][2].action is None:
            heapq.heappop(self._heap)
        if not self._heap:
            return
        self._timer_due_us = self._heap[0][0]
        wait_s = max(0, self._timer_due_us - self.now_us()) / (1_000_000 * self._speed)
        self._timer = asyncio.get_running_loop().call_later(min(wait_s, _LONGEST_WAIT_S), self._run_due)

    def _run_due(self) -> None:
        self._timer = None
        now_us = self.now_us()
        due: list[_SystemAlarm] = []
        while self._heap and self._heap[0][0] <= now_us:
            due.append(heapq.heappop(self._heap)[2])
        for alarm in due:
            self._run(alarm)
        # an action may have armed the timer for itself already, or even closed the calendar
        if self._timer is None:
            self._arm()

    def _run(self, alarm: _SystemAlarm) -> None:
        action, alarm.action = alarm.action, None
        if action is None:
            return
        try:
            outcome = action()
        except Exception as error:
            # one bad action must not take the others' appointments with it
            asyncio.get_running_loop().call_exception_handler(
                {"message": f"calendar action {alarm.label!r} failed", "exception": error}
            )
            return
        if inspect.iscoroutine(outcome):
            self.spawn(outcome, alarm.label)


class _SystemAlarm:
    __slots__ = ("action", "label")

    def __init__(self, action: Action, label: str) -> None:
        self.action: Action | None = action
        self.label = label

    def cancel(self) -> None:
        self.action = None
