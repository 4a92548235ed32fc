"""The toner that a printer has, by the Printer-MIB (RFC 3805): cartridges that tell their capacity in pages."""

from __future__ import annotations

from typing import Final

from core.devices.manager import Manager, Target
from core.devices.reading import Values, present, text
from core.model.errors import DeviceError
from core.wire.mib import (
    PRT_MARKER_COLORANT_VALUE,
    PRT_MARKER_SUPPLIES_COLORANT,
    PRT_MARKER_SUPPLIES_MAX_CAPACITY,
    PRT_MARKER_SUPPLIES_TYPE,
    PRT_MARKER_SUPPLIES_UNIT,
    Oid,
)

_COLUMNS: Final = (
    PRT_MARKER_SUPPLIES_COLORANT,
    PRT_MARKER_SUPPLIES_TYPE,
    PRT_MARKER_SUPPLIES_UNIT,
    PRT_MARKER_SUPPLIES_MAX_CAPACITY,
    PRT_MARKER_COLORANT_VALUE,
)
_MOST_SUPPLIES: Final = 12
_TONER_TYPES: Final = frozenset((3, 21))  # toner, toner cartridge
_IMPRESSIONS: Final = 7


async def read_toners(manager: Manager, target: Target) -> dict[str, int]:
    """Pages by colourant, as far as the printer tells them; of several cartridges of one colourant the largest."""
    values = present(await manager.bulk(target, (), _COLUMNS, _MOST_SUPPLIES))
    found: dict[str, int] = {}
    for oid, kind in values.items():
        if oid[:-2] != PRT_MARKER_SUPPLIES_TYPE or kind not in _TONER_TYPES:
            continue
        row = oid[-2:]
        pages = values.get((*PRT_MARKER_SUPPLIES_MAX_CAPACITY, *row))
        if values.get((*PRT_MARKER_SUPPLIES_UNIT, *row)) != _IMPRESSIONS or not isinstance(pages, int) or pages < 1:
            continue
        name = _colourant(values, row)
        found[name] = max(pages, found.get(name, 0))
    return found


async def toners_or_nothing(manager: Manager, target: Target) -> dict[str, int]:
    """As :func:`read_toners`, where an answer is not needed."""
    try:
        return await read_toners(manager, target)
    except DeviceError:
        return {}


def _colourant(values: Values, row: Oid) -> str:
    """What a supply's colorant index leads to; the only toner of a printer without colorants is black."""
    index = values.get((*PRT_MARKER_SUPPLIES_COLORANT, *row))
    return text(values, (*PRT_MARKER_COLORANT_VALUE, row[0], index)) if isinstance(index, int) and index else "black"
