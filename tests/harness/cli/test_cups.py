"""The CUPS backend and filter, called as CUPS calls them: backend(7), filter(7) (CLT-05)."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.wire.pjl import parse_stream
from harness import cli_cups
from harness.clients.sending import NotDelivered

PDF = b"%PDF-1.7\n%%EOF\n"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def job(tmp_path):
    path = tmp_path / "d00007-001"
    path.write_bytes(PDF)
    return str(path)


@pytest.fixture
def ids(tmp_path):
    path = tmp_path / "ids.csv"
    path.write_text("sato,1001,Sato Yuki\nweber,1002\n")
    return str(path)


@pytest.fixture
def sent(monkeypatch):
    calls = []

    def send(to, pieces, *, timeout_s):
        calls.append((str(to), b"".join(pieces)))
        return 1

    monkeypatch.setattr(cli_cups, "send", send)
    return calls


def call(uri, *more, login="sato", copies="1", options=""):
    return cli_cups.run([uri, "7", login, "Letter", copies, options, *more], {"DEVICE_URI": uri})


@pytest.mark.parametrize(
    ("query", "login", "options", "account", "user"),
    [
        ("", "sato", "", 0, "sato"),
        ("?id-file=IDS", "sato", "", 1001, "Sato Yuki"),
        ("?id-file=IDS", "weber", "", 1002, "weber"),
        ("?id-file=IDS", "kim", "", 0, "kim"),
        ("?id=7", "sato", "", 7, "sato"),
        ("?id=7&user=The%20Pool", "sato", "", 7, "The Pool"),
        ("?id=7", "sato", "pressroom-id=8", 8, "sato"),
        ("?id-file=IDS", "sato", "fit-to-page pressroom-id=8 pressroom-user='Y. Sato'", 8, "Y. Sato"),
    ],
)
def test_whose_job_it_is(job, ids, sent, query, login, options, account, user):
    assert call(f"pressroom://127.20.0.1:19100/{query.replace('IDS', ids)}", job, login=login, options=options) == 0
    ((to, octets),) = sent
    (found,) = parse_stream(octets)
    assert to == "127.20.0.1:19100"
    assert (found.account_id, found.user, found.login, found.document) == (account, user, login, "Letter")
    assert found.pages == PDF


@pytest.mark.parametrize(
    ("options", "copies", "duplex"),
    [("", 3, False), ("sides=two-sided-short-edge", 3, True), ("sides=one-sided", 3, False)],
)
def test_copies_and_sides(job, sent, options, copies, duplex):
    """A file comes as it was sent, so the backend asks for the copies."""
    assert call("pressroom://hall", job, copies="3", options=options) == 0
    (found,) = parse_stream(sent[0][1])
    assert (found.copies, found.duplex) == (copies, duplex)


def test_through_stdin_the_copies_are_made(sent, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PDF)))
    assert call("pressroom://hall", copies="3", options="job-originating-host-name=pc-9") == 0
    (found,) = parse_stream(sent[0][1])
    assert (found.copies, found.host) == (1, "pc-9")
    assert sent[0][0] == "hall:9100"


@pytest.mark.parametrize(
    ("uri", "options", "code", "said"),
    [
        ("pressroom://hall?id=0", "", cli_cups.STOP, "id: a Job Account ID is 1 to 999999999, not 0 (JID-01)"),
        ("pressroom://hall?ids=x", "", cli_cups.STOP, "device URI: 'ids' is unknown; known: id, id-file, user"),
        ("pressroom://hall?id=1&id-file=x", "", cli_cups.STOP, "device URI: either an ID file, or an ID and a user"),
        ("pressroom://hall?id-file=none.csv", "", cli_cups.STOP, "file: none.csv cannot be read: no such file"),
        ("pressroom://hall:0", "", cli_cups.STOP, "to: expected a port between 1 and 65535"),
        ("pressroom://", "", cli_cups.STOP, "to: expected a host"),
        ("pressroom://[::1", "", cli_cups.STOP, "device URI: Invalid IPv6 URL"),
        ("pressroom://hall", "pressroom-id=ten", cli_cups.CANCEL, "job options: id: expected a Job Account ID"),
        ("pressroom://hall", "pressroom-id", cli_cups.CANCEL, "job options: id: expected a Job Account ID"),
        ("socket://hall?id=0", "", cli_cups.FAILED, "id: a Job Account ID is 1 to 999999999, not 0 (JID-01)"),
    ],
)
def test_what_cannot_be(job, sent, uri, options, code, said, capsys):
    """A queue set wrongly stops; a job asked for wrongly is dropped."""
    assert call(uri, job, options=options) == code
    assert sent == []
    assert capsys.readouterr().err.startswith(f"ERROR: {said}")


def test_a_bad_id_file_stops_the_queue(job, tmp_path, sent, capsys):
    """CLT-08: every mistake with its line."""
    (tmp_path / "ids.csv").write_text("a,0\nb\n")
    assert call(f"pressroom://hall?id-file={tmp_path}/ids.csv", job) == cli_cups.STOP
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition("ids.csv:")[2][:4] for line in lines] == ["1:1:", "2:1:"]
    assert all(line.startswith("ERROR: ") for line in lines)


def test_an_empty_job_is_dropped_and_a_dead_printer_is_the_queues_policy(job, monkeypatch, capsys):
    def refuse(*_, **__):
        raise NotDelivered("hall:9100: connection refused")

    monkeypatch.setattr(cli_cups, "send", refuse)
    assert call("pressroom://hall", job) == cli_cups.FAILED
    Path(job).write_bytes(b"")
    assert call("pressroom://hall", job) == cli_cups.CANCEL
    assert "there is nothing in it to print" in capsys.readouterr().err


@pytest.mark.parametrize("copies", ["0", "-1", "many", "1000", "１"])
def test_wrong_calls(job, sent, copies):
    assert call("pressroom://hall", job, copies=copies) == cli_cups.STOP
    assert cli_cups.run(["pressroom://hall", "7"], {}) == cli_cups.STOP


def test_devices_are_listed(capsys):
    assert cli_cups.run(["pressroom"], {}) == 0
    assert capsys.readouterr().out == 'network pressroom "Unknown" "Printer with account data (Pressroom)"\n'


def test_as_a_filter_it_writes_the_stream(ids):
    """The queue's own backend sends it; what that one's device URI says besides is left to it."""
    done = subprocess.run(
        [sys.executable, "-m", "harness.cli_cups", "7", "sato", "Letter", "2", ""],
        env={**os.environ, "PYTHONPATH": str(ROOT), "DEVICE_URI": f"socket://hall:9100/?waiteof=false&id-file={ids}"},
        input=PDF,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    (found,) = parse_stream(done.stdout)
    assert (found.account_id, found.user, found.copies, found.pages) == (1001, "Sato Yuki", 1, PDF)


def test_options_in_quotes():
    text = r'''media=A4 job-name='It'\''s "it"' page-label=a\ b collate n="1 2"'''
    assert cli_cups.read_options(text) == {
        "media": "A4",
        "job-name": 'It\'s "it"',
        "page-label": "a b",
        "collate": "true",
        "n": "1 2",
    }
    assert cli_cups.read_options("a=1 b='2") == {"a": "1", "b": "'2"}
