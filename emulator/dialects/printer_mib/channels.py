"""Channels by which print data come in, and interpreters that read them."""

from __future__ import annotations

from typing import Final

from core.wire.ber import INTEGER, OCTET_STRING
from emulator.dialects.cells import Cell, numbers, row, texts
from emulator.dialects.interfaces import IF_INDEX
from emulator.dialects.printer_mib.tables import AVAILABLE_IDLE, DEVICE, entry
from emulator.dialects.services import SERVICES, Service
from emulator.dialects.tree import Leaf
from emulator.models import Model
from emulator.printer import Printer

LANGUAGES: Final = (
    (5, "PJL", "", "PJL"),
    (3, "PCL", "5c", "PCL 5c"),
    (47, "PCL XL", "3.0", "PCL 6 (XL)"),
    (6, "PostScript", "3", "PostScript 3"),
    (54, "PDF", "1.7", "PDF"),
    (30, "Text", "", "Plain text"),
    (37, "Automatic", "", "Automatic language switching"),
)
"""PrtInterpreterLangFamilyTC, name, level, description."""
_PJL, _AUTOMATIC = 1, len(LANGUAGES)
_ACCEPTS: Final = 3  # PrtChannelStateTC: printDataAccepted
_PORTRAIT: Final = 3
_ADDRESSABILITY: Final = 600
_UTF_8: Final = 106
_TWO_WAY, _ONE_WAY = 3, 4


def objects(model: Model) -> list[Leaf]:
    """prtChannelTable: a row for each service of the model. prtInterpreterTable: a row for each language."""
    leaves: list[Leaf] = []
    services = [service for service in SERVICES if service.name in model.protocols]
    for number, service in enumerate(services, start=1):
        leaves += row(entry(14, 1), _channel(service), DEVICE, number)
    for number, language in enumerate(LANGUAGES, start=1):
        leaves += row(entry(15, 1), _interpreter(*language), DEVICE, number)
    return leaves


def _channel(service: Service) -> list[Cell]:
    def information(printer: Printer) -> bytes:
        return service.information.format(address=printer.address).encode()

    return [
        (2, INTEGER, service.channel),
        *texts(3, service.version),
        *numbers(4, _PJL, _AUTOMATIC),
        (6, INTEGER, _ACCEPTS),
        *numbers(7, IF_INDEX, AVAILABLE_IDLE),
        (9, OCTET_STRING, information),
    ]


def _interpreter(family: int, name: str, level: str, description: str) -> list[Cell]:
    return [
        (2, INTEGER, family),
        *texts(3, level, "", description, ""),
        *numbers(7, _PORTRAIT, _ADDRESSABILITY, _ADDRESSABILITY, _UTF_8, _UTF_8),
        (12, INTEGER, _TWO_WAY if name in {"PJL", "PostScript"} else _ONE_WAY),
    ]
