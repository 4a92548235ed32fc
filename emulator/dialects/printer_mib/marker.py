"""The marker with its counters, the supplies with their levels, the colorants, and the media path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire import mib
from core.wire.ber import COUNTER32, INTEGER, OCTET_STRING
from core.wire.values import Value
from emulator.dialects.cells import WRAP, Cell, numbers, row
from emulator.dialects.printer_mib.tables import (
    DEVICE,
    IMPRESSIONS,
    MICROMETRES,
    PERCENT,
    SHEETS,
    SOME,
    TEN_THOUSANDTHS,
    UNKNOWN_NUMBER,
    entry,
)
from emulator.dialects.state import marker_status, media_path_status
from emulator.dialects.tree import Leaf
from emulator.models import Model
from emulator.parts.levels import levels_of
from emulator.printer import Printer

_PROCESS_COLORANTS: Final = frozenset({"black", "cyan", "magenta", "yellow"})
_PROCESS, _SPOT = 3, 4
_LED: Final = 3  # electrophotographicLED
_MARKER: Final = 1
_DPI: Final = 600
_MARGIN: Final = 1_667  # ten-thousandths of an inch
_CONSUMED, _FILLED = 3, 4
_TONER, _WASTE_TONER, _OPC, _FUSER, _TRANSFER_UNIT = 3, 4, 9, 15, 20  # PrtMarkerSuppliesTypeTC
_WASTE: Final = "waste toner"
_DUPLEX, _SIMPLEX = 3, 5
_TONALITIES: Final = 2
_LARGEST_UM, _SMALLEST_UM = (1_200_000, 328_000), (127_000, 76_000)
_PARTS: Final = {_WASTE: ("Waste toner box", _WASTE_TONER), "belt": ("Transfer belt", _TRANSFER_UNIT)}

Read = Callable[[Printer], Value]


def objects(model: Model) -> list[Leaf]:
    """prtMarkerTable, prtMarkerSuppliesTable in the order of ``Model.supplies``, prtMarkerColorantTable, paths."""
    leaves = [
        *row(entry(10, 2), _marker(model), DEVICE, _MARKER),
        Leaf(mib.PRT_MARKER_LIFE_COUNT, COUNTER32, lambda p: p.life.impressions & WRAP, index_length=2),
        Leaf(mib.PRT_MARKER_POWER_ON_COUNT, COUNTER32, lambda p: p.life.power_on_impressions & WRAP, index_length=2),
    ]
    for number, name in enumerate(model.supplies, start=1):
        leaves += row(entry(11, 1), _supply(model, name), DEVICE, number)
    for number, toner in enumerate(model.toners, start=1):
        leaves += row(entry(12, 1), _colorant(toner), DEVICE, number)
    paths = (("Simplex path", _SIMPLEX), ("Duplex path", _DUPLEX))
    for number, (name, kind) in enumerate(paths, start=1):
        leaves += row(entry(13, 4), _media_path(model, name, kind), DEVICE, number)
    return leaves


def _marker(model: Model) -> list[Cell]:
    process = sum(toner in _PROCESS_COLORANTS for toner in model.toners)
    return [
        *numbers(2, _LED, IMPRESSIONS),
        *numbers(6, process, len(model.toners) - process, TEN_THOUSANDTHS, _DPI, _DPI),
        *numbers(11, _MARGIN, _MARGIN, _MARGIN, _MARGIN),
        (15, INTEGER, marker_status),
    ]


def _supply(model: Model, name: str) -> list[Cell]:
    colorant = name.split(" ", 1)[0]
    description, kind = _described(model, name)
    told = model.supply_levels == "exact"
    in_percent = name in model.toners and not model.toner_pages
    return [
        *numbers(2, _MARKER, model.toners.index(colorant) + 1 if colorant in model.toners else 0),
        *numbers(4, _FILLED if name == _WASTE else _CONSUMED, kind),
        (6, OCTET_STRING, description.encode()),
        (7, INTEGER, PERCENT if in_percent else IMPRESSIONS),
        (8, INTEGER, 100 if in_percent else _capacity(model, name)),
        (9, INTEGER, (_percent(name) if in_percent else _pages(name)) if told else _vague(model, name)),
    ]


def _described(model: Model, name: str) -> tuple[str, int]:
    """Description, and PrtMarkerSuppliesTypeTC."""
    if name in model.toners:
        return f"Toner ({name.capitalize()})", _TONER
    if name in model.drums:
        return f"Image drum ({name.split(' ', 1)[0].capitalize()})", _OPC
    return _PARTS.get(name, ("Fuser", _FUSER))


def _capacity(model: Model, name: str) -> int | Read:
    """Cartridges of a toner come in several sizes; of everything else there is one."""
    return (lambda printer: printer.stock.capacity(name)) if name in model.toners else levels_of(model)[name].capacity


def _pages(name: str) -> Read:
    return lambda printer: printer.stock.left(name)


def _percent(name: str) -> Read:
    """Rounded up, so that only what is empty shows 0."""
    return lambda printer: -(-printer.supplies.left(name) // 10)


def _vague(model: Model, name: str) -> int | Read:
    """Of a printer that does not measure: unknown, or that there is some until there is none."""
    if model.supply_levels == "unknown":
        return UNKNOWN_NUMBER
    return lambda printer: SOME if printer.supplies.pages(name) else 0


def _colorant(toner: str) -> list[Cell]:
    return [
        *numbers(2, _MARKER, _PROCESS if toner in _PROCESS_COLORANTS else _SPOT),
        (4, OCTET_STRING, toner.encode()),
        (5, INTEGER, _TONALITIES),
    ]


def _media_path(model: Model, name: str, kind: int) -> list[Cell]:
    return [
        *numbers(2, SHEETS, MICROMETRES, model.speed_ppm * 60 // (2 if kind == _DUPLEX else 1)),
        *numbers(5, *_LARGEST_UM, *_SMALLEST_UM, kind),
        (10, OCTET_STRING, name.encode()),
        (11, INTEGER, media_path_status),
    ]
