"""What can be done with accounts in the ledger alone, whether a server runs or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.config.common_settings import CommonSettings
from core.config.settings import AccountSettings
from core.services.imports import Skipped, add_accounts
from core.services.setup import account_setup
from core.store import Store


class Clerk:
    """Keeps accounts (JID-01, JID-03, JID-06, JID-09). Printers learn of it from the server, when it runs next."""

    def __init__(self, store: Store, now_us: Callable[[], int]) -> None:
        self._store = store
        self._now_us = now_us

    async def put_account(
        self, account: AccountSettings, *, reset_usage: bool = False, revision: str | None = None
    ) -> None:
        """Register or change an account; ``revision`` as in :class:`core.model.AccountSetup`. Raises BadInput."""
        await self._store.put_account(account_setup(account, reset_usage=reset_usage, revision=revision))

    async def add_accounts(
        self, accounts: Sequence[AccountSettings], common: CommonSettings | None = None
    ) -> list[Skipped]:
        """Register those whose ID and name are free, with what all of them get; the others."""
        return await add_accounts(self._store, accounts, common)

    async def remove_account(self, account_id: int) -> None:
        """Delete an account; its history stays. Raises BadInput."""
        await self._store.remove_account(account_id)

    async def reset_usage(self, account_id: int) -> None:
        """Set an account's usage back to nothing from this instant on. Raises BadInput."""
        await self._store.reset_usage(account_id, self._now_us())
