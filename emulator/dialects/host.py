"""The parts of HOST-RESOURCES-MIB by which a printer is recognised (RFC 2790 section 4)."""

from __future__ import annotations

from typing import Final

from core.wire import mib
from core.wire.ber import COUNTER32, INTEGER, OCTET_STRING, OID
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects import agent_objects
from emulator.dialects.cells import constant
from emulator.dialects.tree import Column, Leaf
from emulator.models import Model
from emulator.printer import Printer

HOST_RESOURCES: Final[Oid] = (1, 3, 6, 1, 2, 1, 25)
_STORAGE: Final[Oid] = (*HOST_RESOURCES, 2)
_STORAGE_TYPES: Final[Oid] = (*_STORAGE, 1)
_RAM: Final = 2
_MEDIUM: Final = {"disk": ("Hard disk", 4), "flash": ("Flash memory", 9), "sd": ("SD card", 5)}
_UNIT_OCTETS: Final = 1_048_576
_RAM_UNITS: Final = 512
_MEDIUM_UNITS: Final = 16_384

_RUNNING, _DOWN = 2, 5  # hrDeviceStatus
_OTHER, _IDLE, _PRINTING = 1, 3, 4  # hrPrinterStatus
_ERROR_BITS: Final = (("jam", 0x04), ("door", 0x08), ("cover", 0x08), ("toner", 0x10), ("paper", 0x40))
_OFFLINE: Final = 0x02
_SERVICE_REQUESTED: Final = 0x01


def objects(model: Model, product: Oid) -> list[Leaf | Column]:
    """System group, storage, and the one device: the printer. ``product`` is its sysObjectID."""
    return [*agent_objects.objects(model, product), *_storage(model), *_device(model, product)]


def _storage(model: Model) -> list[Leaf]:
    medium, medium_type = _MEDIUM[model.storage]
    rows = (("RAM", _RAM, _RAM_UNITS), (medium, medium_type, _MEDIUM_UNITS))
    leaves = [constant((*_STORAGE, 2, 0), INTEGER, _RAM_UNITS * _UNIT_OCTETS // 1_024)]
    for row, (name, kind, size) in enumerate(rows, start=1):
        cells: tuple[tuple[int, int, Value], ...] = (
            (1, INTEGER, row),
            (2, OID, (*_STORAGE_TYPES, kind)),
            (3, OCTET_STRING, name.encode()),
            (4, INTEGER, _UNIT_OCTETS),
            (5, INTEGER, size),
            (6, INTEGER, size // 4),
            (7, COUNTER32, 0),
        )
        leaves += [constant((*_STORAGE, 3, 1, column, row), tag, value) for column, tag, value in cells]
    return leaves


def _device_status(printer: Printer) -> Value:
    return _DOWN if printer.failure else _RUNNING


def _printer_status(printer: Printer) -> Value:
    if printer.failure:
        return _OTHER
    return _IDLE if printer.idle else _PRINTING


def _error_state(printer: Printer) -> Value:
    """hrPrinterDetectedErrorState: bit 0 is the high bit of the first octet."""
    failure = printer.failure
    if not failure:
        return bytes(2)
    bits = next((bit for word, bit in _ERROR_BITS if word in failure), _SERVICE_REQUESTED)
    return bytes((bits | _OFFLINE, 0))


def _device(model: Model, product: Oid) -> list[Leaf]:
    return [
        constant(mib.HR_DEVICE_INDEX, INTEGER, 1),
        constant(mib.HR_DEVICE_TYPE, OID, mib.HR_DEVICE_PRINTER_TYPE),
        constant(mib.HR_DEVICE_DESCR, OCTET_STRING, model.description.encode()),
        constant(mib.HR_DEVICE_ID, OID, product),
        Leaf(mib.HR_DEVICE_STATUS, INTEGER, _device_status),
        constant(mib.HR_DEVICE_ERRORS, COUNTER32, 0),
        Leaf(mib.HR_PRINTER_STATUS, INTEGER, _printer_status),
        Leaf(mib.HR_PRINTER_DETECTED_ERROR_STATE, OCTET_STRING, _error_state),
    ]
