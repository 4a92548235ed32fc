"""Print data to begin with: each language, each protocol around it, with the account data that drivers write."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

from core.wire.ipp import Group, attribute, encode_message
from core.wire.ipp import Message as IppMessage
from core.wire.ipp_words import Operation, Tag
from core.wire.pages import PageRun, build_pages
from core.wire.pjl import UEL, PrintJob, build_stream
from emulator.network.packets import HTTP_PORT, IPP_PORT, LPD_PORT, RAW_PORT
from fuzzing.mutate import mutate, pieces

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "tests" / "emulator" / "parts" / "pdl" / "samples"
ONE_PAGE = ROOT / "scenarios" / "fragments" / "one-page.pdf"
SAMPLE_OCTETS = 12_288
"""Of a sample: what comes behind is more of the same, and costs as much again."""
POSTSCRIPT = b"""%!PS-Adobe-3.0
%%Title: letter
%%For: sato
%%Pages: 2
%%EndComments
<< /PageSize [595 842] /Duplex true /NumCopies 2 >> setpagedevice
%%Page: 1 1
0.9 0.1 0.1 setrgbcolor 72 72 200 100 rectfill showpage
%%Page: 2 2
0 setgray 72 72 200 100 rectfill showpage
%%EOF
"""
Around = Callable[[bytes, Random, bytes], bytes]


class Seed(NamedTuple):
    """Octets to begin with, and the port they go to. ``around``: what is put around a changed body."""

    kind: str
    port: int
    data: bytes
    around: Around | None = None


def seeds(*, postscript: bool = False) -> list[Seed]:
    """Streams, requests and sessions; those that need Ghostscript, or all the others."""
    if postscript:
        return [Seed("postscript", RAW_PORT, _pjl("POSTSCRIPT", POSTSCRIPT)), Seed("postscript", RAW_PORT, POSTSCRIPT)]
    found = [*_raw(), *_dialogues(), *_ipp(), *_lpd(), *_http()]
    for file in sorted(SAMPLES.glob("*.gz")):
        body = gzip.decompress(file.read_bytes())
        found.append(Seed(file.stem, RAW_PORT, body[:SAMPLE_OCTETS]))
    return found


def make(seed: Seed, random: Random, other: bytes) -> list[bytes]:
    """What goes over the wire: the seed with a few changes, inside or all over, in some pieces."""
    if seed.around is not None and random.getrandbits(1):
        return pieces(seed.around(mutate(seed.data, random, other), random, other), random)
    whole = seed.data if seed.around is None else seed.around(seed.data, random, other)
    return pieces(mutate(whole, random, other, 1 << 17), random)


def _job(**changes: object) -> PrintJob:
    pages = build_pages([PageRun(2, "colour", "A4", "plain"), PageRun(1, "mono", "A3", "thick")])
    job = PrintJob(1001, "Sato", "sato", "letter", "pc-7", "Writer", 2, True, True, "PRESSPAGES", pages)
    return job._replace(**changes)  # type: ignore[arg-type]


def _pjl(language: str, body: bytes) -> bytes:
    return build_stream(_job(language=language, pages=body))


def _raw() -> list[Seed]:
    pdf = ONE_PAGE.read_bytes()
    text = b"A letter,\r\nof two lines.\f" * 3
    pcl = b"\x1bE\x1b&l26A\x1b&l1S\x1b&l2X\x1b*t300R\x1b*r1A\x1b*b3W\xff\xff\xff\x1b*rB\x0c" + text + b"\x1bE"
    streams = [
        ("presspages", _pjl("PRESSPAGES", _job().pages)),
        ("presspages thrice", _pjl("PRESSPAGES", _job().pages) * 3),
        ("pdf", _pjl("PDF", pdf)),
        ("pdf alone", pdf),
        ("pcl", _pjl("PCL", pcl)),
        ("pcl alone", pcl),
        ("text", text),
        ("pjl empty", UEL + b"@PJL\r\n" + UEL),
    ]
    return [Seed(kind, RAW_PORT, data) for kind, data in streams]


def _dialogues() -> list[Seed]:
    lines = (
        *('JOB NAME="a b" DISPLAY="x"', "SET COPIES=3", "DEFAULT PAPER=A4", "INQUIRE COPIES", "DINQUIRE PAPER"),
        *("INFO ID", "INFO STATUS", "INFO CONFIG", "INFO VARIABLES", "INFO USTATUS", "INFO PAGECOUNT", "INFO MEMORY"),
        *("INFO FILESYS", "ECHO hello", "USTATUS DEVICE = ON", "USTATUS JOB = VERBOSE", "USTATUS TIMED = 30"),
        *("USTATUSOFF", 'RDYMSG DISPLAY="hi"', 'OPMSG DISPLAY="stop"', 'STMSG DISPLAY="go"', 'EOJ NAME="a b"'),
        *("SET HOLD=ON", 'SET HOLDKEY="1234"', 'COMMENT OKI_USER "x"', "RESET", "INITIALIZE"),
        *('FSQUERY NAME="0:\\..\\..\\etc"', 'FSUPLOAD NAME="0:/a" OFFSET=0 SIZE=99999999'),
    )
    said = UEL + b"".join(f"@PJL {line}\r\n".encode() for line in lines)
    return [
        Seed("pjl", RAW_PORT, said + UEL),
        Seed("pjl and a job", RAW_PORT, said + _pjl("PRESSPAGES", _job().pages)),
        *(Seed("pjl line", RAW_PORT, UEL + f"@PJL {line}\r\n".encode()) for line in lines),
    ]


def _ipp() -> list[Seed]:
    head = [
        attribute("attributes-charset", Tag.CHARSET, "utf-8"),
        attribute("attributes-natural-language", Tag.LANGUAGE, "en"),
        attribute("printer-uri", Tag.URI, "ipp://127.20.0.1/ipp/print"),
        attribute("requesting-user-name", Tag.NAME, "sato"),
    ]
    job = Group(Tag.JOB, (attribute("copies", Tag.INTEGER, 2), attribute("sides", Tag.KEYWORD, "two-sided-long-edge")))
    number = attribute("job-id", Tag.INTEGER, 1)
    found = []
    for operation in Operation:
        body = encode_message(IppMessage((2, 0), operation, 7, (Group(Tag.OPERATION, (*head, number)), job)))
        found.append(Seed(f"ipp {operation.name.lower()}", IPP_PORT, body, _posted))
    first = encode_message(IppMessage((1, 1), Operation.PRINT_JOB, 7, (Group(Tag.OPERATION, tuple(head)), job)))
    for document in (_pjl("PRESSPAGES", _job().pages), ONE_PAGE.read_bytes(), b"text\f"):
        found += [Seed("ipp print_job", IPP_PORT, first + document, _posted)] * 3
        packed = Group(Tag.OPERATION, (*head, attribute("compression", Tag.KEYWORD, "gzip")))
        second = encode_message(IppMessage((1, 1), Operation.PRINT_JOB, 7, (packed, job)))
        found.append(Seed("ipp packed", IPP_PORT, second + gzip.compress(document * 20, mtime=0), _posted))
    return [*found, Seed("ipps", IPP_PORT, _client_hello())]


def _client_hello() -> bytes:
    """What a client of IPPS says first."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    inward, outward = ssl.MemoryBIO(), ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(inward, outward).do_handshake()
    return outward.read()


def _posted(body: bytes, random: Random, _: bytes) -> bytes:
    """The body in a request of HTTP, whole or in chunks."""
    head = b"POST /ipp/print HTTP/1.1\r\nHost: 127.20.0.1\r\nContent-Type: application/ipp\r\n"
    if random.getrandbits(2):
        return head + b"Content-Length: %d\r\n\r\n" % len(body) + body
    chunk = b"%x\r\n%s\r\n" % (len(body), body) if body else b""
    return head + b"Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n"


def _lpd() -> list[Seed]:
    """Sessions in one go: a client that does not wait for the acknowledgements."""
    data = _pjl("PRESSPAGES", _job().pages)
    control = b"Hpc-7\nPsato\nJletter\nCpc\nLsato\nldfA001pc-7\nUdfA001pc-7\nNletter.txt\n"
    files = [b"\x02%d cfA001pc-7\n%s\0" % (len(control), control), b"\x03%d dfA001pc-7\n%s\0" % (len(data), data)]
    queue = b"\x02lp1\n"
    sessions = [
        queue + files[0] + files[1],
        queue + files[1] + files[0],
        queue + files[0] + files[1] * 2 + b"\x01\n",
        *(b"\x03lp1 sato 1\n", b"\x04lp1\n", b"\x05lp1 sato 1 2 3\n", b"\x01lp1\n", b"\x06lp1\n"),
    ]
    return [Seed("lpd", LPD_PORT, session) for session in sessions]


def _http() -> list[Seed]:
    head = b"HTTP/1.1\r\nHost: 127.20.0.1\r\n"
    boss = head + b"Authorization: Basic YWRtaW46YWFhYWFh\r\n"
    form = b"number=1&code=1234&do=release"
    requests = [
        b"GET / " + head + b"\r\n",
        b"GET /jobs?x=%00 " + head + b"Cookie: session=abc\r\n\r\n",
        b"HEAD /jobs " + head + b"\r\n",
        b"GET /admin " + boss + b"\r\n",
        b"POST /admin " + boss + b"Content-Length: %d\r\n\r\n" % len(form) + form,
        b"GET /../../etc/passwd " + head + b"\r\n",
    ]
    return [Seed("http", port, request) for request in requests for port in (HTTP_PORT, IPP_PORT)]
