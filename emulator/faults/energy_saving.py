"""Energy saving: who wakes a printer up waits for the first answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.faults.base import DeviceFault, Hold, Ward
from emulator.network.packets import TO_PRINTER, Datagram
from emulator.parts.rest import Rest
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergySaving(DeviceFault):
    """After ``after_us`` without a job or a call it sleeps; the first answer, or sheet, comes ``wake_us`` later."""

    after_us: int = 600_000_000
    wake_us: int = 8_000_000

    def begin(self, ward: Ward) -> Hold:
        """See :class:`DeviceFault`."""
        return _EnergySaving(ward, self)


class _EnergySaving(Hold):
    sees = True

    def __init__(self, ward: Ward, fault: EnergySaving) -> None:
        super().__init__(ward)
        self._wake_us = fault.wake_us
        self._first = False  # the next answer is the first one after it slept
        ward.printer.rest = Rest(fault.after_us, fault.wake_us, ward.calendar.now_us())

    def apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:  # noqa: ARG002
        """What comes in wakes it up; the first answer goes out late, and whoever asked again is answered at once."""
        if datagram.direction == TO_PRINTER:
            self._first = self.ward.printer.wake() or self._first
        elif self._first:
            self._first = False
            return (datagram._replace(delay_us=datagram.delay_us + self._wake_us),)
        return (datagram,)

    def end(self) -> None:
        """It never sleeps."""
        super().end()
        self.ward.printer.rest = None
