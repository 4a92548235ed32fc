"""What concerns groups, accounts and their places together (PRN-22, JID-05, JID-07, JID-08), each in a transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select

from core.model.accounts import SPECIAL_IDS, Account
from core.model.errors import BadInput
from core.model.groups import Place, Spot, UserGroup, UserGroupSetup
from core.store import tables
from core.store.accounts import AccountBook
from core.store.database import Database
from core.store.groups import GroupBook
from core.store.places import PlaceBook
from core.store.printers import PrinterBook
from core.store.settings import SettingsBook
from core.wire.mib import Restriction


class Grouping:
    """Every change raises the revision of the printers' tables if they may differ after it. All raise BadInput."""

    def __init__(
        self,
        db: Database,
        settings: SettingsBook,
        *,
        printers: PrinterBook,
        groups: GroupBook,
        places: PlaceBook,
        accounts: AccountBook,
        now_us: Callable[[], int],
    ) -> None:
        self._db = db
        self._settings = settings
        self._printers = printers
        self._groups = groups
        self._places = places
        self._accounts = accounts
        self._now_us = now_us

    # printer groups

    def add_printer_group(self, name: str, printers: Iterable[str], *, with_ids: bool) -> None:
        """A new group with these printers in it."""
        keys = [self._printer_key(each) for each in printers]
        with self._db.transaction():
            group = self._groups.write_printer_group(name)
            moved = self._groups.write_moves(keys, group.key, with_ids=with_ids)
            revision = self._settings.write_ids_revision()
        self._groups.printer_groups[group.key] = group
        self._groups.moved(moved)
        self._settings.ids_revision = revision

    def move_printers(self, names: Iterable[str], group: str, *, with_ids: bool) -> None:
        """Printers go into a group; ``group`` "" is none. Whether its IDs are registered on them: ``with_ids``."""
        keys = [self._printer_key(name) for name in names]
        group_key = self._groups.printer_group(group).key if group else None
        with self._db.transaction():
            moved = self._groups.write_moves(keys, group_key, with_ids=with_ids)
            revision = self._settings.write_ids_revision() if moved else self._settings.ids_revision
        self._groups.moved(moved)
        self._settings.ids_revision = revision

    def remove_printer_group(self, name: str) -> None:
        """Its members are in no group any more. What was registered in it stays registered on each of them."""
        group = self._groups.printer_group(name)
        heirs = [each.printer_key for each in self._groups.members(group.key) if each.with_ids]
        changes: list[tuple[int, list[Place]]] = []
        now_us = self._now_us()
        with self._db.transaction():
            for account in self._accounts.all():
                places = self._places.current(account.key)
                ended = next((each for each in places if each.group_key == group.key), None)
                if ended is not None:
                    own = {each.printer_key for each in places}
                    rest = [each for each in places if each is not ended]
                    rest += [_on(key, ended.restrictions) for key in heirs if key not in own]
                    changes += self._write(account, rest, now_us)
            members = self._groups.write_removal(group)
            revision = self._settings.write_ids_revision()
        self._groups.removed(group, members)
        self._written(changes, revision)

    def forget_printer(self, printer_key: int) -> None:
        """A printer was deleted: it belongs to no group, and nothing is registered on it."""
        was_member = self._groups.membership(printer_key) is not None
        changes: list[tuple[int, list[Place]]] = []
        now_us = self._now_us()
        with self._db.transaction():
            moved = self._groups.write_moves([printer_key], None, with_ids=False)
            for account in self._accounts.all():
                places = self._places.current(account.key)
                rest = [each for each in places if each.printer_key != printer_key]
                if len(rest) != len(places):
                    changes += self._write(account, rest, now_us)
        if was_member:
            self._groups.left_by.add(printer_key)
        self._groups.moved(moved)
        self._written(changes, self._settings.ids_revision)

    # user groups

    def put_user_group(self, setup: UserGroupSetup, members: Iterable[int], *, new: bool | None = None) -> UserGroup:
        """Create or change one, and these IDs join it; see :meth:`core.store.groups.GroupBook.write_user_group`."""
        keys = [self._ordinary(each).key for each in members]
        with self._db.transaction():
            group = self._groups.write_user_group(setup, new=new)
            self._accounts.write_group(keys, group.key)
            revision = self._settings.write_ids_revision()
        self._groups.user_groups[group.key] = group
        self._accounts.grouped()
        self._settings.ids_revision = revision
        return group

    def move_accounts(self, ids: Iterable[int], group: str) -> None:
        """Accounts go into a user group; "" is none."""
        group_key = self._groups.user_group(group).key if group else None
        keys = [self._ordinary(each).key for each in ids]
        with self._db.transaction():
            self._accounts.write_group(keys, group_key)
            revision = self._settings.write_ids_revision()
        self._accounts.grouped()
        self._settings.ids_revision = revision

    def remove_user_group(self, name: str) -> None:
        """Its members are in no group any more (JID-08)."""
        group = self._groups.user_group(name)
        _a, _u = tables.accounts.c, tables.user_groups.c
        with self._db.transaction():
            keys = [key for (key,) in self._db.ask(select(_a.key).where(_a.group_key == group.key)).fetchall()]
            self._accounts.write_group(keys, None)
            self._db.ask(delete(tables.user_groups).where(_u.key == group.key))
            revision = self._settings.write_ids_revision()
        self._accounts.group_limits.put(group.key, None)
        self._accounts.grouped()
        del self._groups.user_groups[group.key]
        self._settings.ids_revision = revision

    # where IDs are registered

    def register(self, ids: Iterable[int], spots: Sequence[Spot], *, add: bool) -> None:
        """Where these IDs are registered from now on: there too (``add``), or there and nowhere else (JID-07).

        No spots at all mean everywhere. A spot that an ID has already takes its restrictions from the new one.
        """
        accounts = [self._ordinary(each) for each in ids]
        wanted = [self._place(spot) for spot in spots] or [Place(0, None, None, None, 0, None)]

        def after(account: Account) -> list[Place]:
            news = {each[1:3]: each for each in wanted}
            old = [each for each in self._places.current(account.key) if _is_chosen(each)] if add else []
            return [*(each for each in old if each[1:3] not in news), *news.values()]

        self._change({account: after(account) for account in accounts})

    def unregister(self, ids: Iterable[int], spots: Sequence[Spot]) -> None:
        """These IDs are registered there no more; an ID that is registered everywhere is not taken from one place."""
        gone = {self._place(spot)[1:3] for spot in spots}

        def after(account: Account) -> list[Place]:
            places = self._places.current(account.key)
            rest = [each for each in places if each[1:3] not in gone]
            if len(rest) == len(places):
                raise BadInput(
                    "id",
                    f"{account.id} is not registered there by itself",
                    "accounts list shows where it is: everywhere, on a group or on a printer",
                )
            return rest

        accounts = [self._ordinary(each) for each in ids]
        self._change({account: after(account) for account in accounts})

    def copy(self, source: Spot, targets: Sequence[Spot]) -> dict[str, list[int]]:
        """Register what is registered at ``source`` at each target too, with its restrictions there (JID-05).

        What exists at a target stays as it is. The IDs that were added, by target.
        """
        added: dict[str, list[int]] = {}
        changes: dict[Account, list[Place]] = {}
        for target in targets:
            place = self._place(target)
            names = added.setdefault(target.printer or target.group, [])
            for account in self._accounts.all():
                found = self._at(account, self._place(source))
                if account.id in SPECIAL_IDS or found is None or self._at(account, place) is not None:
                    continue
                known = changes.get(account, self._places.current(account.key))
                changes[account] = [*known, place._replace(restrictions=found.restrictions)]
                names.append(account.id)
        self._change(changes)
        return added

    def spots(self, account: Account) -> list[Spot] | None:
        """Where an account's ID is registered; None: everywhere."""
        names = {row.key: row.name for row in self._printers.rows()}
        places = self._places.current(account.key)
        if any(not _is_chosen(each) for each in places):
            return None
        spots = []
        for each in places:
            printer = names.get(each.printer_key or 0, "")
            group = self._groups.printer_groups[each.group_key].name if each.group_key is not None else ""
            spots.append(Spot(printer, group, None if each.restrictions is None else Restriction(each.restrictions)))
        return sorted(spots, key=lambda spot: (spot.group, spot.printer))

    def row(self, account: Account) -> dict[str, Any]:
        """What of an account's row in the snapshot is about groups and places."""
        group = None if account.group_key is None else self._groups.user_groups[account.group_key].name
        spots = self.spots(account)
        places = None if spots is None else [_spot_row(spot) for spot in spots]
        return {"group": group, "alone": account.alone, "places": places}

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Both kinds of groups, by name."""
        names = {row.key: row.name for row in self._printers.rows()}
        ids: dict[int | None, list[int]] = {}
        for account in self._accounts.all():
            ids.setdefault(account.group_key, []).append(account.id)
        printer_groups = []
        for group in sorted(self._groups.printer_groups.values(), key=lambda each: each.name):
            members = self._groups.members(group.key)
            found = sorted(names[each.printer_key] for each in members)
            without = sorted(names[each.printer_key] for each in members if not each.with_ids)
            printer_groups.append({"name": group.name, "printers": found, "without_ids": without})
        user_groups = [
            {
                "name": group.name,
                "mail": group.mail,
                "restrictions": int(group.restrictions),
                "alone": group.alone,
                "notify_totals": group.notify_totals,
                "notify_limit": group.notify_limit,
                "members": ids.get(group.key, []),
            }
            for group in sorted(self._groups.user_groups.values(), key=lambda each: each.name)
        ]
        return {"printer_groups": printer_groups, "user_groups": user_groups}

    # parts of the above

    def _at(self, account: Account, spot: Place) -> Place | None:
        """By which place an account is registered at a printer or in a group; None: it is not."""
        if spot.printer_key is not None:
            memberships = self._groups.memberships.get(spot.printer_key, ())
            return self._places.on(account.key, spot.printer_key, self._now_us(), memberships)
        for each in self._places.current(account.key):
            if not _is_chosen(each) or each.group_key == spot.group_key:
                return each
        return None

    def _change(self, wanted: dict[Account, list[Place]]) -> None:
        changes: list[tuple[int, list[Place]]] = []
        now_us = self._now_us()
        with self._db.transaction():
            for account, places in wanted.items():
                changes += self._write(account, places, now_us)
            revision = self._settings.write_ids_revision() if changes else self._settings.ids_revision
        self._written(changes, revision)

    def _write(self, account: Account, places: Collection[Place], now_us: int) -> list[tuple[int, list[Place]]]:
        history = self._places.write(account, places, now_us)
        return [] if history is None else [(account.key, history)]

    def _written(self, changes: Iterable[tuple[int, list[Place]]], revision: int) -> None:
        for key, history in changes:
            self._places.written(key, history)
        self._settings.ids_revision = revision

    def _ordinary(self, account_id: int) -> Account:
        account = self._accounts.current(account_id)
        if account_id in SPECIAL_IDS:
            raise BadInput("id", f"{account.name} exists on every printer and belongs to no group")
        return account

    def _place(self, spot: Spot) -> Place:
        if bool(spot.printer) == bool(spot.group):
            raise BadInput("place", "either a printer or a printer group")
        printer_key = self._printer_key(spot.printer) if spot.printer else None
        group_key = self._groups.printer_group(spot.group).key if spot.group else None
        restrictions = None if spot.restrictions is None else int(spot.restrictions)
        return Place(0, group_key, printer_key, restrictions, 0, None)

    def _printer_key(self, name: str) -> int:
        row = self._printers.named(name)
        if row is None:
            raise BadInput("printer", f"no printer is called {name!r}", "the printers command lists them")
        return row.key


def _spot_row(spot: Spot) -> dict[str, Any]:
    where = {"printer": spot.printer} if spot.printer else {"printer_group": spot.group}
    return {**where, "restrictions": None if spot.restrictions is None else int(spot.restrictions)}


def _is_chosen(place: Place) -> bool:
    return place.printer_key is not None or place.group_key is not None


def _on(printer_key: int, restrictions: int | None) -> Place:
    return Place(0, None, printer_key, restrictions, 0, None)
