"""Somebody works at the panel: the printer prints, and takes no writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.faults.base import DeviceFault, Hold, Ward
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy(DeviceFault):
    """Busy for ``for_us``, then free for ``pause_us``, and so on from a drawn point; without a pause always."""

    for_us: int = 60_000_000
    pause_us: int = 0

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _Busy(ward, self)


class _Busy(Hold):
    sees = True

    def __init__(self, ward: Ward, fault: Busy) -> None:
        super().__init__(ward)
        self._fault = fault
        self._round_us = max(fault.for_us + fault.pause_us, 1)
        self._from_us = ward.calendar.now_us() - ward.below("busy", self._round_us)
        self._look()

    def apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:  # noqa: ARG002
        """It is only seen by those who ask, so that is when it is looked up."""
        self._look()
        return (datagram,)

    def _look(self) -> None:
        at_us = (self.ward.calendar.now_us() - self._from_us) % self._round_us
        self.ward.printer.is_busy = not self._fault.pause_us or at_us < self._fault.for_us

    def end(self) -> None:
        """Whoever it was goes away."""
        super().end()
        self.ward.printer.is_busy = False
