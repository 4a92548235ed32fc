"""Searching for printers: who answers a broadcast, and which of them can be accounted (PRN-03)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from core.config.settings import PrinterSettings
from core.devices.broadcast import Broadcast
from core.devices.port import Identity
from core.model.errors import DeviceError
from core.model.search import Found, Search, SearchSettings
from core.services.acquisition import COUNTERS
from core.services.context import Context

LIMITED_BROADCAST: Final = "255.255.255.255"
_NO_LOG: Final = (
    "the printer keeps no job log",
    "added by its address, only its life count is acquired",
)
_NO_ROOM: Final = ("not enough free storage for a log", "delete stored jobs and fonts in the printer")


class Discovery:
    """``local_broadcast`` is the broadcast address of this machine's own subnet."""

    def __init__(self, context: Context, broadcast: Broadcast, local_broadcast: str = LIMITED_BROADCAST) -> None:
        self._context = context
        self._broadcast = broadcast
        self._local = local_broadcast

    async def search(self, settings: SearchSettings, port: int) -> Search:
        """Everybody who answers in the scopes, those that can be accounted first, by address.

        May be repeated: each search asks anew.
        """
        scopes = [*settings.scopes, *((self._local,) if settings.local_subnet else ())]
        answers = await self._broadcast.ask(list(dict.fromkeys(scopes)), settings.communities, port)
        found: list[Found] = []

        async def look(each: Found) -> None:
            found.append(await self._look(each))

        asked = [Found(address, port, community) for address, community in answers.communities.items()]
        await self._context.contacts.each(asked, look, "search")
        return Search(sorted(found, key=_order), answers.problems)

    async def _look(self, found: Found) -> Found:
        access = PrinterSettings(
            name=found.address, address=found.address, port=found.port, read_community=found.community
        )
        try:
            device = await self._context.connector.discover(access)
            identity = await device.identify()
        except DeviceError as error:
            return found._replace(reason=error.message.removeprefix(f"{found.address}: "), hint=error.hint)
        found = found._replace(
            model=identity.model,
            serial=identity.serial,
            name=identity.name,
            printer=self._registered(found.address, found.port),
            owner=identity.owner_id.hex(),
        )
        reason, hint = _unfit(identity)
        return found._replace(reason=reason, hint=hint)

    def _registered(self, address: str, port: int) -> str:
        rows = [station.row for station in self._context.roster.values()]
        return next((row.name for row in rows if (row.address, row.port) == (address, port)), "")


def _unfit(identity: Identity) -> tuple[str, str]:
    """Why a printer cannot be accounted by its log, and what can be done; two empty texts when it can."""
    if identity.dialect == COUNTERS:
        return _NO_LOG
    return ("", "") if identity.log_capacity or identity.owner_id else _NO_ROOM


def _order(found: Found) -> tuple[bool, tuple[int, ...]]:
    return bool(found.reason), tuple(map(int, found.address.split(".")))


def with_communities(settings: SearchSettings, more: Iterable[str]) -> SearchSettings:
    """The same search under further communities."""
    known: Sequence[str] = (*settings.communities, *more)
    return replace(settings, communities=tuple(dict.fromkeys(known)))
