"""Who a device is: SNMPv2-MIB, HOST-RESOURCES-MIB and Printer-MIB, and the accounting MIB where there is one."""

from __future__ import annotations

from core.devices.manager import Manager, Target
from core.devices.port import Identity, Reading
from core.devices.reading import Values, number, octets, read, text
from core.model.errors import NoLogCapability, NoResponse, NoSuchHost, NotAPrinter
from core.wire.mib import (
    HR_DEVICE_DESCR,
    HR_DEVICE_PRINTER_TYPE,
    HR_DEVICE_TYPE,
    PA_CAPABILITIES,
    PA_CLOCK_KIND,
    PA_ID_CAPACITY,
    PA_LOG_CAPACITY,
    PA_MAX_MESSAGE,
    PA_MIB_VERSION,
    PA_OWNER_GENERATION,
    PA_OWNER_ID,
    PRT_GENERAL_PRINTER_NAME,
    PRT_GENERAL_SERIAL_NUMBER,
    PRT_MARKER_LIFE_COUNT,
    PRT_MARKER_POWER_ON_COUNT,
    PRT_MEDIA_PATH_MAX_SPEED,
    PRT_MEDIA_PATH_SPEED_UNIT,
    SYS_DESCR,
    SYS_LOCATION,
    SYS_NAME,
    Capability,
    ClockKind,
    octets_to_bits,
)

ACCOUNTING = "accounting"
COUNTERS = "counters"
#: What every agent takes and sends (RFC 3417 section 3.2).
SMALLEST_MESSAGE = 484

#: prtMediaPathMaxSpeedPrintUnit (RFC 3805): impressions an hour are at most as many sheets.
_SHEET_UNITS = frozenset((7, 8))

_SYSTEM = (SYS_DESCR, SYS_NAME, SYS_LOCATION)
_PRINTER = (
    HR_DEVICE_TYPE,
    HR_DEVICE_DESCR,
    PRT_GENERAL_PRINTER_NAME,
    PRT_GENERAL_SERIAL_NUMBER,
    PRT_MARKER_LIFE_COUNT,
    PRT_MEDIA_PATH_SPEED_UNIT,
    PRT_MEDIA_PATH_MAX_SPEED,
)
_ACCOUNTING = (
    PA_MIB_VERSION,
    PA_CAPABILITIES,
    PA_LOG_CAPACITY,
    PA_ID_CAPACITY,
    PA_MAX_MESSAGE,
    PA_CLOCK_KIND,
    PA_OWNER_ID,
    PA_OWNER_GENERATION,
)


async def read_identity(manager: Manager, target: Target) -> Identity:
    """Identity in the best dialect that the device speaks (PRN-02, PRN-21).

    Raises NoResponse if nobody answers, NotAPrinter, and NoLogCapability if it is a printer that counts nothing.
    """
    try:
        values = await read(manager, target, _SYSTEM)
    except NoSuchHost:
        raise
    except NoResponse as silence:
        raise NoResponse(
            silence.message, "is it switched on, is the address right, and is it this read community?"
        ) from silence
    values |= await read(manager, target, _PRINTER)
    if values.get(HR_DEVICE_TYPE) != HR_DEVICE_PRINTER_TYPE and PRT_GENERAL_SERIAL_NUMBER not in values:
        raise NotAPrinter(
            f"{target.address}: answers, but is no printer: {text(values, SYS_DESCR) or 'no description'}",
            "give the address of a printer",
        )
    values |= await read(manager, target, _ACCOUNTING)
    capabilities = _capabilities(values)
    if Capability.LOG in capabilities:
        return _identity(ACCOUNTING, values, capabilities)
    if isinstance(values.get(PRT_MARKER_LIFE_COUNT), int):
        return _identity(COUNTERS, values, capabilities)
    raise NoLogCapability(
        f"{target.address}: the printer has neither a job log nor a life count", "this model cannot be accounted"
    )


async def read_life(manager: Manager, target: Target) -> Reading:
    """The life count. Raises NoLogCapability if the printer has none."""
    oids = (PRT_GENERAL_SERIAL_NUMBER, PRT_MARKER_LIFE_COUNT, PRT_MARKER_POWER_ON_COUNT)
    values = await read(manager, target, oids)
    if PRT_MARKER_LIFE_COUNT not in values:
        raise NoLogCapability(f"{target.address}: the printer has no life count")
    since_power_on = values.get(PRT_MARKER_POWER_ON_COUNT)
    return Reading(
        text(values, PRT_GENERAL_SERIAL_NUMBER),
        number(values, PRT_MARKER_LIFE_COUNT),
        since_power_on if isinstance(since_power_on, int) else None,
    )


def _capabilities(values: Values) -> Capability:
    if PA_MIB_VERSION not in values or PA_CAPABILITIES not in values:
        return Capability(0)
    # bits of a newer version stay in the number and mean nothing to us
    return Capability(octets_to_bits(octets(values, PA_CAPABILITIES)))


def _identity(dialect: str, values: Values, capabilities: Capability) -> Identity:
    has_log = dialect == ACCOUNTING
    kind = values.get(PA_CLOCK_KIND)
    return Identity(
        dialect=dialect,
        name=text(values, PRT_GENERAL_PRINTER_NAME) or text(values, SYS_NAME),
        description=text(values, SYS_DESCR),
        model=text(values, HR_DEVICE_DESCR) or text(values, SYS_DESCR),
        serial=text(values, PRT_GENERAL_SERIAL_NUMBER),
        location=text(values, SYS_LOCATION),
        capabilities=capabilities,
        log_capacity=number(values, PA_LOG_CAPACITY) if has_log else 0,
        id_capacity=number(values, PA_ID_CAPACITY) if has_log else 0,
        max_message=max(SMALLEST_MESSAGE, number(values, PA_MAX_MESSAGE)) if has_log else SMALLEST_MESSAGE,
        clock=ClockKind(kind) if kind in list(ClockKind) else None,
        owner_id=octets(values, PA_OWNER_ID) if has_log else b"",
        generation=number(values, PA_OWNER_GENERATION) if has_log else 0,
        sheets_an_hour=_sheets_an_hour(values),
    )


def _sheets_an_hour(values: Values) -> int:
    speed = values.get(PRT_MEDIA_PATH_MAX_SPEED)
    in_sheets = values.get(PRT_MEDIA_PATH_SPEED_UNIT) in _SHEET_UNITS
    return speed if in_sheets and isinstance(speed, int) and speed > 0 else 0
