"""The SNMP agent of one printer: octets in, octets out (v1: RFC 1157; v2c: RFC 1901, 3416; v3: engine3.py).

What is not for it gets no answer: a wrong community, octets that are no message, a printer without power. What it
made of a datagram stands in the printer's counters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from core.wire.ber import COUNTER64, END_OF_MIB_VIEW, NO_SUCH_INSTANCE, NO_SUCH_OBJECT
from core.wire.mib import Oid
from core.wire.snmp import (
    V1,
    V2C,
    ErrorStatus,
    Malformed,
    Message,
    Pdu,
    PduType,
    decode_message,
    encode_response_pdu,
    encode_varbind,
    v1_error,
    wrap,
)
from core.wire.snmp3 import V3, version_of
from emulator.dialects.quick import quick_for
from emulator.dialects.tree import Found, Tree
from emulator.dialects.view import EVERYTHING, View
from emulator.parts.snmp_counts import AUTHEN_TRAPS_ON
from emulator.printer import Printer
from emulator.protocols.access import Access, Grant
from emulator.protocols.engine3 import Engine3, Refused
from emulator.protocols.notifier import Notifier

LEAST_MESSAGE: Final = 484  # octets every SNMP engine must take (RFC 3417 section 3.2)
LARGEST_MESSAGE: Final = 65_507  # what a UDP datagram over IPv4 can carry
_AROUND_PDU: Final = 7  # octets of a long message's own header and of its version, beside the community
_PDU_GROWTH: Final = 4  # two nested lengths that may need two octets more than an empty response shows

_SET: Final = int(PduType.SET)
_RESPONSE: Final = int(PduType.RESPONSE)
_NOT_IN_V1: Final = frozenset({NO_SUCH_OBJECT, NO_SUCH_INSTANCE, COUNTER64})  # RFC 3584 section 4.2.2.1


class Request(NamedTuple):
    """A PDU that somebody may ask, what he sees, what he may change, and the octets of the longest response PDU."""

    version: int
    pdu: Pdu
    tree: Tree
    write: View | None
    room: int


class Agent:
    """Answers for one printer out of the tree that its model shares."""

    __slots__ = ("_quick", "access", "counts", "engine3", "limit", "printer", "tree", "unasked")

    def __init__(self, printer: Printer, tree: Tree, access: Access) -> None:
        self.printer = printer
        self.tree = tree
        self.access = access
        self.counts = printer.snmp
        self.limit = max(LEAST_MESSAGE, min(LARGEST_MESSAGE, printer.model.max_message))
        self.engine3 = Engine3(printer, access.users, self.limit) if V3 in access.versions else None
        self._quick = quick_for(tree)
        self.unasked: Notifier | None = None  # says what nobody asked for

    def show(self, tree: Tree) -> None:
        """From now on it answers out of another tree."""
        self.tree = tree
        self._quick = quick_for(tree)

    def handle(self, data: bytes, source: tuple[str, int]) -> bytes | None:
        """The response to one datagram; None is silence, and the counters say why."""
        printer = self.printer
        if not printer.is_on:
            return None
        counts = self.counts
        counts.in_packets += 1
        counts.in_octets += len(data)
        answer = self._quick.answer(printer, data, self.access.readers, self.limit) or self._handle(data, source)
        if answer is not None:
            counts.out_responses += 1
            counts.out_octets += len(answer)
        return answer

    def _handle(self, data: bytes, source: tuple[str, int]) -> bytes | None:
        if len(data) > self.limit:
            self.counts.silent_drops += 1
            return None
        version = version_of(data)
        if version == V3 and self.unasked is not None and self.unasked.answered3(data, source):
            return None
        if version is not None and version not in self.access.versions:
            self.counts.bad_versions += 1
            return None
        if version == V3:
            return self._handle3(data)
        message = decode_message(data)
        if isinstance(message, Malformed):
            self.counts.malformed += 1
            return None
        return self._answer_to(data, message, source)

    def _answer_to(self, data: bytes, message: Message, source: tuple[str, int]) -> bytes | None:
        version, community, pdu = message
        if not isinstance(pdu, Pdu) or (pdu.type not in _ANSWERS and not self._is_awaited(pdu, source)):
            self.counts.silent_drops += 1
            return None
        if pdu.type == _RESPONSE:
            return None
        grant = self.access.communities.get(community)
        if grant is None:
            self.counts.bad_communities += 1
            self._unauthentic()
            return None
        if pdu.type == _SET and grant.write is None:
            self.counts.bad_community_uses += 1
            return None
        if grant.read == EVERYTHING and pdu.type != _SET:
            self._quick.learn(data, message)
        room = self.limit - len(community) - (2 if len(community) < 0x80 else 4) - _AROUND_PDU
        answer = self._ask(version, pdu, grant, room)
        return None if answer is None else wrap(version, community, answer)

    def _handle3(self, data: bytes) -> bytes | None:
        assert self.engine3 is not None
        opened = self.engine3.open(data)
        if isinstance(opened, Refused):
            if opened.is_unauthentic:
                self._unauthentic()
            return opened.report
        pdu = opened.pdu
        if pdu.type not in _ANSWERS:
            self.counts.silent_drops += 1
            return None
        answer = self._ask(V2C, pdu, opened.grant, opened.room)
        return None if answer is None else self.engine3.close(opened, answer)

    def _is_awaited(self, pdu: Pdu, source: tuple[str, int]) -> bool:
        return pdu.type == _RESPONSE and self.unasked is not None and self.unasked.answered(pdu, source)

    def _unauthentic(self) -> None:
        if self.unasked is not None and self.counts.authen_traps == AUTHEN_TRAPS_ON:
            self.unasked.unauthentic()

    def _ask(self, version: int, pdu: Pdu, grant: Grant, room: int) -> bytes | None:
        """The response PDU's octets."""
        tree = self.tree if grant.read == EVERYTHING else self.tree.within(grant.read)
        if version == V1:
            tree = tree.older
        self.printer.catch_up()
        return _ANSWERS[pdu.type](self, Request(version, pdu, tree, grant.write, room))

    # ---- reading ------------------------------------------------------------------------------------

    def _get(self, request: Request) -> bytes | None:
        get, printer = request.tree.get, self.printer
        self.counts.in_gets += 1
        found = [get(printer, varbind.oid) for varbind in request.pdu.varbinds]
        if request.version == V1:
            for at, (_oid, tag, _value) in enumerate(found, start=1):
                if tag in _NOT_IN_V1:
                    return self._refuse(request, ErrorStatus.NO_SUCH_NAME, at)
        return self._answer(request, [encode_varbind(each) for each in found])

    def _get_next(self, request: Request) -> bytes | None:
        self.counts.in_get_nexts += 1
        encoded: list[bytes] = []
        for at, varbind in enumerate(request.pdu.varbinds, start=1):
            found = self._after(request, varbind.oid)
            if request.version == V1:
                while found[1] == COUNTER64:  # it is passed over (RFC 3584 section 4.2.2.2)
                    found = self._after(request, found[0])
                if found[1] == END_OF_MIB_VIEW:
                    return self._refuse(request, ErrorStatus.NO_SUCH_NAME, at)
            encoded.append(encode_varbind(found))
        return self._answer(request, encoded)

    def _get_bulk(self, request: Request) -> bytes | None:
        """As many bindings as fit, in the order of RFC 3416 section 4.2.3."""
        self.counts.in_get_nexts += 1
        request_id = request.pdu.request_id
        room = request.room - len(encode_response_pdu(V2C, request_id, 0, 0, ())) - _PDU_GROWTH
        encoded: list[bytes] = []
        for each in self._bulk(request):
            octets = encode_varbind(each)
            room -= len(octets)
            if room < 0:
                if not encoded:
                    return self._too_big(request)
                break
            encoded.append(octets)
        self.counts.in_vars += len(encoded)
        return encode_response_pdu(V2C, request_id, 0, 0, encoded)

    def _bulk(self, request: Request) -> Iterator[Found]:
        pdu = request.pdu
        single = min(pdu.error_status, len(pdu.varbinds))  # non-repeaters
        repetitions = pdu.error_index
        for varbind in pdu.varbinds[:single]:
            yield self._after(request, varbind.oid)
        repeaters = pdu.varbinds[single:]
        if len(repeaters) == 1:
            yield from self._repeat(request.tree, repeaters[0].oid, repetitions)
        elif repeaters:
            yield from self._repeat_all(request.tree, [varbind.oid for varbind in repeaters], repetitions)

    def _repeat(self, tree: Tree, oid: Oid, repetitions: int) -> Iterator[Found]:
        """The usual case: one table column, or one walk."""
        last = oid
        left = repetitions
        if left > 0:
            for found in tree.after(self.printer, oid):
                yield found
                left -= 1
                if not left:
                    return
                last = found[0]
            yield last, END_OF_MIB_VIEW, None

    def _repeat_all(self, tree: Tree, oids: Sequence[Oid], repetitions: int) -> Iterator[Found]:
        """Several columns side by side; it ends early once all of them have."""
        walks = [tree.after(self.printer, oid) for oid in oids]
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

    def _after(self, request: Request, oid: Oid) -> Found:
        return request.tree.next(self.printer, oid) or (oid, END_OF_MIB_VIEW, None)

    # ---- writing ------------------------------------------------------------------------------------

    def _set(self, request: Request) -> bytes | None:
        """All or nothing; the answer repeats the request, so it fits wherever the request did."""
        self.counts.in_sets += 1
        varbinds = request.pdu.varbinds
        answer = encode_response_pdu(request.version, request.pdu.request_id, 0, 0, _repeated(request))
        if len(answer) > request.room:
            return self._too_big(request)
        for at, varbind in enumerate(varbinds, start=1):
            if request.write is None or not request.write.shows(varbind.oid):
                return self._refuse(request, ErrorStatus.NO_ACCESS, at)
        if self.printer.is_busy:
            return self._refuse(request, ErrorStatus.RESOURCE_UNAVAILABLE, 1)
        refusal = self.tree.writing.write(self.printer, varbinds)
        if refusal is None:
            self.counts.in_set_vars += len(varbinds)
            return answer
        return self._refuse(request, refusal.status, refusal.position)

    # ---- answering ----------------------------------------------------------------------------------

    def _answer(self, request: Request, encoded: Sequence[bytes]) -> bytes | None:
        answer = encode_response_pdu(request.version, request.pdu.request_id, 0, 0, encoded)
        if len(answer) > request.room:
            return self._too_big(request)
        self.counts.in_vars += len(encoded)
        return answer

    def _refuse(self, request: Request, status: ErrorStatus, index: int) -> bytes | None:
        """An error response repeats the bindings of the request."""
        code = v1_error(status) if request.version == V1 else int(status)
        return self._fitting(request, code, index, _repeated(request))

    def _too_big(self, request: Request) -> bytes | None:
        """v1 repeats the request's bindings (RFC 1157 section 4.1.2), v2c sends none (RFC 3416 section 4.2.1)."""
        return self._fitting(request, int(ErrorStatus.TOO_BIG), 0, _repeated(request) if request.version == V1 else ())

    def _fitting(self, request: Request, code: int, index: int, encoded: Sequence[bytes]) -> bytes | None:
        self.counts.count_error(code)
        response = encode_response_pdu(request.version, request.pdu.request_id, code, index, encoded)
        if len(response) <= request.room:
            return response
        self.counts.silent_drops += 1
        return None


def _repeated(request: Request) -> list[bytes]:
    return [encode_varbind(varbind) for varbind in request.pdu.varbinds]


_ANSWERS: Final[dict[int, Callable[[Agent, Request], bytes | None]]] = {
    PduType.GET: Agent._get,
    PduType.GETNEXT: Agent._get_next,
    PduType.GETBULK: Agent._get_bulk,
    PduType.SET: Agent._set,
}
