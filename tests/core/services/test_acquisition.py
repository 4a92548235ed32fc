"""From a printer's log into the ledger: store, only then release (ACQ-03 to ACQ-09, PRN-10, PRN-19)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.model import PrinterState, UnloggedCounters
from core.model.errors import BadInput, NoResponse
from core.services.outcome import Outcome
from core.wire.mib import Capability

Run = Callable[..., Any]


def ranges(gaps: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(gap["cause"], gap["first"], gap["last"], gap["jobs"], gap["sheets"]) for gap in gaps]


def test_records_are_stored_and_released(run: Run, house: Any) -> None:
    """ACQ-03, ACQ-04: eleven records in three looks."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        await house.settle()
        printer.print(times=11)
        seen: list[tuple[str, Outcome]] = []
        assert await server.acquire(["lobby"], progress=lambda *each: seen.append(each)) == {
            "lobby": Outcome(True, 11, 0, "")
        }
        assert seen == [("lobby", Outcome(True, 11, 0, ""))]
        assert printer.records == {}
        assert [job["sequence"] for job in await server.store.jobs()] == list(range(1, 12))
        assert printer.calls[-6:] == ["fetch", "release"] * 3

    run(main())


def test_nothing_found_writes_and_releases_nothing(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        await house.settle()
        del printer.calls[:]
        writes: list[str] = []
        pace = server.store._pace if hasattr(server.store, "_pace") else None
        assert await server.acquire() == {"lobby": Outcome(True)}
        assert printer.calls == ["fetch"]
        assert writes == [] or pace is None

    run(main())


def test_a_release_that_got_lost_is_repeated(run: Run, house: Any) -> None:
    """ACQ-04: stored and not released; the next acquisition stores nothing twice and releases."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.print(times=3)

        def break_release(call: str) -> None:
            if call == "release":
                raise NoResponse("lost")

        printer.before = break_release
        outcome = (await server.acquire())["lobby"]
        assert (outcome.ok, outcome.fetched, outcome.error) == (False, 3, "lost")
        assert len(printer.records) == 3
        printer.before = lambda _call: None
        assert (await server.acquire())["lobby"] == Outcome(True, 0, 0, "")
        assert printer.records == {}
        assert len(await server.store.jobs()) == 3

    run(main())


def test_overwritten_records_are_a_gap_from_the_high_water_mark(run: Run, house: Any) -> None:
    """ACQ-05"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.print(times=3)
        await server.acquire()
        printer.print(times=6)
        printer.forget(7)
        assert (await server.acquire())["lobby"] == Outcome(True, 2, 1, "")
        assert ranges(await server.store.gaps()) == [("overwritten", 4, 7, 4, None)]

    run(main())


def test_counters_of_what_left_no_record_become_gaps(run: Run, house: Any) -> None:
    """ACQ-05, ACQ-13"""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.unlogged = UnloggedCounters(3, 2, 9, 1, 4, 5)
        assert (await server.acquire())["lobby"].gaps == 3
        assert (await server.acquire())["lobby"].gaps == 0
        assert sorted(ranges(await server.store.gaps())) == [
            ("jobs lost", None, None, 1, 4),
            ("logging stopped", None, None, 2, 9),
            ("refusals beyond reserve", None, None, 5, 0),
        ]

    run(main())


def test_formatting_stops_acquisition_and_says_what_was_lost(run: Run, house: Any) -> None:
    """PRN-10, PRN-18: and after the printer was added again its new log is acquired."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.print(times=2)
        await server.acquire()
        printer.print(times=3)
        printer.format()
        printer.print(times=1)
        outcome = (await server.acquire())["lobby"]
        assert not outcome.ok
        assert "different server" in outcome.error
        assert ranges(await server.store.gaps()) == [("formatted", 3, 5, 3, None)]
        assert (await server.printers())[0].state is PrinterState.OTHER_SERVER
        assert "different server" in (await server.acquire(["lobby"]))["lobby"].error
        assert await server.acquire() == {}
        await server.readd_printer("lobby")
        await house.settle()
        assert (await server.acquire())["lobby"] == Outcome(True, 1, 0, "")
        assert printer.ids_revision == server.stations()[0].held.revision
        assert len(await server.store.gaps()) == 1

    run(main())


def test_another_owner_of_the_same_name_but_a_later_generation_is_another_server(run: Run, house: Any) -> None:
    """PRN-10, PRN-20: a copy of this server's database was restored elsewhere and took the printer over."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.owner_generation += 1
        printer.print(times=2)
        assert "different server" in (await server.acquire())["lobby"].error
        assert await server.store.jobs() == []
        assert len(printer.records) == 2

    run(main())


def test_what_a_previous_server_acquired_is_said(run: Run, house: Any) -> None:
    """PRN-10: another server took the printer, acquired two records, and gave it back."""

    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.print(times=1)
        await server.acquire()
        printer.owner, printer.owner_generation = b"r" * 16, 2
        await server.acquire()
        printer.print(times=3)
        printer.forget(3)
        await server.readd_printer("lobby", take_over_from=b"r" * 16)
        await house.settle()
        assert ranges(await server.store.gaps()) == [("acquired by previous server", 2, 3, 2, None)]
        assert (await server.acquire())["lobby"].fetched == 1

    run(main())


def test_a_log_that_went_backwards_is_an_incident(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = await house.add("lobby")
        printer.print(times=3)
        await server.acquire()
        printer.next = 2
        outcome = (await server.acquire())["lobby"]
        assert "before what is stored" in outcome.error
        assert (await server.printers())[0].state is PrinterState.INCIDENT
        assert "lobby: stopped by an incident" in await server.drain()

    run(main())


def test_a_printer_that_is_off_delays_nobody(run: Run, house: Any) -> None:
    """ACQ-08, ACQ-11"""

    async def main() -> None:
        server = await house.start()
        await house.add("lobby")
        off = await house.add("attic")
        house.printers["lobby"].print()
        off.is_on = False
        outcomes = await server.acquire()
        assert outcomes["lobby"] == Outcome(True, 1, 0, "")
        assert outcomes["attic"] == Outcome(False, 0, 0, "attic: no answer")
        attic, lobby = await server.printers()
        assert (attic.last_error, lobby.last_error) == ("attic: no answer", "")
        off.is_on = True
        assert (await server.acquire(["attic"]))["attic"].ok
        assert (await server.printers())[0].last_error == ""

    run(main())


def test_an_attempt_ends_after_the_longest_time(run: Run, house: Any) -> None:
    """ACQ-08"""

    async def main() -> None:
        server = await house.start(longest_attempt=5_000_000)
        printer = await house.add("lobby")
        await house.settle()
        printer.latency_s = 60
        assert (await server.acquire())["lobby"] == Outcome(False, 0, 0, "the attempt took longer than 5 s")
        printer.latency_s = 0.001
        assert (await server.acquire())["lobby"].ok

    run(main())


def test_refusals(run: Run, house: Any) -> None:
    """ACQ-09: not started, under way already, unknown."""

    async def main() -> None:
        server = await house.start()
        await house.add("lobby", started=False)
        await house.add("attic")
        await house.settle()
        assert (await server.acquire(["lobby"]))["lobby"].error == (
            "lobby: acquisition is not started; start it first (printers start)"
        )
        house.printers["attic"].latency_s = 3
        first = house.calendar.spawn(_swallow(server.acquire(["attic"])))
        await _sleep(1)
        assert (await server.acquire(["attic"]))["attic"].error == (
            "attic: is being acquired already; wait until that is done"
        )
        await first
        with pytest.raises(BadInput, match="no printer is called 'cellar'"):
            await server.acquire(["cellar"])

    run(main())


def test_the_bound_on_contacts_is_obeyed(run: Run, house: Any) -> None:
    """PRN-19"""

    async def main() -> None:
        server = await house.start(connections=3)
        at_once = [0, 0]
        for number in range(10):
            house.printer(f"p{number}").most_at_once = at_once
            await house.add(f"p{number}")
        await house.settle()
        assert len(await server.acquire()) == 10
        assert at_once[1] == 3

    run(main())


def test_a_clockless_printer_is_told_the_time_at_each_acquisition(run: Run, house: Any) -> None:
    """ACQ-06, ACQ-14: local time, summer time included."""

    async def main() -> None:
        server = await house.start(zone="Europe/Berlin")
        printer = house.printer("lobby")
        printer.capabilities &= ~Capability.CLOCK
        await house.add("lobby")
        await house.settle()
        del printer.told[:]
        await server.acquire()
        assert printer.told == [(house.calendar.now_us(), 120)]
        clocked = await house.add("attic")
        await server.acquire()
        assert clocked.told == []
        assert await server.set_time() == {}
        assert len(printer.told) == 3

    run(main())


def test_a_printer_with_counters_only(run: Run, house: Any) -> None:
    async def main() -> None:
        server = await house.start()
        printer = house.printer("old")
        printer.dialect, printer.capabilities, printer.impressions = "counters", Capability(0), 100
        await house.add("old")
        await house.settle()
        printer.impressions = 130
        assert (await server.acquire())["old"] == Outcome(True, 1, 0, "")
        assert (await server.acquire())["old"] == Outcome(True, 0, 0, "")
        readings = (await server.snapshot())["readings"]
        assert [reading["delta"] for reading in readings][-1] == 30

    run(main())


async def _sleep(seconds: float) -> None:
    import asyncio

    await asyncio.sleep(seconds)


async def _swallow(work: Any) -> None:
    await work
