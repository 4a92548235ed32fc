"""What a manager knows of one SNMPv3 engine on behalf of one user: its ID, its clock, the user's keys (RFC 3414).

Sans-IO: the manager sends what :meth:`Session.protect` gives and hands over what comes back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.model.errors import DeviceError, WrongUser
from core.wire import usm
from core.wire.mib import Oid
from core.wire.snmp import Malformed, Pdu, PduType
from core.wire.snmp3 import (
    AUTHENTIC,
    PRIVATE,
    Header,
    Scoped,
    V3Message,
    encode_v3,
    is_genuine,
    nobody,
    open_scoped,
)
from core.wire.usm import Auth, Priv, User

LARGEST: Final = 65_507  # octets of an answer that the manager takes

_REASONS: Final[dict[Oid, str]] = {
    usm.UNKNOWN_USERS: "does not know the SNMPv3 user {user}",
    usm.WRONG_DIGESTS: "does not take the authentication password or protocol of the SNMPv3 user {user}",
    usm.DECRYPTION_ERRORS: "does not take the privacy password or protocol of the SNMPv3 user {user}",
    usm.UNSUPPORTED_LEVELS: "does not take the security level of the SNMPv3 user {user}",
}


class Session:
    """One user at one engine. ``now_s`` is a clock that never goes back; ``salt`` is where its salts begin."""

    def __init__(self, where: str, user: User, now_s: Callable[[], float], salt: int) -> None:
        self.engine_id = b""
        self._where = where
        self._user = user
        self._keys = nobody()
        self._now_s = now_s
        self._salt = salt
        self._boots = 0
        self._time_s = 0
        self._learned_s = 0.0

    def protect(self, pdu: Pdu) -> bytes:
        """The datagram for a request, which has its request ID as its message ID; before discovery, a discovery."""
        if not self.engine_id:
            header = Header(pdu.request_id, LARGEST, True, b"", 0, 0)
            return encode_v3(header, nobody(), Scoped(b"", b"", Pdu(PduType.GET, pdu.request_id, 0, 0, ())))
        self._salt += 1
        header = Header(pdu.request_id, LARGEST, True, self.engine_id, self._boots, self._engine_time_s())
        return encode_v3(header, self._keys, Scoped(self.engine_id, b"", pdu), self._salt)

    def open(self, data: bytes, message: V3Message) -> Pdu | None:
        """The response or report in a datagram; None for one that is not genuine, or not fresh."""
        keys = self._keys
        if not self.engine_id:
            return self._discovered(message)
        if message.engine_id != self.engine_id:
            return self._report(message, usm.UNKNOWN_ENGINES)
        if keys.auth is Auth.NONE:
            return self._inner(message)
        if not message.flags & AUTHENTIC:
            return self._report(message, usm.UNKNOWN_ENGINES, *_REASONS)
        if message.user != keys.user or not is_genuine(data, message, keys) or not self._take_clock(message):
            return None
        is_open = keys.priv is not Priv.NONE and not message.flags & PRIVATE
        only = (usm.NOT_IN_TIME_WINDOWS, usm.DECRYPTION_ERRORS)
        return self._report(message, *only) if is_open else self._inner(message)

    def take_report(self, report: Pdu) -> None:
        """Make good what a report complains of, if that is the engine's ID or time. Raises WrongUser, DeviceError."""
        about = report.varbinds[0].oid if report.varbinds else ()
        if about == usm.UNKNOWN_ENGINES:
            self.engine_id = b""  # another device stands there now
        elif about in _REASONS:
            told = _REASONS[about].format(user=repr(self._user.name))
            raise WrongUser(f"{self._where}: {told}", "see the printer's SNMPv3 settings")
        elif about != usm.NOT_IN_TIME_WINDOWS:
            raise DeviceError(f"{self._where}: reports {'.'.join(map(str, about)) or 'nothing in particular'}")

    def _discovered(self, message: V3Message) -> Pdu | None:
        report = self._report(message, usm.UNKNOWN_ENGINES)
        if report is None or not message.engine_id:
            return None
        self.engine_id = message.engine_id
        self._keys = usm.keys_of(self._user, message.engine_id)
        # what a stranger says of its clock is not believed: the first genuine message tells it
        self._boots = self._time_s = 0
        self._learned_s = self._now_s()
        return report

    def _report(self, message: V3Message, *about: Oid) -> Pdu | None:
        """A report on one of these; without authentication nothing else is listened to."""
        pdu = self._inner(message._replace(flags=message.flags & ~PRIVATE))
        if pdu is None or pdu.type != PduType.REPORT or not pdu.varbinds or pdu.varbinds[0].oid not in about:
            return None
        return pdu

    def _inner(self, message: V3Message) -> Pdu | None:
        scoped = open_scoped(message, self._keys)
        return None if isinstance(scoped, Malformed) else scoped.pdu

    def _take_clock(self, message: V3Message) -> bool:
        """Follow the engine's clock, forward only; whether the message is a fresh one (RFC 3414 section 3.2, 7b)."""
        boots, time_s = message.boots, message.time_s
        if (boots, time_s) > (self._boots, self._engine_time_s()):
            self._boots, self._time_s, self._learned_s = boots, time_s, self._now_s()
            return True
        return boots == self._boots != usm.MOST_BOOTS and time_s >= self._engine_time_s() - usm.WINDOW_S

    def _engine_time_s(self) -> int:
        return self._time_s + int(self._now_s() - self._learned_s)
