"""A fleet on real sockets, from its description to its end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from core.chance import SystemChance
from core.clock import SystemCalendar
from emulator.fleet import Fleet
from emulator.network.loopback import LoopbackNetwork
from emulator.network.one_address import OneAddressNetwork
from emulator.parts.reading import PooledReader
from emulator.printer import Printer
from harness.fleet.description import Description, Ports
from harness.fleet.people import Register

KEPT_EVENTS: Final = 2_000
"""Of each printer's journal."""
TIDY_US: Final = 600 * 1_000_000


class RunningFleet:
    """The printers of a description, on loopback addresses from :meth:`start` to :meth:`close`."""

    def __init__(
        self,
        described: Description,
        speed: float = 1.0,
        *,
        calendar: SystemCalendar | None = None,
        opened: Mapping[str, socket.socket] | None = None,
    ) -> None:
        self.described = described
        self.calendar = calendar or SystemCalendar(speed)
        self.chance = SystemChance()
        self.network = self._network(described.ports, opened)
        self.fleet = Fleet(self.network, self.calendar, self.chance, PooledReader())
        for name, place in described.printers.items():
            each = place.entry
            self.fleet.add(name, each.model, place.address, each.serial, **each.own_access())
            chain = place.chain
            if chain is not None:
                self.fleet.faults([name], chain)
        self._without_people = self._tell_people()

    def _network(self, ports: Ports, opened: Mapping[str, socket.socket] | None) -> LoopbackNetwork:
        further = ports.further()
        if ports.one_address is not None:
            first = {"snmp": ports.snmp, "raw": ports.raw, **further}
            return OneAddressNetwork(self.chance, self.calendar, ports.one_address, first)
        return LoopbackNetwork(
            self.chance, self.calendar, snmp_port=ports.snmp, raw_port=ports.raw, further=further, opened=opened
        )

    def _tell_people(self) -> list[str]:
        """Every printer knows the people of the description; which ones have no room for them."""
        if not self.described.people:
            return []
        register = Register(self.described.people, self.chance)
        told = ((printer, register.tell(printer)) for printer in self.fleet.printers.values())
        return [f"{printer.name} does not know the people: {problem}" for printer, problem in told if problem]

    async def start(self) -> None:
        """Open the sockets. Raises NetworkError."""
        await self.network.start()
        self.fleet.announce()
        self._tidy()

    def _tidy(self) -> None:
        """Forget what happened long ago, now and then: nobody proves anything about this fleet."""
        for printer in self.fleet.printers.values():
            printer.journal.forget(KEPT_EVENTS)
        self.calendar.at(self.calendar.now_us() + TIDY_US, self._tidy, "the fleet's journals are cut")

    async def close(self) -> None:
        """Close them, and forget every appointment."""
        await self.network.close()
        self.fleet.reader.close()
        self.calendar.close()

    def rows(self) -> list[dict[str, Any]]:
        """Each printer, and where its services are."""
        return [row_of(printer, self.network) for printer in self.fleet.printers.values()]

    def notes(self) -> list[str]:
        """What is not as usual, one line each."""
        own = [
            f"{name}: {place.entry.access_in_words()}"
            for name, place in self.described.printers.items()
            if place.entry.access_in_words()
        ]
        return [*self.network.notes, *own, *self._without_people]


def row_of(printer: Printer, network: LoopbackNetwork) -> dict[str, Any]:
    """A printer in the words of ``fleet up --json``; services that its model does not speak are left out."""
    return {
        "name": printer.name,
        "address": network.address_of(printer.address),
        **{f"{name}_port": port for name, port in ports_of(printer, network).items()},
        "model": printer.model.name,
        "serial": printer.serial,
        "admin_password": printer.model.admin_password,
    }


def ports_of(printer: Printer, network: LoopbackNetwork) -> dict[str, int]:
    """Those of the services that its model speaks."""
    ports = network.ports_of(printer.address)
    return {name: ports[name] for name in ("snmp", *printer.model.protocols) if name in ports}


@contextmanager
def ended_by_signals() -> Iterator[asyncio.Event]:
    """An event that Ctrl-C and SIGTERM set, instead of what they usually do."""
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end.set)
    try:
        yield end
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
