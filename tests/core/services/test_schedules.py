"""What happens by the calendar (ACQ-01, ACQ-02, ACQ-06, ACQ-08)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from core.config.settings import Schedule
from core.wire.mib import Capability

Run = Callable[..., Any]


def fetches(printer: Any) -> int:
    return printer.calls.count("fetch") - 1  # one at registration


def test_intervals_and_times_of_day(run: Run, house: Any) -> None:
    """ACQ-01, ACQ-02"""

    async def main() -> None:
        await house.start(zone="Europe/Berlin")
        hourly = await house.add("hourly")
        daily = await house.add("daily", acquire=Schedule(at=(dt.time(11), dt.time(18))))
        by_hand = await house.add("by-hand", acquire="by hand")
        await house.advance(1)
        assert (fetches(hourly), fetches(daily), fetches(by_hand)) == (1, 1, 0)
        await house.advance(23)
        assert (fetches(hourly), fetches(daily), fetches(by_hand)) == (24, 2, 0)

    run(main())


def test_one_command_alone_makes_nothing_up_that_would_be_in_its_way(run: Run, house: Any) -> None:
    """ACQ-08, ACQ-09: a command that acquires what is due does not find it being acquired already."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        await house.advance(0.75)
        await server.stop()
        printer.print()
        await house.advance(0.5)
        server = await house.start(makes_up=False)
        await house.settle()
        assert await server.store.jobs() == []
        outcome = (await server.acquire())["lobby"]
        assert (outcome.ok, outcome.fetched) == (True, 1)

    run(main())


def test_a_failed_attempt_is_repeated_at_the_next_schedule(run: Run, house: Any) -> None:
    """ACQ-08"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.print()
        printer.is_on = False
        await house.advance(1.5)
        assert await server.store.jobs() == []
        printer.is_on = True
        await house.advance(0.5)
        assert len(await server.store.jobs()) == 1

    run(main())


def test_what_was_missed_while_the_server_was_off_is_made_up(run: Run, house: Any) -> None:
    """ACQ-08"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        await house.advance(1.5)
        await server.stop()
        printer.print()
        await house.advance(0.25)
        server = await house.start()
        await house.settle()
        assert await server.store.jobs() == []
        await server.stop()
        await house.advance(0.5)
        server = await house.start()
        await house.settle()
        assert len(await server.store.jobs()) == 1

    run(main())


def test_a_clockless_printer_is_told_the_time_hourly(run: Run, house: Any) -> None:
    """ACQ-06: acquired every four hours, told every hour; acquired every half hour, told no oftener by itself."""

    async def main() -> None:
        await house.start()
        for name, hours in (("slow", 4), ("fast", 0.5)):
            house.printer(name).capabilities &= ~Capability.CLOCK
            await house.add(name, acquire=Schedule(every=int(hours * 3_600_000_000)))
        await house.advance(4)
        slow, fast = house.printers["slow"], house.printers["fast"]
        assert len(slow.told) == 5  # at registration, three times in between, at its acquisition
        assert len(fast.told) == 1 + 8
        slow.is_on = False
        await house.advance(2)
        slow.is_on = True
        await house.advance(1)
        assert len(slow.told) == 6

    run(main())


def test_one_alarm_serves_all(run: Run, house: Any) -> None:
    async def main() -> None:
        await house.start()
        for number in range(30):
            await house.add(f"p{number}")
        await house.settle()
        before = house.calendar.instants
        await house.advance(10)
        assert house.calendar.instants - before == 10

    run(main())
