"""Where and how printers are searched for."""

from __future__ import annotations

from sqlalchemy import Table

from core.store.tables.columns import big, flag, key, metadata, text, whole

# one row at most: none means what SearchSettings begins with
search = Table(
    "search",
    metadata,
    key(),
    text("scopes"),  # JSON list of broadcast addresses
    text("communities"),  # JSON list
    flag("local_subnet"),
    whole("reconnect_hours"),  # 0 = never
    big("searched_us", nullable=True),  # when printers that had moved were last searched for
)
