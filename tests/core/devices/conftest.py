"""A printer of the accounting MIB in a few lines, on a network whose every datagram has a scripted fate.

It is written from the MIB and the SET rules alone, and shares no code with the emulator.
"""

from __future__ import annotations

import asyncio
import bisect
import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from core.devices.manager import SnmpManager, Target
from core.wire import ber
from core.wire import mib as m
from core.wire.dateandtime import decode_date_and_time, encode_date_and_time
from core.wire.id_table import IdRow, decode_ids
from core.wire.snmp import ErrorStatus, Message, Pdu, PduType, Varbind, decode_message, encode_message, v1_error
from harness.worlds.loop import VirtualLoop

ADDRESS = ("127.20.0.1", 161)
STALE = ErrorStatus.INCONSISTENT_VALUE
LATENCY_S = 0.001
INT, OCT, GAUGE, COUNTER = ber.INTEGER, ber.OCTET_STRING, ber.GAUGE32, ber.COUNTER32


class Refusal(Exception):
    def __init__(self, status: int, oid: m.Oid) -> None:
        self.status = status
        self.oid = oid


class FakePrinter:
    def __init__(self) -> None:
        self.password = b"aaaaaa"
        self.write_community = b"private"
        self.max_message = 8192
        self.stream = b"S" * 16
        self.first = self.next = 1
        self.records: dict[int, bytes] = {}
        self.streams: list[tuple[bytes, int, int]] = []
        self.unlogged = [0, 0, 0, 0, 0]
        self.unlogged_serial = 7
        self.owner, self.generation = b"", 0
        self.serials = dict.fromkeys(
            (m.PA_OWNER_SERIAL, m.PA_CLOCK_SERIAL, m.PA_LOG_FULL_SERIAL, m.PA_STAGE_SERIAL, m.PA_ID_SERIAL), 1000
        )
        self.clock: bytes = b""
        self.full_action, self.inhibit = 1, 2
        self.stage = [1, 0, 0]
        self.staged = b""
        self.revision, self.blob = 0, b""
        self.ids: dict[int, list[Any]] = {0: ["unregistered", 0, 1]}
        self.has_log = self.is_printer = True
        self.executed: list[dict[m.Oid, Any]] = []
        self.asked: list[tuple[PduType, int]] = []

    def add_records(self, count: int, octets: int = 180) -> None:
        for _ in range(count):
            self.records[self.next] = self.next.to_bytes(4, "big") * (octets // 4)
            self.next += 1

    def format(self, stream: bytes) -> None:
        self.streams.insert(0, (self.stream, self.next, 1))
        self.stream, self.first, self.next, self.records = stream, 1, 1, {}
        self.owner, self.generation, self.revision, self.blob = b"", 0, 0, b""

    # reading

    def objects(self) -> dict[m.Oid, tuple[int, Any]]:
        found: dict[m.Oid, tuple[int, Any]] = {m.SYS_DESCR: (OCT, b"A device"), m.SYS_NAME: (OCT, b"lobby")}
        if not self.is_printer:
            return found
        found |= {
            m.HR_DEVICE_TYPE: (ber.OID, m.HR_DEVICE_PRINTER_TYPE),
            m.HR_DEVICE_DESCR: (OCT, b"Colour A3"),
            m.PRT_GENERAL_SERIAL_NUMBER: (OCT, b"SN1"),
            m.PRT_MARKER_LIFE_COUNT: (COUNTER, 1234),
        }
        if not self.has_log:
            return found
        capabilities = m.Capability.LOG | m.Capability.CLOCK | m.Capability.IDS
        found |= {
            m.PA_MIB_VERSION: (GAUGE, 1),
            m.PA_CAPABILITIES: (OCT, m.bits_to_octets(capabilities)),
            m.PA_LOG_CAPACITY: (GAUGE, 5000),
            m.PA_ID_CAPACITY: (GAUGE, 1000),
            m.PA_MAX_MESSAGE: (GAUGE, self.max_message),
            m.PA_OWNER_ID: (OCT, self.owner),
            m.PA_OWNER_GENERATION: (GAUGE, self.generation),
            m.PA_CLOCK_KIND: (INT, 1),
            m.PA_CLOCK_TIME: (OCT, self.clock),
            m.PA_LOG_STREAM: (OCT, self.stream),
            m.PA_LOG_FIRST: (GAUGE, self.first),
            m.PA_LOG_NEXT: (GAUGE, self.next),
            m.PA_LOG_UNLOGGED_SERIAL: (COUNTER, self.unlogged_serial),
            m.PA_LOG_FULL_ACTION: (INT, self.full_action),
            m.PA_FORMAT_INHIBIT: (INT, self.inhibit),
            m.PA_STAGE_TABLE: (INT, self.stage[0]),
            m.PA_STAGE_REVISION: (GAUGE, self.stage[1]),
            m.PA_STAGE_SIZE: (GAUGE, self.stage[2]),
            m.PA_STAGE_OFFSET: (GAUGE, len(self.staged)),
            (*m.PA_TABLE_REVISION, 1): (GAUGE, self.revision),
            (*m.PA_TABLE_DIGEST, 1): (OCT, hashlib.sha256(self.blob).digest() if self.revision else b""),
        }
        counters = (m.PA_LOG_STOPPED_JOBS, m.PA_LOG_STOPPED_SHEETS, m.PA_LOG_LOST_JOBS, m.PA_LOG_LOST_SHEETS)
        for oid, value in zip((*counters, m.PA_LOG_UNLOGGED_REFUSALS), self.unlogged, strict=True):
            found[oid] = (COUNTER, value)
        found |= {oid: (INT, value) for oid, value in self.serials.items()}
        found |= {(*m.PA_LOG_RECORD, sequence): (OCT, raw) for sequence, raw in self.records.items()}
        for row, (stream, next_, cause) in enumerate([(self.stream, self.next, 2), *self.streams], 1):
            found[(*m.PA_STREAM_ID, row)] = (OCT, stream)
            found[(*m.PA_STREAM_NEXT, row)] = (GAUGE, next_)
            found[(*m.PA_STREAM_CAUSE, row)] = (INT, cause)
        found |= {(*m.PA_ID_STATE, each): (INT, row[2]) for each, row in self.ids.items()}
        return found

    def handle(self, data: bytes) -> bytes | None:
        message = decode_message(data)
        assert isinstance(message, Message), message
        pdu = message.pdu
        assert isinstance(pdu, Pdu)
        self.asked.append((PduType(pdu.type), len(pdu.varbinds)))
        if pdu.type == PduType.SET and message.community != self.write_community:
            return None
        status, index, varbinds = self.answer(message.version, pdu)
        if message.version == 0:
            status = v1_error(status)
        reply = Message(
            message.version, message.community, Pdu(PduType.RESPONSE, pdu.request_id, status, index, varbinds)
        )
        encoded = encode_message(reply)
        while len(encoded) > self.max_message:
            assert pdu.type == PduType.GETBULK
            varbinds = varbinds[:-1]
            encoded = encode_message(reply._replace(pdu=reply.pdu._replace(varbinds=varbinds)))
        return encoded

    def answer(self, version: int, pdu: Pdu) -> tuple[int, int, tuple[Varbind, ...]]:
        if pdu.type == PduType.SET:
            try:
                self.write({varbind.oid: varbind.value for varbind in pdu.varbinds})
            except Refusal as refusal:
                index = [varbind.oid for varbind in pdu.varbinds].index(refusal.oid) + 1
                return refusal.status, index, pdu.varbinds
            return 0, 0, pdu.varbinds
        objects = self.objects()
        if pdu.type == PduType.GET:
            missing = (ber.NO_SUCH_OBJECT, None)
            found = [Varbind(each.oid, *objects.get(each.oid, missing)) for each in pdu.varbinds]
            for index, each in enumerate(found, 1):
                if version == 0 and each.tag == ber.NO_SUCH_OBJECT:
                    return ErrorStatus.NO_SUCH_NAME, index, pdu.varbinds
            return 0, 0, tuple(found)
        ordered = sorted(objects)
        fixed, repetitions = (pdu.error_status, pdu.error_index) if pdu.type == PduType.GETBULK else (99, 1)
        oids = [varbind.oid for varbind in pdu.varbinds]
        found = [self.successor(objects, ordered, oid) for oid in oids[:fixed]]
        columns = oids[fixed:]
        for _ in range(repetitions):
            row = [self.successor(objects, ordered, oid) for oid in columns]
            found += row
            columns = [each.oid for each in row]
        return 0, 0, tuple(found)

    @staticmethod
    def successor(objects: dict[m.Oid, tuple[int, Any]], ordered: list[m.Oid], oid: m.Oid) -> Varbind:
        at = bisect.bisect_right(ordered, oid)
        if at == len(ordered):
            return Varbind(oid, ber.END_OF_MIB_VIEW, None)
        return Varbind(ordered[at], *objects[ordered[at]])

    # writing: every rule is checked before anything changes

    def write(self, given: dict[m.Oid, Any]) -> None:
        for oid, serial in self.serials.items():
            if oid in given and given[oid] != serial:
                raise Refusal(STALE, oid)
        if given.get(m.PA_ADMIN_PASSWORD, self.password) != self.password:
            raise Refusal(ErrorStatus.AUTHORIZATION_ERROR, m.PA_ADMIN_PASSWORD)
        if given.get(m.PA_SET_GENERATION, self.generation) != self.generation:
            raise Refusal(STALE, m.PA_SET_GENERATION)
        self.apply(given)
        for oid in self.serials:
            if oid in given:
                self.serials[oid] = (self.serials[oid] + 1) % 0x8000_0000
        self.executed.append(given)

    def apply(self, given: dict[m.Oid, Any]) -> None:
        if m.PA_OWNER_ID in given:
            if given[m.PA_OWNER_EXPECTED] != self.owner or given[m.PA_OWNER_GENERATION] <= self.generation:
                raise Refusal(STALE, m.PA_OWNER_EXPECTED)
            self.owner, self.generation = given[m.PA_OWNER_ID], given[m.PA_OWNER_GENERATION]
        elif m.PA_RELEASE_THROUGH in given:
            if given[m.PA_RELEASE_STREAM] != self.stream:
                raise Refusal(STALE, m.PA_RELEASE_STREAM)
            self.first = max(self.first, given[m.PA_RELEASE_THROUGH] + 1)
            self.records = {each: raw for each, raw in self.records.items() if each >= self.first}
        elif m.PA_CLOCK_TIME in given:
            self.clock = given[m.PA_CLOCK_TIME]
        elif m.PA_LOG_FULL_ACTION in given:
            self.full_action, self.inhibit = given[m.PA_LOG_FULL_ACTION], given[m.PA_FORMAT_INHIBIT]
        elif m.PA_STAGE_SIZE in given:
            self.stage = [given[m.PA_STAGE_TABLE], given[m.PA_STAGE_REVISION], given[m.PA_STAGE_SIZE]]
            self.staged = b""
        elif m.PA_STAGE_CHUNK in given:
            if given[m.PA_STAGE_OFFSET] != len(self.staged):
                raise Refusal(STALE, m.PA_STAGE_OFFSET)
            self.staged += given[m.PA_STAGE_CHUNK]
        elif m.PA_STAGE_COMMIT in given:
            if hashlib.sha256(self.staged).digest() != given[m.PA_STAGE_COMMIT]:
                raise Refusal(STALE, m.PA_STAGE_COMMIT)
            self.revision, self.blob = self.stage[1], self.staged
            rows = decode_ids(self.blob)
            assert isinstance(rows, list)
            self.ids = {row.id: [row.name, row.restrictions, 1] for row in rows}
        else:
            states = {oid: value for oid, value in given.items() if oid[:-1] == m.PA_ID_STATE}
            for oid in states:
                if oid[-1] not in self.ids:
                    raise Refusal(ErrorStatus.NO_CREATION, oid)
            for oid, value in states.items():
                self.ids[oid[-1]][2] = value

    def told_s(self) -> int | None:
        clock = decode_date_and_time(self.clock)
        return clock and clock[0]

    def tell(self, at_s: int) -> None:
        self.clock = encode_date_and_time(at_s, 0)


class FakeNetwork:
    """Carries each request by the next scripted fate, and once the script has run out as it should.

    Fates: ``ok``; ``lose request``; ``lose reply``; ``double reply``; ``double request``; ``late reply`` (after 10 s);
    ``late request`` (after 3 s); or a callable that gets request and deliver and does as it likes.
    """

    def __init__(self, printer: FakePrinter | None) -> None:
        self.printer = printer
        self.script: list[Any] = []
        self.sent: list[bytes] = []
        self.closed = False
        self._receiver: Callable[[bytes, tuple[str, int]], None] | None = None

    def open(self, receiver: Callable[[bytes, tuple[str, int]], None]) -> FakeNetwork:
        self._receiver = receiver
        return self

    def send(self, data: bytes, address: tuple[str, int]) -> None:
        self.sent.append(data)
        fate = self.script.pop(0) if self.script else "ok"
        if self.printer is None or fate == "lose request":
            return
        if callable(fate):
            fate(data, self.deliver)
            return
        loop = asyncio.get_running_loop()
        loop.call_later(3.0 if fate == "late request" else LATENCY_S, self._arrive, data, fate)
        if fate == "double request":
            loop.call_later(LATENCY_S, self._arrive, data, "lose reply")

    def _arrive(self, data: bytes, fate: str) -> None:
        assert self.printer is not None
        reply = self.printer.handle(data)
        if reply is None or fate == "lose reply":
            return
        self.deliver(reply, delay_s=10.0 if fate == "late reply" else LATENCY_S)
        if fate == "double reply":
            self.deliver(reply, delay_s=2 * LATENCY_S)

    def deliver(self, data: bytes, address: tuple[str, int] = ADDRESS, delay_s: float = LATENCY_S) -> None:
        assert self._receiver is not None
        asyncio.get_running_loop().call_later(delay_s, self._receiver, data, address)

    def close(self) -> None:
        self.closed = True


class Zero:
    """Chance that always draws the first."""

    def below(self, name: str, bound: int) -> int:
        return 0

    def octets(self, name: str, size: int) -> bytes:
        return bytes(size)


class Bench:
    """Printer, network, manager and target of one test; ``run`` runs in virtual time."""

    def __init__(self) -> None:
        self.printer = FakePrinter()
        self.network = FakeNetwork(self.printer)
        self.target = Target(ADDRESS[0], ADDRESS[1], timeout_s=1.0, retries=3)
        self.manager: SnmpManager
        self.ended_s = 0.0

    def run(self, test: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        loop = VirtualLoop()

        async def main() -> Any:
            self.manager = SnmpManager(self.network.open, Zero())
            try:
                return await test()
            finally:
                self.ended_s = loop.time()
                self.manager.close()

        try:
            return loop.run_until_complete(main())
        finally:
            loop.close()


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def rows() -> list[IdRow]:
    """A table of some three chunks."""
    return [IdRow(0, "unregistered", 0), *[IdRow(1000 + n, f"person {n}", n % 8) for n in range(150)]]
