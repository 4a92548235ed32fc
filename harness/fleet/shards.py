"""A fleet in several processes (EMU-10): each has the printers of its addresses, and one of them the control API.

:func:`forked` splits this process before anything runs. The children serve their printers; the parent keeps the
sockets' other copies, steers addresses, and hands commands on over a socket pair, as JSON behind its length.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import select
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from typing import Any, Final

from core.clock import SystemCalendar
from core.model.errors import PressroomError
from emulator.errors import EmulatorError
from emulator.network.shares import Shares
from harness.fleet.command import Answer, Command, Row
from harness.fleet.description import Description, free_addresses
from harness.fleet.desk import LocalDesk
from harness.fleet.running import RunningFleet

_LENGTH: Final = 4
_PATIENCE_S: Final = 120.0
_LAST_PATIENCE_S: Final = 10.0


class ShardLost(PressroomError):
    """A process of the fleet has ended by itself."""


@contextmanager
def forked(described: Description, speed: float) -> Iterator[tuple[Shares, list[socket.socket]]]:
    """Children for each share of the fleet; gives the sockets, and a line to each child. Raises NetworkError.

    Must be entered before there are threads or a loop. On leaving, the lines are closed and the children end.
    """
    ports = described.ports
    shares = Shares(described.processes, snmp_port=ports.snmp, raw_port=ports.raw, further=ports.further())
    calendar = SystemCalendar(speed)  # all of them count from the same instant
    lines: list[socket.socket] = []
    children: list[int] = []
    try:
        for share in range(described.processes):
            ours, theirs = socket.socketpair()
            child = os.fork()
            if child == 0:
                for line in (*lines, ours):
                    line.close()
                _serve_and_exit(described, share, shares, calendar, theirs)
            theirs.close()
            lines.append(ours)
            children.append(child)
        yield shares, lines
    finally:
        for line in lines:
            line.close()
        shares.close()
        for child in children:
            _wait_for(child)


def _wait_for(child: int) -> None:
    """It ends by itself when its line is closed; one that hangs is ended."""
    with suppress(ChildProcessError, ProcessLookupError):
        handle = os.pidfd_open(child)
        try:
            if not select.select([handle], [], [], _LAST_PATIENCE_S)[0]:
                os.kill(child, signal.SIGKILL)
        finally:
            os.close(handle)
        os.waitpid(child, 0)


def _serve_and_exit(
    described: Description, share: int, shares: Shares, calendar: SystemCalendar, line: socket.socket
) -> None:
    """A child's whole life. It hears of its end from the parent, not from the terminal."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        own = {
            name: place for name, place in described.printers.items() if shares.share_of(place.address or "") == share
        }
        asyncio.run(_serve(replace(described, printers=own), share, shares, calendar, line))
        status = 0
    finally:
        os._exit(status)


async def _serve(
    described: Description, share: int, shares: Shares, calendar: SystemCalendar, line: socket.socket
) -> None:
    reader, writer = await asyncio.open_connection(sock=line)
    try:
        running = RunningFleet(described, calendar=calendar, opened=shares.of(share))
        running.fleet.may_choose = lambda address: shares.share_of(address) == share
        await running.start()
    except (EmulatorError, PressroomError) as error:
        await _put(writer, {"failed": str(error)})
        return
    running.fleet.on_move = lambda printer: _send(writer, {"moved": printer.name, "to": printer.address})
    desk = LocalDesk(running)
    tasks: set[asyncio.Task[None]] = set()
    try:
        await _put(writer, {"rows": running.rows(), "notes": running.notes()})
        while (asked := await _take(reader)) is not None:
            task = asyncio.create_task(_answer(desk, asked, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
    finally:
        for task in tasks:
            task.cancel()
        await running.close()


async def _answer(desk: LocalDesk, asked: Row, writer: asyncio.StreamWriter) -> None:
    answer = await desk.ask(Command(asked["verb"], tuple(asked["names"]), asked["body"]))
    await _put(writer, {"id": asked["id"], **answer._asdict()})


def _send(writer: asyncio.StreamWriter, message: Row) -> None:
    data = json.dumps(message).encode()
    writer.write(len(data).to_bytes(_LENGTH, "big") + data)


async def _put(writer: asyncio.StreamWriter, message: Row) -> None:
    _send(writer, message)
    with suppress(ConnectionError):
        await writer.drain()


async def _take(reader: asyncio.StreamReader) -> Any:
    """The next message; None at the end of the line."""
    try:
        return json.loads(await reader.readexactly(int.from_bytes(await reader.readexactly(_LENGTH), "big")))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


@asynccontextmanager
async def shard_desk(
    described: Description, shares: Shares, lines: list[socket.socket], lost: Callable[[], None]
) -> AsyncIterator[tuple[ShardDesk, list[Row], list[str]]]:
    """The desk of a fleet that was forked, its printers' rows and its notes, once all are up. Raises ShardLost.

    ``lost`` is called when a process ends by itself later on.
    """
    shards = [Shard(*await asyncio.open_connection(sock=line), lost) for line in lines]
    try:
        said = [await shard.ready() for shard in shards]
        rows = {row["name"]: row for each in said for row in each["rows"]}
        notes = dict.fromkeys([*shares.notes, *(note for each in said for note in each["notes"])])
        addresses = {name: row["address"] for name, row in rows.items()}
        yield ShardDesk(shares, shards, addresses), [rows[name] for name in described.printers], list(notes)
    finally:
        for shard in shards:
            await shard.close()


def _ignored(name: str, address: str) -> None:
    """Until somebody wants to know."""


class Shard:
    """The parent's end of a line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, lost: Callable[[], None]) -> None:
        self._reader = reader
        self._writer = writer
        self._lost = lost
        self.moved: Callable[[str, str], None] = _ignored  # called with a printer's name and its new address
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._numbers = itertools.count()
        self._is_over = False
        self._task: asyncio.Task[None] | None = None

    async def ready(self) -> Row:
        """What the child says once its printers are up. Raises ShardLost."""
        said = await asyncio.wait_for(_take(self._reader), _PATIENCE_S)
        if said is None or "failed" in said:
            raise ShardLost(said["failed"] if said else "a process of the fleet ended while it was starting")
        self._task = asyncio.create_task(self._listen())
        assert isinstance(said, dict)
        return said

    async def ask(self, command: Command) -> Answer:
        """A command, and its answer. Raises ShardLost."""
        if self._is_over:
            raise ShardLost("the process of these printers has ended")
        number = next(self._numbers)
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        await _put(self._writer, {"id": number, **command._asdict()})
        return await future

    async def _listen(self) -> None:
        while (said := await _take(self._reader)) is not None:
            if "moved" in said:
                self.moved(said["moved"], said["to"])
                continue
            self._waiting.pop(said["id"]).set_result(Answer(said["results"], said["errors"]))
        self._is_over = True
        for future in self._waiting.values():
            future.set_exception(ShardLost("the process of these printers has ended"))
        self._lost()

    async def close(self) -> None:
        """Hang up; the child ends."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._writer.close()


class ShardDesk:
    """The desk of a fleet in several processes: finds the one concerned. See :class:`harness.fleet.command.Desk`."""

    def __init__(self, shares: Shares, shards: list[Shard], addresses: dict[str, str]) -> None:
        self._shares = shares
        self._shards = shards
        self._addresses = addresses  # by printer
        self._home = {name: shares.share_of(address) for name, address in addresses.items()}
        for shard in shards:
            shard.moved = self._moved

    async def ask(self, command: Command) -> Answer:
        """Each process does its part; all at the same time."""
        if command.verb == "events":
            return await self._events(command)
        if command.verb == "add":
            return await self._add(command.names[0], command.body)
        if command.verb == "move":
            return await self._move(command)
        answer = await self._spread(command)
        if command.verb == "remove":
            for name in answer.results:
                del self._home[name], self._addresses[name]
        return answer

    async def _spread(self, command: Command) -> Answer:
        parts: dict[int, list[str]] = {}
        for name in command.names:
            parts.setdefault(self._home[name], []).append(name)
        answers = await asyncio.gather(
            *(self._shards[share].ask(command._replace(names=tuple(names))) for share, names in parts.items())
        )
        results = {name: result for answer in answers for name, result in answer.results.items()}
        errors = {name: why for answer in answers for name, why in answer.errors.items()}
        return Answer({name: results[name] for name in command.names if name in results}, errors)

    async def _move(self, command: Command) -> Answer:
        """The printer stays in its process, whatever the address."""
        address = command.body["address"]
        for name, other in self._addresses.items():
            if other == address:
                return Answer(
                    {}, {each: f'printers "{name}" and "{each}" both want {address}' for each in command.names}
                )
        return await self._spread(command)

    def _moved(self, name: str, address: str) -> None:
        """A printer has another address, by command or by a fault: its process hears what is sent there."""
        self._addresses[name] = address
        self._shares.steer(address, self._home[name])

    async def _add(self, name: str, body: Row) -> Answer:
        taken = set(self._addresses.values())
        address = body["address"] or next(free_addresses(taken), None)
        if address is None or address in taken:
            return Answer({}, {name: f"the address {address} is taken" if address else "no address is left"})
        try:
            share = self._shares.share_of(address)
        except OSError:
            return Answer({}, {name: f'"{address}" is not an IPv4 address'})
        answer = await self._shards[share].ask(Command("add", (name,), {**body, "address": address}))
        if name in answer.results:
            self._addresses[name], self._home[name] = address, share
        return answer

    async def _events(self, command: Command) -> Answer:
        """Each process numbers its own events; ``last`` is all their numbers."""
        after = str(command.body["after"]).split("_")
        if len(after) != len(self._shards):
            after = [""] * len(self._shards)
        answers = await asyncio.gather(
            *(
                shard.ask(command._replace(body={"after": number}))
                for shard, number in zip(self._shards, after, strict=True)
            )
        )
        told = [answer.results[""] for answer in answers]
        events = sorted((event for each in told for event in each["events"]), key=lambda event: str(event["at"]))
        return Answer({"": {"last": "_".join(str(each["last"]) for each in told), "events": events}}, {})
