"""Fee definitions and their versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from core.model.errors import BadInput
from core.model.fees import FeeDefinition
from core.store import tables
from core.store.database import Database, Statement
from core.store.fee_rows import HIGHEST_PRICE_MICROS, check, definition_of, row_of

__all__ = ["HIGHEST_PRICE_MICROS", "FeeBook"]

_COLUMNS: Final = tuple(column.name for column in tables.fee_definitions.columns)
_ALL = Statement(select(tables.fee_definitions).order_by(tables.fee_definitions.c.key))
_INSERT = Statement(insert(tables.fee_definitions), *_COLUMNS)
_REMOVE = Statement(
    update(tables.fee_definitions)
    .where(tables.fee_definitions.c.name == bindparam("n"))
    .values(removed_us=bindparam("removed_us")),
    *("removed_us", "n"),
)


class FeeBook:
    """All versions of all fee definitions, kept in memory: they are few."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us
        self._latest: dict[str, FeeDefinition] = {}
        self._versions: dict[str, int] = {}  # also of names that were removed
        self.by_key: dict[int, FeeDefinition] = {}
        self.reload()

    def reload(self) -> None:
        """Read all definitions."""
        for values in self._db.run(_ALL):
            definition, removed = definition_of(values)
            self._keep(definition)
            if removed:
                del self._latest[definition.name]

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
        check(definition, currency)
        last = self._latest.get(definition.name)
        if last and replace(definition, key=last.key, version=last.version) == last:
            return last
        definition = replace(definition, version=self._versions.get(definition.name, 0) + 1)
        with self._db.transaction() as raw:
            key = raw.execute(_INSERT.sql, row_of(definition, self._now_us())).lastrowid
        assert key is not None
        own = {name: MappingProxyType(dict(getattr(definition, name))) for name in ("sizes", "trays", "media")}
        definition = replace(definition, key=key, sizes=own["sizes"], trays=own["trays"], media=own["media"])
        self._keep(definition)
        return definition

    def remove(self, name: str) -> None:
        """Take a definition away; its versions stay for what was charged by them. Raises BadInput."""
        if name not in self._latest:
            raise BadInput("fees", f"no fee definition is called {name!r}")
        with self._db.transaction():
            self._db.run(_REMOVE, self._now_us(), name)
        del self._latest[name]

    def _keep(self, definition: FeeDefinition) -> None:
        self.by_key[definition.key] = definition
        self._latest[definition.name] = definition
        self._versions[definition.name] = definition.version
