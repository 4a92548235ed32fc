"""How the log is kept and what is made of it: options, kept names, automatic exports, and what is to be told."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from core.store.tables.columns import big, flag, key, metadata, ref, text, whole

# one row, once anything was set
log_options = Table("log_options", metadata, key(), text("options"))  # JSON

# distinct names that jobs brought, for making policies of them (ACQ-12)
kept_names = Table(
    "kept_names",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    sqlite_with_rowid=False,
)

# how far a printer's records are exported, and why the last export failed, if it did (LOG-13)
export_marks = Table(
    "export_marks",
    metadata,
    Column("printer_key", Integer, ForeignKey("printers.key"), primary_key=True),
    big("through"),
    text("problem"),
)

# `size` octets of a file are ours; `torn`: a write was begun, and what lies beyond them counts for nothing
export_files = Table(
    "export_files",
    metadata,
    key(),
    text("root"),
    text("folder"),
    whole("month"),
    ref("printer_key", "printers.key"),
    text("columns"),  # JSON list: a file keeps those it began with
    big("size"),
    flag("torn"),
    big("announced_us", nullable=True),
    UniqueConstraint("root", "folder", "month", name="export_files_place"),
)

# what somebody is to be told; delivery is noted when it has come about
outbox = Table(
    "outbox",
    metadata,
    key(),
    text("kind"),
    text("subject"),  # JSON
    big("at_us"),
    big("delivered_us", nullable=True),
    Index("outbox_waiting", "delivered_us", "key"),
)
