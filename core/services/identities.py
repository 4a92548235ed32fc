"""Whether the printer at an address is the one that is registered."""

from __future__ import annotations

from core.devices.port import Identity
from core.model import PrinterRow
from core.model.errors import OtherPrinter


def refuse_other(row: PrinterRow, identity: Identity) -> None:
    """Raises OtherPrinter when it is another one: its log is none of the registered one's (PRN-15)."""
    if row.serial and identity.serial != row.serial:
        raise OtherPrinter(
            f"{row.name}: another printer answers at {row.address} (serial {identity.serial}, not {row.serial})",
            "change its address (printers move), or search for it (printers find-moved)",
        )
