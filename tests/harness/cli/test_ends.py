"""How the command ends: signals in its first moment, SIGTERM, a machine that does not give what it needs (HAR-08)."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from core.model.errors import StoreError
from emulator.errors import NetworkError
from harness import cli, cli_app

LONG = (
    "scenario: Long\nfleet: [{name: hall, model: colour-a3, count: 20}]\ndatabase: file\nsteps:\n"
    "  - workload: {jobs: 1000000, over: 3000 d, without account: 100 %}\n  - advance: 3000 d\n"
)


def command(*arguments, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "harness.cli", *map(str, arguments)],
        start_new_session=True,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        **more,
    )


INTERRUPTED_AT = """
import os, signal, sys
from harness import cli

class Interrupter:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupter())
cli.main(["check", "/nowhere"])
"""


@pytest.mark.parametrize("module", ["harness.cli_app", "typer", "sqlalchemy", "harness.scenario.loader"])
def test_ctrl_c_while_modules_are_read_is_no_traceback(module):
    """The first moment is a phase like any other."""
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT, module], capture_output=True, text=True, timeout=30, check=False
    )
    assert (ended.returncode, ended.stderr) == (130, "interrupted\n")


def test_sigterm_cleans_up_as_ctrl_c_does(tmp_path):
    """Who runs it by a timer or a job of a CI server ends it like that."""
    for number in range(2):
        (tmp_path / f"{number}.yaml").write_text(LONG)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = command("run", *tmp_path.glob("*.yaml"), env={**os.environ, "TMPDIR": str(temporary)})
    deadline = time.monotonic() + 30
    while not any(temporary.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "interrupted\n")
    assert list(temporary.iterdir()) == []


def test_too_few_file_descriptors_are_one_line(tmp_path):
    (tmp_path / "0.yaml").write_text(LONG)
    (tmp_path / "1.yaml").write_text(LONG)

    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))

    process = command("run", tmp_path, "--jobs", "2", preexec_fn=few)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.count("\n")) == (2, 1)
    assert "Too many open files" in err


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (NetworkError("UDP port 161 is in use", "choose another port"), "UDP port 161 is in use (choose another port)"),
        (StoreError("x.db: it is damaged", "restore it"), "x.db: it is damaged (restore it)"),
        (PermissionError(13, "Permission denied", "x.html"), "x.html: Permission denied"),
        (OSError("odd"), "odd"),
    ],
)
def test_errors_are_one_line_and_give_their_hint_once(monkeypatch, capsys, error, line):
    def fail(**_):
        raise error

    monkeypatch.setattr(cli_app, "commands", lambda: fail)
    assert cli.run(["check"]) == 2
    assert capsys.readouterr().err == f"{line}\n"


@pytest.mark.parametrize("option", ["--report", "--junit", "--json"])
def test_a_report_that_cannot_be_written_is_told_before_anything_runs(tmp_path, capsys, monkeypatch, option):
    (tmp_path / "a.yaml").write_text(LONG)
    monkeypatch.setattr("harness.scenario.batch.run_plan", lambda *_, **__: pytest.fail("something was started"))
    assert cli.run(["run", str(tmp_path / "a.yaml"), option, str(tmp_path / "a.yaml" / "out")]) == 2
    assert capsys.readouterr().err == f"{tmp_path}/a.yaml/out: {tmp_path}/a.yaml is a file, not a folder\n"
