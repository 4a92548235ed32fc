"""People are taken over by their names alone (JID-04)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.model.accounts import HIGHEST_ID
from core.rules.free_ids import free_ids
from tests.core.services.test_imports import asked

Run = Callable[..., Any]


def test_each_gets_a_free_id_by_chance(run: Run, house: Any) -> None:
    """JID-04: the numbers are told, nobody else has them, they are no row of neighbours, and printers know them."""

    async def main() -> None:
        await house.start()
        await house.account(7)
        await house.add("lobby")
        names = ["Ann", "Account 7", "字" * 80, "O'Neil 🖨", "Ann"]
        people = [{"name": name} for name in names]
        common = {"restrict": ["disable colour"], "limit": {"sheets": 9}, "notify limit": True}
        (answer,) = await asked(house, ("enrol people", {"people": people, "common": common}))
        added = {each["id"]: each["name"] for each in answer["added"]}
        assert list(added.values()) == ["Ann", "字" * 80, "O'Neil 🖨"]
        assert [each["place"] for each in answer["skipped"]] == [1, 4]
        assert len(added) == 3
        assert all(1 <= number <= HIGHEST_ID for number in added)
        assert max(added) - min(added) > len(names)
        known = {each.id: each for each in await house.server.store.accounts()}
        assert {number: known[number].name for number in added} == added
        assert {(int(known[number].restrictions), known[number].limit.sheets) for number in added} == {(2, 9)}
        assert all(known[number].notify_limit for number in added)
        assert known[7].name == "Account 7"
        assert added.keys() < {row.id for row in house.printers["lobby"].ids}

    run(main())


@pytest.mark.parametrize("bad", ['A"', "x" * 81, "", "Local Print"])
def test_with_a_bad_name_nobody_is_added(run: Run, house: Any, bad: str) -> None:
    """JID-04: names obey the rules for those that are entered by hand."""

    async def main() -> None:
        await house.start()
        before = await house.server.store.accounts()
        (answer,) = await asked(house, ("enrol people", {"people": [{"name": "Ann"}, {"name": bad}]}))
        assert not answer["ok"]
        assert await house.server.store.accounts() == before

    run(main())


def test_a_number_that_is_taken_is_given_to_nobody() -> None:
    """JID-04: even where chance hits on it again and again, and after the last number."""
    draws = iter([4, 4, HIGHEST_ID - 1, HIGHEST_ID - 1])
    assert free_ids(4, {5, 6, 1}, lambda _: next(draws)) == [7, 8, HIGHEST_ID, 2]
