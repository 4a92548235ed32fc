"""A fleet in several processes: commands and connections come to the one that has the printer (EMU-10)."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.fleet.remote import Remote

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux steers by address")

PAGE = b"%PRESSPAGES 1\npages 1 mono A4 plain\n"


class Up:
    """``fleet up --processes 2`` with five printers."""

    def __init__(self, folder: Path) -> None:
        options = ["--model", "mono-a4", "--count", "5", "--processes", "2", "--snmp-port", "0", "--control-port", "0"]
        command = [sys.executable, "-m", "harness.cli", "fleet", "up", *options, "--json"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        said = json.loads(self.process.stdout.readline())
        self.rows: list[dict[str, Any]] = said["printers"]
        self.remote = Remote(said["control"])

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(word) for word in path.read_text().split()]

    def end(self) -> tuple[int, str]:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        _, err = self.process.communicate(timeout=30)
        return self.process.returncode, err


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    fleet = Up(tmp_path_factory.mktemp("shards"))
    try:
        yield fleet
    finally:
        fleet.end()


def send(address: str, port: int) -> None:
    with socket.create_connection((address, port), timeout=10) as connection:
        connection.sendall(PAGE)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == b""


def jobs_of(up: Up, printer: str) -> list[dict[str, Any]]:
    jobs = up.remote.get(f"/api/printers/{printer}")["results"][printer]["jobs"]
    assert isinstance(jobs, list)
    return jobs


def test_every_printer_is_reached_by_clients_and_by_commands(up: Up) -> None:
    """EMU-10, EMU-14: five printers in two processes look like five printers."""
    assert [row["name"] for row in up.rows] == [f"mono-a4-{number}" for number in range(1, 6)]
    assert len({row["raw_port"] for row in up.rows}) == 1
    begin = up.remote.get("/api/events")["last"]
    for row in up.rows:
        send(row["address"], row["raw_port"])
    told = up.remote.get("/api/events", after=begin)
    assert sorted(each["printer"] for each in told["events"] if each["event"] == "arrived") == [
        row["name"] for row in up.rows
    ]
    shown = up.remote.get("/api/printers/all")["results"]
    assert list(shown) == [row["name"] for row in up.rows]
    assert all([job["number"] for job in each["jobs"]] == [1] for each in shown.values())
    assert up.remote.get("/api/fleet")["processes"] == 2


def test_moving_adding_and_removing(up: Up) -> None:
    """EMU-11: an address that belongs to the other process is steered to the printer's own."""
    before = len(jobs_of(up, "mono-a4-1"))
    for number in (1, 2):  # one of the two belongs to the other process
        address = f"127.20.9.{number}"
        assert up.remote.ask("mono-a4-1", "move", {"address": address})["results"]["mono-a4-1"] == {"address": address}
        send(address, up.rows[0]["raw_port"])
    assert len(jobs_of(up, "mono-a4-1")) == before + 2
    both = up.remote.ask("mono-a4-2", "move", {"address": "127.20.9.2"})["errors"]
    assert both == {"mono-a4-2": 'printers "mono-a4-1" and "mono-a4-2" both want 127.20.9.2'}
    assert "one address" in up.remote.ask("all", "move", {"address": "127.20.9.7"})["errors"]["mono-a4-5"]
    added = up.remote.post("/api/printers", {"name": "new", "model": "mono-a4"})["results"]["new"]
    assert added["address"] == "127.20.0.1"  # free again
    send(added["address"], up.rows[0]["raw_port"])
    wrong = {"name": "other", "model": "mono-a4", "address": "there"}
    assert "IPv4" in up.remote.post("/api/printers", wrong)["errors"]["other"]
    assert up.remote.remove("new")["results"] == {"new": {"removed": True}}


def test_a_fault_that_moves_printers_moves_them_for_clients_too(up: Up) -> None:
    """EMU-11: the new address is one that no other process gives away."""
    up.remote.ask("mono-a4-3,mono-a4-4", "faults", {"faults": [{"kind": "moved"}]})
    shown = up.remote.get("/api/printers")["results"]
    addresses = [row["address"] for row in shown.values()]
    assert len(set(addresses)) == len(addresses)
    for name in ("mono-a4-3", "mono-a4-4"):
        assert shown[name]["address"] != next(row["address"] for row in up.rows if row["name"] == name)
        before = len(jobs_of(up, name))
        send(shown[name]["address"], up.rows[0]["raw_port"])
        assert len(jobs_of(up, name)) == before + 1


def test_a_process_that_dies_ends_the_fleet(up: Up) -> None:
    """Half a fleet would look like printers without power. The last test of this file: then there is no fleet."""
    children = up.children()
    assert len(children) == 2
    os.kill(children[0], signal.SIGKILL)
    code, err = up.process.wait(timeout=30), up.end()[1]
    assert (code, err) == (2, "a process of the fleet has ended by itself\n")
    assert not any(Path(f"/proc/{child}").exists() for child in children)
