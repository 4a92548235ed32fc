"""The JSON report.

::

    {"format": 1, "verdict": "pass" | "fail" | "unknown",
     "scenarios": [
       {"file", "title", "about", "world", "seed", "verdict", "error",
        "wall_s", "jobs", "sheets", "started_us", "ended_us", "zone",      calendar instants, UTC microseconds
        "outcome_digest", "trace_digest", "replay",
        "steps": [{"line", "file", "text", "ok", "reached", "expected", "actual", "rule", "timeline", "covers",
                   "at_us"}],
        "checks": [{"name", "result", "examined", "what", "findings", "broken", "job_level"}],
        "covers": {row: proven},
        "series": {"start_us", "bucket_us", "jobs", "refused", "sheets", "printers", "accounts", "gaps", "limits",
                   "currency"}}],
     "coverage": {row: [{"file", "world", "seed", "proven"}]}}

Keys may be added; ``format`` is raised when one changes its meaning or goes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.oracle import Check
from harness.report.files import write_whole
from harness.report.wording import is_untouched
from harness.results import ScenarioResult, StepResult, coverage, overall
from harness.series import Series

FORMAT = 1
_PLAIN = (
    *(
        "file",
        "title",
        "about",
        "world",
        "seed",
        "verdict",
        "error",
        "wall_s",
        "jobs",
        "sheets",
        "started_us",
        "ended_us",
    ),
    *("zone", "outcome_digest", "trace_digest", "replay"),
)


def write_json(results: Sequence[ScenarioResult], path: str | Path) -> Path:
    """Write the report (shape: see the module's text)."""
    return write_whole(path, json.dumps(report(results), ensure_ascii=False, indent=1) + "\n")


def report(results: Sequence[ScenarioResult]) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "format": FORMAT,
        "verdict": overall(results),
        "scenarios": [_scenario(result) for result in results],
        "coverage": {
            row: [
                {"file": result.file, "world": result.world, "seed": result.seed, "proven": proven}
                for result, proven in proofs
            ]
            for row, proofs in coverage(results).items()
        },
    }


def _scenario(result: ScenarioResult) -> dict[str, Any]:
    plain = {name: getattr(result, name) for name in _PLAIN}
    return {
        **plain,
        "steps": [_step(step) for step in result.steps],
        "checks": [_check(check) for check in result.checks],
        "covers": dict(result.covers),
        "series": _series(result.series),
    }


def _step(step: StepResult) -> dict[str, Any]:
    fields = step._asdict()
    return {**fields, "reached": not is_untouched(step.ok, step.at_us)}


def _check(check: Check) -> dict[str, Any]:
    return {**check._asdict(), "result": check.result}


def _series(series: Series) -> dict[str, Any]:
    tables = ("printers", "accounts", "gaps", "limits")
    return {
        name: [row._asdict() for row in value] if name in tables else value for name, value in series._asdict().items()
    }
