"""LOG-14, LOG-22: what is done at noon, and made up after the server was off."""

from __future__ import annotations

import pytest

from core.config.log_settings import LogSettings

HOUR_US = 3_600_000_000
DAY_HOURS = 24


async def exported(house, **options):
    await house.start(zone="Europe/Berlin", **options)
    printer = await house.add("hall", auto_export="export and mail")
    printer.print(times=2)
    await house.server.acquire(["hall"])
    return printer


def test_an_ended_month_is_announced_once_at_noon(house, run) -> None:
    """LOG-14: on the day after the closing day (31 March), not before; and again only for the next month."""

    async def main() -> None:
        await exported(house)  # on 30 March, 10:00 in Berlin
        await house.advance(2 * DAY_HOURS + 1.9)  # 1 April, 11:54
        assert await house.server.store.records.events() == []
        await house.advance(0.2)
        (event,) = await house.server.store.records.events(waiting=True)
        assert (event.kind, event.subject["printer"], event.subject["month"]) == ("exported log", "hall", "2026-03")
        assert event.subject["file"] == "okrpt202603.csv"
        await house.server.store.records.delivered(event.key)
        await house.advance(10 * DAY_HOURS)
        assert await house.server.store.records.events(waiting=True) == []
        assert len(await house.server.store.records.events()) == 1

    run(main())


@pytest.mark.parametrize(("hours", "told"), [(2 * DAY_HOURS + 1, 0), (2 * DAY_HOURS + 3, 1), (40 * DAY_HOURS, 1)])
def test_what_fell_due_while_the_server_was_off(house, run, hours, told) -> None:
    """LOG-14: it is made up at the start, if the noon of that day has passed."""

    async def main() -> None:
        await exported(house)
        await house.server.stop()
        await house.advance(hours)
        await house.start()
        assert len(await house.server.store.records.events()) == told

    run(main())


def test_a_printer_that_only_exports_announces_nothing(house, run) -> None:
    """LOG-14: only the mode export and mail."""

    async def main() -> None:
        await house.start()
        printer = await house.add("hall", auto_export="export")
        printer.print()
        await house.server.acquire(["hall"])
        await house.add("desk", auto_export="export and mail")
        await house.advance(5 * DAY_HOURS)
        assert await house.server.store.records.events() == []

    run(main())


def test_old_text_and_old_months_go(house, run) -> None:
    """LOG-22: text after so many days, log months after so many whole months; not an instant earlier."""

    async def main() -> None:
        await house.start()
        printer = await house.add("hall")
        printer.print()
        await house.server.acquire(["hall"])  # 30 March, 08:00
        await house.server.log.keep(LogSettings(text_days=30, log_months=1))
        await house.advance(29 * DAY_HOURS + 5)
        assert [job["user"] for job in await house.server.store.jobs()] == ["Sato"]
        await house.advance(DAY_HOURS)  # 29 April, 13:00
        assert [job["user"] for job in await house.server.store.jobs()] == [None]
        await house.advance(DAY_HOURS)
        assert len(await house.server.store.jobs()) == 1
        await house.advance(DAY_HOURS)  # 1 May, 13:00
        assert await house.server.store.jobs() == []
        (deletion,) = (await house.server.snapshot())["deletions"]
        assert (deletion["month"], deletion["reason"]) == ("2026-03", "kept for 1 months")
        assert await house.server.store.verify() == []

    run(main())


def test_nothing_is_planned_where_nothing_is_to_be_done(house, run) -> None:
    """A server that keeps everything takes no alarm; one that is told otherwise takes it, and gives it back."""

    async def main() -> None:
        await house.start()
        chores = house.server._chores
        assert chores._alarm is None
        await house.server.log.keep(LogSettings(log_months=1))
        assert chores._alarm is not None
        await house.server.log.keep(LogSettings(log_months=None))
        assert chores._alarm is None

    run(main())
