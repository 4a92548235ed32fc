"""The store's face for panel users: what :class:`core.store.Store` offers as ``users``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.model.users import PanelUser, UserList
from core.store.books import Books
from core.store.group_face import Reader, Writer


class UserFace:
    """Lists of panel users by printer (JID-11); writes raise BadInput."""

    def __init__(self, books: Books, read: Reader, write: Writer) -> None:
        self._books = books
        self._read = read
        self._write = write

    async def wanted(self) -> Mapping[int, UserList]:
        """The list of each printer that was ever given one, by the printer's key."""
        return await self._read(lambda books: books.users.wanted())

    async def listed(self) -> dict[str, tuple[PanelUser, ...]]:
        """Users by the printer's name."""
        return await self._read(lambda books: books.users.listed())

    async def register(self, printers: Iterable[str], users: Sequence[PanelUser]) -> None:
        """The printers' lists become this one."""
        await self._write(self._books.users.register, tuple(printers), tuple(users))

    async def add(self, printers: Iterable[str], users: Sequence[PanelUser]) -> None:
        """More users, or other IDs or passwords for some."""
        await self._write(self._books.users.add, tuple(printers), tuple(users))

    async def copy(self, source: str, printers: Iterable[str]) -> None:
        """What is in another printer's list and not in these printers' (JID-15)."""
        await self._write(self._books.users.copy, source, tuple(printers))

    async def remove(self, printers: Iterable[str], names: Sequence[str]) -> None:
        """Fewer users."""
        await self._write(self._books.users.remove, tuple(printers), tuple(names))

    async def mark_applied(self, printer_key: int, revision: int) -> None:
        """A printer's list has this revision now."""
        await self._write(self._books.users.mark_applied, printer_key, revision)
