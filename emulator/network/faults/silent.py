"""The cable is out: nothing gets through, neither datagrams nor connections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BOTH, BaseFault
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent(BaseFault):
    """Nothing passes; with a direction, only that way of the datagrams is cut and connections stand."""

    def connects(self) -> bool:
        """No connection passes a cut cable."""
        return self.direction != BOTH

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:  # noqa: ARG002
        return ()
