"""The command coverage: what proves which requirement.

Exit codes: 0; 1 when a row is red or does not exist, or is not green where it must be; 2 bad input.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from harness.cli_run import choose, execute
from harness.coverage import build, find_checkout, find_mentions, load_defects, load_report, load_requirements, proofs
from harness.coverage.requirements import REQUIREMENTS, Requirements
from harness.coverage.scenarios import NO_REPORT, Report
from harness.coverage.show import as_data, print_matrix
from harness.report.json_report import report as report_of
from harness.scenario.batch import Job
from harness.scenario.loader import Plan, load_paths
from harness.worlds import SIMULATED

RESULTS: Final = "build/results.json"
DEFECTS: Final = "build/defects.json"

Paths = Annotated[list[Path] | None, typer.Argument(help="Scenario files or folders; default: those of the checkout.")]
Results = Annotated[
    Path | None, typer.Option(help=f"Results of a run (run --json FILE); default: {RESULTS} if it is there.")
]
Defects = Annotated[
    Path | None, typer.Option(help=f"Results of the planted defects; default: {DEFECTS} if it is there.")
]


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("coverage")(coverage)


def coverage(
    paths: Paths = None,
    *,
    results: Results = None,
    defects: Defects = None,
    run: Annotated[
        bool, typer.Option("--run", help="Run the scenarios now, simulated, instead of reading results.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes at the same time, with --run.")] = 1,
    area: Annotated[
        list[str] | None, typer.Option(help="Only this area, such as LIM, in detail; may be repeated.")
    ] = None,
    green: Annotated[
        list[str] | None,
        typer.Option(help="This row, or every row of this area, must be green, else exit code 1; may be repeated."),
    ] = None,
    details: Annotated[bool, typer.Option("--details", help="All that names each row, not only how many.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Show for each requirement the scenarios, tests and planted defects that name it, and what came of them."""
    root = find_checkout()
    requirements = load_requirements(root / REQUIREMENTS)
    known = [each.area for each in requirements.areas]
    areas, musts = _areas(area or [], known), _rows(green or [], requirements)
    if run and results is not None:
        raise typer.BadParameter("give --run or --results, not both")
    results = None if run else results or _there(root / RESULTS)
    defects = defects or _there(root / DEFECTS)
    report = load_report(results) if results else NO_REPORT
    planted = load_defects(root / "tests" / "defects", defects, root)
    mentions = find_mentions(root / "tests", root)
    plans = load_paths(paths or [root / "scenarios"])
    if run:
        report = _run(plans, jobs)
    matrix = build(requirements, proofs(plans, report, root), mentions, planted)
    short = [row for row in matrix.rows if row.requirement.id in musts and row.colour != "green"]
    if areas:
        matrix = matrix.only(areas)
    if as_json:
        typer.echo(json.dumps(as_data(matrix), ensure_ascii=False, indent=1))
    else:
        console = Console()
        print_matrix(matrix, console, details=details or bool(areas))
        for line in (_told_results(plans, results, run=run), _told_defects(defects)):
            console.print(Text(line, style="dim"))
        for row in short:
            console.print(f"{row.requirement.id} is {row.colour}, and must be green", style="red")
    return int(bool(matrix.strangers) or bool(short) or any(row.colour == "red" for row in matrix.rows))


def _areas(given: list[str], known: list[str]) -> list[str]:
    wanted = [name.upper() for name in given]
    for name in wanted:
        if name not in known:
            raise typer.BadParameter(f"there is no area {name}; there are {', '.join(known)}", param_hint="--area")
    return wanted


def _rows(given: list[str], requirements: Requirements) -> set[str]:
    """The rows that are named, by themselves or by their area."""
    rows: set[str] = set()
    for name in [name.upper() for name in given]:
        found = {row.id for area in requirements.areas for row in area.rows if name in (area.area, row.id)}
        if not found:
            raise typer.BadParameter(f"there is no area and no row {name}", param_hint="--green")
        rows |= found
    return rows


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None


def _run(plans: list[Plan], jobs: int) -> Report:
    """All that can run simulated; what is said meanwhile goes beside the table."""
    console = Console(stderr=True)
    chosen = [Job(plan, SIMULATED) for plan in choose(plans, SIMULATED, console)]
    return Report.model_validate(report_of(execute(chosen, console, processes=jobs)))


def _told_results(plans: list[Plan], results: Path | None, *, run: bool) -> str:
    """Where the results are from, and what they are too old for."""
    if run:
        return "Results of this run, simulated. Tests are taken to pass: make test runs them."
    if results is None:
        return f"No results of scenarios: make demo writes {RESULTS}, or give --run. Tests are taken to pass."
    files = {Path(plan.path.partition("#")[0]) for plan in plans}
    later = sum(file.stat().st_mtime > results.stat().st_mtime for file in files)
    told = f"Results from {results}. Tests are taken to pass: make test runs them."
    return f"{told} {later} scenario files have changed since that run." if later else told


def _told_defects(defects: Path | None) -> str:
    return f"Defects from {defects}." if defects else f"No results of planted defects: make defects writes {DEFECTS}."
