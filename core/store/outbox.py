"""What somebody is to be told: events that wait for their delivery."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from core.model.log_options import Event
from core.store import tables
from core.store.database import Database, Statement

_o = tables.outbox.c
_ADD: Final = Statement(insert(tables.outbox), *(column.name for column in _o))


class Outbox:
    """Events in the order in which they came about."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us

    def add(self, kind: str, subject: Mapping[str, Any], *, at_us: int | None = None) -> None:
        """Note an event within a transaction of the caller."""
        at_us = self._now_us() if at_us is None else at_us
        self._db.run(_ADD, None, kind, json.dumps(dict(subject), ensure_ascii=False), at_us, None)

    def all(self, kind: str | None = None, *, waiting: bool = False) -> list[Event]:
        """Events, those of a kind, those that wait."""
        query = select(tables.outbox).order_by(_o.key)
        if kind is not None:
            query = query.where(_o.kind == kind)
        if waiting:
            query = query.where(_o.delivered_us.is_(None))
        return [
            Event(key, name, json.loads(subject), at_us, delivered_us)
            for key, name, subject, at_us, delivered_us in self._db.ask(query)
        ]

    def delivered(self, key: int) -> None:
        """Note that an event was delivered."""
        with self._db.transaction():
            self._db.run(_DELIVERED, self._now_us(), key)


_DELIVERED: Final = Statement(
    update(tables.outbox).where(_o.key == bindparam("k")).values(delivered_us=bindparam("delivered_us")),
    *("delivered_us", "k"),
)
