"""Which faults are in force at which printer of a fleet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects.tree import Leaf, Read, Tree
from emulator.faults.base import Change, DeviceFault, Hold, House, Ward
from emulator.network.faults.chain import FaultChain
from emulator.ports import Calendar, Chance
from emulator.printer import Printer
from emulator.protocols.agent import Agent

SetFaults = Callable[[str, FaultChain | None], None]
_NOBODY: Final = ()


class Holding:
    """Begins and ends the faults of devices, and puts those of the network at the right edge."""

    __slots__ = ("_calendar", "_chains", "_chance", "_holds", "_house", "_set", "_trees")

    def __init__(self, house: House, calendar: Calendar, chance: Chance, set_faults: SetFaults) -> None:
        self._house = house
        self._calendar = calendar
        self._chance = chance
        self._set = set_faults
        self._chains: dict[str, FaultChain] = {}
        self._holds: dict[str, list[Hold]] = {}
        self._trees: dict[str, Tree] = {}

    def put(self, printer: Printer, agent: Agent, chain: FaultChain | None) -> None:
        """These faults and no others; None heals. Raises EmulatorError, and then none is in force."""
        self.heal(printer, agent)
        if chain is None:
            return
        holds = self._holds[printer.name] = []
        try:
            for fault in chain.device:
                holds.append(fault.begin(Ward(printer, self._house, self._calendar, self._chance)))
        except Exception:
            self.heal(printer, agent)
            raise
        self._show(printer.name, agent, holds)
        self._chains[printer.name] = FaultChain([*chain.faults, *(each for each in holds if each.sees)])
        self.moved(printer)

    def heal(self, printer: Printer, agent: Agent) -> None:
        """No faults any more."""
        for hold in self._holds.pop(printer.name, _NOBODY):
            hold.end()
        if printer.name in self._trees:
            agent.show(self._trees.pop(printer.name))
        self._chains.pop(printer.name, None)
        self._set(printer.address, None)

    def moved(self, printer: Printer) -> None:
        """The printer stands at another edge, and its faults come with it."""
        chain = self._chains.get(printer.name)
        if chain is not None and chain.faults:
            self._set(printer.address, chain)

    def forget(self, printer: Printer) -> None:
        """The printer is carried out."""
        for hold in self._holds.pop(printer.name, _NOBODY):
            hold.end()
        self._chains.pop(printer.name, None)
        self._trees.pop(printer.name, None)

    def _show(self, name: str, agent: Agent, holds: list[Hold]) -> None:
        """A tree of the printer's own where faults change what it shows; the model's tree is shared."""
        changes = [each.changes() for each in holds]
        changed = [(oid, change) for each in changes for oid, change in each.items()]
        if changed:
            self._trees[name] = agent.tree
            agent.show(agent.tree.altered(lambda leaf: _altered(leaf, changed)))


def _altered(leaf: Leaf, changes: list[tuple[Oid, Change]]) -> Leaf:
    for oid, change in changes:
        if leaf.oid[: len(oid)] == oid:
            leaf = Leaf(leaf.oid, leaf.tag, _instead(leaf.read, change), index_length=len(leaf.oid) - len(leaf.type))
    return leaf


def _instead(read: Read, change: Change) -> Read:
    def shown(printer: Printer) -> Value:
        return change(printer, read(printer))

    return shown


__all__ = ["DeviceFault", "Holding"]
