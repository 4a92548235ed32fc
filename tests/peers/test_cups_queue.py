"""A private cupsd whose queue uses our backend: `lp` on one side, a live printer on the other (CLT-05)."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.wire.records import JobRecord, decode_record
from tests.peers.spooler import PATIENCE_S, Spooler

pytestmark = pytest.mark.peer

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "scenarios" / "fragments" / "one-page.pdf"
HOUR_US = 3_600_000_000


@pytest.fixture(scope="module")
def fleet(live_fleet: Callable[..., Any]) -> Iterator[Any]:
    with live_fleet("colour-a3") as fleet:
        yield fleet


@pytest.fixture(scope="module")
def spooler(need: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spooler]:
    cupsd = need("/usr/sbin/cupsd", package="cups")
    need("lpadmin", package="cups-client")
    if os.getuid() != 0:
        pytest.skip("cupsd has to run as root here")
    spooler = Spooler(cupsd, tmp_path_factory.mktemp("cups"))
    spooler.add_backend("pressroom", f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m harness.cli_cups "$@"\n')
    try:
        if not spooler.ready():
            pytest.skip("cupsd does not start here")
        yield spooler
    finally:
        spooler.close()


@pytest.fixture
def printed(fleet: Any, spooler: Spooler, run: Callable[..., Any], tmp_path: Path) -> Callable[..., JobRecord]:
    """``printed(uri, options)``: what the printer has logged of a document sent through a queue like that."""
    ids = tmp_path / "ids.csv"
    ids.write_text("sato,1001,Sato Yuki\n")

    def through(uri: str, *options: str) -> JobRecord:
        log = fleet.printers["colour-a3"].log
        before = log.next
        to = fleet.at("colour-a3", "raw")
        uri = uri.replace("PRINTER", to).replace("IDS", str(ids))
        queue = f"hall{before}"  # one that is changed would begin its job anew
        added = run("lpadmin", "-h", spooler.socket, "-p", queue, "-E", "-v", uri, "-m", "raw")
        assert added.returncode == 0, added.stderr
        sent = run("lp", "-h", spooler.socket, "-U", "sato", "-d", queue, "-t", "My letter", *options, DOCUMENT)
        assert sent.returncode == 0, sent.stderr
        deadline = time.monotonic() + PATIENCE_S
        while log.next == before:
            assert time.monotonic() < deadline, (spooler.folder / "error").read_text()[-3000:]
            time.sleep(0.1)
            fleet.advance(HOUR_US)
        record = decode_record(log.record(log.next - 1))
        assert isinstance(record, JobRecord)
        return record

    return through


def test_the_backend_looks_the_login_up(printed):
    record = printed("pressroom://PRINTER/?id-file=IDS", "-n", "3", "-o", "sides=two-sided-long-edge")
    assert (record.account_id, record.user, record.login, record.document) == (1001, "Sato Yuki", "sato", "My letter")
    assert (record.status, record.sheets) == ("completed", 3)


def test_a_person_may_say_it_with_the_job(printed):
    record = printed("pressroom://PRINTER/?id-file=IDS", "-o", "pressroom-id=1002")
    assert (record.account_id, record.user, record.login) == (1002, "sato", "sato")
