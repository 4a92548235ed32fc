"""Datagrams get lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BaseFault, happens
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(BaseFault):
    """Of 1,000 datagrams ``permille`` vanish, each by a draw of its own."""

    permille: int = 200

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        return () if happens(chance, datagram, "loss", self.permille) else (datagram,)
