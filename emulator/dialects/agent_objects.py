"""What an agent tells of itself: the system and snmp groups of SNMPv2-MIB (RFC 3418), engine and user statistics.

The counters move with every request, as they do in a real printer: two walks of an untouched printer differ in them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire import mib
from core.wire.ber import COUNTER32, INTEGER, OCTET_STRING, OID, TIMETICKS
from core.wire.mib import Oid
from emulator.dialects import engine_objects
from emulator.dialects.cells import WRAP, constant, cut, uptime
from emulator.dialects.standard_writing import AUTHEN_TRAPS, SET_SERIAL, text
from emulator.dialects.tree import Leaf
from emulator.models import Model
from emulator.parts.snmp_counts import SnmpCounts
from emulator.printer import Printer

_MIB_2: Final[Oid] = (1, 3, 6, 1, 2, 1)
_SNMP: Final[Oid] = (*_MIB_2, 11)
_OR_LAST_CHANGE: Final[Oid] = (*_MIB_2, 1, 8, 0)
_OR_ENTRY: Final[Oid] = (*_MIB_2, 1, 9, 1)
_LONGEST: Final = 255  # octets of a DisplayString
_SERVICES: Final = 72  # end-to-end and application layer

_MODULES: Final[tuple[tuple[Oid, bytes], ...]] = (
    ((1, 3, 6, 1, 6, 3, 1), b"The MIB module for SNMP entities"),
    ((*_MIB_2, 31), b"The MIB module for network interfaces"),
    ((*_MIB_2, 25, 7, 1), b"The MIB module for host resources"),
    ((*_MIB_2, 43), b"The MIB module for printers"),
    ((1, 3, 6, 1, 4, 1, 2699, 1, 2), b"The MIB module for printer ports"),
)

_COUNTERS: Final[dict[int, Callable[[SnmpCounts], int]]] = {
    1: lambda c: c.in_packets,
    2: lambda c: c.out_responses + c.out_traps,
    3: lambda c: c.bad_versions,
    4: lambda c: c.bad_communities,
    5: lambda c: c.bad_community_uses,
    6: lambda c: c.malformed,
    13: lambda c: c.in_vars,
    14: lambda c: c.in_set_vars,
    15: lambda c: c.in_gets,
    16: lambda c: c.in_get_nexts,
    17: lambda c: c.in_sets,
    20: lambda c: c.out_too_bigs,
    21: lambda c: c.out_no_such_names,
    22: lambda c: c.out_bad_values,
    24: lambda c: c.out_gen_errors,
    28: lambda c: c.out_responses,
    29: lambda c: c.out_traps,
    31: lambda c: c.silent_drops,
}
_NEVER_MOVES: Final = (8, 9, 10, 11, 12, 18, 19, 25, 26, 27, 32)
"""Counters of what only a manager or a proxy sees: errors, responses and traps that came in, requests that went out."""


MOVING: Final[tuple[Oid, ...]] = (
    _SNMP,
    *((*_MIB_2, 2, 2, 1, column) for column in (10, 11, 16, 17)),  # ifTable: octets and packets
    *((*_MIB_2, 31, 1, 1, 1, column) for column in (6, 7, 10, 11)),  # ifXTable: the same in 64 bits
)
"""Objects that move with every request, so that no two walks agree in them."""


def objects(model: Model, product: Oid) -> list[Leaf]:
    """System group, list of modules, snmp group. ``product`` is its sysObjectID."""
    return [*_system(model, product), *_modules(), *_snmp(), *engine_objects.objects()]


def _system(model: Model, product: Oid) -> list[Leaf]:
    return [
        constant(mib.SYS_DESCR, OCTET_STRING, cut(f"{model.description}; {model.maker}", _LONGEST)),
        constant(mib.SYS_OBJECT_ID, OID, product),
        Leaf(mib.SYS_UPTIME, TIMETICKS, uptime),
        Leaf(mib.SYS_CONTACT, OCTET_STRING, text(mib.SYS_CONTACT)),
        Leaf(mib.SYS_NAME, OCTET_STRING, lambda p: cut(p.name, _LONGEST)),
        Leaf(mib.SYS_LOCATION, OCTET_STRING, text(mib.SYS_LOCATION)),
        constant(mib.SYS_SERVICES, INTEGER, _SERVICES),
    ]


def _modules() -> list[Leaf]:
    leaves = [constant(_OR_LAST_CHANGE, TIMETICKS, 0)]
    for row, (module, description) in enumerate(_MODULES, start=1):
        leaves.append(constant((*_OR_ENTRY, 2, row), OID, module))
        leaves.append(constant((*_OR_ENTRY, 3, row), OCTET_STRING, description))
        leaves.append(constant((*_OR_ENTRY, 4, row), TIMETICKS, 0))
    return leaves


def _snmp() -> list[Leaf]:
    def shown(read: Callable[[SnmpCounts], int]) -> Callable[[Printer], int]:
        return lambda printer: read(printer.snmp) & WRAP

    return [
        *(Leaf((*_SNMP, item, 0), COUNTER32, shown(read)) for item, read in _COUNTERS.items()),
        *(constant((*_SNMP, item, 0), COUNTER32, 0) for item in _NEVER_MOVES),
        Leaf(AUTHEN_TRAPS, INTEGER, lambda p: p.snmp.authen_traps),
        Leaf(SET_SERIAL, INTEGER, lambda p: p.snmp.set_serial),
    ]
