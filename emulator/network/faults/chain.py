"""Several faults in a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from emulator.faults.base import DeviceFault
from emulator.network.packets import Datagram
from emulator.ports import Chance


class Fault(Protocol):
    """What may happen to a datagram at a printer's edge."""

    def apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        """What goes on instead of ``datagram``: nothing, itself, itself later, or more than one."""

    def connects(self) -> bool:
        """False when not even a TCP connection gets through."""


class FaultChain:
    """Faults applied one after the other, each to what the one before let through; delays add up.

    ``device`` are those of the printer itself, which a fleet begins and ends (emulator/faults).
    """

    def __init__(self, faults: Iterable[Fault | DeviceFault] = ()) -> None:
        given = tuple(faults)
        self.faults: tuple[Fault, ...] = tuple(each for each in given if not isinstance(each, DeviceFault))
        self.device: tuple[DeviceFault, ...] = tuple(each for each in given if isinstance(each, DeviceFault))

    def __bool__(self) -> bool:
        return bool(self.faults or self.device)

    def apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        """What becomes of ``datagram`` after all faults."""
        datagrams: Sequence[Datagram] = (datagram,)
        for fault in self.faults:
            datagrams = [out for one in datagrams for out in fault.apply(one, chance)]
        return datagrams

    def connects(self) -> bool:
        """Whether a new TCP connection gets through."""
        return all(fault.connects() for fault in self.faults)
