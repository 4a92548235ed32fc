"""What may be written into any network printer: who looks after it and where it stands, a reset, traps of strangers.

Whoever may write at all may write these: the standard MIBs know neither owners nor passwords.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.wire import mib
from core.wire.ber import INTEGER, OCTET_STRING
from core.wire.mib import Oid
from emulator.dialects.writing import Blame, Operation, Request, Syntax, Writing
from emulator.parts.snmp_counts import AUTHEN_TRAPS_OFF, AUTHEN_TRAPS_ON
from emulator.printer import Printer

AUTHEN_TRAPS: Final[Oid] = (1, 3, 6, 1, 2, 1, 11, 30, 0)
SET_SERIAL: Final[Oid] = (1, 3, 6, 1, 6, 3, 1, 1, 6, 1, 0)
RESET: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 3, 1)
OPERATOR: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 4, 1)
SERVICE_PERSON: Final[Oid] = (1, 3, 6, 1, 2, 1, 43, 5, 1, 1, 5, 1)

_HIGHEST_SERIAL: Final = 2_147_483_647
_TEXTS: Final[dict[Oid, int]] = {mib.SYS_CONTACT: 255, mib.SYS_LOCATION: 255, OPERATOR: 127, SERVICE_PERSON: 127}
"""Texts that a printer keeps for people, with the most octets of each."""

SCALARS: Final[dict[Oid, Syntax]] = {
    **{oid: Syntax(OCTET_STRING, 0, most) for oid, most in _TEXTS.items()},
    AUTHEN_TRAPS: Syntax(INTEGER, AUTHEN_TRAPS_ON, AUTHEN_TRAPS_OFF),
    SET_SERIAL: Syntax(INTEGER, 0, _HIGHEST_SERIAL),
    RESET: Syntax(INTEGER, 4, 6),  # power cycle, to what is kept, to factory defaults
}


def text(oid: Oid) -> Callable[[Printer], bytes]:
    """What was written into a text, nothing before."""
    return lambda printer: (printer.snmp.texts or {}).get(oid, b"")


def _keep(oid: Oid) -> Operation:
    def apply(printer: Printer, request: Request) -> None:
        printer.snmp.texts = {**(printer.snmp.texts or {}), oid: request.octets(oid)}

    return Operation((oid,), (oid,), (), _accept, apply)


def _accept(_printer: Printer, _request: Request) -> Blame | None:
    return None


def _set_authen_traps(printer: Printer, request: Request) -> None:
    printer.snmp.authen_traps = request.number(AUTHEN_TRAPS)


def _check_serial(printer: Printer, request: Request) -> Blame | None:
    return None if request.number(SET_SERIAL) == printer.snmp.set_serial else Blame(SET_SERIAL)


def _raise_serial(printer: Printer, _request: Request) -> None:
    printer.snmp.set_serial = (printer.snmp.set_serial + 1) & _HIGHEST_SERIAL


def _reset(printer: Printer, _request: Request) -> None:
    """All three are a restart: no settings go back to those of the factory."""
    printer.power_cycle()


OPERATIONS: Final = (
    *(_keep(oid) for oid in _TEXTS),
    Operation((AUTHEN_TRAPS,), (AUTHEN_TRAPS,), (), _accept, _set_authen_traps),
    Operation((SET_SERIAL,), (SET_SERIAL,), (), _check_serial, _raise_serial),
    Operation((RESET,), (RESET,), (), _accept, _reset),
)
WRITING: Final = Writing(SCALARS, {}, {}, OPERATIONS, lambda _printer, _oid: False)
