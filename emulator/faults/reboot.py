"""The printer restarts by itself, in the middle of whatever it does or somebody does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.faults.base import DeviceFault, Hold, Ward
from emulator.network.faults.base import happens
from emulator.network.packets import TO_PRINTER, Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Reboot(DeviceFault):
    """Of 1,000 datagrams to it ``permille`` make it restart; it is away for ``down_us``, and its jobs are lost."""

    permille: int = 20
    down_us: int = 20_000_000

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _Reboot(ward, self)


class _Reboot(Hold):
    sees = True

    def __init__(self, ward: Ward, fault: Reboot) -> None:
        super().__init__(ward)
        self._fault = fault
        self._is_down = False

    def apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        """A datagram that makes it restart is not answered any more."""
        printer = self.ward.printer
        is_seen = datagram.direction == TO_PRINTER and printer.is_on
        if is_seen and happens(chance, datagram, "reboot", self._fault.permille):
            self._is_down = True
            self.after(self._fault.down_us, self._back, "a restart is over")
            printer.power_off()
        return (datagram,)

    def _back(self) -> None:
        if self._is_down:
            self._is_down = False
            self.ward.printer.power_on()

    def end(self) -> None:
        """It comes back at once."""
        super().end()
        self._back()
