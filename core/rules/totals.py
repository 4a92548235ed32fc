"""Totals as they are shown and exported: which items, in which order, without those that are nothing (AGG-02, AGG-03).

A row is what :meth:`core.store.Store.totals` gives: the names of its groups, then every item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from core.rules.cells import Cell, Kind, cell, pick, sort_key

Row = Mapping[str, Any]

STATUSES: Final = ("completed", "canceled", "aborted", "abnormal completed")
DETAILS: Final = (
    *("log buffer full", "access control", "memory overflow", "colour control", "mono printing", "rip error"),
)
_SIZE: Final = "size "
_MEDIA: Final = "media "


class Item(NamedTuple):
    """An item that is counted; ``always``: shown even where it is nothing in all rows."""

    name: str
    kind: Kind = Kind.NUMBER
    key: str = ""  # in the row, where that is not the name
    always: bool = False
    default: bool = True  # not in the detail view alone


BEFORE_PAPER: Final = (
    Item("fee", Kind.MONEY, "fee_micros", always=True),
    *(Item(name, always=True) for name in ("jobs", "sheets", "pages", "colour", "mono")),
    *(Item(name) for name in (*STATUSES, *DETAILS)),
)
"""Items of every total, in the order of the detail view; after them the sizes, these, and the media."""
SIDES: Final = (Item("simplex"), Item("duplex"))
GROUPS: Final[Mapping[str, tuple[Item, ...]]] = {
    "printer": (Item("printer", Kind.TEXT), Item("address", Kind.TEXT)),
    "account": (Item("account"), Item("name", Kind.TEXT)),
    "sent id": (Item("sent id"),),
    "user": (Item("user", Kind.TEXT),),
    "month": (Item("month", Kind.TEXT),),
    "day": (Item("day", Kind.TEXT),),
}
"""What logs are totalled by (AGG-01), and the columns that name such a group."""
FAMILIES: Final = ("statuses", "details", "sizes", "sides", "media")
"""Names that stand for several items at once."""


def size_item(size: str) -> str:
    """The item that counts sheets of a size."""
    return _SIZE + size


def media_item(media: str) -> str:
    """The item that counts sheets of a media type."""
    return _MEDIA + media


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
    paper = rows[0] if rows else {}
    known = [*BEFORE_PAPER, *_paper(paper, _SIZE), *SIDES, *_paper(paper, _MEDIA, default=False)]
    if everything:
        chosen = known
    elif names:
        chosen = _named(names, known, rows)
    else:
        chosen = [item for item in known if item.default and (item.always or _counts(item, rows))]
    if sort is not None:
        column = pick([sort], {item.name: item for item in (*groups, *known)}, "sort")[0]
        rows = sorted(rows, key=lambda row: sort_key(_of(row, column)), reverse=descending)
    elif descending:
        rows = rows[::-1]
    return [*groups, *chosen], list(rows)


def cells(rows: Sequence[Row], columns: Sequence[Item], zone: str) -> list[list[Cell]]:
    """Rows as people read them."""
    return [[cell(_of(row, item), item.kind, zone) for item in columns] for row in rows]


def plain(rows: Sequence[Row], columns: Sequence[Item]) -> list[dict[str, Any]]:
    """Rows for programs: the chosen items alone, money in micro-units."""
    return [{item.key or item.name: _of(row, item) for item in columns} for row in rows]


def _named(names: Sequence[str], known: Sequence[Item], rows: Sequence[Row]) -> list[Item]:
    """Sizes and media that do not occur can be named too: they are zero."""
    families: dict[str, list[Item]] = {
        "statuses": [item for item in known if item.name in STATUSES],
        "details": [item for item in known if item.name in DETAILS],
        "sizes": [item for item in known if item.name.startswith(_SIZE)],
        "sides": list(SIDES),
        "media": [item for item in known if item.name.startswith(_MEDIA)],
    }
    choices = {name: [Item(name)] for name in names if name.startswith((_SIZE, _MEDIA))}
    choices |= {item.name: [item] for item in known}
    found: dict[str, Item] = {}
    for name, items in zip(names, pick(names, {**choices, **families}, "items"), strict=True):
        shown = [item for item in items if _counts(item, rows)] if name in families else items
        found.update((item.name, item) for item in shown)
    return list(found.values())


def _paper(row: Row, prefix: str, *, default: bool = True) -> list[Item]:
    return [Item(name, default=default) for name in row if name.startswith(prefix)]


def _counts(item: Item, rows: Sequence[Row]) -> bool:
    return any(_of(row, item) for row in rows)


def _of(row: Row, item: Item) -> Any:
    return row.get(item.key or item.name, 0)
