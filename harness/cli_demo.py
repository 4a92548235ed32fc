"""The command demo: the shipped scenarios in both worlds, and a report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from core.config.strict_yaml import BadInputFile, Finding
from harness.cli_run import Report, check_places, execute, finish
from harness.scenario.batch import Job
from harness.scenario.loader import Plan, load_paths
from harness.worlds import LIVE, SIMULATED

LIVE_SHOW: Final = (
    "fleet/hundred.yaml",
    "fleet/hundred_limits.yaml",
    "fleet/hundred_lossy.yaml",
    "limits/stops_and_returns.yaml",
    "acquisition/crash_at_every_step.yaml",
)
"""Shown on real sockets too: a hundred printers three times, a limit from end to end, and a server that is killed."""

Folder = Annotated[Path | None, typer.Option(help="Folder of the scenarios; default: those shipped with the project.")]


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("demo")(demo)


def demo(*, report: Report = None, scenarios: Folder = None) -> int:
    """Run the shipped scenarios: all of them simulated, several on real sockets, and write a report."""
    console = Console()
    folder = scenarios or _shipped()
    plans = load_paths([folder])
    check_places(report)
    simulated = [Job(plan, SIMULATED) for plan in plans if SIMULATED in plan.scenario.worlds]
    simulated.sort(key=lambda job: not _is_long(job.plan))  # the long ones first: they take a processor each
    console.print(f"{len(simulated)} scenarios in the simulated world", highlight=False)
    results = execute(simulated, console, processes=os.cpu_count() or 1)
    live = [
        Job(plan, LIVE)
        for plan in plans
        if plan.path.partition("#")[0].endswith(LIVE_SHOW) and LIVE in plan.scenario.worlds
    ]
    console.print(f"{len(live)} scenarios live, on real sockets", highlight=False)
    results += execute(live, console)
    return finish(results, console, report=report)


def _is_long(plan: Plan) -> bool:
    return "long" in Path(plan.path).parts


def _shipped() -> Path:
    for folder in (Path(__file__).resolve().parent.parent / "scenarios", Path("scenarios")):
        if folder.is_dir():
            return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    raise BadInputFile([Finding("scenarios", 1, 1, "no such folder", "run it in a checkout of the project")])
