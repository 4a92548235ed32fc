"""Accounts, their limits, resets and usage."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

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

limits = Table(
    "limits",
    metadata,
    Column("account_key", Integer, ForeignKey("accounts.key"), primary_key=True),
    big("sheets", nullable=True),
    big("fee_micros", nullable=True),
    text("kind"),
    whole("every"),
    text("base"),
    text("anchor"),  # ISO date
    text("zone"),
    flag("carry_over"),
    big("carry_cap_sheets", nullable=True),
    big("carry_cap_fee_micros", nullable=True),
)

resets = Table(
    "resets",
    metadata,
    key(),
    ref("account_key", "accounts.key"),
    big("at_us"),
)

usage = Table(
    "usage",
    metadata,
    Column("account_key", Integer, ForeignKey("accounts.key"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    big("sheets"),
    big("fee_micros"),
    sqlite_with_rowid=False,
)
