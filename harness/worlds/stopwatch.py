"""Real time for reports and progress: how long something took on this machine. No verdict ever depends on it."""

from __future__ import annotations

import time


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    def seconds(self) -> float:
        """Elapsed real time."""
        return time.perf_counter() - self._start
