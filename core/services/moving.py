"""Printers that change: another address, found again by serial number, and options that are fitted or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from core.devices.port import Device
from core.model import PrinterRow
from core.model.errors import BadInput, PressroomError
from core.model.search import Found, SearchSettings
from core.services.context import Context
from core.services.discovery import Discovery, with_communities
from core.services.identities import refuse_other
from core.services.printer_rows import identity_columns
from core.services.schedules import Schedules
from core.services.station import Station
from core.services.visits import Visits
from core.wire.mib import Capability

#: What people can fit and remove without the log being concerned (PRN-17).
OPTIONS: Final = {Capability.FINISHER: "finisher", Capability.CARDS: "sd card"}
SNMP_PORT: Final = 161
_PARKED: Final = 0  # the port of a printer whose address another one has taken, until its own is set


class Moved(NamedTuple):
    """A printer that was found at another address."""

    printer: str
    old: str
    new: str


class Moving:
    """Follows printers to other addresses, and reads anew what they can do."""

    def __init__(self, context: Context, schedules: Schedules, discovery: Discovery) -> None:
        self._context = context
        self._schedules = schedules
        self._discovery = discovery
        self._visits = Visits(context)

    async def refresh(self, name: str) -> list[str]:
        """Acquire a printer's information anew (PRN-17); its options in words. Raises DeviceError, OtherPrinter."""
        station = self._context.station(name)

        async def read() -> None:
            async with self._visits.hold(station):
                identity = await station.device.identify()
                refuse_other(station.row, identity)
                station.take(await self._context.store.update_printer(station.row.key, **identity_columns(identity)))
                station.is_verified = False

        await self._visits.contact(read)
        self._schedules.follow(station)
        return options_of(station.row)

    async def move(self, name: str, address: str, port: int | None = None) -> None:
        """The operator says that a printer has another address (PRN-15). It must answer there, and be the same one."""
        station = self._context.station(name)
        port = station.row.port if port is None else port
        if (station.row.address, station.row.port) == (address, port):
            return

        async def check() -> None:
            async with self._visits.hold(station):
                row = replace(station.row, address=address, port=port)
                device = await self._context.connector.restore(row)
                refuse_other(row, await device.identify())
                await self._settle(station, row, device)

        await self._visits.contact(check)
        self._schedules.follow(station)

    async def find(self, settings: SearchSettings) -> list[Moved]:
        """Search for printers whose last acquisition failed; those found at another address are followed there.

        A printer is known by its serial number and model, and by the owner that we are: a strange one with a like
        number is not taken for it, nor is any when several have that number.
        """
        silent = {row.name for row in await self._context.store.printers() if row.last_error and row.serial}
        missing = [each for each in self._context.roster.values() if each.name in silent]
        if not missing:
            return []
        communities = [station.row.read_community for station in missing]
        found: list[Found] = []
        for port in sorted({each.row.port for each in self._context.roster.values()} - {_PARKED}) or [SNMP_PORT]:
            found += (await self._discovery.search(with_communities(settings, communities), port)).found
        return await self._follow([(each, place) for each in missing if (place := self._place_of(each, found))])

    def _place_of(self, station: Station, found: Sequence[Found]) -> Found | None:
        """Where a printer is now, if that is another address and there is no doubt."""
        row = station.row
        ours = self._context.server_id.hex() if row.dialect == "accounting" else ""
        same = [each for each in found if (each.serial, each.model, each.owner) == (row.serial, row.model, ours)]
        if len(same) != 1 or (same[0].address, same[0].port) == (row.address, row.port):
            return None
        return same[0]

    async def _follow(self, wanted: list[tuple[Station, Found]]) -> list[Moved]:
        """Those first whose new address is free; of printers that have changed places one is parked meanwhile."""
        moved: list[Moved] = []
        parked: list[tuple[Station, int]] = []
        moving = {_at(station) for station, _ in wanted}
        wanted = [(each, place) for each, place in wanted if (place.address, place.port) not in self._taken() - moving]
        while wanted:
            taken = self._taken()
            free = next((each for each in wanted if (each[1].address, each[1].port) not in taken), None)
            if free is None:
                station = next((each for each, _ in wanted if each.row.port != _PARKED), None)
                if station is None:
                    break
                parked.append((station, station.row.port))
                await self._put_port(station, _PARKED)
                continue
            wanted.remove(free)
            station, place = free
            old = station.row.address
            try:
                await self.move(station.name, place.address, place.port)
            except PressroomError:
                continue  # it has moved on, or was switched off: the next search finds it
            moved.append(Moved(station.name, old, place.address))
        for station, port in parked:
            if station.row.port == _PARKED and (station.row.address, port) not in self._taken():
                await self._put_port(station, port)
        return moved

    def _taken(self) -> set[tuple[str, int]]:
        return {_at(each) for each in self._context.roster.values()}

    async def _put_port(self, station: Station, port: int) -> None:
        station.take(await self._context.store.update_printer(station.row.key, port=port))

    async def _settle(self, station: Station, row: PrinterRow, device: Device) -> None:
        changes = {"address": row.address, "port": row.port}
        for other in self._context.roster.values():
            if other is not station and (other.row.address, other.row.port) == (row.address, row.port):
                raise BadInput("address", f"{row.address} is the printer {other.name!r}", "change that one's first")
        station.take(await self._context.store.update_printer(station.row.key, **changes))
        station.device = device
        station.is_verified = False


def _at(station: Station) -> tuple[str, int]:
    return station.row.address, station.row.port


def options_of(row: PrinterRow) -> list[str]:
    """The options that a printer is known to have, in words."""
    return [word for flag, word in OPTIONS.items() if row.capabilities & flag]
