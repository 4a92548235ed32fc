"""Every shipped scenario passes, simulated; ``make test`` runs them by ``pressroom run`` instead, the long one too."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.pytest_plugin import told
from harness.scenario.loader import Plan, load_paths
from harness.scenario.runner import run_plan

ROOT = Path(__file__).resolve().parent.parent
LONG = "office_month.yaml"


def plans() -> list[object]:
    """One parameter a scenario."""
    return [
        pytest.param(
            plan,
            id=str(Path(plan.path).relative_to(ROOT / "scenarios")),
            marks=[pytest.mark.scenario, *([pytest.mark.long] if plan.path.endswith(LONG) else [])],
        )
        for plan in load_paths([ROOT / "scenarios"])
        if "simulated" in plan.scenario.worlds
    ]


@pytest.mark.parametrize("plan", plans())
def test_it_passes(plan: Plan) -> None:
    result = run_plan(plan)
    assert result.verdict == "pass", told(result)
