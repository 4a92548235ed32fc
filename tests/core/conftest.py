"""A server in memory: printers without a network, a stepped calendar, a store without a disk."""

from __future__ import annotations

import asyncio
import hashlib
import zoneinfo
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import pytest

from core.config.settings import AccountSettings, PrinterSettings, Schedule, ServerOptions
from core.devices.port import DeviceState, Fetch, Identity, Reading, StreamEntry
from core.model import Position, PrinterRow, UnloggedCounters
from core.model.errors import NoResponse, OwnedByOther, Refused, WrongPassword
from core.model.policies import PrinterPolicies
from core.server import Server
from core.store import InlinePace, MemoryFile, Store
from core.wire.id_table import SPECIAL_IDS, IdRow, encode_ids
from core.wire.mib import Capability, ClockKind, IdState, LogFullAction, StreamCause
from core.wire.policy_table import PolicyTable
from core.wire.records import JobRecord, RecordLine, encode_record
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.exports import MemoryExports
from harness.worlds.loop import VirtualLoop

T = TypeVar("T")
START_US = 1_774_857_600_000_000  # 2026-03-30 08:00 UTC
BATCH = 4
ALL = Capability.LOG | Capability.CLOCK | Capability.IDS | Capability.ADMIN_PASSWORD | Capability.FORMAT_INHIBIT


class Printer:
    """A printer as the port shows it; what happens to it is set by the test."""

    def __init__(self, name: str, calendar: SteppedCalendar) -> None:
        self.name = name
        self.calendar = calendar
        self.is_on = True
        self.dialect = "accounting"
        self.capabilities = ALL
        self.password = b"secret"
        self.log_capacity = 100
        self.id_capacity = 10
        self.owner, self.owner_generation = b"", 0
        self.streams = [StreamEntry(hashlib.md5(name.encode()).digest(), 1, StreamCause.CREATED)]
        self.records: dict[int, bytes] = {}
        self.next = 1
        self.unlogged = UnloggedCounters()
        self.ids: Sequence[IdRow] = ()
        self.ids_revision = 0
        self.policies = PrinterPolicies()
        self.states: dict[int, IdState] = {0: IdState.ENABLED}
        self.full_action, self.inhibit = LogFullAction.DELETE_OLDEST, False
        self.panel: bool | None = None  # None: a model without
        self.told: list[tuple[int, int]] = []
        self.impressions = 0
        self.calls: list[str] = []
        self.latency_s = 0.001
        self.before: Callable[[str], None] = lambda _call: None
        self.jobs = 0
        self.most_at_once: list[int] | None = None

    @property
    def first(self) -> int:
        return min(self.records, default=self.next)

    def print(self, account: int = 1001, sheets: int = 1, times: int = 1) -> None:
        for _ in range(times):
            self.jobs += 1
            ended_s = self.calendar.now_us() // 1_000_000
            line = RecordLine("A4", "plain", False, sheets, 0, sheets)
            record = JobRecord(
                self.jobs, 1, 1, account, "Sato", "sato", "report.pdf", "pc", "", "", "print", "completed", "",
                sheets, sheets, 0, sheets, (line,), ended_s, ended_s, ended_s, 0,
            )  # fmt: skip
            self.records[self.next] = encode_record(record)
            self.next += 1

    def forget(self, through: int) -> None:
        """Records are written over."""
        for sequence in [each for each in self.records if each <= through]:
            del self.records[sequence]

    def format(self) -> None:
        """The storage is initialised: log, IDs, owner and settings are gone."""
        self.streams = [
            StreamEntry(hashlib.md5(f"{self.name}{len(self.streams)}".encode()).digest(), 1, StreamCause.FORMATTED),
            self.streams[0]._replace(next=self.next),
            *self.streams[1:],
        ]
        self.records, self.next = {}, 1
        self.owner = b""
        self.policies = PrinterPolicies()
        self.ids, self.ids_revision, self.states = (), 0, {0: IdState.ENABLED}


class FakeDevice:
    """The port onto a Printer."""

    def __init__(self, printer: Printer, generation: int = 0, password: bytes = b"") -> None:
        self.printer = printer
        self.dialect = printer.dialect
        self.generation = generation
        self.password = password

    async def _call(self, name: str) -> Printer:
        printer = self.printer
        if printer.most_at_once is not None:
            printer.most_at_once[0] += 1
            printer.most_at_once[1] = max(printer.most_at_once)
        await asyncio.sleep(printer.latency_s)
        if printer.most_at_once is not None:
            printer.most_at_once[0] -= 1
        printer.calls.append(name)
        printer.before(name)
        if not printer.is_on:
            await asyncio.sleep(4)
            raise NoResponse(f"{printer.name}: no answer")
        return printer

    def _write(self, printer: Printer, password: bytes | None = None) -> None:
        if password is not None and password != printer.password:
            raise WrongPassword(f"{printer.name}: the administrator password is wrong; nothing was changed")
        if self.generation != printer.owner_generation:
            raise OwnedByOther(printer.owner.hex())

    async def identify(self) -> Identity:
        printer = await self._call("identify")
        kind = ClockKind.BATTERY if printer.capabilities & Capability.CLOCK else ClockKind.VOLATILE
        return Identity(
            printer.dialect, printer.name, "a printer", "M1", f"S-{printer.name}", "", printer.capabilities,
            printer.log_capacity, printer.id_capacity, 8192, kind, printer.owner, printer.owner_generation,
        )  # fmt: skip

    async def read_state(self) -> DeviceState:
        printer = await self._call("read_state")
        digest = hashlib.sha256(encode_ids(printer.ids)).digest() if printer.ids_revision else b""
        return DeviceState(
            printer.owner, printer.owner_generation, printer.ids_revision, digest, printer.full_action, printer.inhibit,
            ClockKind.BATTERY, None, None, printer.panel,
        )  # fmt: skip

    async def read_counters(self) -> Reading:
        printer = await self._call("read_counters")
        return Reading(f"S-{printer.name}", printer.impressions, None)

    async def claim(self, server_id: bytes, password: bytes, take_over_from: bytes | None = None) -> int:
        printer = await self._call("claim")
        if printer.owner not in (b"", server_id, take_over_from or b""):
            raise OwnedByOther(printer.owner.hex())
        self.generation = printer.owner_generation
        self._write(printer, password)
        printer.owner, printer.owner_generation = server_id, printer.owner_generation + 1
        self.generation, self.password = printer.owner_generation, password
        return self.generation

    async def disown(self, server_id: bytes) -> None:
        printer = await self._call("disown")
        if printer.owner == server_id:
            printer.owner, printer.owner_generation = b"", printer.owner_generation + 1

    async def fetch(self, after: Position | None, unlogged_serial: int | None = None) -> Fetch:
        printer = await self._call("fetch")
        current = printer.streams[0].stream
        is_new = after is None or after.stream != current
        through = 0 if after is None or is_new else after.through
        records = sorted(item for item in printer.records.items() if item[0] > through)
        return Fetch(
            current, printer.owner, printer.owner_generation, printer.first, printer.next, printer.unlogged.serial,
            records[:BATCH], len(records) > BATCH, tuple(printer.streams) if is_new else (),
            printer.unlogged if printer.unlogged.serial != unlogged_serial else None,
        )  # fmt: skip

    async def release(self, stream: bytes, generation: int, through: int) -> None:
        printer = await self._call("release")
        if (stream, generation) != (printer.streams[0].stream, printer.owner_generation):
            raise OwnedByOther(printer.owner.hex())
        printer.forget(through)

    async def write_ids(self, rows: Sequence[IdRow], revision: int) -> None:
        printer = await self._call("write_ids")
        self._write(printer, self.password)
        assert len({row.id for row in rows} - SPECIAL_IDS.keys()) <= printer.id_capacity
        printer.ids, printer.ids_revision = tuple(rows), revision
        printer.states = {row.id: printer.states.get(row.id, IdState.ENABLED) for row in rows}

    async def write_policies(self, table: PolicyTable, revision: int) -> None:
        printer = await self._call("write_policies")
        self._write(printer, self.password)
        printer.policies = PrinterPolicies(revision, table)

    async def read_policies(self) -> PrinterPolicies:
        return (await self._call("read_policies")).policies

    async def read_limit_states(self, ids: Sequence[int]) -> dict[int, IdState]:
        printer = await self._call("read_limit_states")
        return {each: printer.states[each] for each in ids if each in printer.states}

    async def write_limit_states(self, states: Mapping[int, IdState]) -> None:
        printer = await self._call("write_limit_states")
        self._write(printer)
        if not states.keys() <= printer.states.keys():
            raise Refused(18, 1)
        printer.states.update(states)

    async def set_time(self, now_us: Callable[[], int], offset_min: int) -> None:
        printer = await self._call("set_time")
        self._write(printer)
        printer.told.append((now_us(), offset_min))

    async def write_settings(
        self, full_action: LogFullAction, format_inhibit: bool, panel_restrict: bool | None = None
    ) -> None:
        printer = await self._call("write_settings")
        self._write(printer, self.password)
        assert (panel_restrict is None) == (printer.panel is None)
        printer.full_action, printer.inhibit, printer.panel = full_action, format_inhibit, panel_restrict


class FakeConnector:
    """Devices by address."""

    def __init__(self, printers: Mapping[str, Printer]) -> None:
        self.printers = printers
        self.is_closed = False

    async def discover(self, printer: PrinterSettings) -> FakeDevice:
        if printer.address not in self.printers:
            raise NoResponse(f"{printer.address}: no answer")
        return FakeDevice(self.printers[printer.address])

    async def restore(self, row: PrinterRow) -> FakeDevice:
        return FakeDevice(self.printers[row.address], row.generation, row.admin_password.encode())

    def close(self) -> None:
        self.is_closed = True


class House:
    """A calendar, printers, a disk, and the server that runs now."""

    def __init__(self) -> None:
        self.calendar = SteppedCalendar(START_US)
        self.chance = SeededChance(1)
        self.disk = MemoryFile()
        self.printers: dict[str, Printer] = {}
        self.options: dict[str, Any] = {"acquire": Schedule(every=3_600_000_000)}
        self.server: Server = None  # type: ignore[assignment]
        self.pace: Any = None
        self.exports = MemoryExports()

    def printer(self, name: str) -> Printer:
        printer = self.printers[name] = Printer(name, self.calendar)
        return printer

    async def open_store(self) -> Store:
        async def delay() -> None:
            await asyncio.sleep(self.chance.below("store", 1000) / 1e6)

        pace = self.pace or InlinePace(delay)
        return await Store.open(self.disk, pace=pace, now_us=self.calendar.now_us, chance=self.chance)

    async def start(self, *, makes_up: bool = True, **options: Any) -> Server:
        self.options.update(options)
        self.server = Server(
            await self.open_store(),
            calendar=self.calendar,
            chance=self.chance,
            open_endpoint=lambda _receiver: None,  # type: ignore[arg-type, return-value]
            settings=ServerOptions(**self.options),
            connector=FakeConnector(self.printers),
            exports=self.exports,
        )
        await self.server.start(makes_up=makes_up)
        return self.server

    async def add(self, name: str, **options: Any) -> Printer:
        """A printer that is there and registered."""
        printer = self.printers.get(name) or self.printer(name)
        await self.server.add_printer(
            PrinterSettings(**{"name": name, "address": name, "admin_password": "secret", **options})
        )
        return printer

    async def account(self, number: int, **options: Any) -> None:
        await self.server.put_account(AccountSettings(id=number, name=f"Account {number}", **options))

    async def advance(self, hours: float) -> None:
        await self.calendar.advance_to(self.calendar.now_us() + int(hours * 3_600_000_000))

    async def settle(self) -> None:
        await self.calendar.settle()

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.server.settings.zone)


@pytest.fixture
def run() -> Iterator[Callable[[Coroutine[Any, Any, T]], T]]:
    """Run a coroutine on virtual time."""
    loop = VirtualLoop()
    yield loop.run_until_complete
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.wait(left))
    loop.close()


@pytest.fixture
def house() -> House:
    return House()
