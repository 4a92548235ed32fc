"""Bringing the policies of printers to what they should be, and noting what was in force when (POL-05, POL-08)."""

from __future__ import annotations

from core.model.policies import PrinterPolicies
from core.services.context import Context
from core.services.station import Station
from core.wire.policy_table import EMPTY


class PolicyWriting:
    """The part of provisioning that concerns policies; a printer that never had any applied is left alone."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wanted: dict[int, PrinterPolicies] = {}

    async def refresh(self) -> None:
        """Look up what is wanted."""
        self._wanted = await self._context.store.policies.wanted()

    def is_behind(self, station: Station) -> bool:
        """Whether a printer must be written to, as far as is known without asking it."""
        wanted = self._wanted.get(station.row.key)
        return wanted is not None and station.takes_policies and station.policies_held != wanted.revision

    async def bring(self, station: Station) -> None:
        """Write what a printer should hold, if it does not. Raises DeviceError."""
        wanted = self._wanted.get(station.row.key)
        if wanted is None or not station.takes_policies:
            return
        if not station.is_verified or station.policies_held != wanted.revision:
            await station.device.write_policies(wanted.table, wanted.revision)
            await self._context.store.policies.mark_applied(station.row.key, wanted.revision)
            station.policies_held = wanted.revision

    async def take_back(self, station: Station) -> None:
        """No policy holds on a printer from which only the log is acquired (PRN-11). Raises DeviceError."""
        there = await station.device.read_policies()
        if there.table != EMPTY:
            await station.device.write_policies(EMPTY, there.revision + 1)
        station.policies_held = 0

    async def note(self, station: Station, ids: bytes | None, exceeded: frozenset[int]) -> None:
        """A printer is up to date by now, with these IDs (None: the ones it had), some of them over their limit."""
        await self._context.store.policies.note(station.row.key, ids, exceeded)
