"""Printer groups and user groups (PRN-22, JID-08), kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from sqlalchemy import insert, select, update

from core.model.errors import BadInput
from core.model.groups import Membership, PrinterGroup, UserGroup, UserGroupSetup
from core.rules.accounts import check_name
from core.store import tables
from core.store.database import Database, Statement
from core.wire.mib import Restriction

_g, _m, _u = tables.printer_groups.c, tables.printer_members.c, tables.user_groups.c
_PRINTER_GROUPS = Statement(select(_g.key, _g.name).where(_g.removed_us.is_(None)).order_by(_g.name))
_MEMBERS = Statement(select(_m.printer_key, _m.group_key, _m.with_ids, _m.from_us, _m.to_us).order_by(_m.key))
_USER_GROUPS = Statement(
    select(_u.key, _u.name, _u.mail, _u.restrictions, _u.alone, _u.notify_totals, _u.notify_limit).order_by(_u.name)
)
_p = tables.printers.c
_DELETED = Statement(select(_p.key, _p.removed_us).where(_p.removed_us.is_not(None)))
_NO_MEMBER: Final = Membership(0, 0, False, 0, 0)
NOT_IN_A_GROUP: Final = "not in a group"

G = TypeVar("G", PrinterGroup, UserGroup)


class GroupBook:
    """Groups, and which printers belong to which. A user group's members stand with the accounts."""

    def __init__(self, db: Database, now_us: Callable[[], int]) -> None:
        self._db = db
        self._now_us = now_us
        self.printer_groups: dict[int, PrinterGroup] = {}
        self.user_groups: dict[int, UserGroup] = {}
        self.memberships: dict[int, list[Membership]] = {}
        self.left_by: set[int] = set()  # printers that were members to their end
        self.moves = 0  # how often printers went from one group to another
        self._load()

    # printer groups

    def printer_group(self, name: str) -> PrinterGroup:
        """One by its name. Raises BadInput."""
        return _named(name, self.printer_groups, "printer group")

    def group_of(self, printer_key: int) -> int | None:
        """The key of the group a printer belongs to now; None for none."""
        current = self.membership(printer_key)
        return None if current is None else current.group_key

    def counted_in(self, printer_key: int) -> int | None:
        """The key of the group in which a printer's usage counts: a deleted printer's is the last one it was in."""
        history = self.memberships.get(printer_key)
        if not history:
            return None
        last = history[-1]
        is_in = last.to_us is None or (printer_key in self.left_by and last.group_key in self.printer_groups)
        return last.group_key if is_in else None

    def counted_by(self, group_key: int) -> list[int]:
        """The printers whose usage counts in a group."""
        return [printer_key for printer_key in self.memberships if self.counted_in(printer_key) == group_key]

    def membership(self, printer_key: int) -> Membership | None:
        """A printer's membership of now."""
        history = self.memberships.get(printer_key)
        return history[-1] if history and history[-1].to_us is None else None

    def members(self, group_key: int) -> list[Membership]:
        """Those that a printer group has now."""
        current = (self.membership(printer_key) for printer_key in self.memberships)
        return [each for each in current if each is not None and each.group_key == group_key]

    def write_printer_group(self, name: str) -> PrinterGroup:
        """Within a transaction of the caller: a new, empty group. Raises BadInput."""
        _check(name, self.printer_groups, "printer group")
        key = self._db.ask(insert(tables.printer_groups).values(name=name, removed_us=None)).lastrowid
        assert key is not None
        return PrinterGroup(key, name)

    def rename_printer_group(self, name: str, new_name: str) -> None:
        """Another name for it. Raises BadInput."""
        group = self.printer_group(name)
        _check(new_name, self.printer_groups, "printer group", but=group.key)
        with self._db.transaction():
            self._db.ask(update(tables.printer_groups).where(_g.key == group.key).values(name=new_name))
        self.printer_groups[group.key] = replace(group, name=new_name)

    def write_removal(self, group: PrinterGroup) -> list[Membership]:
        """Within a transaction of the caller: a group ends, and its members are in none; who they were."""
        now_us, members = self._now_us(), self.members(group.key)
        self._db.ask(update(tables.printer_groups).where(_g.key == group.key).values(removed_us=now_us))
        for each in members:
            self._db.ask(_end(each, now_us))
        return members

    def removed(self, group: PrinterGroup, members: Iterable[Membership]) -> None:
        """After the commit of :meth:`write_removal`."""
        self.moves += 1
        del self.printer_groups[group.key]
        for each in members:
            self.memberships[each.printer_key][-1] = each._replace(to_us=self._now_us())

    def write_moves(self, printer_keys: Iterable[int], group_key: int | None, *, with_ids: bool) -> list[Membership]:
        """Within a transaction of the caller: printers go into a group, or into none; the memberships that are new.

        What a printer that stays in its group has registered there can change with it.
        """
        now_us, moved = self._now_us(), []
        for printer_key in printer_keys:
            old = self.membership(printer_key)
            if old is not None and (old.group_key, old.with_ids) == (group_key, with_ids):
                continue
            if old is not None:
                self._db.ask(_end(old, now_us))
            new = Membership(printer_key, group_key or 0, with_ids, now_us, now_us if group_key is None else None)
            if group_key is not None:
                self._db.ask(insert(tables.printer_members).values(**new._asdict()))
            moved.append(new)
        return moved

    def moved(self, memberships: Iterable[Membership]) -> None:
        """After the commit of :meth:`write_moves`."""
        self.moves += 1
        for each in memberships:
            history = self.memberships.setdefault(each.printer_key, [])
            if history and history[-1].to_us is None:
                history[-1] = history[-1]._replace(to_us=each.from_us)
            if each.to_us is None:
                history.append(each)

    # user groups

    def user_group(self, name: str) -> UserGroup:
        """One by its name. Raises BadInput."""
        return _named(name, self.user_groups, "user group")

    def write_user_group(self, setup: UserGroupSetup, *, new: bool | None) -> UserGroup:
        """Within a transaction of the caller: create or change one. Raises BadInput.

        ``new``: it must not be there yet, or (False) must be; None: either.
        """
        known = next((each for each in self.user_groups.values() if each.name == setup.name), None)
        name = setup.new_name or setup.name
        if known is None and (new is False or setup.new_name):
            known = self.user_group(setup.name)
        if new and known is not None:
            raise BadInput("name", f"{setup.name} is the name of a user group already")
        _check(name, self.user_groups, "user group", but=known.key if known else None)
        values: dict[str, Any] = {
            "name": name,
            "mail": setup.mail,
            "restrictions": int(setup.restrictions),
            "alone": setup.alone,
            "notify_totals": setup.notify_totals,
            "notify_limit": setup.notify_limit,
        }
        if known is None:
            key = self._db.ask(insert(tables.user_groups).values(**values)).lastrowid
            assert key is not None
        else:
            key = known.key
            self._db.ask(update(tables.user_groups).where(_u.key == key).values(**values))
        return UserGroup(key, **{**values, "restrictions": setup.restrictions})

    def _load(self) -> None:
        for key, name in self._db.run(_PRINTER_GROUPS):
            self.printer_groups[key] = PrinterGroup(key, name)
        for printer_key, group_key, with_ids, from_us, to_us in self._db.run(_MEMBERS):
            history = self.memberships.setdefault(printer_key, [])
            history.append(Membership(printer_key, group_key, bool(with_ids), from_us, to_us))
        for printer_key, removed_us in self._db.run(_DELETED):
            last_us = self.memberships.get(printer_key, [_NO_MEMBER])[-1].to_us
            if last_us is None or last_us >= removed_us:
                self.left_by.add(printer_key)
        for key, name, mail, restrictions, *flags in self._db.run(_USER_GROUPS):
            self.user_groups[key] = UserGroup(key, name, mail, Restriction(restrictions), *map(bool, flags))


def _end(member: Membership, now_us: int) -> Any:
    current = (_m.printer_key == member.printer_key) & _m.to_us.is_(None)
    return update(tables.printer_members).where(current).values(to_us=now_us)


def _named(name: str, groups: Mapping[int, G], what: str) -> G:
    for group in groups.values():
        if group.name == name:
            return group
    raise BadInput(what, f"there is none called {name!r}", "groups list shows them")


def _check(name: str, groups: Mapping[int, G], what: str, but: int | None = None) -> None:
    check_name(name, f"a {what}")
    if name == NOT_IN_A_GROUP:
        raise BadInput("name", f"{name!r} means no group", "choose another name")
    if any(group.name == name for group in groups.values() if group.key != but):
        raise BadInput("name", f"{name} is the name of a {what} already")
