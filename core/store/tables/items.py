"""What records say beyond sheets and pages (LOG-02), in rows that only exist where there is something to say."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from core.store.tables.columns import big, metadata, text, whole


def _job_key() -> Column[Any]:
    return Column("job_key", Integer, ForeignKey("jobs.key"), primary_key=True)


def _told(*names: str) -> list[Column[Any]]:
    """Numbers that are null where the printer did not tell them."""
    return [big(name, nullable=True) for name in names]


# supplies, feeding, processing and white toner of a record that printed; toner and drum as told, from black to white
job_outputs = Table(
    "job_outputs",
    metadata,
    _job_key(),
    *_told("toner_k", "toner_c", "toner_m", "toner_y", "toner_w"),
    *_told("drum_k", "drum_c", "drum_m", "drum_y", "drum_w"),
    *_told("belt", "fuser", "staples"),
    *_told("tray_1", "tray_2", "tray_3", "tray_4", "tray_5", "tray_mp", "feeder_mp"),
    *_told("dpi_300", "dpi_600", "dpi_1200x600", "dpi_1200", "dpi_2400x600"),
    *_told("n_up", "process_started_s", "process_ended_s", "offline_processing_s", "offline_printing_s"),
    big("white"),
    big("white_only"),
)

# a record of a service other than plain printing: scanned pages, fax and mail; the destination is personal text
job_services = Table(
    "job_services",
    metadata,
    _job_key(),
    text("service"),
    *_told("scan_colour", "scan_mono"),
    Column("scan_size", Text, nullable=True),
    Column("scan_printed", Boolean, nullable=True),
    big("seconds", nullable=True),
    Column("mode", Text, nullable=True),
    whole("flags", nullable=True),  # bits in the order of core.wire.items.FLAGS
    Column("direction", Text, nullable=True),
    big("pages", nullable=True),
    Column("code", Text, nullable=True),
)
