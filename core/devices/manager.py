"""A lean SNMP manager: requests and replies over one datagram endpoint.

Reads are repeated when no answer comes. A SET is sent once per call unless the caller says that repeating is safe,
since over UDP it may arrive never, once, several times, or late. A reply counts only if it comes from the address
that was asked, with the request's number and the expected object identifiers; everything else is counted and ignored.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from core.chance import Chance
from core.devices.session3 import Session
from core.devices.udp import Address, Endpoint, OpenEndpoint
from core.model.errors import NoResponse, NoSuchHost, Refused
from core.wire import ber
from core.wire.mib import Oid
from core.wire.snmp import ErrorStatus, Malformed, Message, Pdu, PduType, Varbind, decode_message, encode_message
from core.wire.snmp3 import V3, decode_v3, is_v3
from core.wire.usm import User

V1 = 0
V2C = 1
_REQUEST_IDS = 0x7FFF_FFFF
_EARLY_S = 0.0005
_REPORTS = 4  # one on the engine's ID, one on its time, one on each once more


class Target(NamedTuple):
    """Whom to ask and how (PRN-07). ``timeout_s`` holds for each attempt, ``retries`` are attempts after the first."""

    address: str
    port: int = 161
    read_community: bytes = b"public"
    write_community: bytes = b"private"
    version: int = V2C
    timeout_s: float = 2.0
    retries: int = 3
    user: User | None = None  # who asks in version 3, instead of the communities


class Manager(Protocol):
    """The manager's face, the same for every backend. All methods raise NoResponse and Refused."""

    async def get(self, target: Target, oids: Sequence[Oid]) -> tuple[Varbind, ...]:
        """Read exactly these objects; version 2c marks missing ones by their tag, version 1 refuses the whole."""

    async def bulk(
        self, target: Target, non_repeaters: Sequence[Oid], repeaters: Sequence[Oid], max_repetitions: int
    ) -> tuple[Varbind, ...]:
        """Read the successors of the non-repeaters once and of the repeaters up to ``max_repetitions`` times.

        Version 1 has no GETBULK: there one GETNEXT stands for it, as if ``max_repetitions`` were 1.
        """

    async def set(
        self, target: Target, varbinds: Sequence[Varbind], *, repeat_is_safe: bool = False
    ) -> tuple[Varbind, ...]:
        """Write all of these or none; NoResponse leaves open whether it was executed."""

    def close(self) -> None:
        """Close the endpoint; requests in flight end with NoResponse."""


class Tally:
    """What the manager has seen, for status pages and tests."""

    __slots__ = ("foreign", "late", "malformed", "repeated", "sent", "timeouts")

    def __init__(self) -> None:
        self.sent = 0  # datagrams, repeats included
        self.repeated = 0
        self.timeouts = 0  # requests given up
        self.late = 0  # replies to requests that were over: late or duplicated
        self.foreign = 0  # replies to nothing we asked: other address, number, identifiers, version
        self.malformed = 0


class _Request:
    __slots__ = ("accepts", "address", "attempts_left", "data", "deadline", "future", "session", "timeout_s", "version")

    def __init__(
        self,
        target: Target,
        data: bytes,
        accepts: Callable[[Pdu], bool],
        attempts: int,
        future: asyncio.Future[Pdu],
        *,
        session: Session | None = None,
    ) -> None:
        self.address: Address = (target.address, target.port)
        self.version = target.version
        self.data = data
        self.accepts = accepts
        self.attempts_left = attempts
        self.timeout_s = target.timeout_s
        self.deadline = 0.0
        self.future = future
        self.session = session  # of version 3


class SnmpManager:
    """The manager on our own codec, for hundreds of requests at the same time on one socket.

    One timer serves all requests: it stands at the earliest deadline, and requests that were answered meanwhile are
    skipped when it fires. So an answered request never touches the loop's timers.
    """

    def __init__(self, open_endpoint: OpenEndpoint, chance: Chance) -> None:
        self.tally = Tally()
        self._loop = asyncio.get_running_loop()
        self._pending: dict[int, _Request] = {}
        self._deadlines: list[tuple[float, int]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._chance = chance
        self._sessions: dict[tuple[str, int, User], Session] = {}
        # an unpredictable start keeps replies to an earlier process from being taken for ours
        self._first_id = chance.below("manager request id", _REQUEST_IDS)
        self._issued = 0
        self._endpoint: Endpoint | None = open_endpoint(self._received)

    async def get(self, target: Target, oids: Sequence[Oid]) -> tuple[Varbind, ...]:
        """See :meth:`Manager.get`."""
        asked = tuple([Varbind(oid, ber.NULL, None) for oid in oids])
        pdu = Pdu(PduType.GET, self._next_id(), 0, 0, asked)
        return await self._ask(target, target.read_community, pdu, _same(asked), target.retries + 1)

    async def bulk(
        self, target: Target, non_repeaters: Sequence[Oid], repeaters: Sequence[Oid], max_repetitions: int
    ) -> tuple[Varbind, ...]:
        """See :meth:`Manager.bulk`."""
        asked = tuple([Varbind(oid, ber.NULL, None) for oid in (*non_repeaters, *repeaters)])
        fixed = len(non_repeaters)
        if target.version == V1:
            pdu = Pdu(PduType.GETNEXT, self._next_id(), 0, 0, asked)
        else:
            pdu = Pdu(PduType.GETBULK, self._next_id(), fixed, max_repetitions, asked)
        return await self._ask(target, target.read_community, pdu, _successors(asked, fixed), target.retries + 1)

    async def set(
        self, target: Target, varbinds: Sequence[Varbind], *, repeat_is_safe: bool = False
    ) -> tuple[Varbind, ...]:
        """See :meth:`Manager.set`."""
        asked = tuple(varbinds)
        pdu = Pdu(PduType.SET, self._next_id(), 0, 0, asked)
        attempts = target.retries + 1 if repeat_is_safe else 1
        return await self._ask(target, target.write_community, pdu, _same(asked), attempts)

    def close(self) -> None:
        """See :meth:`Manager.close`."""
        if self._endpoint is not None:
            self._endpoint.close()
            self._endpoint = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for request in list(self._pending.values()):
            self._fail(request, NoResponse("the manager was closed"))
        self._pending.clear()

    def _next_id(self) -> int:
        self._issued += 1
        return (self._first_id + self._issued) % _REQUEST_IDS

    async def _ask(
        self, target: Target, community: bytes, pdu: Pdu, accepts: Callable[[Pdu], bool], attempts: int
    ) -> tuple[Varbind, ...]:
        if target.version == V3:
            reply = await self._converse(target, pdu, accepts, attempts)
        else:
            data = encode_message(Message(target.version, community, pdu))
            request = _Request(target, data, accepts, attempts, self._loop.create_future())
            reply = await self._exchange(pdu.request_id, request)
        if reply.error_status:
            raise _refusal(target, reply)
        return reply.varbinds

    async def _exchange(self, request_id: int, request: _Request) -> Pdu:
        self._pending[request_id] = request
        try:
            self._send(request_id, request)
            return await request.future
        finally:
            self._pending.pop(request_id, None)

    async def _converse(self, target: Target, pdu: Pdu, accepts: Callable[[Pdu], bool], attempts: int) -> Pdu:
        """An exchange in version 3, with what has to be learnt of the engine before it. Raises WrongUser too.

        What a report answers was not executed, so asking again is safe for a SET as well.
        """
        session = self._session(target)
        for _ in range(_REPORTS):
            is_discovery = not session.engine_id
            often = target.retries + 1 if is_discovery else attempts
            data = session.protect(pdu)
            request = _Request(target, data, accepts, often, self._loop.create_future(), session=session)
            reply = await self._exchange(pdu.request_id, request)
            if reply.type != PduType.REPORT:
                return reply
            if not is_discovery:
                session.take_report(reply)
            pdu = pdu._replace(request_id=self._next_id())
        raise NoResponse(f"{target.address} port {target.port}: answers with reports alone")

    def _session(self, target: Target) -> Session:
        user = target.user or User("")
        key = (target.address, target.port, user)
        if key not in self._sessions:
            where = f"{target.address} port {target.port}"
            salt = int.from_bytes(self._chance.octets("manager salt", 8), "big")
            self._sessions[key] = Session(where, user, self._loop.time, salt)
        return self._sessions[key]

    def _send(self, request_id: int, request: _Request) -> None:
        if self._endpoint is None:
            self._fail(request, NoResponse("the manager was closed"))
            return
        request.attempts_left -= 1
        request.deadline = self._loop.time() + request.timeout_s
        heapq.heappush(self._deadlines, (request.deadline, request_id))
        if self._timer is None or request.deadline < self._timer.when():
            self._arm(request.deadline)
        self.tally.sent += 1
        try:
            self._endpoint.send(request.data, request.address)
        except OSError as error:
            reason = error.strerror or str(error)
            hint = "is the address right, and is this machine in the network?"
            self._fail(request, NoSuchHost(f"{request.address[0]}: cannot be reached: {reason}", hint))

    def _arm(self, deadline: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(deadline, self._expire)

    def _expire(self) -> None:
        """Repeat or give up what is overdue, then wait for the next deadline that still matters."""
        self._timer = None
        # the loop calls a little early, by its clock's resolution
        now = self._loop.time() + _EARLY_S
        deadlines = self._deadlines
        while deadlines:
            deadline, request_id = deadlines[0]
            request = self._pending.get(request_id)
            if request is not None and request.deadline == deadline and not request.future.done():
                if deadline > now:
                    break
                heapq.heappop(deadlines)
                self._overdue(request_id, request)
            else:
                heapq.heappop(deadlines)
        if deadlines and (self._timer is None or deadlines[0][0] < self._timer.when()):
            self._arm(deadlines[0][0])

    def _overdue(self, request_id: int, request: _Request) -> None:
        if request.attempts_left > 0:
            self.tally.repeated += 1
            self._send(request_id, request)
            return
        self.tally.timeouts += 1
        host, port = request.address
        self._fail(request, NoResponse(f"{host} port {port}: no answer within {request.timeout_s:g} s"))

    @staticmethod
    def _fail(request: _Request, error: NoResponse) -> None:
        if not request.future.done():
            request.future.set_exception(error)

    def _received3(self, data: bytes, address: Address) -> None:
        message = decode_v3(data)
        if isinstance(message, Malformed):
            self.tally.malformed += 1
            return
        request = self._pending.get(message.number)
        if request is None or request.session is None or request.future.done() or address != request.address:
            self.tally.foreign += 1
            return
        pdu = request.session.open(data, message)
        is_report = pdu is not None and pdu.type == PduType.REPORT
        if pdu is not None and (
            is_report or (pdu.type == PduType.RESPONSE and pdu.request_id == message.number and request.accepts(pdu))
        ):
            request.future.set_result(pdu)
        else:
            self.tally.foreign += 1

    def _received(self, data: bytes, address: Address) -> None:
        if self._sessions and is_v3(data):
            self._received3(data, address)
            return
        message = decode_message(data)
        if not isinstance(message, Message):
            self.tally.malformed += 1
            return
        pdu = message.pdu
        if not isinstance(pdu, Pdu) or pdu.type != PduType.RESPONSE:
            self.tally.foreign += 1
            return
        request = self._pending.get(pdu.request_id)
        if request is None or request.future.done():
            if 0 < (pdu.request_id - self._first_id) % _REQUEST_IDS <= self._issued:
                self.tally.late += 1
            else:
                self.tally.foreign += 1
        elif address == request.address and message.version == request.version and request.accepts(pdu):
            request.future.set_result(pdu)
        else:
            self.tally.foreign += 1


def _same(asked: tuple[Varbind, ...]) -> Callable[[Pdu], bool]:
    def accepts(reply: Pdu) -> bool:
        answered = reply.varbinds
        if len(answered) != len(asked):
            # tooBig comes with no varbinds at all (RFC 3416 section 4.2.1)
            return bool(reply.error_status) and not answered
        return all(given.oid == wanted.oid for given, wanted in zip(answered, asked, strict=True))

    return accepts


def _successors(asked: tuple[Varbind, ...], fixed: int) -> Callable[[Pdu], bool]:
    unchanged = _same(asked)

    def accepts(reply: Pdu) -> bool:
        if reply.error_status:
            return unchanged(reply)
        answered = reply.varbinds
        if len(answered) < fixed:
            return False
        columns = len(asked) - fixed
        for index, given in enumerate(answered):
            wanted = asked[index if index < fixed else fixed + (index - fixed) % columns] if columns else asked[index]
            if given.oid <= wanted.oid and given.tag != ber.END_OF_MIB_VIEW:
                return False
        return True

    return accepts


def _refusal(target: Target, reply: Pdu) -> Refused:
    try:
        status = ErrorStatus(reply.error_status).name
    except ValueError:
        status = str(reply.error_status)
    index = reply.error_index
    where = f" at item {index}" if index else ""
    message = f"{target.address} port {target.port}: refused with {status}{where}"
    return Refused(reply.error_status, index, message)
