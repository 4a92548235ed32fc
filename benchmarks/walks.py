"""Walks of many printers at once while some of them print: `python benchmarks/walks.py [--printers N] [--printing M]`.

The printers live in one process, on one socket with a buffer of 4 MB; every walk is begun at the same instant and goes
on as fast as answers come, in GETBULKs of 25, over the whole tree. Nothing is ever sent twice, so a datagram that is
lost shows as a walk that does not end. Meanwhile jobs go to the port 9100 of some of the printers. In the end each
walk must have every object once, in order, and each job its record in the log; otherwise the exit code is 1.
"""

from __future__ import annotations

import argparse
import asyncio
import selectors
import socket
import sys
import threading
import time
from collections import Counter
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.live_thousand import address_of, job  # noqa: E402
from benchmarks.test_agent import Server as Agent  # noqa: E402
from core.chance import SystemChance  # noqa: E402
from core.clock import SystemCalendar  # noqa: E402
from core.wire.ber import END_OF_MIB_VIEW, NULL  # noqa: E402
from core.wire.mib import Oid  # noqa: E402
from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message  # noqa: E402
from emulator.fleet import Fleet  # noqa: E402
from emulator.network.loopback import LoopbackNetwork  # noqa: E402
from emulator.network.sockets import BUFFER_OCTETS  # noqa: E402

MODELS = ("colour-a3", "mono-a4")
REPETITIONS = 25
PATIENCE_S = 10.0
JOBS_EACH = 5
SPEED = 600  # of the printers' clocks, so that jobs begin and end while they are walked
SO_RCVBUFFORCE = 33
MICRO = 1_000_000


async def serve(commands: Connection, printers: int, told: Connection) -> None:
    """The printers; asked by a command, they say how many objects and log records each of them has."""
    calendar, chance = SystemCalendar(SPEED), SystemChance()
    network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0)
    fleet = Fleet(network, calendar, chance)
    for number in range(printers):
        fleet.add(f"p{number:04}", MODELS[number % len(MODELS)])
    await network.start()
    told.send(("127.20.0.1", network.ports["snmp"], network.ports["raw"]))
    asked = asyncio.Event()
    asyncio.get_running_loop().add_reader(commands.fileno(), lambda: (commands.recv(), asked.set()))
    while True:
        await asked.wait()
        asked.clear()
        for printer in fleet.printers.values():
            while not printer.idle:  # noqa: ASYNC110 (a printer tells nobody who has not asked for it)
                await asyncio.sleep(0.05)
        commands.send([(printer.log.next - 1, len(printer.jobs())) for printer in fleet.printers.values()])


class Walk:
    """One printer's tree, as far as it has been read."""

    def __init__(self, address: tuple[str, int], number: int) -> None:
        self.address = address
        self.number = number
        self.found: list[Oid] = [(1,)]
        self.rising = True

    def request(self) -> bytes:
        last = self.found[-1] if len(self.found) > 1 else (1, 3)
        asked = (Varbind(last, NULL, None),)
        return encode_message(Message(1, b"public", Pdu(PduType.GETBULK, self.number, 0, REPETITIONS, asked)))

    def take(self, varbinds: tuple[Varbind, ...]) -> bool:
        """Whether there is more."""
        for each in varbinds:
            if each.tag == END_OF_MIB_VIEW:
                return False
            self.rising = self.rising and each.oid > self.found[-1]
            self.found.append(each.oid)
        return True


def walk_all(printers: int, port: int) -> tuple[list[Walk], int, set[int]]:
    """Every printer at once: the walks, how many requests they took, and which of them never ended."""
    walks = [Walk((address_of(number), port), number) for number in range(printers)]
    open_walks, requests = set(range(printers)), 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, selectors.DefaultSelector() as selector:
        for option in (socket.SO_RCVBUF, SO_RCVBUFFORCE):
            sock.setsockopt(socket.SOL_SOCKET, option, BUFFER_OCTETS)
        selector.register(sock, selectors.EVENT_READ)
        for walk in walks:
            sock.sendto(walk.request(), walk.address)
            requests += 1
        while open_walks and selector.select(PATIENCE_S):
            message = decode_message(sock.recv(65_535))
            assert isinstance(message, Message)
            assert isinstance(message.pdu, Pdu)
            walk = walks[message.pdu.request_id]
            if walk.take(message.pdu.varbinds):
                sock.sendto(walk.request(), walk.address)
                requests += 1
            else:
                open_walks.discard(walk.number)
    return walks, requests, open_walks


def print_jobs(printing: int, printers: int, port: int) -> None:
    """Jobs for some of the printers, one connection after another."""
    step = printers // printing
    for turn in range(JOBS_EACH):
        for number in range(printing):
            with socket.create_connection((address_of(number * step), port), timeout=PATIENCE_S) as sock:
                sock.sendall(job(turn * printing + number))


def findings(walks: list[Walk], lost: set[int], truths: list[tuple[int, int]], printing: int) -> list[str]:
    """What is not as it must be."""
    found = [f"{len(lost)} walks never ended: a datagram was lost"] if lost else []
    if not all(walk.rising for walk in walks):
        found.append("names that do not rise")
    for at, model in enumerate(MODELS):
        sizes = Counter(
            len(set(walk.found)) for walk in walks[at :: len(MODELS)] if walk.number % (len(walks) // printing)
        )
        if len(sizes) != 1:
            found.append(f"idle printers of {model} have different numbers of objects: {dict(sizes)}")
    wanted = printing * JOBS_EACH
    if sum(jobs for _, jobs in truths) != wanted or sum(records for records, _ in truths) != wanted:
        found.append(f"{wanted} jobs were sent, the printers have {truths}")
    return found


def measure(agent: Agent, here: Connection, printers: int, printing: int) -> list[str]:
    snmp, raw = agent.ports
    sender = threading.Thread(target=print_jobs, args=(printing, printers, raw))
    before, begun = agent.cpu_s(), time.perf_counter()
    sender.start()
    walks, requests, lost = walk_all(printers, snmp)
    took_s, cpu_s = time.perf_counter() - begun, agent.cpu_s() - before
    sender.join()
    here.send("how many?")
    truths: list[Any] = here.recv()
    objects = sum(len(walk.found) - 1 for walk in walks)
    print(
        f"{printers:,} walks at once while {printing} print: {objects:,} objects in {requests:,} GETBULKs of "
        f"{REPETITIONS}, {took_s:.1f} s, {requests / took_s:,.0f} requests a second; "
        f"{cpu_s / requests * MICRO:.0f} µs CPU of the printers each"
    )
    return findings(walks, lost, truths, printing)


class Fleets(Agent):
    """The process of the printers, which tells two ports."""

    def __init__(self, server: Any) -> None:
        super().__init__(server)
        self.ports = self.address[1:]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--printers", type=int, default=1_000, metavar="N")
    parser.add_argument("--printing", type=int, default=100, metavar="M")
    given = parser.parse_args()
    if not 1 <= given.printing <= given.printers <= 1_000:
        parser.error("1 to 1,000 printers, of which some print")
    here, there = Pipe()
    fleet = Fleets(partial(serve, there, given.printers))
    try:
        found = measure(fleet, here, given.printers, given.printing)
    finally:
        fleet.close()
    print("\n".join(found) or "nothing lost: every walk has every object once, every job its record")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
