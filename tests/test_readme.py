"""What the README shows is run: the scenario, and the server's configuration."""

from __future__ import annotations

import re
from pathlib import Path

from core.config.settings import ServerSettings
from core.config.strict_yaml import load_text
from harness.scenario import runner
from harness.scenario.loader import load_file

README = Path(__file__).resolve().parent.parent / "README.md"


def example(first_line: str) -> str:
    for block in re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.S):
        if block.startswith(first_line):
            return block
    raise AssertionError(f"no example begins with {first_line!r}")


def test_the_scenario_of_the_readme_passes(tmp_path: Path) -> None:
    file = tmp_path / "readme.yaml"
    file.write_text(example("scenario:"), encoding="utf-8")
    (plan,) = load_file(file)
    assert runner.run_plan(plan).verdict == "pass"
    assert len(example("scenario:").splitlines()) <= 22


def test_the_configuration_of_the_readme_is_one() -> None:
    settings = load_text(example("# server.yaml"), "server.yaml", ServerSettings)
    assert settings.printers[0].name == "lobby"
