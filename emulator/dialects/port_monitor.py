"""The PWG's Printer Port Monitor MIB (PWG 5107.1): one printer, a port for each service, and the device ID.

By it Windows' port monitor and CUPS's snmp backend find out how to print.
"""

from __future__ import annotations

from typing import Final

from core.wire.ber import GAUGE32, INTEGER, OCTET_STRING
from core.wire.mib import Oid
from emulator.dialects.cells import Cell, constant, row
from emulator.dialects.services import SERVICES, Service
from emulator.dialects.tree import Leaf
from emulator.models import Model
from emulator.parts.identity import device_id
from emulator.printer import Printer

PORT_MONITOR: Final[Oid] = (1, 3, 6, 1, 4, 1, 2699, 1, 2, 1)
_GENERAL: Final[Oid] = (*PORT_MONITOR, 1)
_PRINTER_ENTRY: Final[Oid] = (*PORT_MONITOR, 2, 1, 1)
_PORT_ENTRY: Final[Oid] = (*PORT_MONITOR, 3, 1, 1)
_YES, _NO = 1, 2  # TruthValue


def objects(model: Model) -> list[Leaf]:
    """General group, the printer, and a port for each of its services."""
    ports = [service for service in SERVICES if service.name in model.protocols]
    leaves = [
        constant((*_GENERAL, 1, 0), OCTET_STRING, b"en-US"),
        constant((*_GENERAL, 2, 0), GAUGE32, 1),
        constant((*_GENERAL, 3, 0), GAUGE32, len(ports)),
        *row(_PRINTER_ENTRY, _printer(len(ports)), 1),
    ]
    for number, service in enumerate(ports, start=1):
        leaves += row(_PORT_ENTRY, _port(number, service), 1, number)
    return leaves


def _printer(ports: int) -> list[Cell]:
    return [
        (2, OCTET_STRING, lambda p: p.name.encode()),
        (3, OCTET_STRING, lambda p: device_id(p).encode()),
        (4, GAUGE32, ports),
        (5, INTEGER, 1 if ports else 0),
        (6, INTEGER, 1),  # hrDeviceIndex
        (7, OCTET_STRING, b"public"),
        (8, INTEGER, _YES),
    ]


def _port(number: int, service: Service) -> list[Cell]:
    def where(printer: Printer) -> bytes:
        return service.uri.format(address=printer.address).encode()

    return [
        (2, INTEGER, _YES),
        (3, OCTET_STRING, service.title.encode()),
        (4, OCTET_STRING, where),
        (5, INTEGER, service.channel),
        (6, INTEGER, service.port),
        (7, INTEGER, _YES if service.name == "lpd" else _NO),  # another source port than 721 to 731 will do
        (8, INTEGER, number),
        (9, INTEGER, _NO),  # LPR need not say how many octets come
    ]
