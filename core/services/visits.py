"""Visits to a printer by an operator's wish: one of so many contacts at a time, bounded in time, under its lock."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from core.model.errors import BadInput, NoResponse
from core.services.context import Context
from core.services.station import Station

T = TypeVar("T")


class Visits:
    """The contact comes first and then the lock, everywhere: else two could wait for each other."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def contact(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it as soon as a contact is free (PRN-19). Raises NoResponse when it takes too long (ACQ-08)."""
        return await self._context.contacts.one(lambda: self.bounded(work))

    async def bounded(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it within the longest time that a contact may take. Raises NoResponse."""
        try:
            async with asyncio.timeout(self._context.longest_s):
                return await work()
        except TimeoutError:
            raise NoResponse(f"took longer than {self._context.longest_s:g} s") from None

    @contextlib.asynccontextmanager
    async def hold(self, station: Station) -> AsyncIterator[None]:
        """The hold on a printer. Raises BadInput when it was removed while we waited."""
        async with self._context.hold(station):
            if station.is_removed:
                raise BadInput("printer", f"{station.name!r} has just been removed")
            yield
