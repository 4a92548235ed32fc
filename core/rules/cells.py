"""What stands in the columns of logs and totals: kinds of values, and how they are shown and sorted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from core.model.errors import BadInput

Cell = str | int | Decimal | None
T = TypeVar("T")

_MICROS: Final = 1_000_000
_FEW: Final = 20


class Kind(Enum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # from micro-units
    INSTANT = "instant"  # from UTC microseconds
    DEVICE_TIME = "device time"  # from UTC seconds


def cell(value: Any, kind: Kind, zone: str) -> Cell:
    """A value as people read it: money in units of the currency, instants as local time of the accounting zone."""
    if value is None:
        return None
    if kind is Kind.MONEY:
        return money(value)
    if kind is Kind.INSTANT:
        return _local(value // _MICROS, zone)
    if kind is Kind.DEVICE_TIME:
        return _local(value, zone)
    if kind is Kind.NUMBER:
        return int(value)
    return str(value)


def money(micros: int) -> Decimal:
    """Micro-units as an amount with two decimals, or as many as it takes."""
    amount = Decimal(micros).scaleb(-6)
    return amount.quantize(Decimal("0.01")) if micros % 10_000 == 0 else amount.normalize()


def _local(at_s: int, zone: str) -> str:
    try:
        return f"{datetime.fromtimestamp(at_s, ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):  # a device may claim any number
        return str(at_s)


def sort_key(value: Any) -> tuple[int, Any, Any]:
    """Blanks first, numbers by size, text by letters whatever their case."""
    if value is None:
        return 0, 0, 0
    if isinstance(value, str):
        return 2, value.casefold(), value
    return 1, value, 0


def pick(names: Sequence[str], known: Mapping[str, T], field: str) -> list[T]:
    """Columns by their names, in this order; "total-sheets" and "total_sheets" mean "total sheets".

    Raises BadInput for a name that is not known or given twice.
    """
    wanted = [_plain(name) for name in names]
    by_name = {_plain(name): column for name, column in known.items()}
    for name in wanted:
        if name not in by_name:
            raise BadInput(field, f"there is none called {name!r}", _hint(name, by_name))
        if wanted.count(name) > 1:
            raise BadInput(field, f"{name!r} is named twice")
    return [by_name[name] for name in wanted]


def _hint(name: str, known: Collection[str]) -> str:
    """What may have been meant; of many names, not all."""
    near = get_close_matches(name, known, n=3)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"known are {', '.join(known)}" if len(known) <= _FEW else "docs/reports.md lists them"


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").split()).casefold()
