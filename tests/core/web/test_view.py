"""The page's view beside a server that works on the same database file."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from core.chance import SystemChance
from core.config.settings import AccountSettings, Every, LimitSettings, WebSettings
from core.model import FeeDefinition, PrinterRow
from core.services.setup import account_setup
from core.store import Store, ThreadPace
from core.web.app import create_app
from core.web.view import View
from core.wire.mib import Restriction

NOW = 1_774_857_600_000_000


def now_us() -> int:
    return NOW


async def furnish(path: Path) -> Store:
    """The running server's store, with a printer and two accounts in it."""
    store = await Store.open(str(path), pace=ThreadPace(), now_us=now_us, chance=SystemChance())
    await store.add_printer(PrinterRow("lobby", "127.20.0.1", admin_password="secret", registered_us=NOW))
    limit = LimitSettings(sheets=10, every=Every("months", 1))
    await store.put_account(
        account_setup(AccountSettings(id=7, name="Seven", restrict=("print in mono",), limit=limit))
    )
    await store.put_fee_definition(FeeDefinition("standard", sheet=10_000))
    return store


def test_what_a_server_writes_is_seen_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    store = asyncio.run(furnish(path))
    view = asyncio.run(View.open(str(path), "Europe/Berlin", now_us, SystemChance()))
    try:
        assert view.status()["server_id"] == asyncio.run(store.server_id()).hex()
        assert view.local(NOW) == "2026-03-30 10:00:00"
        (printer,) = view.printers()
        assert printer["name"] == "lobby"
        assert "secret" not in json.dumps(printer)
        assert not printer.keys() & {"read_community", "write_community", "admin_password"}
        unregistered, seven, *_ = view.accounts()
        assert (unregistered["id"], unregistered["standing"]) == (0, None)
        assert set(seven["restrictions"]) == {"disable colour", "print in mono"}
        assert seven["standing"]["effective_sheets"] == 10
        assert view.jobs() == []
        assert view.gaps() == []
        assert view.totals("printer") == []
        asyncio.run(store.put_account(account_setup(AccountSettings(id=8, name="Eight"))))
        assert [account["id"] for account in view.accounts()][:3] == [0, 7, 8]
        assert [
            create_app(view, WebSettings()).test_client().get(path).status_code for path in ("/", "/accounts", "/log")
        ] == [200] * 3
        number = view.ask("acquire", {"names": None})
        assert view.answer(number) is None
        command = asyncio.run(store.take_command())
        assert command is not None
        assert (command.id, command.kind, dict(command.args)) == (number, "acquire", {"names": None})
        asyncio.run(store.finish_command(number, {"ok": True}))
        assert view.answer(number) == {"ok": True}
    finally:
        asyncio.run(view.close())
        asyncio.run(store.close())


def test_each_restriction_has_a_name() -> None:
    assert all(flag.name for flag in Restriction)
