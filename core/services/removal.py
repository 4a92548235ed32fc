"""Deleting a printer: it is freed for others, and the operator says what becomes of its IDs and of its log."""

from __future__ import annotations

import contextlib
from typing import Final

from core.model import PrinterState
from core.model.accounts import UNREGISTERED_ID
from core.model.errors import BadInput, Busy, DeviceError, OwnedByOther
from core.services.acquisition import COUNTERS
from core.services.context import Context
from core.services.printer_rows import free_settings
from core.services.schedules import Schedules
from core.services.station import Station
from core.services.visits import Visits
from core.wire.mib import Capability, IdState

REASON: Final = "the printer was deleted"


class Removal:
    """Takes printers off the roster (PRN-14, PRN-23)."""

    def __init__(self, context: Context, schedules: Schedules) -> None:
        self._context = context
        self._schedules = schedules
        self._visits = Visits(context)

    async def remove(self, name: str, *, force: bool, with_ids: bool = False, with_log: bool = False) -> None:
        """Delete a printer and free it for others. Raises Busy while its log is acquired.

        ``with_ids``: its Job Account IDs are removed from it too, else they stay in force there. ``with_log``: what
        was acquired from it is deleted from the log. ``force``: though it does not answer; then its IDs stay.
        """
        station = self._context.station(name)
        refuse_while_acquired(station)
        await self._context.contacts.one(lambda: self._remove(station, force=force, ids=with_ids, log=with_log))

    async def _remove(self, station: Station, *, force: bool, ids: bool, log: bool) -> None:
        async with self._visits.hold(station):
            refuse_while_acquired(station)
            try:
                await self._visits.bounded(lambda: self._free(station, with_ids=ids))
            except DeviceError:
                if not force:
                    raise
            if log:
                with contextlib.suppress(BadInput):  # nothing in it
                    await self._context.store.delete_log(station.name, None, REASON)
            await self._context.store.remove_printer(station.row.key)
            station.is_removed = True
            self._schedules.forget(station.name)
            del self._context.roster[station.name]

    async def _free(self, station: Station, *, with_ids: bool) -> None:
        if station.row.dialect == COUNTERS or station.row.state is PrinterState.OTHER_SERVER:
            return
        with contextlib.suppress(OwnedByOther):
            if with_ids and station.row.capabilities & Capability.IDS:
                state = await station.device.read_state()
                await station.device.write_ids((), state.ids_revision + 1)
                # all are unregistered from now on, and nobody is left who could permit them to print again
                await station.device.write_limit_states({UNREGISTERED_ID: IdState.ENABLED})
            await station.device.write_settings(*free_settings(station.row))
            await station.device.disown(self._context.server_id)


def refuse_while_acquired(station: Station) -> None:
    """Raises Busy unless acquisition was ended before."""
    if station.is_started or station.is_acquiring:
        raise Busy(
            f"{station.name}: cannot be deleted while its log is being acquired",
            "stop its acquisition first (printers stop), then delete it",
        )
