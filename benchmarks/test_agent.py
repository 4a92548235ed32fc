"""CPU of the agent for one request on a real socket, beside a pysnmp agent with the same objects in the same run.

Each agent is a process of its own: the whole live network with a fleet of one printer here, an engine with
a MibTable for each table there. What is measured is that process's CPU time alone, as the kernel counts it:
receiving, decoding, looking up, encoding and sending together.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.wire import mib as m
from core.wire.ber import COUNTER32, GAUGE32, INTEGER, NULL
from core.wire.mib import Oid
from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message
from emulator.dialects.printer_mib import PRINTER_MIB
from emulator.fleet import Fleet
from emulator.network.loopback import LoopbackNetwork
from emulator.printer import Printer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs another process's CPU clock, and 127.0.0.0/8")

ADDRESS = "127.77.9.1"
RECORDS = 100
RECORD_OCTETS = 180
REPETITIONS = 25
REQUESTS_A_ROUND = 100
LOG_HEAD = tuple(
    oid[:-1]
    for oid in (
        *(m.PA_LOG_STREAM, m.PA_OWNER_ID, m.PA_OWNER_GENERATION),
        *(m.PA_LOG_FIRST, m.PA_LOG_NEXT, m.PA_LOG_UNLOGGED_SERIAL),
    )
)
"""What a server reads along with the records, as a GETBULK names it: the objects, of which it gets the instances."""
TIMES_LESS = 40
"""How many times less CPU than pysnmp's MibTable a GETBULK may need at most."""


def ask(kind: PduType, oid: Oid, repetitions: int = 0, head: tuple[Oid, ...] = ()) -> bytes:
    asked = tuple(Varbind(each, NULL, None) for each in (*head, oid))
    return encode_message(Message(1, b"public", Pdu(kind, 1, len(head), repetitions, asked)))


REQUESTS = {
    "GET": (ask(PduType.GET, m.PRT_GENERAL_SERIAL_NUMBER), 1),
    "GETBULK of 25 log records": (ask(PduType.GETBULK, m.PA_LOG_RECORD, REPETITIONS), REPETITIONS),
    "GETBULK of 25 Printer-MIB objects": (ask(PduType.GETBULK, PRINTER_MIB, REPETITIONS), REPETITIONS),
}

cpu_us: dict[tuple[str, str], float] = {}


async def serve(told: Connection) -> None:
    """Our own agent on the live network, as `pressroom fleet up` runs it."""
    calendar, chance = SystemCalendar(), SystemChance()
    network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0)
    printer = Fleet(network, calendar, chance).add("lobby-1", "colour-a3", address=ADDRESS, serial="S1")
    fill(printer)
    await network.start()
    told.send((ADDRESS, network.ports["snmp"]))
    await asyncio.Event().wait()


def fill(printer: Printer) -> None:
    printer.log.append([bytes([row]) * RECORD_OCTETS for row in range(RECORDS)])


async def serve_by_pysnmp(told: Connection) -> None:
    """A pysnmp engine with the same objects, each in a column of a MibTable."""
    from pysnmp.carrier.asyncio.dgram import udp
    from pysnmp.entity import config, engine
    from pysnmp.entity.rfc3413 import cmdrsp, context

    snmp_engine = engine.SnmpEngine()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((ADDRESS, 0))
    config.add_transport(snmp_engine, udp.DOMAIN_NAME, udp.UdpAsyncioTransport().open_server_mode(sock=sock))
    config.add_v1_system(snmp_engine, "area", "public")
    config.add_vacm_user(snmp_engine, 2, "area", "noAuthNoPriv", (1, 3), (1, 3))
    snmp_context = context.SnmpContext(snmp_engine)
    export(snmp_context.get_mib_instrum().get_mib_builder())
    cmdrsp.GetCommandResponder(snmp_engine, snmp_context)
    cmdrsp.BulkCommandResponder(snmp_engine, snmp_context)
    told.send(sock.getsockname())
    await asyncio.Event().wait()


def export(builder) -> None:
    """Our printer's log records and Printer-MIB objects as tables of pysnmp."""
    from pysnmp.proto.api import v2c

    calendar, chance = SystemCalendar(), SystemChance()
    fleet = Fleet(LoopbackNetwork(chance, calendar), calendar, chance)
    printer = fleet.add("lobby-1", "colour-a3", address=ADDRESS, serial="S1")
    fill(printer)
    names = ("MibScalar", "MibTable", "MibTableRow", "MibTableColumn", "MibScalarInstance")
    scalar_class, table_class, row_class, column_class, instance_class = builder.import_symbols("SNMPv2-SMI", *names)
    types = {INTEGER: v2c.Integer32, COUNTER32: v2c.Counter32, GAUGE32: v2c.Unsigned32}
    symbols: dict[str, object] = {}
    for root in (m.PA_LOG_RECORD, PRINTER_MIB):
        for oid, tag, value in fleet.agents["lobby-1"].tree.after(printer, root):
            if oid[: len(root)] != root:
                break
            column = oid[:-1] if root == m.PA_LOG_RECORD else oid[: len(PRINTER_MIB) + 4]
            syntax = types.get(tag, v2c.OctetString)
            for kind, at in ((table_class, column[:-2]), (row_class, column[:-1])):
                symbols.setdefault(f"s{'_'.join(map(str, at))}", kind(at))
            symbols.setdefault(f"s{'_'.join(map(str, column))}", column_class(column, syntax()))
            instance = instance_class(column, oid[len(column) :], syntax(value))
            symbols[f"s{'_'.join(map(str, oid))}"] = instance
    for scalar in LOG_HEAD:
        _, tag, value = next(fleet.agents["lobby-1"].tree.after(printer, scalar))
        syntax = types.get(tag, v2c.OctetString)
        symbols[f"s{'_'.join(map(str, scalar))}"] = scalar_class(scalar, syntax())
        symbols[f"s{'_'.join(map(str, scalar))}_0"] = instance_class(scalar, (0,), syntax(value))
    builder.export_symbols("__PRESSROOM-BENCHMARK", **symbols)


def run(server, told: Connection) -> None:
    import warnings

    warnings.simplefilter("ignore")
    asyncio.run(server(told))


class Server:
    """An agent in a process of its own, and a client's socket."""

    def __init__(self, server) -> None:
        here, there = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=run, args=(server, there), daemon=True)
        self.process.start()
        assert here.poll(30)
        self.address = here.recv()
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.settimeout(20)
        self.clock = ~self.process.pid << 3 | 2  # CPUCLOCK_SCHED of another process, as clock_getcpuclockid gives it

    def cpu_s(self) -> float:
        return time.clock_gettime(self.clock)

    def request(self, data: bytes) -> bytes:
        self.sock.sendto(data, self.address)
        return self.sock.recv(65_535)

    def close(self) -> None:
        self.sock.close()
        self.process.kill()
        self.process.join()


@pytest.fixture(scope="module", params=["pysnmp", "own"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, Server]]:
    agent = Server(serve if request.param == "own" else serve_by_pysnmp)
    try:
        yield request.param, agent
    finally:
        agent.close()


@pytest.mark.parametrize("what", REQUESTS)
@pytest.mark.benchmark(disable_gc=True)
def test_agent(benchmark, server: tuple[str, Server], what: str) -> None:
    """Smallest CPU µs a request, of several rounds."""
    who, agent = server
    benchmark.group = f"agent, {what}"
    data, count = REQUESTS[what]
    message = decode_message(agent.request(data))
    assert isinstance(message, Message)
    assert isinstance(message.pdu, Pdu)
    assert (message.pdu.error_status, len(message.pdu.varbinds)) == (0, count)
    rounds: list[float] = []

    def several() -> None:
        before = agent.cpu_s()
        for _ in range(REQUESTS_A_ROUND):
            agent.request(data)
        rounds.append((agent.cpu_s() - before) / REQUESTS_A_ROUND * 1_000_000)

    benchmark.pedantic(several, rounds=7, warmup_rounds=1)
    found = min(rounds)
    cpu_us[who, what] = found
    benchmark.extra_info["cpu_us_per_request"] = round(found, 1)
    if who == "own" and ("pysnmp", what) in cpu_us:
        theirs = cpu_us["pysnmp", what]
        benchmark.extra_info["times_less_than_pysnmp"] = round(theirs / found, 1)
        print(f"\nagent: {found:.1f} µs CPU a {what}; pysnmp {theirs:.0f}, {theirs / found:.0f} times as much")
        if count > 1:
            assert theirs / found >= TIMES_LESS


def test_both_answer_alike() -> None:
    """The comparison is fair only if both give the same names and values."""
    own, other = Server(serve), Server(serve_by_pysnmp)
    try:
        for data, _count in REQUESTS.values():
            answers = [decode_message(agent.request(data)) for agent in (own, other)]
            assert answers[0] == answers[1]
    finally:
        own.close()
        other.close()
