"""The audit trail and the end of a server (PRN-24, PRN-27)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from core.chance import SystemChance
from core.model.errors import BadInput
from core.services.trail import do_on_the_trail, without_secrets
from core.store import InlinePace, Store


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"name": "lobby", "admin_password": "aaaaaa"}, {"name": "lobby", "admin_password": "…"}),
        ({"read community": "x", "SNMP user": {"name": "y"}}, {"read community": "…", "SNMP user": "…"}),
        ({"accounts": [{"id": 1}, {"id": 2}], "limit": {"sheets": 5}}, {"accounts": 2, "limit": {"sheets": 5}}),
        ({"names": ["a", "b"], "force": None}, {"names": ["a", "b"]}),
        ({"name": "usual", "toner": {2: {"white": "0.4"}}}, {"name": "usual", "toner": {"2": {"white": "0.4"}}}),
    ],
)
def test_secrets_are_not_written_down(words: dict[str, Any], told: dict[str, Any]) -> None:
    assert without_secrets(words) == told


def test_what_is_done_and_what_is_refused_leaves_an_entry() -> None:
    """PRN-27"""

    async def good(args: Any) -> dict[str, Any]:
        return {"done": args["name"]}

    async def several(args: Any) -> dict[str, Any]:
        return {"done": args["names"]}

    async def bad(args: Any) -> dict[str, Any]:
        raise BadInput("name", "in use")

    async def main() -> list[Any]:
        store = await Store.open(None, pace=InlinePace(), now_us=lambda: 7, chance=SystemChance())
        assert await do_on_the_trail(store, "add printer", {"name": "lobby"}, good) == {"done": "lobby"}
        with pytest.raises(BadInput):
            await do_on_the_trail(store, "add printer", {"name": "hall", "admin_password": "x"}, bad)
        await do_on_the_trail(store, "acquire", {"name": "lobby"}, good)
        await do_on_the_trail(store, "set printers", {"names": ["lobby", "hall"], "name": None}, several)
        assert await store.operations.retired_us() is None
        await store.operations.note_act("decommission", error="it still owns printers")
        assert await store.operations.retired_us() is None
        await store.operations.note_act("decommission")
        assert await store.operations.retired_us() == 7
        trail = await store.operations.audit_trail()
        await store.close()
        return [tuple(each) for each in trail]

    assert asyncio.run(main())[:3] == [
        (7, "add printer", "lobby", {"name": "lobby"}, ""),
        (7, "add printer", "hall", {"name": "hall", "admin_password": "…"}, "name: in use"),
        (7, "set printers", "lobby, hall", {"names": ["lobby", "hall"]}, ""),
    ]
