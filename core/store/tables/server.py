"""The server itself, its chains of hashes, and what is asked of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Table, Text

from core.store.tables.columns import big, key, metadata, octets, text, whole

# one row: who this server is, and the fencing token of whoever holds the lease
server = Table(
    "server",
    metadata,
    key(),
    octets("server_id"),
    text("zone"),
    text("currency"),
    text("edition"),
    text("closing"),  # JSON [[from_month, day, after_as_this_month], …]
    whole("token"),
    whole("ids_revision"),
    Column("rounding", Text, nullable=False, server_default="half up"),
    Column("rounding_micros", BigInteger, nullable=False, server_default="1"),
)

# where each chain of hashes ends, so that a cut tail shows
heads = Table(
    "heads",
    metadata,
    Column("chain", Text, primary_key=True),
    whole("entries"),
    octets("hash"),
)

commands = Table(
    "commands",
    metadata,
    key("id"),
    text("kind"),
    text("args"),  # JSON
    big("asked_us"),
    big("taken_us", nullable=True),
    big("finished_us", nullable=True),
    Column("result", Text),  # JSON
    Index("commands_waiting", "taken_us", "id"),
)
