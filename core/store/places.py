"""Where Job Account IDs are registered (JID-07), with the history that tells whose a late record is (JID-12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import insert, select, update

from core.model.accounts import Account
from core.model.groups import Membership, Place
from core.rules.places import place_on
from core.store import tables
from core.store.database import Database, Statement

_p = tables.places.c
_ALL = Statement(
    select(_p.account_key, _p.group_key, _p.printer_key, _p.restrictions, _p.from_us, _p.to_us).order_by(_p.key)
)

EVERYWHERE: Final = Place(0, None, None, None, 0, None)
"""The place of every account for which none was ever chosen."""


class PlaceBook:
    """Places by account; accounts that are not here are registered everywhere."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._places: dict[int, list[Place]] = {}
        for values in db.run(_ALL):
            self._places.setdefault(values[0], []).append(Place(*values))

    @property
    def any_chosen(self) -> bool:
        """Whether some account's places were ever chosen; else every printer has the same table."""
        return bool(self._places)

    def is_chosen(self, account_key: int) -> bool:
        """Whether an account's places were ever chosen."""
        return account_key in self._places

    def current(self, account_key: int) -> list[Place]:
        """An account's places of now."""
        return [each for each in self._places.get(account_key, (EVERYWHERE,)) if each.to_us is None]

    def on(self, account_key: int, printer_key: int, at_us: int, memberships: Sequence[Membership]) -> Place | None:
        """By which place an account's ID is registered on a printer at an instant; None: it is not."""
        places = self._places.get(account_key)
        return EVERYWHERE if places is None else place_on(printer_key, at_us, places, memberships)

    def write(self, account: Account, wanted: Iterable[Place], now_us: int) -> list[Place] | None:
        """Within a transaction of the caller: an account's places become these; its history, None if nothing changes.

        ``wanted`` say where and with which restrictions; their instants are not looked at.
        """
        targets = {each[1:4]: each for each in wanted}
        history = list(self._places.get(account.key, ()))
        if not history:
            if list(targets) == [EVERYWHERE[1:4]]:
                return None
            history = [Place(account.key, None, None, None, account.valid_from_us, None)]
            self._db.ask(insert(tables.places).values(**history[0]._asdict()))
        changed = account.key not in self._places
        for index, place in enumerate(history):
            if place.to_us is None and targets.pop(place[1:4], None) is None:
                history[index] = place._replace(to_us=now_us)
                self._db.ask(_end(place, now_us))
                changed = True
        for _, group_key, printer_key, restrictions, *_ in targets.values():
            new = Place(account.key, group_key, printer_key, restrictions, now_us, None)
            self._db.ask(insert(tables.places).values(**new._asdict()))
            history.append(new)
        return history if changed or targets else None

    def written(self, account_key: int, history: list[Place]) -> None:
        """After the commit of :meth:`write`."""
        self._places[account_key] = history


def _end(place: Place, now_us: int) -> Any:
    where = [_p.account_key == place.account_key, _p.to_us.is_(None)]
    for column, value in ((_p.group_key, place.group_key), (_p.printer_key, place.printer_key)):
        where.append(column.is_(None) if value is None else column == value)
    return update(tables.places).where(*where).values(to_us=now_us)
