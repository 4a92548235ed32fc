"""Panel users: bringing printers' lists to what they should be, and the commands for them (JID-11, JID-13, JID-15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from core.model.users import PanelUser, UserList
from core.services.commands import Answer, Handler
from core.services.context import Context
from core.services.station import Station
from core.store import Store
from core.wire.user_table import UserRow


class UserWriting:
    """The part of provisioning that concerns users; a printer that was never given any is left alone."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wanted: Mapping[int, UserList] = {}

    async def refresh(self) -> None:
        """Look up what is wanted."""
        self._wanted = await self._context.store.users.wanted()

    def is_behind(self, station: Station) -> bool:
        """Whether a printer must be written to, as far as is known without asking it."""
        wanted = self._wanted.get(station.row.key)
        return wanted is not None and station.takes_users and wanted.applied != wanted.revision

    async def bring(self, station: Station) -> None:
        """Write the list a printer should have, if it has another. Raises DeviceError."""
        wanted = self._wanted.get(station.row.key)
        if wanted is None or not station.takes_users:
            return
        if not station.is_verified or wanted.applied != wanted.revision:
            rows = [UserRow(*each) for each in wanted.users]
            await station.device.write_users(rows, wanted.revision)
            await self._context.store.users.mark_applied(station.row.key, wanted.revision)
            await self.refresh()


class UserClerk:
    """Keeps lists of panel users. ``changed`` is called after each change: printers have to follow."""

    def __init__(self, store: Store, changed: Callable[[], None] = lambda: None) -> None:
        self._users = store.users
        self._changed = changed

    async def register(self, printers: Iterable[str], users: Sequence[PanelUser]) -> None:
        """The printers' lists become equal to this one (JID-11). Raises BadInput, like all of these."""
        await self._users.register(printers, users)
        self._changed()

    async def add(self, printers: Iterable[str], users: Sequence[PanelUser]) -> None:
        """More users, or other IDs or passwords for some."""
        await self._users.add(printers, users)
        self._changed()

    async def copy(self, source: str, printers: Iterable[str]) -> None:
        """What is in another printer's list and not in these printers' (JID-15)."""
        await self._users.copy(source, printers)
        self._changed()

    async def remove(self, printers: Iterable[str], names: Sequence[str]) -> None:
        """Fewer users."""
        await self._users.remove(printers, names)
        self._changed()


def user_handlers(clerk: UserClerk) -> dict[str, Handler]:
    """Commands about users; each of ``users`` has ``name``, ``id`` and perhaps ``salt`` and ``hash`` in hexadecimal."""

    async def register(args: Mapping[str, Any]) -> Answer:
        await clerk.register(args["printers"], _users(args))
        return {}

    async def add(args: Mapping[str, Any]) -> Answer:
        await clerk.add(args["printers"], _users(args))
        return {}

    async def copy(args: Mapping[str, Any]) -> Answer:
        await clerk.copy(args["from"], args["printers"])
        return {}

    async def remove(args: Mapping[str, Any]) -> Answer:
        await clerk.remove(args["printers"], args["names"])
        return {}

    return {"register users": register, "add users": add, "copy users": copy, "remove users": remove}


def _users(args: Mapping[str, Any]) -> list[PanelUser]:
    return [
        PanelUser(
            each["name"], int(each["id"]), bytes.fromhex(each.get("salt", "")), bytes.fromhex(each.get("hash", ""))
        )
        for each in args["users"]
    ]
