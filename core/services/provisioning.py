"""Provisioning: every printer's ID table, restrictions and limit states, brought to what they should be.

It is level-triggered. What is wanted is computed from the store; each printer is compared with it and written
until the two agree, however often either changes meanwhile. So no change can be lost, and a printer that was off
is simply behind.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final

from core.devices.port import DeviceState
from core.model.accounts import UNREGISTERED_ID
from core.model.errors import DeviceError, OwnedByOther
from core.model.metering import ShutOut
from core.rules.id_room import fitting
from core.services.context import Context
from core.services.limits import Limits
from core.services.policy_writing import PolicyWriting
from core.services.printer_rows import device_settings
from core.services.station import Held, Station
from core.services.users import UserWriting
from core.store.desired_ids import DesiredIds
from core.wire.id_table import IdRow, encode_ids
from core.wire.mib import Capability, IdState

#: On the wire's timer: changes that come one after the other are written together.
_GATHER_S: Final = 0.05
_NO_IDS: Final = hashlib.sha256(encode_ids(())).digest()


class Provisioning:
    """The reconciler. :meth:`kick` makes it look again; :meth:`bring` brings one printer up to date.

    ``on_verify`` does what else is to be done at a printer's first contact, or after its settings have changed.
    ``on_failed`` is told of each printer that stays behind, to have it tried again.
    """

    def __init__(self, context: Context, limits: Limits) -> None:
        self._context = context
        self._limits = limits
        self._policies = PolicyWriting(context)
        self._users = UserWriting(context)
        self.on_failed: Callable[[Station], None] = _nobody
        self.on_verify: Callable[[Station], Awaitable[None]] = _nothing
        self._tables = DesiredIds(0, [], {})
        self._shut_out = ShutOut()
        self._kicked = False
        self._is_looking = False

    def wanted(self, station: Station) -> Held:
        """What a printer should have."""
        return Held(self._tables.revision, self._shut_out.on(station.row.key))

    async def refresh(self) -> None:
        """Compute anew what is wanted: the table, and who is over a limit at this instant (LIM-03, LIM-04)."""
        self._shut_out = await self._limits.shut_out()
        self._tables = await self._context.store.desired_ids()
        await self._policies.refresh()
        await self._users.refresh()

    def kick(self) -> None:
        """Something may have changed: look at it, and write it into the printers, in a task of its own."""
        self._kicked = True
        if not self._is_looking:
            self._is_looking = True
            self._context.crew.spawn(self._look(), "provisioning")

    def is_behind(self, station: Station) -> bool:
        """Whether a printer must be written to, as far as is known without asking it."""
        return station.takes_ids and (station.held != self.wanted(station) or self._is_behind_else(station))

    def _is_behind_else(self, station: Station) -> bool:
        return self._policies.is_behind(station) or self._users.is_behind(station)

    async def bring(self, station: Station) -> str:
        """Bring one printer up to date; its lock is held. Returns why it could not be done, "" when it was."""
        if not self._tables.revision:
            await self.refresh()  # a process that has just begun has not looked yet
        try:
            while station.takes_ids and (self.is_behind(station) or not station.is_verified):
                await self._write(station)
            if station.takes_settings and not station.is_verified:
                await self._set_alone(station)
            station.provisioning_error = ""
        except OwnedByOther as error:
            await self._context.lose(station)
            station.provisioning_error = error.message
        except DeviceError as error:
            self._failed(station, error.message)
        return station.provisioning_error

    async def bring_all(self, stations: Iterable[Station]) -> dict[str, str]:
        """Bring printers up to date, some at the same time; what could not be done, by printer."""
        problems: dict[str, str] = {}

        async def work(station: Station) -> None:
            try:
                async with self._context.hold(station), asyncio.timeout(self._context.longest_s):
                    await self.bring(station)
            except TimeoutError:
                self._failed(station, f"took longer than {self._context.longest_s:g} s")
            finally:
                station.is_reconciling = False
            if station.provisioning_error:
                problems[station.name] = station.provisioning_error

        chosen = [station for station in stations if station.takes_settings]
        for station in chosen:
            station.is_reconciling = True
        await self._context.contacts.each(chosen, work, "provisioning")
        return problems

    def _failed(self, station: Station, why: str) -> None:
        station.is_verified = False
        station.provisioning_error = why
        self.on_failed(station)

    async def _look(self) -> None:
        try:
            while self._kicked:
                await asyncio.sleep(_GATHER_S)
                self._kicked = False
                await self.refresh()
                behind = [s for s in self._context.roster.values() if self.is_behind(s) and not s.is_reconciling]
                if behind:
                    # not waited for: a printer that is off must not hold up the next change for the others
                    self._context.crew.spawn(self._wave(behind), "provisioning")
        finally:
            self._is_looking = False

    async def _wave(self, stations: Sequence[Station]) -> None:
        await self.bring_all(stations)

    async def _write(self, station: Station) -> None:
        wanted = self.wanted(station)
        fit, unfit = self._fitting(station)
        device, held = station.device, station.held
        ids: bytes | None = None  # as they were
        if station.is_verified and held.revision == wanted.revision:
            turned = held.exceeded ^ wanted.exceeded
            changes = {row.id: _state(row.id, wanted) for row in fit if row.id in turned}
        else:
            ids = encode_ids(fit)
            await self._verify_table(station, wanted, fit, ids)
            states = await device.read_limit_states([row.id for row in fit])
            changes = {each: _state(each, wanted) for each, state in states.items() if state != _state(each, wanted)}
        if changes:
            await device.write_limit_states(changes)
        await self._policies.bring(station)
        await self._users.bring(station)
        limits = dict.fromkeys(sorted(wanted.exceeded), IdState.LIMIT_EXCEEDED)
        await self._context.store.mark_applied(station.row.key, wanted.revision, limits)
        await self._policies.note(station, ids, wanted.exceeded)
        station.held = wanted
        station.unfit = unfit
        if not station.is_verified:
            await self.on_verify(station)
        station.is_verified = True

    async def _verify_table(self, station: Station, wanted: Held, fit: Sequence[IdRow], ids: bytes) -> None:
        state = await self._verify_settings(station)
        digest = hashlib.sha256(ids).digest()
        if (state.ids_revision, state.ids_digest) != (wanted.revision, digest):
            await station.device.write_ids(fit, wanted.revision)

    async def _verify_settings(self, station: Station) -> DeviceState:
        """Make sure of the owner and of the settings; what stood in the printer before."""
        row, device = station.row, station.device
        state = await device.read_state()
        if (state.owner_id, state.generation) != (self._context.server_id, row.generation):
            raise OwnedByOther(state.owner_id.hex())
        settings = device_settings(row)
        if (state.full_action, state.format_inhibit, state.panel_restrict) != settings:
            await device.write_settings(*settings)
        return state

    async def _is_over(self, station: Station, account_id: int) -> bool:
        return (await station.device.read_limit_states([account_id])).get(account_id) == IdState.LIMIT_EXCEEDED

    async def _set_alone(self, station: Station) -> None:
        """A printer of which only the log is acquired: an owner before us may have left IDs that restrict (PRN-11)."""
        state = await self._verify_settings(station)
        if station.row.log_only and state.ids_digest not in (b"", _NO_IDS):
            await station.device.write_ids((), state.ids_revision + 1)
        if station.row.log_only and await self._is_over(station, UNREGISTERED_ID):
            await station.device.write_limit_states({UNREGISTERED_ID: IdState.ENABLED})
        if station.row.log_only and station.row.capabilities & Capability.POLICIES:
            await self._policies.take_back(station)
        station.held = Held(0, frozenset())  # should it take IDs one day, all of them are written
        await self.on_verify(station)
        station.is_verified = True

    def _fitting(self, station: Station) -> tuple[Sequence[IdRow], tuple[int, ...]]:
        return fitting(self._tables.on(station.row.key), station.row.id_capacity)


def _nobody(station: Station) -> None:
    """Nobody wants to know."""


async def _nothing(station: Station) -> None:
    """There is nothing else to do."""


def _state(account_id: int, wanted: Held) -> IdState:
    return IdState.LIMIT_EXCEEDED if account_id in wanted.exceeded else IdState.ENABLED
