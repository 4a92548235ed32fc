"""Printers as the server knows them."""

from __future__ import annotations

from sqlalchemy import Column, Float, Table

from core.store.tables.columns import big, flag, key, metadata, text, whole

printers = Table(
    "printers",
    metadata,
    key(),
    text("name"),
    text("address"),
    whole("port"),
    whole("version"),
    text("read_community"),
    text("write_community"),
    text("admin_password"),
    whole("retries"),
    Column("timeout_s", Float, nullable=False),
    big("acquire_every_us", nullable=True),
    text("acquire_at"),  # JSON list of "HH:MM"
    whole("full_action"),
    flag("format_inhibit"),
    flag("log_only"),
    text("fee_definition"),
    text("dialect"),
    text("model"),
    text("serial"),
    text("description"),
    whole("capabilities"),
    whole("log_capacity"),
    whole("id_capacity"),
    whole("max_message"),
    text("state"),
    big("generation"),
    text("unlogged"),  # JSON list, in the order of UnloggedCounters
    big("registered_us"),
    big("removed_us", nullable=True),
    big("acquired_us", nullable=True),
    big("previous_us", nullable=True),
    big("last_success_us", nullable=True),
    big("last_attempt_us", nullable=True),
    text("last_error"),
    whole("records_fetched"),
    big("applied_revision"),
    text("auto_export"),
    text("applied_states"),  # JSON {id: state}
    text("snmp_user"),  # JSON list, "" for none; holds passwords
    text("trap_read_community"),
    text("trap_write_community"),
    whole("trap_port", nullable=True),
    big("sheets_an_hour"),
)
