"""pytest collects scenario files (HAR-09)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCENARIO = """\
scenario: Two pages
fleet: [{name: hall, model: colour-a3}]
steps:
  - print: {printer: hall, pages: 2}
  - expect: {job: last, sheets: SHEETS}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "elsewhere").mkdir()
    return tmp_path


def collect(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "harness.pytest_plugin", "-q", "-rA", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )


def test_scenarios_are_items(folder):
    (folder / "scenarios" / "good.yaml").write_text(SCENARIO.replace("SHEETS", "2"))
    (folder / "scenarios" / "part.yaml").write_text("fragment: a part\nsteps: []\n")
    (folder / "elsewhere" / "other.yaml").write_text("no: scenario\n")
    done = collect(folder)
    assert "PASSED scenarios/good.yaml::Two pages" in done.stdout
    assert "1 passed" in done.stdout
    assert done.returncode == 0


def test_a_failure_is_told_as_the_terminal_tells_it(folder):
    (folder / "scenarios" / "bad.yaml").write_text(SCENARIO.replace("SHEETS", "3"))
    done = collect(folder)
    assert done.returncode == 1
    assert "expected  sheets 3" in done.stdout
    assert "actual    sheets 2" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_wrong_file_fails_the_collection(folder):
    (folder / "scenarios" / "wrong.yaml").write_text(SCENARIO.replace("SHEETS", "many"))
    done = collect(folder)
    assert done.returncode == 2
    assert "wrong.yaml:5:33: expected 20" in done.stdout


def test_live_and_seed(folder):
    (folder / "scenarios" / "good.yaml").write_text(SCENARIO.replace("SHEETS", "2"))
    (folder / "scenarios" / "simulated.yaml").write_text(SCENARIO.replace("SHEETS", "2") + "worlds: [simulated]\n")
    done = collect(folder, "--scenario-world", "live", "--scenario-seed", "3")
    assert "1 passed" in done.stdout
