"""What the web page sees: the database, read beside the running server, and the commands it may leave there."""

from __future__ import annotations

import asyncio
import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any, Final

from core.chance import Chance
from core.model import Account, PrinterRow, Standing
from core.store import Store, ThreadPace
from core.store.standing_words import standing_words
from core.wire.mib import Restriction

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SECRETS: Final = ("read_community", "write_community", "admin_password")


class View:
    """Questions to the ledger from threads that run no event loop. Nothing is written but commands."""

    def __init__(self, store: Store, zone: zoneinfo.ZoneInfo, now_us: Callable[[], int]) -> None:
        self._store = store
        self.zone = zone
        self._now_us = now_us

    @classmethod
    async def open(cls, database: str, zone: str, now_us: Callable[[], int], chance: Chance) -> View:
        """A view on a database file. Raises StoreError."""
        store = await Store.open(database, pace=ThreadPace(), now_us=now_us, chance=chance, lease=False)
        return cls(store, zoneinfo.ZoneInfo(zone), now_us)

    async def close(self) -> None:
        """Close the database."""
        await self._store.close()

    def status(self) -> dict[str, Any]:
        """Who this server is (PRN-09)."""
        server_id = asyncio.run(self._store.server_id())
        return {"server_id": server_id.hex(), "zone": self.zone.key, "now_us": self._now_us()}

    def printers(self) -> list[dict[str, Any]]:
        """Printers with their acquisition status (PRN-25, ACQ-11), without anything secret."""
        return [_printer(row) for row in asyncio.run(self._store.printers())]

    def accounts(self) -> list[dict[str, Any]]:
        """Accounts with what they used of their limits."""

        async def ask() -> list[dict[str, Any]]:
            standings = await self._store.standings(self._now_us())
            return [_account(account, standings.get(account.key)) for account in await self._store.accounts()]

        return asyncio.run(ask())

    def jobs(self, **wanted: Any) -> list[dict[str, Any]]:
        """Jobs in the shape of the ledger snapshot; see :meth:`core.store.Store.jobs`."""
        return asyncio.run(self._store.jobs(**wanted))

    def gaps(self, printer: str | None = None) -> list[dict[str, Any]]:
        """What is known to be lost."""
        return asyncio.run(self._store.gaps(printer=printer))

    def totals(self, by: str) -> list[dict[str, Any]]:
        """Sums by printer, account or month."""
        return asyncio.run(self._store.totals(by))

    def ask(self, kind: str, args: Mapping[str, Any]) -> int:
        """Leave a command for the running server; its number."""
        return asyncio.run(self._store.enqueue(kind, args))

    def answer(self, command_id: int) -> dict[str, Any] | None:
        """The answer to a command, None while there is none."""
        return asyncio.run(self._store.command_result(command_id))

    def local(self, instant_us: int | None) -> str:
        """An instant in the accounting zone, for people."""
        if instant_us is None:
            return "–"
        return f"{(_EPOCH + dt.timedelta(microseconds=instant_us)).astimezone(self.zone):%Y-%m-%d %H:%M:%S}"


def _printer(row: PrinterRow) -> dict[str, Any]:
    names = row.__slots__
    shown = {name: getattr(row, name) for name in names if name not in _SECRETS}
    shown["state"] = row.state.value
    shown["unlogged"] = row.unlogged._asdict()
    shown["applied_states"] = {str(each): int(state) for each, state in row.applied_states.items()}
    return shown


def _account(account: Account, standing: Standing | None) -> dict[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "mail": account.mail,
        "restrictions": [
            (flag.name or "").lower().replace("_", " ") for flag in Restriction if flag in account.restrictions
        ],
        "standing": None if standing is None else {**standing_words(standing), "until_us": standing.period.end_us},
    }
