"""Many at once, and two operators at once, through the commands that the server answers (JID-03, JID-06, PRN-04)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.model import SPECIAL_IDS
from core.rules.accounts import revision_of
from core.services.commands import Commands
from core.services.desk import handlers
from core.services.setup import account_words

Run = Callable[..., Any]


async def asked(house: Any, *wishes: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers to commands that were waiting when the server looked."""
    store = house.server.store
    numbers = [await store.enqueue(kind, args) for kind, args in wishes]
    commands = Commands(store, house.server.crew, handlers(house.server))
    await commands.poll()
    await house.settle()
    return [await store.command_result(number) for number in numbers]


def test_accounts_that_are_there_are_skipped(run: Run, house: Any) -> None:
    """JID-03: by number or by name, in the ledger or earlier in the list; they stay as they are."""

    async def main() -> None:
        await house.start()
        await house.account(7, mail="seven@example.org")
        await house.add("lobby")
        people = [
            (8, "Ann"),
            (7, "Bo"),
            (9, "Account 7"),
            (8, "Cy"),
            (10, "Ann"),
            (11, "Unregistered"),
            (12, "字" * 80),
        ]
        (answer,) = await asked(
            house, ("add accounts", {"accounts": [{"id": str(id_), "name": name} for id_, name in people]})
        )
        assert [(each["place"], each["why"]) for each in answer.pop("skipped")] == [
            (1, "id: 7 is in use already (by Account 7)"),
            (2, "name: Account 7 is the name of ID 7"),
            (3, "id: 8 is in use already (by Ann)"),
            (4, "name: Ann is the name of ID 8"),
        ]
        assert answer == {"ok": True}
        known = {each.id: (each.name, each.mail) for each in await house.server.store.accounts()}
        assert known.keys() == {0, 7, 8, 11, 12, *SPECIAL_IDS}
        assert known[7] == ("Account 7", "seven@example.org")
        assert {row.id for row in house.printers["lobby"].ids} == known.keys()

    run(main())


@pytest.mark.parametrize(
    "bad", [{"id": "-1", "name": "Z"}, {"id": "9", "name": 'A"'}, {"id": "9", "name": "Z", "pin": "1"}]
)
def test_with_a_bad_account_none_is_added(run: Run, house: Any, bad: dict[str, Any]) -> None:
    """JID-03: the whole list is looked at before anything is written."""

    async def main() -> None:
        await house.start()
        (answer,) = await asked(house, ("add accounts", {"accounts": [{"id": "8", "name": "Ann"}, bad]}))
        assert not answer["ok"]
        assert [each.id for each in await house.server.store.accounts()] == list(SPECIAL_IDS)

    run(main())


def test_the_second_of_two_operators_is_told(run: Run, house: Any) -> None:
    """JID-06: both have seen the same account; the change of the second would undo the first one's."""

    async def main() -> None:
        await house.start()
        await house.account(7)
        (account,) = [each for each in await house.server.store.accounts() if each.id == 7]
        words, seen = account_words(account), revision_of(account)
        first, second = await asked(
            house,
            ("put account", {**words, "name": "Ann", "revision": seen}),
            ("put account", {**words, "restrict": ["disable colour"], "revision": seen}),
        )
        assert first == {"ok": True}
        assert not second["ok"]
        assert second["error"] == "revision: ID 7 was changed by somebody else meanwhile"
        (account,) = [each for each in await house.server.store.accounts() if each.id == 7]
        assert (account.name, int(account.restrictions)) == ("Ann", 0)

    run(main())


def test_adding_an_id_twice_at_once(run: Run, house: Any) -> None:
    """JID-01: an ID is unique whoever comes first."""

    async def main() -> None:
        await house.start()
        answers = await asked(
            house, *[("put account", {"id": "7", "name": name, "revision": ""}) for name in ("Ann", "Bo")]
        )
        assert [answer["ok"] for answer in answers] == [True, False]
        assert answers[1]["error"] == "id: 7 is in use already"
        assert [each.name for each in await house.server.store.accounts() if each.id not in SPECIAL_IDS] == ["Ann"]

    run(main())


def test_printers_get_a_result_each(run: Run, house: Any) -> None:
    """PRN-04: one that is off, one with a wrong password and one that is known hold up none of the others."""

    async def main() -> None:
        await house.start()
        await house.add("known")
        for name in ("lobby", "cellar", "attic"):
            house.printer(name)
        house.printers["cellar"].is_on = False
        house.printers["attic"].password = b"other"
        names = ["lobby", "cellar", "attic", "known"]
        wish = [{"name": name, "address": name, "admin_password": "secret"} for name in names]
        store = house.server.store
        number = await store.enqueue("add printers", {"printers": wish})
        await Commands(store, house.server.crew, handlers(house.server)).poll()
        await house.advance(1)
        answer = await store.command_result(number)
        assert answer["ok"]
        assert answer["problems"].keys() == {"cellar", "attic", "known"}
        assert answer["problems"]["known"]["error"] == "name: a printer is called 'known' already"
        assert [row.name for row in await store.printers()] == ["known", "lobby"]

    run(main())


def test_with_a_bad_printer_none_is_contacted(run: Run, house: Any) -> None:
    """PRN-04: nothing of the list is half-applied."""

    async def main() -> None:
        await house.start()
        lobby = house.printer("lobby")
        wish = [{"name": "lobby", "address": "lobby"}, {"name": "x" * 81, "address": "cellar"}]
        (answer,) = await asked(house, ("add printers", {"printers": wish}))
        assert not answer["ok"]
        assert lobby.calls == []
        assert await house.server.store.printers() == []

    run(main())
