"""Fee definitions and their versions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import insert, select

from core.model.errors import BadInput
from core.model.fees import FeeDefinition
from core.store import tables
from core.store.database import Database, Statement

HIGHEST_PRICE_MICROS: Final = 10_000_000_000  # 10,000 a page: keeps every job's fee far inside 64 bits

_COLUMNS: Final = tuple(column.name for column in tables.fee_definitions.columns)
_ALL = Statement(select(tables.fee_definitions).order_by(tables.fee_definitions.c.key))
_INSERT = Statement(insert(tables.fee_definitions), *_COLUMNS)


class FeeBook:
    """All versions of all fee definitions, kept in memory: they are few."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us
        self._latest: dict[str, FeeDefinition] = {}
        self.by_key: dict[int, FeeDefinition] = {}
        self.reload()

    def reload(self) -> None:
        """Read all definitions."""
        for values in self._db.run(_ALL):
            self._keep(_definition(values))

    def latest(self, name: str) -> FeeDefinition | None:
        """The definition in force under a name."""
        return self._latest.get(name)

    def all_latest(self) -> list[FeeDefinition]:
        """The definitions in force, by name."""
        return [self._latest[name] for name in sorted(self._latest)]

    def check_name(self, name: str) -> None:
        """Raises BadInput unless there is a definition of this name, or the name is empty."""
        if name and name not in self._latest:
            raise BadInput("fees", f"no fee definition is called {name!r}")

    def put(self, definition: FeeDefinition, currency: str) -> FeeDefinition:
        """Save a definition: nothing when it is as it was, else the next version (FEE-06)."""
        _check(definition, currency)
        last = self._latest.get(definition.name)
        if last and replace(definition, key=last.key, version=last.version) == last:
            return last
        definition = replace(definition, version=last.version + 1 if last else 1)
        with self._db.transaction() as raw:
            key = raw.execute(_INSERT.sql, _values(definition, self._now_us())).lastrowid
        assert key is not None
        definition = replace(definition, key=key, sizes=MappingProxyType(dict(definition.sizes)))
        self._keep(definition)
        return definition

    def _keep(self, definition: FeeDefinition) -> None:
        self.by_key[definition.key] = definition
        self._latest[definition.name] = definition


def _check(definition: FeeDefinition, currency: str) -> None:
    if not definition.name.strip():
        raise BadInput("name", "a fee definition needs a name")
    if definition.currency != currency:
        raise BadInput("currency", f"{definition.currency}: this ledger counts in {currency}")
    prices = {
        "colour page": definition.colour_page,
        "mono page": definition.mono_page,
        "sheet": definition.sheet,
        **{f"sizes: {size}": price for size, price in definition.sizes.items()},
    }
    for field, price in prices.items():
        if not 0 <= price <= HIGHEST_PRICE_MICROS:
            raise BadInput(field, f"a price lies between 0 and {HIGHEST_PRICE_MICROS // 1_000_000}")
    if definition.rounding_micros < 1:
        raise BadInput("rounding", "fees are rounded to a positive unit")


def _values(definition: FeeDefinition, defined_us: int) -> tuple[Any, ...]:
    return (
        None,
        definition.name,
        definition.version,
        definition.currency,
        definition.colour_page,
        definition.mono_page,
        definition.sheet,
        json.dumps(dict(definition.sizes), sort_keys=True),
        definition.rounding_micros,
        defined_us,
    )


def _definition(values: tuple[Any, ...]) -> FeeDefinition:
    named = dict(zip(_COLUMNS, values, strict=True))
    del named["defined_us"]
    named["sizes"] = MappingProxyType(json.loads(named["sizes"]))
    return FeeDefinition(**named)
