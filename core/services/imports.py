"""Many accounts or printers at once, each with a result of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import NamedTuple

from core.config.common_settings import CommonSettings
from core.config.settings import AccountSettings, PrinterSettings
from core.model.errors import BadInput, Fenced, PressroomError
from core.services.setup import account_setup
from core.store import Store


class Skipped(NamedTuple):
    """An account that was not added: its place in the list from 0, and whose number or name it has."""

    place: int
    why: str


async def add_accounts(
    store: Store, accounts: Sequence[AccountSettings], common: CommonSettings | None = None
) -> list[Skipped]:
    """Add those whose ID and name are free; the others are skipped, and what is there stays as it is (JID-03).

    ``common`` is what all of them get (JID-14).
    """
    skipped: list[Skipped] = []
    for place, each in enumerate(accounts):
        account = each if common is None else common.given_to(each)
        try:
            await store.put_account(account_setup(account, revision=""))
        except BadInput as error:
            skipped.append(Skipped(place, f"{error.message} ({error.hint})" if error.hint else error.message))
    return skipped


class Changed(NamedTuple):
    """How a change of one printer went: the error that refused it, or why the printer could not be told of it yet."""

    error: str = ""
    hint: str = ""
    pending: str = ""


async def each_change(names: Iterable[str], change: Callable[[str], Awaitable[str]]) -> dict[str, Changed]:
    """Change each of these printers, side by side; how that went, by name (PRN-05)."""

    async def one(name: str) -> Changed:
        try:
            return Changed(pending=await change(name))
        except Fenced:
            raise
        except PressroomError as error:
            return Changed(error.message, error.hint)

    wanted = list(dict.fromkeys(names))
    return dict(zip(wanted, await asyncio.gather(*[one(name) for name in wanted]), strict=True))


async def each_printer(
    printers: Iterable[PrinterSettings], put: Callable[[PrinterSettings], Awaitable[object]]
) -> dict[str, PressroomError]:
    """Do something with each of these printers, side by side; why it could not be done, by name."""
    problems: dict[str, PressroomError] = {}

    async def one(printer: PrinterSettings) -> None:
        try:
            await put(printer)
        except Fenced:
            raise
        except PressroomError as error:
            problems[printer.name] = error

    await asyncio.gather(*[one(printer) for printer in printers])
    return problems
