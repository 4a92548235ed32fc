"""PCL 5: when a page begins and ends, and what it asks for."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.wire.languages import language_of
from core.wire.pages import PageRun
from emulator.parts.pdl import pcl5_raster
from emulator.parts.pdl.document import UNREADABLE
from emulator.parts.pdl.faces import MAX_PAGES, in_runs
from emulator.parts.pdl.pcl5 import read_pcl5

ESC = b"\x1b"


def pages(body):
    """(count, kind, size) of the runs."""
    return [
        (run.count, run.kind, run.size) for run in in_runs(each._replace(cover=None) for each in read_pcl5(body).pages)
    ]


# body                                                           pages
ENDS = [
    (b"\x1bE words\x1bE", [(1, "mono", "")]),
    (b"\x1bEwords\f", [(1, "mono", "")]),
    (b"\x1bEwords\f\r\n", [(1, "mono", "")]),  # white space after it is no page
    (b"\x1bEwords", [(1, "mono", "")]),  # nobody said that it is over
    (b"one\ftwo\fthree\f", [(3, "mono", "")]),
    (b"\f\f", [(2, "blank", "")]),  # a form feed ejects what there is, even nothing
    (b"\x1bE\x1bE", []),
    (b"\x1b&l26Aa\x1b&l27Ab\x1bE", [(1, "mono", "A4"), (1, "mono", "A3")]),  # another size ejects
    (b"\x1b&l26A\x1b&l27Ab\x1bE", [(1, "mono", "A3")]),
    (b"\x1b&l2aOx\f\x1b&l3Ay\f", [(1, "mono", "Letter"), (1, "mono", "Legal")]),  # parameters put together
    (b"words\x1b&l0H more\f", [(2, "mono", "")]),  # paper source 0: eject
    (b"\x1b&l0H\x1b&l0H", []),
    (b"\x1b*t75R\x1b*r0A\x1b*rB\f", [(1, "blank", "")]),
    (b"\x1b&p5X\f\n\x1b\f.x", [(1, "mono", "")]),  # transparent data are no commands
    (b"\x1b(s9W\f\f\f\f\f\f\f\f\f\x1bE", []),  # a font is no page
    (b"\x1b&f0Xin a macro\f\x1b&f1X", []),
    (b"\x1b&f1y0Xin a macro\f\x1b&f1X\x1b&f1y2X\x1bE", [(1, "blank", "")]),
    (b"\x1b%0BIN;SP1;PA0,0;PD100,100;\x1b%0A\x1bE", [(1, "mono", "")]),
    (b"\n" * 70, [(1, "blank", "")]),  # text runs over the end of the page
    (b"line\r\n" * 132, [(3, "mono", "")]),  # 64 lines to a page of A4
    (b"\x1b&l8D" + b"line\r\n" * 80, [(1, "mono", "")]),  # eight lines to the inch
    (b"\x1b&k3G" + b"line\r" * 100, [(2, "mono", "")]),
]


@pytest.mark.parametrize(("body", "expected"), ENDS)
def test_what_is_a_page(body, expected):
    """IPM-08."""
    assert pages(body) == expected


def test_sides_copies_and_trays():
    """IPM-08: duplex, copies and paper source are the stream's own words."""
    document = read_pcl5(b"\x1bE\x1b&l26a1s3x4Hone\ftwo\f\x1bE")
    assert document.copies == 3
    assert [(run.duplex, run.tray) for run in document.pages] == [(True, "tray 2")]
    assert document.pages[0].count == 2
    uneven = read_pcl5(b"\x1b&l2Xone\f\x1b&l1X\f")
    assert (uneven.copies, [run.count for run in uneven.pages]) == (1, [2, 1])
    simplex = read_pcl5(b"\x1b&l0Sone\f").pages
    assert [run.duplex for run in simplex] == [False]
    (plain,) = read_pcl5(b"one\f").pages
    assert (plain.duplex, plain.tray, plain.media) == (None, "", "plain")


def test_a_side_asked_for_leaves_the_other_one_blank():
    body = b"\x1b&l1Sone\x1b&a1Gtwo\x1b&a0Gthree\x1b&a2Gfour\x1bE"
    assert [kind for count, kind, _ in pages(body) for _ in range(count)] == [
        *("mono", "blank"),
        *("mono", "mono"),
        *("blank", "mono"),
    ]


def test_media():
    body = b"\x1b&n13WdTransparencya\f\x1b&n7WdLabelsb\f\x1b&l4Mc\f\x1b&l0Md\f"
    assert [run.media for run in read_pcl5(body).pages] == ["transparency", "label", "transparency", "plain"]


def test_plain_text_is_pcl_too():
    assert language_of(b"Dear Ito,\r\nsee you.\r\n") == "TEXT"
    assert language_of("Büro\n".encode()) == "TEXT"
    assert language_of(b"a line end\n and \x00 binary") == ""
    assert language_of(b"no line end") == ""
    (page,) = read_pcl5(b"Dear Ito,\r\nsee you.\r\n").pages
    assert page == PageRun(1, "mono", "", "plain", cover=(1, 0, 0, 0, 0))


# A square inch of toner is 1,000 / (595 * 842 / 5184) = 10.3 permille of A4.
INDEXED = b"\x1b*t300R\x1b*v6W\0\1" + b"\x08" * 4 + b"\x1b*v255a7I\x1b*r1A"  # by pixel; 7 is red
#    body                                                                               K   C   M   Y
COVERS = [
    (b"\x1b*c300a300b0P", (10, 0, 0, 0)),
    (b"\x1b&u600D\x1b*c600a600b0P", (10, 0, 0, 0)),
    (b"\x1b*c720h720v0P", (10, 0, 0, 0)),
    (b"\x1b*c300a300b50g2P", (5, 0, 0, 0)),
    (b"\x1b*c3000a300b1P", None),  # white
    (b"\x1b*r-3U\x1b*v1S\x1b*c300a300b0P", (0, 10, 0, 0)),
    (b"\x1b*r3U\x1b*v1S\x1b*c300a300b0P", (0, 0, 10, 10)),
    (b"\x1b*v6W\0\0\3\x08\x08\x08\x1b*v255a0b255c5I\x1b*v5S\x1b*c300a300b0P", (0, 0, 10, 0)),
    (b"\x1b*t300R\x1b*r1A" + (b"\x1b*b38W" + b"\xff" * 38) * 300 + b"\x1b*rB", (10, 0, 0, 0)),
    (b"\x1b*t300R\x1b*r1A\x1b*b2m2W\xdb\xff\x1b*b3M" + b"\x1b*b0W" * 299 + b"\x1b*rB", (10, 0, 0, 0)),
    (b"\x1b*t300R\x1b*r-3U\x1b*r1A" + (b"\x1b*b0V\x1b*b38V" + b"\xff" * 38 + b"\x1b*b0W") * 300, (0, 0, 10, 0)),
    (b"\x1b*t300R\x1b*r-4U\x1b*r1A" + (b"\x1b*b0v0v0v38W" + b"\xff" * 38) * 300, (0, 0, 0, 10)),
    (b"\x1b*t300R\x1b*v6W\0\3\0\x08\x08\x08\x1b*r1A" + (b"\x1b*b900W" + b"\xff\0\0" * 300) * 300, (0, 0, 10, 10)),
    (INDEXED + (b"\x1b*b300W" + b"\7" * 300) * 300, (0, 0, 10, 10)),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), COVERS)
def test_cover(body, expected):
    """EMU-08, IPM-08."""
    (page,) = read_pcl5(ESC + b"E\x1b&l26A" + body + b"\f").pages
    assert (page.cover and page.cover[:4]) == expected
    assert page.kind == ("blank" if expected is None else "colour" if any(expected[1:]) else "mono")


def test_graphics_beyond_what_is_looked_at(monkeypatch):
    """Pages are counted, with standard cover; those of a driver for colour count as colour."""
    monkeypatch.setattr(pcl5_raster, "MAX_UNPACKED", 4)
    row = b"\x1b*t75R\x1b*r1A\x1b*b2W\xff\xff\x1b*rB\f"
    assert [(run.count, run.kind, run.cover is None) for run in read_pcl5(row * 3).pages] == [
        (1, "mono", False),
        (2, "mono", True),
    ]
    (first, *rest) = read_pcl5(b"\x1b*r-3U" + row * 3).pages
    assert {run.kind for run in rest} == {"colour"}
    assert first.cover is not None


def test_more_pages_than_anybody_prints():
    assert read_pcl5(b"\f" * (MAX_PAGES + 1)) is UNREADABLE
    assert read_pcl5(b"\n" * (MAX_PAGES * 70)) is UNREADABLE


PIECES = st.sampled_from(
    [
        *(b"\x1b", b"\x1bE", b"\f", b"\n", b"words", b"\x1b&l", b"26A", b"1S", b"-99999X", b"\x1b*r", b"-3U", b"1A"),
        *(b"\x1b*b", b"2m", b"3W\x05ab", b"5m", b"999999999W", b"9m", b"\x1b*v6W", b"\x1b*c", b"9e9P", b"1.5.5A"),
        *(b"\xff\0", b"\x1b&a2G", b"-", b".", b"-.X", b"."),
        *(b"\x1b&p9X", b"\x1b%0B", b"PD1,1;", b"\x1b&f0X", b"\x1b*t0R", b"\x1b*t9R", b"+", b"v", b"W", b"3I", b"8S"),
    ]
)  # fmt: skip


@given(st.lists(st.one_of(PIECES, st.binary(max_size=9)), max_size=60).map(b"".join))
@example(b"\x1b*v6W\1\3\0\0\0\0\x1b*b7W1234567")
@example(b"\x1b&l-.X\x1b&l.A\x1b&l+-.5.X\x1b&l.5X")
@example(b"\x1b*b5m9W\1\0\1\0\5\0\1\2\0")
@settings(deadline=None)
def test_any_octets(body):
    """Whatever comes in ends in pages or none."""
    document = read_pcl5(body)
    assert all(run.count > 0 and run.kind in {"mono", "colour", "blank"} for run in document.pages)
    assert all(0 <= share <= 1000 for run in document.pages for share in run.cover or ())


def test_a_size_that_only_pjl_says(workshop):
    """IPM-08: PJL's paper holds for pages that say none; those that do have their own."""
    printer = workshop.printer()
    pjl = b"\x1b%-12345X@PJL SET PAPER=A3\n@PJL ENTER LANGUAGE=PCL\n"
    printer.submit(pjl + b"one\f\x1b&l2Atwo\f" + b"\x1b%-12345X", workshop.SOURCE)
    workshop.wait(60)
    assert [event[4] for event in workshop.events(printer, "sheet")] == ["A3", "Letter"]


def test_a_pcl_job_prints(workshop):
    """EMU-06: PCL from the network, without any PJL; both sides, two copies."""
    printer = workshop.printer()
    printer.submit(b"\x1bE\x1b&l26a1s2x4Hone\ftwo\f\x1b&l27Athree\f\x1bE", workshop.SOURCE)
    workshop.wait(120)
    (record,) = workshop.records(printer)
    assert (record.sheets, record.mono) == (4, 6)
    assert [event[3:8] for event in workshop.events(printer, "sheet")][:2] == [
        ("tray 2", "A4", "plain", "mono", "mono"),
        ("tray 2", "A3", "plain", "mono", "blank"),
    ]
