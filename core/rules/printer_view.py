"""How a printer is shown: what its state means, and which of its settings have no effect on its model. Pure."""

from __future__ import annotations

from typing import Final

from core.model.printers import PrinterRow, PrinterState
from core.wire.mib import Capability

STATUS: Final = {
    PrinterState.ACQUIRING: "acquired",
    PrinterState.STOPPED: "not acquired",
    PrinterState.OTHER_SERVER: "acquired by a different server",
    PrinterState.INCIDENT: "stopped by an incident",
}
"""What a state is called in lists (PRN-25)."""

_COUNTED: Final = ("write community", "admin password", "log full", "inhibit format", "log only", "trap settings")


def without_effect(row: PrinterRow) -> dict[str, str]:
    """The settings that this printer's model has no use for, and why (PRN-26)."""
    if row.dialect == "counters":
        return dict.fromkeys(_COUNTED, "the printer keeps no log: only its life count is read")
    effects: dict[str, str] = {}
    if not row.capabilities & Capability.ADMIN_PASSWORD:
        effects["admin password"] = "the printer asks for none"
    if not row.capabilities & Capability.FORMAT_INHIBIT:
        effects["inhibit format"] = "its panel cannot be kept from formatting"
    if not row.capabilities & Capability.TRAPS:
        effects["trap settings"] = "the printer sends no traps"
    return effects
