"""Our fleet beside snmpsim, 1,000 endpoints each: `python benchmarks/beside_snmpsim.py`; requests a second of both.

snmpsim is no part of our lock: it is installed into a virtual environment of its own, build/snmpsim, when it is not
there yet and an index of packages can be had. It plays a recording of one of our printers on every endpoint; ours are
printers.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.live_thousand import address_of  # noqa: E402
from benchmarks.test_agent import GET, LEFT, ask  # noqa: E402
from benchmarks.test_agent import Server as Agent  # noqa: E402
from core.chance import SystemChance  # noqa: E402
from core.clock import SystemCalendar  # noqa: E402
from core.wire.snmp import Message, PduType, decode_message  # noqa: E402
from emulator.fleet import Fleet  # noqa: E402
from emulator.network.loopback import LoopbackNetwork  # noqa: E402

ENDPOINTS = 1_000
PORT = 20_161  # of snmpsim, on addresses of its own
AT_A_TIME = 50
LASTS_S = 4.0
PATIENCE_S = 90.0
HOME = ROOT / "build" / "snmpsim"
REQUESTS = {"GET": GET, "GETBULK of 25": ask(PduType.GETBULK, LEFT, 25)}

Address = tuple[str, int]


class Rate(NamedTuple):
    """Requests a second, CPU µs of the process that answers for each, and how many were never answered."""

    each_s: float
    cpu_us: float
    lost: int


def fleet_of(calendar: SystemCalendar, chance: SystemChance, count: int) -> tuple[Fleet, LoopbackNetwork]:
    network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0)
    fleet = Fleet(network, calendar, chance)
    for number in range(count):
        fleet.add(f"p{number:04}", "colour-a3")
    return fleet, network


async def serve(told: Connection) -> None:
    """Our printers."""
    _, network = fleet_of(SystemCalendar(), SystemChance(), ENDPOINTS)
    await network.start()
    told.send(("127.20.0.1", network.ports["snmp"]))
    await asyncio.Event().wait()


async def recording() -> str:
    """One of our printers as the text of an snmprec file."""
    fleet, _ = fleet_of(SystemCalendar(), SystemChance(), 1)
    printer, agent = fleet.printers["p0000"], fleet.agents["p0000"]
    lines = []
    for oid, tag, value in agent.tree.after(printer, ()):
        name = ".".join(map(str, oid))
        if isinstance(value, bytes):
            lines.append(f"{name}|{tag}x|{value.hex()}")
        else:
            lines.append(f"{name}|{tag}|{'.'.join(map(str, value)) if isinstance(value, tuple) else value}")
    return "\n".join(lines) + "\n"


def installed() -> Path | None:
    """snmpsim's program, installed if need be; None where that cannot be."""
    program = HOME / "bin" / "snmpsim-command-responder"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
        pip = [HOME / "bin" / "pip", "--disable-pip-version-check", "-q", "install", "snmpsim", "pysmi"]
        subprocess.run(pip, check=False, timeout=300)
    return program if program.exists() else None


@contextmanager
def snmpsim(program: Path) -> Iterator[tuple[list[Address], Callable[[], float]]]:
    """It answers on all endpoints: their addresses, and what tells its CPU seconds."""
    folder = HOME / "data"
    folder.mkdir(exist_ok=True)
    (folder / "public.snmprec").write_text(asyncio.run(recording()), encoding="ascii")
    cache = HOME / "cache"
    cache.mkdir(exist_ok=True)
    addresses = [(f"127.21.{number // 250}.{number % 250 + 1}", PORT) for number in range(ENDPOINTS)]
    words = [f"--agent-udpv4-endpoint={host}:{port}" for host, port in addresses]
    words += [f"--data-dir={folder}", f"--cache-dir={cache}", "--log-level=error"]
    if os.geteuid() == 0:  # it wants to be told whose rights it is to have
        words += ["--process-user=root", "--process-group=root"]
    log = (HOME / "snmpsim.log").open("w")
    process = subprocess.Popen([program, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        until_it_answers(addresses[-1], process)
        yield addresses, lambda: time.clock_gettime(~process.pid << 3 | 2)
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def until_it_answers(address: Address, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0.5)
        while time.monotonic() < deadline and process.poll() is None:
            try:
                sock.sendto(GET, address)
                sock.recv(65_535)
                return
            except (TimeoutError, ConnectionRefusedError):
                continue
    raise SystemExit(f"snmpsim did not come up; see {HOME / 'snmpsim.log'}")


def rate(data: bytes, addresses: list[Address], cpu_s: Callable[[], float]) -> Rate:
    """As many requests as it answers within some seconds, to all endpoints in turn, some under way at the same time."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5)
        turn = answered = 0
        before, begun = cpu_s(), time.perf_counter()
        for _ in range(AT_A_TIME):
            sock.sendto(data, addresses[turn % len(addresses)])
            turn += 1
        while time.perf_counter() - begun < LASTS_S:
            message = sock.recv(65_535)
            if not answered:
                assert isinstance(decode_message(message), Message)
            answered += 1
            sock.sendto(data, addresses[turn % len(addresses)])
            turn += 1
        took_s, cost_s = time.perf_counter() - begun, cpu_s() - before
        lost = 0
        for _ in range(AT_A_TIME):
            try:
                sock.recv(65_535)
            except TimeoutError:
                lost += 1
    return Rate(answered / took_s, cost_s / answered * 1_000_000, lost)


def main() -> int:
    program = installed()
    if program is None:
        print("snmpsim cannot be had here: no index of packages")
        return 0
    rates: dict[tuple[str, str], Rate] = {}
    agent = Agent(serve)
    try:
        addresses = [(address_of(number), agent.address[1]) for number in range(ENDPOINTS)]
        for what, data in REQUESTS.items():
            rates["ours", what] = rate(data, addresses, agent.cpu_s)
    finally:
        agent.close()
    with snmpsim(program) as (addresses, cpu_s):
        for what, data in REQUESTS.items():
            rates["snmpsim", what] = rate(data, addresses, cpu_s)
    print(f"{ENDPOINTS:,} endpoints in one process each, {AT_A_TIME} requests under way")
    for (who, what), each in rates.items():
        print(f"{who:>8}  {what:<14} {each.each_s:>9,.0f} a second  {each.cpu_us:>7.0f} µs CPU each  {each.lost} lost")
    for what in REQUESTS:
        times = rates["ours", what].each_s / rates["snmpsim", what].each_s
        print(f"{what}: ours answers {times:.0f} times as many")
    return int(any(each.lost for (who, _), each in rates.items() if who == "ours"))


if __name__ == "__main__":
    sys.exit(main())
