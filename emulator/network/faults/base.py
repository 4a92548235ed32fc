"""What all faults share: which way they look, and how they draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from emulator.network.packets import FROM_PRINTER, TO_PRINTER, Datagram
from emulator.ports import Chance

BOTH: Final = "both"
DIRECTIONS: Final = {"both": BOTH, "to printer": TO_PRINTER, "from printer": FROM_PRINTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseFault:
    """``direction`` is "both", "to printer" or "from printer"; datagrams the other way pass untouched."""

    direction: str = BOTH

    def apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        """Let what goes the other way pass, and leave the rest to the fault itself."""
        if self.direction != BOTH and DIRECTIONS[self.direction] != datagram.direction:
            return (datagram,)
        return self._apply(datagram, chance)

    def connects(self) -> bool:
        """TCP repairs what befalls its packets: connections get through unless a fault says otherwise."""
        return True

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        raise NotImplementedError


def happens(chance: Chance, datagram: Datagram, fault: str, permille: int) -> bool:
    """One draw of the printer's own luck for this fault; certain and impossible cost no draw."""
    if permille <= 0 or permille >= 1_000:
        return permille > 0
    return chance.below(f"network {datagram.printer} {fault}", 1_000) < permille
