"""Printer-MIB (RFC 3805): enough to be recognised, counted and shown by the programs that look after printers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.wire import mib
from core.wire.ber import COUNTER32, INTEGER, OCTET_STRING
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects.cells import constant
from emulator.dialects.tree import Column, Leaf
from emulator.models import Model
from emulator.printer import Printer

PRINTER_MIB: Final[Oid] = (1, 3, 6, 1, 2, 1, 43)
_PROCESS_COLORANTS: Final = frozenset({"black", "cyan", "magenta", "yellow"})
_SOME_LEFT: Final = -3  # prtMarkerSuppliesLevel, prtInputCurrentLevel: not empty, no more is known
_PERCENT: Final = 19
_SHEETS: Final = 8
_IMPRESSIONS: Final = 7
_TRAY_CAPACITY: Final = 500
_STACKER_CAPACITY: Final = 250
_DPI: Final = 600
_MARGIN: Final = 1_667  # ten-thousandths of an inch
_OFF: Final = 4  # PresentOnOff

Cell = tuple[int, int, Value]  # column, tag, value


def objects(model: Model) -> list[Leaf | Column]:
    """General, cover, localization, input, output, marker, supplies, colorants, path, channel, console."""
    leaves = [
        *_row((5, 1), _general(), (1,)),
        Leaf(mib.PRT_GENERAL_PRINTER_NAME, OCTET_STRING, lambda p: p.name.encode()),
        Leaf(mib.PRT_GENERAL_SERIAL_NUMBER, OCTET_STRING, lambda p: p.serial.encode()),
        *_row((6, 1), ((2, OCTET_STRING, b"Front cover"), (3, INTEGER, 4)), (1, 1)),
        *_row((7, 1), ((2, OCTET_STRING, b"en"), (3, OCTET_STRING, b"US"), (4, INTEGER, 106)), (1, 1)),
        *_trays(model),
        *_row((9, 2), _output(), (1, 1)),
        *_marker(model),
        *_supplies(model),
        *_row((13, 4), _media_path(model), (1, 1)),
        *_row((14, 1), _channel(), (1, 1)),
        *_languages(),
        Leaf((*PRINTER_MIB, 16, 5, 1, 2, 1, 1), OCTET_STRING, _display, index_length=2),
    ]
    return list(leaves)


def _row(table: tuple[int, int], cells: Iterable[Cell], index: tuple[int, ...]) -> list[Leaf]:
    """One row of constants of the table at ``43.x.y``."""
    entry = (*PRINTER_MIB, *table, 1)
    return [constant((*entry, column, *index), tag, value, index_length=len(index)) for column, tag, value in cells]


def _general() -> tuple[Cell, ...]:
    return (
        (1, COUNTER32, 0),  # prtGeneralConfigChanges
        (2, INTEGER, 1),
        (3, INTEGER, 3),  # prtGeneralReset: not resetting
        (4, OCTET_STRING, b""),
        (5, OCTET_STRING, b""),
        (6, INTEGER, 1),
        (7, INTEGER, 1),
        (8, INTEGER, 1),
        (9, INTEGER, 1),
        (10, INTEGER, 1),
        (11, INTEGER, 1),  # lines of the display
        (12, INTEGER, 20),  # characters of a line
        (13, INTEGER, 3),  # console enabled
        (14, INTEGER, _OFF),
        (15, INTEGER, _OFF),
        (18, COUNTER32, 0),  # prtAlertCriticalEvents
        (19, COUNTER32, 0),  # prtAlertAllEvents
    )


def _trays(model: Model) -> list[Leaf]:
    leaves: list[Leaf] = []
    for number, tray in enumerate(model.trays, start=1):
        cells: tuple[Cell, ...] = (
            (2, INTEGER, 3),  # sheetFeedAutoRemovableTray
            (8, INTEGER, _SHEETS),
            (9, INTEGER, _TRAY_CAPACITY),
            (10, INTEGER, _SOME_LEFT),
            (11, INTEGER, 0),
            (12, OCTET_STRING, tray.sizes[0].encode()),
            (13, OCTET_STRING, tray.name.encode()),
            (18, OCTET_STRING, tray.name.encode()),
            (21, OCTET_STRING, tray.media[0].encode()),
        )
        leaves += _row((8, 2), cells, (1, number))
    return leaves


def _output() -> tuple[Cell, ...]:
    return (
        (2, INTEGER, 3),  # removable bin
        (3, INTEGER, _SHEETS),
        (4, INTEGER, _STACKER_CAPACITY),
        (5, INTEGER, _SOME_LEFT),
        (6, INTEGER, 0),
        (7, OCTET_STRING, b"Stacker"),
        (12, OCTET_STRING, b"Face-down stacker"),
    )


def _marker_status(printer: Printer) -> Value:
    return 0 if printer.idle else 4  # available and idle, available and active


def _marker(model: Model) -> list[Leaf]:
    process = sum(toner in _PROCESS_COLORANTS for toner in model.toners)
    cells: tuple[Cell, ...] = (
        (2, INTEGER, 3),  # electrophotographicLED
        (3, INTEGER, _IMPRESSIONS),
        (6, INTEGER, process),
        (7, INTEGER, len(model.toners) - process),
        (8, INTEGER, 3),  # ten-thousandths of an inch
        (9, INTEGER, _DPI),
        (10, INTEGER, _DPI),
        (11, INTEGER, _MARGIN),
        (12, INTEGER, _MARGIN),
        (13, INTEGER, _MARGIN),
        (14, INTEGER, _MARGIN),
    )
    return [
        *_row((10, 2), cells, (1, 1)),
        Leaf(mib.PRT_MARKER_LIFE_COUNT, COUNTER32, lambda p: p.life.impressions & 0xFFFF_FFFF, index_length=2),
        Leaf(
            mib.PRT_MARKER_POWER_ON_COUNT,
            COUNTER32,
            lambda p: p.life.power_on_impressions & 0xFFFF_FFFF,
            index_length=2,
        ),
        Leaf((*PRINTER_MIB, 10, 2, 1, 15, 1, 1), INTEGER, _marker_status, index_length=2),
    ]


def _supplies(model: Model) -> list[Leaf]:
    """A cartridge for each toner and the waste box, with the colorants they carry."""
    leaves: list[Leaf] = []
    for number, toner in enumerate(model.toners, start=1):
        leaves += _cartridge(number, toner) if model.toner_pages else _row((11, 1), _toner(number, toner), (1, number))
        role = 3 if toner in _PROCESS_COLORANTS else 4
        colorant: tuple[Cell, ...] = (
            (2, INTEGER, 1),
            (3, INTEGER, role),
            (4, OCTET_STRING, toner.encode()),
            (5, INTEGER, 2),
        )
        leaves += _row((12, 1), colorant, (1, number))
    return [*leaves, *_row((11, 1), _supply(0, 4, 4, "Waste toner box"), (1, len(model.toners) + 1))]


def _cartridge(number: int, toner: str) -> list[Leaf]:
    """A cartridge that tells how many pages it lasts, which depends on its type (FEE-07)."""
    cells = [cell for cell in _toner(number, toner) if cell[0] not in (7, 8)]
    unit = (7, INTEGER, _IMPRESSIONS)
    capacity = Leaf((*PRINTER_MIB, 11, 1, 1, 8, 1, number), INTEGER, lambda p: p.cartridges[toner], index_length=2)
    return [*_row((11, 1), (*cells, unit), (1, number)), capacity]


def _toner(number: int, toner: str) -> tuple[Cell, ...]:
    return _supply(number, 3, 3, f"Toner ({toner.capitalize()})")


def _supply(colorant: int, supply_class: int, kind: int, description: str) -> tuple[Cell, ...]:
    return (
        (2, INTEGER, 1),
        (3, INTEGER, colorant),
        (4, INTEGER, supply_class),  # consumed (3), filled (4)
        (5, INTEGER, kind),  # toner (3), waste toner (4)
        (6, OCTET_STRING, description.encode()),
        (7, INTEGER, _PERCENT),
        (8, INTEGER, 100),
        (9, INTEGER, _SOME_LEFT),
    )


def _media_path(model: Model) -> tuple[Cell, ...]:
    return (
        (2, INTEGER, 8),  # sheets an hour
        (3, INTEGER, 4),  # micrometres
        (4, INTEGER, model.speed_ppm * 60),
        (9, INTEGER, 5 if model.multifunction else 4),
        (10, OCTET_STRING, b"Main path"),
        (11, INTEGER, 0),
    )


def _channel() -> tuple[Cell, ...]:
    return (
        (2, INTEGER, 11),  # chPort9100
        (3, OCTET_STRING, b""),
        (4, INTEGER, 1),
        (5, INTEGER, 2),
        (6, INTEGER, 3),  # print data accepted
        (7, INTEGER, 0),
        (8, INTEGER, 0),
        (9, OCTET_STRING, b"port=9100"),
    )


def _languages() -> list[Leaf]:
    leaves: list[Leaf] = []
    for number, (family, name) in enumerate(((5, b"PJL"), (54, b"PDF")), start=1):
        cells: tuple[Cell, ...] = (
            (2, INTEGER, family),
            (3, OCTET_STRING, b""),
            (4, OCTET_STRING, b""),
            (5, OCTET_STRING, name),
        )
        leaves += _row((15, 1), cells, (1, number))
    return leaves


def _display(printer: Printer) -> Value:
    """The line on the operator panel."""
    if printer.failure:
        return printer.failure.encode()
    return b"Ready" if printer.idle else b"Printing"
