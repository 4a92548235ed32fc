"""The loop of the simulated world: time jumps, nothing waits, no socket (HAR-02, HAR-03)."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from harness.worlds.loop import Deadlock, VirtualLoop


def run(main):
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def test_sleep_costs_no_time_and_moves_the_clock_exactly():
    async def main():
        loop = asyncio.get_running_loop()
        await asyncio.sleep(30 * 86_400)
        await asyncio.sleep(0.25)
        return loop.time()

    assert run(main()) == 30 * 86_400 + 0.25


def test_timers_fire_in_the_order_of_their_dates():
    async def main():
        loop, fired = asyncio.get_running_loop(), []
        for delay in (3, 1, 2):
            loop.call_later(delay, lambda delay=delay: fired.append((delay, loop.time())))
        await asyncio.sleep(5)
        return fired

    assert run(main()) == [(1, 1), (2, 2), (3, 3)]


def test_timeouts_work_in_virtual_time():
    async def main():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3_600):
                await asyncio.get_running_loop().create_future()
        return asyncio.get_running_loop().time()

    assert run(main()) == 3_600


def test_many_days_do_not_hang_on_the_clock_resolution():
    async def main():
        for _ in range(1_000):
            await asyncio.sleep(86_400 + 1e-7)
        return asyncio.get_running_loop().time()

    assert run(main()) == pytest.approx(1_000 * 86_400, abs=1)


def test_a_deadlock_names_who_waits():
    async def stuck():
        await asyncio.get_running_loop().create_future()

    async def main():
        await asyncio.create_task(stuck(), name="acquire lobby-1")

    with pytest.raises(Deadlock, match=r"(?s)not done.*acquire lobby-1 at .*test_loop\.py"):
        run(main())


def test_threads_are_refused():
    async def main():
        await asyncio.to_thread(print)

    with pytest.raises(RuntimeError, match="no threads in the simulated world"):
        run(main())


def test_no_socket_is_opened():
    script = """
import asyncio, sys
sys.path.insert(0, ".")
opened = []
sys.addaudithook(lambda event, args: opened.append(args) if event.startswith("socket.") else None)
from harness.worlds.loop import VirtualLoop
with asyncio.Runner(loop_factory=VirtualLoop) as runner:
    runner.run(asyncio.sleep(10))
assert not opened, opened
"""
    subprocess.run([sys.executable, "-c", script], check=True)
