"""The command submit against live printers: what a person types, and what the printer then knows (CLT-05)."""

from __future__ import annotations

import getpass
import io
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
from core.wire.pjl import UEL, parse_stream
from harness import cli

ROOT = Path(__file__).resolve().parents[3]
PAGES = build_pages([PageRun(3, "mono", "A4", "plain")])


@pytest.fixture
def printer():
    """A socket that keeps what comes and closes when all is there."""
    import threading

    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(20)
    taken = []

    def serve():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                octets = b""
                while part := connection.recv(65_536):
                    octets += part
                taken.append(octets)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}", taken
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "report.txt"
    path.write_bytes(PAGES)
    return str(path)


def ticket(taken):
    (octets,) = taken
    (job,) = parse_stream(octets)
    assert job.pages == PAGES
    return job


def submit(*arguments):
    return cli.run(["submit", *map(str, arguments)])


def test_what_is_said_is_what_arrives(printer, file, capsys):
    to, taken = printer
    options = ["--id", 1001, "--user", "Sato Yuki", "--login", "sato", "--document", 'a "b".txt', "--computer", "pc-9"]
    assert submit(file, "--to", to, *options, "--application", "sh", "--copies", 2, "--duplex") == 0
    job = ticket(taken)
    assert job[:8] == (1001, "Sato Yuki", "sato", 'a "b".txt', "pc-9", "sh", 2, True)
    octets = len(taken[0])
    assert capsys.readouterr().out == f'a "b".txt: {octets} octets to {to}, ID 1001, user Sato Yuki, login sato\n'


@pytest.mark.parametrize(
    ("options", "account", "user"),
    [
        ([], 0, "sato"),
        (["--user", "Sato Yuki"], 0, "Sato Yuki"),
        (["--id", "1001"], 1001, "sato"),
        (["--id-file", "IDS"], 1002, "Y. Sato"),
        (["--id-file", "IDS", "--login", "kim"], 0, "kim"),
    ],
)
def test_who_it_is_without_saying_all(printer, file, tmp_path, options, account, user):
    """CLT-02, CLT-06: as the client software of a workstation has it."""
    (tmp_path / "ids.csv").write_text("sato,1002,Y. Sato\n")
    to, taken = printer
    options = [str(tmp_path / "ids.csv") if each == "IDS" else each for each in options]
    assert submit(file, "--to", to, "--login", "sato", *options) == 0
    job = ticket(taken)
    assert (job.account_id, job.user) == (account, user)


def test_a_log_in_goes_with_the_job(printer, file, monkeypatch, capsys):
    """JID-13: with any password; without a user none is sent, and none is shown."""
    monkeypatch.setenv("PRESSROOM_USER_PASSWORD", 'päss"wort % 字')
    to, taken = printer
    assert submit(file, "--to", to, "--login", "sato", "--log-in", "hanako") == 0
    assert submit(file, "--to", to, "--login", "sato") == 0
    first, second = (job for octets in taken for job in parse_stream(octets))
    assert (first.auth_user, first.auth_password) == ("hanako", 'päss"wort % 字')
    assert (second.auth_user, second.auth_password) == ("", "")
    assert "wort" not in capsys.readouterr().out


def test_the_rest_is_known_here(printer, file, capsys):
    to, taken = printer
    assert submit(file, "--to", to, "--id", 5, "--json") == 0
    job = ticket(taken)
    assert (job.login, job.host, job.document) == (getpass.getuser(), socket.gethostname(), "report.txt")
    assert json.loads(capsys.readouterr().out) == {
        "document": "report.txt",
        "to": to,
        "octets": len(taken[0]),
        "id": 5,
        "user": job.login,
        "login": job.login,
        "host": job.host,
    }


def test_from_a_pipe(printer, monkeypatch):
    to, taken = printer
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PAGES)))
    assert submit("-", "--to", to, "--login", "sato") == 0
    assert ticket(taken).document == "stdin"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["FILE", "--to", "hall:0"], "to: expected a port between 1 and 65535, not '0'"),
        (["FILE", "--to", "a b"], "to: expected a host"),
        (["none.pdf", "--to", "hall"], "file: no such file: none.pdf"),
        ([".", "--to", "hall"], "file: . cannot be read: is a directory"),
        (["FILE", "--to", "hall", "--id", "0"], "id: a Job Account ID is 1 to 999999999, not 0 (JID-01)"),
        (["FILE", "--to", "hall", "--id", "1000000000"], "id: a Job Account ID is 1 to 999999999"),
        (["FILE", "--to", "hall", "--id", "ten"], "Invalid value for '--id'"),
        (["FILE", "--to", "hall", "--user", 'a"b'], "user name: no quotation mark"),
        (["FILE", "--to", "hall", "--id", "5", "--user", "x" * 81], "user: user name: at most 80 characters, not 81"),
        (["FILE", "--to", "hall", "--login", "x" * 81], "login: at most 80 characters"),
        (["FILE", "--to", "hall", "--copies", "0"], "Invalid value for '--copies'"),
        (["FILE", "--to", "hall", "--timeout", "0"], "Invalid value for '--timeout'"),
        (["FILE", "--to", "hall", "--id", "5", "--id-file", "ids.csv"], "id file: it says ID and user name itself"),
        (["FILE", "--to", "hall", "--id-file", "none.csv"], "file: no such file: none.csv"),
        (["FILE", "--to", "hall", "--id-file", "BAD"], "bad.csv:2:1: a Job Account ID is 1 to 999999999, not 0"),
        (["EMPTY", "--to", "hall"], "file: there is nothing in it to print"),
        (["EXIT", "--to", "hall"], "file: it holds PJL's Universal Exit Language sequence at octet 5"),
        (["FILE"], "Missing option '--to'"),
    ],
)
def test_bad_input_sends_nothing(file, tmp_path, options, said, capsys, monkeypatch):
    monkeypatch.setattr("harness.cli_submit.send", lambda *_, **__: pytest.fail("something was sent"))
    (tmp_path / "bad.csv").write_text("a,1\nb,0\n")
    (tmp_path / "empty").write_bytes(b"\n")
    (tmp_path / "exit").write_bytes(b"%PDF-" + UEL + b"more")
    names = {"FILE": file, "BAD": tmp_path / "bad.csv", "EMPTY": tmp_path / "empty", "EXIT": tmp_path / "exit"}
    assert submit(*(names.get(each, each) for each in options)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_printer_that_refuses(file, capsys):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert submit(file, "--to", f"127.0.0.1:{port}") == 1
    assert capsys.readouterr().err == (
        f"not printed: 127.0.0.1:{port}: connection refused (is that a printer's raw port?)\n"
    )


class Live:
    """A command in the background, as a person starts it."""

    def __init__(self, *arguments, folder):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness.cli", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.line = self.process.stdout.readline()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=30)


def test_the_whole_way(tmp_path, capsys):
    """From the command line through printer and server into the log, and a refusal where the server said so."""
    ports = ["--snmp-port", "0", "--raw-port", "0", "--json"]
    fleet = Live("fleet", "up", "--model", "colour-a3", *ports, folder=tmp_path)
    (row,) = json.loads(fleet.line)["printers"]
    config = tmp_path / "server.yaml"
    config.write_text(
        f"database: {tmp_path / 'ledger.db'}\nacquire: by hand\n"
        "accounts: [{id: 1001, name: Sato}, {id: 1002, name: Weber, restrict: disable printing}]\n"
        f"printers: [{{name: hall, address: {row['address']}, port: {row['snmp_port']}, admin password: aaaaaa}}]\n"
    )
    server = Live("serve", str(config), folder=tmp_path)
    try:
        assert "serving 1 printers" in server.line
        to = f"{row['address']}:{row['raw_port']}"
        pdf = ROOT / "scenarios" / "fragments" / "one-page.pdf"
        assert submit(pdf, "--to", to, "--id", 1001, "--login", "sato", "--user", "Sato Yuki") == 0
        assert submit(pdf, "--to", to, "--id", 1002, "--login", "weber") == 0
        jobs = []
        deadline = time.monotonic() + 60
        while len(jobs) < 2 and time.monotonic() < deadline:
            assert cli.run(["acquire", "--config", str(config)]) == 0
            capsys.readouterr()
            cli.run(["log", "--config", str(config), "--json"])
            jobs = json.loads(capsys.readouterr().out)
        keys = ("account", "user", "login", "document", "status", "detail")
        assert sorted(tuple(job[key] for key in keys) for job in jobs) == [
            (1001, "Sato Yuki", "sato", "one-page.pdf", "completed", ""),
            (1002, "weber", "weber", "one-page.pdf", "aborted", "access control"),
        ]
    finally:
        server.stop()
        fleet.stop()
