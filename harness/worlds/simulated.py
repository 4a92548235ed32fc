"""The simulated world: virtual time, an in-memory network, the same bytes as on the wire."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from typing import Final

from core.devices.knock import Presence
from core.store import InlinePace, MemoryFile, Store
from emulator.fleet import Fleet
from emulator.network.simulated import SimNetwork
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.exports import MemoryExports
from harness.worlds.moments import Moments, WatchedPace, watched
from harness.worlds.traffic import Traffic
from harness.worlds.world import Folder, World

_LONGEST_STORE_DELAY_US: Final = 2_000


class SimulatedWorld(World):
    """Runs on a VirtualLoop. Databases lie in memory, or in a temporary folder with ``on_disk``."""

    name = "simulated"

    def __init__(
        self, seed: int, start_us: int, *, latency_us: tuple[int, int] = (200, 2_000), on_disk: bool = False
    ) -> None:
        self.calendar = SteppedCalendar(start_us)
        self.chance = SeededChance(seed)
        self.moments = Moments()
        self.traffic = Traffic()
        network = SimNetwork(self.chance, self.calendar, latency_us)
        self.network = self._simulated = network
        self.fleet = Fleet(network, self.calendar, self.chance)
        self.open_other_endpoint = network.open_endpoint
        self.open_listener = network.open_listener
        self.open_endpoint = watched(network.open_endpoint, self.moments, self.traffic)
        self._exports = MemoryExports()
        self._memory: dict[str, MemoryFile] = {}
        self._folder = Folder() if on_disk else None

    async def open_store(self, *, other: str = "") -> Store:
        """Opens a database whose transactions take a drawn time, so that races show."""
        name = other or f"server {self.machine}"

        async def delay() -> None:
            await asyncio.sleep(self.chance.below(f"store {name} delay", _LONGEST_STORE_DELAY_US) / 1_000_000)

        where = self._folder.file(f"{name}.db") if self._folder else self._memory.setdefault(name, MemoryFile())
        pace = WatchedPace(InlinePace(), self.moments if not other else Moments(), delay)
        return await Store.open(where, pace=pace, now_us=self.calendar.now_us, chance=self.chance)

    async def knock(self, host: str, timeout_s: float) -> Presence:
        """See :meth:`World.knock`."""
        return Presence(await self._simulated.knock(host, self.network.ports["raw"], timeout_s))

    @property
    def exports(self) -> MemoryExports:
        """In memory."""
        return self._exports

    def exported(self, path: PurePosixPath) -> bytes | None:
        """From memory."""
        return self._exports.files.get(path)

    async def close(self) -> None:
        """Drops network and databases."""
        await super().close()
        if self._folder is not None:
            self._folder.remove()
