"""A printer's edge: where it meets the network, in both worlds, and where its faults stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from emulator.network.faults.chain import FaultChain
from emulator.network.packets import LOST_FROM_PRINTER, LOST_TO_PRINTER, TO_PRINTER, Address, Datagram, Tap
from emulator.ports import Calendar, Chance, Device


class Edge:
    """One device on a network: its address, the name of its draws, its faults."""

    __slots__ = ("address", "device", "faults", "latency", "name")

    def __init__(self, address: str, device: Device, name: str) -> None:
        self.address = address
        self.device = device
        self.name = name
        self.latency = f"network {name} latency"
        self.faults: FaultChain | None = None

    def connects(self) -> bool:
        """Whether a new TCP connection reaches the device."""
        return self.device.is_on and (self.faults is None or self.faults.connects())

    def passing(
        self, direction: str, data: bytes, chance: Chance, calendar: Calendar, tap: Tap | None
    ) -> Sequence[Datagram]:
        """What becomes of a datagram at this edge; the tap hears of what is swallowed."""
        datagram = Datagram(self.name, direction, data)
        if self.faults is None:
            return (datagram,)
        passed = self.faults.apply(datagram, chance)
        if not passed and tap is not None:
            lost = LOST_TO_PRINTER if direction == TO_PRINTER else LOST_FROM_PRINTER
            tap(calendar.now_us(), lost, self.address, data)
        return passed


Place = Callable[[Edge], Address]
"""The address and port at which a service of a printer listens, where that is not its own address."""


class Wiring:
    """What the sockets of the live network share: the edges by address, time, chance, and who listens in."""

    __slots__ = ("calendar", "chance", "edges", "tap")

    def __init__(self, chance: Chance, calendar: Calendar) -> None:
        self.edges: dict[str, Edge] = {}
        self.chance = chance
        self.calendar = calendar
        self.tap: Tap | None = None
