"""Operators at work on the command line: printers, and a server that runs meanwhile; real processes, real sockets."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.store import InlinePace, Store
from harness import cli
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance


class Background:
    """A pressroom command that runs until it is stopped; its first line says that it is ready."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
        command = [sys.executable, "-m", "harness.cli", *arguments]
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=30)


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[list[dict[str, Any]]]:
    options = ["--model", "colour-a3", "--count", "3", "--snmp-port", "0", "--raw-port", "0", "--json"]
    process = Background(tmp_path, "fleet", "up", *options)
    yield json.loads(process.first_line)["printers"]
    process.stop()


@pytest.fixture(params=["with a server", "without one"])
def ask(tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Runs a command; exit code, output, errors. The same whether a server runs or not."""
    config = tmp_path / "server.yaml"
    config.write_text(f"database: {tmp_path / 'ledger.db'}\nzone: Europe/Berlin\nacquire: by hand\n")
    server = Background(tmp_path, "serve", str(config)) if request.param == "with a server" else None
    if server is None:
        asyncio.run(_make(tmp_path / "ledger.db"))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.run([*arguments, "--config", str(config)])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    yield run
    if server is not None:
        server.stop()


async def _make(path: Path) -> None:
    calendar = SteppedCalendar(1_774_857_600_000_000)
    await (await Store.open(path, pace=InlinePace(), now_us=calendar.now_us, chance=SeededChance(1))).close()


def place(row: dict[str, Any]) -> str:
    return f"{row['address']}:{row['snmp_port']}"


def states(ask: Any) -> dict[str, str]:
    return {row["name"]: row["state"] for row in json.loads(ask("printers", "list", "--json")[1])}


def test_a_printer_comes_and_goes(ask: Any, fleet: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """PRN-02, PRN-13, PRN-14, PRN-21, PRN-25."""
    code, _, err = ask("printers", "add", place(fleet[0]), "--name", "lobby")
    assert (code, "password" in err) == (2, True)
    assert states(ask) == {}
    monkeypatch.setenv("PRESSROOM_ADMIN_PASSWORD", "aaaaaa")
    code, out, _ = ask("printers", "add", place(fleet[0]), "--name", "lobby", "--acquire", "08:00,18:00")
    assert (code, out.startswith("added lobby: "), fleet[0]["serial"] in out) == (0, True, True)
    code, _, err = ask("printers", "add", place(fleet[0]), "--name", "again")
    assert (code, "is the printer 'lobby' already" in err) == (2, True)
    code, _, err = ask("printers", "remove", "lobby")
    assert (code, "stop its acquisition first" in err) == (2, True)
    assert ask("printers", "stop", "lobby") == (0, "stopped lobby\n", "")
    assert states(ask) == {"lobby": "stopped"}
    assert ask("printers", "start", "lobby") == (0, "started lobby\n", "")
    assert states(ask) == {"lobby": "acquiring"}
    assert ask("printers", "stop", "lobby", "--json") == (0, '{"ok": true}\n', "")
    assert ask("printers", "remove", "lobby") == (0, "removed lobby\n", "")
    assert states(ask) == {}
    code, _, err = ask("printers", "remove", "lobby")
    assert (code, "lobby" in err) == (2, True)


def test_an_import_tells_each_result(ask: Any, fleet: list[dict[str, Any]], tmp_path: Path) -> None:
    """PRN-04: with a bad line nothing is contacted; else each printer has its result."""
    file = tmp_path / "printers.csv"
    lines = [f"{place(fleet[0])},lobby", "", f"{place(fleet[1])},受付", "127.99.99.99:9,nobody"]
    options = ["--admin-password", "aaaaaa", "--timeout", "200 ms", "--retries", "0"]
    file.write_text("\n".join([*lines, f"{place(fleet[2])},lobby"]))
    code, out, err = ask("printers", "import", str(file), *options)
    assert (code, out, err) == (2, "", f"{file}:5:1: name: lobby is in line 1 already\n")
    assert states(ask) == {}
    file.write_text("\n".join(lines))
    code, out, err = ask("printers", "import", str(file), *options, "--json")
    assert (code, err) == (1, "")
    results = {row["line"]: (row["printer"], row["result"]) for row in json.loads(out)}
    assert results[1] == ("lobby", "added")
    assert results[3] == ("受付", "added")
    assert results[4][0] == "nobody"
    assert results[4][1] != "added"
    assert states(ask) == {"lobby": "acquiring", "受付": "acquiring"}


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--log-full", "burn"], "log full: expected delete oldest, cancel jobs, stop logging"),
        (["--retries", "11"], "retries: expected at most 10"),
        (["--timeout", "0 s"], "timeout: expected more than 0"),
        (["--acquire", "25 h"], "acquire: an interval is at least 1 s and at most 24 h"),
        (["--acquire", "25:00"], "acquire at 0: expected a time of day"),
        (["--take-over-from", "abc"], "take over from: expected a Server ID"),
        (["--name", "x" * 81], "name: expected at most 80 characters"),
    ],
)
def test_bad_options_are_refused_by_name(
    options: list[str], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """PRN-02: before anything is opened or sent."""
    assert cli.run(["printers", "add", "127.0.0.1:9", *options, "--database", str(tmp_path / "no.db")]) == 2
    assert why in capsys.readouterr().err


def test_accounts_reach_the_printers(ask: Any, fleet: list[dict[str, Any]], tmp_path: Path) -> None:
    """JID-03: through the running server, or by the next command that contacts printers."""
    password = ["--admin-password", "aaaaaa"]
    assert ask("printers", "add", place(fleet[0]), "--name", "lobby", *password)[0] == 0
    file = tmp_path / "people.csv"
    file.write_text("Ann,1\nBo,2\nAnn,3\n")
    assert ask("accounts", "import", str(file))[1].startswith("added 2, skipped 1\n")
    assert ask("accounts", "change", "2", "--name", "Bo Berg", "--sheets", "5", "--every", "1 week")[0] == 0
    assert ask("accounts", "remove", "1")[0] == 0
    assert ask("acquire")[0] == 0
    rows = json.loads(ask("accounts", "--json")[1])
    assert [(row["id"], row["name"], row["of sheets"]) for row in rows[1:-2]] == [(2, "Bo Berg", 5)]
