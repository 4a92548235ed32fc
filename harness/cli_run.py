"""The commands run, check and schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from core.config.strict_yaml import BadInputFile, Finding
from harness.report import check_place, print_table, write_html, write_json, write_junit
from harness.results import FAIL, PASS, UNKNOWN, ScenarioResult, overall
from harness.scenario.batch import Job, run_all
from harness.scenario.loader import Plan, load_paths
from harness.scenario.schema import json_schema
from harness.worlds import LIVE, SIMULATED

CODES: Final = {PASS: 0, FAIL: 1, UNKNOWN: 3}
_COLOURS: Final = {PASS: "green", FAIL: "red", UNKNOWN: "yellow"}
_LARGEST_SEED: Final = 2**63 - 1

Paths = Annotated[list[Path], typer.Argument(help="Scenario files or folders; file.yaml#2 is a file's second example.")]
Seed = Annotated[
    int | None, typer.Option(min=0, max=_LARGEST_SEED, help="Seed of all draws; default: the scenario's own.")
]
Report = Annotated[Path | None, typer.Option(help="Folder for report.html, junit.xml and results.json.")]


def add_to(app: typer.Typer) -> None:
    """Adds these commands."""
    app.command("run")(run)
    app.command("check")(check)
    app.command("schema")(schema)


def run(
    paths: Paths,
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Real sockets on loopback addresses instead of a simulation.")
    ] = False,
    seed: Seed = None,
    report: Report = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit XML to this file.")] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the results as JSON to this file.")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes at the same time (simulated only).")] = 1,
) -> int:
    """Run scenarios and have the oracle judge them."""
    console = Console()
    world = LIVE if live else SIMULATED
    chosen = choose(load_paths(paths), world, console)
    if not chosen:
        raise BadInputFile([Finding(str(paths[0]), 1, 1, f"no scenario here runs in the {world} world", other(world))])
    check_places(report, junit, json_file)
    results = execute([Job(plan, world, seed) for plan in chosen], console, processes=1 if live else jobs)
    return finish(results, console, report=report, junit=junit, json_file=json_file)


def check_places(report: Path | None, *files: Path | None) -> None:
    """Whether the reports can be written, asked before anything is started. Raises BadInput."""
    if report is not None:
        check_place(report, folder=True)
    for file in files:
        if file is not None:
            check_place(file)


def choose(plans: Iterable[Plan], world: str, console: Console) -> list[Plan]:
    """Those that may run in this world; the others are named."""
    chosen = []
    for plan in plans:
        if world in plan.scenario.worlds:
            chosen.append(plan)
        else:
            console.print(f"[dim]skip     {plan.path}: only {', '.join(plan.scenario.worlds)}[/]", highlight=False)
    return chosen


def other(world: str) -> str:
    """What to try instead."""
    return "add --live" if world == SIMULATED else "leave out --live"


def execute(jobs: list[Job], console: Console, *, processes: int = 1) -> list[ScenarioResult]:
    """Runs them with a line for each, and a bar where somebody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("scenarios", total=len(jobs))

        def progress(plan: Plan, step: int, steps: int) -> None:
            doing = f"step {step + 1} of {steps}" if step < steps else "drain and judge"
            bar.update(task, description=f"{Path(plan.path).name}: {doing}")

        def done(result: ScenarioResult) -> None:
            bar.advance(task)
            console.print(_line(result), highlight=False, soft_wrap=True)

        return run_all(jobs, processes, done=done, progress=progress if console.is_terminal else None)


def _line(result: ScenarioResult) -> str:
    colour = _COLOURS[result.verdict]
    world = " (live)" if result.world == LIVE else ""
    return f"[{colour}]{result.verdict:8}[/] {result.file}{world}  [dim]{result.jobs} jobs, {result.wall_s:.1f} s[/]"


def finish(
    results: list[ScenarioResult],
    console: Console,
    *,
    report: Path | None = None,
    junit: Path | None = None,
    json_file: Path | None = None,
) -> int:
    """Table, reports (each written whole or not at all), and the exit code."""
    print_table(results, console)
    written = []
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)
        written = [write_html(results, report / "report.html")]
        junit, json_file = junit or report / "junit.xml", json_file or report / "results.json"
    if junit is not None:
        written.append(write_junit(results, junit))
    if json_file is not None:
        written.append(write_json(results, json_file))
    for path in written:
        console.print(f"[dim]written  {path}[/]", highlight=False, soft_wrap=True)
    return CODES[overall(results)]


def check(paths: Paths) -> int:
    """Validate scenario files without running anything."""
    plans = load_paths(paths)
    files = len({plan.path.partition("#")[0] for plan in plans})
    steps = sum(len(plan.steps) for plan in plans)
    typer.echo(f"{len(plans)} scenarios in {files} files are valid ({steps} steps)")
    return 0


def schema() -> int:
    """Print the JSON Schema of scenario files, for editors."""
    typer.echo(json.dumps(json_schema(), indent=2))
    return 0
