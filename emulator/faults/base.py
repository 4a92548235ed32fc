"""What all faults of devices share: what they get hold of, and how they begin and end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from core.wire.mib import Oid
from core.wire.values import Value
from emulator.network.packets import Datagram
from emulator.ports import Alarm, Calendar, Chance
from emulator.printer import Printer

Change = Callable[[Printer, Value], Value]
"""What an object shows instead of its value; None: it is not there."""


class House(Protocol):
    """What a fault may ask of the fleet."""

    printers: dict[str, Printer]

    def move(self, name: str, address: str | None) -> None:
        """Give a printer another address, None: the next free one. Raises EmulatorError."""


class Ward(NamedTuple):
    """One printer that has a fault, and what the fault may use."""

    printer: Printer
    house: House
    calendar: Calendar
    chance: Chance

    def below(self, fault: str, bound: int) -> int:
        """A draw of the printer's own luck for this fault."""
        return self.chance.below(f"fault {self.printer.name} {fault}", bound)


class Hold:
    """A fault in force at one printer.

    It may look at the datagrams at the printer's edge (:meth:`apply`, where ``sees`` says so), and change what the
    printer's objects show (:meth:`changes`, by names and beginnings of names).
    """

    sees = False

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self._alarm: Alarm | None = None

    def apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:  # noqa: ARG002 (the face of a fault)
        """What goes on instead of a datagram."""
        return (datagram,)

    def connects(self) -> bool:
        """Whether TCP connections get through."""
        return True

    def changes(self) -> Mapping[Oid, Change]:
        """What objects show instead."""
        return {}

    def end(self) -> None:
        """The printer is healed."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def after(self, delay_us: int, action: Callable[[], None], label: str) -> None:
        """Do something later, unless the fault has ended."""
        self._alarm = self.ward.calendar.at(self.ward.calendar.now_us() + delay_us, action, label)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFault:
    """A fault as it is described; the same description serves many printers."""

    def begin(self, ward: Ward) -> Hold:
        """Put it in force at one printer."""
        raise NotImplementedError
