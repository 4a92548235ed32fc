"""The SNMPv3 side of a printer's agent: who may ask, under which keys, and whether the question is fresh (RFC 3414).

It opens a message for the agent, and closes the answer again. What does not pass gets a report or silence, and the
counters say why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from core.wire import ber, usm
from core.wire.mib import Oid
from core.wire.snmp import Malformed, Pdu, PduType, Varbind, encode_pdu
from core.wire.snmp3 import (
    AUTHENTIC,
    IMPOSSIBLE_FLAGS,
    OTHER_MODEL,
    PRIVATE,
    REPORTABLE,
    Header,
    V3Message,
    decode_v3,
    encode_v3_around,
    is_genuine,
    nobody,
    open_scoped,
)
from core.wire.usm import Auth, Keys, Priv
from emulator.dialects.engine_objects import UNKNOWN_CONTEXTS, UNKNOWN_HANDLERS, engine_id, engine_time_s
from emulator.printer import Printer
from emulator.protocols.access import READS, Grant, Named

OVERHEAD: Final = 272
"""Octets that a message of version 3 may have around its PDU."""

_UNAUTHENTIC: Final = frozenset({usm.UNKNOWN_USERS, usm.WRONG_DIGESTS})


class Opened(NamedTuple):
    """A request whose sender is who he says, with what he may do and the octets of the longest response PDU."""

    message: V3Message
    keys: Keys
    grant: Grant
    pdu: Pdu
    room: int


class Refused(NamedTuple):
    """A message that is not let in: what to answer (None: nothing), and whether it was a stranger's."""

    report: bytes | None
    is_unauthentic: bool = False


class Engine3:
    """One printer's engine, with its users."""

    __slots__ = ("_counts", "_keys", "_printer", "_users", "engine_id", "limit")

    def __init__(self, printer: Printer, users: Mapping[bytes, Named], limit: int) -> None:
        self._printer = printer
        self._counts = printer.snmp
        self._counts.reports = {}
        self._users = users
        self._keys: dict[bytes, Keys] = {}
        self.engine_id = engine_id(printer)
        self.limit = limit

    @property
    def time_s(self) -> int:
        """Seconds since the engine started."""
        return engine_time_s(self._printer)

    def open(self, data: bytes) -> Opened | Refused:
        """What one datagram of version 3 asks, if it may."""
        message = decode_v3(data)
        if isinstance(message, Malformed):
            self._count(message.reason)
            return Refused(None)
        keys, problem = self._check(data, message)
        if problem:
            return Refused(self._report(message, keys, problem), problem in _UNAUTHENTIC)
        scoped = open_scoped(message, keys)
        if isinstance(scoped, Malformed):
            return Refused(self._report(message, keys._replace(priv=Priv.NONE), usm.DECRYPTION_ERRORS))
        if scoped.engine_id != self.engine_id:
            self._counts.strange_engines += 1
            return Refused(self._tell(message, keys, UNKNOWN_HANDLERS, self._counts.strange_engines))
        if scoped.name:
            self._counts.strange_contexts += 1
            return Refused(self._tell(message, keys, UNKNOWN_CONTEXTS, self._counts.strange_contexts))
        named = self._users.get(message.user)
        grant = READS if named is None else named.grant
        return Opened(message, keys, grant, scoped.pdu, min(self.limit, message.largest) - OVERHEAD)

    def _count(self, reason: str) -> None:
        """A datagram that is no message, or one of a kind that there is not."""
        if reason == OTHER_MODEL:
            self._counts.strange_models += 1
        elif reason == IMPOSSIBLE_FLAGS:
            self._counts.invalid_messages += 1
        else:
            self._counts.malformed += 1

    def _check(self, data: bytes, message: V3Message) -> tuple[Keys, Oid]:
        """The keys under which to go on, and what is wrong with the message, () for nothing."""
        stranger = nobody(message.user)
        if message.engine_id != self.engine_id:
            return stranger, usm.UNKNOWN_ENGINES
        keys = self.keys_of(message.user)
        if keys is None:
            return stranger, usm.UNKNOWN_USERS
        wanted = (AUTHENTIC if keys.auth is not Auth.NONE else 0) | (PRIVATE if keys.priv is not Priv.NONE else 0)
        if message.flags & (AUTHENTIC | PRIVATE) != wanted:
            return stranger, usm.UNSUPPORTED_LEVELS
        if wanted and not is_genuine(data, message, keys):
            return stranger, usm.WRONG_DIGESTS
        if wanted and not usm.is_in_window(message.boots, message.time_s, self._printer.boots, self.time_s):
            return keys._replace(priv=Priv.NONE), usm.NOT_IN_TIME_WINDOWS
        return keys, ()

    def keys_of(self, user: bytes) -> Keys | None:
        """That user's keys for this engine; None for a stranger."""
        keys = self._keys.get(user)
        if keys is None and user in self._users:
            keys = self._keys[user] = usm.keys_of(self._users[user].user, self.engine_id)
        return keys

    def _report(self, message: V3Message, keys: Keys, about: Oid) -> bytes | None:
        return self._tell(message, keys, about, self._counts.count_report(about))

    def _tell(self, message: V3Message, keys: Keys, about: Oid, count: int) -> bytes | None:
        """A report to whoever asked for one, under as much protection as the check has come to."""
        if not message.flags & REPORTABLE:
            return None
        varbinds = (Varbind(about, ber.COUNTER32, count & ber.UINT32_MAX),)
        return self._fitting(message, keys, encode_pdu(Pdu(PduType.REPORT, 0, 0, 0, varbinds)))

    def close(self, opened: Opened, pdu: bytes) -> bytes | None:
        """The response datagram around a PDU."""
        return self._fitting(opened.message, opened.keys, pdu)

    def _fitting(self, message: V3Message, keys: Keys, pdu: bytes) -> bytes | None:
        closed = self._seal(message.number, keys, pdu)
        return closed if len(closed) <= min(self.limit, message.largest) else None

    def _seal(self, number: int, keys: Keys, pdu: bytes) -> bytes:
        """A datagram from this engine, in which it is the authority on the time."""
        header = Header(number, self.limit, False, self.engine_id, self._printer.boots, self.time_s)
        return encode_v3_around(header, keys, scoped_around(self.engine_id, pdu), self._counts.next_salt())


def scoped_around(engine: bytes, pdu: bytes) -> bytes:
    """The octets of a scoped PDU in the empty context of an engine."""
    inner = ber.element(ber.OCTET_STRING, engine) + ber.element(ber.OCTET_STRING, b"")
    return ber.element(ber.SEQUENCE, inner + pdu)
