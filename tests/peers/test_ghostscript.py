"""Ghostscript translates PDFs of known pages; our counters must find in each language what was in the PDF."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from core.wire.pjl import parse_stream
from emulator.parts.intake import read_document, read_pages
from emulator.parts.pdl.postscript import read_postscript

pytestmark = pytest.mark.peer

A3, A4, A5, LETTER = (842, 1191), (595, 842), (420, 595), (612, 792)
BLOCK = b" 100 100 200 200 re f\n"  # 40,000 square points: 80 permille of A4
TEXT = (
    b"BT /F 11 Tf 50 700 Td 13 TL 0 g\n" + b"(Real words, as a letter has them, line by line.) Tj T*\n" * 40 + b"ET\n"
)
BLACK, GREY, RED, CYAN = b"0 g" + BLOCK, b"0.5 g" + BLOCK, b"1 0 0 rg" + BLOCK, b"1 0 0 0 k" + BLOCK

Page = tuple[bytes, tuple[int, int]]

# Seven pages: what is on them, and what a counter has to say.
PAGES: tuple[Page, ...] = (
    (BLACK, A4),
    (RED, A4),
    (b"", A4),
    (TEXT, A4),
    (GREY, LETTER),
    (CYAN, A3),
    (TEXT, (842, 595)),
)
KINDS = ("mono", "colour", "blank", "mono", "mono", "colour", "mono")
SIZES = ("A4", "A4", "A4", "A4", "Letter", "A3", "A4")


def make_pdf(pages: tuple[Page, ...] = PAGES) -> bytes:
    """A PDF with these pages; their text is in Helvetica."""
    document = pikepdf.new()
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for content, size in pages:
        document.add_blank_page(page_size=size)
        page = document.pages[-1]
        page.Contents = document.make_stream(content or b" ")
        page.Resources = Dictionary(Font=Dictionary(F=font))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def gs(need, run, tmp_path):
    """``gs("ljet4", pdf)``: the octets that a device of Ghostscript writes."""
    program = need("gs", package="ghostscript")

    def translate(device: str, pdf: bytes, *options: str) -> bytes:
        (tmp_path / "in.pdf").write_bytes(pdf)
        out = tmp_path / "out"
        done = run(
            program,
            "-q",
            "-dBATCH",
            "-dNOPAUSE",
            "-dSAFER",
            f"-sDEVICE={device}",
            *options,
            f"-sOutputFile={out}",
            "in.pdf",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return out.read_bytes()

    return translate


def each_page(language, body):
    """The pages one by one."""
    return [run for run in read_pages(language, body) for _ in range(run.count)]


def test_pdf_covers_are_those_of_ink_cov(gs):
    """IPM-08: Ghostscript's percentages of cyan, magenta, yellow and black, page by page."""
    body = make_pdf()
    lines = gs("ink_cov", body).decode().splitlines()
    expected = [[float(word) * 10 for word in line.split()[:4]] for line in lines]
    pages = each_page("PDF", body)
    assert len(expected) == len(pages) == len(PAGES)
    assert [page.kind for page in pages] == list(KINDS)
    assert [page.size for page in pages] == list(SIZES)
    for page, (cyan, magenta, yellow, black) in zip(pages, expected, strict=True):
        cover = page.cover or (0, 0, 0, 0)
        assert cover[:4] == pytest.approx((black, cyan, magenta, yellow), abs=1.5, rel=0.06)


@pytest.mark.parametrize(("device", "colour"), [("pclm", True), ("pclm8", False)])
def test_pclm(gs, device, colour):
    """IPM-08: a PDF whose pages are strips of pictures; a page of white ones is blank."""
    pages = each_page(*body_of(gs(device, make_pdf(), "-r150")))
    assert [page.kind for page in pages] == (list(KINDS) if colour else in_mono(KINDS))
    assert [page.size for page in pages] == list(SIZES)
    assert pages[0].cover[:4] == pytest.approx((80, 0, 0, 0), abs=1.5)


def in_mono(kinds):
    """As a driver without colour prints them."""
    return ["mono" if kind == "colour" else kind for kind in kinds]


# device, options, kinds of the seven pages, sizes, sides
PCL5 = [
    ("ljet4", (), in_mono(KINDS), SIZES, None),
    ("ljet3", (), in_mono(KINDS), SIZES, None),
    ("ljet2p", (), in_mono(KINDS), SIZES, None),
    ("laserjet", (), in_mono(KINDS), [""] * 7, None),  # its driver tells no size
    ("ljet4d", (), in_mono(KINDS), [*SIZES[:5], "Letter", "A4"], True),  # sizes of fronts only
    ("cdeskjet", (), list(KINDS), SIZES, None),
    ("cdj550", (), list(KINDS), SIZES, None),
]


@pytest.mark.parametrize(("device", "options", "kinds", "sizes", "duplex"), PCL5, ids=[row[0] for row in PCL5])
def test_pcl5(gs, device, options, kinds, sizes, duplex):
    """IPM-08: pages, colour, size and sides; black and white areas within a tenth of what is on the page."""
    pages = each_page("PCL", gs(device, make_pdf(), *options))
    assert [page.kind for page in pages] == kinds
    assert [page.size for page in pages] == list(sizes)
    assert {page.duplex for page in pages} == {duplex}
    assert pages[0].cover[0] == pytest.approx(80, rel=0.1)  # 40,000 of A4's 500,990 square points


def body_of(stream):
    """The language and the pages of the one job in a stream."""
    (job,) = parse_stream(stream)
    return job.language, job.pages


@pytest.mark.parametrize(("device", "kinds"), [("pxlmono", in_mono(KINDS)), ("pxlcolor", list(KINDS))])
@pytest.mark.parametrize("duplex", [False, True])
def test_pcl_xl(gs, device, kinds, duplex):
    """IPM-08: vectors and downloaded glyphs, their areas within a tenth of what is on the page."""
    pages = each_page(*body_of(gs(device, make_pdf(), "-dDuplex=true" if duplex else "-dDuplex=false")))
    assert [page.kind for page in pages] == kinds
    assert [page.size for page in pages] == list(SIZES)
    assert {page.duplex for page in pages} == {duplex}
    assert pages[0].cover[0] == pytest.approx(80, rel=0.1)
    if device == "pxlcolor":
        assert pages[1].cover[:4] == pytest.approx((0, 0, 80, 80), abs=2)


# device, colour space, kinds of the seven pages
RASTERS = [
    ("pwgraster", 19, list(KINDS)),  # sRGB
    ("pwgraster", 18, in_mono(KINDS)),  # grey
    ("pwgraster", 6, list(KINDS)),  # CMYK
    ("appleraster", 19, list(KINDS)),
    ("appleraster", 18, in_mono(KINDS)),
]


@pytest.mark.parametrize(("device", "space", "kinds"), RASTERS)
def test_rasters(gs, device, space, kinds):
    """IPM-08: dots are counted, so covers are exact but for the edges."""
    options = ("-r100", f"-dcupsColorSpace={space}", "-dcupsBitsPerColor=8", "-dDuplex=true")
    pages = each_page(*body_of(gs(device, make_pdf(), *options)))
    assert [page.kind for page in pages] == kinds
    assert [page.size for page in pages] == list(SIZES)
    assert {page.duplex for page in pages} == {True}
    assert pages[0].cover[:4] == pytest.approx((80, 0, 0, 0), abs=1.5)
    if kinds[1] == "colour":
        assert pages[1].cover[:4] == pytest.approx((0, 0, 80, 80), abs=1.5)


def test_postscript_as_written_from_pdf(gs):
    """IPM-08: what ps2write makes of a PDF has the pages and covers of the PDF."""
    pdf = make_pdf()
    pages = each_page(*body_of(gs("ps2write", pdf)))
    assert [page.kind for page in pages] == list(KINDS)
    assert [page.size for page in pages] == list(SIZES)
    for page, other in zip(pages, each_page("PDF", pdf), strict=True):
        assert (page.cover or (0,)) == pytest.approx(other.cover or (0,), abs=3)


# program; pages, copies, sides, tray, media
PROGRAMS = [
    (b"<</Duplex true/NumCopies 3/MediaPosition 1/MediaType(Labels)>>setpagedevice", (1, 3, True, "tray 2", "label")),
    (b"<</Duplex false>>setpagedevice", (1, 1, False, "", "plain")),
    (b"statusdict begin true setduplexmode end", (1, 1, True, "", "plain")),
    (b"/#copies 2 def", (2, 1, None, "", "plain")),  # Ghostscript repeats the page itself
    (b"%RBINumCopies: 4", (1, 4, None, "", "plain")),
    (b"(00001234) statusdict /setmanagementnumber get exec", (1, 1, None, "", "plain")),
    (b"(P7) = (@@pressroom copies 7 is not in a line of its own) print", (1, 1, None, "", "plain")),
    (b"<</PageSize[595 842]/NoSuchKey 9>>setpagedevice", (1, 1, None, "", "plain")),
]


@pytest.mark.parametrize(("program", "expected"), PROGRAMS)
def test_what_a_postscript_program_asks_for(need, program, expected):
    """IPM-08: sides, copies, trays and media by setpagedevice, by older operators, and by comments."""
    need("gs", package="ghostscript")
    document = read_document("POSTSCRIPT", b"%!PS-Adobe-3.0\n" + program + b"\n0 0 99 99 rectfill showpage\n\x04")
    (run,) = document.pages
    assert (run.count, document.copies, run.duplex, run.tray, run.media) == expected


def test_postscript_that_goes_wrong(need):
    """IPM-08: pages before an error are out; a program without end is stopped; files are out of reach."""
    need("gs", package="ghostscript")
    page = b"0 0 99 99 rectfill showpage\n"
    assert [run.count for run in read_postscript(b"%!PS\n" + page + b"no-such-operator\n" + page).pages] == [1]
    assert [run.count for run in read_postscript(b"%!PS\n" + page + b"{} loop\n", time_limit_s=2).pages] == [1]
    assert read_postscript(b"%!PS\n(/etc/hostname) (r) file pop " + page).pages == ()
    assert read_postscript(b"%!PS\n<</PageSize[99999 99999]>>setpagedevice " + page).pages == ()
    assert read_postscript(b"%!PS\nsystemdict /quit get exec").pages == ()
