"""Limits of user groups (LIM-01, LIM-07), kept in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.model.groups import UserGroup
from core.model.metering import GroupLimit, GroupTerms
from core.model.periods import Base
from core.store import tables
from core.store.account_rows import limit_of, limit_values
from core.store.database import Database, Statement
from core.store.settings import SettingsBook

_g = tables.group_limits.c
_ALL: Final = Statement(select(*tables.group_limits.columns))


class GroupLimits:
    """A limit by the key of its user group; those without one are not here."""

    def __init__(self, db: Database, settings: SettingsBook) -> None:
        self._db = db
        self._limits: dict[int, GroupLimit] = {}
        for *values, for_each in db.run(_ALL):
            limit = limit_of(values, settings.current.closing)
            assert limit is not None
            self._limits[values[0]] = GroupLimit(limit, bool(for_each))

    def of(self, group_key: int) -> GroupLimit | None:
        """A group's."""
        return self._limits.get(group_key)

    def terms(self, group: UserGroup) -> GroupTerms:
        """What a group sets for its members."""
        known = self._limits.get(group.key)
        if known is None:
            return GroupTerms(group.key, None, group.alone)
        return GroupTerms(group.key, known.limit, group.alone, known.for_each)

    def write(self, group_key: int, limit: GroupLimit | None) -> None:
        """Within a transaction of the caller."""
        if limit is None:
            self._db.ask(delete(tables.group_limits).where(_g.group_key == group_key))
            return
        values = {**limit_values(limit.limit), "for_each": int(limit.for_each)}
        self._db.ask(
            upsert(tables.group_limits)
            .values(group_key=group_key, **values)
            .on_conflict_do_update(index_elements=[_g.group_key], set_=values)
        )

    def put(self, group_key: int, limit: GroupLimit | None) -> None:
        """In memory alone: before a transaction counts by it, and back if that fails."""
        if limit is None:
            self._limits.pop(group_key, None)
        else:
            self._limits[group_key] = limit

    def by_closing_day(self) -> list[int]:
        """The groups whose periods end on closing days."""
        return [key for key, known in self._limits.items() if known.limit.period.base is Base.CLOSING_DAY]

    def restated(self, group_key: int, settings: SettingsBook) -> GroupLimit:
        """A group's limit by the closing days of now."""
        known = self._limits[group_key]
        period = replace(known.limit.period, closing=settings.current.closing)
        return known._replace(limit=replace(known.limit, period=period))
