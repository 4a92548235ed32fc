"""Programs of other people: found or skipped, run in bounded time, with nothing of the machine's own settings."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from core.clock import SystemCalendar
from emulator.fleet import Fleet
from emulator.network.loopback import LoopbackNetwork
from emulator.parts.reading import PooledReader
from emulator.printer import Printer
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance

HERE = Path(__file__).resolve().parent
MIB = HERE.parents[1] / "core" / "wire" / "PRESSROOM-ACCOUNTING-MIB.txt"

# Where systems keep the IETF's MIB modules when their licence lets them.
MIB_FOLDERS = (
    "/usr/share/snmp/mibs/ietf",
    "/var/lib/mibs/ietf",
    "/usr/share/mibs/ietf",
    "/usr/share/snmp/mibs",
    "/usr/local/share/snmp/mibs",
)

START_US = 1_774_857_600_000_000  # 2026-03-30 08:00 UTC
PATIENCE_S = 20.0
T = TypeVar("T")
Need = Callable[..., str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def need() -> Need:
    """``need("snmpget", package="snmp")``: the program's path, or a skip that says how to get it."""

    def find(program: str, *, package: str) -> str:
        path = shutil.which(program)
        if path is None:
            pytest.skip(
                f"{program} is missing; on Debian and Ubuntu: apt-get install --no-install-recommends {package}"
            )
        return path

    return find


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a program to its end, at most so many seconds, in a folder of its own; output as text."""

    (tmp_path / "cert_indexes").mkdir()  # net-snmp would make it itself, and say so

    def to_the_end(*command: str | Path, timeout_s: float = 30, **environment: str) -> subprocess.CompletedProcess[str]:
        settings = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", **environment}
        settings.setdefault("SNMP_PERSISTENT_DIR", str(tmp_path))
        return subprocess.run(
            [str(word) for word in command],
            cwd=tmp_path,
            env=settings,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    return to_the_end


@pytest.fixture(scope="session")
def until() -> Callable[[Callable[[], object]], None]:
    """``until(condition)``: looks again and again until it holds; fails when it does not within the time."""

    def wait(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        deadline, pause = time.monotonic() + patience_s, threading.Event()
        while not condition():
            assert time.monotonic() < deadline, "it never came to that"
            pause.wait(0.02)

    return wait


def _base_mibs() -> list[Path]:
    """Folders with SNMPv2-SMI, -TC and -CONF: our skeletons, and the real ones where the system has them."""
    found = [HERE / "skeletons"]
    for folder in (*filter(None, os.environ.get("PRESSROOM_BASE_MIBS", "").split(":")), *MIB_FOLDERS):
        names = {path.stem for path in Path(folder).iterdir()} if Path(folder).is_dir() else set()
        if {"SNMPv2-SMI", "SNMPv2-TC", "SNMPv2-CONF"} <= names:
            found.append(Path(folder))
    return found


@pytest.fixture(params=_base_mibs(), ids=lambda folder: folder.name)
def base_mibs(request: pytest.FixtureRequest) -> Path:
    """A folder with the modules that ours imports."""
    folder = request.param
    assert isinstance(folder, Path)
    return folder


@pytest.fixture
def mib(tmp_path: Path) -> Path:
    """A copy of our MIB under the name that compilers look for."""
    copy = tmp_path / "mibs" / "PRESSROOM-ACCOUNTING-MIB"
    copy.parent.mkdir()
    shutil.copy(MIB, copy)
    return copy


class LiveFleet:
    """One printer of each model, named after it, on loopback ports that are free; served by a thread.

    The date stands still until :meth:`advance`, so that two walks can be equal; unless it is ``running``, so
    many times as fast as the wall clock, so that jobs end by themselves.
    """

    def __init__(self, models: tuple[str, ...], *, running: float = 0, snmp_port: int = 0, **options: Any) -> None:
        self._models = models
        self._running = running
        self._snmp_port = snmp_port
        self._options = options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="live fleet")

    def open(self) -> None:
        """Switch the printers on."""
        self._thread.start()
        self._await(self._open())

    async def _open(self) -> None:
        chance = SeededChance(1)
        self.calendar: Any = (
            SystemCalendar(self._running) if self._running else SteppedCalendar(START_US, patience_s=PATIENCE_S)
        )
        self._network = LoopbackNetwork(
            chance, self.calendar, snmp_port=self._snmp_port, raw_port=0, further={"lpd": 0, "ipp": 0, "http": 0}
        )
        self.fleet = Fleet(self._network, self.calendar, chance, PooledReader())
        for model in self._models:
            self.fleet.add(model, model, **self._options)
        await self._network.start()

    @property
    def printers(self) -> dict[str, Printer]:
        return self.fleet.printers

    def at(self, name: str, service: str = "snmp") -> str:
        """Address and port of a printer's service."""
        return f"{self.printers[name].address}:{self._network.ports[service]}"

    def names(self, name: str) -> list[tuple[int, ...]]:
        """The name of every object that a printer has."""
        printer, agent = self.printers[name], self.fleet.agents[name]
        return self.do(lambda: [oid for oid, _, _ in agent.tree.after(printer, ())])

    def do(self, work: Callable[[], T]) -> T:
        """Do something to printers on the thread that serves them."""

        async def done() -> T:
            return work()

        return self._await(done())

    def advance(self, us: int) -> None:
        """Let time pass."""
        self._await(self.calendar.advance_to(self.calendar.now_us() + us))
        self.do(self.fleet.journals)

    def close(self) -> None:
        """Switch everything off."""
        try:
            self._await(self._network.close())
            self.fleet.reader.close()
            if self._running:
                self._loop.call_soon_threadsafe(self.calendar.close)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def _await(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)


@pytest.fixture(scope="session")
def live_fleet() -> Callable[..., AbstractContextManager[LiveFleet]]:
    """``with live_fleet("colour-a3", …) as fleet:`` printers on real sockets; options go to ``Fleet.add``.

    With ``running=1.0`` their calendar runs by itself."""

    @contextmanager
    def running(*models: str, **options: Any) -> Iterator[LiveFleet]:
        fleet = LiveFleet(models, **options)
        try:
            fleet.open()
            yield fleet
        finally:
            fleet.close()

    return running
