"""CUPS' own conformance suites for IPP printers. ipptool's exit code lies, so the lines are counted (EMU-06)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

pytestmark = pytest.mark.peer

SUITES = Path("/usr/share/cups/ipptool")
MOST_FAILS = {"ipp-2.2.test": 1, "ipp-everywhere.test": 0}
"""2.2 wants operations that no printer of ours has: a job in the middle cannot make room for another."""
SIZES = {"a4": (595, 842), "letter": (612, 792)}
RED = b"1 0 0 rg 72 72 200 200 re f"


@pytest.fixture(scope="module")
def fleet(live_fleet: Callable[..., Any]) -> Iterator[Any]:
    with live_fleet("colour-a3", "mono-a4", running=1.0, admin_password=b"") as fleet:
        yield fleet


@pytest.fixture(scope="module")
def suites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the suites beside the documents that they print and do not bring: without those they stop halfway."""
    if not SUITES.is_dir():
        pytest.skip("no suites of ipptool; on Debian and Ubuntu: apt-get install cups-ipp-utils")
    folder = tmp_path_factory.mktemp("suites")
    for suite in SUITES.glob("*.test"):
        shutil.copy(suite, folder)
    for name, (width, height) in SIZES.items():
        document = pikepdf.new()
        document.add_blank_page(page_size=(width, height)).Contents = document.make_stream(RED)
        document.save(folder / f"document-{name}.pdf")
        code = f"%!PS-Adobe-3.0\n<< /PageSize [{width} {height}] >> setpagedevice\n72 72 200 200 rectfill showpage\n"
        (folder / f"document-{name}.ps").write_text(code)
    (folder / "color.jpg").write_bytes(jpeg(3))
    (folder / "gray.jpg").write_bytes(jpeg(1))
    return folder


def jpeg(components: int) -> bytes:
    """Eight by eight dots of one tone (ITU-T T.81): no difference in any block, so each is two bits."""
    parts = b"".join(bytes((number, 0x11, 0)) for number in range(1, components + 1))
    scan = b"".join(bytes((number, 0)) for number in range(1, components + 1))
    segments = (
        (0xDB, bytes(1) + b"\1" * 64),
        (0xC0, bytes((8, 0, 8, 0, 8, components)) + parts),
        (0xC4, b"\0\1" + bytes(15) + b"\0"),
        (0xC4, b"\x10\1" + bytes(15) + b"\0"),
        (0xDA, bytes((components,)) + scan + b"\0\x3f\0"),
    )
    octets = b"".join(b"\xff%c%c%c%b" % (kind, 0, len(data) + 2, data) for kind, data in segments)
    return b"\xff\xd8" + octets + bytes((0xFF >> 2 * components,)) + b"\xff\xd9"


@pytest.fixture
def verdicts(
    fleet: Any, suites: Path, need: Callable[..., str], run: Callable[..., Any]
) -> Callable[..., tuple[list[str], str]]:
    """``verdicts(printer, suite, …)``: what each test of a suite came to, and everything that was printed."""
    ipptool = need("ipptool", package="cups-ipp-utils")

    def tried(printer: str, suite: str, *options: str, scheme: str = "ipp") -> tuple[list[str], str]:
        uri = f"{scheme}://{fleet.at(printer, 'ipp')}/ipp/print"
        words = ("-tIf", str(suites / "document-a4.pdf"), "-d", "document-format=application/pdf", *options)
        result = run(ipptool, *words, uri, suites / suite, timeout_s=120)
        return re.findall(r"\[(PASS|FAIL|SKIP)\]", result.stdout), result.stdout + result.stderr

    return tried


@pytest.mark.parametrize(
    ("suite", "inside", "least", "options"),
    [
        ("ipp-2.2.test", ("ipp-1.1", "ipp-2.0", "ipp-2.1"), 28, ()),
        ("ipp-everywhere.test", ("ipp-1.1", "ipp-2.0"), 27, ("-V", "2.0")),
    ],
)
def test_a_suite_and_those_inside_it(verdicts, suite, inside, least, options):
    """EMU-06: nothing fails (ippeveprinter itself fails three to five of them), and all of it really ran."""
    found, said = verdicts("colour-a3", suite, *options)
    assert found.count("FAIL") <= MOST_FAILS[suite], said[-6000:]
    assert found.count("PASS") >= least, said[-4000:]
    assert all(f"{each}.test" in said for each in inside)


def test_a_monochrome_printer_by_tls(verdicts):
    """EMU-06: the suite of IPP 2.0 over IPPS."""
    found, said = verdicts("mono-a4", "ipp-2.0.test", scheme="ipps")
    assert found.count("FAIL") == 0, said[-4000:]
    assert found.count("PASS") >= 26, said[-4000:]


SINGLE = ("create-printer-subscription", "identify-printer", "print-job-gzip", "print-job-hold", "print-job-media-col")


@pytest.mark.parametrize("test", [*SINGLE, "get-subscriptions", "cancel-current-job"])
def test_a_single_operation(verdicts, test):
    found, said = verdicts("colour-a3", f"{test}.test")
    assert "FAIL" not in found, said[-4000:]
    assert "PASS" in found, said[-4000:]
