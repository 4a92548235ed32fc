"""What Ghostscript puts out, read without Ghostscript; with it, tests/peers/test_ghostscript.py."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from emulator.parts.pdl import postscript
from emulator.parts.pdl.document import UNREADABLE
from emulator.parts.pdl.faces import MAX_PAGES
from emulator.parts.pdl.postscript import _Printed, read_postscript


def pam(*dots, width=10, height=10):
    """A bitmap; the rest is paper."""
    head = b"P7\nWIDTH %d\nHEIGHT %d\nDEPTH 4\nMAXVAL 255\nTUPLTYPE CMYK\n# a comment\nENDHDR\n" % (width, height)
    return head + b"".join(dots).ljust(4 * width * height, b"\0")


def printed(octets):
    found = _Printed()
    found.take(BytesIO(octets))
    return found


def test_pages_and_what_they_cover():
    """IPM-08."""
    black, cyan = b"\0\0\0\xff", b"\xff\0\0\0"
    pages = printed(pam(black * 10) + b"words of the program\n" + pam(cyan * 5, black * 5) + pam()).pages
    assert [(page.kind, page.cover and page.cover[:4]) for page in pages] == [
        ("mono", (100, 0, 0, 0)),
        ("colour", (50, 50, 0, 0)),
        ("blank", None),
    ]
    (a3,) = printed(pam(black, width=421, height=595)).pages
    assert (a3.size, a3.duplex, a3.tray, a3.media) == ("A3", None, "", "plain")


def test_what_the_job_asks_of_the_device():
    said = b"\n@@pressroom duplex true\n\n@@pressroom copies 3\n@@pressroom tray 1\n@@pressroom media Labels\n"
    found = printed(said + pam() + b"@@pressroom duplex false\n@@pressroom tray none\n@@pressroom x\n" + pam())
    assert found.copies == 3
    assert [(page.duplex, page.tray, page.media) for page in found.pages] == [
        (True, "tray 2", "label"),
        (False, "", "label"),
    ]


def test_output_that_is_cut_off_or_monstrous():
    whole = pam() + pam()
    assert len(printed(whole[:-1]).pages) == 1
    assert len(printed(whole[:30]).pages) == 0
    assert printed(pam(width=99_999, height=0)).pages == []
    assert len(printed(pam(width=1, height=1) * (MAX_PAGES + 5)).pages) == MAX_PAGES + 1


def test_without_ghostscript_it_cannot_be_read(monkeypatch):
    monkeypatch.setattr(postscript, "find_ghostscript", lambda: None)
    assert read_postscript(b"%!PS\nshowpage") is UNREADABLE


@given(
    st.lists(
        st.one_of(
            st.sampled_from([b"P7\n", b"WIDTH 3\n", b"WIDTH x\n", b"HEIGHT 2\n", b"ENDHDR\n", pam()]), st.binary()
        )
    )
)
def test_any_octets(parts):
    assert all(page.count == 1 for page in printed(b"".join(parts)).pages)
