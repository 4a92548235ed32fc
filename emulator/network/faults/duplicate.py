"""Datagrams come twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BaseFault, happens
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate(BaseFault):
    """Of 1,000 datagrams ``permille`` come a second time, ``after_us`` later."""

    permille: int = 200
    after_us: int = 1_000

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        if not happens(chance, datagram, "duplicate", self.permille):
            return (datagram,)
        return (datagram, datagram._replace(delay_us=datagram.delay_us + self.after_us))
