"""PDF bodies: pages, sizes, and whether a page carries colour."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from core.wire.pages import PageRun
from emulator.parts.pdl.faces import in_runs
from emulator.parts.pdl.pdf import _MAX_RENDERED, read_pdf
from emulator.parts.pdl.readers import READERS

A4, A3 = (595, 842), (842, 1191)


def faces(body):
    """Pages of a body in runs, without what they cover."""
    return in_runs(run._replace(cover=None) for run in read_pdf(body))


def covers(body):
    """What each page covers, in tenths of a per cent of K, C, M, Y."""
    return [None if run.cover is None else run.cover[:4] for run in read_pdf(body) for _ in range(run.count)]


def make(*pages, resources=None):
    """A PDF of (content, size) pages; ``resources`` is called with the document."""
    document = pikepdf.new()
    for content, size in pages:
        document.add_blank_page(page_size=size)
        page = document.pages[-1]
        page.Contents = document.make_stream(content)
        page.Resources = resources(document) if resources else Dictionary()
    out = BytesIO()
    document.save(out)
    return out.getvalue()


#    content                                         kind
CONTENTS = [
    (b"", "blank"),
    (b"1 0 0 rg", "blank"),
    (b"0 0 10 10 re f", "mono"),
    (b"0.5 0.5 0.5 rg 0 0 10 10 re f", "mono"),
    (b"0.5 0.5 0.502 rg 0 0 10 10 re f", "mono"),
    (b"1 0 0 RG 0 0 m 9 9 l S", "colour"),
    (b"0 0 0 1 k 0 0 10 10 re f", "mono"),
    (b"0.2 0.2 0.2 0.5 k 0 0 10 10 re f", "mono"),
    (b"0 1 0 0 K 0 0 m 9 9 l S", "colour"),
    (b"/DeviceRGB cs 0 0 1 sc 0 0 10 10 re f", "colour"),
    (b"/DeviceGray cs 0.3 sc 0 0 10 10 re f", "mono"),
    (b"BT (words) Tj ET", "mono"),
    (b"99 0 0 99 0 0 cm BI /W 1 /H 1 /CS /RGB /BPC 8 ID z\1\1 EI", "colour"),
    (b"99 0 0 99 0 0 cm BI /W 1 /H 1 /CS /RGB /BPC 8 ID zzz EI", "mono"),  # a grey scan in RGB
    (b"1 0 0 rg 0 g 0 0 10 10 re f", "mono"),  # a colour that is not used
    (b"1 0 0 rg 0 0 10 10 re f 0 g 0 0 99 99 re f", "mono"),  # nor seen
    (b"1 0 0 RG 0.1 w 0 0 m 9 9 l S", "colour"),  # thin as it is
    (b"BI /W 1 /H 1 /CS /G /BPC 8 ID a EI", "mono"),
    (b"/Photo Do", "colour"),
    (b"/Scan Do", "mono"),
    (b"/Icc Do", "mono"),
    (b"/Palette Do", "colour"),
    (b"/Stencil Do", "mono"),
    (b"/Form Do", "colour"),
    (b"/Missing Do", "mono"),
    (b"/Sunset sh", "colour"),
    (b"/Pattern cs /Sunset scn 0 0 10 10 re f", "colour"),
]


def resources(document):
    def image(**fields):
        return document.make_stream(b"abc", Dictionary(Type=Name.XObject, Subtype=Name.Image, **fields))

    grey_icc = document.make_stream(b"", Dictionary(N=1))
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB)
    return Dictionary(
        XObject=Dictionary(
            Photo=image(ColorSpace=Name.DeviceRGB),
            Scan=image(ColorSpace=Name.DeviceGray),
            Icc=image(ColorSpace=Array([Name.ICCBased, grey_icc])),
            Palette=image(ColorSpace=Array([Name.Indexed, Name.DeviceRGB, 0, b"abc"])),
            Stencil=image(ImageMask=True),
            Form=document.make_stream(b"0 1 0 rg 0 0 5 5 re f", Dictionary(Subtype=Name.Form, Resources=Dictionary())),
        ),
        Shading=Dictionary(Sunset=shading),
        Pattern=Dictionary(Sunset=Dictionary(PatternType=2, Shading=shading)),
    )


@pytest.mark.parametrize(("content", "kind"), CONTENTS)
def test_kind_of_a_page(content, kind):
    assert faces(make((content, A4), resources=resources)) == (PageRun(1, kind, "A4", "plain"),)


def test_pages_and_sizes_in_runs():
    grey = b"0 0 9 9 re f"
    body = make((grey, A4), (grey, (842, 595)), (b"1 0 0 rg 0 0 9 9 re f", A3), (b"", (612, 792)), (grey, (600, 850)))
    assert faces(body) == (
        PageRun(2, "mono", "A4", "plain"),
        PageRun(1, "colour", "A3", "plain"),
        PageRun(1, "blank", "Letter", "plain"),
        PageRun(1, "mono", "A4", "plain"),
    )


# A square of 100 points is 10,000 of A4's 500,990 square points: 20 permille.
SQUARE = b"100 100 100 100 re f"
#    colour                        K   C   M   Y
COVERS = [
    (b"0 g", (20, 0, 0, 0)),
    (b"0.5 g", (10, 0, 0, 0)),
    (b"1 g", (0, 0, 0, 0)),
    (b"1 0 0 rg", (0, 0, 20, 20)),
    (b"0 0 1 rg", (0, 20, 20, 0)),
    (b"0.5 0 0 rg", (10, 0, 10, 10)),
    (b"0 0 0 1 k", (20, 0, 0, 0)),
    (b"1 0 0 0 k", (0, 20, 0, 0)),
    (b"0 .5 0 0 k", (0, 0, 10, 0)),
    (b"0 0 1 0.5 k", (10, 0, 0, 10)),
]


@pytest.mark.parametrize(("colour", "expected"), COVERS)
def test_cover_by_toner(colour, expected):
    """EMU-08, LOG-07: black takes the grey part of a colour; full black is full black in CMYK, too."""
    assert covers(make((colour + b" " + SQUARE, A4))) == [expected]


def test_cover_of_big_small_and_turned_pages():
    """A share of the face, whatever its size: 10,000 of 1,002,822 square points on A3, 250 of 249,900 on A5."""
    turned = make((SQUARE, (842, 595)))
    assert covers(make((SQUARE, A3), (b"", A3), (SQUARE, A4), (b"9 9 25 10 re f", (420, 595)))) == [
        (10, 0, 0, 0),
        None,
        (20, 0, 0, 0),
        (1, 0, 0, 0),
    ]
    assert covers(turned) == [(20, 0, 0, 0)]


def test_cover_of_forms_in_cmyk():
    def shared(document):
        form = document.make_stream(b"0 0 0 1 k " + SQUARE, Dictionary(Subtype=Name.Form, BBox=Array([0, 0, 999, 999])))
        return Dictionary(XObject=Dictionary(Form=document.make_indirect(form)))

    assert covers(make((b"/Form Do", A4), resources=shared)) == [(20, 0, 0, 0)]


def test_forms_that_stand_for_millions_are_not_rendered():
    """Ten levels of a form that paints the next one ten times: counted, and taken for a page of standard cover."""

    def nested(document):
        inner = Dictionary()
        for _ in range(10):
            form = document.make_stream(b"/Next Do\n" * 10 + SQUARE, Dictionary(Subtype=Name.Form, BBox=[0, 0, 99, 99]))
            form.Resources = Dictionary(XObject=inner)
            inner = Dictionary(Next=document.make_indirect(form))
        return Dictionary(XObject=inner)

    (run,) = read_pdf(make((b"/Next Do", A4), resources=nested))
    assert (run.count, run.kind, run.cover) == (1, "mono", None)


def test_only_the_first_hundreds_of_pages_are_looked_at():
    body = make(*[(SQUARE, A4)] * (_MAX_RENDERED + 1))
    assert [(run.count, run.cover) for run in read_pdf(body)] == [(_MAX_RENDERED, (20, 0, 0, 0, 0)), (1, None)]


def test_a_page_of_white_pictures_is_blank():
    """IPM-08: as drivers send it that make dots of everything (PCLm)."""

    def white(document):
        size = {"Width": 2, "Height": 1, "BitsPerComponent": 8}
        image = Dictionary(Type=Name.XObject, Subtype=Name.Image, ColorSpace=Name.DeviceRGB, **size)
        return Dictionary(XObject=Dictionary(Strip=document.make_stream(b"\xff" * 6, image)))

    assert faces(make((b"500 0 0 700 0 0 cm /Strip Do", A4), resources=white)) == (PageRun(1, "blank", "A4", "plain"),)


def test_forms_that_contain_themselves_end():
    def loop(document):
        form = document.make_indirect(document.make_stream(b"/Me Do 0 0 5 5 re f", Dictionary(Subtype=Name.Form)))
        form.Resources = Dictionary(XObject=Dictionary(Me=form))
        return Dictionary(XObject=Dictionary(Me=form))

    assert read_pdf(make((b"/Me Do", A4), resources=loop)) == (PageRun(1, "mono", "A4", "plain"),)


@pytest.mark.parametrize(
    "packing",
    [
        {"compress_streams": True},
        {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.generalized},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    ],
)
def test_packed_content_and_contents_in_pieces(packing):
    document = pikepdf.new()
    for number in range(3):
        document.add_blank_page(page_size=A4)
        pieces = [b"0 0 9 9", b"re" if number else b"re 1 0 0 rg", b"f"]
        document.pages[-1].Contents = Array([document.make_stream(piece) for piece in pieces])
    coded = document.make_stream(b"30203020392039207265206620>", Dictionary(Filter=Name.ASCIIHexDecode))
    document.add_blank_page(page_size=A4)
    document.pages[-1].Contents = coded
    out = BytesIO()
    document.save(out, **packing)
    assert [(run.count, run.kind) for run in read_pdf(out.getvalue())] == [(1, "colour"), (3, "mono")]


def test_a_file_that_unpacks_without_end():
    """A few octets that stand for 50 MB: the pages are counted, their content is not looked at."""
    grey = b"0 0 9 9 re f\n"
    document = pikepdf.new()
    for content in (grey, grey * 4_000_000, b"1 0 0 rg " + grey):
        document.add_blank_page(page_size=A4)
        document.pages[-1].Contents = document.make_stream(content)
    out = BytesIO()
    document.save(out, compress_streams=True)
    body = out.getvalue()
    assert len(body) < 1_000_000
    assert faces(body) == (PageRun(3, "mono", "A4", "plain"),)


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"%PDF-1.7\n1 0 obj\n<<", b"%PDF-1.7\n%%EOF\n", b"\0" * 100])
def test_what_cannot_be_read_has_no_pages(body):
    assert read_pdf(body) == ()


def test_encrypted_and_truncated_files():
    document = pikepdf.new()
    document.add_blank_page()
    out = BytesIO()
    document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert read_pdf(out.getvalue()) == ()
    whole = make((b"0 0 9 9 re f", A4))
    for length in range(0, len(whole), 37):
        assert isinstance(read_pdf(whole[:length]), tuple)


def test_a_pdf_job_prints(workshop):
    """A real PDF by raw 9100: duplex, colour on its second page."""
    printer = workshop.printer()
    body = make((b"0 0 9 9 re f", A4), (b"1 0 0 rg 0 0 9 9 re f", A4), (b"0 0 9 9 re f", A4))
    workshop.print_out(printer, language="PDF", pages=body, duplex=True)
    assert [event[4:8] for event in workshop.events(printer, "sheet")] == [
        ("A4", "plain", "mono", "colour"),
        ("A4", "plain", "mono", "blank"),
    ]
    printer.submit(body, workshop.SOURCE)  # without any PJL
    workshop.wait(60)
    record = workshop.records(printer)[1]
    assert (record.sheets, record.colour, record.mono, record.account_id) == (3, 1, 2, 0)


def test_files_behind_each_other_are_one_job():
    """EMU-06: CUPS's socket backend sends a raw PDF once for each copy, all in one connection."""
    page = (b"0 g 72 72 99 99 re f", A4)
    one, two = make(page), make(page, (b"1 0 0 rg 9 9 99 99 re f", A4))
    alone = [sum(run.count for run in READERS["PDF"](file).pages) for file in (one, two)]
    assert alone == [1, 2]
    for between in (b"", b"\n", b"\r\n\0"):
        document = READERS["PDF"](one.rstrip() + between + two)
        assert sum(run.count for run in document.pages) == 3
    assert sum(run.count for run in READERS["PDF"](two + b"%PDF-1.7 nothing").pages) == 2
