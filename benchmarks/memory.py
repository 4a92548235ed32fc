"""What idle printers cost: `python benchmarks/memory.py [COUNT …]`, resident memory, and the time until all are up.

Each figure comes from a process of its own, so that none profits from what another has left behind. The printers are
live: attached to the loopback network, their sockets open; each is asked for its name by SNMP on a real socket, and
answers with its own.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import socket
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

MEGABYTE = 1_000_000
BUDGET_KB = 10  # of each
BUDGET_S = 5.0  # until 10,000 are up
AT_A_TIME = 100
MODELS = ("colour-a3", "mono-a4", "colour-a4-small", "plain-mono")


def resident_mb() -> float:
    """Resident memory of this process; Linux."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / MEGABYTE


async def fleet_of(count: int) -> tuple[float, float, float]:
    """Resident memory with the product and a network, and with ``count`` printers on it; seconds until they are up."""
    from core.chance import SystemChance
    from core.clock import SystemCalendar
    from emulator.fleet import Fleet
    from emulator.models import load_model
    from emulator.network.loopback import LoopbackNetwork

    calendar, chance = SystemCalendar(), SystemChance()
    network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0)
    fleet = Fleet(network, calendar, chance)
    for model in MODELS:
        load_model(model)
    empty = resident_mb()
    begun = time.perf_counter()
    for number in range(count):
        fleet.add(f"printer-{number}", MODELS[number % len(MODELS)])
    await network.start()
    started_s = time.perf_counter() - begun
    await ask_all({printer.address: name for name, printer in fleet.printers.items()}, network.ports["snmp"])
    full = resident_mb()
    await network.close()
    return empty, full, started_s


async def ask_all(names: dict[str, str], port: int) -> None:
    """Each address answers with its own name."""
    from core.wire import mib
    from core.wire.ber import NULL
    from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message

    asked = encode_message(Message(1, b"public", Pdu(PduType.GET, 1, 0, 0, (Varbind(mib.SYS_NAME, NULL, None),))))
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        addresses = list(names)
        for first in range(0, len(addresses), AT_A_TIME):
            some = addresses[first : first + AT_A_TIME]
            for address in some:
                sock.sendto(asked, (address, port))
            for _ in some:
                data, (address, _port) = await asyncio.wait_for(loop.sock_recvfrom(sock, 2_048), 10)
                message = decode_message(data)
                assert isinstance(message, Message)
                assert message.pdu.varbinds[0].value == names.pop(address).encode()
    assert not names


def measure(count: int, told: Connection) -> None:
    bare = resident_mb()
    told.send((bare, *asyncio.run(fleet_of(count))))


def main(counts: list[int]) -> int:
    """Print a table; the exit code is 1 when printers cost more than their budget."""
    heads = ("printers", "bare Python", "product", "with them", "printers alone", "kB each", "started in s")
    print(" ".join(f"{head:>14}" for head in heads))
    exceeded = False
    for count in counts:
        here, there = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(count, there))
        process.start()
        bare, empty, full, started_s = here.recv()
        process.join()
        cost_kb = (full - empty) * 1_000 / count
        figures = (bare, empty, full, full - empty, cost_kb)
        print(f"{count:>14,} " + " ".join(f"{each:>14.1f}" for each in figures) + f" {started_s:>14.2f}")
        exceeded = exceeded or cost_kb > BUDGET_KB or started_s > BUDGET_S * max(count, 10_000) / 10_000
    print(f"budget: {BUDGET_KB} kB each, 10,000 up in {BUDGET_S:.0f} s: {'exceeded' if exceeded else 'kept'}")
    return int(exceeded)


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [1_000, 10_000]))
