"""Energy saving: a printer that had nothing to do for a while sleeps, and takes its time to wake up."""

from __future__ import annotations


class Rest:
    """``after_us`` without anything to do until it sleeps; ``wake_us`` from the first call until it prints again."""

    __slots__ = ("after_us", "called_us", "wake_us")

    def __init__(self, after_us: int, wake_us: int, now_us: int) -> None:
        self.after_us = after_us
        self.wake_us = wake_us
        self.called_us = now_us  # when somebody last wanted something of it

    def sleeps(self, idle_since_us: int, now_us: int) -> bool:
        """Whether it does, if it has had no job since then."""
        return now_us - max(idle_since_us, self.called_us) >= self.after_us
