"""Totals of the log: sums of its records in any combination of groupings (AGG-01, AGG-02, AGG-04)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select

from core.model.log import Selection
from core.rules.local_days import local_day
from core.rules.total_items import (
    COLOURS,
    FIXED,
    SCANS,
    WHITE,
    function_item,
    media_item,
    mode_item,
    service_item,
    size_item,
    toner_item,
    weight_item,
)
from core.rules.totals import groupings
from core.store import tables
from core.store.database import Database
from core.store.selection import conditions, month_text
from core.store.total_sums import SUMS

_j, _l, _p, _a, _x = tables.jobs.c, tables.job_lines.c, tables.printers.c, tables.accounts.c, tables.personal.c
_o, _v, _m = tables.job_outputs.c, tables.job_services.c, tables.printer_members.c
_g, _u = tables.printer_groups.c, tables.user_groups.c

Row = dict[str, Any]
Columns = Sequence[ColumnElement[Any]]
Found = dict[tuple[Any, ...], Row]

_MICROS: Final = 1_000_000
_QUARTER_S: Final = 900  # no zone has changed its offset by less since 1972


_GROUPS: Final[dict[str, tuple[ColumnElement[Any], ...]]] = {
    "printer": (_p.name,),
    "account": (_a.id, _a.name, _a.key),
    "sent id": (_j.account_id,),
    "user": (func.coalesce(_x.user, ""),),
    "month": (_j.log_month,),
    "day": (func.local_day(_j.accounted_us),),
    "printer group": (func.coalesce(_g.name, ""),),
    "user group": (func.coalesce(_u.name, ""),),
}
_TONERS: Final = tuple((colour, _o[f"toner_{colour}"]) for colour in (*COLOURS, WHITE))


def totals(db: Database, by: Sequence[str], where: Selection, *, zone: str, deleted_too: bool = False) -> list[Row]:
    """A row a group, in the order of the groups; without groupings one row over everything.

    Every row has every item: the sizes, media and weights that occur at all as "size A4", "media plain" and "weight
    heavy", in sheets; None where no record of the group told it. Raises BadInput.
    """
    by = groupings(by)
    if "day" in by:
        db.raw.create_function("local_day", 1, _days(zone), deterministic=True)
    found = sums(db, by, where, deleted_too=deleted_too)
    addresses = _addresses(db) if "printer" in by else {}
    return [_named(by, group, addresses) | row for group, row in found.items()]


def sums(db: Database, by: Sequence[str], where: Selection, *, deleted_too: bool = False) -> Found:
    """Every item of each group, by what names the group: of an account ID, name and key. Raises BadInput."""
    columns = [column for name in by for column in _GROUPS[name]]
    groups = [name for name in by if name in _MEMBERS]
    chosen = conditions(where, deleted_too=deleted_too)
    query = _Query(db, columns, chosen, groups)
    found: Found = {}
    for group, values in query.run(SUMS.values()):
        row = found[group] = nothing()
        row.update((name, value) for name, value in zip(SUMS, values, strict=True) if value is not None)
    _add_paper(query, found)
    _add_toner(query, found)
    _add_words(query, found)
    return found


def nothing() -> Row:
    """Every item of whoever printed nothing."""
    return {item.key or item.name: None if item.told else 0 for item in FIXED}


class _Query:
    """Questions about the same groups of the same jobs."""

    def __init__(
        self, db: Database, columns: Columns, chosen: Sequence[ColumnElement[bool]], groups: Sequence[str]
    ) -> None:
        self._db = db
        self._columns = columns
        self._chosen = chosen
        self._groups = groups

    def run(
        self, sums: Iterable[ColumnElement[Any]], kinds: Columns = (), *, lines: bool = False
    ) -> Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]]:
        """Each group, and its kinds and sums; ``lines``: over the lines of jobs instead of jobs."""
        query = self._from(select(*self._columns, *kinds, *sums))
        if lines:
            query = query.join(tables.job_lines, _l.job_key == _j.key)
        grouped = (*self._columns, *kinds)
        width = len(self._columns)
        for row in self._db.ask(query.group_by(*grouped).order_by(*grouped)):
            yield tuple(row[:width]), tuple(row[width:])

    def _from(self, query: Select[Any]) -> Select[Any]:
        query = query.select_from(tables.jobs).join(tables.printers, _p.key == _j.printer_key)
        query = query.join(tables.accounts, _a.key == _j.account_key)
        for name in self._groups:
            query = _MEMBERS[name](query)
        query = query.outerjoin(tables.personal, _x.job_key == _j.key)
        query = query.outerjoin(tables.job_outputs, _o.job_key == _j.key)
        return query.outerjoin(tables.job_services, _v.job_key == _j.key).where(*self._chosen)


def _of_printer_group(query: Select[Any]) -> Select[Any]:
    """The group that a printer belongs to now (AGG-01); printers without one stand under ""."""
    now = (_m.printer_key == _j.printer_key) & _m.to_us.is_(None)
    return query.outerjoin(tables.printer_members, now).outerjoin(tables.printer_groups, _g.key == _m.group_key)


def _of_user_group(query: Select[Any]) -> Select[Any]:
    """The group that the account belongs to now."""
    return query.outerjoin(tables.user_groups, _u.key == _a.group_key)


_MEMBERS: Final[dict[str, Callable[[Select[Any]], Select[Any]]]] = {
    "printer group": _of_printer_group,
    "user group": _of_user_group,
}


def _add_paper(query: _Query, found: Found) -> None:
    """Sheets by size, media, weight and sides, which only the lines tell."""
    kinds = (_l.size, _l.media, _l.weight, _l.duplex)
    rows = list(query.run([func.sum(_l.sheets)], kinds, lines=True))
    names = [
        (group, (size_item(size), media_item(media), weight_item(weight), "duplex" if duplex else "simplex"), sheets)
        for group, (size, media, weight, duplex, sheets) in rows
    ]
    occurring = [sorted({items[at] for _, items, _ in names}) for at in range(3)]
    for row in found.values():
        row.update(dict.fromkeys((name for kind in occurring for name in kind), 0))
    for group, items, sheets in names:
        for item in items:
            found[group][item] += sheets


def _add_toner(query: _Query, found: Found) -> None:
    """Pages by the level of each colour."""
    for group, (*levels, pages) in query.run([func.sum(_j.pages)], [column for _, column in _TONERS]):
        for (colour, _), level in zip(_TONERS, levels, strict=True):
            if level is not None:
                found[group][toner_item(colour, level)] += pages


def _add_words(query: _Query, found: Found) -> None:
    """Records by function, service, mode of communication, and whether what was scanned was printed."""
    kinds = (_j.function, func.coalesce(_v.service, "print"), _v.mode, _v.scan_printed)
    rows = []
    for group, (function, service, mode, printed, records) in query.run([func.count()], kinds):
        items = [function_item(function), service_item(service)]
        items += [mode_item(mode)] if mode else []
        items += [SCANS[printed]] if printed is not None else []
        rows.append((group, items, records))
    occurring = sorted({item for _, items, _ in rows for item in items})
    for row in found.values():
        for item in occurring:  # words that no list has, of a newer printer
            row.setdefault(item, 0)
    for group, items, records in rows:
        for item in items:
            found[group][item] += records


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
