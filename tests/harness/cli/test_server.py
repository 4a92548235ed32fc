"""Fleet, server and the commands that look into its ledger, as a user runs them: real processes, real sockets."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.wire.pages import PageRun, build_pages
from core.wire.pjl import PrintJob, build_stream
from harness import cli


class Process:
    """A pressroom command in the background; its first line says that it is ready."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness.cli", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.first_line = self.process.stdout.readline()

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; the exit code, and what was written to stderr."""
        self.process.send_signal(signal.SIGINT)
        _, err = self.process.communicate(timeout=30)
        return self.process.returncode, err


@pytest.fixture
def fleet(tmp_path):
    process = Process(
        "fleet",
        "up",
        "--model",
        "colour-a3",
        "--count",
        "3",
        "--snmp-port",
        "0",
        "--raw-port",
        "0",
        "--json",
        folder=tmp_path,
    )
    yield json.loads(process.first_line)["printers"]
    assert process.stop() == (0, "")


@pytest.fixture
def server(tmp_path, fleet):
    config = tmp_path / "pressroom.yaml"
    printers = "".join(
        f"  - {{name: {row['name']}, address: {row['address']}, port: {row['snmp_port']}, "
        "admin password: aaaaaa, fees: usual}\n"
        for row in fleet
    )
    config.write_text(
        f"database: {tmp_path / 'ledger.db'}\nzone: Europe/Berlin\nacquire: by hand\n"
        "fees: [{name: usual, mono page: 0.02}]\n"
        "accounts: [{id: 5, name: Ann, limit: {sheets: 10, every: 1 month}}]\n"
        f"printers:\n{printers}"
    )
    process = Process("serve", str(config), folder=tmp_path)
    assert "serving 3 printers" in process.first_line, process.process.communicate(timeout=10)
    yield config
    assert process.stop() == (0, "")


def print_on(row, pages=1, account=5, document="letter"):
    job = PrintJob(
        account,
        "Ann",
        "ann",
        document,
        "pc",
        "test",
        1,
        False,
        True,
        "PRESSPAGES",
        build_pages([PageRun(pages, "mono", "A4", "plain")]),
    )
    with socket.create_connection((row["address"], row["raw_port"]), timeout=5) as connection:
        connection.sendall(build_stream(job))
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == b""


def ask(capsys, *arguments):
    code = cli.run(list(arguments))
    return code, capsys.readouterr().out


def test_the_whole_way_with_commands(fleet, server, capsys):
    config = ["--config", str(server)]
    for row in fleet:
        print_on(row, document=f"letter on {row['name']}")
    deadline = time.monotonic() + 30
    jobs = []
    while len(jobs) < 3 and time.monotonic() < deadline:
        code, _ = ask(capsys, "acquire", *config)
        assert code == 0
        _, out = ask(capsys, "log", *config, "--json")
        jobs = json.loads(out)
    assert {job["document"] for job in jobs} == {f"letter on {row['name']}" for row in fleet}
    assert {job["fee_micros"] for job in jobs} == {20_000}
    code, out = ask(capsys, "printers", *config, "--json")
    assert [(row["name"], row["state"]) for row in json.loads(out)] == [(row["name"], "acquiring") for row in fleet]
    code, out = ask(capsys, "accounts", *config, "--json")
    assert [(row["id"], row["used sheets"], row["of sheets"]) for row in json.loads(out)][1] == (5, 3, 10)
    code, out = ask(capsys, "verify", *config)
    assert (code, out) == (0, "the ledger is whole\n")
    for command in ("printers", "accounts", "log"):
        code, out = ask(capsys, command, *config)
        assert code == 0
        assert "colour-a3-1" in out or "Ann" in out
    code = cli.run(["acquire", "nobody", *config])
    assert code == 2
    assert "nobody" in capsys.readouterr().err


def test_a_stopped_server_is_no_obstacle(tmp_path, fleet, capsys):
    config = tmp_path / "c.yaml"
    row = fleet[0]
    config.write_text(
        f"database: {tmp_path / 'l.db'}\nacquire: by hand\n"
        f"printers: [{{name: one, address: {row['address']}, port: {row['snmp_port']}, admin password: aaaaaa}}]\n"
    )
    process = Process("serve", str(config), folder=tmp_path)
    assert "serving 1 printers" in process.first_line
    assert process.stop()[0] == 0
    assert ask(capsys, "acquire", "--config", str(config))[0] == 0
    assert ask(capsys, "verify", "--config", str(config)) == (0, "the ledger is whole\n")
    assert ask(capsys, "verify", "--database", str(tmp_path / "l.db")) == (0, "the ledger is whole\n")


@pytest.mark.parametrize("command", ["printers", "accounts", "log", "verify", "acquire"])
class TestBadDatabases:
    def test_missing(self, command, tmp_path, capsys):
        path = tmp_path / "none.db"
        assert cli.run([command, "--database", str(path)]) == 2
        assert "no such file" in capsys.readouterr().err
        assert not path.exists()

    @pytest.mark.parametrize("content", [b"", b"not a database, but long enough to look like something " * 50])
    def test_foreign(self, command, content, tmp_path, capsys):
        path = tmp_path / "foreign.db"
        path.write_bytes(content)
        assert cli.run([command, "--database", str(path)]) == (2)
        assert path.read_bytes() == content
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_wrong_configuration_says_where(tmp_path, capsys):
    config = tmp_path / "c.yaml"
    config.write_text("zonee: UTC\n")
    assert cli.run(["serve", str(config)]) == 2
    assert capsys.readouterr().err.strip() == f"{config}:1:1: unknown key 'zonee' (did you mean 'zone'?)"


def test_a_port_in_use_is_one_line(tmp_path, capsys):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.20.0.1", 0))
        port = str(taken.getsockname()[1])
        assert cli.run(["fleet", "up", "--model", "mono-a4", "--snmp-port", port, "--raw-port", "0"]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert "in use" in lines[0]


def test_a_fleet_from_a_file(tmp_path, capsys):
    path = tmp_path / "fleet.yaml"
    path.write_text("fleet:\n  - {name: a, model: mono-a4, count: 2}\n  - {name: b, model: colour-a3}\n")
    process = Process("fleet", "up", str(path), "--snmp-port", "0", "--raw-port", "0", "--json", folder=tmp_path)
    assert [row["name"] for row in json.loads(process.first_line)["printers"]] == ["a-1", "a-2", "b"]
    assert process.stop() == (0, "")
    path.write_text("fleet: [{name: a, model: mono-a5}]\n")
    assert cli.run(["fleet", "up", str(path)]) == 2
    assert "unknown printer model 'mono-a5' (did you mean 'mono-a4'?)" in capsys.readouterr().err


def test_models(capsys):
    assert cli.run(["fleet", "models"]) == 0
    assert "colour-a3" in capsys.readouterr().out.splitlines()
