"""What the services share: one object for one running server."""

from __future__ import annotations

import asyncio
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.clock import Calendar
from core.config.settings import ServerOptions
from core.model import PrinterState
from core.model.errors import BadInput
from core.services.connector import Connector
from core.services.contacts import Contacts
from core.services.crew import Crew
from core.services.station import Station
from core.store import Store


@dataclass(slots=True, eq=False)
class Context:
    """Store, time, network and the roster of printers by name."""

    store: Store
    calendar: Calendar
    settings: ServerOptions
    zone: zoneinfo.ZoneInfo
    server_id: bytes
    crew: Crew
    contacts: Contacts
    connector: Connector
    roster: dict[str, Station] = field(default_factory=dict)

    @property
    def longest_s(self) -> float:
        """How long one contact with a printer may take, on the wire's timer (ACQ-08)."""
        return self.settings.longest_attempt / 1_000_000

    def station(self, name: str) -> Station:
        """A printer by name. Raises BadInput."""
        station = self.roster.get(name)
        if station is None:
            raise BadInput("printer", f"no printer is called {name!r}", "the printers command lists them")
        return station

    def stations(self, names: Iterable[str] | None) -> list[Station]:
        """The named printers, or all. Raises BadInput."""
        return list(self.roster.values()) if names is None else [self.station(name) for name in names]

    def hold(self, station: Station) -> Hold:
        """``async with`` this: the printer's lock, and what is known of it is what is stored."""
        return Hold(self, station)

    async def reload(self, station: Station) -> None:
        """Read a printer anew, after work on it was cut off and nobody knows what of it was committed."""
        row = await self.store.printer(station.name)
        if row is not None and row.key == station.row.key:
            station.take(row)
            station.position = await self.store.position(row.key)
        station.is_verified = False
        station.is_in_doubt = False

    async def lose(self, station: Station) -> None:
        """A printer has another owner, or lost its storage: nothing more is acquired from it (PRN-10)."""
        station.is_verified = False
        station.row = await self.store.update_printer(station.row.key, state=PrinterState.OTHER_SERVER)


class Hold:
    """The hold on one printer. Whoever is cut off inside, by the longest time allowed, leaves it in doubt; the next
    one reads it anew.
    """

    __slots__ = ("_context", "_station")

    def __init__(self, context: Context, station: Station) -> None:
        self._context = context
        self._station = station

    async def __aenter__(self) -> None:
        await self._station.lock.acquire()
        if self._station.is_in_doubt:
            try:
                await self._context.reload(self._station)
            except BaseException:
                self._station.lock.release()
                raise

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, asyncio.CancelledError | TimeoutError):
            self._station.is_in_doubt = True
        self._station.lock.release()
