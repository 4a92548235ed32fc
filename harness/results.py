"""What a scenario came to: the vocabulary that runner, reports and pytest share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from harness.oracle import Check, Verdict
from harness.series import NO_SERIES, Series

PASS: Final = "pass"  # noqa: S105
FAIL: Final = "fail"
UNKNOWN: Final = "unknown"


class StepResult(NamedTuple):
    """One step of a scenario. ``ok`` is None when it was not reached, or asserts nothing and went through."""

    line: int
    text: str
    ok: bool | None
    expected: str = ""
    actual: str = ""
    timeline: tuple[str, ...] = ()  # what happened to the job concerned, one line each
    rule: str = ""  # the rule that decided
    covers: tuple[str, ...] = ()
    at_us: int | None = None  # on the calendar, when the step began
    file: str = ""  # where the step stands, if not in the scenario's own file (an include)


class ScenarioResult(NamedTuple):
    """One scenario in one world under one seed. ``verdict`` is pass, fail or unknown (:func:`combine`)."""

    file: str
    title: str
    world: str
    seed: int
    verdict: str
    steps: tuple[StepResult, ...] = ()
    checks: tuple[Check, ...] = ()  # the oracle's
    covers: dict[str, bool] = {}  # noqa: RUF012 - requirement row → proven here; never changed in place
    wall_s: float = 0.0
    jobs: int = 0
    sheets: int = 0
    outcome_digest: str = ""
    trace_digest: str = ""
    replay: str = ""  # the command that repeats this run
    series: Series = NO_SERIES
    started_us: int | None = None  # calendar
    ended_us: int | None = None
    zone: str = "UTC"
    error: str = ""  # why it could not run to its end
    about: str = ""  # the scenario's own description


def combine(steps: tuple[StepResult, ...], oracle: Verdict | None, error: str = "") -> str:
    """The scenario's verdict: fail if a step or a check failed or it broke off; pass only if the oracle says so."""
    if error or any(step.ok is False for step in steps) or (oracle is not None and oracle.verdict == FAIL):
        return FAIL
    return UNKNOWN if oracle is None else oracle.verdict


def overall(results: Sequence[ScenarioResult]) -> str:
    """The verdict over all scenarios; none at all is unknown."""
    verdicts = {result.verdict for result in results}
    if FAIL in verdicts:
        return FAIL
    return PASS if verdicts == {PASS} else UNKNOWN


def coverage(results: Sequence[ScenarioResult]) -> dict[str, list[tuple[ScenarioResult, bool]]]:
    """Requirement row → the scenarios that name it and whether each proves it (HAR-10), rows in order."""
    rows: dict[str, list[tuple[ScenarioResult, bool]]] = {}
    for result in results:
        for row, ok in result.covers.items():
            rows.setdefault(row, []).append((result, ok and result.verdict == PASS))
    return dict(sorted(rows.items(), key=lambda item: row_order(item[0])))


def row_order(row: str) -> tuple[str, int, str]:
    """So that LIM-2 comes before LIM-10."""
    chapter, _, number = row.partition("-")
    return chapter, int(number) if number.isdecimal() else 0, row
