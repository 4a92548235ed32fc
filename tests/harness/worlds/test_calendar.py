"""The stepped calendar moves only when nothing that is due is still in flight (HAR-02, HAR-05)."""

from __future__ import annotations

import asyncio

import pytest

from harness.worlds.calendar import SteppedCalendar, Stuck
from harness.worlds.loop import VirtualLoop


def run(main):
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def test_everything_due_up_to_and_including_the_target_happens_in_order():
    async def main():
        calendar, seen = SteppedCalendar(100), []
        for due in (300, 200, 200, 301):
            calendar.at(due, lambda due=due: seen.append((due, calendar.now_us())))
        await calendar.advance_to(300)
        return seen, calendar.now_us()

    assert run(main()) == ([(200, 200), (200, 200), (300, 300)], 300)


def test_alarms_of_one_instant_run_in_the_order_in_which_they_were_set():
    async def main():
        calendar, seen = SteppedCalendar(0), []
        for name in "cab":
            calendar.at(5, lambda name=name: seen.append(name))
        await calendar.advance_to(5)
        return "".join(seen)

    assert run(main()) == "cab"


def test_a_task_in_flight_keeps_the_date():
    async def main():
        calendar, seen = SteppedCalendar(0), []

        async def slow():
            await asyncio.sleep(7)
            seen.append(("slow", calendar.now_us()))

        calendar.at(10, slow)
        calendar.at(11, lambda: seen.append(("next", calendar.now_us())))
        await calendar.advance_to(20)
        return seen

    assert run(main()) == [("slow", 10), ("next", 11)]


def test_a_hold_keeps_the_date():
    async def main():
        calendar, seen = SteppedCalendar(0), []

        def depart():
            calendar.hold()
            asyncio.get_running_loop().call_later(3, land)

        def land():
            seen.append(calendar.now_us())
            calendar.release()

        calendar.at(10, depart)
        calendar.at(11, lambda: seen.append(calendar.now_us()))
        await calendar.advance_to(20)
        return seen

    assert run(main()) == [10, 11]


def test_what_a_task_starts_is_in_flight_too():
    async def main():
        calendar, seen = SteppedCalendar(0), []

        async def grandchild():
            await asyncio.sleep(1)
            seen.append(calendar.now_us())

        async def child():
            calendar.spawn(grandchild())

        calendar.at(1, child)
        await calendar.advance_to(2)
        return seen

    assert run(main()) == [1]


def test_an_alarm_set_for_now_is_part_of_now():
    async def main():
        calendar, seen = SteppedCalendar(0), []
        calendar.at(1, lambda: calendar.at(0, lambda: seen.append(calendar.now_us())) and None)
        await calendar.advance_to(1)
        return seen

    assert run(main()) == [1]


def test_a_cancelled_alarm_does_nothing_and_is_no_date():
    async def main():
        calendar, seen = SteppedCalendar(0), []
        calendar.at(1, lambda: seen.append(1)).cancel()
        assert calendar.next_due_us() is None
        await calendar.advance_to(5)
        return seen

    assert run(main()) == []


def test_a_failed_task_fails_the_next_settling():
    async def main():
        calendar = SteppedCalendar(0)

        async def broken():
            raise ValueError("boom")

        calendar.at(1, broken)
        await calendar.advance_to(5)

    with pytest.raises(ValueError, match="boom"):
        run(main())


def test_errors_that_are_to_be_ignored_are():
    async def main():
        calendar = SteppedCalendar(0)
        calendar.ignore = (KeyError,)

        async def broken():
            raise KeyError("fenced")

        calendar.at(1, broken)
        await calendar.advance_to(5)
        return calendar.now_us()

    assert run(main()) == 5


def test_patience_ends_and_the_message_names_what_is_in_flight():
    async def main():
        calendar = SteppedCalendar(0, patience_s=5)
        calendar.spawn(asyncio.sleep(1_000), "acquire lobby-1")
        await calendar.settle()

    with pytest.raises(Stuck, match=r"still in flight after 5 s: acquire lobby-1"):
        run(main())


def test_the_date_never_goes_back():
    async def main():
        calendar = SteppedCalendar(50)
        await calendar.advance_to(10)
        return calendar.now_us()

    assert run(main()) == 50
