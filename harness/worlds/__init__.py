"""The two worlds a scenario can run in, behind one face; they own real time and real chance."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from harness.worlds.loop import VirtualLoop

T = TypeVar("T")

SIMULATED = "simulated"
LIVE = "live"
_SELDOM = (50_000, 20, 100)  # a run keeps nearly all it makes: looking for cycles as often as usual takes a fifth of it


def run_in(world: str, main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Runs a coroutine on the loop of that world: virtual time, or the real one."""
    with _seldom_collected(), asyncio.Runner(loop_factory=VirtualLoop if world == SIMULATED else None) as runner:
        return runner.run(main())


@contextmanager
def _seldom_collected() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
