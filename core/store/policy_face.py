"""The store's face for policies: see :class:`core.store.Store` for who may write and what may be raised."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from core.model.policies import InForce, Named, PolicyEntry, PrinterPolicies
from core.store.books import Books

T = TypeVar("T")


class Read(Protocol):
    """Puts a question to the books."""

    def __call__(self, question: Callable[[Books], T]) -> Awaitable[T]:
        """The answer."""


class Write(Protocol):
    """Has something written."""

    def __call__(self, work: Callable[..., T], *arguments: Any) -> Awaitable[T]:
        """What it gives."""


class PolicyFace:
    """The operator's list, what printers should hold, and what they held."""

    def __init__(self, books: Books, read: Read, write: Write) -> None:
        self._books = books
        self._read = read
        self._write = write

    async def listed(self) -> list[PolicyEntry]:
        """The operator's list."""
        return await self._read(lambda books: books.policies.listed())

    async def put(self, entries: Iterable[PolicyEntry], *, known: bool | None = None) -> None:
        """Add (``known`` False), change (True) or set policies of the list; all or nothing. Raises BadInput."""
        chosen = list(entries)
        await self._write(lambda: self._books.policies.put(chosen, known=known))

    async def remove(self, names: Iterable[Named]) -> None:
        """Delete policies from the list (POL-06). Raises BadInput."""
        await self._write(self._books.policies.remove, list(names))

    async def clear(self) -> None:
        """Empty the list."""
        await self._write(self._books.policies.clear)

    async def wanted(self) -> dict[int, PrinterPolicies]:
        """What printers should hold, by key; those that never had any applied are left out."""
        return await self._read(lambda books: books.policies.wanted())

    async def applied(self, printer_key: int) -> int:
        """The revision that a printer is known to hold; 0 for none."""
        return await self._read(lambda books: books.policies.applied(printer_key))

    async def want(self, new: Mapping[int, PrinterPolicies]) -> None:
        """What printers should hold from now on, by key; all of them or none."""
        await self._write(self._books.policies.want, dict(new))

    async def mark_applied(self, printer_key: int, revision: int) -> None:
        """A printer holds this revision now; writes only when that is news."""
        await self._write(self._books.policies.mark_applied, printer_key, revision)

    async def note(self, printer_key: int, ids: bytes | None, exceeded: Iterable[int]) -> None:
        """A printer is up to date: see :meth:`core.store.policies.PolicyBook.note`."""
        await self._write(self._books.policies.note, printer_key, ids, frozenset(exceeded))

    async def history(self, printer_key: int, from_us: int, to_us: int) -> list[InForce]:
        """What a printer held at ``from_us`` and then up to ``to_us``, in order."""
        return await self._read(lambda books: books.policies.history(printer_key, from_us, to_us))
