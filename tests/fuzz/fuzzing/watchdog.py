"""How long each input took, what it threw, and whether memory grows."""

from __future__ import annotations

import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

HANG_S = 1.0
"""Of a processor's time, Ghostscript's included, so that a busy machine makes no hangs."""
PATIENCE_S = 15
"""After which an input is broken off, whatever it waits for."""
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
        signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
        begun_s = _busy_s()
        try:
            return action()
        except _Stuck:
            self.add("hang", kind, data, f"not done after {PATIENCE_S} s\n{traceback.format_exc(limit=-6)}")
        except Exception:
            self.add("crash", kind, data, traceback.format_exc(limit=-6))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            took_s = _busy_s() - begun_s
            if took_s > self.slowest_s:
                self.slowest_s, self.slowest = took_s, kind
            if took_s > HANG_S:
                self.add("hang", kind, data, f"{kind}: {took_s:.2f} s")
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


def _busy_s() -> float:
    """What this process and the programs that it ran have had of processors."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


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
