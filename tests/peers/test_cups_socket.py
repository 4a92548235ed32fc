"""CUPS' own raw printing backend sends real PDF files to live printers, which count their pages."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from core.wire.pjl import PrintJob, build_stream
from core.wire.records import JobRecord, decode_record

pytestmark = pytest.mark.peer

BACKEND = "/usr/lib/cups/backend/socket"
HOUR_US = 3_600_000_000
GREY, RED, NOTHING = b"0 g 72 72 200 200 re f", b"1 0 0 rg 72 72 200 200 re f", b""
A4, A3 = (595, 842), (842, 1191)

Send = Callable[[Path, str], "subprocess.CompletedProcess[str]"]


def pdf(*pages: tuple[tuple[int, int], bytes]) -> bytes:
    """A PDF file with a page for each paper size (points) and content."""
    document, out = pikepdf.new(), io.BytesIO()
    for size, content in pages:
        page = document.add_blank_page(page_size=size)
        page.Contents = document.make_stream(content)
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def fleet(live_fleet: Callable[..., Any]) -> Iterator[Any]:
    with live_fleet("colour-a3", "mono-a4", "plain-mono") as fleet:
        yield fleet


@pytest.fixture
def send(fleet: Any, need: Callable[..., str], run: Callable[..., Any]) -> Send:
    backend = need(BACKEND, package="cups")

    def printed(file: Path, printer: str) -> subprocess.CompletedProcess[str]:
        result = run(backend, "7", "sato", "Letter", "1", "", file, DEVICE_URI=f"socket://{fleet.at(printer, 'raw')}")
        fleet.advance(HOUR_US)
        return result

    return printed


def last_record(fleet: Any, printer: str) -> JobRecord:
    log = fleet.printers[printer].log
    record = decode_record(log.record(log.next - 1))
    assert isinstance(record, JobRecord)
    return record


def test_a_pdf_file(fleet, send, tmp_path) -> None:
    """EMU-10, LOG-04: five pages, two of them in colour, one empty, one on A3."""
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf((A4, GREY), (A4, RED), (A4, NOTHING), (A3, GREY), (A4, RED)))
    result = send(file, "colour-a3")
    assert result.returncode == 0, result.stderr
    record = last_record(fleet, "colour-a3")
    assert (record.status, record.detail) == ("completed", "")
    assert (record.sheets, record.pages, record.colour, record.mono) == (5, 4, 2, 2)
    assert {(line.size, line.sheets, line.colour, line.mono) for line in record.lines} == {
        ("A4", 4, 2, 1),
        ("A3", 1, 0, 1),
    }
    assert record.account_id == 0


@pytest.mark.parametrize("printer", ["colour-a3", "mono-a4"])
def test_a_pdf_file_in_a_drivers_wrapping(fleet, send, tmp_path, printer) -> None:
    """JID-12 and the PJL of a driver: ID, user, document, copies, duplex."""
    body = pdf(*[(A4, RED)] * 3)
    job = PrintJob(1001, "Satō", "sato", "report.pdf", "pc-7", "viewer", 2, True, True, "PDF", body)
    file = tmp_path / "spooled"
    file.write_bytes(build_stream(job))
    before = fleet.printers[printer].life.impressions
    assert send(file, printer).returncode == 0
    record = last_record(fleet, printer)
    assert (record.account_id, record.user, record.document) == (1001, "Satō", "report.pdf")
    assert (record.sheets, record.pages) == (4, 6)
    assert (record.colour, record.mono) == ((6, 0) if printer == "colour-a3" else (0, 6))
    assert fleet.printers[printer].life.impressions - before >= 6


def test_a_printer_of_counters(fleet, send, tmp_path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf(*[(A4, GREY)] * 7))
    assert send(file, "plain-mono").returncode == 0
    assert fleet.printers["plain-mono"].life.impressions == 7


def test_a_printer_that_is_off_keeps_the_backend_waiting(fleet, need, run, tmp_path) -> None:
    """EMU-12: CUPS tells of the connection that does not come about, and nothing is printed."""
    backend = need(BACKEND, package="cups")
    printer = fleet.printers["mono-a4"]
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf((A4, GREY)))
    fleet.do(printer.power_off)
    before = printer.life.impressions
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            run(
                backend,
                "7",
                "sato",
                "Letter",
                "1",
                "",
                file,
                timeout_s=1,
                DEVICE_URI=f"socket://{fleet.at('mono-a4', 'raw')}?contimeout=20",
            )
    finally:
        fleet.do(printer.power_on)
    fleet.advance(HOUR_US)
    assert printer.life.impressions == before
