"""What is known of the toner that printers have (FEE-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, insert, select

from core.store import tables
from core.store.database import Database

_t: Final = tables.toners.c


def toners(db: Database, printer_key: int) -> dict[str, int]:
    """Pages by colourant, as a printer told them last."""
    return dict(db.ask(select(_t.colourant, _t.pages).where(_t.printer_key == printer_key)).fetchall())


def note_toners(db: Database, printer_key: int, pages: Mapping[str, int], now_us: int) -> None:
    """Keep what a printer tells, instead of what it told before; nothing told changes nothing."""
    if not pages or toners(db, printer_key) == dict(pages):
        return
    with db.transaction():
        db.ask(delete(tables.toners).where(_t.printer_key == printer_key))
        for colourant, each in sorted(pages.items()):
            row = {"printer_key": printer_key, "colourant": colourant, "pages": each, "told_us": now_us}
            db.ask(insert(tables.toners).values(**row))
