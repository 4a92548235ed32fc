"""People whom the printers of a fleet know from the start, where no server writes their tables (EMU-07)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, Final

from pydantic import Field, field_validator

from core.chance import Chance
from core.config.base import SettingsModel
from core.config.units import Text, Whole
from core.model.errors import BadInput
from core.wire.ber import EncodeError
from core.wire.card_table import SALT_OCTETS, CardRow, card_digest, encode_cards, normal_card
from core.wire.id_table import IdRow, encode_ids
from core.wire.user_table import UserRow, encode_users, hash_password
from emulator.printer import Printer

_FIRST: Final = 1


class Person(SettingsModel):
    """A Job Account ID with its name; who has a password or a card can log in with them, too."""

    account: Annotated[Whole, Field(ge=1, le=999_999_999)]
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    password: Annotated[Text, Field(max_length=64)] = Field(default="", repr=False)
    card: Text = ""

    @field_validator("card")
    @classmethod
    def _number(cls, value: str) -> str:
        if value and not normal_card(value):
            raise ValueError(f"expected a card number, 2 to 64 letters and digits, not {value!r}")
        return value


class Register:
    """The tables made of these people, once for the whole fleet: hashing passwords takes its time.

    Raises BadInput for people who cannot be in one table: an account or a card twice, names that nobody has.
    """

    def __init__(self, people: Iterable[Person], chance: Chance) -> None:
        people = list(people)
        salt = chance.octets("fleet people cards", SALT_OCTETS)
        cards = [CardRow(card_digest(each.card, salt), each.account, each.name) for each in people if each.card]
        try:
            self._ids = encode_ids([IdRow(each.account, each.name, 0) for each in people])
            self._users = encode_users([_user(each, chance) for each in people if each.password])
            self._cards = encode_cards(salt, cards)
        except EncodeError as error:
            raise BadInput("people", str(error)) from None

    def tell(self, printer: Printer) -> str:
        """Put the tables that it can have into a printer; why one has no room there, "" if all have."""
        tables = [(printer.ids, self._ids)] if printer.model.id_capacity else []
        if printer.model.panel_restriction:
            tables.append((printer.users, self._users))
        if "sd card" in printer.fitted:
            tables.append((printer.cards, self._cards))
        for table, octets in tables:
            rows = table.decode(octets)
            problem = table.check_table(rows)
            if problem:
                return problem
            table.put_table(_FIRST, hashlib.sha256(octets).digest(), rows)
        return ""


def _user(person: Person, chance: Chance) -> UserRow:
    salt = chance.octets("fleet people passwords", SALT_OCTETS)
    return UserRow(person.name, person.account, salt, hash_password(person.password, salt))
