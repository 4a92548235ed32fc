"""Which scenarios claim to prove which rows, and what the last run says of that."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ValidationError

from core.config.strict_yaml import BadInputFile, Finding, read
from harness.results import FAIL, PASS
from harness.scenario.loader import Plan

Outcome = Literal["proved", "fails", "unknown", "not run"]


class Proof(NamedTuple):
    """A scenario with expectations that cover a row; ``places`` are file:line of these."""

    row: str
    file: str
    places: tuple[str, ...]
    outcome: Outcome


class _Scenario(BaseModel):
    """What is needed of a scenario in the JSON report."""

    file: str
    verdict: Literal["pass", "fail", "unknown"]
    covers: dict[str, bool]


class Report(BaseModel):
    """What is needed of the JSON report (``harness/report/json_report.py``)."""

    format: Literal[1]
    scenarios: list[_Scenario]


NO_REPORT = Report(format=1, scenarios=[])


def read_json(path: Path, model: type[BaseModel], what: str) -> Any:
    """A file of ours as ``model``. Raises BadInputFile."""
    try:
        return model.model_validate(json.loads(read(path)))
    except json.JSONDecodeError as error:
        raise BadInputFile([Finding(str(path), error.lineno, error.colno, f"not JSON: {error.msg}")]) from None
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise BadInputFile(
            [Finding(str(path), 1, 1, f"this is not {what}: {where or 'the whole'} is not as it should be")]
        ) from None


def load_report(path: Path) -> Report:
    """The results of a run, as ``--report`` and ``--json`` write them. Raises BadInputFile."""
    report: Report = read_json(path, Report, "a report of results")
    return report


def proofs(plans: Iterable[Plan], report: Report, root: Path) -> list[Proof]:
    """One for each row and scenario that covers it."""
    runs: dict[str, list[_Scenario]] = {}
    for scenario in report.scenarios:
        runs.setdefault(name_in(root, scenario.file), []).append(scenario)
    found = []
    for plan in plans:
        places: dict[str, list[str]] = {}
        for step in plan.steps:
            for row in step.step.covers:
                places.setdefault(row, []).append(f"{name_in(root, step.file)}:{step.line}")
        name = name_in(root, plan.path)
        for row, at in places.items():
            found.append(Proof(row, name, tuple(dict.fromkeys(at)), _outcome(row, runs.get(name, []))))
    return found


def _outcome(row: str, runs: list[_Scenario]) -> Outcome:
    """Over both worlds and all seeds; one that fails is enough, whichever of its expectations it was."""
    if any(run.verdict == FAIL for run in runs):
        return "fails"
    known = [run for run in runs if row in run.covers]
    if any(run.covers[row] and run.verdict == PASS for run in known):
        return "proved"
    return "unknown" if known else "not run"


def name_in(root: Path, file: str) -> str:
    """A file as seen from the checkout, whether it was named from there or from the working folder; keeps ``#2``."""
    plain, mark, number = file.partition("#")
    path = next((each for each in (Path.cwd() / plain, root / plain) if each.exists()), Path(plain)).resolve()
    inside = path.relative_to(root.resolve()) if path.is_relative_to(root.resolve()) else path
    return f"{inside.as_posix()}{mark}{number}"
