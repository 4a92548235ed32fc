"""Life counters that go back: a main board's memory is restored from an old copy, again and again."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.faults.base import DeviceFault, Hold, Ward
from emulator.faults.counts import WrongCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class FallingCounters(DeviceFault):
    """The life counters show ``by`` too few from the beginning, and ``by`` more every ``every_us`` (0: that once)."""

    by: int = 100
    every_us: int = 3_600_000_000

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _FallingCounters(ward, self)


class _FallingCounters(WrongCounts):
    def __init__(self, ward: Ward, fault: FallingCounters) -> None:
        super().__init__(ward)
        self._fault = fault
        self._from_us = ward.calendar.now_us()

    def shown(self, count: int) -> int:
        """See :class:`WrongCounts`."""
        every_us = self._fault.every_us
        times = 1 + ((self.ward.calendar.now_us() - self._from_us) // every_us if every_us else 0)
        return count - times * self._fault.by
