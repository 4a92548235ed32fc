"""pytest collects scenario files: every *.yaml below a folder called scenarios is run, simulated, and judged (HAR-09).

Load it with ``-p harness.pytest_plugin``, or by ``pytest_plugins`` in a conftest. ``--scenario-world live`` runs them
on real sockets, ``--scenario-seed N`` overrides their seeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.config.strict_yaml import BadInputFile
from harness.results import PASS, ScenarioResult
from harness.scenario.loader import Plan, load_file
from harness.scenario.runner import run_plan
from harness.worlds import LIVE, SIMULATED

FOLDER = "scenarios"


class ScenarioFailed(Exception):
    """A scenario whose verdict is not pass."""

    def __init__(self, result: ScenarioResult) -> None:
        super().__init__(result.verdict)
        self.result = result


def pytest_addoption(parser: pytest.Parser) -> None:
    """World and seed of all scenarios."""
    group = parser.getgroup("pressroom", "scenarios of Pressroom")
    group.addoption("--scenario-world", choices=(SIMULATED, LIVE), default=SIMULATED, help="where scenarios run")
    group.addoption("--scenario-seed", type=int, default=None, help="seed instead of the scenarios' own")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """YAML files below a folder of scenarios."""
    if file_path.suffix in {".yaml", ".yml"} and FOLDER in file_path.parts:
        return ScenarioFile.from_parent(parent, path=file_path)
    return None


class ScenarioFile(pytest.File):
    """One file; its examples are items of their own. A file that is no valid scenario fails the collection."""

    def collect(self) -> Iterator[ScenarioItem]:
        """The scenarios of the file that may run in the chosen world."""
        try:
            plans = load_file(self.path, fragments_too=True)
        except BadInputFile as error:
            raise self.CollectError(str(error)) from None
        world = self.config.getoption("--scenario-world")
        for plan in plans:
            if world in plan.scenario.worlds:
                yield ScenarioItem.from_parent(self, name=plan.title, plan=plan)


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(self, *, plan: Plan, **others: Any) -> None:
        super().__init__(**others)
        self.plan = plan

    def runtest(self) -> None:
        """Runs it; anything but pass is a failure."""
        result = run_plan(
            self.plan, self.config.getoption("--scenario-world"), self.config.getoption("--scenario-seed")
        )
        if result.verdict != PASS:
            raise ScenarioFailed(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The report of the terminal instead of a traceback."""
        if isinstance(excinfo.value, ScenarioFailed):
            return told(excinfo.value.result)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """File and title."""
        return self.path, 0, f"{self.path.name}: {self.name}"


def told(result: ScenarioResult) -> str:
    """Why a scenario did not pass, as the terminal shows it."""
    from io import StringIO

    from rich.console import Console

    from harness.report import print_table

    out = StringIO()
    print_table([result], Console(file=out, width=120, no_color=True))
    return out.getvalue()
