"""Who stands at the panel: a log-in by name and password, by PIN, or by card (EMU-07, JID-11, CRD-05)."""

from __future__ import annotations

from typing import NamedTuple

from emulator.errors import LogInRefused
from emulator.parts.cards import Cards
from emulator.parts.id_table import IdTable
from emulator.parts.users import Users


class Visitor(NamedTuple):
    """Somebody who has logged in. ``account_id`` is the ID under which jobs count; name and login may be empty."""

    account_id: int
    name: str = ""
    login: str = ""


class Panel:
    """The log-in. ``visitor`` is None while nobody is logged in; a failed log-in leaves nobody there."""

    __slots__ = ("_cards", "_ids", "_printer", "_users", "failed", "visitor")

    def __init__(self, printer: str, users: Users, cards: Cards, ids: IdTable) -> None:
        self._printer = printer
        self._users = users
        self._cards = cards
        self._ids = ids
        self.visitor: Visitor | None = None
        self.failed = 0  # log-ins that were refused since power-on

    def log_in(self, name: str, password: str) -> Visitor | None:
        """By name and password; None when there is no such user, or it is another password."""
        account_id = self._users.log_in(name, password)
        return self._enter(None if account_id is None else Visitor(account_id, self._name(account_id) or name))

    def show_card(self, number: str) -> Visitor | None:
        """By an IC card; None for a card that the table does not know."""
        row = self._cards.find(number)
        return self._enter(None if row is None else Visitor(row.account_id, self._name(row.account_id), row.login))

    def type_pin(self, pin: int) -> Visitor | None:
        """By a Job Account ID; None for one that the printer does not have."""
        return self._enter(Visitor(pin, self._name(pin)) if pin in self._ids.rows and pin else None)

    def enter(self, *, pin: int | None = None, user: str = "", password: str = "", card: str = "") -> Visitor | None:
        """By whatever is given; None for nobody in particular. A PIN that the printer does not have passes, and counts
        as such (JID-12). Raises LogInRefused.
        """
        if card:
            who, what = self.show_card(card), "card"
        elif user:
            who, what = self.log_in(user, password), "name and password"
        else:
            self.visitor = None if pin is None else Visitor(pin, self._name(pin))
            return self.visitor
        if who is None:
            raise LogInRefused(self._printer, what)
        return who

    def leave(self) -> None:
        """Whoever is there goes, or the power does."""
        self.visitor = None

    def _enter(self, visitor: Visitor | None) -> Visitor | None:
        self.visitor = visitor
        self.failed += visitor is None
        return visitor

    def _name(self, account_id: int) -> str:
        row = self._ids.rows.get(account_id)
        return "" if row is None else row.name
