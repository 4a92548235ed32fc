"""Commands: how the web page and the command line ask the running server, which alone may write, for something."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.model.commands import Command
from core.model.errors import StoreError
from core.store import tables
from core.store.database import Database, Statement

_c = tables.commands.c
_INSERT = Statement(insert(tables.commands), *(column.name for column in _c))
_NEXT = Statement(select(_c.id, _c.kind, _c.args, _c.asked_us).where(_c.taken_us.is_(None)).order_by(_c.id).limit(1))
_TAKE = Statement(update(tables.commands).where(_c.id == bindparam("i")).values(taken_us=bindparam("at")), "at", "i")
_FINISH = Statement(
    update(tables.commands)
    .where(_c.id == bindparam("i"))
    .values(finished_us=bindparam("at"), result=bindparam("told")),
    *("at", "told", "i"),
)
_RESULT = Statement(select(_c.result).where(_c.id == bindparam("i")), "i")
_ORPHANS = Statement(select(_c.id).where(_c.taken_us.is_not(None), _c.finished_us.is_(None)))


class CommandDesk:
    """Takes wishes in and hands answers out."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us

    def enqueue(self, kind: str, args: Mapping[str, Any]) -> int:
        """Ask for something; needs no lease."""
        text = json.dumps(dict(args))
        with self._db.transaction(guest=True):
            key = self._db.run(_INSERT, None, kind, text, self._now_us(), None, None, None).lastrowid
        assert key is not None
        return key

    def take(self) -> Command | None:
        """The oldest command that waits; looking writes nothing."""
        found = self._db.run(_NEXT).fetchone()
        if found is None:
            return None
        key, kind, args, asked_us = found
        with self._db.transaction():
            self._db.run(_TAKE, self._now_us(), key)
        return Command(key, kind, json.loads(args), asked_us)

    def finish(self, command_id: int, result: Mapping[str, Any]) -> None:
        """Answer."""
        text = json.dumps(dict(result))
        with self._db.transaction():
            self._db.run(_FINISH, self._now_us(), text, command_id)

    def result(self, command_id: int) -> dict[str, Any] | None:
        """The answer, or None while there is none. Raises StoreError for a command nobody asked."""
        found = self._db.run(_RESULT, command_id).fetchone()
        if found is None:
            raise StoreError(f"there is no command {command_id}")
        answer: dict[str, Any] | None = None if found[0] is None else json.loads(found[0])
        return answer

    def answer_orphans(self) -> None:
        """Answer commands that a server took and did not live to finish."""
        for (key,) in self._db.run(_ORPHANS).fetchall():
            self.finish(key, {"error": "the server ended before it was done"})
