"""Settings in the two shapes that a run needs: the server's own models, and the plain words of the oracle's case."""

from __future__ import annotations

from typing import Any

from core.config.settings import AccountSettings, FeeSettings, LimitSettings, PrinterOptions, PrinterSettings
from emulator.printer import Printer


def printer_settings(
    name: str, printer: Printer, options: PrinterOptions, port: int, *, address: str = "", take_over_from: str = ""
) -> PrinterSettings:
    """What the server needs to register a printer; without a password in the scenario it is the right one."""
    shared = {field: getattr(options, field) for field in PrinterOptions.model_fields}
    if shared["admin_password"] is None:
        shared["admin_password"] = printer.model.admin_password or None
    return PrinterSettings(
        name=name, address=address or printer.address, port=port, take_over_from=take_over_from or None, **shared
    )


def account(settings: AccountSettings) -> dict[str, Any]:
    """For the case's ``operator`` list."""
    return {
        "id": settings.id,
        "name": settings.name,
        "restrictions": int(settings.restrictions),
        "limit": None if settings.limit is None else limit(settings.limit),
    }


def limit(settings: LimitSettings) -> dict[str, Any]:
    """A limit in plain words."""
    return {
        "sheets": settings.sheets,
        "fee_micros": settings.fee,
        "kind": settings.every[0],
        "every": settings.every[1],
        "base": settings.base_or_default,
        "carry_over": settings.carry_over,
        "carry_cap_sheets": settings.carry_cap_sheets,
        "carry_cap_fee_micros": settings.carry_cap_fee,
        "staples": settings.staples,
        "carry_cap_staples": settings.carry_cap_staples,
        "anchor": settings.anchor.isoformat() if settings.anchor else None,
    }


def fees(settings: FeeSettings) -> dict[str, Any]:
    """A fee definition in plain words."""
    return {
        "name": settings.name,
        "colour_page": settings.colour_page,
        "mono_page": settings.mono_page,
        "sheet": settings.sheet,
        "sizes": dict(settings.sizes),
    }
