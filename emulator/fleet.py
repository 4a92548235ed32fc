"""N printers on one network, each with its SNMP agent and its ports."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final, Protocol

from core.wire.usm import User
from emulator.dialects import Tree, tree_for
from emulator.errors import EmulatorError
from emulator.faults.holding import Holding
from emulator.models import Model, load_model
from emulator.network.faults.chain import FaultChain
from emulator.network.packets import SNMP_PORT
from emulator.parts.reading import INLINE, Reader
from emulator.ports import Calendar, Chance, Device
from emulator.printer import Printer
from emulator.protocols.access import READS, VERSIONS, WRITES, Access, Grant, Named
from emulator.protocols.agent import Agent
from emulator.protocols.receivers import Receiver
from emulator.protocols.services import session_for
from emulator.protocols.telling import Telling

PER_NETWORK: Final = 250  # printers in each 127.20.x.0/24; .0 and the top addresses stay free
_MOST_PRINTERS: Final = 256 * PER_NETWORK


class Network(Protocol):
    """What a fleet asks of a network, simulated or live."""

    def attach(self, address: str, device: Device, name: str = "") -> None:
        """Put a device at an address."""

    def detach(self, address: str) -> None:
        """Take it away."""

    def set_faults(self, address: str, chain: FaultChain | None) -> None:
        """Put faults at its edge."""

    def power_changed(self, address: str) -> None:
        """Told after a device went on or off."""

    def emit(self, address: str, data: bytes, to: tuple[str, int]) -> None:
        """A datagram that the device at ``address`` sends unasked."""


class FleetDevice:
    """One printer with its agent, as the network sees it."""

    __slots__ = ("agent", "printer")

    def __init__(self, printer: Printer, agent: Agent) -> None:
        self.printer = printer
        self.agent = agent

    @property
    def is_on(self) -> bool:
        """Whether the printer has power."""
        return self.printer.is_on

    def datagram(self, port: int, data: bytes, source: tuple[str, int]) -> bytes | None:
        """SNMP on its port, silence on every other."""
        return self.agent.handle(data, source) if port == SNMP_PORT else None

    def accept(self, port: int, source: str) -> asyncio.Protocol | None:
        """What its model speaks; other ports refuse."""
        return session_for(self.printer, port, source)


class _Watch:
    """Passes a printer's changes on, and tells the network when it was the power."""

    __slots__ = ("_agent", "_fleet", "_was_on")

    def __init__(self, fleet: Fleet, agent: Agent) -> None:
        self._fleet = fleet
        self._agent = agent
        self._was_on = True

    def __call__(self, printer: Printer) -> None:
        if printer.is_on != self._was_on:
            self._was_on = printer.is_on
            self._fleet.network.power_changed(printer.address)
        if self._agent.unasked is not None:
            self._agent.unasked.changed()
        if self._fleet.on_change is not None:
            self._fleet.on_change(printer)


class Fleet:
    """Printers by name; adding one changes no other's draws, addresses or journal.

    ``reader`` reads their print data; whoever gives one that is not inline closes it.
    """

    def __init__(self, network: Network, calendar: Calendar, chance: Chance, reader: Reader = INLINE) -> None:
        self.printers: dict[str, Printer] = {}
        self.agents: dict[str, Agent] = {}
        self.on_change: Callable[[Printer], None] | None = None  # called as Printer.on_change, for all of them
        self.on_move: Callable[[Printer], None] | None = None  # called when a printer has another address
        self.may_choose: Callable[[str], bool] | None = None  # which free addresses it may give to printers
        self.network = network
        self.reader = reader
        self._calendar = calendar
        self._chance = chance
        self._telling = Telling(network.emit, calendar)
        self._access = cache(Access)  # one for all that are set up alike
        self._by_address: dict[str, str] = {}
        self._trees: dict[str, tuple[Model, Tree]] = {}
        self._next = 0
        self._holding: Holding | None = None  # of faults

    def add(
        self,
        name: str,
        model: str | Model,
        address: str | None = None,
        serial: str | None = None,
        *,
        read_community: bytes = b"public",
        write_community: bytes = b"private",
        communities: Sequence[tuple[bytes, Grant]] = (),
        users: Sequence[User | Named] = (),
        versions: Sequence[str] = tuple(VERSIONS),
        access: Access | None = None,
        receivers: Sequence[Receiver] = (),
        **options: Any,
    ) -> Printer:
        """Add a printer that is on; ``options`` go to :class:`Printer`.

        With ``users`` it speaks SNMPv3 too, where ``versions`` does not keep it to some of "v1", "v2c" and "v3".
        ``communities`` with what they may see and change stand instead of the two; ``access`` says all of that in
        one. ``receivers`` hear of what it says unasked.

        Raises EmulatorError for a name or address taken already, an impossible address, an unknown model.
        """
        if name in self.printers:
            raise EmulatorError(f'two printers are named "{name}"')
        shape = load_model(model) if isinstance(model, str) else model
        address = self._address(name, address)
        serial = serial or self._chance.octets(f"printer {name} serial", 5).hex().upper()
        printer = Printer(
            name, shape, address, serial, calendar=self._calendar, chance=self._chance, reader=self.reader, **options
        )
        tree = self._tree(shape)
        if access is None:
            named = tuple(communities) or ((read_community, READS), (write_community, WRITES))
            access = self._access(named, tuple(users), tuple(versions))
        agent = Agent(printer, tree, access)
        if shape.traps:
            self._telling.prepare(agent)
        if receivers:
            self._telling.set_receivers(agent, receivers)
        printer.on_change = _Watch(self, agent)
        self.network.attach(address, FleetDevice(printer, agent), name)
        self.printers[name] = printer
        self.agents[name] = agent
        self._by_address[address] = name
        return printer

    def _tree(self, model: Model) -> Tree:
        """The tree that printers of a model share; two files may give the same name to different models."""
        known = self._trees.get(model.name)
        if known is None or known[0] is not model:
            known = self._trees[model.name] = model, tree_for(model)
        return known[1]

    def remove(self, name: str) -> None:
        """Carry a printer out of the house; its address is free again."""
        if self._holding is not None:
            self._holding.forget(self.printers[name])
        printer = self.printers.pop(name)
        agent = self.agents.pop(name)
        if agent.unasked is not None:
            agent.unasked.silence()
        del self._by_address[printer.address]
        printer.on_change = printer.on_queue = None
        self.network.detach(printer.address)

    def move(self, name: str, address: str | None) -> None:
        """Give a printer another address (None: the next free one), as a DHCP server does; its connections end.

        Raises EmulatorError for an address that is taken or impossible.
        """
        address = self._address(name, address)
        printer = self.printers[name]
        was = printer.address
        self.network.attach(address, FleetDevice(printer, self.agents[name]), name)
        self._by_address[address] = name
        printer.address = address
        self.network.detach(was)
        del self._by_address[was]
        if self.on_move is not None:
            self.on_move(printer)
        if self._holding is not None:
            self._holding.moved(printer)

    def set_receivers(self, name: str, receivers: Sequence[Receiver]) -> None:
        """From now on these hear of what a printer says unasked. Raises ValueError for one that there cannot be."""
        self._telling.set_receivers(self.agents[name], receivers)

    def announce(self) -> None:
        """The network is up: whoever is to hear of a printer's start hears of it (coldStart)."""
        for agent in self.agents.values():
            if agent.unasked is not None and agent.printer.is_on:
                agent.unasked.started()

    def journals(self) -> dict[str, list[tuple[Any, ...]]]:
        """Each printer's journal, brought up to now."""
        for printer in self.printers.values():
            printer.catch_up()
        return {name: printer.journal.events for name, printer in self.printers.items()}

    def faults(self, names: Iterable[str], chain: FaultChain | None) -> None:
        """These faults of network and device for the named printers; None heals them. Raises EmulatorError."""
        if self._holding is None:
            self._holding = Holding(self, self._calendar, self._chance, self.network.set_faults)
        for name in names:
            self._holding.put(self.printers[name], self.agents[name], chain)

    def _address(self, name: str, wanted: str | None) -> str:
        """The wanted address, or the next free one of 127.20.0.1, 127.20.0.2, …"""
        while wanted is None:
            if self._next == _MOST_PRINTERS:
                raise EmulatorError(f"no address left in 127.20.0.0/16 after {_MOST_PRINTERS:,} printers")
            third, fourth = divmod(self._next, PER_NETWORK)
            self._next += 1
            candidate = f"127.20.{third}.{fourth + 1}"
            if candidate not in self._by_address and (self.may_choose is None or self.may_choose(candidate)):
                wanted = candidate
        try:
            address = str(ipaddress.IPv4Address(wanted))
        except ValueError:
            raise EmulatorError(f'printer "{name}": "{wanted}" is not an IPv4 address') from None
        if address in self._by_address:
            raise EmulatorError(f'printers "{self._by_address[address]}" and "{name}" both want {address}')
        return address
