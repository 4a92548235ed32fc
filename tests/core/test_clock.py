from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from core import clock
from core.chance import SystemChance
from core.clock import SystemCalendar
from harness.worlds.loop import VirtualLoop

START_NS = 1_774_857_600_000_000_000
START_US = START_NS // 1000
SECOND_US = 1_000_000


class Wall:
    """A wall clock that follows the virtual loop, and jumps when the machine sleeps."""

    def __init__(self) -> None:
        self.loop = VirtualLoop()
        self.asleep_s = 0.0

    def time_ns(self) -> int:
        return START_NS + round((self.loop.time() + self.asleep_s) * 1e9)

    def run(self, test: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        try:
            return self.loop.run_until_complete(test())
        finally:
            self.loop.close()


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(clock, "time", wall)
    return wall


def test_actions_run_at_their_time_in_their_order(wall: Wall) -> None:
    async def test() -> list[tuple[str, float]]:
        calendar = SystemCalendar()
        ran: list[tuple[str, float]] = []

        def note(name: str) -> Callable[[], None]:
            return lambda: ran.append((name, round(wall.loop.time(), 3)))

        calendar.at(START_US + 40 * SECOND_US, note("late"))
        calendar.at(START_US + 2 * SECOND_US, note("early"))
        calendar.at(START_US + 2 * SECOND_US, note("early too"))
        calendar.at(START_US - 5 * SECOND_US, note("past"))
        calendar.at(START_US + 3 * SECOND_US, note("cancelled")).cancel()
        await asyncio.sleep(60)
        return ran

    assert wall.run(test) == [("past", 0.0), ("early", 2.0), ("early too", 2.0), ("late", 40.0)]


def test_after_a_suspend_what_is_due_runs_late_and_once(wall: Wall) -> None:
    """The loop's clock stood still for an hour and a half; an hourly action runs once, then goes on."""
    ran: list[int] = []

    async def test() -> None:
        calendar = SystemCalendar()

        def hourly() -> None:
            ran.append((calendar.now_us() - START_US) // SECOND_US)
            calendar.at(calendar.now_us() + 3600 * SECOND_US, hourly)

        calendar.at(START_US + 3600 * SECOND_US, hourly)
        await asyncio.sleep(1800)
        wall.asleep_s = 5400
        await asyncio.sleep(3700)

    wall.run(test)
    assert len(ran) == 2
    assert 7200 <= ran[0] <= 7215
    assert ran[1] - ran[0] == 3600


def test_a_clock_set_back_makes_appointments_later(wall: Wall) -> None:
    async def test() -> float:
        calendar = SystemCalendar()
        done = asyncio.Event()
        calendar.at(START_US + 100 * SECOND_US, done.set)
        await asyncio.sleep(50)
        wall.asleep_s = -30
        await done.wait()
        return wall.loop.time()

    assert wall.run(test) == pytest.approx(130)


def test_speed_stretches_time(wall: Wall) -> None:
    async def test() -> tuple[float, int]:
        calendar = SystemCalendar(speed=60)
        done = asyncio.Event()
        calendar.at(START_US + 3600 * SECOND_US, done.set)
        await done.wait()
        return wall.loop.time(), calendar.now_us()

    assert wall.run(test) == (pytest.approx(60), pytest.approx(START_US + 3600 * SECOND_US, abs=100))
    with pytest.raises(ValueError, match="positive"):
        SystemCalendar(speed=0)


def test_coroutines_are_spawned_and_kept(wall: Wall) -> None:
    async def test() -> list[str | None]:
        calendar = SystemCalendar()
        names: list[str | None] = []

        async def work() -> None:
            await asyncio.sleep(1)
            task = asyncio.current_task()
            names.append(task and task.get_name())

        calendar.at(START_US + SECOND_US, work, "acquisition lobby")
        await asyncio.sleep(5)
        calendar.hold()
        calendar.release()
        return names

    assert wall.run(test) == ["acquisition lobby"]


def test_a_bad_action_takes_no_others_with_it(wall: Wall) -> None:
    failures: list[str] = []
    ran: list[str] = []

    async def test() -> None:
        wall.loop.set_exception_handler(lambda _, context: failures.append(context["message"]))
        calendar = SystemCalendar()
        calendar.at(START_US, lambda: 1 // 0, "broken")  # type: ignore[arg-type, return-value]
        calendar.at(START_US, lambda: ran.append("sound"))
        await asyncio.sleep(1)
        calendar.at(START_US + 9 * SECOND_US, lambda: ran.append("never"))
        calendar.close()
        await asyncio.sleep(20)

    wall.run(test)
    assert failures == ["calendar action 'broken' failed"]
    assert ran == ["sound"]


def test_system_chance_draws_in_range() -> None:
    chance = SystemChance()
    assert {chance.below("die", 6) for _ in range(300)} == {0, 1, 2, 3, 4, 5}
    assert chance.below("one", 1) == 0
    assert len(chance.octets("key", 16)) == 16
    assert chance.octets("key", 16) != chance.octets("key", 16)
