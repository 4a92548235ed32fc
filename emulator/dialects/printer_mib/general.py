"""General group, storage and device references, covers, localisation."""

from __future__ import annotations

from typing import Final

from core.wire import mib
from core.wire.ber import COUNTER32, INTEGER, OCTET_STRING
from emulator.dialects.cells import Cell, constant, cut, numbers, row, texts, while_fitted
from emulator.dialects.host import devices, storages
from emulator.dialects.printer_mib.tables import DEVICE, LONGEST, OFF, entry
from emulator.dialects.standard_writing import OPERATOR, SERVICE_PERSON, text
from emulator.dialects.state import COVERS, alerts_ever, cover_status, critical_ever
from emulator.dialects.tree import Leaf
from emulator.models import Model

DISPLAY_LINES: Final = 2
DISPLAY_CHARACTERS: Final = 64
_CONSOLE_ENABLED: Final = 3
_NOT_RESETTING: Final = 3
_LONGEST_NAME: Final = 127
_UTF_8: Final = 106  # IANACharset


def objects(model: Model) -> list[Leaf]:
    """One row of each; a reference for each storage and device of HOST-RESOURCES-MIB."""
    leaves = [
        *row(entry(5, 1), _general(), DEVICE),
        Leaf(mib.PRT_GENERAL_PRINTER_NAME, OCTET_STRING, lambda p: cut(p.name, _LONGEST_NAME)),
        Leaf(mib.PRT_GENERAL_SERIAL_NUMBER, OCTET_STRING, lambda p: cut(p.serial, LONGEST)),
        *row(entry(7, 1), [*texts(2, "en", "US"), (4, INTEGER, _UTF_8)], DEVICE, 1),
    ]
    for number, cover in enumerate(COVERS, start=1):
        leaves += row(entry(6, 1), [*texts(2, cover.capitalize()), (3, INTEGER, cover_status(cover))], DEVICE, number)
    return [*leaves, *_references(model)]


def _references(model: Model) -> list[Leaf]:
    """The printer that storages and further devices belong to; indexed by theirs and a number of its own."""
    leaves: list[Leaf] = []
    for number, (index, option) in enumerate([*storages(model), *devices(model)]):
        table = 2 if number < len(storages(model)) else 3
        oid = (*entry(5, table), 2, index, 1)
        reference = [constant(oid, INTEGER, DEVICE, index_length=2)]
        leaves += while_fitted(option, reference) if option else reference
    return leaves


def _general() -> list[Cell]:
    return [
        (1, COUNTER32, 0),  # prtGeneralConfigChanges
        *numbers(2, 1, _NOT_RESETTING),
        (4, OCTET_STRING, text(OPERATOR)),
        (5, OCTET_STRING, text(SERVICE_PERSON)),
        *numbers(6, 1, 1, 1, 1, 1),  # default input, output, marker, media path; localisation of the console
        *numbers(11, DISPLAY_LINES, DISPLAY_CHARACTERS, _CONSOLE_ENABLED, OFF, OFF),
        (18, COUNTER32, critical_ever),
        (19, COUNTER32, alerts_ever),
    ]
