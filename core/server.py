"""The accounting server: its parts put together, and the main flow on one page.

``core.serving`` runs it on real time and real sockets.

A job's day here: :class:`~core.services.schedules.Schedules` finds a printer due →
:class:`~core.services.acquisition.Acquisition` fetches its log, has the store commit it (record, fee, usage in one
transaction) and releases it on the printer → when an account went over its limit,
:class:`~core.services.provisioning.Provisioning` writes that into every printer.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from core.chance import Chance
from core.clock import Calendar
from core.config.common_settings import CommonSettings
from core.config.fee_settings import FeeSettings
from core.config.settings import (
    AccountSettings,
    PrinterOptions,
    PrinterSettings,
    ServerOptions,
    ServerSettings,
)
from core.devices.backends import open_manager
from core.devices.broadcast import Broadcast
from core.devices.knock import Knock, silence
from core.devices.udp import OpenEndpoint, OpenListener
from core.model import PrinterRow, PrinterState
from core.model.errors import BadInput, Fenced, PressroomError
from core.model.fees import Rounding
from core.model.search import Search, SearchSettings
from core.services.acquisition import Acquisition
from core.services.chores import Chores
from core.services.clerk import Clerk
from core.services.clocks import tell_all
from core.services.connector import Connector, SnmpConnector
from core.services.contacts import Contacts
from core.services.context import Context
from core.services.crew import Crew
from core.services.discovery import LIMITED_BROADCAST, Discovery
from core.services.export_files import DiskFiles, ExportFiles
from core.services.exporting import Exporting
from core.services.fees import FeeClerk
from core.services.group_clerk import GroupClerk
from core.services.imports import Changed, Skipped, each_change, each_printer
from core.services.intervals import acquisition_status
from core.services.limit_clerk import LimitClerk
from core.services.limits import Limits
from core.services.log_clerk import LogClerk
from core.services.moving import SNMP_PORT, Moved, Moving
from core.services.outcome import Outcome, Progress
from core.services.people import People
from core.services.policies import Policies
from core.services.provisioning import Provisioning
from core.services.reconnect import Reconnect
from core.services.registration import Registration
from core.services.retirement import decommission
from core.services.schedules import Schedules
from core.services.station import Station
from core.services.taking_up import take_up
from core.services.traps import Traps
from core.services.users import UserClerk
from core.store import Store

__all__ = ["Outcome", "Progress", "Server"]

#: Rounds of acquiring and provisioning in :meth:`Server.drain`; with 20 % loss one in sixty attempts fails.
DRAIN_ROUNDS: Final = 8


class Server:
    """One accounting server on one store; time, chance and the network come in from outside."""

    def __init__(
        self,
        store: Store,
        *,
        calendar: Calendar,
        chance: Chance,
        open_endpoint: OpenEndpoint,
        settings: ServerOptions,
        connector: Connector | None = None,
        knock: Knock = silence,
        open_listener: OpenListener | None = None,
        exports: ExportFiles | None = None,
        local_broadcast: str = LIMITED_BROADCAST,
    ) -> None:
        self.store = store
        self.settings = settings
        self.on_fenced: Callable[[Fenced], None] | None = None
        self._calendar = calendar
        self._chance = chance
        self._open_endpoint = open_endpoint
        self._connector = connector
        self._knock = knock
        self._open_listener = open_listener
        self._exports = exports or DiskFiles(Path())
        self._local_broadcast = local_broadcast
        self._clerk = Clerk(store, calendar.now_us)
        self.fees = FeeClerk(store, self._ask_toner)
        self.log = LogClerk(store, self._log_changed)
        self.groups = GroupClerk(store, self._groups_changed)
        self.limits = LimitClerk(store, calendar.now_us, self._groups_changed)
        self.users = UserClerk(store, self._groups_changed)
        self.people = People(self, store, chance)
        self.crew = Crew(calendar, self._lost_lease)
        self._is_started = False
        self._is_dead = False

    async def start(self, *, makes_up: bool = True) -> None:
        """Load the printers, make up what was missed (ACQ-08, LIM-09), and begin the schedules.

        ``makes_up``: acquire what fell due meanwhile; not for one command, which would find printers busy by it.
        Raises BadInput when this server was decommissioned.
        """
        settings = self.settings
        if await self.store.operations.retired_us() is not None:
            raise BadInput("server", "it was decommissioned", "its log can still be read; set up another database")
        await self.store.configure(
            zone=settings.zone,
            currency=settings.currency,
            edition=settings.edition,
            rounding=Rounding(settings.rounding.mode),
            rounding_micros=settings.rounding.step,
        )
        await self.log.start(settings)
        self._put_together(await self.store.server_id())
        self._is_started = True
        for row in await self.store.printers():
            await self._registration.load(row)
        self.traps.start()
        if makes_up:
            self._schedules.make_up()
        await self._reconnect.follow()
        self._provisioning.kick()
        await self._chores.start()

    def _put_together(self, server_id: bytes) -> None:
        calendar, settings = self._calendar, self.settings
        connector = self._connector or SnmpConnector(
            open_manager(settings.snmp, self._open_endpoint, self._chance), self._knock
        )
        contacts = Contacts(self.crew, settings.connections)
        zone = zoneinfo.ZoneInfo(settings.zone)
        self._context = Context(self.store, calendar, settings, zone, server_id, self.crew, contacts, connector)
        self._limits = Limits(self.store, calendar)
        self._provisioning = Provisioning(self._context, self._limits)
        self._limits.on_turn = self._provisioning.kick
        self.policies = Policies(self._context, self._provisioning)
        exporting = Exporting(self.store, self._exports, settings.zone)
        self._acquisition = Acquisition(self._context, self._provisioning, exporting)
        self._chores = Chores(self.store, calendar, self.crew, zone)
        self._schedules = Schedules(self._context, self._acquisition, self._provisioning)
        self.traps = Traps(self._context, self._open_listener)
        self.traps.on_trap = self._schedules.trapped
        self._provisioning.on_verify = self.traps.bring
        broadcast = Broadcast(self._open_endpoint, self._chance)
        self._discovery = Discovery(self._context, broadcast, self._local_broadcast)
        self._moving = Moving(self._context, self._schedules, self._discovery)
        self._reconnect = Reconnect(self._context, self._moving, self._acquire_again)
        self._registration = Registration(self._context, self._acquisition, self._provisioning, self._schedules)

    async def stop(self) -> None:
        """End cleanly: nothing new begins, what is under way finishes, network and store are closed."""
        if self._is_dead:
            return
        if self._is_started:
            self._close_appointments()
            await self.crew.finish()
            self._context.connector.close()
        self._is_dead = True
        await self.store.close()

    def crash(self) -> None:
        """Die: the store is fenced and the network closed first, then tasks are dropped where they stand."""
        self._is_dead = True
        self.store.fence()
        if self._is_started:
            self._context.connector.close()
            self._close_appointments()
        self.crew.drop()

    def _close_appointments(self) -> None:
        self.traps.close()
        self._schedules.close()
        self._limits.close()
        self._chores.close()
        self._reconnect.close()

    def _lost_lease(self, fenced: Fenced) -> None:
        """Another process works on this ledger: nothing that this one does can count any more."""
        if not self._is_dead:
            self.crash()
            if self.on_fenced is not None:
                self.on_fenced(fenced)

    # printers

    @property
    def server_id(self) -> bytes:
        """This server's ID, 16 octets, made at its first start (PRN-09)."""
        return self._context.server_id

    async def add_printer(self, printer: PrinterSettings) -> PrinterRow:
        """Register a printer (PRN-02, 08, 09). Raises a PressroomError, and then nothing has changed."""
        station = await self._registration.add(printer)
        await self._chores.follow_printer(printer)
        return station.row

    async def add_printers(self, printers: Iterable[PrinterSettings]) -> dict[str, PressroomError]:
        """Register many printers (PRN-04); why those that were not could not be, by name."""
        return await each_printer(printers, self.add_printer)

    async def readd_printer(self, name: str, *, take_over_from: bytes | None = None) -> PrinterRow:
        """Claim a printer again that another server had, or whose storage was initialised (PRN-10)."""
        station = await self._registration.readd(name, take_over_from)
        return station.row

    async def remove_printer(
        self, name: str, *, force: bool = False, with_ids: bool = False, with_log: bool = False
    ) -> None:
        """Delete a stopped printer and free it for others (PRN-14, 23); ``force``: though it does not answer.

        ``with_ids``: its Job Account IDs are removed from it; ``with_log``: its acquired log is deleted.
        """
        await self._registration.remove(name, force=force, with_ids=with_ids, with_log=with_log)

    async def change_printer(self, name: str, options: PrinterOptions, given: Iterable[str] | None = None) -> str:
        """Change the settings of ``options`` that are ``given`` by name, or those that were set when it was made.

        Returns why the printer itself could not be told yet, "" if nothing is left to do.
        """
        fields = set(options.model_fields_set if given is None else given)
        if "fees" in fields:
            await self.assign_fees(name, options.fees)
        pending = await self._registration.change(name, options, fields)
        await self._chores.follow_printer(options)
        return pending

    async def change_printers(self, names: Iterable[str], options: PrinterOptions) -> dict[str, Changed]:
        """Change what is set in ``options`` for several printers at once, a result for each (PRN-05)."""
        return await each_change(names, lambda name: self.change_printer(name, options))

    async def refresh_printer(self, name: str) -> list[str]:
        """Read anew what a printer can do (PRN-17); its options in words."""
        return await self._moving.refresh(name)

    async def move_printer(self, name: str, address: str, port: int | None = None) -> None:
        """Follow a printer to another address; the port stays unless given. The same one must answer there (PRN-15)."""
        await self._moving.move(name, address, port)

    async def search(self, settings: SearchSettings | None = None, port: int = SNMP_PORT) -> Search:
        """Search for printers (PRN-03), by these settings or by the stored ones."""
        return await self._discovery.search(settings or await self.store.search_settings(), port)

    async def change_search(self, settings: SearchSettings) -> None:
        """Where and how printers are searched for, and how often those that have moved."""
        await self.store.put_search_settings(settings)
        await self._reconnect.follow()

    async def find_moved(self) -> list[Moved]:
        """Search now for printers that do not answer at their address (PRN-15)."""
        return await self._reconnect.search()

    async def _acquire_again(self, names: list[str]) -> None:
        await self._acquisition.acquire_all([each for each in self._context.stations(names) if each.is_started])

    async def decommission(self, *, force: bool = False) -> dict[str, str]:
        """Give every printer back and end this server for good (PRN-24); what could not be done, by printer.

        Raises BadInput while it still owns printers, unless forced.
        """
        return await decommission(self._context, self._registration, force=force)

    async def take_up(self, states: Mapping[str, str], passwords: Mapping[str, str]) -> dict[str, str]:
        """Claim the printers of a backup that was restored (PRN-20); see :func:`core.services.taking_up.take_up`."""
        return await take_up(self._context, self._registration, states, passwords)

    async def interval_warning(self, name: str) -> str:
        """Why records may be lost by a printer's schedule, "" when it is short enough (PRN-06)."""
        return await self._schedules.intervals.warning(self._context.station(name).row)

    async def start_acquisition(self, name: str) -> None:
        """Acquire a stopped printer from now on (PRN-13)."""
        await self._registration.start(name)

    async def stop_acquisition(self, name: str, *, force: bool = False) -> None:
        """End acquisition with a last one (PRN-13); ``force``: though the printer does not answer."""
        await self._registration.stop(name, force=force)

    def _groups_changed(self) -> None:
        self._provisioning.kick()
        self._chores.heed()

    # accounts, limits, fees

    async def put_account(
        self, account: AccountSettings, *, reset_usage: bool = False, revision: str | None = None
    ) -> None:
        """Register or change a Job Account ID (JID-01); printers follow. ``reset_usage``: LIM-06.

        ``revision``: of the account as whoever changes it has seen it. Raises BadInput when it is another by now.
        """
        await self._clerk.put_account(account, reset_usage=reset_usage, revision=revision)
        self._provisioning.kick()
        if account.notify_totals:
            self._chores.heed()

    async def add_account(self, account: AccountSettings) -> None:
        """Register a Job Account ID that is not in use (JID-01). Raises BadInput."""
        await self.put_account(account, revision="")

    async def add_accounts(
        self, accounts: Sequence[AccountSettings], common: CommonSettings | None = None
    ) -> list[Skipped]:
        """Register those whose ID and name are free (JID-03), with what all get (JID-14); the others stay."""
        skipped = await self._clerk.add_accounts(accounts, common)
        self._provisioning.kick()
        self._chores.heed()
        return skipped

    async def remove_account(self, account_id: int) -> None:
        """Delete a Job Account ID; its history stays, printers follow."""
        await self._clerk.remove_account(account_id)
        self._provisioning.kick()

    async def reset_usage(self, account_id: int) -> None:
        """Set an account's usage back to nothing from this instant on (JID-09)."""
        await self._clerk.reset_usage(account_id)
        self._provisioning.kick()

    async def put_fees(self, fees: FeeSettings) -> None:
        """Define or change fees; what was charged already stays (FEE-06)."""
        await self.fees.put_fees(fees)

    async def assign_fees(self, printer: str, fees: str | None) -> None:
        """Charge a printer's jobs by this definition from now on; None charges nothing."""
        await self.fees.assign_fees(printer, fees)

    async def _ask_toner(self, printer: str) -> Mapping[str, int]:
        station = self._context.station(printer)
        return await self._context.contacts.one(station.device.read_toners)

    async def _log_changed(self) -> None:
        """Options have the daily chores, the closing day has the periods of limits."""
        self._provisioning.kick()
        await self._chores.follow()

    # doing things now

    async def acquire(
        self, names: Iterable[str] | None = None, *, progress: Progress | None = None
    ) -> dict[str, Outcome]:
        """Acquire now (ACQ-03): the named printers, or all that are started."""
        stations = self._context.stations(names)
        if names is None:
            stations = [station for station in stations if station.is_started]
        return await self._acquisition.acquire_all(stations, progress)

    async def provision(self, names: Iterable[str] | None = None) -> dict[str, str]:
        """Verify IDs, restrictions and limit states on printers and write what differs; what could not be done."""
        stations = self._context.stations(names)
        await self._provisioning.refresh()
        for station in stations:
            station.is_verified = False
        return await self._provisioning.bring_all(stations)

    async def set_time(self, names: Iterable[str] | None = None) -> dict[str, str]:
        """Tell printers the time: the named ones, or all without a clock (ACQ-06); what could not be done."""
        stations = self._context.stations(names)
        if names is None:
            stations = [station for station in stations if station.needs_time]
        return await tell_all(self._context, stations)

    async def drain(self) -> list[str]:
        """Acquire and provision until nothing is left to do; what could not be done, one line each.

        Printers that are stopped, or another server's, are left alone: there is nothing to do on them.
        """
        problems: list[str] = []
        for _ in range(DRAIN_ROUNDS):
            for station in self.stations():
                if station.is_acquiring:  # by schedule, at this moment
                    async with station.lock:
                        pass
            outcomes = await self.acquire()
            behind = await self.provision()
            problems = [f"{name}: {outcome.error}" for name, outcome in outcomes.items() if outcome.error]
            problems += [f"{name}: provisioning: {why}" for name, why in behind.items()]
            if not problems and not any(outcome.fetched or outcome.gaps for outcome in outcomes.values()):
                break
        incidents = [station for station in self.stations() if station.row.state is PrinterState.INCIDENT]
        return problems + [f"{station.name}: stopped by an incident" for station in incidents]

    # looking

    def stations(self) -> list[Station]:
        """Every registered printer with what the server knows of it."""
        return self._context.stations(None)

    async def printers(self) -> list[PrinterRow]:
        """Every registered printer with its status (PRN-25, ACQ-11)."""
        return await self.store.printers()

    async def acquisition_status(self) -> list[dict[str, Any]]:
        """How the acquisition of each printer goes and has gone; see :func:`core.services.intervals` (ACQ-11)."""
        return await acquisition_status(self.store, self._calendar.now_us)

    async def snapshot(self) -> dict[str, Any]:
        """The neutral ledger snapshot (docs/ledger-snapshot.md)."""
        return await self.store.snapshot()

    async def apply(self, settings: ServerSettings) -> dict[str, PressroomError]:
        """Make fees, accounts and printers what a configuration file says; nothing is removed. Raises BadInput.

        Returns why printers could not be registered or changed, by name.
        """
        for fees in settings.fees:
            await self.put_fees(fees)
        for account in settings.accounts:
            await self.put_account(account)
        return await self.apply_printers(settings.printers)

    async def apply_printers(self, printers: Iterable[PrinterSettings]) -> dict[str, PressroomError]:
        """Register printers, or change those that are known; why it could not be done, by name."""

        async def put(printer: PrinterSettings) -> None:
            if printer.name in self._context.roster:
                await self.change_printer(printer.name, printer, PrinterOptions.model_fields)
            else:
                await self.add_printer(printer)

        return await each_printer(printers, put)
