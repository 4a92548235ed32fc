"""Datagrams of SNMP to begin with: every version, every kind of request, objects that are there and that are not."""

from __future__ import annotations

import warnings
from random import Random

from core.wire import ber, mib
from core.wire.ber import GAUGE32, INTEGER, NULL, OCTET_STRING
from core.wire.snmp import V1, V2C, Message, Pdu, PduType, TrapV1, Varbind, encode_message
from core.wire.snmp3 import Header, Scoped, encode_v3, nobody

_ROOTS = ((1, 3), (1, 3, 6, 1, 2, 1, 1), (1, 3, 6, 1, 2, 1, 25, 3), (1, 3, 6, 1, 2, 1, 43), (*mib.ACCOUNTING, 1))
_NAMES = (
    *(mib.SYS_DESCR, mib.SYS_UPTIME, mib.PRT_MARKER_LIFE_COUNT, mib.HR_PRINTER_DETECTED_ERROR_STATE),
    *(mib.PA_LOG_STREAM, (*mib.PA_LOG_RECORD, 1), mib.PA_CAPABILITIES, (1, 3, 6, 1, 4, 1, 99), (0, 0), (2, 100, 3)),
)
_WRITES = (
    ((mib.PA_OWNER_SERIAL, INTEGER, 0), (mib.PA_ADMIN_PASSWORD, OCTET_STRING, b"aaaaaa"),
     (mib.PA_OWNER_EXPECTED, OCTET_STRING, b""), (mib.PA_OWNER_ID, OCTET_STRING, bytes(16)),
     (mib.PA_OWNER_GENERATION, GAUGE32, 1)),
    ((mib.PA_SET_GENERATION, GAUGE32, 1), (mib.PA_RELEASE_STREAM, OCTET_STRING, bytes(16)),
     (mib.PA_RELEASE_THROUGH, GAUGE32, 1)),
    ((mib.PA_CLOCK_SERIAL, INTEGER, 0), (mib.PA_SET_GENERATION, GAUGE32, 1),
     (mib.PA_CLOCK_TIME, OCTET_STRING, bytes.fromhex("07ea031e0800002b0200"))),
    ((mib.PA_STAGE_SERIAL, INTEGER, 0), (mib.PA_ADMIN_PASSWORD, OCTET_STRING, b"aaaaaa"),
     (mib.PA_SET_GENERATION, GAUGE32, 1), (mib.PA_STAGE_TABLE, INTEGER, 1), (mib.PA_STAGE_REVISION, GAUGE32, 3),
     (mib.PA_STAGE_SIZE, GAUGE32, 64)),
    ((mib.PA_STAGE_SERIAL, INTEGER, 1), (mib.PA_SET_GENERATION, GAUGE32, 1), (mib.PA_STAGE_OFFSET, GAUGE32, 0),
     (mib.PA_STAGE_CHUNK, OCTET_STRING, bytes(64))),
    ((mib.PA_TRAP_SERIAL, INTEGER, 0), (mib.PA_SET_GENERATION, GAUGE32, 1),
     (mib.PA_TRAP_RECEIVER, OCTET_STRING, bytes((192, 0, 2, 7, 0, 162))),
     (mib.PA_TRAP_COMMUNITY, OCTET_STRING, b"bell"), (mib.PA_TRAP_VERSION, INTEGER, 2)),
)  # fmt: skip


def seeds(engine_id: bytes, *, with_scapy: bool = False) -> list[bytes]:
    """Whole datagrams. ``engine_id``: of the printer that speaks version 3. scapy's own are strange from the start."""
    found: list[bytes] = []
    for version, community in ((V1, b"public"), (V2C, b"public"), (V2C, b"private"), (V2C, b"wrong")):
        for pdu in _pdus(version):
            found.append(encode_message(Message(version, community, pdu)))
    trap = TrapV1((1, 3, 6, 1, 4, 1, 32473), bytes((127, 0, 0, 1)), 6, 1, 100, ())
    found.append(encode_message(Message(V1, b"public", trap)))
    for identity in (engine_id, b""):
        for pdu in _pdus(V2C):
            header = Header(7, 65_507, True, identity, 1, 0)
            found.append(encode_v3(header, nobody(b"count"), Scoped(identity, b"", pdu)))
    return found + (_from_scapy() if with_scapy else [])


def _pdus(version: int) -> list[Pdu]:
    asked = [tuple(Varbind(name, NULL, None) for name in names) for names in ((), _NAMES[:1], _NAMES, _ROOTS)]
    found = [Pdu(kind, 7, 0, 0, names) for kind in (PduType.GET, PduType.GETNEXT) for names in asked]
    written = [tuple(Varbind(*each) for each in write) for write in _WRITES]
    found += [Pdu(PduType.SET, 7, 0, 0, varbinds) for varbinds in written]
    if version != V1:
        found += [Pdu(PduType.GETBULK, 7, first, often, names) for names in asked for first, often in ((0, 5), (1, 50))]
        found.append(Pdu(PduType.GETBULK, 7, 0, ber.INT32_MAX, asked[1]))
        found += [Pdu(kind, 7, 0, 0, asked[1]) for kind in (PduType.INFORM, PduType.TRAP_V2, PduType.RESPONSE)]
    return found


def _from_scapy(count: int = 300) -> list[bytes]:
    """Messages with fields of any value, built by a program that shares no code with ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from scapy.layers.snmp import SNMP, SNMPbulk, SNMPget, SNMPnext, SNMPset, SNMPvarbind
        from scapy.packet import fuzz

        found = []
        kinds = (SNMPget, SNMPnext, SNMPset, SNMPbulk)
        for number in range(count):
            inside = fuzz(kinds[number % len(kinds)](varbindlist=[SNMPvarbind(oid="1.3.6.1.2.1.1.1.0")]))
            try:
                found.append(bytes(SNMP(version=number % 3, community="public", PDU=inside)))
            except Exception:  # scapy cannot put every value of its own into octets
                continue
        return found


def pick(found: list[bytes], random: Random) -> bytes:
    """One of them."""
    return found[random.randrange(len(found))]
