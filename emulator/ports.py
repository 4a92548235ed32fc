"""What the emulator needs from outside: time, chance, and the shape in which a network sees a device.

Nothing in the emulator reads a clock, draws a number or opens a socket of its own accord; the world that
builds a fleet hands these in (design page, "Time, chance and the network come in from outside").
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, runtime_checkable


class Alarm(Protocol):
    """Something that will happen, until it is cancelled."""

    def cancel(self) -> None:
        """Forget it; harmless when it has happened already."""


class Calendar(Protocol):
    """The clock on the wall of the world: it steps in the simulation and runs when live."""

    def now_us(self) -> int:
        """UTC microseconds since the epoch."""

    def at(self, due_us: int, action: Callable[[], Coroutine[Any, Any, None] | None], label: str = "") -> Alarm:
        """Run ``action`` at ``due_us``; an instant that has passed means as soon as possible."""

    def spawn(self, coro: Coroutine[Any, Any, Any], label: str = "") -> asyncio.Task[Any]:
        """Start a task; a stepped calendar does not move before it is done."""

    def hold(self) -> None:
        """One more thing is in flight: a stepped calendar stands still until its ``release``."""

    def release(self) -> None:
        """One thing in flight has landed."""


class Later(Protocol):
    """The timer of the wire: runs ``action`` after so many seconds, unless what it gives is cancelled before."""

    def __call__(self, delay_s: float, action: Callable[[], None]) -> Alarm:
        """Make the appointment."""


class Chance(Protocol):
    """Draws by name: each name has a sequence of its own, so that nobody disturbs another's luck."""

    def below(self, name: str, bound: int) -> int:
        """A uniform integer x with 0 <= x < ``bound``."""

    def octets(self, name: str, size: int) -> bytes:
        """``size`` random octets."""


class Device(Protocol):
    """A printer as a network sees it: ports, bytes, and whether the power is on."""

    @property
    def is_on(self) -> bool:
        """A device that is off neither answers datagrams nor accepts connections."""

    def datagram(self, port: int, data: bytes, source: tuple[str, int]) -> bytes | None:
        """Answer one datagram sent to ``port``; None is silence."""

    def accept(self, port: int, source: str) -> asyncio.Protocol | None:
        """A protocol for a new connection to ``port`` from ``source`` ("host:port"); None refuses it."""


@runtime_checkable
class Unfinished(Protocol):
    """A connection's protocol that can tell whether the client owes it the rest of something."""

    @property
    def is_unfinished(self) -> bool:
        """Whether it waits for more of what has begun."""
