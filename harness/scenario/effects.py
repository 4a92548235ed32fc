"""Whether what an operator asked for stands in a store.

A server that dies while it does something answers nobody. What it had committed by then is read from its database.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from core.config.fee_settings import FeeSettings
from core.config.settings import AccountSettings
from core.model import Account, AccountSetup, Limit, PeriodKind
from core.model.fees import INITIAL
from core.services.setup import account_setup, fee_definition
from core.store import Store

Effect = Callable[[Store], Awaitable[bool]]


def account_stands(settings: AccountSettings) -> Effect:
    """The account is as it was asked for."""
    setup = account_setup(settings)

    async def holds(store: Store) -> bool:
        return any(_is_as(account, setup) for account in await store.accounts())

    return holds


def account_is_gone(account_id: int) -> Effect:
    """The ID means no account any more."""

    async def holds(store: Store) -> bool:
        return all(account.id != account_id for account in await store.accounts())

    return holds


def reset_stands(account_id: int, at_us: int) -> Effect:
    """The account was reset in that instant."""

    async def holds(store: Store) -> bool:
        accounts = (await store.snapshot())["accounts"]
        return any(row["id"] == account_id and at_us in row["resets"] for row in accounts)

    return holds


def fees_stand(settings: FeeSettings) -> Effect:
    """The definition has these prices."""

    async def holds(store: Store) -> bool:
        wanted = fee_definition(settings, await store.settings())
        found = [each for each in await store.fee_definitions() if each.name == settings.name]
        return any(replace(wanted, key=each.key, version=each.version) == each for each in found)

    return holds


def fees_are_assigned(printer: str, name: str) -> Effect:
    """The printer's jobs are charged by this definition."""

    async def holds(store: Store) -> bool:
        row = await store.printer(printer)
        found = row.fee_definition if row is not None else ""
        return found == name or (name == "initial" and found.startswith(INITIAL))

    return holds


def closing_day_stands(day: int, after_as_this_month: bool) -> Effect:
    """It is the last closing day that was set."""

    async def holds(store: Store) -> bool:
        last = (await store.settings()).closing[-1]
        return (last.day, last.after_as_this_month) == (day, after_as_this_month)

    return holds


def log_is_deleted(printer: str | None, month: str | None, asked_us: int) -> Effect:
    """There is an entry of it that is no older."""

    async def holds(store: Store) -> bool:
        entries = (await store.snapshot())["deletions"]
        return any((row["printer"], row["month"]) == (printer, month) and row["at_us"] >= asked_us for row in entries)

    return holds


def printer_stands(name: str) -> Effect:
    """The printer is registered."""

    async def holds(store: Store) -> bool:
        return await store.printer(name) is not None

    return holds


def printer_is_gone(name: str) -> Effect:
    """The printer is not registered."""

    async def holds(store: Store) -> bool:
        return await store.printer(name) is None

    return holds


def _is_as(account: Account, setup: AccountSetup) -> bool:
    told = (account.id, account.name, account.mail, account.restrictions, account.alone)
    return told == (setup.id, setup.name, setup.mail, setup.restrictions, setup.alone) and _is_limited_as(
        account.limit, setup
    )


def _is_limited_as(limit: Limit | None, setup: AccountSetup) -> bool:
    """Zone and closing days are the store's business, and so is an anchor that nobody gave."""
    wanted = setup.limit
    if limit is None or wanted is None:
        return limit is wanted
    if setup.anchor is not None and limit.period.kind is not PeriodKind.NONE and limit.period.anchor != setup.anchor:
        return False
    return _limit(limit) == _limit(wanted)


def _limit(limit: Limit) -> tuple[object, ...]:
    period = limit.period
    repeats = None if period.kind is PeriodKind.NONE else (period.kind, period.every, period.base)
    return limit.allowance, repeats, limit.carry_over, limit.caps
