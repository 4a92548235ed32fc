"""Datagrams lose their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BaseFault, happens
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncate(BaseFault):
    """Of 1,000 datagrams ``permille`` are cut off somewhere, each at a place of its own."""

    permille: int = 200

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        if not datagram.data or not happens(chance, datagram, "truncate", self.permille):
            return (datagram,)
        kept = chance.below(f"network {datagram.printer} truncate at", len(datagram.data))
        return (datagram._replace(data=datagram.data[:kept]),)
