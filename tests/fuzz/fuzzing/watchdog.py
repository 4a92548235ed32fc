"""How long each input took, what it threw, and whether memory grows."""

from __future__ import annotations

import gc
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

HANG_S = 1.0
_PAGE_KB = 4
_MOST_FOUND = 20


class Found(NamedTuple):
    """An input that a printer did not stand, and what came of it."""

    what: str  # crash, hang, journal, answer
    kind: str  # of input
    data: bytes
    detail: str


class _Stuck(Exception):
    pass


class Watchdog:
    """Runs one input after the other and notes what is wrong with them."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.inputs = 0
        self.slowest_s = 0.0
        self.slowest = ""
        self.first_kb = 0

    @contextmanager
    def guarding(self) -> Iterator[None]:
        """What does not come back is broken off; Ghostscript and PDFium come back when their own bounds say."""
        before = signal.signal(signal.SIGALRM, _stuck)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def run(self, kind: str, data: bytes, action: Callable[[], Any]) -> Any:
        """Do it, at most so long; None when it failed."""
        self.inputs += 1
        signal.setitimer(signal.ITIMER_REAL, 5 * HANG_S)
        begun = time.perf_counter()
        try:
            return action()
        except _Stuck:
            self.add("hang", kind, data, f"more than {5 * HANG_S:g} s\n{traceback.format_exc(limit=-6)}")
        except Exception:
            self.add("crash", kind, data, traceback.format_exc(limit=-6))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            took_s = time.perf_counter() - begun
            if took_s > self.slowest_s:
                self.slowest_s, self.slowest = took_s, kind
            if HANG_S < took_s < 5 * HANG_S:
                self.add("hang", kind, data, f"{took_s:.2f} s")
        return None

    def add(self, what: str, kind: str, data: bytes, detail: str) -> None:
        """Note it; the first of each place are enough."""
        place = what, _place(detail)
        known = [(each.what, _place(each.detail)) for each in self.found]
        if place not in known and len(known) < _MOST_FOUND:
            self.found.append(Found(what, kind, data, detail))

    def settle(self) -> None:
        """From here on memory is measured: what is loaded and cached once has been."""
        self.first_kb = resident_kb()

    def grown_kb(self) -> int:
        """Since it settled."""
        return resident_kb() - self.first_kb


def _place(detail: str) -> list[str]:
    """Of a traceback the lines where it happened, without what exactly was said there."""
    lines = detail.splitlines()
    return lines[-4:-1] or lines


def resident_kb() -> int:
    """What this process has of the machine's memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * _PAGE_KB


def _stuck(_: int, __: FrameType | None) -> None:
    raise _Stuck
