"""Settings in the two shapes that a run needs: the server's own models, and the plain words of the oracle's case."""

from __future__ import annotations

from typing import Any

from core.config.fee_settings import FeeSettings, Rounding
from core.config.settings import AccountSettings, LimitSettings, PrinterOptions, PrinterSettings
from core.model import FeeDefinition
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
        "alone": settings.alone,
        "mail": settings.mail or "",
        "notify_limit": settings.notify_limit,
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


_ONE = (
    *("colour_page", "mono_page", "white_page", "white_only_page"),
    *("sheet", "belt", "fuser", "staple", "minute"),
)


def fees(settings: FeeSettings, default: Rounding) -> dict[str, Any]:
    """A fee definition in plain words; ``default`` is the server's rounding."""
    rounding = settings.rounding or default
    return {
        "name": settings.name,
        **{name: getattr(settings, name) for name in _ONE},
        "toner": {level: each.model_dump() for level, each in settings.toner.items()},
        "drum": settings.drum.model_dump(),
        **{name: dict(getattr(settings, name)) for name in ("sizes", "trays", "media")},
        "off": sorted(settings.off),
        "rounding": rounding.mode,
        "rounding_micros": rounding.step,
    }


def stored_fees(definition: FeeDefinition) -> dict[str, Any]:
    """A definition that the server made itself: an initial one, or one that it has worked out from prices."""
    return {
        "name": definition.name,
        **{name: getattr(definition, name) for name in _ONE},
        "toner": {level: each._asdict() for level, each in enumerate(definition.toner)},
        "drum": definition.drum._asdict(),
        **{name: dict(getattr(definition, name)) for name in ("sizes", "trays", "media")},
        "off": sorted(definition.off),
        "rounding": definition.rounding.value,
        "rounding_micros": definition.rounding_micros,
    }
