"""What idle printers cost in memory: `python benchmarks/memory.py [COUNT …]`, figures in MB of resident memory.

Each figure comes from a process of its own, so that none profits from what another has left behind. The
printers are live: attached to the loopback network, their sockets open, each asked once by SNMP.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import sys
from multiprocessing.connection import Connection
from pathlib import Path

MEGABYTE = 1_000_000
BUDGET_MB = 30
MODELS = ("colour-a3", "mono-a4", "colour-a4-small", "plain-mono")


def resident_mb() -> float:
    """Resident memory of this process; Linux."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / MEGABYTE


async def fleet_of(count: int) -> tuple[float, float]:
    """Resident memory with the product loaded and a network up, and with ``count`` printers on it."""
    from core.chance import SystemChance
    from core.clock import SystemCalendar
    from core.wire import mib
    from core.wire.ber import NULL
    from core.wire.snmp import Message, Pdu, PduType, Varbind, encode_message
    from emulator.fleet import Fleet
    from emulator.models import load_model
    from emulator.network.loopback import LoopbackNetwork

    calendar, chance = SystemCalendar(), SystemChance()
    network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0)
    fleet = Fleet(network, calendar, chance)
    for model in MODELS:
        load_model(model)
    await network.start()
    empty = resident_mb()
    for number in range(count):
        fleet.add(f"printer-{number}", MODELS[number % len(MODELS)])
    asked = encode_message(Message(1, b"public", Pdu(PduType.GET, 1, 0, 0, (Varbind(mib.SYS_NAME, NULL, None),))))
    for agent in fleet.agents.values():
        assert agent.handle(asked, ("127.0.0.1", 1)) is not None
    await asyncio.sleep(0)
    full = resident_mb()
    await network.close()
    return empty, full


def measure(count: int, told: Connection) -> None:
    bare = resident_mb()
    told.send((bare, *asyncio.run(fleet_of(count))))


def main(counts: list[int]) -> int:
    """Print a table; the exit code is 1 when 1,000 printers cost more than their budget."""
    print(f"{'printers':>9} {'bare Python':>12} {'product':>9} {'with them':>10} {'printers alone':>15} {'kB each':>8}")
    exceeded = False
    for count in counts:
        here, there = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(count, there))
        process.start()
        bare, empty, full = here.recv()
        process.join()
        cost = full - empty
        print(f"{count:>9,} {bare:>12.1f} {empty:>9.1f} {full:>10.1f} {cost:>15.1f} {cost * 1_000 / count:>8.1f}")
        exceeded = exceeded or cost > BUDGET_MB * max(count, 1_000) / 1_000
    print(f"budget: {BUDGET_MB} MB for 1,000: {'exceeded' if exceeded else 'kept'}")
    return int(exceeded)


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or [1_000, 10_000]))
