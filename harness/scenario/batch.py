"""Many scenarios in one go, in this process or in several; results come in the order of the plans."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

from harness.results import ScenarioResult
from harness.scenario.loader import Plan, load_file
from harness.scenario.runner import Progress, run_plan

EXIT_INTERRUPTED: Final = 130

Done = Callable[[ScenarioResult], None]


class Job(NamedTuple):
    """One plan in one world; ``seed`` None means the scenario's own."""

    plan: Plan
    world: str
    seed: int | None = None


def run_all(
    jobs: Sequence[Job], processes: int = 1, *, done: Done | None = None, progress: Progress | None = None
) -> list[ScenarioResult]:
    """Runs all jobs; ``done`` is told each result as it comes. Ctrl-C ends the runs under way and comes out."""
    if processes <= 1 or len(jobs) <= 1:
        return [_told(run_plan(job.plan, job.world, job.seed, progress=progress), done) for job in jobs]
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(processes, len(jobs)), mp_context=context, initializer=_in_worker)
    try:
        with _deaf():
            futures = [pool.submit(_run_file, job.plan.path, job.world, job.seed) for job in jobs]
        for future in as_completed(futures):
            _told(future.result(), done)
        return [future.result() for future in futures]
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Processes started in here do not hear Ctrl-C, which reaches all of a terminal's: the parent's word counts."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _told(result: ScenarioResult, done: Done | None) -> ScenarioResult:
    if done is not None:
        done(result)
    return result


def _run_file(path: str, world: str, seed: int | None) -> ScenarioResult:
    """In a worker: plans are read again there, they are cheaper to read than to send."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return run_plan(load_file(Path(path))[0], world, seed)
    except KeyboardInterrupt:  # the run has cleaned up behind it; this process is to end, not to take the next job
        os._exit(EXIT_INTERRUPTED)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _in_worker() -> None:
    """Between jobs there is nothing to clean up."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
