"""HOST-RESOURCES-MIB (RFC 2790): system, storage, and the devices that a printer is made of."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire import mib
from core.wire.ber import COUNTER32, GAUGE32, INTEGER, OCTET_STRING, OID, TIMETICKS, EncodeError
from core.wire.dateandtime import encode_date_and_time
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects import agent_objects, interfaces
from emulator.dialects.cells import WRAP, Cell, constant, cut, now_us, row, uptime, while_fitted
from emulator.dialects.state import critical_ever, detected_errors, device_status, printer_status
from emulator.dialects.tree import Column, Leaf, Read
from emulator.models import Model
from emulator.printer import Printer

HOST_RESOURCES: Final[Oid] = (1, 3, 6, 1, 2, 1, 25)
PRINTERS: Final[Oid] = (*HOST_RESOURCES, 3, 5)
_SYSTEM: Final[Oid] = (*HOST_RESOURCES, 1)
_STORAGE: Final[Oid] = (*HOST_RESOURCES, 2)
_DEVICE: Final[Oid] = (*HOST_RESOURCES, 3)

_NULL_OID: Final[Oid] = (0, 0)  # zeroDotZero
_PRINTER_INDEX, _PROCESSOR_INDEX, _NETWORK_INDEX, _FIRST_MEDIUM_INDEX = 1, 2, 3, 4
_PROCESSOR, _NETWORK, _DISK = 3, 4, 6  # hrDeviceTypes
_RUNNING: Final = 2
_BUSY_PERCENT, _IDLE_PERCENT = 60, 3
_YES, _NO = 1, 2
_READ_WRITE: Final = 1
_PROCESSES: Final = 24
_LONGEST_DESCRIPTION: Final = 64  # octets of hrDeviceDescr
_BEFORE_IT_IS_SET_S: Final = 946_684_800  # 2000-01-01: what a clock that nobody has set yet shows at power-on

_UNIT_OCTETS: Final = 4_096
_MEBIBYTE: Final = 1_048_576 // _UNIT_OCTETS
_RECORD_OCTETS: Final = 1_200  # the most that a record of the log takes
_LEFT_WHEN_CROWDED: Final = 64
_SD_CARD: Final = "sd card"


class Medium(NamedTuple):
    """A storage: its title, hrStorageTypes, size in MiB, hrDiskStorageMedia (0: no disk), and whether it comes out."""

    title: str
    kind: int
    size_mib: int
    disk_media: int
    removable: bool = False
    option: str = ""  # that it comes with

    @property
    def units(self) -> int:
        """Its size in allocation units."""
        return self.size_mib * _MEBIBYTE


_RAM: Final = Medium("RAM", 2, 512, 0)
_MEDIA: Final = {
    "disk": Medium("Hard disk", 4, 163_840, 3),
    "flash": Medium("Flash memory", 9, 2_048, 1),
    "sd": Medium("SD card", 5, 16_384, 1, removable=True),
}


def _media(model: Model) -> list[Medium]:
    """RAM, where the log is, flash memory for the programs, the slot for an SD card: in the order of hrStorageIndex."""
    found = [_RAM, _MEDIA[model.storage]]
    if model.storage != "flash":
        found.append(_MEDIA["flash"])
    if model.sd_card and model.storage != "sd":
        found.append(_MEDIA["sd"]._replace(option=_SD_CARD))
    return found


def objects(model: Model, product: Oid) -> list[Leaf | Column]:
    """SNMPv2-MIB, IF-MIB and HOST-RESOURCES-MIB. ``product`` is the sysObjectID."""
    return [
        *agent_objects.objects(model, product),
        *interfaces.objects(),
        *_system(),
        *_storage(model),
        *_devices(model, product),
    ]


def storages(model: Model) -> list[tuple[int, str]]:
    """hrStorageIndex of each storage, and the option that it comes with."""
    return [(index, medium.option) for index, medium in enumerate(_media(model), start=1)]


def devices(model: Model) -> list[tuple[int, str]]:
    """hrDeviceIndex of each device beside the printer, and the option that it comes with."""
    disks = enumerate(_media(model)[1:], start=_FIRST_MEDIUM_INDEX)
    return [(_PROCESSOR_INDEX, ""), (_NETWORK_INDEX, ""), *((index, medium.option) for index, medium in disks)]


def _system() -> list[Leaf]:
    return [
        Leaf((*_SYSTEM, 1, 0), TIMETICKS, uptime),
        Leaf((*_SYSTEM, 2, 0), OCTET_STRING, _date),
        constant((*_SYSTEM, 3, 0), INTEGER, _FIRST_MEDIUM_INDEX),
        constant((*_SYSTEM, 4, 0), OCTET_STRING, b""),
        constant((*_SYSTEM, 5, 0), GAUGE32, 0),
        constant((*_SYSTEM, 6, 0), GAUGE32, _PROCESSES),
        constant((*_SYSTEM, 7, 0), INTEGER, 0),
    ]


def _date(printer: Printer) -> Value:
    """What the clock shows, or would show if its time ran from 2000 on because nobody has set it."""
    at_us = now_us(printer)
    shown_s = printer.clock.device_now_s(at_us)
    if shown_s is None:
        shown_s = _BEFORE_IT_IS_SET_S + (at_us - printer.booted_us) // 1_000_000
    try:
        return encode_date_and_time(shown_s, printer.clock.utc_offset_min)
    except EncodeError:
        return encode_date_and_time(_BEFORE_IT_IS_SET_S, 0)


def _storage(model: Model) -> list[Leaf]:
    leaves = [constant((*_STORAGE, 2, 0), INTEGER, _RAM.size_mib * 1_024)]
    for index, medium in enumerate(_media(model), start=1):
        has_log = medium.title == _MEDIA[model.storage].title
        cells: list[Cell] = [
            (1, INTEGER, index),
            (2, OID, (*_STORAGE, 1, medium.kind)),
            (3, OCTET_STRING, medium.title.encode()),
            (4, INTEGER, _UNIT_OCTETS),
            (5, INTEGER, medium.units),
            (6, INTEGER, _used_beside_the_log(medium) if has_log else medium.units // 4),
            (7, COUNTER32, 0),
        ]
        leaves += _fitted(medium, row((*_STORAGE, 3, 1), cells, index))
    return leaves


def _used_beside_the_log(medium: Medium) -> Read:
    """A quarter for other things, and the records of the log; almost everything when other things crowd it."""

    def used(printer: Printer) -> int:
        if printer.storage.is_crowded:
            return medium.units - _LEFT_WHEN_CROWDED
        return medium.units // 4 + -(-printer.log.held * _RECORD_OCTETS // _UNIT_OCTETS)

    return used


def _fitted(medium: Medium, leaves: list[Leaf]) -> list[Leaf]:
    return while_fitted(medium.option, leaves) if medium.option else leaves


def _devices(model: Model, product: Oid) -> list[Leaf]:
    network = [
        constant((*_DEVICE, 4, 1, 1, _NETWORK_INDEX), INTEGER, interfaces.IF_INDEX),
        *_device(_NETWORK_INDEX, _NETWORK, "Ethernet"),
    ]
    processor = [
        constant((*_DEVICE, 3, 1, 1, _PROCESSOR_INDEX), OID, _NULL_OID),
        Leaf((*_DEVICE, 3, 1, 2, _PROCESSOR_INDEX), INTEGER, _load),
        *_device(_PROCESSOR_INDEX, _PROCESSOR, "Controller"),
    ]
    leaves = [*_printer(model, product), *processor, *network]
    for index, medium in enumerate(_media(model)[1:], start=_FIRST_MEDIUM_INDEX):
        leaves += _fitted(medium, [*_device(index, _DISK, medium.title), *_disk(index, medium)])
    return leaves


def _printer(model: Model, product: Oid) -> list[Leaf]:
    return [
        constant(mib.HR_DEVICE_INDEX, INTEGER, _PRINTER_INDEX),
        constant(mib.HR_DEVICE_TYPE, OID, mib.HR_DEVICE_PRINTER_TYPE),
        constant(mib.HR_DEVICE_DESCR, OCTET_STRING, cut(model.description, _LONGEST_DESCRIPTION)),
        constant(mib.HR_DEVICE_ID, OID, product),
        Leaf(mib.HR_DEVICE_STATUS, INTEGER, device_status),
        Leaf(mib.HR_DEVICE_ERRORS, COUNTER32, lambda p: critical_ever(p) & WRAP),
        Leaf(mib.HR_PRINTER_STATUS, INTEGER, printer_status),
        Leaf(mib.HR_PRINTER_DETECTED_ERROR_STATE, OCTET_STRING, detected_errors),
    ]


def _device(index: int, kind: int, title: str) -> list[Leaf]:
    cells: list[Cell] = [
        (1, INTEGER, index),
        (2, OID, (*_DEVICE, 1, kind)),
        (3, OCTET_STRING, title.encode()),
        (4, OID, _NULL_OID),
        (5, INTEGER, _RUNNING),
        (6, COUNTER32, 0),
    ]
    return row((*_DEVICE, 2, 1), cells, index)


def _disk(index: int, medium: Medium) -> list[Leaf]:
    cells: list[Cell] = [
        (1, INTEGER, _READ_WRITE),
        (2, INTEGER, medium.disk_media),
        (3, INTEGER, _YES if medium.removable else _NO),
        (4, INTEGER, medium.size_mib * 1_024),
    ]
    return row((*_DEVICE, 6, 1), cells, index)


def _load(printer: Printer) -> int:
    """hrProcessorLoad: per cent."""
    return _IDLE_PERCENT if printer.idle else _BUSY_PERCENT
