"""Accounts."""

from __future__ import annotations

from sqlalchemy import Table

from core.store.tables.columns import big, flag, key, metadata, ref, text, whole

accounts = Table(
    "accounts",
    metadata,
    key(),
    whole("id"),
    text("name"),
    text("mail"),
    whole("restrictions"),
    big("valid_from_us"),
    big("valid_to_us", nullable=True),
    ref("group_key", "user_groups.key", nullable=True),
    flag("alone"),  # its limit is not processed as a group
    flag("notify_totals"),
    flag("notify_limit"),
)
