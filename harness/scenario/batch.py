"""Many scenarios in one go, in this process or in several; results come in the order of the plans."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from harness.results import ScenarioResult
from harness.scenario.loader import Plan, load_file
from harness.scenario.runner import Progress, run_plan

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
        futures = [pool.submit(_run_file, job.plan.path, job.world, job.seed) for job in jobs]
        for future in as_completed(futures):
            _told(_result(future), done)
        return [_result(future) for future in futures]
    except BaseException:
        _end(pool)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _told(result: ScenarioResult, done: Done | None) -> ScenarioResult:
    if done is not None:
        done(result)
    return result


def _result(future: Future[ScenarioResult]) -> ScenarioResult:
    return future.result()


def _run_file(path: str, world: str, seed: int | None) -> ScenarioResult:
    """In a worker: plans are read again there, they are cheaper to read than to send."""
    return run_plan(load_file(Path(path))[0], world, seed)


def _in_worker() -> None:
    """Ctrl-C reaches all processes of a terminal; here only the parent's word counts, and it ends a run cleanly."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.terminate()
