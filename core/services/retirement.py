"""Decommissioning a server: its printers are given back, so that another one can have them (PRN-24)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from core.model import PrinterState
from core.model.errors import BadInput, DeviceError, PressroomError
from core.services.context import Context
from core.services.station import Station
from core.store.audit import DECOMMISSION

_SHOWN = 5


class Printers(Protocol):
    """What of the registration is needed here."""

    async def stop(self, name: str, *, force: bool) -> None:
        """End acquisition with a last one."""

    async def remove(self, name: str, *, force: bool) -> None:
        """Delete a printer and free it."""


def owned(context: Context) -> list[Station]:
    """The printers that carry this server's ID, as far as is known."""
    ours = (PrinterState.ACQUIRING, PrinterState.STOPPED, PrinterState.INCIDENT)
    return [each for each in context.roster.values() if each.row.generation and each.row.state in ours]


async def decommission(context: Context, printers: Printers, *, force: bool) -> dict[str, str]:
    """Give back every printer, after a last acquisition, and end this server for good; what could not be done, by name.

    Raises BadInput while it still owns printers, unless forced, and then nothing has changed. A printer that does not
    answer keeps this server's ID; another server takes it over with that and the printer's password.
    """
    still = owned(context)
    if still and not force:
        names = ", ".join(station.name for station in still[:_SHOWN])
        more = f" and {len(still) - _SHOWN} more" if len(still) > _SHOWN else ""
        count = "1 printer" if len(still) == 1 else f"{len(still)} printers"
        refusal = BadInput(
            "server",
            f"it still owns {count}: {names}{more}",
            "remove them, or move them by backup and restore; with force they are acquired once more and given back",
        )
        await context.store.operations.note_act(DECOMMISSION, error=refusal.message)
        raise refusal
    problems: dict[str, str] = {}
    for station in list(context.roster.values()):
        if why := await _give_back(station.name, printers):
            problems[station.name] = why
    await context.store.operations.note_act(DECOMMISSION, details={"not given back": problems} if problems else {})
    return problems


async def _give_back(name: str, printers: Printers) -> str:
    """Why a printer could not be acquired a last time, or freed; it is off the roster either way."""
    why: list[str] = []

    async def attempt(work: Callable[[], Awaitable[None]], anyway: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except DeviceError as error:
            why.append(error.message)
            await anyway()

    try:
        await attempt(lambda: printers.stop(name, force=False), lambda: printers.stop(name, force=True))
        await attempt(lambda: printers.remove(name, force=False), lambda: printers.remove(name, force=True))
    except PressroomError as error:
        why.append(error.message)
    return "; ".join(why)
