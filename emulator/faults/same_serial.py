"""Two printers with one serial number: a board was swapped, or the maker was careless."""

from __future__ import annotations

from dataclasses import dataclass

from emulator.faults.base import DeviceFault, Hold, Ward


@dataclass(frozen=True, slots=True, kw_only=True)
class SameSerial(DeviceFault):
    """It shows the serial number ``serial``, by default that of the first other printer of the fleet."""

    serial: str = ""

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _SameSerial(ward, self.serial)


class _SameSerial(Hold):
    def __init__(self, ward: Ward, serial: str) -> None:
        super().__init__(ward)
        printer = ward.printer
        others = (each.serial for each in ward.house.printers.values() if each is not printer)
        self._own = printer.serial
        printer.serial = serial or next(others, printer.serial)

    def end(self) -> None:
        """Its own again."""
        super().end()
        self.ward.printer.serial = self._own
