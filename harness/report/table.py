"""The report on the terminal: scenarios, what the oracle examined, and everything that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from harness.oracle import Check
from harness.report.wording import count, examined, instant, plural, seconds, steps_done
from harness.results import FAIL, PASS, ScenarioResult, StepResult, overall

_MARKS = {"pass": ("✔", "green"), "fail": ("✘", "bold red"), "unknown": ("?", "yellow")}
_MOST_FINDINGS = 8
_WIDE = 100  # characters


def print_table(results: Sequence[ScenarioResult], console: Console) -> None:
    """Print the whole report."""
    console.print(_scenarios(results, wide=console.width >= _WIDE))
    console.print(_checks(results))
    for result in results:
        if result.verdict != PASS:
            console.print(_trouble(result))
            if result.replay:  # below the panel, on one line of its own: it is there to be copied
                replay = Text("replay  ", style="dim") + Text(result.replay, style="cyan")
                console.print(replay, soft_wrap=True)
    console.print(_summary(results))


def _mark(verdict: str) -> Text:
    sign, style = _MARKS[verdict]
    return Text(f"{sign} {verdict}", style=style)


def _scenarios(results: Sequence[ScenarioResult], *, wide: bool) -> Table:
    """One line a scenario, and its file under it; a narrow terminal has no room for every number."""
    table = Table(title="Scenarios", title_justify="left", header_style="dim", box=None, pad_edge=False)
    table.add_column("verdict", no_wrap=True)
    table.add_column("scenario", ratio=1)
    names = (
        ("world", "expects", "jobs", "sheets", "examined", "time") if wide else ("expects", "jobs", "sheets", "time")
    )
    for name in names:
        table.add_column(name, justify="left" if name == "world" else "right", no_wrap=True)
    for result in results:
        held, asserting = steps_done(result)
        cells: dict[str, str | Text] = {
            "world": Text(result.world, style="dim"),
            "expects": Text(f"{held}/{asserting}", style="" if held == asserting else "red"),
            "jobs": count(result.jobs),
            "sheets": count(result.sheets),
            "examined": count(sum(check.examined for check in result.checks)),
            "time": seconds(result.wall_s),
        }
        place = result.file if wide or result.world == "simulated" else f"{result.file} ({result.world})"
        title = Text(result.title) + Text(f"\n{place}", style="dim")
        table.add_row(_mark(result.verdict), title, *(cells[name] for name in names))
    return table


def _checks(results: Sequence[ScenarioResult]) -> Padding:
    """What the oracle examined over all scenarios; a check that nobody gave work is shown as unknown."""
    table = Table(title="The oracle", title_justify="left", header_style="dim", box=None, pad_edge=False)
    table.add_column("check", no_wrap=True)
    table.add_column("result", no_wrap=True)
    table.add_column("examined", justify="right", no_wrap=True)
    table.add_column("", style="dim", no_wrap=True)
    table.add_column("in scenarios", justify="right", style="dim", no_wrap=True)
    by_name: dict[str, list[Check]] = {}
    for result in results:
        for check in result.checks:
            by_name.setdefault(check.name, []).append(check)
    for name, checks in by_name.items():
        found = {check.result for check in checks}
        worst = FAIL if FAIL in found else PASS if PASS in found else "unknown"
        busy = sum(bool(check.examined) for check in checks)
        what = next((check.what for check in checks if check.what), "")
        table.add_row(name, _mark(worst), count(sum(check.examined for check in checks)), what, str(busy))
    return Padding(table, (1, 0))


def _trouble(result: ScenarioResult) -> Panel:
    parts: list[Text] = []
    if result.error:
        parts.append(Text(result.error, style="red"))
    for step in result.steps:
        if step.ok is False:
            parts += _step(step, result)
    for check in result.checks:
        if check.findings:
            parts.append(Text(f"oracle, {check.name}:", style="bold"))
            parts += [Text(f"  {sentence}") for sentence in check.findings[:_MOST_FINDINGS]]
            if len(check.findings) > _MOST_FINDINGS:
                parts.append(Text(f"  … {len(check.findings) - _MOST_FINDINGS} more in the report", style="dim"))
        elif check.broken:
            parts.append(Text(f"oracle, {check.name}: {examined(check)}", style="yellow"))
    if not parts:
        parts.append(Text("No job was compared with the ledger: nothing is proven.", style="yellow"))
    title = f"{escape(result.title)} [dim]{escape(result.file)}, seed {result.seed}[/dim]"
    style = "red" if result.verdict == FAIL else "yellow"
    return Panel(Group(*parts), title=title, title_align="left", border_style=style)


def _step(step: StepResult, result: ScenarioResult) -> list[Text]:
    where = f"{step.file or result.file}:{step.line}"
    lines = [Text(f"{where}  ", style="dim") + Text(step.text, style="bold")]
    lines.append(Text("  expected  ", style="dim") + Text(step.expected, style="green"))
    lines.append(Text("  actual    ", style="dim") + Text(step.actual, style="red"))
    if step.rule:
        lines.append(Text("  rule      ", style="dim") + Text(step.rule))
    if step.at_us is not None:
        lines.append(Text("  at        ", style="dim") + Text(instant(step.at_us, result.zone)))
    lines += [Text(f"    {line}", style="dim") for line in step.timeline]
    return lines


def _summary(results: Sequence[ScenarioResult]) -> Text:
    verdicts = [result.verdict for result in results]
    told = [f"{verdicts.count(name)} {name}" for name in _MARKS if verdicts.count(name)]
    text = _mark(overall(results))
    text.append(f"  {plural(len(results), 'scenario')}: {', '.join(told) or 'none'}", style="default")
    jobs, sheets = (sum(getattr(result, name) for result in results) for name in ("jobs", "sheets"))
    text.append(f"; {plural(jobs, 'job')}, {plural(sheets, 'sheet')}", style="dim")
    return text
