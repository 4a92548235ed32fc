"""The accounting server on real time and real sockets: what ``pressroom serve`` runs."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from core.chance import SystemChance
from core.clock import Calendar, SystemCalendar
from core.config.settings import PrinterSettings, ServerSettings
from core.devices.knock import knock_on
from core.devices.udp import listen_udp, open_udp
from core.model.errors import Fenced, NoResponse
from core.server import Server
from core.services.commands import Commands
from core.services.desk import handlers
from core.services.export_files import DiskFiles
from core.store import Store, ThreadPace, files
from core.web.page import ledger_page

#: Real seconds between two looks for commands from the command line and the web page.
COMMANDS_EVERY_S: Final = 1.0
#: Real seconds between two tries to register printers of the configuration that did not answer.
REGISTER_EVERY_S: Final = 300.0


class Running(NamedTuple):
    """A server that has started, why it has not got all printers of its configuration, and the web page's port."""

    server: Server
    problems: list[str]
    web_port: int | None


async def serve(
    settings: ServerSettings,
    *,
    calendar: Calendar | None = None,
    ready: Callable[[Running], None] | None = None,
) -> None:
    """Run a server until SIGINT or SIGTERM; ``ready`` is called once it has started.

    Raises a PressroomError if it cannot start, and Fenced when another process has taken over its database.
    """
    calendar, chance, end = calendar or SystemCalendar(), SystemChance(), asyncio.Event()
    store = await Store.open(settings.database, pace=ThreadPace(), now_us=calendar.now_us, chance=chance)
    server = Server(
        store,
        calendar=calendar,
        chance=chance,
        open_endpoint=open_udp,
        settings=settings,
        knock=knock_on(),
        open_listener=listen_udp,
        exports=DiskFiles(files.path_of(settings.database).parent),
    )
    fenced: list[Fenced] = []

    def give_up(error: Fenced) -> None:
        fenced.append(error)
        end.set()

    server.on_fenced = give_up
    with _signals(end):
        try:
            await server.start()
            async with contextlib.AsyncExitStack() as pages:
                web_port = None
                if settings.web is not None:
                    page = await pages.enter_async_context(ledger_page(settings, settings.web, calendar, chance))
                    web_port = page.port
                problems = await server.apply(settings)
                if ready is not None:
                    told = [f"{name}: {error.message}" for name, error in problems.items()]
                    ready(Running(server, told, web_port))
                silent = [each for each in settings.printers if isinstance(problems.get(each.name), NoResponse)]
                server.crew.spawn(_register(server, silent, end), "registration")
                await _answer_commands(server, end)
        finally:
            end.set()  # whatever ended it: nothing waits for printers that are still to be registered
            await server.stop()
    if fenced:
        raise fenced[0]


async def _answer_commands(server: Server, end: asyncio.Event) -> None:
    commands = Commands(server.store, server.crew, handlers(server))
    while not end.is_set():
        await commands.poll()
        await _is_set_within(end, COMMANDS_EVERY_S)


async def _register(server: Server, printers: Sequence[PrinterSettings], end: asyncio.Event) -> None:
    while printers and not await _is_set_within(end, REGISTER_EVERY_S):
        problems = await server.apply_printers(printers)
        printers = [printer for printer in printers if isinstance(problems.get(printer.name), NoResponse)]


async def _is_set_within(end: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await end.wait()
    return end.is_set()


@contextlib.contextmanager
def _signals(end: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        loop.add_signal_handler(number, end.set)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
