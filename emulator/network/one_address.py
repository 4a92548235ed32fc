"""All printers at one address of this machine, each at ports of its own (EMU-10).

For systems that have no loopback network of 16 million addresses, for containers that publish ports, and for programs
on other machines. It takes a socket for each service of each printer.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from functools import partial
from typing import Final

from emulator.network import sockets
from emulator.network.datagrams import SeparateDatagrams
from emulator.network.edge import Edge
from emulator.network.loopback import LoopbackNetwork
from emulator.network.packets import STREAM_PORTS, Address
from emulator.network.streams import SeparateStreams
from emulator.ports import Calendar, Chance, Device

FIRST_PORT: Final = 20_000
SPACING: Final = 1_000
"""Ports of one service that stand side by side; more where there are more printers."""
SERVICES: Final = ("snmp", *STREAM_PORTS)


class OneAddressNetwork(LoopbackNetwork):
    """The n-th printer has the n-th port after the first one of each service.

    ``first`` holds those; a service left out begins at 20000 (SNMP), 21000 (raw), 22000 (LPD), 23000 (IPP), 24000
    (HTTP), wider apart where there are more than a thousand printers. 0: each port is one that the system chooses.
    Addresses of printers are names here.
    """

    def __init__(self, chance: Chance, calendar: Calendar, host: str, first: Mapping[str, int | None]) -> None:
        super().__init__(chance, calendar, separate=True)
        self.host = host
        self._first = dict(first)
        self._numbers: dict[str, int] = {}
        self._free: list[int] = []  # numbers of printers that have gone; all others up to the count are taken
        self._own_datagrams: SeparateDatagrams | None = None
        self._own_streams: dict[str, SeparateStreams] = {}

    async def start(self) -> None:
        """Open the sockets. NetworkError, one line: port in use, address not available, too few descriptors."""
        count = len(self._wiring.edges)
        spacing = -(-max(count, 1) // SPACING) * SPACING
        sockets.make_room_for(len(SERVICES) * count)
        first = {
            service: FIRST_PORT + place * spacing if self._first.get(service) is None else self._first[service] or 0
            for place, service in enumerate(SERVICES)
        }
        try:
            self._open_all(first)
        except BaseException:
            self._close()
            raise

    def _open_all(self, first: dict[str, int]) -> None:
        wiring, notes = self._wiring, self.notes
        place = {service: partial(self._place, port) for service, port in first.items()}
        self._datagrams = self._own_datagrams = SeparateDatagrams(wiring, first["snmp"], place["snmp"])
        for service in STREAM_PORTS:
            streams = SeparateStreams(wiring, first[service], notes, service, place[service])
            self._streams[service] = self._own_streams[service] = streams
        self._all_attached(self._datagrams)
        self.ports = dict(first)

    def _place(self, first: int, edge: Edge) -> Address:
        return self.host, first + self._numbers[edge.address] if first else 0

    def ports_of(self, address: str) -> dict[str, int]:
        """The ports of one printer."""
        found = {service: streams.port_of(address) for service, streams in self._own_streams.items()}
        if self._own_datagrams is not None:
            found = {"snmp": self._own_datagrams.port_of(address), **found}
        return {service: port for service, port in found.items() if port is not None}

    def address_of(self, address: str) -> str:  # noqa: ARG002 (it is one for all)
        """Where clients find a printer."""
        return self.host

    def attach(self, address: str, device: Device, name: str = "") -> None:
        """See :meth:`LoopbackNetwork.attach`; the printer gets the first number that is free."""
        number = heapq.heappop(self._free) if self._free else len(self._numbers)
        self._numbers[address] = number
        try:
            super().attach(address, device, name)
        except BaseException:
            self._wiring.edges.pop(address, None)
            self._forget(address)
            raise

    def detach(self, address: str) -> None:
        """See :meth:`LoopbackNetwork.detach`; its ports are free again."""
        super().detach(address)
        self._forget(address)

    def _forget(self, address: str) -> None:
        number = self._numbers.pop(address, None)
        if number is not None:
            heapq.heappush(self._free, number)

    def _check_address(self, address: str) -> None:
        """Any will do: nobody listens there."""
