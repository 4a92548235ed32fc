"""A server on another machine: the printers of a restored backup are claimed anew and acquired from where it stood.

Each claim raises the owner's generation, so whoever had the printer under this Server ID before can neither acquire
nor release any more. What it stored after the backup was made shows as a gap "acquired by previous server" (PRN-20).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from core.config.settings import PrinterOptions
from core.model import PrinterState
from core.model.errors import BadInput, Fenced, PressroomError
from core.services.context import Context
from core.services.printer_rows import VERSIONS
from core.services.station import Station

EVERY = ""
"""In the place of a printer's name: the password of those that have none of their own."""


class Printers(Protocol):
    """What of the registration is needed here."""

    async def change(self, name: str, options: PrinterOptions, given: set[str]) -> str:
        """Change settings."""

    async def readd(self, name: str, take_over_from: bytes | None = None) -> Station:
        """Claim a printer again."""

    async def stop(self, name: str, *, force: bool) -> None:
        """End acquisition."""


async def take_up(
    context: Context, printers: Printers, states: Mapping[str, str], passwords: Mapping[str, str]
) -> dict[str, str]:
    """Claim the printers of a restored backup; what went wrong, "" for nothing, by name.

    ``states`` are those of the backup, ``passwords`` the printers' administrator passwords by name. One that cannot be
    claimed stays another server's, and can be added again later.
    """
    results: dict[str, str] = {}

    async def one(name: str) -> None:
        try:
            results[name] = await _claim(name)
        except Fenced:
            raise
        except PressroomError as error:
            results[name] = f"{error.message} ({error.hint})" if error.hint else error.message

    async def _claim(name: str) -> str:
        password = passwords.get(name, passwords.get(EVERY))
        if password is not None:
            await printers.change(name, PrinterOptions(admin_password=password), {"admin_password"})
        if states[name] in {PrinterState.OTHER_SERVER, PrinterState.INCIDENT}:
            return f"left as it was: {states[name]}"
        row = context.station(name).row
        if row.version == VERSIONS["v3"] and not row.snmp_user:
            raise BadInput("SNMP user", "it is not in the backup", f"give it to {name}, and add {name} again")
        if row.state is PrinterState.OTHER_SERVER:
            await printers.readd(name)
            if states[name] == PrinterState.STOPPED:
                await printers.stop(name, force=True)
        return ""

    for name in sorted(states):
        await one(name)
    problems = {name: why for name, why in results.items() if why}
    await context.store.operations.note_act("restore", details={"printers": len(results), "problems": problems})
    return results
