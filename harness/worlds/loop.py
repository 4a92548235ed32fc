"""An asyncio event loop whose clock jumps: the timer of the simulated world.

Nothing is ever waited for. When no callback is ready, time moves to the next timer at once. The loop owns no
socket, not even the self-pipe of the usual loops.
"""

from __future__ import annotations

import asyncio
from typing import Any

_RESOLUTION_S = 1e-6
"""Timers closer together than this fire in one turn; 1e-9 would hang after 194 virtual days of float time."""


class Deadlock(RuntimeError):
    """No callback is ready and no timer is set, yet the work is not done: it waits for what cannot come."""


class _JumpingSelector:
    """Stands where asyncio expects a selector; instead of sleeping it moves the loop's time."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise Deadlock(self._loop.describe_waiting())
        if timeout > 0:
            self._loop.jump()
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """Event loop with virtual time in seconds from 0."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._clock_resolution = _RESOLUTION_S
        self._selector = _JumpingSelector(self)

    def time(self) -> float:
        """Virtual seconds since the loop began."""
        return self._now_s

    def jump(self) -> None:
        """Moves time to the next timer, to the very float it was set for."""
        scheduled: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
        self._now_s = max(self._now_s, scheduled[0].when())

    def describe_waiting(self) -> str:
        """One line a task that waits: its name, and where it stands."""
        lines = ["nothing is ready and no timer is set, but the work is not done; waiting:"]
        for task in sorted(asyncio.all_tasks(self), key=lambda each: each.get_name()):
            frames = task.get_stack(limit=1)
            place = f"{frames[-1].f_code.co_filename}:{frames[-1].f_lineno}" if frames else "?"
            lines.append(f"  {task.get_name()} at {place}")
        return "\n".join(lines)

    def run_in_executor(self, executor, func, *args):  # type: ignore[no-untyped-def, override]  # noqa: ARG002
        """Refused: a thread would bring real time into virtual time."""
        raise RuntimeError(f"no threads in the simulated world: {func!r}")

    def call_soon_threadsafe(self, callback, *args, context=None):  # type: ignore[no-untyped-def, override]
        """As call_soon: the loop never sleeps, so nobody needs to wake it (the handler of Ctrl-C comes this way)."""
        return self.call_soon(callback, *args, context=context)

    def _process_events(self, event_list: list[Any]) -> None:
        """No file descriptor is ever watched."""

    def _write_to_self(self) -> None:
        """There is no self-pipe."""
