"""The hours at which printers that do not answer are searched for at other addresses (PRN-15)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from core.clock import Alarm
from core.config.settings import HOUR_US
from core.model.search import SearchSettings
from core.services.context import Context
from core.services.moving import Moved, Moving


class Reconnect:
    """One alarm. ``on_moved`` is given the names of printers that were found again."""

    def __init__(self, context: Context, moving: Moving, on_moved: Callable[[list[str]], Awaitable[None]]) -> None:
        self._context = context
        self._moving = moving
        self._on_moved = on_moved
        self._alarm: Alarm | None = None
        self._is_closed = False

    async def follow(self) -> None:
        """Set the alarm anew, after a start or a change of the settings."""
        self._set(await self._context.store.search_settings())

    def close(self) -> None:
        """No more searches."""
        self._is_closed = True
        if self._alarm is not None:
            self._alarm.cancel()

    async def search(self) -> list[Moved]:
        """Search now, and acquire what was found again."""
        settings = await self._context.store.search_settings()
        settings = replace(settings, searched_us=self._context.calendar.now_us())
        await self._context.store.put_search_settings(settings)
        self._set(settings)
        moved = await self._moving.find(settings)
        if moved:
            await self._on_moved([each.printer for each in moved])
        return moved

    def _set(self, settings: SearchSettings) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if settings.reconnect_hours and not self._is_closed:
            now_us = self._context.calendar.now_us()
            due_us = (settings.searched_us or now_us) + settings.reconnect_hours * HOUR_US
            self._alarm = self._context.calendar.at(max(due_us, now_us), self._ring, "search for moved printers")

    def _ring(self) -> None:
        self._alarm = None
        self._context.crew.spawn(self._run(), "search for moved printers")

    async def _run(self) -> None:
        await self.search()
