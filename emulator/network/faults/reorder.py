"""Datagrams are overtaken by later ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BaseFault, happens
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder(BaseFault):
    """Of 1,000 datagrams ``permille`` are held back up to ``within_us``, while those behind pass."""

    permille: int = 200
    within_us: int = 50_000

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        if not happens(chance, datagram, "reorder", self.permille):
            return (datagram,)
        held_us = 1 + chance.below(f"network {datagram.printer} reorder by", max(self.within_us, 1))
        return (datagram._replace(delay_us=datagram.delay_us + held_us),)
