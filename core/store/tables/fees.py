"""Fee definitions by version."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

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
    UniqueConstraint("name", "version", name="fee_definitions_version"),
)
