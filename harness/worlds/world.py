"""The face of a world: everything that runs in it gets time, chance and the network from here."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Protocol

from core.devices.knock import Presence
from core.devices.udp import OpenEndpoint, OpenListener
from core.services.export_files import ExportFiles
from core.store import Store
from emulator.fleet import Fleet
from emulator.network.faults import FaultChain
from emulator.network.packets import Delivery, Tap
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.moments import Moments
from harness.worlds.traffic import Traffic


class WorldNetwork(Protocol):
    """What both networks have in common beyond what a fleet asks of them."""

    ports: dict[str, int]
    tap: Tap | None
    notes: list[str]

    async def start(self) -> None:
        """Opens what has to be opened."""

    async def close(self) -> None:
        """Closes it."""

    def set_faults(self, address: str, chain: FaultChain | None) -> None:
        """Puts faults at one printer's edge; None heals it."""

    def power_changed(self, address: str) -> None:
        """A device went on or off."""

    def emit(self, address: str, data: bytes, to: tuple[str, int]) -> None:
        """A datagram from a device's address, unasked."""

    async def send_stream(self, source_host: str, address: str, port: int, data: bytes, timeout_s: float) -> Delivery:
        """Sends a print stream and waits until the printer closes the connection."""


class World:
    """One world: simulated and live have this same face.

    ``open_endpoint`` is for the accounting server, and dies with it in a crash; ``open_other_endpoint`` is for another
    server, whose doings are no moments of ours. The store's disk outlives the server, and so do exported files.
    """

    name: str
    calendar: SteppedCalendar
    chance: SeededChance
    network: WorldNetwork
    fleet: Fleet
    moments: Moments
    traffic: Traffic
    open_endpoint: OpenEndpoint
    open_other_endpoint: OpenEndpoint
    open_listener: OpenListener
    machine = 1  # on which the server is; each has a disk of its own
    client_host = "127.0.0.1"
    local_broadcast = "127.20.0.255"  # the segment in which the accounting server stands
    client_timeout_s = 30.0  # after which a client gives up on a printer that is off

    async def start(self) -> None:
        """Opens the network, after the first printers were added."""
        await self.network.start()

    async def open_store(self, *, other: str = "") -> Store:
        """Opens the server's database, or the one of another server by name. The caller closes or fences it."""
        raise NotImplementedError

    @property
    def exports(self) -> ExportFiles:
        """Where the server's automatic exports go."""
        raise NotImplementedError

    def exported(self, path: PurePosixPath) -> bytes | None:
        """What stands in a file of automatic export; None: there is none."""
        raise NotImplementedError

    async def send_stream(
        self, address: str, data: bytes, timeout_s: float | None = None, *, service: str = "raw"
    ) -> Delivery:
        """Sends a print stream to a printer's raw port, or to that of another service."""
        wait_s = self.client_timeout_s if timeout_s is None else timeout_s
        return await self.network.send_stream(self.client_host, address, self.network.ports[service], data, wait_s)

    async def knock(self, host: str, timeout_s: float) -> Presence:
        """Whether something listens for print data there; for the accounting server."""
        raise NotImplementedError

    async def close(self) -> None:
        """Closes everything that was opened; nothing is left on this machine."""
        await self.network.close()


class Folder:
    """A temporary folder for databases, made when first asked for."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None

    def file(self, name: str) -> Path:
        """The path of a file in it."""
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="pressroom-")
        return Path(self._folder.name) / name

    def remove(self) -> None:
        """Removes it with all that is in it."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
