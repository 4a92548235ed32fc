"""The audit trail: administrative acts, and those that were refused (PRN-27). Entries are only ever added."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, insert, select

from core.store import tables
from core.store.database import Database, Statement

DECOMMISSION: Final = "decommission"

_t = tables.audit.c
_ALL: Final = Statement(select(_t.at_us, _t.act, _t.about, _t.details, _t.error).order_by(_t.key))
_RETIRED: Final = Statement(
    select(_t.at_us).where(_t.act == bindparam("act", DECOMMISSION), _t.error == bindparam("error", "")).limit(1)
)


class Act(NamedTuple):
    """Something that an operator did, or that was refused: ``error`` says why, "" for done."""

    at_us: int
    act: str
    about: str
    details: dict[str, Any]
    error: str


class AuditBook:
    """Reads and writes the table `audit`."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us

    def note(self, act: str, about: str, details: Mapping[str, Any], error: str) -> None:
        """One more entry, durable when this returns. Secrets must not be among the details."""
        values = {
            "at_us": self._now_us(),
            "act": act,
            "about": about,
            "details": json.dumps(dict(details), ensure_ascii=False, sort_keys=True, default=str),
            "error": error,
        }
        with self._db.transaction():
            self._db.ask(insert(tables.audit).values(**values))

    def all(self) -> list[Act]:
        """Every entry, the oldest first."""
        return [Act(at, act, about, json.loads(words), error) for at, act, about, words, error in self._db.run(_ALL)]

    def retired_us(self) -> int | None:
        """When this server was decommissioned; None while it is not (PRN-24)."""
        row = self._db.run(_RETIRED).fetchone()
        return None if row is None else int(row[0])
