"""Which dialect a printer speaks, and the device for a dialect."""

from __future__ import annotations

from core.devices.accounting import AccountingDevice
from core.devices.counters import CountersDevice
from core.devices.identity import ACCOUNTING, COUNTERS, SMALLEST_MESSAGE, read_identity
from core.devices.manager import Manager, Target
from core.devices.port import Device
from core.model.errors import DeviceError, NoLogCapability

DIALECTS = (ACCOUNTING, COUNTERS)


async def discover_dialect(manager: Manager, target: Target, *, log_wanted: bool = False) -> str:
    """The best dialect that the printer at an address speaks: ``accounting`` or ``counters`` (PRN-21).

    Raises NoResponse if nobody answers, NotAPrinter, and NoLogCapability for a printer that counts nothing, or that
    only counts where a log is wanted.
    """
    identity = await read_identity(manager, target)
    if log_wanted and identity.dialect != ACCOUNTING:
        raise NoLogCapability(
            f"{target.address}: the printer keeps no job log", "it can be added for its counters only"
        )
    return identity.dialect


def open_device(
    dialect: str,
    manager: Manager,
    target: Target,
    *,
    password: bytes = b"",
    generation: int = 0,
    max_message: int = SMALLEST_MESSAGE,
) -> Device:
    """The device for a dialect; keep it between acquisitions. Nothing is sent. Raises DeviceError: no such dialect."""
    if dialect == ACCOUNTING:
        return AccountingDevice(manager, target, password=password, generation=generation, max_message=max_message)
    if dialect == COUNTERS:
        return CountersDevice(manager, target)
    raise DeviceError(f"{target.address}: no such dialect: {dialect!r}", f"known are {', '.join(DIALECTS)}")
