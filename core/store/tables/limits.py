"""Limits, resets, and what was used."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from core.store.tables.columns import big, flag, key, metadata, ref, text, whole

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
    big("staples", nullable=True),
    big("carry_cap_staples", nullable=True),
)

# of user groups
group_limits = Table(
    "group_limits",
    metadata,
    Column("group_key", Integer, ForeignKey("user_groups.key", ondelete="CASCADE"), primary_key=True),
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
    big("staples", nullable=True),
    big("carry_cap_staples", nullable=True),
    flag("for_each"),  # a limit for each member by himself
)

resets = Table(
    "resets",
    metadata,
    key(),
    ref("account_key", "accounts.key"),
    big("at_us"),
    ref("printer_key", "printers.key", nullable=True),  # on this printer alone
)

# by printer and number of the period, in the periods of the limit that the account prints under
usage = Table(
    "usage",
    metadata,
    Column("account_key", Integer, ForeignKey("accounts.key"), primary_key=True),
    Column("printer_key", Integer, ForeignKey("printers.key"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    big("sheets"),
    big("fee_micros"),
    big("staples"),
    sqlite_with_rowid=False,
)

# one row: the last log month whose totals users and groups were told, or need not be told (JID-10)
total_marks = Table("total_marks", metadata, key(), whole("log_month"))

# what users and groups are told of their limits: an outbox. Who and where are keys that nothing else needs to know
limit_events = Table(
    "limit_events",
    metadata,
    key(),
    big("at_us"),
    text("kind"),
    whole("account_key", nullable=True),
    whole("user_group_key", nullable=True),
    whole("printer_group_key", nullable=True),
    whole("printer_key", nullable=True),
    text("who"),  # name of account or user group as it was then
    text("place"),  # name of printer or printer group; "" for printers without a group
    text("reason"),
    text("addresses"),  # JSON list
)
