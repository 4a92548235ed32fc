"""Datagrams take longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BaseFault
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay(BaseFault):
    """Each datagram takes ``least_us`` to ``most_us`` longer, uniformly."""

    least_us: int = 100_000
    most_us: int = 500_000

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        spread = max(self.most_us - self.least_us, 0) + 1
        extra_us = self.least_us + chance.below(f"network {datagram.printer} delay", spread)
        return (datagram._replace(delay_us=datagram.delay_us + extra_us),)
