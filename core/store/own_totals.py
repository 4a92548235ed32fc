"""What users and groups are told of their own total, once for each log month that has ended (JID-10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import insert, select, update

from core.model.accounts import Account
from core.model.groups import UserGroup
from core.model.log import Selection
from core.rules.calendar_month import month_at
from core.rules.totals import plain, present
from core.store import tables
from core.store.accounts import AccountBook
from core.store.database import Database
from core.store.groups import GroupBook
from core.store.log_options import LogOptionsBook
from core.store.outbox import Outbox
from core.store.selection import month_number, month_text
from core.store.settings import SettingsBook
from core.store.totals import Row, nothing, sums

OWN_TOTAL: Final = "own total"
"""Kind of the event: ``month``, ``account`` or ``user group``, ``name``, ``addresses``, ``totals`` by item."""

_MARK: Final = tables.total_marks.c.log_month


class OwnTotals:
    """A mark says up to which month everybody was told; it is written with the events, so that a crash tells nobody
    twice."""

    def __init__(
        self,
        db: Database,
        settings: SettingsBook,
        *,
        accounts: AccountBook,
        groups: GroupBook,
        options: LogOptionsBook,
        outbox: Outbox,
    ) -> None:
        self._db = db
        self._settings = settings
        self._accounts = accounts
        self._groups = groups
        self._options = options
        self._outbox = outbox

    def are_wanted(self) -> bool:
        """Whether anybody wants to be told, and has an address."""
        people: list[Account | UserGroup] = [*self._accounts.all(), *self._groups.user_groups.values()]
        return any(each.notify_totals and each.mail for each in people)

    def begin(self, as_of_us: int) -> None:
        """Nobody is told of months that had ended by this instant; after that, of each that ends."""
        last, mark = _before(self._month(as_of_us)), self._mark()
        if mark is None or mark < last:
            with self._db.transaction():
                self._set_mark(last, is_new=mark is None)

    def announce(self, as_of_us: int) -> int:
        """Events for each month that has ended by this instant and nobody was told of; how many there were."""
        running, mark = self._month(as_of_us), self._mark()
        last = _before(running)
        if mark is None or mark >= last:
            return 0
        events = []
        month = mark
        while month < last:
            month = _after(month)
            events += list(self._of_month(month_text(month)))
        with self._db.transaction():
            for subject in events:
                self._outbox.add(OWN_TOTAL, subject, at_us=as_of_us)
            self._set_mark(last, is_new=False)
        return len(events)

    def _of_month(self, month: str) -> Iterator[dict[str, Any]]:
        where = Selection(month=month)
        people = [each for each in self._accounts.all() if each.notify_totals and each.mail]
        own = {key: row for (_, _, key), row in sums(self._db, ("account",), where).items()} if people else {}
        for one in people:
            whose = {"month": month, "account": one.id, "user group": None, "name": one.name}
            yield {**whose, "addresses": [one.mail], "totals": self._shown(own.get(one.key))}
        groups = sorted(self._groups.user_groups.values(), key=lambda each: each.name)
        groups = [each for each in groups if each.notify_totals and each.mail]
        of_members = {name: row for (name,), row in sums(self._db, ("user group",), where).items()} if groups else {}
        for group in groups:
            whose = {"month": month, "account": None, "user group": group.name, "name": group.name}
            yield {**whose, "addresses": [group.mail], "totals": self._shown(of_members.get(group.name))}

    def _shown(self, row: Row | None) -> dict[str, Any]:
        columns, rows = present([row or nothing()], (), self._options.current.total_items or None)
        return plain(rows, columns)[0]

    def _month(self, at_us: int) -> int:
        settings = self._settings.current
        return month_number(month_at(at_us, settings.closing, settings.zone).name)

    def _mark(self) -> int | None:
        row = self._db.ask(select(_MARK)).fetchone()
        return None if row is None else row[0]

    def _set_mark(self, month: int, *, is_new: bool) -> None:
        work = insert(tables.total_marks) if is_new else update(tables.total_marks)
        self._db.ask(work.values(log_month=month))


def _before(month: int) -> int:
    return month - 1 if month % 100 > 1 else month - 89


def _after(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89
