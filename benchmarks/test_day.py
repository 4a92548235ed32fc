"""What the day of a job costs, in CPU of both sides and the network between them, in the simulated world.

Fifty printers, a hundred accounts with limits, fees, and a database file with durable commits. Counted is everything
from the submitted bytes on: connection, print stream, sheets and journal, record, SNMP both ways, ledger, release.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from core.config.settings import AccountSettings, FeeSettings, PrinterSettings, ServerOptions
from core.server import Server
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from harness.worlds.loop import VirtualLoop
from harness.worlds.simulated import SimulatedWorld

BUDGET_NOTHING_US = 400
BUDGET_JOB_US = 300
PRINTERS = 50
JOBS_EACH = 20
ACCOUNTS = 100
ROUNDS = 7
START_US = 1_774_857_600_000_000  # 2026-03-30 08:00 UTC
TWO_HOURS_US = 7_200_000_000
MODELS = ("colour-a3", "mono-a4", "colour-a3", "colour-a4-small", "mono-a4")


class Day:
    """A simulated house, with the jobs that its people will send."""

    def __init__(self) -> None:
        self.loop = VirtualLoop()
        self.world = SimulatedWorld(1, START_US, on_disk=True)
        self.loop.run_until_complete(self._open())
        self.jobs = [
            (printer.address, self._job(number * JOBS_EACH + turn))
            for number, printer in enumerate(self.world.fleet.printers.values())
            for turn in range(JOBS_EACH)
        ]

    async def _open(self) -> None:
        for number in range(PRINTERS):
            self.world.fleet.add(f"p{number}", MODELS[number % len(MODELS)])
        await self.world.start()
        self.server = Server(
            await self.world.open_store(),
            calendar=self.world.calendar,
            chance=self.world.chance,
            open_endpoint=self.world.open_endpoint,
            settings=ServerOptions.model_validate({"zone": "Europe/Berlin", "acquire": "by hand"}),
        )
        await self.server.start()
        prices = {"name": "usual", "colour page": "0.10", "mono page": "0.02", "sheet": "0.01", "sizes": {"A3": "0.05"}}
        await self.server.put_fees(FeeSettings.model_validate(prices))
        limit = {"sheets": "1000000", "every": "1 month", "base": "month end", "carry over": "yes"}
        for number in range(ACCOUNTS):
            account = {"id": str(1000 + number), "name": f"Person {number}", "limit": limit}
            await self.server.put_account(AccountSettings.model_validate(account))
        for printer in self.world.fleet.printers.values():
            settings = {"name": printer.name, "address": printer.address, "fees": "usual"}
            if printer.asks_password:
                settings["admin password"] = printer.model.admin_password
            await self.server.add_printer(PrinterSettings.model_validate(settings))
        assert await self.server.drain() == []

    @staticmethod
    def _job(number: int) -> bytes:
        """Two to six pages, some in colour, some on both faces."""
        runs = [PageRun(1 + number % 4, "mono", "A4", "plain"), PageRun(1, "colour", "A4", "plain")]
        job = PrintJob(
            *(1000 + number % ACCOUNTS, f"Person {number % ACCOUNTS}", f"person{number % ACCOUNTS}"),
            *(f"Quarterly report {number}.pdf", f"pc-{number % ACCOUNTS}", "Writer"),
            *(1, number % 3 == 0, True, "PRESSPAGES", build_pages(runs[: 2 - number % 2])),
        )
        return build_stream(job)

    def look(self, found: int) -> None:
        """All printers are acquired once."""
        outcomes = self.loop.run_until_complete(self.server.acquire())
        assert all(outcome.ok for outcome in outcomes.values())
        assert sum(outcome.fetched for outcome in outcomes.values()) == found

    def pass_by(self, jobs_each: int) -> None:
        """Two hours in which so many jobs are sent to each printer, and an acquisition."""
        jobs = self.jobs[:: JOBS_EACH // jobs_each] if jobs_each else []
        self.loop.run_until_complete(self._pass_by(jobs))
        self.look(len(jobs))

    def empty_s(self) -> float:
        """CPU of the same when nobody prints."""
        begun = time.process_time()
        for _ in range(ROUNDS):
            self.pass_by(0)
        return (time.process_time() - begun) / ROUNDS

    async def _pass_by(self, jobs: list[tuple[str, bytes]]) -> None:
        calendar = self.world.calendar
        for address, data in jobs:
            calendar.spawn(self._send(address, data), "job")
        await calendar.advance_to(calendar.now_us() + TWO_HOURS_US)

    async def _send(self, address: str, data: bytes) -> None:
        delivery = await self.world.send_stream(address, data, 30.0)
        assert delivery.delivered

    def close(self) -> None:
        self.loop.run_until_complete(self.server.stop())
        self.loop.run_until_complete(self.world.close())
        self.loop.close()


@pytest.fixture
def day() -> Iterator[Day]:
    day = Day()
    day.pass_by(JOBS_EACH)
    try:
        yield day
    finally:
        asyncio.set_event_loop(None)
        day.close()


@pytest.mark.benchmark(group="the day of a job", timer=time.process_time)
class TestDay:
    def test_an_acquisition_that_finds_nothing(self, benchmark, day: Day) -> None:
        benchmark.pedantic(lambda: day.look(0), rounds=ROUNDS * 5, warmup_rounds=2)
        nothing_us = benchmark.stats.stats.min / PRINTERS * 1_000_000
        benchmark.extra_info["cpu_us_per_acquisition"] = round(nothing_us, 1)
        print(f"\nan acquisition that finds nothing: {nothing_us:.0f} µs CPU, both sides (budget {BUDGET_NOTHING_US})")
        assert nothing_us <= BUDGET_NOTHING_US

    @pytest.mark.parametrize(("jobs_each", "budget_us"), [(JOBS_EACH, BUDGET_JOB_US), (1, None)])
    def test_each_further_job(self, benchmark, day: Day, jobs_each: int, budget_us: int | None) -> None:
        """Twenty acquired at once, or one alone, which bears the commit to the disk and the release by itself."""
        empty_s = day.empty_s()
        benchmark.pedantic(day.pass_by, (jobs_each,), rounds=ROUNDS, warmup_rounds=1)
        job_us = (benchmark.stats.stats.min - empty_s) / (PRINTERS * jobs_each) * 1_000_000
        benchmark.extra_info["cpu_us_per_job"] = round(job_us, 1)
        budget = f"budget {budget_us}" if budget_us else "no budget"
        print(f"\nfrom bytes to ledger, {jobs_each} at once: {job_us:.0f} µs CPU a job ({budget})")
        assert budget_us is None or job_us <= budget_us
