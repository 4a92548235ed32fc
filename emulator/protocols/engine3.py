"""The SNMPv3 side of a printer's agent: who may ask, under which keys, and whether the question is fresh (RFC 3414).

It opens a message, has the agent answer the PDU inside as one of version 2c, and closes the answer again. What does not
pass gets a report or silence, and the counters say why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from core.wire import ber, usm
from core.wire.mib import Oid
from core.wire.snmp import Malformed, Message, Pdu, PduType, Varbind, decode_message
from core.wire.snmp3 import (
    AUTHENTIC,
    PRIVATE,
    REPORTABLE,
    Header,
    Scoped,
    V3Message,
    decode_v3,
    encode_v3,
    is_genuine,
    nobody,
    open_scoped,
)
from core.wire.usm import Auth, Keys, Priv, User
from emulator.dialects.cells import now_us
from emulator.printer import Printer

OVERHEAD: Final = 256
"""Octets that a message of version 3 may have around its PDU more than one of version 2c."""

_ENGINE_ID_PREFIX: Final = bytes.fromhex("80007ed905")  # RFC 3411: enterprise 32473, octets of its own choosing
_HIGHEST_TIME: Final = 0x7FFF_FFFF

Answer = Callable[[Pdu], bytes | None]
"""A request's response as a whole message of version 2c, or silence."""


class Engine3:
    """One printer's engine, with its users; every one of them may read and write."""

    __slots__ = ("_keys", "_printer", "_salt", "_users", "engine_id", "limit", "malformed", "reports")

    def __init__(self, printer: Printer, users: Sequence[User], limit: int) -> None:
        self._printer = printer
        self._users = {user.name.encode(): user for user in users}
        self._keys: dict[bytes, Keys] = {}
        self._salt = 0
        self.engine_id = _ENGINE_ID_PREFIX + printer.serial.encode()[:27]
        self.limit = limit
        self.malformed = 0
        self.reports: dict[Oid, int] = {}  # usmStats: how often each was told

    @property
    def time_s(self) -> int:
        """Seconds since the engine started."""
        return (now_us(self._printer) - self._printer.booted_us) // 1_000_000 & _HIGHEST_TIME

    def handle(self, data: bytes, answer: Answer) -> bytes | None:
        """The response to one datagram of version 3; None is silence."""
        message = decode_v3(data)
        if isinstance(message, Malformed):
            self.malformed += 1
            return None
        keys, problem = self._check(data, message)
        if problem:
            return self._report(message, keys, problem)
        scoped = open_scoped(message, keys)
        if isinstance(scoped, Malformed):
            return self._report(message, keys._replace(priv=Priv.NONE), usm.DECRYPTION_ERRORS)
        response = answer(scoped.pdu)
        inner = None if response is None else decode_message(response)
        if not isinstance(inner, Message) or not isinstance(inner.pdu, Pdu):
            return None
        return self._close(message, keys, inner.pdu)

    def _check(self, data: bytes, message: V3Message) -> tuple[Keys, Oid]:
        """The keys under which to go on, and what is wrong with the message, () for nothing."""
        stranger = nobody(message.user)
        if message.engine_id != self.engine_id:
            return stranger, usm.UNKNOWN_ENGINES
        user = self._users.get(message.user)
        if user is None:
            return stranger, usm.UNKNOWN_USERS
        wanted = (AUTHENTIC if user.auth is not Auth.NONE else 0) | (PRIVATE if user.priv is not Priv.NONE else 0)
        if message.flags & (AUTHENTIC | PRIVATE) != wanted:
            return stranger, usm.UNSUPPORTED_LEVELS
        keys = self._keys.get(message.user) or usm.keys_of(user, self.engine_id)
        self._keys[message.user] = keys
        if wanted and not is_genuine(data, message, keys):
            return stranger, usm.WRONG_DIGESTS
        if wanted and not usm.is_in_window(message.boots, message.time_s, self._printer.boots, self.time_s):
            return keys._replace(priv=Priv.NONE), usm.NOT_IN_TIME_WINDOWS
        return keys, ()

    def _report(self, message: V3Message, keys: Keys, about: Oid) -> bytes | None:
        """A report to whoever asked for one, under as much protection as the check has come to."""
        self.reports[about] = count = self.reports.get(about, 0) + 1
        if not message.flags & REPORTABLE:
            return None
        varbinds = (Varbind(about, ber.COUNTER32, count),)
        return self._close(message, keys, Pdu(PduType.REPORT, 0, 0, 0, varbinds))

    def _close(self, message: V3Message, keys: Keys, pdu: Pdu) -> bytes | None:
        self._salt += 1
        header = Header(message.number, self.limit, False, self.engine_id, self._printer.boots, self.time_s)
        closed = encode_v3(header, keys, Scoped(self.engine_id, b"", pdu), self._salt)
        return closed if len(closed) <= min(self.limit, message.largest) else None
