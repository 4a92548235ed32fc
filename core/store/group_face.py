"""The store's face for groups and places: what :class:`core.store.Store` offers as ``groups``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from core.model.groups import Spot, UserGroupSetup
from core.store.books import Books

T = TypeVar("T")


class Reader(Protocol):
    """How the store answers a question."""

    def __call__(self, question: Callable[[Books], T], /) -> Awaitable[T]:
        """Ask."""


class Writer(Protocol):
    """How the store does some work."""

    def __call__(self, work: Callable[..., T], /, *arguments: Any) -> Awaitable[T]:
        """Do it."""


class GroupFace:
    """Printer groups (PRN-22), user groups (JID-08), and where IDs are registered (JID-07). Writes raise BadInput."""

    def __init__(self, books: Books, read: Reader, write: Writer) -> None:
        self._read = read
        self._write = write
        self._books = books

    async def all(self) -> dict[str, list[dict[str, Any]]]:
        """``printer_groups`` and ``user_groups`` in the shape of docs/ledger-snapshot.md."""
        return await self._read(lambda books: books.grouping.rows())

    async def places(self) -> dict[int, list[Spot] | None]:
        """Where each ID in force is registered; None: everywhere."""
        return await self._read(lambda books: {one.id: books.grouping.spots(one) for one in books.accounts.all()})

    async def add_printer_group(self, name: str, printers: Iterable[str] = (), *, with_ids: bool = True) -> None:
        """A new group with these printers in it."""
        work = partial(self._books.grouping.add_printer_group, with_ids=with_ids)
        await self._write(work, name, tuple(printers))

    async def rename_printer_group(self, name: str, new_name: str) -> None:
        """Another name for it."""
        await self._write(self._books.groups.rename_printer_group, name, new_name)

    async def move_printers(self, printers: Iterable[str], group: str, *, with_ids: bool = True) -> None:
        """Printers go into a group, with or without its IDs registered on them; ``group`` "" is none."""
        work = partial(self._books.grouping.move_printers, with_ids=with_ids)
        await self._write(work, tuple(printers), group)

    async def remove_printer_group(self, name: str) -> None:
        """Its members belong to no group; what was registered in it stays registered on each of them."""
        await self._write(self._books.grouping.remove_printer_group, name)

    async def put_user_group(
        self, setup: UserGroupSetup, members: Iterable[int] | None = None, *, new: bool | None = None
    ) -> None:
        """Create or change one; ``members`` join it. ``new``: it must not be there yet, or must be; None: either."""
        work = partial(self._books.grouping.put_user_group, new=new)
        await self._write(work, setup, tuple(members or ()))

    async def move_accounts(self, ids: Iterable[int], group: str) -> None:
        """IDs go into a user group; "" is none."""
        await self._write(self._books.grouping.move_accounts, tuple(ids), group)

    async def remove_user_group(self, name: str) -> None:
        """Its members belong to no group (JID-08)."""
        await self._write(self._books.grouping.remove_user_group, name)

    async def register(self, ids: Iterable[int], spots: Sequence[Spot], *, add: bool = False) -> None:
        """Where IDs are registered: there and nowhere else, or there too (``add``); no spots: everywhere."""
        work = partial(self._books.grouping.register, add=add)
        await self._write(work, tuple(ids), tuple(spots))

    async def unregister(self, ids: Iterable[int], spots: Sequence[Spot]) -> None:
        """IDs are registered there no more."""
        await self._write(self._books.grouping.unregister, tuple(ids), tuple(spots))

    async def copy(self, source: Spot, targets: Sequence[Spot]) -> dict[str, list[int]]:
        """Register at each target what is registered at the source (JID-05); which IDs that added, by target."""
        return await self._write(self._books.grouping.copy, source, tuple(targets))
