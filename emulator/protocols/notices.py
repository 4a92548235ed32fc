"""What a printer says unasked, as octets: SNMPv1's trap, SNMPv2's trap and inform (RFC 1157, 3416; 3584, section 3)."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire import ber, mib
from core.wire.mib import Oid
from core.wire.snmp import V1, V2C, Message, Pdu, PduType, TrapV1, Varbind, encode_message
from emulator.dialects.cells import uptime
from emulator.dialects.printer_mib import PRINTER_MIB
from emulator.dialects.tree import Tree
from emulator.printer import Printer

_STANDARD: Final[Oid] = (1, 3, 6, 1, 6, 3, 1, 1, 5)  # snmpTraps (RFC 3418)
COLD_START: Final[Oid] = (*_STANDARD, 1)
AUTHENTICATION_FAILURE: Final[Oid] = (*_STANDARD, 5)
PRINTER_ALERT: Final[Oid] = (*PRINTER_MIB, 18, 2, 0, 1)  # printerV2Alert (RFC 3805)
_ALERT_ENTRY: Final[Oid] = (*PRINTER_MIB, 18, 1, 1)
_ALERT_OBJECTS: Final = (1, 2, 4, 5, 6, 7)  # index, severity, group, group index, location, code

_TRAP_OID: Final[Oid] = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)  # snmpTrapOID.0
_ENTERPRISE_SPECIFIC: Final = 6


class Notice(NamedTuple):
    """A notification's name, and the objects that go with it."""

    what: Oid
    varbinds: tuple[Varbind, ...] = ()


def alert(printer: Printer, tree: Tree, index: int) -> Notice:
    """printerV2Alert about a row of the alert table."""
    found = [tree.get(printer, (*_ALERT_ENTRY, column, 1, index)) for column in _ALERT_OBJECTS]
    return Notice(PRINTER_ALERT, tuple([Varbind(*each) for each in found if each[2] is not None]))


def trap_v1(printer: Printer, community: bytes, notice: Notice, product: Oid) -> bytes:
    """SNMPv1's trap; ``product`` is the printer's sysObjectID, which the generic traps name."""
    what, varbinds = notice
    address = bytes(map(int, printer.address.split(".")))
    if what[:-1] == _STANDARD:
        enterprise, generic, specific = product, what[-1] - 1, 0
    else:
        enterprise, generic, specific = what[:-2], _ENTERPRISE_SPECIFIC, what[-1]
    trap = TrapV1(enterprise, address, generic, specific, uptime(printer), varbinds)
    return encode_message(Message(V1, community, trap))


def pdu_v2(printer: Printer, kind: PduType, request_id: int, notice: Notice) -> Pdu:
    """The PDU of a trap or an inform of versions 2c and 3."""
    head = (
        Varbind(mib.SYS_UPTIME, ber.TIMETICKS, uptime(printer)),
        Varbind(_TRAP_OID, ber.OID, notice.what),
    )
    return Pdu(kind, request_id, 0, 0, head + notice.varbinds)


def message_v2c(community: bytes, pdu: Pdu) -> bytes:
    """Such a PDU in a message of version 2c."""
    return encode_message(Message(V2C, community, pdu))
