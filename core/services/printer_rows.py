"""From a printer's settings and identity to what is stored about it. Pure."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from core.config.settings import FULL_ACTIONS, PrinterOptions, PrinterSettings, Schedule
from core.config.snmp_user import stored
from core.devices.port import Identity
from core.model import PrinterRow, PrinterState
from core.wire.mib import Capability, LogFullAction

#: The option behind each column that :func:`option_columns` gives.
OPTION_OF: Final = {
    "read_community": "read_community",
    "write_community": "write_community",
    "admin_password": "admin_password",
    "retries": "retries",
    "timeout_s": "timeout_s",
    "version": "snmp",
    "snmp_user": "snmp_user",
    "trap_read_community": "trap_read_community",
    "trap_write_community": "trap_write_community",
    "trap_port": "trap_port",
    "acquire_every_us": "acquire",
    "acquire_at": "acquire",
    "full_action": "full_action",
    "format_inhibit": "inhibit_format",
    "auto_export": "auto_export",
    "log_only": "log_only",
}
#: Columns that a device is opened with.
ACCESS: Final = frozenset(
    ("read_community", "write_community", "admin_password", "retries", "timeout_s", "version", "snmp_user")
)
#: Columns that say where traps go to.
TRAPS: Final = frozenset(("trap_read_community", "trap_write_community", "trap_port"))
VERSIONS: Final = {"v1": 0, "v2c": 1, "v3": 3}
#: Columns that stand in the printer too.
IN_DEVICE: Final = frozenset(("full_action", "format_inhibit", "log_only"))


class DeviceSettings(NamedTuple):
    """What stands in a printer because of its registration, in the order in which a device takes it.

    ``panel_restrict`` is None where the model has no such thing.
    """

    full_action: LogFullAction
    format_inhibit: bool
    panel_restrict: bool | None


def device_settings(row: PrinterRow) -> DeviceSettings:
    """What should stand in a printer: its panel is restricted, unless only its log is acquired (PRN-11)."""
    restrict = not row.log_only if row.capabilities & Capability.PANEL_RESTRICT else None
    return DeviceSettings(LogFullAction(row.full_action), row.format_inhibit, restrict)


def free_settings(row: PrinterRow) -> DeviceSettings:
    """What stands in it when it is given up: whoever has it next can format it (PRN-23) and use its panel."""
    wanted = device_settings(row)
    return wanted._replace(format_inhibit=False, panel_restrict=None if wanted.panel_restrict is None else False)


def new_row(printer: PrinterSettings, identity: Identity, acquire: Schedule, registered_us: int) -> PrinterRow:
    """A printer that is about to be registered; ``acquire`` is the schedule of printers that have none of their own."""
    return PrinterRow(
        name=printer.name,
        address=printer.address,
        port=printer.port,
        fee_definition=printer.fees or "",
        dialect=identity.dialect,
        state=PrinterState.ACQUIRING if printer.started else PrinterState.STOPPED,
        registered_us=registered_us,
        **identity_columns(identity),
        **option_columns(printer, acquire),
    )


def identity_columns(identity: Identity) -> dict[str, Any]:
    """What a printer says about itself (PRN-02)."""
    return {
        "model": identity.model,
        "serial": identity.serial,
        "description": identity.description,
        "capabilities": int(identity.capabilities),
        "log_capacity": identity.log_capacity,
        "id_capacity": identity.id_capacity,
        "max_message": identity.max_message,
        "sheets_an_hour": identity.sheets_an_hour,
    }


def option_columns(options: PrinterOptions, acquire: Schedule) -> dict[str, Any]:
    """How the server deals with a printer (PRN-05, PRN-07)."""
    schedule = options.acquire or acquire
    return {
        "read_community": options.read_community,
        "write_community": options.write_community,
        "admin_password": options.admin_password or "",
        "retries": options.retries,
        "timeout_s": options.timeout_s,
        "version": VERSIONS[options.snmp],
        "snmp_user": stored(options.snmp_user),
        "trap_read_community": options.trap_read_community,
        "trap_write_community": options.trap_write_community or "",
        "trap_port": 0 if options.trap_port == "none" else options.trap_port,
        "acquire_every_us": 0 if schedule.automatic else schedule.every,
        "acquire_at": tuple(time.isoformat("minutes") for time in schedule.at),
        "full_action": int(FULL_ACTIONS[options.full_action]),
        "format_inhibit": options.inhibit_format,
        "auto_export": options.auto_export,
        "log_only": options.log_only,
    }
