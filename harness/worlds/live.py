"""The live world: real sockets on loopback addresses, a real database file; the calendar steps here too."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from core.devices.knock import Presence, knock_on
from core.devices.udp import Endpoint, Receiver, listen_udp, open_udp
from core.services.export_files import DiskFiles
from core.store import Store, ThreadPace
from emulator.fleet import Fleet
from emulator.network.loopback import LoopbackNetwork
from emulator.parts.reading import PooledReader
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.moments import Moments, WatchedPace, watched
from harness.worlds.traffic import Traffic
from harness.worlds.world import Folder, World

OTHER_SERVICES: Final = {"lpd": 0, "ipp": 0, "http": 0}
"""Ports as the system chooses them: worlds that run side by side cannot all have the usual ones."""
PATIENCE_S: Final = 120.0
"""Real seconds for what is in flight at one instant of the calendar; the longest acquisition attempt fits in."""


class LiveWorld(World):
    """Runs on asyncio's usual loop. Without ports given: 161 and 9100 where permitted, else 1161 and 19100."""

    name = "live"
    client_timeout_s = 1.0  # real ones, on loopback

    def __init__(self, seed: int, start_us: int, *, snmp_port: int | None = None, raw_port: int | None = None) -> None:
        self.calendar = SteppedCalendar(start_us, patience_s=PATIENCE_S)
        self.chance = SeededChance(seed)
        self.moments = Moments()
        self.traffic = Traffic()
        network = LoopbackNetwork(
            self.chance, self.calendar, snmp_port=snmp_port, raw_port=raw_port, further=OTHER_SERVICES
        )
        self.network = network
        self.fleet = Fleet(network, self.calendar, self.chance, PooledReader(calendar=self.calendar))
        self.open_other_endpoint = open_udp
        self.open_listener = _listen_anywhere
        self.open_endpoint = watched(open_udp, self.moments, self.traffic)
        self._folder = Folder()

    async def open_store(self, *, other: str = "") -> Store:
        """Opens a database file in a temporary folder, worked on by a thread."""
        pace = WatchedPace(ThreadPace(), self.moments if not other else Moments())
        where = self._folder.file(f"{other or f'server {self.machine}'}.db")
        return await Store.open(where, pace=pace, now_us=self.calendar.now_us, chance=self.chance)

    async def knock(self, host: str, timeout_s: float) -> Presence:
        """See :meth:`World.knock`."""
        return await knock_on((self.network.ports["raw"],))(host, timeout_s)

    @property
    def exports(self) -> DiskFiles:
        """In the temporary folder."""
        return DiskFiles(self._folder.file(""))

    def exported(self, path: PurePosixPath) -> bytes | None:
        """From the temporary folder."""
        file = self._folder.file("") / path
        return file.read_bytes() if file.exists() else None

    async def close(self) -> None:
        """Closes sockets and removes the databases."""
        await super().close()
        self.fleet.reader.close()
        self._folder.remove()


def _listen_anywhere(receiver: Receiver, _: int) -> tuple[Endpoint, int]:
    """A port that is free: worlds that run side by side cannot all have the one that a scenario names."""
    return listen_udp(receiver, 0)
