"""The outbox of what users and groups are told of their limits (LIM-08), as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, insert, select

from core.model.metering import EventKind, Holder, LimitEvent, Scope
from core.store import tables
from core.store.database import Database, Statement

_e = tables.limit_events.c
_ALL: Final = Statement(
    select(*tables.limit_events.columns).where(_e.key > bindparam("after")).order_by(_e.key), "after"
)
_TOLD: Final = Statement(
    select(_e.account_key, _e.user_group_key, _e.printer_group_key, _e.printer_key, _e.kind)
    .where(_e.kind != EventKind.REFUSED.value)
    .order_by(_e.key)
)


class EventRows:
    """Reads and writes the table `limit_events`; writes only within a transaction of the caller."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def told(self) -> dict[tuple[Holder, Scope], int]:
        """Who was told last that a limit is exceeded, and is not permitted again yet; in the order of the telling."""
        told: dict[tuple[Holder, Scope], int] = {}
        for order, (account, user_group, printer_group, printer, kind) in enumerate(self._db.run(_TOLD)):
            at = (Holder(account, user_group), Scope(printer_group, printer))
            if kind == EventKind.EXCEEDED:
                told[at] = order
            else:
                told.pop(at, None)
        return told

    def read(self, after: int) -> list[LimitEvent]:
        """Entries behind one, in the order in which they came about."""
        found = []
        for key, at_us, kind, account, user_group, printer_group, printer, *told in self._db.run(_ALL, after):
            who, place, reason, addresses = told
            holder, scope = Holder(account, user_group), Scope(printer_group, printer)
            words = (who, place, reason, tuple(json.loads(addresses)))
            found.append(LimitEvent(key, at_us, EventKind(kind), holder, scope, *words))
        return found

    def write(self, events: Iterable[LimitEvent]) -> None:
        """Put entries into the outbox."""
        for each in events:
            self._db.ask(
                insert(tables.limit_events).values(
                    at_us=each.at_us,
                    kind=each.kind.value,
                    account_key=each.holder.account_key,
                    user_group_key=each.holder.group_key,
                    printer_group_key=each.scope.group_key,
                    printer_key=each.scope.printer_key,
                    who=each.who,
                    place=each.place,
                    reason=each.reason,
                    addresses=json.dumps(each.addresses),
                )
            )
