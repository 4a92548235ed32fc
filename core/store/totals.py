"""Totals of the log: sums of its records in any combination of groupings (AGG-01, AGG-02, AGG-04)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select

from core.model.log import Selection
from core.rules.local_days import local_day
from core.rules.totals import DETAILS, STATUSES, groupings, media_item, size_item
from core.store import tables
from core.store.database import Database
from core.store.selection import conditions, month_text

_j, _l, _p, _a, _x = tables.jobs.c, tables.job_lines.c, tables.printers.c, tables.accounts.c, tables.personal.c

Row = dict[str, Any]

_MICROS: Final = 1_000_000
_QUARTER_S: Final = 900  # no zone has changed its offset by less since 1972


_GROUPS: Final[dict[str, tuple[ColumnElement[Any], ...]]] = {
    "printer": (_p.name,),
    "account": (_a.id, _a.name, _a.key),
    "sent id": (_j.account_id,),
    "user": (func.coalesce(_x.user, ""),),
    "month": (_j.log_month,),
    "day": (func.local_day(_j.accounted_us),),
}
_SUMS: Final[dict[str, ColumnElement[Any]]] = {
    "jobs": func.count(),
    **{column.name: func.sum(column) for column in (_j.sheets, _j.pages, _j.colour, _j.mono, _j.fee_micros)},
    **{status: func.sum(_j.status == status) for status in STATUSES},
    **{detail: func.sum(_j.detail == detail) for detail in DETAILS},
}


def totals(db: Database, by: Sequence[str], where: Selection, *, zone: str, deleted_too: bool = False) -> list[Row]:
    """A row a group, in the order of the groups; without groupings one row over everything.

    Every row has every item: the sizes and media that occur at all as "size A4" and "media plain", in sheets. Raises
    BadInput.
    """
    by = groupings(by)
    if "day" in by:
        db.raw.create_function("local_day", 1, _days(zone), deterministic=True)
    columns = [column for name in by for column in _GROUPS[name]]
    chosen = conditions(where, deleted_too=deleted_too)
    found = {
        tuple(row[: len(columns)]): dict(zip(_SUMS, (value or 0 for value in row[len(columns) :]), strict=True))
        for row in db.ask(_grouped(select(*columns, *_SUMS.values()), columns, chosen))
    }
    _add_paper(db, columns, chosen, found)
    addresses = _addresses(db) if "printer" in by else {}
    return [_named(by, group, addresses) | sums for group, sums in found.items()]


def _grouped(
    query: Select[Any], columns: Sequence[ColumnElement[Any]], chosen: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    query = query.select_from(tables.jobs).join(tables.printers, _p.key == _j.printer_key)
    query = query.join(tables.accounts, _a.key == _j.account_key)
    query = query.outerjoin(tables.personal, _x.job_key == _j.key).where(*chosen)
    return query.group_by(*columns).order_by(*columns)


def _add_paper(
    db: Database,
    columns: list[ColumnElement[Any]],
    chosen: Sequence[ColumnElement[bool]],
    found: dict[tuple[Any, ...], Row],
) -> None:
    """Sheets by size, media and sides, which only the lines tell."""
    kinds = [*columns, _l.size, _l.media, _l.duplex]
    query = _grouped(select(*kinds, func.sum(_l.sheets)), kinds, chosen).join(tables.job_lines, _l.job_key == _j.key)
    rows = db.ask(query).fetchall()
    sizes = sorted({size_item(row[-4]) for row in rows})
    media = sorted({media_item(row[-3]) for row in rows})
    for sums in found.values():
        sums.update(dict.fromkeys(("simplex", "duplex", *sizes, *media), 0))
    for *group, size, medium, duplex, sheets in rows:
        sums = found[tuple(group)]
        for item in (size_item(size), media_item(medium), "duplex" if duplex else "simplex"):
            sums[item] += sheets


def _named(by: Sequence[str], group: tuple[Any, ...], addresses: dict[str, str]) -> Row:
    """The columns that name a group, as GROUPS lists them."""
    row: Row = {}
    values = iter(group)
    for name in by:
        first, *rest = (next(values) for _ in _GROUPS[name])
        row[name] = month_text(first) if name == "month" else first
        if name == "printer":
            row["address"] = addresses[first]
        elif name == "account":
            row["name"] = rest[0]
    return row


def _addresses(db: Database) -> dict[str, str]:
    """By name; a name that several printers had one after the other means the last."""
    return dict(db.ask(select(_p.name, _p.address).order_by(_p.key)).fetchall())


def _days(zone: str) -> Callable[[int], str]:
    """The local day of an instant, "2026-03-30"; the database calls it for each row, so hours are remembered."""

    @lru_cache(maxsize=4096)
    def day_of(second: int) -> str:
        return local_day(second * _MICROS, zone).isoformat()

    return lambda accounted_us: day_of(accounted_us // _MICROS // _QUARTER_S * _QUARTER_S)
