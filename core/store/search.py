"""Where and how printers are searched for; one row, or none while nobody has changed anything."""

from __future__ import annotations

import json

from sqlalchemy import delete, insert, select

from core.model.search import SearchSettings
from core.store import tables
from core.store.database import Database, Statement

_c = tables.search.c
_READ = Statement(select(_c.scopes, _c.communities, _c.local_subnet, _c.reconnect_hours, _c.searched_us).limit(1))


class SearchBook:
    """The settings of searches, kept in memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.current = SearchSettings()
        row = db.run(_READ).fetchone()
        if row is not None:
            scopes, communities, local, hours, searched_us = row
            self.current = SearchSettings(
                tuple(json.loads(scopes)), tuple(json.loads(communities)), bool(local), hours, searched_us
            )

    def put(self, settings: SearchSettings) -> None:
        """Store them; nothing is written when nothing differs."""
        if settings == self.current:
            return
        values = {
            "scopes": json.dumps(list(settings.scopes)),
            "communities": json.dumps(list(settings.communities)),
            "local_subnet": settings.local_subnet,
            "reconnect_hours": settings.reconnect_hours,
            "searched_us": settings.searched_us,
        }
        with self._db.transaction():
            self._db.ask(delete(tables.search))
            self._db.ask(insert(tables.search).values(**values))
        self.current = settings
