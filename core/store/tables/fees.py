"""Fee definitions by version."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, UniqueConstraint

from core.store.tables.columns import big, key, metadata, text, whole

fee_definitions = Table(
    "fee_definitions",
    metadata,
    key(),
    text("name"),
    whole("version"),
    text("currency"),
    big("colour_page"),
    big("mono_page"),
    big("sheet"),
    text("sizes"),  # JSON {size: micros per page}
    big("rounding_micros"),
    big("defined_us"),
    Column("more", Text, nullable=False, server_default="{}"),  # JSON: all other parts of it that are not as usual
    big("removed_us", nullable=True),
    UniqueConstraint("name", "version", name="fee_definitions_version"),
)

# the toner a printer had when it was last asked (FEE-07); what it does not tell is not there
toners = Table(
    "toners",
    metadata,
    Column("printer_key", Integer, ForeignKey("printers.key"), primary_key=True),
    Column("colourant", Text, primary_key=True),
    big("pages"),  # that it lasts at a coverage of 5 %
    big("told_us"),
    sqlite_with_rowid=False,
)
