"""The commands run, check and schema: exit codes, reports, and what a wrong file says (HAR-01, HAR-06, HAR-08)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from harness import cli

GOOD = """\
scenario: Two pages
fleet: [{name: hall, model: colour-a3}]
steps:
  - print: {printer: hall, pages: 2}
  - expect: {job: last, sheets: SHEETS}
    covers: [LOG-01]
"""
NOTHING = "scenario: Nothing\nsteps:\n  - advance: 1 h\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "pass.yaml").write_text(GOOD.replace("SHEETS", "2"))
    (tmp_path / "fail.yaml").write_text(GOOD.replace("SHEETS", "3"))
    (tmp_path / "unknown.yaml").write_text(NOTHING)
    (tmp_path / "wrong.yaml").write_text(GOOD.replace("SHEETS", "many"))
    return tmp_path


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["pass"], 0),
        (["fail"], 1),
        (["wrong"], 2),
        (["unknown"], 3),
        (["pass", "unknown"], 3),
        (["pass", "unknown", "fail"], 1),
        (["pass", "wrong"], 2),
        (["missing"], 2),
    ],
)
def test_exit_codes(files, names, code):
    assert cli.run(["run", *(str(files / f"{name}.yaml") for name in names)]) == code


def test_a_wrong_file_is_told_and_nothing_is_started(files, capsys, monkeypatch):
    monkeypatch.setattr("harness.scenario.batch.run_plan", lambda *_, **__: pytest.fail("something was started"))
    assert cli.run(["run", str(files / "pass.yaml"), str(files / "wrong.yaml")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{files}/wrong.yaml:5:33: expected 20, at least 20, at most 20")


def test_the_failure_is_shown_with_the_command_that_repeats_it(files, capsys):
    cli.run(["run", str(files / "fail.yaml"), "--seed", "42"])
    out = "".join(capsys.readouterr().out.replace("│", "").split())
    assert "expectedsheets3" in out
    assert "actualsheets2" in out
    assert f"pressroomrun{files}/fail.yaml--seed42" in out


def test_reports(files, capsys):
    folder = files / "out" / "deep"
    assert cli.run(["run", str(files / "pass.yaml"), str(files / "fail.yaml"), "--report", str(folder)]) == 1
    assert sorted(each.name for each in folder.iterdir()) == ["junit.xml", "report.html", "results.json"]
    assert len(json.loads((folder / "results.json").read_text())["scenarios"]) == 2
    assert ET.parse(folder / "junit.xml").getroot().tag in {"testsuites", "testsuite"}
    assert "<html" in (folder / "report.html").read_text()


def test_single_reports(files):
    code = cli.run(["run", str(files / "pass.yaml"), "--junit", str(files / "j.xml"), "--json", str(files / "r.json")])
    assert code == 0
    assert (files / "j.xml").exists()
    assert (files / "r.json").exists()


def test_several_processes(files, capsys):
    names = [str(files / f"{name}.yaml") for name in ("pass", "fail", "unknown")]
    assert cli.run(["run", *names, "--jobs", "2", "--json", str(files / "r.json")]) == 1
    verdicts = [each["verdict"] for each in json.loads((files / "r.json").read_text())["scenarios"]]
    assert verdicts == ["pass", "fail", "unknown"]


def test_worlds_that_a_scenario_does_not_run_in(files, capsys):
    path = files / "pass.yaml"
    path.write_text(path.read_text() + "worlds: [simulated]\n")
    assert cli.run(["run", "--live", str(path)]) == 2
    assert "no scenario here runs in the live world (leave out --live)" in capsys.readouterr().err


def test_live(files):
    assert cli.run(["run", "--live", str(files / "pass.yaml")]) == 0


def test_check(files, capsys):
    assert cli.run(["check", str(files / "pass.yaml"), str(files / "unknown.yaml")]) == 0
    assert capsys.readouterr().out == "2 scenarios in 2 files are valid (3 steps)\n"
    assert cli.run(["check", str(files)]) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "--seed", "-1", "x"],
        ["run", "--jobs", "0", "x"],
        ["nonsense"],
        ["fleet", "up"],
        ["fleet", "up", "--model", "x"],
    ],
)
def test_wrong_commands_are_bad_input(arguments):
    assert cli.run(arguments) == 2


def test_schema_is_a_json_schema(capsys):
    assert cli.run(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    step = schema["$defs"]["Step"]["properties"]
    assert {"print", "expect", "closing day", "register"} <= set(step)
    assert "carry over" in schema["$defs"]["LimitSettings"]["properties"]


def ends(group: int) -> bool:
    """Whether no process of the group is left, after a moment for those that are just ending."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("more", [[], ["--jobs", "2"], ["--live"]])
def test_ctrl_c_leaves_nothing_behind(tmp_path, more):
    """In any phase: no process, no temporary folder, no half-written report."""
    for number in range(4):
        (tmp_path / f"{number}.yaml").write_text(
            "scenario: Long\nfleet: [{name: hall, model: colour-a3, count: 20}]\ndatabase: file\nsteps:\n"
            "  - workload: {jobs: 1000000, over: 3000 d, without account: 100 %}\n  - advance: 3000 d\n"
        )
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    report = tmp_path / "report"
    process = subprocess.Popen(
        [sys.executable, "-m", "harness.cli", "run", *map(str, tmp_path.glob("*.yaml")), "--report", report, *more],
        env={**os.environ, "TMPDIR": str(temporary)},
        start_new_session=True,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not any(temporary.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.strip().endswith("interrupted")
    assert list(temporary.iterdir()) == []
    assert not report.exists()
    assert ends(process.pid)


def test_output_into_a_closed_pipe_is_no_traceback(tmp_path):
    done = subprocess.run(
        f"{sys.executable} -m harness.cli schema | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_the_module_is_the_command():
    done = subprocess.run(
        [Path(sys.executable).parent / "pressroom", "--help"], capture_output=True, text=True, check=True
    )
    assert "Run scenarios" in done.stdout
