"""The SNMP agent of one printer: octets in, octets out (v1: RFC 1157; v2c: RFC 1901, 3416; v3: engine3.py).

What is not for it gets no answer: a wrong community, octets that are no message, a printer without power.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from core.wire.ber import END_OF_MIB_VIEW, NO_SUCH_INSTANCE, NO_SUCH_OBJECT
from core.wire.mib import Oid
from core.wire.snmp import (
    V1,
    V2C,
    ErrorStatus,
    Malformed,
    Message,
    Pdu,
    PduType,
    Varbind,
    decode_message,
    encode_response,
    encode_varbind,
    v1_error,
)
from core.wire.snmp3 import is_v3
from core.wire.usm import User
from emulator.dialects.tree import Found, Tree
from emulator.printer import Printer
from emulator.protocols.engine3 import OVERHEAD, Engine3

LEAST_MESSAGE: Final = 484  # octets every SNMP engine must take (RFC 3417 section 3.2)
LARGEST_MESSAGE: Final = 65_507  # what a UDP datagram over IPv4 can carry
_LENGTH_GROWTH: Final = 6  # three nested lengths that may need two octets more than an empty response shows

_SET: Final = int(PduType.SET)
_MISSING: Final = frozenset({NO_SUCH_OBJECT, NO_SUCH_INSTANCE})


class Agent:
    """Answers for one printer out of the tree that its model shares."""

    __slots__ = (
        "counts",
        "engine3",
        "limit",
        "printer",
        "read_community",
        "tree",
        "write_community",
    )

    def __init__(
        self,
        printer: Printer,
        tree: Tree,
        *,
        read_community: bytes = b"public",
        write_community: bytes = b"private",
        users: Sequence[User] = (),
    ) -> None:
        """With ``users`` it speaks version 3 alone, and the communities open nothing."""
        self.printer = printer
        self.tree = tree
        self.read_community = read_community
        self.write_community = write_community
        self.limit = max(LEAST_MESSAGE, min(LARGEST_MESSAGE, printer.model.max_message))
        self.engine3 = Engine3(printer, users, self.limit) if users else None
        if users:
            self.limit -= OVERHEAD  # of what is inside
        self.counts = printer.snmp

    def handle(self, data: bytes, source: tuple[str, int]) -> bytes | None:  # noqa: ARG002 (every peer is equal)
        """The response to one datagram; None is silence, and the counters say why."""
        if not self.printer.is_on:
            return None
        counts = self.counts
        counts.in_packets += 1
        counts.in_octets += len(data)
        answer = self._handle(data)
        if answer is not None:
            counts.out_responses += 1
            counts.out_octets += len(answer)
        return answer

    def _handle(self, data: bytes) -> bytes | None:
        if self.engine3 is not None:
            if is_v3(data):
                return self.engine3.handle(data, self._answer3)
            self.counts.bad_versions += 1
            return None
        message = self._open(data)
        return None if message is None else self._answer_to(message)

    def _answer3(self, pdu: Pdu) -> bytes | None:
        return self._answer_to(Message(V2C, self.write_community, pdu))

    def _answer_to(self, message: Message) -> bytes | None:
        pdu = message.pdu
        answer = _ANSWERS.get(pdu.type) if isinstance(pdu, Pdu) else None
        if answer is None or not isinstance(pdu, Pdu):
            self.counts.silent_drops += 1
            return None
        if not self._may(message.community, pdu.type):
            return None
        self.printer.catch_up()
        return answer(self, message, pdu)

    def _open(self, data: bytes) -> Message | None:
        if len(data) > self.limit:
            self.counts.silent_drops += 1
            return None
        message = decode_message(data)
        if isinstance(message, Malformed):
            if is_v3(data):
                self.counts.bad_versions += 1
            else:
                self.counts.malformed += 1
            return None
        return message

    def _may(self, community: bytes, pdu_type: int) -> bool:
        if community == self.write_community:
            return True
        if community != self.read_community:
            self.counts.bad_communities += 1
            return False
        if pdu_type == _SET:
            self.counts.bad_community_uses += 1
            return False
        return True

    # ---- reading ------------------------------------------------------------------------------------

    def _get(self, message: Message, pdu: Pdu) -> bytes | None:
        get, printer = self.tree.get, self.printer
        self.counts.in_gets += 1
        found = [get(printer, varbind.oid) for varbind in pdu.varbinds]
        if message.version == V1:
            for at, (_oid, tag, _value) in enumerate(found, start=1):
                if tag in _MISSING:
                    return self._refuse(message, pdu, ErrorStatus.NO_SUCH_NAME, at)
        return self._answer(message, pdu, [encode_varbind(each) for each in found])

    def _get_next(self, message: Message, pdu: Pdu) -> bytes | None:
        self.counts.in_get_nexts += 1
        encoded: list[bytes] = []
        for at, varbind in enumerate(pdu.varbinds, start=1):
            found = self._after(varbind.oid)
            if found[1] == END_OF_MIB_VIEW and message.version == V1:
                return self._refuse(message, pdu, ErrorStatus.NO_SUCH_NAME, at)
            encoded.append(encode_varbind(found))
        return self._answer(message, pdu, encoded)

    def _get_bulk(self, message: Message, pdu: Pdu) -> bytes | None:
        """As many bindings as fit, in the order of RFC 3416 section 4.2.3."""
        empty = encode_response(message.version, message.community, pdu.request_id, 0, 0, ())
        room = self.limit - len(empty) - _LENGTH_GROWTH
        self.counts.in_get_nexts += 1
        encoded: list[bytes] = []
        for each in self._bulk(pdu):
            octets = encode_varbind(each)
            room -= len(octets)
            if room < 0:
                if not encoded:
                    return self._too_big(message, pdu)
                break
            encoded.append(octets)
        self.counts.in_vars += len(encoded)
        return encode_response(message.version, message.community, pdu.request_id, 0, 0, encoded)

    def _bulk(self, pdu: Pdu) -> Iterator[Found]:
        single = min(pdu.error_status, len(pdu.varbinds))  # non-repeaters
        repetitions = pdu.error_index
        for varbind in pdu.varbinds[:single]:
            yield self._after(varbind.oid)
        repeaters = pdu.varbinds[single:]
        if len(repeaters) == 1:
            yield from self._repeat(repeaters[0].oid, repetitions)
        elif repeaters:
            yield from self._repeat_all([varbind.oid for varbind in repeaters], repetitions)

    def _repeat(self, oid: Oid, repetitions: int) -> Iterator[Found]:
        """The usual case: one table column, or one walk."""
        last = oid
        left = repetitions
        if left > 0:
            for found in self.tree.after(self.printer, oid):
                yield found
                left -= 1
                if not left:
                    return
                last = found[0]
            yield last, END_OF_MIB_VIEW, None

    def _repeat_all(self, oids: Sequence[Oid], repetitions: int) -> Iterator[Found]:
        """Several columns side by side; it ends early once all of them have."""
        walks = [self.tree.after(self.printer, oid) for oid in oids]
        last = list(oids)
        for _ in range(repetitions):
            ended = 0
            for at, walk in enumerate(walks):
                found = next(walk, None)
                if found is None:
                    ended += 1
                    found = last[at], END_OF_MIB_VIEW, None
                last[at] = found[0]
                yield found
            if ended == len(walks):
                return

    def _after(self, oid: Oid) -> Found:
        return self.tree.next(self.printer, oid) or (oid, END_OF_MIB_VIEW, None)

    # ---- writing ------------------------------------------------------------------------------------

    def _set(self, message: Message, pdu: Pdu) -> bytes | None:
        """All or nothing; the answer repeats the request, so it fits wherever the request did."""
        self.counts.in_sets += 1
        encoded = [encode_varbind(varbind) for varbind in pdu.varbinds]
        answer = encode_response(message.version, message.community, pdu.request_id, 0, 0, encoded)
        if len(answer) > self.limit:
            return self._too_big(message, pdu)
        if self.printer.is_busy:
            return self._refuse(message, pdu, ErrorStatus.RESOURCE_UNAVAILABLE, 1)
        refusal = self.tree.writing.write(self.printer, pdu.varbinds)
        if refusal is None:
            self.counts.in_set_vars += len(encoded)
            return answer
        return self._refuse(message, pdu, refusal.status, refusal.position)

    # ---- answering ----------------------------------------------------------------------------------

    def _answer(self, message: Message, pdu: Pdu, encoded: Sequence[bytes]) -> bytes | None:
        answer = encode_response(message.version, message.community, pdu.request_id, 0, 0, encoded)
        if len(answer) > self.limit:
            return self._too_big(message, pdu)
        self.counts.in_vars += len(encoded)
        return answer

    def _refuse(self, message: Message, pdu: Pdu, status: ErrorStatus, index: int) -> bytes | None:
        """An error response repeats the bindings of the request."""
        code = v1_error(status) if message.version == V1 else int(status)
        self._count_error(code)
        encoded = [encode_varbind(varbind) for varbind in pdu.varbinds]
        return self._fitting(encode_response(message.version, message.community, pdu.request_id, code, index, encoded))

    def _too_big(self, message: Message, pdu: Pdu) -> bytes | None:
        """v1 repeats the request's bindings (RFC 1157 section 4.1.2), v2c sends none (RFC 3416 section 4.2.1)."""
        repeated: Sequence[Varbind] = pdu.varbinds if message.version == V1 else ()
        encoded = [encode_varbind(varbind) for varbind in repeated]
        status = int(ErrorStatus.TOO_BIG)
        self._count_error(status)
        return self._fitting(encode_response(message.version, message.community, pdu.request_id, status, 0, encoded))

    def _count_error(self, status: int) -> None:
        """The four errors that SNMPv2-MIB has counters for; the newer ones have none."""
        counts = self.counts
        if status == ErrorStatus.TOO_BIG:
            counts.out_too_bigs += 1
        elif status == ErrorStatus.NO_SUCH_NAME:
            counts.out_no_such_names += 1
        elif status == ErrorStatus.BAD_VALUE:
            counts.out_bad_values += 1
        elif status == ErrorStatus.GEN_ERR:
            counts.out_gen_errors += 1

    def _fitting(self, response: bytes) -> bytes | None:
        if len(response) <= self.limit:
            return response
        self.counts.silent_drops += 1
        return None


_ANSWERS: Final[dict[int, Callable[[Agent, Message, Pdu], bytes | None]]] = {
    PduType.GET: Agent._get,
    PduType.GETNEXT: Agent._get_next,
    PduType.GETBULK: Agent._get_bulk,
    PduType.SET: Agent._set,
}
