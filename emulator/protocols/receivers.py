"""Who is told of everything that a printer says unasked, and how it gets there: traps once, informs until confirmed.

An inform in version 3 is spoken under the receiver's engine (RFC 3414, section 1.5.1), so that is found first, and its
clock learnt from its report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

from core.wire import usm
from core.wire.ber import OID
from core.wire.mib import SYS_OBJECT_ID, Oid
from core.wire.snmp import Malformed, Pdu, PduType, encode_pdu
from core.wire.snmp3 import Header, V3Message, decode_v3, encode_v3_around, is_genuine, nobody, open_scoped
from core.wire.usm import Auth, Keys, User
from emulator.dialects.cells import now_us
from emulator.dialects.engine_objects import engine_id, engine_time_s
from emulator.dialects.tree import Tree
from emulator.ports import Alarm, Later
from emulator.printer import Printer
from emulator.protocols.engine3 import scoped_around
from emulator.protocols.notices import Notice, message_v2c, pdu_v2, trap_v1

Address = tuple[str, int]
Send = Callable[[bytes, Address], None]

MOST_WAITING: Final = 64
"""Informs of one printer that wait for an answer at the same time; a further one pushes the oldest out."""
_LARGEST: Final = 65_507
_HIGHEST_ID: Final = 0x7FFF_FFFF


class Receiver(NamedTuple):
    """Somebody who is told; in version 3 as ``user``, before that under ``community``. SNMPv1 knows no inform."""

    host: str
    port: int = 162
    version: Literal["v1", "v2c", "v3"] = "v2c"
    community: bytes = b"public"
    user: User | None = None
    inform: bool = False
    timeout_s: float = 3.0
    retries: int = 3

    @property
    def address(self) -> Address:
        """Where datagrams go."""
        return self.host, self.port

    def problem(self) -> str:
        """Why there can be no such receiver; "" when there can."""
        if (self.version == "v3") != (self.user is not None):
            return "a receiver of version 3 has a user, and others have none"
        return "SNMPv1 has no inform" if self.inform and self.version == "v1" else ""


class _Peer:
    """The engine of a receiver of version 3, as far as it is known, and the keys for it."""

    __slots__ = ("at_us", "boots", "engine_id", "keys", "time_s")

    def __init__(self) -> None:
        self.engine_id = b""
        self.keys = nobody()
        self.boots = self.time_s = self.at_us = 0

    def learn(self, message: V3Message, user: User, at_us: int) -> None:
        """What a message of it tells."""
        if message.engine_id != self.engine_id:
            self.engine_id = message.engine_id
            self.keys = usm.keys_of(user, message.engine_id)
        self.boots, self.time_s, self.at_us = message.boots, message.time_s, at_us


class _Waiting:
    """An inform that nobody has confirmed yet."""

    __slots__ = ("alarm", "left", "notice", "receiver", "synchronised")

    def __init__(self, receiver: Receiver, notice: Notice) -> None:
        self.receiver = receiver
        self.notice = notice
        self.left = receiver.retries
        self.synchronised = False
        self.alarm: Alarm | None = None

    def rest(self) -> None:
        """Wait no more."""
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None


class Courier:
    """Carries one printer's notices to its receivers."""

    __slots__ = ("_later", "_number", "_peers", "_printer", "_send", "_waiting", "given_up", "receivers", "tree")

    def __init__(self, printer: Printer, tree: Tree, send: Send, later: Later, receivers: Sequence[Receiver]) -> None:
        self.receivers = tuple(receivers)
        self.given_up = 0  # informs that nobody confirmed
        self._printer = printer
        self.tree = tree
        self._send = send
        self._later = later
        self._number = 0
        self._peers: dict[Receiver, _Peer] = {}
        self._waiting: dict[int, _Waiting] = {}

    @property
    def waiting(self) -> int:
        """Informs that nobody has confirmed yet."""
        return len(self._waiting)

    def tell(self, notice: Notice) -> None:
        """To each receiver."""
        for receiver in self.receivers:
            self._number = self._number % _HIGHEST_ID + 1
            if receiver.inform:
                self._make_room()
                self._waiting[self._number] = _Waiting(receiver, notice)
                self._inform(self._number)
            else:
                self._say(receiver, self._trap(receiver, notice))

    def forget(self) -> None:
        """The power went: what is not confirmed will not be sent again."""
        for each in self._waiting.values():
            each.rest()
        self._waiting.clear()
        self._peers.clear()

    def _make_room(self) -> None:
        while len(self._waiting) >= MOST_WAITING:
            self._waiting.pop(next(iter(self._waiting))).rest()
            self.given_up += 1

    def _say(self, receiver: Receiver, data: bytes) -> None:
        self._printer.snmp.out_traps += 1
        self._send(data, receiver.address)

    # ---- traps ------------------------------------------------------------------------------------------

    def _trap(self, receiver: Receiver, notice: Notice) -> bytes:
        if receiver.version == "v1":
            _, tag, product = self.tree.get(self._printer, SYS_OBJECT_ID)
            assert tag == OID
            assert isinstance(product, tuple)
            return trap_v1(self._printer, receiver.community, notice, product)
        pdu = pdu_v2(self._printer, PduType.TRAP_V2, self._number, notice)
        if receiver.user is None:
            return message_v2c(receiver.community, pdu)
        own = engine_id(self._printer)
        peer = self._peers.get(receiver)
        if peer is None:
            peer = self._peers[receiver] = _Peer()
            peer.engine_id, peer.keys = own, usm.keys_of(receiver.user, own)
        clock = self._printer.boots, engine_time_s(self._printer)
        return self._sealed(own, clock, peer.keys, pdu, reportable=False)

    def _sealed(self, engine: bytes, clock: tuple[int, int], keys: Keys, pdu: Pdu, *, reportable: bool) -> bytes:
        header = Header(pdu.request_id, _LARGEST, reportable, engine, *clock)
        return encode_v3_around(header, keys, scoped_around(engine, encode_pdu(pdu)), self._printer.snmp.next_salt())

    # ---- informs ----------------------------------------------------------------------------------------

    def _inform(self, number: int) -> None:
        """Send it, and look again when its time is over."""
        waiting = self._waiting[number]
        self._send_inform(number, waiting)
        waiting.alarm = self._later(waiting.receiver.timeout_s, lambda: self._again(number))

    def _again(self, number: int) -> None:
        waiting = self._waiting[number]
        waiting.alarm = None
        if not waiting.left:
            del self._waiting[number]
            self.given_up += 1
            return
        waiting.left -= 1
        waiting.synchronised = False
        self._inform(number)

    def _send_inform(self, number: int, waiting: _Waiting) -> None:
        receiver = waiting.receiver
        pdu = pdu_v2(self._printer, PduType.INFORM, number, waiting.notice)
        if receiver.user is None:
            self._say(receiver, message_v2c(receiver.community, pdu))
            return
        peer = self._peers.setdefault(receiver, _Peer())
        if not peer.engine_id:
            probe = Pdu(PduType.GET, number, 0, 0, ())
            self._send(self._sealed(b"", (0, 0), nobody(), probe, reportable=True), receiver.address)
            return
        time_s = peer.time_s + (now_us(self._printer) - peer.at_us) // 1_000_000
        self._say(receiver, self._sealed(peer.engine_id, (peer.boots, time_s), peer.keys, pdu, reportable=True))

    def answered(self, pdu: Pdu, source: Address) -> bool:
        """A response of version 2c came; whether it confirms an inform."""
        waiting = self._waiting.get(pdu.request_id)
        if waiting is None or waiting.receiver.user is not None or waiting.receiver.address != source:
            return False
        self._confirmed(pdu.request_id)
        return True

    def _confirmed(self, number: int) -> None:
        self._waiting.pop(number).rest()

    def answered3(self, data: bytes, source: Address) -> bool:
        """A datagram of version 3 came; whether it is a receiver's about an inform."""
        if not self._waiting:
            return False
        message = decode_v3(data)
        waiting = None if isinstance(message, Malformed) else self._waiting.get(message.number)
        if isinstance(message, Malformed) or waiting is None or waiting.receiver.address != source:
            return False
        if waiting.receiver.user is None:
            return False
        self._heard(data, message, waiting, waiting.receiver.user)
        return True

    def _heard(self, data: bytes, message: V3Message, waiting: _Waiting, user: User) -> None:
        peer = self._peers[waiting.receiver]
        if not peer.engine_id:
            peer.learn(message, user, now_us(self._printer))
            self._send_inform(message.number, waiting)
            return
        if message.engine_id != peer.engine_id:
            return
        if peer.keys.auth is not Auth.NONE and not is_genuine(data, message, peer.keys):
            peer.engine_id = b""  # another engine stands there now, or the keys are not right: find it anew
            return
        scoped = open_scoped(message, peer.keys)
        if isinstance(scoped, Malformed):
            return
        if scoped.pdu.type == PduType.RESPONSE and scoped.pdu.request_id == message.number:
            self._confirmed(message.number)
        elif _about(scoped.pdu) == usm.NOT_IN_TIME_WINDOWS and not waiting.synchronised:
            waiting.synchronised = True
            peer.learn(message, user, now_us(self._printer))
            self._send_inform(message.number, waiting)


def _about(pdu: Pdu) -> Oid:
    """What a report is about; () for anything else."""
    return pdu.varbinds[0].oid if pdu.type == PduType.REPORT and pdu.varbinds else ()
