"""The store's face for limits and usage: see :class:`core.store.Store` for who may write and what may be raised."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any, Protocol, TypeVar

from core.model.accounts import Decision, Usage
from core.model.groups import Spot
from core.model.metering import GroupLimit
from core.store.books import Books
from core.store.limit_book import Settled
from core.store.usage_status import event_words, status_rows

T = TypeVar("T")


class Read(Protocol):
    """Puts a question to the books."""

    def __call__(self, question: Callable[[Books], T]) -> Awaitable[T]:
        """The answer."""


class Write(Protocol):
    """Has something written."""

    def __call__(self, work: Callable[..., T], *arguments: Any) -> Awaitable[T]:
        """What it gives."""


class LimitFace:
    """Usage against limits, by holder and place (LIM-07), and the outbox of what people are told (LIM-08)."""

    def __init__(self, books: Books, read: Read, write: Write) -> None:
        self._books = books
        self._read = read
        self._write = write

    async def settle(self, now_us: int) -> Settled:
        """Who is shut out at this instant, and the next end of a period; what is news goes into the outbox."""
        return await self._write(self._books.limits.settle, now_us)

    async def status(self, now_us: int) -> list[dict[str, Any]]:
        """Used and remaining sheets, fees and staples, as ``limits`` of docs/ledger-snapshot.md (JID-09)."""
        return await self._read(lambda books: status_rows(books.limits, books.accounts, now_us))

    async def events(self, after: int = 0) -> list[dict[str, Any]]:
        """The outbox behind an entry, as ``limit_events`` of docs/ledger-snapshot.md."""
        return await self._read(lambda books: [event_words(each, books.limits) for each in books.limits.events(after)])

    async def admit(self, account_id: int, printer: str, use: Usage) -> Decision:
        """Whether a job would exceed a limit before it is printed (LIM-10). Raises BadInput."""
        return await self._write(self._books.limits.admit, account_id, printer, use)

    async def group_limits(self) -> dict[str, GroupLimit]:
        """The limits of user groups, by name of the group."""
        return await self._read(lambda books: books.limits.group_limits())

    async def put_group_limit(
        self,
        group: str,
        wanted: GroupLimit | None,
        anchor: date | None = None,
        *,
        reset_usage: bool = False,
        revision: str | None = None,
    ) -> None:
        """A user group's limit, None for none; the others as for accounts (LIM-06). Raises BadInput."""
        work = partial(self._books.limits.put_group_limit, reset_usage=reset_usage, revision=revision)
        await self._write(work, group, wanted, anchor)

    async def reset(self, account_id: int, at_us: int, place: Spot | None = None) -> None:
        """An account's usage back to nothing, everywhere, or on a printer or a group of them. Raises BadInput."""
        await self._write(self._books.limits.reset, account_id, at_us, place)

    async def reset_group(self, group: str, at_us: int, place: Spot | None = None) -> list[int]:
        """The same for a user group's members but those not processed as a group; their IDs. Raises BadInput."""
        return await self._write(self._books.limits.reset_group, group, at_us, place)
