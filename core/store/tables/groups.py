"""Groups of printers and of accounts, where IDs are registered, users of the panel."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, UniqueConstraint

from core.store.tables.columns import big, flag, key, metadata, octets, ref, text, whole

printer_groups = Table(
    "printer_groups",
    metadata,
    key(),
    text("name"),
    big("removed_us", nullable=True),
)

# which printer belongs to which group, with its history; `with_ids`: the group's IDs are registered on the printer
printer_members = Table(
    "printer_members",
    metadata,
    key(),
    ref("printer_key", "printers.key"),
    ref("group_key", "printer_groups.key"),
    flag("with_ids"),
    big("from_us"),
    big("to_us", nullable=True),
)

user_groups = Table(
    "user_groups",
    metadata,
    key(),
    text("name"),
    text("mail"),
    whole("restrictions"),
    flag("alone"),  # its limit is not processed as a group
    flag("notify_totals"),
    flag("notify_limit"),
)

# where an account's ID is registered, with its history; an account without a row is registered everywhere
places = Table(
    "places",
    metadata,
    key(),
    ref("account_key", "accounts.key", index=True),
    ref("group_key", "printer_groups.key", nullable=True),
    ref("printer_key", "printers.key", nullable=True),
    whole("restrictions", nullable=True),  # there, instead of the account's own
    big("from_us"),
    big("to_us", nullable=True),
)

# a printer's list of panel users: the revision it should have and the one that was written last
user_lists = Table(
    "user_lists",
    metadata,
    Column("printer_key", Integer, ForeignKey("printers.key"), primary_key=True),
    big("revision"),
    big("applied"),
)

# who logs in at a panel, and under which account; the password as salted hash, empty for none
users = Table(
    "users",
    metadata,
    key(),
    ref("printer_key", "printers.key"),
    text("name"),
    ref("account_key", "accounts.key"),
    octets("salt"),
    octets("hash"),
    UniqueConstraint("printer_key", "name", name="users_name"),
)
