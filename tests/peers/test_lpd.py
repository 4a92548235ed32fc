"""CUPS' lpd backend, and rlpr, rlpq and rlprm, talk to a live printer on port 515 (EMU-06)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.wire.pages import PageRun, build_pages
from core.wire.pjl import UEL
from core.wire.records import JobRecord, decode_record

pytestmark = pytest.mark.peer

BACKEND = "/usr/lib/cups/backend/lpd"
HOUR_US = 3_600_000_000
PRINTER = "colour-a3"


@pytest.fixture
def fleet(live_fleet: Callable[..., Any]) -> Iterator[Any]:
    with live_fleet(PRINTER) as fleet:
        yield fleet


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "offer.prn"
    path.write_bytes(build_pages([PageRun(2, "mono", "A4", "plain")]))
    return path


def records(fleet: Any) -> list[JobRecord]:
    """What the printer has logged, an hour later."""
    fleet.advance(HOUR_US)
    log = fleet.printers[PRINTER].log
    found = [decode_record(log.record(sequence)) for sequence in range(log.first, log.next)]
    assert all(isinstance(record, JobRecord) for record in found)
    return found


@pytest.fixture
def cups(fleet: Any, need: Callable[..., str], run: Callable[..., Any]) -> Callable[[Path, str], None]:
    """``cups(file, options)``: two copies by CUPS' backend."""
    backend = need(BACKEND, package="cups")

    def printed(file: Path, options: str) -> None:
        uri = f"lpd://{fleet.at(PRINTER, 'lpd')}/lp1?reserve=none&{options}"
        result = run(backend, "7", "sato", "My letter", "2", "", file, DEVICE_URI=uri)
        assert result.returncode == 0, result.stderr

    return printed


@pytest.mark.parametrize(
    "options", ["", "format=l&order=data,control", "banner=on&reserve=any", "mode=stream&format=o"]
)
def test_cups_prints_by_lpd(fleet, cups, document, options):
    """EMU-06: the control file before or after the data, and a connection that ends without an answer."""
    cups(document, f"manual_copies=no&{options}")
    (record,) = records(fleet)
    assert (record.user, record.document, record.pages, record.status) == ("sato", "My letter", 4, "completed")


def test_cups_makes_copies_by_itself(fleet, cups, document):
    """EMU-06: it puts the file behind itself; with PJL around it that is two jobs of one data file."""
    document.write_bytes(UEL + b"@PJL ENTER LANGUAGE=PRESSPAGES\r\n" + document.read_bytes() + UEL)
    cups(document, "")
    assert [(record.document, record.pages) for record in records(fleet)] == [("My letter", 2)] * 2


@pytest.fixture
def rlpr(fleet: Any, need: Callable[..., str], run: Callable[..., Any]) -> Callable[..., str]:
    """``rlpr("rlpq", …)``: one of the programs, and what it says."""
    host, port = fleet.at(PRINTER, "lpd").split(":")

    def through(program: str, *arguments: str | Path) -> str:
        path = need(program, package="rlpr")
        where = (f"--printhost={host}", f"--port={port}", "--printer=lp1", "--no-bind")
        result = run(path, *where, *arguments)
        assert result.returncode == 0, result.stderr
        return str(result.stdout)

    return through


def test_rlpr_prints(fleet, rlpr, document):
    """EMU-06: copies and the job's name too."""
    rlpr("rlpr", "--job=My letter", "--copies=2", document)
    (record,) = records(fleet)
    assert (record.document, record.pages, record.status) == ("My letter", 4, "completed")
    assert record.user
    assert record.host


def test_rlpq_and_rlprm(fleet, rlpr, document):
    """EMU-06: a job is in the queue, and then it is not."""
    printer = fleet.printers[PRINTER]
    assert "no entries" in rlpr("rlpq")
    fleet.do(printer.go_offline)
    rlpr("rlpr", "--job=My letter", document)
    shown = rlpr("rlpq")
    assert "is not ready" in shown
    (entry,) = re.findall(r"^active +\S+ +(\d+) +My letter +\d+ bytes$", shown, re.MULTILINE)
    rlpr("rlprm", entry)
    assert fleet.do(lambda: printer.job_state(int(entry)).how) == "canceled"
    assert "no entries" in rlpr("rlpq")
