"""Totals as they are shown and exported: which items, in which order, without those that are nothing (AGG-03).

A row is what :meth:`core.store.Store.totals` gives: the names of its groups, then every item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.rules.cells import Cell, Kind, cell, pick, sort_key
from core.rules.total_items import FAMILIES, Item, Row, all_items, families

GROUPS: Final[Mapping[str, tuple[Item, ...]]] = {
    "printer": (Item("printer", Kind.TEXT), Item("address", Kind.TEXT)),
    "account": (Item("account"), Item("name", Kind.TEXT)),
    "sent id": (Item("sent id"),),
    "user": (Item("user", Kind.TEXT),),
    "month": (Item("month", Kind.TEXT),),
    "day": (Item("day", Kind.TEXT),),
    "printer group": (Item("printer group", Kind.TEXT),),
    "user group": (Item("user group", Kind.TEXT),),
}
"""What logs are totalled by (AGG-01), and the columns that name such a group."""

_OF_WORDS: Final = ("size ", "media ", "weight ", "function ", "service ")


def groupings(names: Sequence[str]) -> tuple[str, ...]:
    """Groupings by their names; none of them is one total over everything. Raises BadInput."""
    return tuple(pick(names, {name: name for name in GROUPS}, "by"))


def present(
    rows: Sequence[Row],
    by: Sequence[str],
    names: Sequence[str] | None = None,
    *,
    everything: bool = False,
    sort: str | None = None,
    descending: bool = False,
) -> tuple[list[Item], list[Row]]:
    """The columns, and the rows in order. Raises BadInput.

    Without ``names`` it is the default view; ``names`` are items and FAMILIES, in their order. What is zero in every
    row is left out, unless it was named itself; ``everything`` is the detail view, zeros and all.
    """
    groups = [item for name in by for item in GROUPS[name]]
    known = all_items(rows[0] if rows else {})
    if everything:
        chosen = known
    elif names:
        chosen = _named(names, known, rows)
    else:
        chosen = [item for item in known if item.default and (item.always or _counts(item, rows))]
    if sort is not None:
        column = pick([sort], {item.name: item for item in (*groups, *known)}, "sort")[0]
        rows = sorted(rows, key=lambda row: sort_key(column.of(row)), reverse=descending)
    elif descending:
        rows = rows[::-1]
    return [*groups, *chosen], list(rows)


def cells(rows: Sequence[Row], columns: Sequence[Item], zone: str) -> list[list[Cell]]:
    """Rows as people read them."""
    return [[cell(item.of(row), item.kind, zone) for item in columns] for row in rows]


def plain(rows: Sequence[Row], columns: Sequence[Item]) -> list[dict[str, Any]]:
    """Rows for programs: the chosen items alone, money in micro-units, None for what no record told."""
    return [{item.key or item.name: item.of(row) for item in columns} for row in rows]


def _named(names: Sequence[str], known: Sequence[Item], rows: Sequence[Row]) -> list[Item]:
    """Sizes, media and other words that do not occur can be named too: they are zero."""
    choices = {name: [Item(name)] for name in names if name.startswith(_OF_WORDS)}
    choices |= {item.name: [item] for item in known}
    grouped = families(known)
    found: dict[str, Item] = {}
    for name, items in zip(names, pick(names, {**choices, **grouped}, "items"), strict=True):
        shown = [item for item in items if _counts(item, rows)] if name in FAMILIES else items
        found.update((item.name, item) for item in shown)
    return list(found.values())


def _counts(item: Item, rows: Sequence[Row]) -> bool:
    """Whether any row has something of it; what a record told counts though it is 0."""
    values = [item.of(row) for row in rows]
    return any(value is not None for value in values) if item.told else any(values)
