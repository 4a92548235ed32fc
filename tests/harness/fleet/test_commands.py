"""``pressroom fleet``: a fleet in a process of its own, and the commands that steer it (EMU-14)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import cli

ROOT = Path(__file__).resolve().parents[3]
FLEET = """
fleet:
  - {name: hall, model: colour-a3, count: 2, group: ground floor}
  - {name: desk, model: mono-a4, faults: [{kind: loss, share: 1 %}]}
ports: {snmp: 0, raw: 0, lpd: 0, ipp: 0, http: 0}
control: {port: 0, token: sesame}
"""


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What ``fleet up --json`` says; the fleet is ended by the test of ``down``, or by Ctrl-C."""
    folder = tmp_path_factory.mktemp("fleet")
    (folder / "fleet.yaml").write_text(FLEET)
    command = [sys.executable, "-m", "harness.cli", "fleet", "up", "fleet.yaml", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield {**json.loads(process.stdout.readline()), "process": process}
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


@pytest.fixture
def ask(up: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command on that fleet: exit code, output, errors."""
    monkeypatch.setenv("PRESSROOM_FLEET", up["control"])
    monkeypatch.setenv("PRESSROOM_FLEET_TOKEN", "sesame")

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.run(["fleet", *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_all_ports_are_shown(up: dict[str, Any]) -> None:
    """EMU-10."""
    rows = up["printers"]
    assert [row["name"] for row in rows] == ["hall-1", "hall-2", "desk"]
    assert all({f"{each}_port" for each in ("snmp", "raw", "lpd", "ipp", "http")} <= set(row) for row in rows)


def test_looking(ask: Any) -> None:
    code, out, _ = ask("list", "ground floor")
    assert (code, [line.split()[0] for line in out.splitlines()]) == (0, ["hall-1", "hall-2"])
    assert all(line.endswith("idle") for line in out.splitlines())
    assert json.loads(ask("show", "desk", "--json")[1])[0]["faults"] == [{"kind": "loss", "share": "1 %"}]
    assert "name: desk" in ask("show", "desk")[1]
    code, _, err = ask("show", "dusk")
    assert (code, err) == (2, "there is no printer and no group 'dusk' (did you mean 'desk'?)\n")


def test_printing(ask: Any, tmp_path: Path) -> None:
    assert ask("print", "hall", "--pages", "4", "--account", "7") == (0, "hall-1: jobs 1\nhall-2: jobs 1\n", "")
    file = tmp_path / "letter"
    file.write_bytes(b"%PRESSPAGES 1\npages 1 mono A4 plain\n")
    assert ask("print", "hall-1", str(file)) == (0, "hall-1: jobs 2\n", "")
    assert ask("cancel", "hall-1", "2") == (0, "hall-1: canceled yes\n", "")


def test_what_people_do(ask: Any) -> None:
    assert ask("press", "desk", "offline") == (0, "desk: state offline\n", "")
    assert ask("press", "desk", "online") == (0, "desk: state idle\n", "")
    assert ask("press", "desk", "copy", "pages=2") == (
        1,
        "",
        'desk: printer "desk" has no scanner: cannot copy (ask a multifunction printer)\n',
    )
    log_in = ask("press", "hall-1", "copy", "log in={user: sato, password: x}")
    assert log_in[::2] == (1, 'hall-1: printer "hall-1" does not know this name and password\n')
    assert ask("card", "hall-1")[1] == "hall-1: visitor nobody\n"
    assert ask("press", "desk", "fax send")[2] == "fax send goes somewhere: to is missing\n"
    assert ask("press", "desk", "copy", "pages")[2] == "setting: expected key=value, not 'pages'\n"
    assert ask("power", "all", "cycle")[0] == 0
    assert ask("power", "all", "sideways")[0] == 2


def test_what_goes_wrong(ask: Any) -> None:
    """EMU-08, EMU-14."""
    assert "Paper jam: tray 1" in ask("jam", "desk", "tray 1", "--json")[1]
    assert ask("list", "desk")[1].endswith("paper jam: tray 1\n")
    assert ask("raise", "desk", "toner low", "black")[1] == "desk: conditions [Paper jam: tray 1] [Toner low: black]\n"
    assert ask("clear", "desk")[:2] == (0, "desk: conditions none\n")
    assert ask("raise", "desk", "gremlins")[0] == 2
    assert ask("caretaker", "desk", "--off")[1] == "desk: caretaker no\n"
    assert ask("toner", "desk", "black", "--percent", "7.5")[1].startswith("desk: permille 75")
    assert ask("paper", "desk", "tray 1", "--sheets", "9")[1] == "desk: sheets 9, size A4, media plain\n"
    assert ask("paper", "desk", "tray 1", "--out")[0] == 0
    assert "tray missing" in ask("show", "desk")[1]
    assert ask("release", "desk", "1")[0] == 1


def test_faults(ask: Any) -> None:
    code, out, _ = ask("faults", "desk", "silent", "{kind: loss, share: 10 %}", "--json")
    assert code == 0
    assert json.loads(out)["results"]["desk"]["faults"] == [{"kind": "silent"}, {"kind": "loss", "share": "10 %"}]
    assert ask("faults", "desk")[1] == "desk: faults none\n"
    assert "expected a share" in ask("faults", "desk", "{kind: loss, share: much}")[2]
    assert "expected text" in ask("faults", "desk", "{kind: loss")[2]
    assert ask("faults", "desk", "silent", "{kind: loss, share: 10 %}")[1] == "desk: faults silent loss (share 10 %)\n"
    assert ask("faults", "desk")[0] == 0


def test_coming_and_going(ask: Any) -> None:
    assert ask("add", "new", "mono-a4", "--address", "127.40.0.1")[0] == 0
    assert ask("move", "new", "127.40.0.2") == (0, "new: address 127.40.0.2\n", "")
    assert ask("remove", "new") == (0, "new: removed yes\n", "")
    assert ask("add", "new", "mono-a44")[0] == 1


def test_wrong_tokens_and_nobody_there(ask: Any) -> None:
    assert ask("list", "--token", "wrong")[::2] == (2, "the fleet's token is needed\n")
    code, _, err = ask("list", "--at", "http://127.0.0.1:1")
    assert code == 2
    assert err.startswith("no fleet answers at http://127.0.0.1:1: Connection refused")
    assert ask("list", "--at", "nowhere")[0] == 2


def test_down_ends_it(ask: Any, up: dict[str, Any]) -> None:
    """The last test of this file: the fleet is gone, in good order."""
    assert ask("down") == (0, "the fleet ends\n", "")
    assert up["process"].communicate(timeout=30) == ("", "")
    assert up["process"].returncode == 0
