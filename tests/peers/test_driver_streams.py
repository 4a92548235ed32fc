"""What real drivers write, printed by a live printer: pages counted, user and account found."""

from __future__ import annotations

import re
import socket
import subprocess
from io import BytesIO

import pikepdf
import pytest

from core.wire.pjl import UEL
from core.wire.records import JobRecord, decode_record

pytestmark = pytest.mark.peer

A4 = (595, 842)
BLOCK = b" 100 100 200 200 re f\n"
PAGES = (b"0 g" + BLOCK, b"1 0 0 rg" + BLOCK, b" ", b"0.5 g" + BLOCK)  # black, red, nothing, grey
PATIENCE_S = 30
HPPS = "/usr/lib/cups/filter/hpps"
HP_MODELS = "/usr/lib/cups/driver/postscript-hp"


@pytest.fixture
def pdf(tmp_path):
    """A PDF with the four pages."""
    document = pikepdf.new()
    for content in PAGES:
        document.add_blank_page(page_size=A4)
        document.pages[-1].Contents = document.make_stream(content)
    out = BytesIO()
    document.save(out)
    (tmp_path / "in.pdf").write_bytes(out.getvalue())
    return tmp_path / "in.pdf"


@pytest.fixture
def pipe(tmp_path):
    """Run a program to its end with octets in and out, in a folder of its own."""

    def to_the_end(*command, data=b"", **environment):
        settings = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", **environment}
        words = [str(word) for word in command]
        done = subprocess.run(
            words, check=False, input=data, cwd=tmp_path, env=settings, capture_output=True, timeout=60
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        return done.stdout

    return to_the_end


@pytest.fixture
def gs(need, pipe, pdf):
    """``gs("ljet4")``: the four pages in the language of that device."""
    program = need("gs", package="ghostscript")

    def translate(device, *options):
        quiet = ("-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sstdout=%stderr")
        return pipe(program, *quiet, f"-sDEVICE={device}", *options, "-sOutputFile=-", pdf)

    return translate


@pytest.fixture
def printed(live_fleet):
    """Print a stream by port 9100 on a live printer; its records, and its journal's sheets as kinds of faces."""

    def by_raw(stream, *, code=None):
        with live_fleet("colour-a3") as fleet:
            printer = fleet.printers["colour-a3"]
            host, _, port = fleet.at("colour-a3", "raw").rpartition(":")
            with socket.create_connection((host, int(port)), PATIENCE_S) as line:
                line.sendall(stream)
                line.shutdown(socket.SHUT_WR)
                while line.recv(4096):
                    pass
            fleet.advance(120_000_000)
            if code is not None:
                assert fleet.do(lambda: printer.jobs()[-1].state) == "pending-held"
                assert fleet.do(lambda: printer.release(1, code))
                fleet.advance(120_000_000)
            raw = fleet.do(
                lambda: [printer.log.record(number) for number in range(printer.log.first, printer.log.next)]
            )
            sheets = fleet.do(lambda: [event for event in printer.journal.events if event[0] == "sheet"])
        records = [decode_record(each) for each in raw]
        assert all(isinstance(each, JobRecord) for each in records)
        return records, [(sheet[6], sheet[7]) for sheet in sheets]

    return by_raw


@pytest.mark.parametrize(
    ("packing", "device", "faces"),
    [
        ("-Z0", "pbmraw", ["mono", "mono", "blank", "mono"]),
        ("-Z1", "bitcmyk", ["mono", "colour", "blank", "mono"]),
    ],
)
def test_foo2hiperc(need, gs, pipe, printed, packing, device, faces):
    """EMU-06, KMA-06: OKI's lines and its own raster, plain in black and packed in colour; two copies, both sides."""
    program = need("foo2hiperc", package="printer-driver-foo2zjs")
    pixels = gs(device, "-r600", "-g4960x7016", "-dFIXEDMEDIA")
    colour = ("-c",) if device == "bitcmyk" else ()
    options = ("-r600x600", "-g4960x7016", "-p1", "-d2", "-n2", "-U", "sato", "-J", "Invoice 2026.pdf")
    stream = pipe(program, packing, *colour, *options, data=pixels)
    ((record,), sheets) = printed(stream)
    assert (record.user, record.document) == ("sato", "Invoice 2026.pdf")
    assert sheets == [tuple(faces[:2]), tuple(faces[2:])] * 2
    assert (record.sheets, record.colour, record.mono) == (4, 2 * faces.count("colour"), 2 * faces.count("mono"))


def hp_model(pipe):
    """The description of a colour printer by HP."""
    models = pipe(HP_MODELS, "list").decode()
    found = re.search(r'^"([^"]*color_laserjet_cp[^"]*)"', models, re.MULTILINE | re.IGNORECASE)
    assert found is not None
    return pipe(HP_MODELS, "cat", found[1])


@pytest.mark.parametrize(("options", "code"), [("", None), (" HPPinPrnt=True", "0000")])
def test_hpps(need, gs, pipe, printed, tmp_path, options, code):
    """EMU-06, KMA-06, KMA-07: HP's filter as cupsd starts it, with its accounting lines; and held for its code."""
    need(HPPS, package="printer-driver-postscript-hp")
    (tmp_path / "hp.ppd").write_bytes(hp_model(pipe))
    (tmp_path / "in.ps").write_bytes(gs("ps2write"))
    job = (7, "sato", "Invoice 2026", 1, f"job-uuid=urn:uuid:1234{options}", tmp_path / "in.ps")
    stream = pipe(HPPS, *job, PPD=str(tmp_path / "hp.ppd"))
    assert b"JobAcct1=sato" in stream, stream[:900]
    ((record,), sheets) = printed(stream, code=code)
    assert (record.user, record.login, record.document) == ("sato", "sato", "Invoice 2026")
    assert sheets == [("mono", None), ("colour", None), ("blank", None), ("mono", None)]
    assert (record.sheets, record.colour, record.mono) == (4, 1, 2)


RICOH = b'@PJL SET USERCODE="1001"\n@PJL SET USERID="sato"\n'
KONICA_MINOLTA = b'@PJL SET KMCOETYPE=0\n@PJL SET KMSECTIONNAME = "sales"\n@PJL SET KMSECTIONKEY2 = "1001"\n'


@pytest.mark.parametrize(
    ("device", "maker", "colour"),
    [("ljet4", RICOH, 0), ("pxlmono", KONICA_MINOLTA, 0), ("pxlcolor", RICOH, 1), ("cdj550", KONICA_MINOLTA, 1)],
)
def test_ghostscript_behind_a_makers_lines(gs, printed, device, maker, colour):
    """KMA-06, IPM-08: a filter puts the account in front of what Ghostscript writes; the job ends with EOJ."""
    stream = UEL + b"@PJL JOB\n" + maker + gs(device) + UEL + b"@PJL EOJ\n" + UEL
    ((record,), _) = printed(stream)
    assert (record.account_id, record.sheets, record.colour, record.mono) == (1001, 4, colour, 3 - colour)


def test_a_postscript_account(gs, printed):
    """KMA-06: a Kyocera driver's operator runs in Ghostscript, and the account is found."""
    document = gs("ps2write")
    first, rest = document.split(b"\n", 1)
    stream = first + b"\n(00001001) statusdict /setmanagementnumber get exec\n" + rest
    ((record,), _) = printed(stream)
    assert (record.account_id, record.sheets, record.colour) == (1001, 4, 1)
