"""The two worlds a scenario can run in, behind one face; they own real time and real chance."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from harness.worlds.loop import VirtualLoop

T = TypeVar("T")

SIMULATED = "simulated"
LIVE = "live"


def run_in(world: str, main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs a coroutine on the loop of that world: virtual time, or the real one."""
    with asyncio.Runner(loop_factory=VirtualLoop if world == SIMULATED else None) as runner:
        return runner.run(main())
