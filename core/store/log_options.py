"""How the log is kept, and the distinct names that jobs brought (ACQ-12)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.model.log_options import LogOptions, NameKind
from core.store import tables
from core.store.database import Database, Statement

_n = tables.kept_names.c
_READ: Final = Statement(select(tables.log_options.c.options))
_KEEP: Final = Statement(upsert(tables.kept_names).on_conflict_do_nothing(), "kind", "name").sql
_TEXTS: Final = ((NameKind.LOGIN, 3), (NameKind.DOCUMENT, 4), (NameKind.HOST, 5), (NameKind.APPLICATION, 6))
"""Places of the names in a row of personal text."""


class LogOptionsBook:
    """Settings of the log, kept in memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        row = db.run(_READ).fetchone()
        self.current = LogOptions()
        if row is not None:
            kept: dict[str, Any] = json.loads(row[0])
            for name in ("export_columns", "total_items"):
                kept[name] = tuple(kept.get(name, ()))
            self.current = LogOptions(**kept)

    def change(self, changes: Mapping[str, Any]) -> LogOptions:
        """Change what is given; nothing is written when nothing differs."""
        new = replace(self.current, **changes)
        if new != self.current:
            with self._db.transaction():
                self._db.ask(delete(tables.log_options))
                self._db.ask(insert(tables.log_options).values(key=1, options=json.dumps(asdict(new))))
            self.current = new
        return new

    # names for policies

    def keep(self, raw: sqlite3.Connection, texts: Iterable[Sequence[Any]]) -> None:
        """Keep the names in rows of personal text, each once, within the caller's transaction."""
        found = {(kind.value, row[place]) for row in texts for kind, place in _TEXTS if row[place]}
        raw.executemany(_KEEP, sorted(found))

    def names(self, kind: NameKind | None = None) -> list[tuple[str, str]]:
        """Kinds and names, in their order."""
        query = select(_n.kind, _n.name).order_by(_n.kind, _n.name)
        return [tuple(row) for row in self._db.ask(query if kind is None else query.where(_n.kind == kind.value))]

    def forget(self, kind: NameKind | None = None) -> int:
        """Forget the names of a kind, or all; how many they were. Jobs that come later bring theirs again."""
        work = delete(tables.kept_names)
        with self._db.transaction():
            return self._db.ask(work if kind is None else work.where(_n.kind == kind.value)).rowcount
