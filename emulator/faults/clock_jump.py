"""The printer's clock jumps: a weak battery, somebody at the panel, a bad time server."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.faults.base import DeviceFault, Hold, Ward


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockJump(DeviceFault):
    """It jumps ahead or back by up to ``most_us``, at once and then every ``every_us`` (0: that once)."""

    most_us: int = 7_200_000_000
    every_us: int = 0

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _ClockJump(ward, self)


class _ClockJump(Hold):
    def __init__(self, ward: Ward, fault: ClockJump) -> None:
        super().__init__(ward)
        self._fault = fault
        self._jump()

    def _jump(self) -> None:
        ward, most_us = self.ward, self._fault.most_us
        by_us = ward.below("clock jump", 2 * most_us + 1) - most_us
        printer = ward.printer
        shown_us = printer.clock.device_now_us(ward.calendar.now_us())
        if printer.is_on and shown_us is not None:  # a clock that shows nothing cannot jump
            printer.catch_up()
            printer.clock.set(shown_us + by_us)
        if self._fault.every_us:
            self.after(self._fault.every_us, self._jump, "the clock jumps")
