"""The HTML report: one file, nothing fetched from anywhere, readable in light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from harness.oracle import Check
from harness.report import charts, wording
from harness.report.files import write_whole
from harness.results import FAIL, PASS, UNKNOWN, ScenarioResult, coverage, overall
from harness.series import Series

MANY_PRINTERS = 16
_HERE = Path(__file__).parent


class CheckSum(NamedTuple):
    """One check of the oracle over all scenarios."""

    name: str
    what: str
    result: str
    examined: int
    scenarios: int
    share: float  # of the longest bar, on a logarithmic scale


class Chapter(NamedTuple):
    """Requirement rows of one chapter, such as LIM, with their proofs."""

    name: str
    rows: list[tuple[str, str, list[tuple[ScenarioResult, bool, str]]]]  # row, result, (scenario, proven, anchor)


def write_html(results: Sequence[ScenarioResult], path: str | Path) -> Path:
    """Write the report."""
    return write_whole(path, render(results))


def render(results: Sequence[ScenarioResult]) -> str:
    """The page."""
    anchors = {id(result): f"s{number}" for number, result in enumerate(results, 1)}
    verdicts = [result.verdict for result in results]
    return _environment().get_template("report.html").render(
        css=_static("report.css"),
        script=_static("report.js"),
        results=[(anchors[id(result)], result, _details(result)) for result in results],
        overall=overall(results),
        counts=[(name, verdicts.count(name)) for name in (PASS, FAIL, UNKNOWN)],
        jobs=sum(result.jobs for result in results),
        sheets=sum(result.sheets for result in results),
        wall_s=sum(result.wall_s for result in results),
        items=sum(check.examined for result in results for check in result.checks),
        checks=check_sums(results),
        chapters=chapters(results, anchors),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = ("count", "plural", "seconds", "money", "instant", "span", "examined", "steps_done", "is_untouched")
    environment.globals.update({name: getattr(wording, name) for name in names})
    return environment


def _static(name: str) -> Markup:
    return Markup((_HERE / "static" / name).read_text(encoding="utf-8"))  # noqa: S704 - our own files


def _details(result: ScenarioResult) -> dict[str, Any]:
    """The charts of one scenario; None where there is nothing to draw."""
    series = result.series
    return {
        "over_time": charts.over_time(series, result.zone) if any(series.jobs) or any(series.sheets) else None,
        "printers": _printers(series) if any(row.jobs for row in series.printers) else None,
        "accounts": charts.bars(series.accounts, currency=series.currency) if series.accounts else None,
        "limits": charts.limits(series.limits, series.currency) if series.limits else None,
        "bucket": _bucket(series.bucket_us),
        "findings": sum(len(check.findings) for check in result.checks),
    }


def _printers(series: Series) -> Markup:
    return charts.columns(series.printers) if len(series.printers) > MANY_PRINTERS else charts.bars(series.printers)


def _bucket(bucket_us: int) -> str:
    seconds = bucket_us // 1_000_000
    for size, word in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            number = seconds // size
            return word if number == 1 else f"{number} {word}s"
    return f"{seconds} seconds" if seconds != 1 else "second"


def check_sums(results: Sequence[ScenarioResult]) -> list[CheckSum]:
    """What each check of the oracle examined over all scenarios, and what came of it."""
    by_name: dict[str, list[Check]] = {}
    for result in results:
        for check in result.checks:
            by_name.setdefault(check.name, []).append(check)
    most = max((sum(check.examined for check in checks) for checks in by_name.values()), default=0)
    sums = []
    for name, checks in by_name.items():
        found = {check.result for check in checks}
        worst = FAIL if FAIL in found else PASS if PASS in found else UNKNOWN
        number = sum(check.examined for check in checks)
        share = len(str(number)) - 1 + number / 10 ** len(str(number)) if number else 0.0
        longest = len(str(most)) - 1 + most / 10 ** len(str(most)) if most else 1.0
        what = next((check.what for check in checks if check.what), "")
        sums.append(CheckSum(name, what, worst, number, sum(bool(check.examined) for check in checks), share / longest))
    return sums


def chapters(results: Sequence[ScenarioResult], anchors: dict[int, str]) -> list[Chapter]:
    """Requirement rows by chapter: a row is proven when each scenario that names it proves it."""
    found: dict[str, Chapter] = {}
    for row, proofs in coverage(results).items():
        name = row.partition("-")[0]
        states = {proven for _, proven in proofs}
        result = PASS if states == {True} else FAIL if any(item.verdict == FAIL for item, _ in proofs) else UNKNOWN
        chapter = found.setdefault(name, Chapter(name, []))
        chapter.rows.append((row, result, [(item, proven, anchors[id(item)]) for item, proven in proofs]))
    return list(found.values())
