"""What the services share: one object for one running server."""

from __future__ import annotations

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

    async def lose(self, station: Station) -> None:
        """A printer has another owner, or lost its storage: nothing more is acquired from it (PRN-10)."""
        station.is_verified = False
        station.row = await self.store.update_printer(station.row.key, state=PrinterState.OTHER_SERVER)
