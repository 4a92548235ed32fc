"""How many Job Account IDs go into each printer, and whom it has no room for (JID-07)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

from core.rules.id_room import fitting
from core.store import Store
from core.wire.mib import Capability
from harness.cli_common import with_store

COLUMNS: Final = ("printer", "registered", "room", "without room", "in force")
_NAMED: Final = 5


def warn_of_room(config: Path | None, database: Path | None) -> None:
    """Says on stderr which printers cannot take all IDs that are registered on them."""
    for row in with_store(tables_of_printers, config, database):
        left_out = str(row["without room"]).split(", ")
        if left_out[0]:
            named = ", ".join(left_out[:_NAMED]) + (", …" if len(left_out) > _NAMED else "")
            text = f"{row['printer']} has room for {row['room']} IDs; its jobs of {named} count as unregistered there"
            print(f"warning: {text}", file=sys.stderr)


async def tables_of_printers(store: Store) -> list[dict[str, Any]]:
    """A row with ``COLUMNS`` for each printer that takes IDs."""
    wanted = await store.desired_ids()
    rows = []
    for printer in await store.printers():
        if printer.capabilities & Capability.IDS and printer.id_capacity and not printer.log_only:
            fit, left_out = fitting(wanted.on(printer.key), printer.id_capacity)
            applied = "yes" if printer.applied_revision == wanted.revision else "not yet"
            words = (len(fit) + len(left_out), printer.id_capacity, ", ".join(map(str, left_out)), applied)
            rows.append({"printer": printer.name, **dict(zip(COLUMNS[1:], words, strict=True))})
    return rows
