"""Lists of panel users by printer (JID-11), kept in memory. Of passwords there are salted hashes alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.model.errors import BadInput
from core.model.printers import PrinterRow
from core.model.users import PanelUser, UserList
from core.rules.users import added, check_users, copied, registered, without
from core.store import tables
from core.store.accounts import AccountBook
from core.store.database import Database, Statement
from core.store.groups import GroupBook
from core.store.places import PlaceBook
from core.store.printers import PrinterBook
from core.wire.mib import Capability

_u, _l, _a = tables.users.c, tables.user_lists.c, tables.accounts.c
_USERS = Statement(
    select(_u.printer_key, _u.name, _a.id, _u.salt, _u.hash)
    .join(tables.accounts, _a.key == _u.account_key)
    .order_by(_u.printer_key, _u.name)
)
_LISTS = Statement(select(_l.printer_key, _l.revision, _l.applied))
_NEVER: Final = UserList(0, 0, ())

Edit = Callable[[Sequence[PanelUser]], tuple[PanelUser, ...]]


class UserBook:
    """Every method that changes something raises BadInput, and then nothing has changed on any printer."""

    def __init__(
        self,
        db: Database,
        *,
        printers: PrinterBook,
        groups: GroupBook,
        places: PlaceBook,
        accounts: AccountBook,
        now_us: Callable[[], int],
    ) -> None:
        self._db = db
        self._printers = printers
        self._groups = groups
        self._places = places
        self._accounts = accounts
        self._now_us = now_us
        self._lists: dict[int, UserList] = {}
        found: dict[int, list[PanelUser]] = {}
        for printer_key, *values in db.run(_USERS):
            found.setdefault(printer_key, []).append(PanelUser(*values))
        for printer_key, revision, applied in db.run(_LISTS):
            self._lists[printer_key] = UserList(revision, applied, tuple(found.get(printer_key, ())))

    def wanted(self) -> Mapping[int, UserList]:
        """The list of each printer that was ever given one."""
        return dict(self._lists)

    def listed(self) -> dict[str, tuple[PanelUser, ...]]:
        """Users by the printer's name."""
        names = {row.key: row.name for row in self._printers.rows()}
        return {names[key]: each.users for key, each in self._lists.items() if key in names}

    def register(self, printers: Iterable[str], users: Sequence[PanelUser]) -> None:
        """The printers' lists become this one."""
        self._edit(printers, users, lambda known: registered(known, users))

    def add(self, printers: Iterable[str], users: Sequence[PanelUser]) -> None:
        """More users, or other IDs or passwords for some."""
        self._edit(printers, users, lambda known: added(known, users))

    def copy(self, source: str, printers: Iterable[str]) -> None:
        """What is in another printer's list and not in these printers'."""
        users = self._lists.get(self._printer(source).key, _NEVER).users
        if not users:
            raise BadInput("printer", f"{source} has no users to copy")
        self._edit(printers, users, lambda known: copied(known, users))

    def remove(self, printers: Iterable[str], names: Sequence[str]) -> None:
        """Fewer users."""
        self._edit(printers, (), lambda known: without(known, names))

    def mark_applied(self, printer_key: int, revision: int) -> None:
        """A printer's list has this revision now."""
        known = self._lists.get(printer_key, _NEVER)
        if known.applied != revision:
            with self._db.transaction():
                self._db.ask(update(tables.user_lists).where(_l.printer_key == printer_key).values(applied=revision))
            self._lists[printer_key] = known._replace(applied=revision)

    def forget_account(self, account_id: int) -> None:
        """An ID was deleted: nobody logs in with it any more."""
        new = {
            key: tuple(each for each in known.users if each.account_id != account_id)
            for key, known in self._lists.items()
        }
        self._put({key: users for key, users in new.items() if users != self._lists[key].users})

    def _edit(self, printers: Iterable[str], news: Sequence[PanelUser], edit: Edit) -> None:
        rows = [self._printer(name) for name in printers]
        for row in rows:
            if not row.capabilities & Capability.USERS:
                raise BadInput("printer", f"{row.name} does not ask at its panel who is there")
            check_users(news, lambda number, row=row: self._is_registered(number, row), row.name)  # type: ignore[misc]
        self._put({row.key: edit(self._lists.get(row.key, _NEVER).users) for row in rows})

    def _is_registered(self, account_id: int, row: PrinterRow) -> bool:
        try:
            account = self._accounts.current(account_id)
        except BadInput:
            return False
        memberships = self._groups.memberships.get(row.key, ())
        return self._places.on(account.key, row.key, self._now_us(), memberships) is not None

    def _put(self, wanted: Mapping[int, tuple[PanelUser, ...]]) -> None:
        new = {}
        with self._db.transaction():
            for key, users in wanted.items():
                known = self._lists.get(key, _NEVER)
                new[key] = UserList(known.revision + 1, known.applied, users)
                self._write(key, new[key])
        self._lists.update(new)

    def _write(self, printer_key: int, new: UserList) -> None:
        values: dict[str, Any] = {"revision": new.revision, "applied": new.applied}
        self._db.ask(
            upsert(tables.user_lists)
            .values(printer_key=printer_key, **values)
            .on_conflict_do_update(index_elements=[_l.printer_key], set_=values)
        )
        self._db.ask(delete(tables.users).where(_u.printer_key == printer_key))
        for each in new.users:
            account_key = self._accounts.current(each.account_id).key
            row = {"name": each.name, "account_key": account_key, "salt": each.salt, "hash": each.hash}
            self._db.ask(insert(tables.users).values(printer_key=printer_key, **row))

    def _printer(self, name: str) -> PrinterRow:
        row = self._printers.named(name)
        if row is None:
            raise BadInput("printer", f"no printer is called {name!r}", "the printers command lists them")
        return row
