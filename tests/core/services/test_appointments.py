"""Appointments, the crew of tasks and the bound on contacts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from core.model.errors import Fenced
from core.services.appointments import Appointments, Key
from core.services.contacts import Contacts
from core.services.crew import Crew
from harness.worlds.calendar import SteppedCalendar

A, B, C = ("acquire", "a"), ("acquire", "b"), ("time", "c")


def test_what_is_due_together_comes_together(run: Callable[..., Any]) -> None:
    calendar, rung = SteppedCalendar(0), list[tuple[int, list[Key]]]()
    dates = Appointments(calendar, lambda keys: rung.append((calendar.now_us(), keys)), "due")
    dates.set(A, 10)
    dates.set(B, 10)
    dates.set(C, 5)
    run(calendar.advance_to(20))
    assert rung == [(5, [C]), (10, [A, B])]
    assert calendar.next_due_us() is None


def test_moving_and_taking_back(run: Callable[..., Any]) -> None:
    calendar, rung = SteppedCalendar(0), list[tuple[int, list[Key]]]()
    dates = Appointments(calendar, lambda keys: rung.append((calendar.now_us(), keys)), "due")
    dates.set(A, 10)
    dates.set(B, 12)
    dates.set(A, 30)
    dates.set(B, None)
    assert (dates.due_us(A), dates.due_us(B)) == (30, None)
    run(calendar.advance_to(20))
    assert rung == []
    dates.set(B, 25)
    run(calendar.advance_to(28))
    dates.close()
    run(calendar.advance_to(50))
    assert rung == [(25, [B])]


def test_an_appointment_made_while_it_rings(run: Callable[..., Any]) -> None:
    calendar, rung = SteppedCalendar(0), list[int]()

    def ring(keys: list[Key]) -> None:
        rung.append(calendar.now_us())
        dates.set(keys[0], calendar.now_us() + 7)

    dates = Appointments(calendar, ring, "due")
    dates.set(A, 1)
    run(calendar.advance_to(20))
    assert rung == [1, 8, 15]


def test_contacts_are_bounded_over_all_callers(run: Callable[..., Any]) -> None:
    """PRN-19"""
    calendar = SteppedCalendar(0)

    async def main() -> tuple[int, list[int]]:
        contacts = Contacts(Crew(calendar), 3)
        done: list[int] = []

        async def work(item: int) -> None:
            await asyncio.sleep(item % 5)
            done.append(item)

        async def single(item: int) -> None:
            await contacts.one(lambda: work(item))

        await asyncio.gather(
            contacts.each(range(10), work, "w"), contacts.each(range(10, 20), work, "w"), single(20), single(21)
        )
        assert contacts.open == 0
        return contacts.most_open, sorted(done)

    assert run(main()) == (3, list(range(22)))


def test_a_worker_that_fails_is_heard_of(run: Callable[..., Any]) -> None:
    calendar = SteppedCalendar(0)

    async def main() -> list[int]:
        contacts, done = Contacts(Crew(calendar), 2), list[int]()

        async def work(item: int) -> None:
            if item == 1:
                raise ValueError("bad")
            done.append(item)

        with pytest.raises(ValueError, match="bad"):
            await contacts.each(range(4), work, "w")
        return done

    calendar.ignore = (ValueError,)
    assert run(main()) == [0, 2, 3]


def test_a_dropped_crew_does_nothing_more(run: Callable[..., Any]) -> None:
    calendar, done = SteppedCalendar(0), list[str]()

    async def main() -> None:
        crew = Crew(calendar)
        contacts = Contacts(crew, 2)

        async def work(name: str) -> None:
            await asyncio.sleep(1)
            done.append(name)

        async def call() -> None:
            await contacts.each("abc", work, "w")

        caller = asyncio.ensure_future(call())
        crew.spawn(work("task"), "t")
        await asyncio.sleep(0.5)
        crew.drop()
        crew.spawn(work("late"), "t")
        with pytest.raises(Fenced):
            await caller
        await calendar.settle()

    run(main())
    assert done == []


def test_a_lost_lease_is_told_once_and_kills_no_task_loudly(run: Callable[..., Any]) -> None:
    calendar, told = SteppedCalendar(0), list[str]()

    async def main() -> None:
        crew = Crew(calendar, lambda error: told.append(error.message))

        async def work() -> None:
            raise Fenced("another process works on it")

        crew.spawn(work(), "t")
        await calendar.settle()

    run(main())
    assert told == ["another process works on it"]
