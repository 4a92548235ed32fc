"""Many appointments behind one alarm: all that fall due at one instant are handed over together.

A thousand printers with one schedule cost one wake-up and one task, not a thousand.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

from core.clock import Alarm, Calendar

Key = tuple[str, str]
"""What is due, and on which printer."""

OnDue = Callable[[list[Key]], None]


class Appointments:
    """At most one date for each key; ``on_due`` gets the keys of one instant, in the order in which they were set."""

    def __init__(self, calendar: Calendar, on_due: OnDue, label: str) -> None:
        self._calendar = calendar
        self._on_due = on_due
        self._label = label
        self._due: dict[Key, tuple[int, int]] = {}
        self._heap: list[tuple[int, int, Key]] = []
        self._order = 0
        self._alarm: Alarm | None = None
        self._alarm_us = 0
        self._is_closed = False

    def set(self, key: Key, due_us: int | None) -> None:
        """Make or move an appointment; None takes it back."""
        if due_us is None or self._is_closed:
            self._due.pop(key, None)
            return
        self._order += 1
        self._due[key] = (due_us, self._order)
        heapq.heappush(self._heap, (due_us, self._order, key))
        if self._alarm is None or due_us < self._alarm_us:
            self._arm(due_us)

    def due_us(self, key: Key) -> int | None:
        """The date of a key, None when it has none."""
        due = self._due.get(key)
        return due[0] if due else None

    def close(self) -> None:
        """Forget everything, and take nothing more."""
        self._is_closed = True
        self._due.clear()
        self._heap.clear()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _arm(self, due_us: int) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm_us = due_us
        self._alarm = self._calendar.at(due_us, self._ring, self._label)

    def _ring(self) -> None:
        self._alarm = None
        now_us = self._calendar.now_us()
        keys: list[Key] = []
        while self._heap:
            due_us, order, key = self._heap[0]
            if self._due.get(key) != (due_us, order):
                heapq.heappop(self._heap)
            elif due_us <= now_us:
                heapq.heappop(self._heap)
                del self._due[key]
                keys.append(key)
            else:
                self._arm(due_us)
                break
        if keys:
            self._on_due(keys)
