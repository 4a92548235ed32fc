"""`lp` through a private cupsd to live printers, by every way that CUPS has (EMU-06, IPM-08).

CUPS counts pages in its page log, the printer in its record, and the journal has what came out; they must agree.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from core.wire.records import JobRecord, decode_record
from emulator import journal
from tests.peers.spooler import PATIENCE_S, Spooler

pytestmark = pytest.mark.peer

GREY, RED = b"0 g 72 72 200 200 re f", b"1 0 0 rg 72 72 200 200 re f"
BACKENDS = ("ipp", "ipps", "socket", "lpd")
DRIVERS = Path("/usr/share/ppd/cupsfilters")
PRINTER = "colour-a3"
Printed = Callable[..., tuple[JobRecord, list[list[str]]]]


@pytest.fixture(scope="module")
def fleet(live_fleet: Callable[..., Any]) -> Iterator[Any]:
    with live_fleet(PRINTER, running=60.0) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages of A4, the second in colour."""
    file = tmp_path_factory.mktemp("documents") / "letter.pdf"
    made = pikepdf.new()
    for content in (GREY, RED, GREY):
        made.add_blank_page(page_size=(595, 842)).Contents = made.make_stream(content)
    made.save(file)
    return file


@pytest.fixture(scope="module")
def spooler(need: Callable[..., str]) -> Iterator[Spooler]:
    cupsd = need("/usr/sbin/cupsd", package="cups")
    need("lpadmin", package="cups-client")
    if os.getuid() != 0:
        pytest.skip("cupsd has to run as root here")
    with tempfile.TemporaryDirectory(prefix="cups") as folder:  # pytest's are root's alone, and filters run as lp
        Path(folder).chmod(0o755)
        spooler = Spooler(cupsd, Path(folder), BACKENDS)
        try:
            if not spooler.ready():
                pytest.skip("cupsd does not start here")
            yield spooler
        finally:
            spooler.close()


COUNT = 6
"""Where in a line of the page log the pages are counted, behind "total"."""
NUMBERS = itertools.count(1)


@pytest.fixture
def printed(fleet: Any, spooler: Spooler, run: Callable[..., Any], document: Path) -> Printed:
    """``printed(uri, driver, options)``: the printer's record, and the lines of CUPS' page log for that job."""

    def through(uri: str, driver: str | Path, *options: str) -> tuple[JobRecord, list[list[str]]]:
        log = fleet.printers[PRINTER].log
        before, queue = log.next, f"queue{next(NUMBERS)}"
        kind = "-P" if isinstance(driver, Path) else "-m"
        added = run("lpadmin", "-h", spooler.socket, "-p", queue, "-E", "-v", uri, kind, driver)
        assert added.returncode == 0, added.stderr
        deadline = time.monotonic() + PATIENCE_S
        while driver == "everywhere" and "Raw Printer" in run("lpoptions", "-h", spooler.socket, "-p", queue).stdout:
            assert time.monotonic() < deadline, spooler.said()  # cupsd asks the printer, in the background
            time.sleep(0.05)
        sent = run("lp", "-h", spooler.socket, "-U", "sato", "-d", queue, "-t", "letter", *options, document)
        assert sent.returncode == 0, sent.stderr
        deadline = time.monotonic() + PATIENCE_S
        while log.next == before or run("lpstat", "-h", spooler.socket, "-o", queue).stdout:
            assert time.monotonic() < deadline, spooler.said()
            fleet.do(fleet.fleet.journals)
            time.sleep(0.1)
        record = decode_record(log.record(log.next - 1))
        assert isinstance(record, JobRecord)
        assert faces_out(fleet) == record.pages
        return record, [words for words in spooler.page_log() if words[0] == queue]

    return through


def faces_out(fleet: Any) -> int:
    """Printed faces of the last job, as they came out of the machine."""
    sheets = [event for event in fleet.printers[PRINTER].journal.events if event[0] == journal.SHEET]
    faces = [face for event in sheets if event[2] == sheets[-1][2] for face in event[6:8]]
    return sum(face not in (None, "blank") for face in faces)


def uri(fleet: Any, scheme: str) -> str:
    """The printer's address by one of the ways."""
    place = {"socket": "raw", "lpd": "lpd"}.get(scheme, "ipp")
    rest = {"socket": "", "lpd": "/lp"}.get(scheme, "/ipp/print")
    return f"{scheme}://{fleet.at(PRINTER, place)}{rest}"


@pytest.mark.parametrize("scheme", ["ipp", "ipps"])
def test_a_queue_without_a_driver(fleet, printed, scheme):
    """EMU-06: what CUPS asks for in attributes is what comes out, and its page log says the same."""
    options = ("-n", "2", "-o", "sides=two-sided-long-edge", "-o", "media=A4")
    record, log = printed(uri(fleet, scheme), "everywhere", *options)
    assert (record.login, record.document, record.status) == ("sato", "letter", "completed")
    assert (record.sheets, record.pages, record.colour) == (4, 6, 2)
    assert {(line.size, line.duplex) for line in record.lines} == {("A4", True)}
    assert {words[1] for words in log} == {"sato"}
    assert max(int(words[COUNT]) for words in log) == record.pages, log


@pytest.mark.parametrize("scheme", BACKENDS)
def test_a_queue_that_changes_nothing(fleet, printed, scheme):
    """EMU-06: the file as it is."""
    record, _ = printed(uri(fleet, scheme), "raw", "-o", "print-color-mode=color")
    assert (record.sheets, record.pages, record.colour, record.status) == (3, 3, 1, "completed")


@pytest.mark.parametrize("scheme", ["socket", "lpd"])
@pytest.mark.parametrize(("driver", "copies"), [("Generic-PDF_Printer-PDF", 2), ("pxlcolor", 1)])
def test_a_queue_with_a_driver(fleet, printed, scheme, driver, copies):
    """EMU-06, IPM-08: PDF behind PJL, and PCL XL; the user and the page log's count are those of the record."""
    file = DRIVERS / f"{driver}.ppd"
    if not file.exists():
        pytest.skip("no drivers of cups-filters; on Debian and Ubuntu: apt-get install cups-filters")
    record, log = printed(uri(fleet, scheme), file, "-n", str(copies), "-o", "media=A4")
    assert (record.status, record.sheets) == ("completed", 3 * copies)
    assert (record.pages, record.colour) == (3 * copies, copies)
    assert {line.size for line in record.lines} == {"A4"}
    assert sum(int(words[COUNT]) for words in log) == record.pages, log
    assert {words[1] for words in log} == {"sato"}


def test_an_account_in_an_option(fleet, printed):
    """CLT-09, EMU-06: CUPS hands job-account-id on to printers that say that they know it."""
    record, _ = printed(uri(fleet, "ipp"), "everywhere", "-o", "job-account-id=1001")
    assert (record.account_id, record.user, record.login) == (1001, "sato", "sato")
