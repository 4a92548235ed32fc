"""Inputs and outputs: what lies in the trays, and how much room is left where sheets come out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire.ber import INTEGER, OCTET_STRING
from core.wire.items import FEEDERS
from core.wire.values import Value
from emulator.dialects.cells import Cell, numbers, row, texts, while_fitted
from emulator.dialects.printer_mib.tables import (
    DEVICE,
    MICROMETRES,
    OFF,
    ON,
    OTHER_NUMBER,
    SHEETS,
    SOME,
    UNKNOWN_NUMBER,
    entry,
)
from emulator.dialects.state import input_status, output_status
from emulator.dialects.tree import Leaf
from emulator.models import Model
from emulator.models.media import dimensions_um, media_name
from emulator.printer import Printer

_TRAY, _BUILT_IN, _BY_HAND = 3, 4, 5  # PrtInputTypeTC
_BIN: Final = 4  # PrtOutputTypeTC: unRemovableBin
_WEIGHTS: Final = {"plain": 80, "recycled": 80, "thick": 160, "label": 100, "transparency": 150}
_NO_SWITCHING: Final = -3
_FINISHER: Final = "finisher"
_FINISHER_SHEETS: Final = 1_000
_FACE_DOWN, _FIRST_TO_LAST = 4, 3
_LARGEST_UM, _SMALLEST_UM = (1_200_000, 328_000), (127_000, 76_000)

Read = Callable[[Printer], Value]


def objects(model: Model) -> list[Leaf]:
    """prtInputTable: the trays, then what is fed by hand. prtOutputTable: the stacker, and the finisher's bin."""
    leaves: list[Leaf] = []
    for number, tray in enumerate(model.inputs, start=1):
        leaves += row(entry(8, 2), _input(model, tray), DEVICE, number)
    stacker = model.stacker_sheets
    outputs = [(_output(model, "Stacker", "Face-down stacker", stacker, lambda p: stacker - p.paper.stacked), "")]
    if model.finisher:
        outputs.append((_output(model, "Finisher", "Finisher bin", _FINISHER_SHEETS, SOME), _FINISHER))
    for number, (cells, option) in enumerate(outputs, start=1):
        bins = row(entry(9, 2), cells, DEVICE, number)
        leaves += while_fitted(option, bins) if option else bins
    return leaves


def _input(model: Model, tray: str) -> list[Cell]:
    by_hand = tray not in {each.name for each in model.trays}
    kind = _BY_HAND if tray == FEEDERS[5] else _BUILT_IN if by_hand else _TRAY
    capacity = model.tray_capacity(tray)
    title = tray.capitalize()
    return [
        *numbers(2, kind, MICROMETRES),
        (4, INTEGER, _length(tray)),
        (5, INTEGER, _width(tray)),
        (6, INTEGER, _length(tray)),
        (7, INTEGER, _width(tray)),
        *numbers(8, SHEETS, capacity),
        (10, INTEGER, _left(tray)),
        (11, INTEGER, input_status(tray)),
        (12, OCTET_STRING, _media_name(model, tray)),
        *texts(13, tray, model.maker, "", "", ""),  # name, vendor, model, version, serial number
        *texts(18, title),
        (19, INTEGER, OFF),
        (20, INTEGER, lambda p: _WEIGHTS.get(p.paper.media(tray), UNKNOWN_NUMBER)),
        (21, OCTET_STRING, lambda p: p.paper.media(tray).encode()),
        *texts(22, "white"),
        *numbers(23, 1, OTHER_NUMBER, _NO_SWITCHING),
    ]


def _media_name(model: Model, tray: str) -> Read:
    """As a model's tray usually has it, unless somebody has put in something else."""
    usual = next((each.sizes[0] for each in model.trays if each.name == tray), model.sizes[0])
    name = media_name(usual).encode()

    def read(printer: Printer) -> Value:
        lies = printer.stock.lying.get(tray)
        return name if lies is None else media_name(lies.size).encode()

    return read


def _left(tray: str) -> Read:
    return lambda printer: printer.stock.left(tray)


def _length(tray: str) -> Read:
    return lambda printer: (dimensions_um(printer.paper.size(tray)) or (0, UNKNOWN_NUMBER))[1]


def _width(tray: str) -> Read:
    return lambda printer: (dimensions_um(printer.paper.size(tray)) or (UNKNOWN_NUMBER, 0))[0]


def _output(model: Model, name: str, description: str, capacity: int, room: int | Read) -> list[Cell]:
    return [
        *numbers(2, _BIN, SHEETS, capacity),
        (5, INTEGER, room),
        (6, INTEGER, output_status),
        *texts(7, name, model.maker, "", "", "", description),
        *numbers(13, OFF, MICROMETRES, *_LARGEST_UM, *_SMALLEST_UM, _FIRST_TO_LAST, _FACE_DOWN),
        *numbers(21, OFF, OFF, ON, ON if model.finisher else OFF),  # bursting, decollating, collated, offset
    ]
