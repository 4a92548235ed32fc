"""Life counters that show more than was printed, now this much, now that much."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.faults.base import DeviceFault, Hold, Ward
from emulator.faults.counts import WrongCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCounters(DeviceFault):
    """Of 1,000 times that a life counter is read ``permille`` it shows up to ``by`` too many."""

    permille: int = 500
    by: int = 1_000

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _WrongCounters(ward, self)


class _WrongCounters(WrongCounts):
    def __init__(self, ward: Ward, fault: WrongCounters) -> None:
        super().__init__(ward)
        self._fault = fault

    def shown(self, count: int) -> int:
        """See :class:`WrongCounts`."""
        if self.ward.below("wrong counters", 1_000) >= self._fault.permille:
            return count
        return count + 1 + self.ward.below("wrong counters by", max(self._fault.by, 1))
