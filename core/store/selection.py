"""Conditions on jobs: what a selection asks for, and what has been deleted from the log."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Select, exists, or_, select

from core.model.errors import BadInput
from core.model.log import Selection
from core.store import tables

_j, _p, _d, _x = tables.jobs.c, tables.printers.c, tables.deletions.c, tables.personal.c

_m, _g, _u = tables.printer_members.c, tables.printer_groups.c, tables.user_groups.c

_GROUPED_PRINTERS: Final = (
    select(_m.printer_key)
    .join_from(tables.printer_members, tables.printer_groups, _g.key == _m.group_key)
    .where(_m.to_us.is_(None))
)
_GROUPED_ACCOUNTS: Final = select(tables.accounts.c.key).join_from(
    tables.accounts, tables.user_groups, _u.key == tables.accounts.c.group_key
)
NOT_DELETED: Final[ColumnElement[bool]] = ~exists().where(
    or_(_d.printer_key.is_(None), _d.printer_key == _j.printer_key),
    or_(_d.log_month.is_(None), _d.log_month == _j.log_month),
    _d.through >= _j.key,
)
"""A job that no deletion covers (LOG-11)."""


def conditions(where: Selection, *, deleted_too: bool = False) -> list[ColumnElement[bool]]:
    """What must hold for a row of jobs; with ``deleted_too`` also for what has been deleted. Raises BadInput."""
    found: list[ColumnElement[bool]] = [] if deleted_too else [NOT_DELETED]
    if where.printers:
        found.append(_j.printer_key.in_(select(_p.key).where(_p.name.in_(where.printers))))
    if where.month is not None:
        found.append(_j.log_month == month_number(where.month))
    if where.account is not None:
        found.append(_j.account_id == where.account)
    if where.user is not None:
        found.append(_j.key.in_(select(_x.job_key).where(_x.user == where.user)))
    if where.status is not None:
        found.append(_j.status == where.status)
    if where.printer_group is not None:
        found.append(_among(_j.printer_key, _GROUPED_PRINTERS, _g.name, where.printer_group))
    if where.user_group is not None:
        found.append(_among(_j.account_key, _GROUPED_ACCOUNTS, _u.name, where.user_group))
    return found


def _among(
    key: ColumnElement[int], grouped: Select[tuple[int]], name: ColumnElement[str], group: str
) -> ColumnElement[bool]:
    return key.in_(grouped.where(name == group)) if group else key.not_in(grouped)


def month_text(month: int) -> str:
    """202603 as "2026-03"."""
    return f"{month // 100:04}-{month % 100:02}"


def month_number(month: str) -> int:
    """The log month "2026-03" as 202603. Raises BadInput."""
    year, dash, number = month.partition("-")
    digits = f"{year}{number}"
    well_formed = dash and digits.isascii() and digits.isdecimal() and (len(year), len(number)) == (4, 2)
    if not well_formed or not 1 <= int(number) <= 12:
        raise BadInput("month", "a month such as 2026-03")
    return int(digits)
