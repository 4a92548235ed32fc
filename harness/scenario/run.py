"""A run under way: the world, the server, what has been done so far; the verbs work on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from core.config.fee_settings import FeeSettings
from core.config.settings import HOUR_US, AccountSettings, PrinterOptions, PrinterSettings, Schedule
from core.model.errors import Fenced, PressroomError
from core.model.search import Search
from core.server import Server
from core.store import Store
from emulator.errors import EmulatorError
from emulator.printer import Printer
from harness.scenario import effects, operator
from harness.scenario.effects import Effect
from harness.scenario.history import History
from harness.scenario.loader import Plan
from harness.scenario.schema import FleetEntry
from harness.worlds.world import World

if TYPE_CHECKING:
    from harness.scenario.workload import RunningWorkload

T = TypeVar("T")

REFUSALS = (PressroomError, EmulatorError)
"""What the product says no with; anything else is a bug and ends the run."""


EVERY_HOUR: Final = Schedule(every=HOUR_US)
"""The schedule of a scenario that names none: a server by itself would work one out for each printer (PRN-06)."""


class Result(NamedTuple):
    """How one step went for one printer or account: ``error`` empty means well."""

    error: str = ""
    fetched: int = 0


class Unanswered(NamedTuple):
    """What the operator asked a server that died over it."""

    at_us: int
    stands: Effect  # whether it took effect
    accept: Callable[[int], None]


class StepFailed(Exception):
    """A step did not come out as it must; what was expected, what happened instead, and what helps to see why."""

    def __init__(self, expected: str, actual: str, timeline: Iterable[str] = (), rule: str = "") -> None:
        super().__init__(f"expected {expected}, found {actual}")
        self.expected = expected
        self.actual = actual
        self.timeline = tuple(timeline)
        self.rule = rule


class Run:
    """One scenario in one world."""

    def __init__(self, plan: Plan, world: World) -> None:
        self.plan = plan
        self.world = world
        self.history = History()
        self.operator: list[dict[str, Any]] = []
        self.server: Server | None = None
        self.store: Store | None = None
        self.outcome: dict[str, Result] = {}  # of the step before, by printer or ""
        self.search: Search | None = None  # the last one
        self.accounts: dict[int, AccountSettings] = {}
        self.registered: dict[str, PrinterSettings] = {}
        self.workloads: list[RunningWorkload] = []
        self.miscounting: set[str] = set()  # printers whose life counters ever showed what was not printed
        self.bad_network: dict[str, list[list[int | None]]] = {}  # by printer, from when to when
        self.backups: dict[str, bytes] = {}
        self.former: list[dict[str, Any]] = []  # ledgers of machines before this one
        self.stations = dict(plan.stations)
        server = plan.scenario.server
        self.closing = {
            "closing_day": server.closing_day,
            "after_closing_day_as_this_month": server.after_closing_day_as_this_month,
        }
        self.log = server.log  # how it is kept, as it was last told
        self._death: asyncio.Future[None] | None = None
        self._unanswered: list[Unanswered] = []

    # --- names ---------------------------------------------------------------------------------------

    def printer(self, name: str) -> Printer:
        """A printer of the fleet. Raises StepFailed when it is not (yet) there."""
        found = self.world.fleet.printers.get(name)
        if found is None:
            raise StepFailed(f"a printer {name}", "it is not connected yet")
        return found

    def names(self, selectors: Iterable[str]) -> list[str]:
        """Printers that names, groups and ``all`` stand for, each once."""
        out: dict[str, None] = {}
        for selector in selectors:
            if selector == "all":
                out.update(dict.fromkeys(self.world.fleet.printers))
            else:
                out.update(dict.fromkeys(self.plan.groups.get(selector, (selector,))))
        return list(out)

    def now_us(self) -> int:
        """The calendar."""
        return self.world.calendar.now_us()

    # --- the server ----------------------------------------------------------------------------------

    def need_server(self) -> Server:
        """The running server. Raises StepFailed when it is down."""
        if self.server is None:
            raise StepFailed("a running server", "it is down")
        return self.server

    async def start_server(self) -> None:
        """Opens the database and starts the server; what it knows stands in the database."""
        options = self.plan.scenario.server
        zone = options.zone if "zone" in options.model_fields_set else self.plan.zone
        host = options.trap_host or self.world.client_host  # everything is on one machine
        self.store = await self.world.open_store()
        await self._find_out(self.store)
        self.server = Server(
            self.store,
            calendar=self.world.calendar,
            chance=self.world.chance,
            open_endpoint=self.world.open_endpoint,
            knock=self.world.knock,
            local_broadcast=self.world.local_broadcast,
            open_listener=self.world.open_listener,
            settings=options.model_copy(
                update={
                    "zone": zone,
                    **self.closing,
                    "log": self.log,
                    "trap_host": host,
                    "acquire": options.acquire if "acquire" in options.model_fields_set else EVERY_HOUR,
                }
            ),
            exports=self.world.exports,
        )
        self._death = asyncio.get_running_loop().create_future()
        await self.unless_crashed(self.server.start())

    async def stop_server(self) -> None:
        """Stops it cleanly, if it runs."""
        if self.server is not None:
            server, self.server, self.store = self.server, None, None
            await server.stop()

    def crash_server(self) -> None:
        """Kills it where it stands."""
        if self.server is not None:
            server, self.server, self.store = self.server, None, None
            self.world.calendar.ignore = (Fenced,)
            server.crash()
            if self._death is not None and not self._death.done():
                self._death.set_result(None)

    async def unless_crashed(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of something the server does, or None when the server dies in the midst of it."""
        assert self._death is not None
        server = self.server
        if server is None:  # a rival works while ours is down
            return await work
        task = asyncio.ensure_future(work)
        both: set[asyncio.Future[Any]] = {task, self._death}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if self.server is server else None
        finally:  # also when the verb itself is cancelled, by one of these around it
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    # --- what operators do, for the verbs and for the start ------------------------------------------------

    def told(self, do: str, *, at_us: int | None = None, **settings: Any) -> None:
        """Notes for the oracle what the server was told and has accepted, now unless an instant is given."""
        self.operator.append({"at_us": self.now_us() if at_us is None else at_us, "do": do, **settings})

    async def ask(self, work: Coroutine[Any, Any, object], stands: Effect, accept: Callable[[int], None]) -> None:
        """Asks the server for something; ``accept`` is told the instant once it is done.

        Should the server die over it, its store says at the next start whether it took effect (``stands``). May raise
        what the server refuses with.
        """
        server, at_us = self.server, self.now_us()
        await self.unless_crashed(work)
        if self.server is server:
            accept(self.now_us())
        else:
            self._unanswered.append(Unanswered(at_us, stands, accept))

    def unanswered(self, at_us: int, stands: Effect, accept: Callable[[int], None]) -> None:
        """The server died over something; its store will say at the next start whether it took effect."""
        self._unanswered.append(Unanswered(at_us, stands, accept))

    async def _find_out(self, store: Store) -> None:
        unanswered, self._unanswered = self._unanswered, []
        for each in unanswered:
            if await each.stands(store):
                each.accept(each.at_us)

    async def put_account(self, account: AccountSettings, *, new: bool = False, reset_usage: bool = False) -> None:
        """Adds or changes an account. May raise what the server refuses with."""
        server = self.need_server()

        def accept(at_us: int) -> None:
            self.accounts[account.id] = account
            self.told("account", at_us=at_us, **operator.account(account))
            if reset_usage:
                self.told("reset", at_us=at_us, id=account.id)

        work = server.add_account(account) if new else server.put_account(account, reset_usage=reset_usage)
        await self.ask(work, effects.account_stands(account), accept)

    async def define_fees(self, settings: FeeSettings) -> None:
        """Saves a fee definition. May raise what the server refuses with."""

        def accept(at_us: int) -> None:
            self.told("fees", at_us=at_us, **operator.fees(settings, self.plan.scenario.server.rounding))

        await self.ask(self.need_server().put_fees(settings), effects.fees_stand(settings), accept)

    async def tell_initial_fees(self, printer: str, name: str) -> None:
        """Where a printer is due an initial definition, which the server makes: its name and prices."""
        row = await self.store.printer(printer) if self.store is not None and name.startswith("initial") else None
        if self.store is None or row is None:
            return
        due = f"initial {row.model}"
        made = next(each for each in await self.store.fee_definitions() if each.name == due)
        self.told("fees", **operator.stored_fees(made))
        self.told("assign fees", printer=printer, fees=made.name)

    async def register(self, name: str, options: PrinterOptions, **more: Any) -> None:
        """Registers a printer. May raise what the server refuses with."""
        server, printer = self.need_server(), self.printer(name)
        settings = operator.printer_settings(name, printer, options, self.world.network.ports["snmp"], **more)
        if name in self.registered:
            old_owner = bytes.fromhex(settings.take_over_from or "") or None
            await self.unless_crashed(server.readd_printer(name, take_over_from=old_owner))
            return

        def accept(at_us: int) -> None:
            self.registered[name] = settings
            self.told("printer", at_us=at_us, printer=name, fees=settings.fees)

        await self.ask(server.add_printer(settings), effects.printer_stands(name), accept)
        await self.tell_initial_fees(name, settings.fees or "")

    def connect(self, name: str, entry: FleetEntry) -> None:
        """Puts a printer of the fleet on the network."""
        self.world.fleet.add(name, entry.model, entry.address, entry.serial, **entry.own_access())

    def network_is(self, names: Iterable[str], *, bad: bool) -> None:
        """Notes for the oracle from when on datagrams may get lost at these printers, or do so no longer."""
        for name in names:
            spans = self.bad_network.setdefault(name, [])
            was_bad = bool(spans) and spans[-1][1] is None
            if bad and not was_bad:
                spans.append([self.now_us(), None])
            elif was_bad and not bad:
                spans[-1][1] = self.now_us()

    async def snapshot(self) -> dict[str, Any]:
        """The ledger, from the server, or from its database when it is down."""
        if self.server is not None:
            return await self.server.snapshot()
        store = await self.world.open_store()
        try:
            return await store.snapshot()
        finally:
            await store.close()
