"""Users of a machine or a domain are taken over as accounts, each with a free ID by chance (JID-04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from core.chance import Chance
from core.config.common_settings import CommonSettings
from core.config.people import PersonSettings
from core.config.settings import AccountSettings
from core.rules.free_ids import free_ids
from core.services.commands import Answer, Handler
from core.services.imports import Skipped
from core.store import Store


class Enrolled(NamedTuple):
    """Who has which ID now, in the order of the list; who was skipped, because the name is there already."""

    added: list[AccountSettings]
    skipped: list[Skipped]


class Accounts(Protocol):
    """Whoever keeps the accounts."""

    async def add_accounts(
        self, accounts: Sequence[AccountSettings], common: CommonSettings | None = None
    ) -> list[Skipped]:
        """Register those that are new."""


class People:
    """Takes people over by their names."""

    def __init__(self, desk: Accounts, store: Store, chance: Chance) -> None:
        self._desk = desk
        self._store = store
        self._chance = chance

    async def enrol(self, people: Sequence[PersonSettings], common: CommonSettings | None = None) -> Enrolled:
        """Register those whose names are free, with what all get (JID-14). What is there stays as it is."""
        taken = [account.id for account in await self._store.accounts()]
        numbers = free_ids(len(people), taken, lambda bound: self._chance.below("id of a person", bound))
        accounts = [
            AccountSettings(id=number, name=person.name, mail=person.mail)
            for number, person in zip(numbers, people, strict=True)
        ]
        skipped = await self._desk.add_accounts(accounts, common)
        gone = {each.place for each in skipped}
        return Enrolled([account for place, account in enumerate(accounts) if place not in gone], skipped)


def people_handlers(people: People) -> dict[str, Handler]:
    """The command; each of ``people`` has ``name`` and perhaps ``mail``."""

    async def enrol(args: Mapping[str, Any]) -> Answer:
        names = [PersonSettings.model_validate(each) for each in args["people"]]
        common = CommonSettings.model_validate(args.get("common") or {})
        done = await people.enrol(names, common)
        return {
            "added": [{"id": each.id, "name": each.name} for each in done.added],
            "skipped": [each._asdict() for each in done.skipped],
        }

    return {"enrol people": enrol}
