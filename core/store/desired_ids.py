"""What ID table every printer should have (JID-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.model.accounts import Account
from core.model.groups import Place
from core.store.groups import GroupBook
from core.store.places import EVERYWHERE, PlaceBook
from core.wire.id_table import IdRow


class DesiredIds(NamedTuple):
    """The revision of all tables, the rows of IDs that are registered everywhere, and tables that are a printer's own.

    ``by_printer`` is empty while every printer has the same table.
    """

    revision: int
    rows: list[IdRow]
    by_printer: Mapping[int, list[IdRow]]

    def on(self, printer_key: int) -> list[IdRow]:
        """The table of one printer."""
        return self.by_printer.get(printer_key, self.rows)


def desired_ids(
    revision: int,
    accounts: Iterable[Account],
    groups: GroupBook,
    places: PlaceBook,
    *,
    printer_keys: Iterable[int],
    now_us: int,
) -> DesiredIds:
    """The tables as they should be at an instant; an account's user group restricts it too."""
    accounts = list(accounts)
    shared = [_row(one, EVERYWHERE, groups) for one in accounts if not places.is_chosen(one.key)]
    chosen = [one for one in accounts if places.is_chosen(one.key)]
    if not chosen:
        return DesiredIds(revision, shared, {})
    by_printer = {}
    for printer_key in printer_keys:
        memberships = groups.memberships.get(printer_key, ())
        found = ((one, places.on(one.key, printer_key, now_us, memberships)) for one in chosen)
        own = [_row(one, place, groups) for one, place in found if place is not None]
        by_printer[printer_key] = sorted([*shared, *own])
    return DesiredIds(revision, shared, by_printer)


def _row(account: Account, place: Place, groups: GroupBook) -> IdRow:
    restrictions = int(account.restrictions) if place.restrictions is None else place.restrictions
    if account.group_key is not None:
        restrictions |= groups.user_groups[account.group_key].restrictions
    return IdRow(account.id, account.name, int(restrictions))
