"""A fee definition as a row: the oldest parts in columns of their own, all others as JSON where they say something."""

from __future__ import annotations

import json
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final

from core.model.errors import BadInput
from core.model.fees import LEVELS, PARTS, ByClass, FeeDefinition, Rounding
from core.store import tables

HIGHEST_PRICE_MICROS: Final = 10_000_000_000  # 10,000 a page: keeps every job's fee far inside 64 bits

_COLUMNS: Final = tuple(column.name for column in tables.fee_definitions.columns)
_USUAL: Final = FeeDefinition("")
_MORE: Final = tuple(field.name for field in fields(FeeDefinition) if field.name not in _COLUMNS)


def row_of(definition: FeeDefinition, defined_us: int) -> tuple[Any, ...]:
    """The row of a new version, its key yet to come."""
    named = {name: getattr(definition, name, None) for name in _COLUMNS}
    named["key"] = None
    named["sizes"] = json.dumps(dict(definition.sizes), sort_keys=True)
    named["defined_us"] = defined_us
    more = {name: _plain(getattr(definition, name)) for name in _MORE}
    named["more"] = json.dumps(
        {name: value for name, value in more.items() if value != _plain(getattr(_USUAL, name))}, sort_keys=True
    )
    return tuple(named.values())


def definition_of(values: tuple[Any, ...]) -> tuple[FeeDefinition, bool]:
    """What a row says, and whether it was removed."""
    named = dict(zip(_COLUMNS, values, strict=True))
    del named["defined_us"]
    removed_us, more = named.pop("removed_us"), json.loads(named.pop("more"))
    named["sizes"] = json.loads(named["sizes"])
    for name in more:
        named[name] = more[name]
    for name in ("sizes", "trays", "media"):
        named[name] = MappingProxyType(named.get(name, {}))
    named["toner"] = tuple(ByClass(*each) for each in named.get("toner", ()))
    named["drum"] = ByClass(*named.get("drum", ()))
    named["off"] = frozenset(named.get("off", ()))
    named["rounding"] = Rounding(named.get("rounding", Rounding.HALF_UP))
    return FeeDefinition(**named), removed_us is not None


def check(definition: FeeDefinition, currency: str) -> None:
    """Raises BadInput for what cannot be stored."""
    if not definition.name.strip():
        raise BadInput("name", "a fee definition needs a name")
    if definition.currency != currency:
        raise BadInput("currency", f"{definition.currency}: this ledger counts in {currency}")
    for field, price in _prices(definition).items():
        if not 0 <= price <= HIGHEST_PRICE_MICROS:
            raise BadInput(field, f"a price lies between 0 and {HIGHEST_PRICE_MICROS // 1_000_000}")
    if len(definition.toner) > LEVELS:
        raise BadInput("toner", f"levels go from 0 to {LEVELS - 1}")
    for part in sorted(definition.off - set(PARTS)):
        raise BadInput("off", f"no part is called {part!r}", f"one of {', '.join(PARTS)}")
    if definition.rounding_micros < 1:
        raise BadInput("rounding", "fees are rounded to a positive unit")


def _prices(definition: FeeDefinition) -> dict[str, int]:
    names = ("colour_page", "mono_page", "white_page", "white_only_page", "sheet", "belt", "fuser", "staple", "minute")
    found = {name.replace("_", " "): getattr(definition, name) for name in names}
    for kind in ("sizes", "trays", "media"):
        found |= {f"{kind}: {name}": price for name, price in getattr(definition, kind).items()}
    for level, prices in enumerate(definition.toner):
        found |= {f"toner {level} {name}": price for name, price in prices._asdict().items()}
    return {**found, **{f"drum {name}": price for name, price in definition.drum._asdict().items()}}


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, MappingProxyType | dict):
        return dict(value)
    return [list(each) for each in value] if isinstance(value, tuple) and value and type(value[0]) is not int else value
