"""A thousand live printers acquired in one go: `python benchmarks/live_thousand.py [--printers N] [--records M]`.

The printers live in one process, the server with its database file in another, real sockets between them; so the CPU
of the two sides is told apart. Nothing may be lost: ledger keys equal the printers' sequences, sheets and money equal
what the journals say, and all logs are released. In the same run both sides answer and ask beside pysnmp.
The table goes to the terminal, the figures to build/live_thousand.json; the exit code is 1 when anything fails.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.test_agent import LOG_HEAD, ask, serve_by_pysnmp  # noqa: E402
from benchmarks.test_agent import Server as Agent  # noqa: E402
from core.chance import SystemChance  # noqa: E402
from core.clock import SystemCalendar  # noqa: E402
from core.config.settings import AccountSettings, FeeSettings, PrinterSettings, ServerOptions  # noqa: E402
from core.devices.manager import SnmpManager, Target  # noqa: E402
from core.devices.udp import open_udp  # noqa: E402
from core.server import Server  # noqa: E402
from core.store import Store, ThreadPace  # noqa: E402
from core.wire.mib import PA_LOG_RECORD  # noqa: E402
from core.wire.pages import PageRun, build_pages  # noqa: E402
from core.wire.pjl import PrintJob, build_stream  # noqa: E402
from core.wire.snmp import PduType  # noqa: E402
from emulator.fleet import Fleet  # noqa: E402
from emulator.network.loopback import LoopbackNetwork  # noqa: E402
from harness.worlds.calendar import SteppedCalendar  # noqa: E402
from harness.worlds.chance import SeededChance  # noqa: E402

MODELS = ("colour-a3", "mono-a4")
ACCOUNTS = 200
COLOUR_PAGE, MONO_PAGE, SHEET = 100_000, 20_000, 10_000  # micro-units
LEAST_TIMES_LESS = {"agent": 40, "manager": 30}
ROUNDS, OWN_REQUESTS, PYSNMP_REQUESTS = 5, 1_000, 20  # rounds, of which the least counts, and requests in each
AT_A_TIME = 20  # requests under way at the same time, as a server has by default
MOST_ROWS = 25  # of a GETBULK that is measured
HOUR_US = 3_600_000_000
MICRO = 1_000_000


class Truth(NamedTuple):
    """What one printer can say for itself, out of its journal and its log."""

    stream: str
    first: int
    next: int
    jobs: int
    sheets: int
    micros: int


async def serve_fleet(commands: Connection, printers: int, records: int, told: Connection) -> None:
    """The printers: print when told to, and say in the end what has happened."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us
    calendar, chance = SteppedCalendar(SystemCalendar().now_us()), SeededChance(os.getpid())
    network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0)
    fleet = Fleet(network, calendar, chance)
    for number in range(printers):
        fleet.add(f"p{number:04}", MODELS[number % len(MODELS)])
    await network.start()
    told.send(("127.20.0.1", network.ports["snmp"]))
    told_to: asyncio.Queue[str] = asyncio.Queue()
    asyncio.get_running_loop().add_reader(commands.fileno(), lambda: told_to.put_nowait(commands.recv()))
    while True:
        if await told_to.get() == "print":
            for number, printer in enumerate(fleet.printers.values()):
                for turn in range(records):
                    printer.submit(job(number * records + turn), "127.0.0.1:40000")
            await calendar.advance_to(calendar.now_us() + records * HOUR_US)
            fleet.journals()
            commands.send(None)
        else:
            fleet.journals()
            commands.send({name: truth(printer) for name, printer in fleet.printers.items()})


def job(number: int) -> bytes:
    runs = [PageRun(1 + number % 4, "mono", "A4", "plain"), PageRun(number % 2, "colour", "A4", "plain")]
    account = number % ACCOUNTS
    return build_stream(
        PrintJob(
            *(1000 + account, f"Person {account}", f"person{account}", f"Report {number}.pdf", f"pc-{account}"),
            *("Writer", 1, number % 3 == 0, True, "PRESSPAGES", build_pages(runs[: 1 + number % 2])),
        )
    )


def truth(printer: Any) -> Truth:
    jobs = sheets = micros = 0
    for event in printer.journal.events:
        if event[0] == "sheet":
            sheets += 1
            micros += SHEET + sum({"colour": COLOUR_PAGE, "mono": MONO_PAGE}.get(face, 0) for face in event[6:8])
        elif event[0] == "ended":
            jobs += 1
    log = printer.log
    return Truth(log.stream.hex(), log.first, log.next, jobs, sheets, micros)


def address_of(number: int) -> str:
    """As the fleet gives them out."""
    return f"127.20.{number // 250}.{number % 250 + 1}"


class Cost(NamedTuple):
    """Seconds of one stretch of work: by the clock, and CPU of the server's and of the printers' process."""

    wall_s: float
    server_s: float
    printers_s: float


async def timed(work: Awaitable[Any], agent: Agent) -> tuple[Any, Cost]:
    begun = time.perf_counter(), time.process_time(), agent.cpu_s()
    result = await work
    ended = time.perf_counter(), time.process_time(), agent.cpu_s()
    return result, Cost(*[after - before for before, after in zip(begun, ended, strict=True)])


async def set_up(server: Server) -> None:
    prices = {"name": "usual", "colour page": "0.10", "mono page": "0.02", "sheet": "0.01"}
    await server.put_fees(FeeSettings.model_validate(prices))
    limit = {"sheets": "5000", "every": "1 month"}
    for number in range(ACCOUNTS):
        account = {"id": str(1000 + number), "name": f"Person {number}", "limit": limit}
        await server.put_account(AccountSettings.model_validate(account))


async def register(server: Server, port: int, printers: int) -> None:
    """Claim every printer and write the Job Account IDs into it."""
    settings = [
        PrinterSettings.model_validate(
            {
                "name": f"p{number:04}",
                "address": address_of(number),
                "port": port,
                "admin password": "aaaaaa",
                "fees": "usual",
            }
        )
        for number in range(printers)
    ]
    await asyncio.gather(*[server.add_printer(each) for each in settings])
    behind = await server.provision()
    assert not behind, next(iter(behind.items()))


def losses(ledger: dict[str, Any], truths: dict[str, Truth]) -> list[str]:
    """Where ledger and printers differ, key by key, sheet by sheet and cent by cent."""
    findings = [f"{len(ledger['gaps'])} gaps"] if ledger["gaps"] else []
    found = {(row["printer"], row["stream"], row["sequence"]) for row in ledger["jobs"]}
    made = {(name, each.stream, number + 1) for name, each in truths.items() for number in range(each.jobs)}
    if len(found) != len(ledger["jobs"]) or found != made:
        findings.append(f"keys: {len(made - found)} missing, {len(found - made)} too many")
    held = {name: each for name, each in truths.items() if each.first != each.next or each.next != each.jobs + 1}
    if held:
        findings.append(f"{len(held)} printers have not released their log")
    for what, column in (("sheets", "sheets"), ("micros", "fee_micros")):
        by_printer = dict.fromkeys(truths, 0)
        for row in ledger["jobs"]:
            by_printer[row["printer"]] += row[column]
        wrong = [name for name, each in truths.items() if getattr(each, what) != by_printer[name]]
        if wrong:
            findings.append(f"{what} of {len(wrong)} printers differ, {wrong[0]} first")
    return findings


async def some_at_a_time(work: Callable[[int], Awaitable[None]], count: int) -> None:
    """As a server contacts printers: the next one when one is done."""
    turns = iter(range(count))

    async def worker() -> None:
        for turn in turns:
            await work(turn)

    await asyncio.gather(*[worker() for _ in range(AT_A_TIME)])


async def manage(agent: Agent, printers: int, records: int) -> float:
    """CPU µs of our manager for a GETBULK to one of all printers."""
    manager = SnmpManager(open_udp, SystemChance())
    start = [(*PA_LOG_RECORD, 0)]
    targets = [Target(address_of(at), agent.address[1], timeout_s=5.0) for at in range(printers)]

    async def one(turn: int) -> None:
        assert len(await manager.bulk(targets[turn % printers], LOG_HEAD, start, records)) == len(LOG_HEAD) + records

    costs = [await timed(some_at_a_time(one, OWN_REQUESTS), agent) for _ in range(ROUNDS)]
    manager.close()
    return min(cost.server_s for _, cost in costs) / OWN_REQUESTS * MICRO


async def manage_by_pysnmp(agent: Agent, records: int) -> float:
    """The same by pysnmp's v3arch API as its manual uses it, from one of our agents."""
    from pysnmp.hlapi.v3arch import asyncio as api

    engine = api.SnmpEngine()
    who = engine, api.CommunityData("public", mpModel=1)
    where = await api.UdpTransportTarget.create(agent.address, timeout=5), api.ContextData()

    async def one(_turn: int) -> None:
        asked = [api.ObjectType(api.ObjectIdentity(oid)) for oid in (*LOG_HEAD, (*PA_LOG_RECORD, 0))]
        problem, status, _, found = await api.bulk_cmd(*who, *where, len(LOG_HEAD), records, *asked)
        assert not problem
        assert not status
        assert len(found) == len(LOG_HEAD) + records

    await one(0)  # loads its MIBs
    costs = [await timed(some_at_a_time(one, PYSNMP_REQUESTS), agent) for _ in range(ROUNDS)]
    engine.close_dispatcher()
    return min(cost.server_s for _, cost in costs) / PYSNMP_REQUESTS * MICRO


def answer(agent: Agent, requests: int, printers: int, records: int) -> float:
    """CPU µs of an agent's process for a GETBULK from a client that has some under way."""
    data, port = ask(PduType.GETBULK, PA_LOG_RECORD, records, LOG_HEAD), agent.address[1]
    addresses = [(address_of(at), port) for at in range(printers)] if printers else [agent.address]
    costs = []
    for _ in range(ROUNDS):
        before = agent.cpu_s()
        for turn in range(requests + AT_A_TIME):
            if turn < requests:
                agent.sock.sendto(data, addresses[turn % len(addresses)])
            if turn >= AT_A_TIME:
                assert len(agent.sock.recv(65_535)) > 100 * records
        costs.append(agent.cpu_s() - before)
    return min(costs) / requests * MICRO


def answer_by_pysnmp(records: int) -> float:
    """The same of pysnmp's agent with a MibTable behind it."""
    agent = Agent(serve_by_pysnmp)
    try:
        return answer(agent, PYSNMP_REQUESTS, 0, records)
    finally:
        agent.close()


class Figures(NamedTuple):
    """Everything measured in one run."""

    registering: Cost
    acquiring: Cost
    idle: Cost
    getbulk_us: dict[str, dict[str, float]]
    findings: list[str]
    sheets: int


async def run(fleet: Agent, tell: Callable[[str], Any], printers: int, records: int, connections: int) -> Figures:
    rows = min(records, MOST_ROWS)
    getbulk_us: dict[str, dict[str, float]] = {"agent": {"pysnmp": answer_by_pysnmp(rows)}}
    with tempfile.TemporaryDirectory(prefix="pressroom-") as folder:
        calendar, chance = SystemCalendar(), SystemChance()
        store = await Store.open(Path(folder) / "ledger.db", pace=ThreadPace(), now_us=calendar.now_us, chance=chance)
        options = ServerOptions.model_validate({"acquire": "by hand", "connections": str(connections)})
        server = Server(store, calendar=calendar, chance=chance, open_endpoint=open_udp, settings=options)
        try:
            await server.start()
            await set_up(server)
            _, registering = await timed(register(server, fleet.address[1], printers), fleet)
            tell("print")
            getbulk_us["agent"]["own"] = answer(fleet, OWN_REQUESTS, printers, rows)
            getbulk_us["manager"] = {
                "pysnmp": await manage_by_pysnmp(fleet, rows),
                "own": await manage(fleet, printers, rows),
            }
            outcomes, acquiring = await timed(server.acquire(), fleet)
            findings = [f"{name}: {each.error}" for name, each in outcomes.items() if not each.ok]
            findings += losses(await server.snapshot(), truths := tell("truth"))
            again, idle = await timed(server.acquire(), fleet)
            if any(each.fetched or not each.ok for each in again.values()):
                findings.append("a second acquisition found something, or failed")
        finally:
            await server.stop()
            calendar.close()
    sheets = sum(each.sheets for each in truths.values())
    return Figures(registering, acquiring, idle, getbulk_us, findings, sheets)


def show(figures: Figures, printers: int, records: int) -> bool:
    """Tables for people, a file for programs; whether all is well."""
    console = Console()
    work = Table(title=f"{printers:,} live printers, {records} records each; each: CPU of both sides")
    for column in ("", "wall", "server", "printers", "each", "rate"):
        work.add_column(column, justify="left" if not column else "right", no_wrap=True)
    jobs = printers * records
    rows = (
        ("register a printer", figures.registering, printers),
        ("acquire a record", figures.acquiring, jobs),
        ("acquire nothing new", figures.idle, printers),
    )
    for name, cost, count in rows:
        cpu_us = (cost.server_s + cost.printers_s) / count * MICRO
        seconds = (f"{cost.wall_s:.2f} s", f"{cost.server_s:.2f} s", f"{cost.printers_s:.2f} s")
        work.add_row(name, *seconds, f"{cpu_us:.0f} µs", f"{count / cost.wall_s:,.0f}/s")
    console.print(work)
    beside = Table(title=f"CPU of a GETBULK of {min(records, MOST_ROWS)} records and the log's head")
    for column in ("", "own µs", "pysnmp µs", "times less", "at least"):
        beside.add_column(column, justify="left" if not column else "right")
    problems = list(figures.findings)
    for side, us in figures.getbulk_us.items():
        least, times_less = LEAST_TIMES_LESS[side], us["pysnmp"] / us["own"]
        beside.add_row(side, f"{us['own']:.0f}", f"{us['pysnmp']:.0f}", f"{times_less:.0f}", str(least))
        if times_less < least:
            problems.append(f"{side}: {times_less:.0f} times less CPU than pysnmp, at least {least} wanted")
    console.print(beside)
    for problem in problems:
        console.print(f"[red]{problem}")
    if not figures.findings:
        console.print(f"nothing lost: {jobs:,} keys, {figures.sheets:,} sheets and every fee agree; all logs released")
    data = {"printers": printers, "records": records, "problems": problems, "getbulk_us": figures.getbulk_us}
    data |= {"registering": figures.registering._asdict(), "acquiring": figures.acquiring._asdict()}
    data |= {"idle": figures.idle._asdict(), "records_per_s": jobs / figures.acquiring.wall_s}
    target = ROOT / "build" / "live_thousand.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(data, indent=2) + "\n")
    console.print(f"figures: {target}")
    return not problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--printers", type=int, default=1_000, metavar="N")
    parser.add_argument("--records", type=int, default=20, metavar="M", help="in each printer's log, at most 100")
    parser.add_argument("--connections", type=int, default=20, metavar="C", help="printers contacted at the same time")
    given = parser.parse_args()
    if not 1 <= given.printers <= 1_000 or not 1 <= given.records <= 100:
        parser.error("1 to 1,000 printers and 1 to 100 records")
    warnings.simplefilter("ignore", DeprecationWarning)  # of pysnmp about pysmi
    here, there = multiprocessing.Pipe()
    fleet = Agent(partial(serve_fleet, there, given.printers, given.records))

    def tell(command: str) -> Any:
        here.send(command)
        return here.recv()

    try:
        figures = asyncio.run(run(fleet, tell, given.printers, given.records, given.connections))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    finally:
        fleet.close()
    return 0 if show(figures, given.printers, given.records) else 1


if __name__ == "__main__":
    sys.exit(main())
