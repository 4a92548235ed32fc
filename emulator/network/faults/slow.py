"""A printer that thinks long before it answers, whatever it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BaseFault
from emulator.network.packets import FROM_PRINTER, Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Slow(BaseFault):
    """Each answer takes ``least_us`` to ``most_us`` longer; what is sent to the printer arrives as ever."""

    least_us: int = 500_000
    most_us: int = 2_500_000

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        if datagram.direction != FROM_PRINTER:
            return (datagram,)
        spread = max(self.most_us - self.least_us, 0) + 1
        extra_us = self.least_us + chance.below(f"network {datagram.printer} slow", spread)
        return (datagram._replace(delay_us=datagram.delay_us + extra_us),)
