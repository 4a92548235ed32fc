"""The printer has another address all of a sudden, as a DHCP server gives it one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from emulator.errors import EmulatorError
from emulator.faults.base import DeviceFault, Hold, Ward


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(DeviceFault):
    """After ``after_us`` it is at the address ``to``, by default the next free one; healed, it goes back."""

    after_us: int = 0
    to: str = ""

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`. Raises EmulatorError for an address that is taken or impossible."""
        return _Moved(ward, self)


class _Moved(Hold):
    def __init__(self, ward: Ward, fault: Moved) -> None:
        super().__init__(ward)
        self._home = ward.printer.address
        self._to = fault.to or None
        if fault.after_us:
            self.after(fault.after_us, self._later, "another address")
        else:
            ward.house.move(ward.printer.name, self._to)

    def _later(self) -> None:
        with suppress(EmulatorError):  # taken in the meantime: the lease stays what it was
            self.ward.house.move(self.ward.printer.name, self._to)

    def end(self) -> None:
        """Back, where nobody else has taken the address meanwhile."""
        super().end()
        if self.ward.printer.address != self._home:
            with suppress(EmulatorError):
                self.ward.house.move(self.ward.printer.name, self._home)
