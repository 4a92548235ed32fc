"""Printers in a world of one thread: time moves when it is told to, connections are objects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

from core.wire.usm import User
from emulator.fleet import Fleet
from emulator.models import Model
from emulator.network.memory import MemoryTransport
from emulator.printer import Printer

START_US = 1_774_857_600_000_000  # 2026-03-30 08:00 UTC
USER = User("count")


class HandCalendar:
    """Moves when it is told to, and does what is due on the way."""

    def __init__(self) -> None:
        self._now_us = START_US
        self._due: dict[int, tuple[int, Callable[[], Any]]] = {}
        self._made = 0

    def now_us(self) -> int:
        return self._now_us

    def at(self, due_us: int, action: Callable[[], Any], label: str = "") -> Any:
        self._made += 1
        self._due[self._made] = due_us, action
        return _Alarm(self._due, self._made)

    def hold(self) -> None:
        """Nothing is in flight here."""

    def release(self) -> None:
        """Nothing is in flight here."""

    def advance(self, by_us: int) -> None:
        end_us = self._now_us + by_us
        while self._due:
            number, (due_us, action) = min(self._due.items(), key=lambda each: (each[1][0], each[0]))
            if due_us > end_us:
                break
            del self._due[number]
            self._now_us = max(self._now_us, due_us)
            action()
        self._now_us = end_us


class _Alarm:
    def __init__(self, due: dict[int, Any], number: int) -> None:
        self._due = due
        self._number = number

    def cancel(self) -> None:
        self._due.pop(self._number, None)


class CountedChance:
    """Draws for printers; apart from those of the mutations."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def below(self, _name: str, bound: int) -> int:
        return self._random.randrange(bound)

    def octets(self, _name: str, size: int) -> bytes:
        return self._random.randbytes(size)


class Wire:
    """A network that carries nothing by itself."""

    def __init__(self) -> None:
        self.devices: dict[str, Any] = {}

    def attach(self, address: str, device: Any, name: str = "") -> None:
        self.devices[address] = device

    def detach(self, address: str) -> None:
        self.devices.pop(address, None)

    def set_faults(self, address: str, chain: Any) -> None:
        """None are wanted here."""

    def power_changed(self, address: str) -> None:
        """Nobody is connected meanwhile."""

    def emit(self, address: str, data: bytes, to: Any) -> None:
        """Into the void."""


class World:
    """A fleet, and a client of it."""

    def __init__(self, seed: int) -> None:
        self.calendar: Any = HandCalendar()
        self.wire = Wire()
        self.fleet = Fleet(self.wire, self.calendar, CountedChance(seed))
        self._clients = 0

    def printer(self, name: str, model: str | Model, **options: Any) -> Printer:
        return self.fleet.add(name, model, **options)

    def drop(self, name: str) -> None:
        """Carry a printer out, so that what it remembers goes."""
        self.fleet.remove(name)

    def ask(self, printer: Printer, data: bytes) -> bytes | None:
        """One datagram to port 161."""
        answer = self.wire.devices[printer.address].datagram(161, data, ("192.0.2.7", 40_000))
        return None if answer is None else bytes(answer)

    def connect(self, printer: Printer, port: int, parts: list[bytes]) -> bytes | None:
        """A connection with these octets, which the client then closes; what the printer said. None: refused."""
        self._clients = self._clients % 50_000 + 1
        source = "192.0.2.7", 1_024 + self._clients
        protocol: asyncio.Protocol | None = self.wire.devices[printer.address].accept(port, f"{source[0]}:{source[1]}")
        if protocol is None:
            return None
        transport = MemoryTransport(protocol, (printer.address, port), source)
        transport.open()
        for part in parts:
            if part:
                transport.feed(part)
        transport.feed_eof()
        if not transport.is_closing():
            transport.abort()
        return bytes(transport.received)
