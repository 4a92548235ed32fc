"""IF-MIB (RFC 2863): the one Ethernet interface with its hardware address, and what passed through it.

Octets and packets are those of the agent's datagrams, so they move with every request, and of the print data that came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire.ber import COUNTER32, COUNTER64, GAUGE32, INTEGER, OCTET_STRING, OID, TIMETICKS
from core.wire.mib import Oid
from emulator.dialects.cells import WRAP, Cell, constant, row
from emulator.dialects.tree import Leaf
from emulator.parts.identity import mac_address
from emulator.printer import Printer

IF_INDEX: Final = 1
_MIB_2: Final[Oid] = (1, 3, 6, 1, 2, 1)
_IF_NUMBER: Final[Oid] = (*_MIB_2, 2, 1, 0)
_IF_ENTRY: Final[Oid] = (*_MIB_2, 2, 2, 1)
_IFX_ENTRY: Final[Oid] = (*_MIB_2, 31, 1, 1, 1)
_TABLE_CHANGES: Final[Oid] = (*_MIB_2, 31, 1, 5, 0)  # ifTableLastChange
_ETHERNET: Final = 6  # ethernetCsmacd
_GIGABIT: Final = 1_000_000_000
_UP, _YES, _NO = 1, 1, 2
_HEADERS: Final = 42  # Ethernet, IPv4 and UDP, around each datagram; print data have hardly more
_SEGMENT: Final = 1_460  # octets of print data in a packet


def _in_octets(printer: Printer) -> int:
    return printer.snmp.in_octets + printer.received_octets + _in_packets(printer) * _HEADERS


def _out_octets(printer: Printer) -> int:
    return printer.snmp.out_octets + _out_packets(printer) * _HEADERS


def _in_packets(printer: Printer) -> int:
    return printer.snmp.in_packets - (-printer.received_octets // _SEGMENT)


def _out_packets(printer: Printer) -> int:
    return printer.snmp.out_responses + printer.snmp.out_traps


def objects() -> list[Leaf]:
    """ifNumber, ifTable and ifXTable of one interface."""
    return [
        constant(_IF_NUMBER, INTEGER, 1),
        *row(_IF_ENTRY, _interface(), IF_INDEX),
        *row(_IFX_ENTRY, _extension(), IF_INDEX),
        constant(_TABLE_CHANGES, TIMETICKS, 0),
    ]


def _wrapped(read: Callable[[Printer], int]) -> Callable[[Printer], int]:
    return lambda printer: read(printer) & WRAP


def _nothing(*columns: int) -> list[Cell]:
    return [(column, COUNTER32, 0) for column in columns]


def _interface() -> list[Cell]:
    return [
        (1, INTEGER, IF_INDEX),
        (2, OCTET_STRING, b"Ethernet"),
        (3, INTEGER, _ETHERNET),
        (4, INTEGER, 1_500),
        (5, GAUGE32, _GIGABIT),
        (6, OCTET_STRING, mac_address),
        (7, INTEGER, _UP),
        (8, INTEGER, _UP),
        (9, TIMETICKS, 0),
        (10, COUNTER32, _wrapped(_in_octets)),
        (11, COUNTER32, _wrapped(_in_packets)),
        *_nothing(12, 13, 14, 15),
        (16, COUNTER32, _wrapped(_out_octets)),
        (17, COUNTER32, _wrapped(_out_packets)),
        *_nothing(18, 19, 20),
        (21, GAUGE32, 0),
        (22, OID, (0, 0)),
    ]


def _extension() -> list[Cell]:
    return [
        (1, OCTET_STRING, b"eth0"),
        *_nothing(2, 3, 4, 5),
        (6, COUNTER64, _in_octets),
        (7, COUNTER64, _in_packets),
        (8, COUNTER64, 0),
        (9, COUNTER64, 0),
        (10, COUNTER64, _out_octets),
        (11, COUNTER64, _out_packets),
        (12, COUNTER64, 0),
        (13, COUNTER64, 0),
        (14, INTEGER, _NO),  # no traps of the link
        (15, GAUGE32, _GIGABIT // 1_000_000),
        (16, INTEGER, _NO),
        (17, INTEGER, _YES),
        (18, OCTET_STRING, b""),
        (19, TIMETICKS, 0),
    ]
