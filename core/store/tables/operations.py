"""How the server is operated: attempts to acquire, and who did what. What another server brought."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from core.store.tables.columns import big, key, metadata, ref, text

# the last attempts of each printer that brought something, or an error: a ring of ATTEMPTS_KEPT places
attempts = Table(
    "attempts",
    metadata,
    Column("printer_key", Integer, ForeignKey("printers.key"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    big("number"),
    big("at_us"),
    big("records"),
    big("gaps"),
    text("error"),
    sqlite_with_rowid=False,
)

# administrative acts, and those that were refused
audit = Table(
    "audit",
    metadata,
    key(),
    big("at_us"),
    text("act"),
    text("about"),
    text("details"),  # JSON
    text("error"),  # why it was refused, "" for done
)

# what accounts had used when the settings came here from another server's backup: what its jobs were charged, added up
brought_charges = Table(
    "brought_charges",
    metadata,
    key(),
    ref("account_key", "accounts.key"),
    ref("printer_key", "printers.key"),
    big("at_us"),
    big("sheets"),
    big("fee_micros"),
    big("staples"),
    Index("brought_charges_account", "account_key"),
)

# the last log number that the former server gave on each printer in each accounting month
brought_numbers = Table(
    "brought_numbers",
    metadata,
    Column("printer_key", Integer, ForeignKey("printers.key"), primary_key=True),
    Column("log_month", Integer, primary_key=True, autoincrement=False),
    big("last"),
)

# how far the former server had come in each log stream: what lies before is in its ledger
brought_positions = Table(
    "brought_positions",
    metadata,
    Column("stream_key", Integer, ForeignKey("streams.key"), primary_key=True),
    big("through"),
)
