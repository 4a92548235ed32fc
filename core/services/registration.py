"""Adding and changing printers (PRN-01, 02, 05, 08, 09, 10, 13, 27)."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from core.config.settings import PrinterOptions, PrinterSettings
from core.devices.port import Device, Fetch
from core.model import PrinterRow, PrinterState, UnloggedCounters
from core.model.errors import (
    BadInput,
    DeviceError,
    Fenced,
    NoLogCapability,
    NoStorage,
    OwnedByOther,
    PressroomError,
    TooManyPrinters,
)
from core.services.acquisition import COUNTERS, Acquisition, LogRun
from core.services.context import Context
from core.services.losses import cause_of_missing
from core.services.printer_rows import (
    ACCESS,
    IN_DEVICE,
    OPTION_OF,
    TRAPS,
    device_settings,
    identity_columns,
    new_row,
    option_columns,
)
from core.services.provisioning import Provisioning
from core.services.removal import Removal
from core.services.schedules import Schedules
from core.services.station import Station, make_station
from core.services.trail import on_the_trail
from core.services.visits import Visits
from core.wire.mib import Capability


class _Draft:
    """How far adding a printer has come, for undoing it."""

    claimed: Device | None = None


class Registration:
    """Puts printers on the roster: one is on it when it is in the database and this server owns it."""

    def __init__(
        self, context: Context, acquisition: Acquisition, provisioning: Provisioning, schedules: Schedules
    ) -> None:
        self._context = context
        self._acquisition = acquisition
        self._provisioning = provisioning
        self._schedules = schedules
        self._visits = Visits(context)
        self._removal = Removal(context, schedules)
        self._adding: dict[str, tuple[str, int]] = {}  # name and address of those that are being added

    async def load(self, row: PrinterRow) -> Station:
        """Put a printer that is in the database on the roster; nothing is sent."""
        device = await self._context.connector.restore(row)
        station = make_station(row, device, await self._context.store.position(row.key))
        await self._enter(station)
        return station

    async def add(self, printer: PrinterSettings) -> Station:
        """Register a printer (PRN-02). On any error nothing has changed, on the printer or here."""
        self._refuse(printer)
        self._adding[printer.name] = (printer.address, printer.port)
        try:
            async with self._noted(printer.name, printer.take_over_from):
                station = await self._context.contacts.one(lambda: self._add_or_undo(printer))
        finally:
            del self._adding[printer.name]
        await self._enter(station)
        self._provisioning.kick()
        if printer.acquire_at_once:
            await self._acquisition.acquire_all([station])
        return station

    async def readd(self, name: str, take_over_from: bytes | None = None) -> Station:
        """Claim a printer again that another server had, or whose storage was initialised (PRN-10)."""
        station = self._context.station(name)

        async def claim() -> None:
            async with self._visits.hold(station):
                await self._reclaim(station, take_over_from)

        async with self._noted(name, take_over_from.hex() if take_over_from else None):
            await self._visits.contact(claim)
        self._schedules.follow(station)
        self._provisioning.kick()
        return station

    @contextlib.asynccontextmanager
    async def _noted(self, name: str, old_server: str | None) -> AsyncIterator[None]:
        """A take-over leaves a trace, done or refused (PRN-27)."""
        if old_server is None:
            yield
            return
        async with on_the_trail(self._context.store, "take over", name, {"from server": old_server}):
            yield

    async def remove(self, name: str, *, force: bool, with_ids: bool = False, with_log: bool = False) -> None:
        """Delete a printer and free it for others; see :class:`core.services.removal.Removal` (PRN-14, PRN-23)."""
        await self._removal.remove(name, force=force, with_ids=with_ids, with_log=with_log)

    async def start(self, name: str) -> None:
        """Acquire a stopped printer from now on (PRN-13)."""
        station = self._context.station(name)
        if station.row.state not in (PrinterState.STOPPED, PrinterState.ACQUIRING):
            raise OwnedByOther("", f"{name}: {station.row.state.value}", "add it again")
        async with self._visits.hold(station):
            await self._update(station, state=PrinterState.ACQUIRING)

    async def stop(self, name: str, *, force: bool) -> None:
        """End acquisition, after a last one (PRN-13). Raises DeviceError when that fails and is not forced."""
        station = self._context.station(name)
        if not station.is_started:
            return
        outcome = (await self._acquisition.acquire_all([station]))[name]
        if not outcome.ok and not force:
            raise DeviceError(f"{name}: {outcome.error}", "its last records cannot be acquired now; or use force")
        async with self._visits.hold(station):
            if station.is_started:
                await self._update(station, state=PrinterState.STOPPED)

    async def change(self, name: str, options: PrinterOptions, given: set[str]) -> str:
        """Change those settings of a printer that are ``given`` by name (PRN-05).

        Returns why what stands in the printer itself could not be written yet, "" if nothing is left to do.
        """
        station = self._context.station(name)
        columns = option_columns(options, self._context.settings.acquire)
        if "snmp" in given:
            given = given | {"snmp_user"}  # they belong together: another version has no user
        changes = {key: value for key, value in columns.items() if OPTION_OF[key] in given}
        changed = {key: value for key, value in changes.items() if getattr(station.row, key) != value}
        if not changed:
            return ""
        async with self._visits.hold(station):
            await self._update(station, **changed)
            if changed.keys() & ACCESS:
                station.device = await self._context.connector.restore(station.row)
        if not changed.keys() & (IN_DEVICE | TRAPS):
            return ""
        station.is_verified = False
        problems = await self._provisioning.bring_all([station])
        return problems.get(name, "")

    def _refuse(self, printer: PrinterSettings) -> None:
        roster = self._context.roster
        if printer.name in roster or printer.name in self._adding:
            raise BadInput("name", f"a printer is called {printer.name!r} already")
        for station in roster.values():
            if (station.row.address, station.row.port) == (printer.address, printer.port):
                raise BadInput("address", f"{printer.address} is the printer {station.name!r} already")
        if (printer.address, printer.port) in self._adding.values():
            raise BadInput("address", f"{printer.address} is being added already")
        most = self._context.settings.most_printers
        if len(roster) + len(self._adding) >= most:
            raise TooManyPrinters(
                f"the {self._context.settings.edition} edition manages {most} printers, and has that many"
            )

    async def _add_or_undo(self, printer: PrinterSettings) -> Station:
        draft = _Draft()
        try:
            return await self._visits.bounded(lambda: self._add(printer, draft))
        except Fenced:
            raise
        except PressroomError as error:
            store = self._context.store
            row = await store.printer(printer.name)
            if row is not None and not isinstance(error, BadInput):
                await store.remove_printer(row.key)
            if draft.claimed is not None:
                with contextlib.suppress(DeviceError):
                    await draft.claimed.disown(self._context.server_id)
            raise

    async def _add(self, printer: PrinterSettings, draft: _Draft) -> Station:
        device = await self._context.connector.discover(printer)
        identity = await device.identify()
        row = new_row(printer, identity, self._context.settings.acquire, self._context.calendar.now_us())
        if identity.dialect == COUNTERS:
            return await self._begin_counting(row, device)
        if not identity.capabilities & Capability.LOG:
            raise NoLogCapability(f"{printer.address}: the printer keeps no job log", "this model cannot be accounted")
        if identity.log_capacity < 1:
            raise NoStorage(
                f"{printer.address}: not enough free storage for a log",
                "delete stored jobs and fonts in the printer, or fit larger storage",
            )
        fetch = await device.fetch(None, None)
        self._refuse_twin(printer, fetch)
        old = bytes.fromhex(printer.take_over_from) if printer.take_over_from else None
        generation = await device.claim(self._context.server_id, row.admin_password.encode(), old)
        draft.claimed = device
        await device.write_settings(*device_settings(row))
        row = replace(row, generation=generation, unlogged=await self._baseline(row, generation, fetch))
        row = replace(row, key=await self._context.store.add_printer(row))
        await self._context.store.note_toners(row.key, identity.toners)
        station = make_station(row, device, None)
        with contextlib.suppress(DeviceError):  # the first acquisition would find the same
            await self._open_log(station, fetch)
        return station

    def _refuse_twin(self, printer: PrinterSettings, fetch: Fetch) -> None:
        for station in self._context.roster.values():
            if station.position is not None and station.position.stream == fetch.stream:
                raise BadInput("address", f"{printer.address} is the printer {station.name!r} at another address")

    async def _begin_counting(self, row: PrinterRow, device: Device) -> Station:
        reading = await device.read_counters()
        row = replace(row, key=await self._context.store.add_printer(row))
        await self._context.store.ingest_reading(row.key, row.registered_us, reading.impressions)
        return make_station(row, device, None)

    async def _reclaim(self, station: Station, take_over_from: bytes | None) -> None:
        password = station.row.admin_password.encode()
        identity = await station.device.identify()
        generation = await station.device.claim(self._context.server_id, password, take_over_from)
        await station.device.write_settings(*device_settings(station.row))
        fetch = await station.device.fetch(station.position, station.row.unlogged.serial)
        # losses first: should the server die here, the printer still counts as another's and is added once more
        await self._open_log(station, fetch, generation)
        known = identity_columns(identity)
        await self._update(station, state=PrinterState.ACQUIRING, generation=generation, **known)
        await self._context.store.note_toners(station.row.key, identity.toners)
        station.is_verified = False

    async def _open_log(self, station: Station, fetch: Fetch, generation: int | None = None) -> None:
        """Begin with the printer's log where the ledger stands; what an owner before us took is a loss here."""
        run = LogRun(self._context, station)
        await run.enter_stream(fetch)
        had_other_owner = (generation or station.row.generation) > 1
        await run.store_losses(
            fetch, cause_of_missing(fetch, station.row.log_capacity, had_other_owner=had_other_owner)
        )

    async def _baseline(self, row: PrinterRow, generation: int, fetch: Fetch) -> UnloggedCounters:
        """The counts of jobs without a record that are none of this ledger's losses, or are in it already."""
        if fetch.unlogged is None or not any(fetch.unlogged):
            return row.unlogged
        old = await self._context.store.former_printer([entry.stream for entry in fetch.streams])
        if old is not None:
            return old.unlogged
        # a printer that nobody owned before has no other ledger that could hold them
        return fetch.unlogged if generation > 1 else row.unlogged

    async def _update(self, station: Station, **changes: Any) -> None:
        station.take(await self._context.store.update_printer(station.row.key, **changes))
        await self._schedules.intervals.work_out(station)
        self._schedules.follow(station)

    async def _enter(self, station: Station) -> None:
        await self._schedules.intervals.work_out(station)
        self._context.roster[station.name] = station
        self._schedules.follow(station)
