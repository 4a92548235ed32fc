"""The server as a whole: death and resurrection, a lost lease, commands, and `serve` on real time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.config.settings import Every, LimitSettings, ServerSettings
from core.model.errors import Fenced, LeaseHeld, StoreError
from core.services.commands import Commands
from core.services.desk import handlers
from core.services.outcome import Outcome
from core.serving import Running, serve
from core.store import Store, ThreadPace
from core.wire.id_table import SPECIAL_IDS

Run = Callable[..., Any]
MOMENTS = ["fetch", "release", "before commit", "after commit"]


class Dying:
    """A pace of the store, at whose n-th commit the server dies."""

    def __init__(self) -> None:
        self.kill: Callable[[], None] = lambda: None
        self.when = ""

    async def write(self, work: Callable[[], Any]) -> Any:
        await asyncio.sleep(0.001)
        if self.when == "before commit":
            self.kill()
        result = work()
        if self.when == "after commit":
            self.kill()
        await asyncio.sleep(0.001)
        return result

    async def read(self, work: Callable[[], Any]) -> Any:
        return work()

    def close(self, last: Callable[[], object]) -> None:
        last()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_crash_loses_and_doubles_nothing(run: Run, house: Any, moment: str) -> None:
    """ACQ-04: the server dies while it acquires; the next one on the same disk carries on."""

    async def main() -> None:
        house.pace = pace = Dying()
        server = await house.start()
        printer = await house.add("lobby")
        await house.settle()
        printer.print(times=9)

        def kill(call: str = moment) -> None:
            if call == moment and printer.jobs == 9:
                pace.when, printer.before = "", lambda _call: None
                server.crash()

        pace.kill, pace.when, printer.before = kill, moment, kill
        with contextlib.suppress(Fenced):
            await server.acquire(["lobby"])
        with pytest.raises(Fenced):
            await server.acquire(["lobby"])
        await house.settle()
        printer.print()
        server = await house.start()
        await house.settle()
        assert (await server.acquire())["lobby"].ok
        assert [job["sequence"] for job in await server.store.jobs()] == list(range(1, 11))
        assert printer.records == {}
        assert await server.store.gaps() == []

    run(main())


def test_a_crash_drops_what_is_under_way(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start(connections=2)
        for number in range(6):
            (await house.add(f"p{number}")).print()
        await house.settle()
        calls = [len(printer.calls) for printer in house.printers.values()]
        for printer in house.printers.values():
            printer.latency_s = 5
        caller = asyncio.ensure_future(server.acquire())
        await asyncio.sleep(1)
        server.crash()
        with pytest.raises(Fenced):
            await caller
        await house.advance(5)
        assert [len(printer.calls) for printer in house.printers.values()] == calls
        assert all(printer.records for printer in house.printers.values())

    run(main())


def test_stopping_lets_work_end_and_gives_the_database_back(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        await house.settle()
        printer.print()
        printer.latency_s = 2
        server.crew.spawn(_ignore(server.acquire()), "acquisition")
        await asyncio.sleep(1)
        await server.stop()
        await server.stop()
        assert printer.records == {}
        server = await house.start()
        assert len(await server.store.jobs()) == 1
        await server.stop()

    run(main())


async def _ignore(work: Any) -> None:
    await work


def test_drain_does_all_that_can_be_done(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        lobby, attic = await house.add("lobby"), await house.add("attic")
        await house.account(1001)
        lobby.print(times=3)
        attic.print(times=2)
        attic.is_on = False
        problems = await server.drain()
        assert problems == ["attic: attic: no answer", "attic: provisioning: attic: no answer"]
        assert lobby.records == {}
        attic.is_on = True
        assert await server.drain() == []
        assert [row.id for row in attic.ids] == [0, 1001, *list(SPECIAL_IDS)[1:]]
        assert len((await server.snapshot())["jobs"]) == 5

    run(main())


def test_commands_come_through_the_database(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = house.printer("lobby")
        printer.print(times=2)
        commands = Commands(server.store, server.crew, handlers(server))
        asked = [
            ("add printer", {"name": "lobby", "address": "lobby", "admin password": "secret"}),
            ("put account", {"id": 1001, "name": "Sato", "limit": {"sheets": 1}}),
            ("acquire", {"names": ["lobby"]}),
            ("delete log", {"printer": "lobby", "reason": "moved"}),
            ("acquire", {"names": ["cellar"]}),
            ("add printer", {"name": "lobby"}),
            ("fly", {}),
            ("start", {}),
        ]
        numbers = []
        for kind, args in asked:
            numbers.append(await server.store.enqueue(kind, args))
            assert await commands.poll() == 1
            await house.settle()
        answers = [await server.store.command_result(number) for number in numbers]
        assert answers[0] == {
            "ok": True,
            "printer": "lobby",
            "model": "M1",
            "serial": "S-lobby",
            "dialect": "accounting",
        }
        assert answers[1] == {"ok": True}
        assert answers[2] == {"ok": True, "printers": {"lobby": Outcome(True, 2)._asdict()}}
        assert answers[3] == {"ok": True, "jobs": 2}
        assert await server.store.jobs() == []
        assert [answer["ok"] for answer in answers[4:]] == [False] * 4  # type: ignore[index]
        assert [answer["error"] for answer in answers[4:]] == [  # type: ignore[index]
            "printer: no printer is called 'cellar'",
            "address: Field required",
            "unknown command 'fly'",
            "command start: bad arguments: 'name'",
        ]
        assert printer.states[1001].name == "LIMIT_EXCEEDED"

    run(main())


def test_serve_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """On real time and sockets: a printer that does not answer is reported, the page works, signals end it."""
    settings = ServerSettings.model_validate(
        {
            "database": str(tmp_path / "ledger.db"),
            "accounts": [{"id": "7", "name": "Seven"}],
            "printers": [{"name": "nobody", "address": "127.255.254.253:9", "timeout": "20 ms", "retries": "0"}],
            "web": {"port": "0"},
        }
    )
    told: list[Running] = []

    async def main() -> None:
        up = asyncio.Event()

        def ready(running: Running) -> None:
            told.append(running)
            up.set()

        running = asyncio.ensure_future(serve(settings, ready=ready))
        await asyncio.wait({running, asyncio.ensure_future(up.wait())}, return_when=asyncio.FIRST_COMPLETED)
        assert up.is_set(), running.exception()
        with pytest.raises(LeaseHeld):
            await Store.open(
                settings.database, pace=ThreadPace(), now_us=SystemCalendar().now_us, chance=SystemChance()
            )
        assert await asyncio.to_thread(_accounts, told[0].web_port) == [0, 7, *list(SPECIAL_IDS)[1:]]
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(running, 30)

    asyncio.run(main())
    assert [line.split(":")[0] for line in told[0].problems] == ["nobody"]


def test_serve_ends_with_the_error_that_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database fails while a printer is still to be registered: nobody waits for that printer any more."""
    settings = ServerSettings.model_validate(
        {
            "database": str(tmp_path / "ledger.db"),
            "printers": [{"name": "nobody", "address": "127.255.254.253:9", "timeout": "20 ms", "retries": "0"}],
        }
    )

    async def fail(_: Commands) -> int:
        raise StoreError("the database failed: disk I/O error")

    monkeypatch.setattr(Commands, "poll", fail)

    async def main() -> None:
        with pytest.raises(StoreError):
            await asyncio.wait_for(serve(settings), 20)

    asyncio.run(main())


def _accounts(port: int | None) -> list[int]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/accounts", timeout=10) as reply:
        return [account["id"] for account in json.load(reply)]


def test_drain_waits_for_what_is_under_way(run: Run, house: Any) -> None:
    """A schedule that was missed is being made up while drain begins."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        await server.stop()
        await house.advance(2)
        printer.print()
        server = await house.start()
        await asyncio.sleep(0.0005)
        assert server.stations()[0].is_acquiring
        assert await server.drain() == []
        assert printer.records == {}

    run(main())


def test_nothing_is_left_in_the_calendar_of_a_stopped_server(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        await house.add("lobby")
        await house.account(7, limit=LimitSettings(sheets=1, every=Every("days", 1)))
        await server.stop()
        assert house.calendar.next_due_us() is None

    run(main())
