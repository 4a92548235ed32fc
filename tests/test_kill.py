"""Fifty random ``kill -9`` of a live server under load, while 30 % of the replies are lost (ACQ-04, HAR-05).

The printers live in this process, the server in one that is killed. Half way the whole fleet is replaced by a
fresh one at the same addresses: new log streams, no owner. In the end ledger and journals must agree by key: each
record that a printer made is in the ledger exactly once, or inside a gap. ``make killtest`` runs it;
it ends within three minutes whatever happens.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.config.settings import ServerSettings
from core.devices.udp import open_udp
from core.server import Server
from core.store import Store, ThreadPace
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from emulator.fleet import Fleet
from emulator.models import load_model
from emulator.network.faults import FaultChain, build_fault
from emulator.network.loopback import LoopbackNetwork
from harness.oracle.physics import PrinterPhysics, read_journal
from harness.worlds.chance import SeededChance

KILLS = 50
PRINTERS = [f"line-{number}" for number in range(1, 7)]
BOUND_S = 170
SEED = int(os.environ.get("PRESSROOM_SEED", "1"))

CONFIG = """
database: {folder}/ledger.db
zone: UTC
acquire: {{every: 1 s}}
fees:
  - {{name: usual, mono page: 0.02}}
accounts:
  - {{id: 1, name: One}}
printers:
"""


def config(folder: Path, port: int) -> str:
    lines = [
        f"  - {{name: {name}, address: 127.20.0.{number}, port: {port}, admin password: aaaaaa, fees: usual,"
        " timeout: 100 ms, retries: 4}"
        for number, name in enumerate(PRINTERS, 1)
    ]
    return CONFIG.format(folder=folder) + "\n".join(lines) + "\n"


class House:
    """The fleet of this process, and the clients that never stop printing."""

    def __init__(self, chance: SeededChance) -> None:
        self.calendar = SystemCalendar()
        self.chance = chance
        self.fast = dataclasses.replace(load_model("colour-a3"), speed_ppm=60_000, warm_up_s=0)
        self.port = self.raw = 0

    async def open(self, generation: int) -> None:
        self.network = LoopbackNetwork(
            self.chance, self.calendar, snmp_port=self.port or 11_161, raw_port=self.raw or 19_161
        )
        # the same machines with new storage: draws of their own, else they would draw the old stream IDs again
        self.fleet = Fleet(self.network, self.calendar, SeededChance(SEED * 1_000 + generation))
        for name in PRINTERS:
            self.fleet.add(name, self.fast, serial=f"{name} serial")
        await self.network.start()
        self.port, self.raw = self.network.ports["snmp"], self.network.ports["raw"]
        lossy = FaultChain([build_fault("loss", permille=300, direction="from printer")])
        self.fleet.faults(PRINTERS, lossy)
        self.load = asyncio.create_task(self._print())

    async def _print(self) -> None:
        count = 0
        while True:
            name = PRINTERS[count % len(PRINTERS)]
            count += 1
            job = PrintJob(1, "one", "one", f"job {count}", "pc", "test", 1, False, True, "PRESSPAGES",
                           build_pages([PageRun(1 + count % 4, "mono", "A4", "plain")]))  # fmt: skip
            address = self.fleet.printers[name].address
            await self.network.send_stream("127.0.0.1", address, self.raw, build_stream(job), 5.0)
            await asyncio.sleep(0.005)

    async def rest(self) -> None:
        self.load.cancel()
        await asyncio.gather(self.load, return_exceptions=True)
        self.fleet.faults(PRINTERS, None)
        await asyncio.sleep(0.1)  # the last job's last sheet

    def journals(self) -> dict[str, PrinterPhysics]:
        return {name: read_journal(name, {}, events) for name, events in self.fleet.journals().items()}


async def one_life(path: Path, lives_s: float) -> None:
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "harness.cli", "serve", str(path),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        await asyncio.wait_for(server.wait(), lives_s)
    except TimeoutError:
        server.send_signal(signal.SIGKILL)
        await server.wait()
    else:
        assert server.stderr is not None
        pytest.fail(f"the server ended by itself: {(await server.stderr.read()).decode()[-2000:]}")


async def in_this_process(path: Path, calendar: SystemCalendar, *, readd: bool) -> dict[str, Any]:
    from core.config.strict_yaml import load

    settings = load(path, ServerSettings)
    chance = SystemChance()
    store = await Store.open(settings.database, pace=ThreadPace(), now_us=calendar.now_us, chance=chance)
    server = Server(store, calendar=calendar, chance=chance, open_endpoint=open_udp, settings=settings)
    try:
        await server.start()
        await server.apply(settings)
        await server.acquire()
        if readd:
            for name in PRINTERS:
                await server.readd_printer(name)
        await server.drain()
        return await server.snapshot()
    finally:
        await server.stop()


def compare(snapshot: dict[str, Any], fleets: list[dict[str, PrinterPhysics]]) -> tuple[list[str], int, int]:
    """Findings, records in the ledger, records inside gaps."""
    ledger: dict[tuple[str, int], dict[str, Any]] = {}
    findings = []
    for job in snapshot["jobs"]:
        key = (job["stream"], job["sequence"])
        if key in ledger:
            findings.append(f"{key} stands twice in the ledger")
        ledger[key] = job
    made: set[tuple[str, int]] = set()
    lost = 0
    for fleet in fleets:
        for physics in fleet.values():
            for job in physics.jobs.values():
                if job.sequence is None or job.stream is None:
                    continue
                key = (job.stream, job.sequence)
                made.add(key)
                row = ledger.get(key)
                if row is not None:
                    if (row["sheets"], row["mono"], row["printer"]) != (job.sheets, job.mono, physics.name):
                        findings.append(f"{job}: printed {job.sheets} sheets, the ledger says {row}")
                    if row["fee_micros"] != job.mono * 20_000:
                        findings.append(f"{job}: {job.mono} pages charged {row['fee_micros']}")
                elif in_a_gap(snapshot, job.stream, job.sequence):
                    lost += 1
                else:
                    findings.append(f"{job}: neither in the ledger nor in a gap")
    findings += [f"{key} is in the ledger, and no printer made it" for key in ledger.keys() - made]
    return findings, len(ledger), lost


def in_a_gap(snapshot: dict[str, Any], stream: str, sequence: int) -> bool:
    return any(
        gap["stream"] == stream
        and gap["first"] is not None
        and gap["first"] <= sequence
        and (gap["last"] is None or sequence <= gap["last"])
        for gap in snapshot["gaps"]
    )


async def scene(folder: Path) -> None:
    began = time.monotonic()
    chance = SeededChance(SEED)
    house = House(chance)
    await house.open(1)
    path = folder / "server.yaml"
    path.write_text(config(folder, house.port), encoding="utf-8")
    fleets = []
    await in_this_process(path, house.calendar, readd=False)
    for kill in range(1, KILLS + 1):
        # the first second goes into starting up; what follows is the part worth killing
        lives_s = 1.0 + chance.below("life", 1_200) / 1_000
        await one_life(path, lives_s)
        if kill % 10 == 0:
            print(f"\n{kill} of {KILLS} kills, {time.monotonic() - began:.0f} s", flush=True)
        if kill == KILLS // 2:
            await house.rest()
            fleets.append(house.journals())
            await house.network.close()
            await house.open(2)
            await in_this_process(path, house.calendar, readd=True)
        assert time.monotonic() - began < BOUND_S, f"only {kill} kills within {BOUND_S} s"
    await house.rest()
    snapshot = await in_this_process(path, house.calendar, readd=False)
    fleets.append(house.journals())
    await house.network.close()
    findings, stored, lost = compare(snapshot, fleets)
    print(f"{stored} records in the ledger, {lost} lost with the first fleet and inside gaps, "
          f"{time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
    assert not findings, "\n".join(findings[:20])
    assert stored > 1_000


@pytest.mark.long
def test_fifty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    """ACQ-04, HAR-05: durable before released, whatever the moment."""
    asyncio.run(scene(tmp_path))
