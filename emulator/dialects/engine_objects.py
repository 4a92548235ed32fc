"""What an SNMPv3 engine tells of itself, on printers that speak that version (RFC 3411, 3412, 3413, 3414)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire import usm
from core.wire.ber import COUNTER32, INTEGER, OCTET_STRING
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.dialects.cells import WRAP, now_us
from emulator.dialects.tree import Leaf, Read
from emulator.printer import Printer

_MODULES: Final[Oid] = (1, 3, 6, 1, 6, 3)
_ENGINE: Final[Oid] = (*_MODULES, 10, 2, 1)
_MESSAGES: Final[Oid] = (*_MODULES, 11, 2, 1)
UNKNOWN_HANDLERS: Final[Oid] = (*_MESSAGES, 3, 0)
UNKNOWN_CONTEXTS: Final[Oid] = (*_MODULES, 12, 1, 5, 0)
_UNAVAILABLE_CONTEXTS: Final[Oid] = (*_MODULES, 12, 1, 4, 0)
_USER_STATS: Final = (
    usm.UNSUPPORTED_LEVELS,
    usm.NOT_IN_TIME_WINDOWS,
    usm.UNKNOWN_USERS,
    usm.UNKNOWN_ENGINES,
    usm.WRONG_DIGESTS,
    usm.DECRYPTION_ERRORS,
)

_ENGINE_ID_PREFIX: Final = bytes.fromhex("80007ed905")  # RFC 3411: enterprise 32473, octets of its own choosing
_HIGHEST_TIME: Final = 0x7FFF_FFFF


def engine_id(printer: Printer) -> bytes:
    """A printer's snmpEngineID."""
    return _ENGINE_ID_PREFIX + printer.serial.encode()[:27]


def engine_time_s(printer: Printer) -> int:
    """A printer's snmpEngineTime: seconds since it started."""
    return (now_us(printer) - printer.booted_us) // 1_000_000 & _HIGHEST_TIME


def objects() -> list[Leaf]:
    """snmpEngine, the statistics of messages, contexts and users; none of them without version 3."""
    return [
        _leaf((*_ENGINE, 1, 0), OCTET_STRING, engine_id),
        _leaf((*_ENGINE, 2, 0), INTEGER, lambda p: p.boots),
        _leaf((*_ENGINE, 3, 0), INTEGER, engine_time_s),
        _leaf((*_ENGINE, 4, 0), INTEGER, lambda p: p.model.max_message),
        _leaf((*_MESSAGES, 1, 0), COUNTER32, lambda p: p.snmp.strange_models & WRAP),
        _leaf((*_MESSAGES, 2, 0), COUNTER32, lambda p: p.snmp.invalid_messages & WRAP),
        _leaf(UNKNOWN_HANDLERS, COUNTER32, lambda p: p.snmp.strange_engines & WRAP),
        _leaf(_UNAVAILABLE_CONTEXTS, COUNTER32, lambda _: 0),
        _leaf(UNKNOWN_CONTEXTS, COUNTER32, lambda p: p.snmp.strange_contexts & WRAP),
        *(_leaf(oid, COUNTER32, _counted(oid)) for oid in _USER_STATS),
    ]


def _leaf(oid: Oid, tag: int, read: Read) -> Leaf:
    return Leaf(oid, tag, lambda p: None if p.snmp.reports is None else read(p))


def _counted(oid: Oid) -> Callable[[Printer], Value]:
    return lambda printer: printer.snmp.reported(oid) & WRAP
