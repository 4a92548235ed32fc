"""Datagrams arrive with other octets than were sent, and a checksum that was made afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BaseFault, happens
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrupt(BaseFault):
    """In ``permille`` of 1,000 datagrams one octet to ``octets`` octets are others than before."""

    permille: int = 200
    octets: int = 3

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        if not datagram.data or not happens(chance, datagram, "corrupt", self.permille):
            return (datagram,)
        data = bytearray(datagram.data)
        draw = f"network {datagram.printer} corrupt "
        for _ in range(1 + chance.below(f"{draw}octets", max(self.octets, 1))):
            data[chance.below(f"{draw}at", len(data))] ^= 1 + chance.below(f"{draw}to", 0xFF)
        return (datagram._replace(data=bytes(data)),)
