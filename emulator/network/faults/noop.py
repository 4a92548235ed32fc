"""No fault at all: to see what a chain costs, and as the control of an experiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from emulator.network.faults.base import BaseFault
from emulator.network.packets import Datagram
from emulator.ports import Chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Noop(BaseFault):
    """Everything passes."""

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:  # noqa: ARG002
        return (datagram,)
