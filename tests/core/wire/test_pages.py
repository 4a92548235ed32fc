"""The page description of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.ber import EncodeError
from core.wire.fields import WEIGHTS
from core.wire.pages import ALL_SIZES, KINDS, MAX_PAGES, SIZES, BadPages, PageRun, build_pages, parse_pages

FORM = "not of the form: pages COUNT KIND SIZE [MEDIA] [OPTION=VALUE ...]"


def test_runs_of_pages() -> None:
    runs = (
        PageRun(3, "mono", "A4", "plain"),
        PageRun(1, "colour", "Letter", "heavy-2"),
        PageRun(1, "blank", "A3", "x"),
    )
    body = b"%PRESSPAGES 1\npages 3 mono A4 plain\npages 1 colour Letter heavy-2\npages 1 blank A3 x\n"
    assert build_pages(runs) == body
    assert parse_pages(body) == runs


def test_options() -> None:
    """LOG-06, LOG-07, FEE-05: weight, sides, feed direction, and what each toner covers."""
    runs = (
        PageRun(1, "colour", "A4 horizontal", "plain", "ultra heavy 1", True, (50, 400, 0, 1000, 25)),
        PageRun(2, "white", "SRA3", "film", duplex=False, cover=(0, 0, 0, 0, 300)),
        PageRun(1, "mono", "A4", "plain", cover=(7, 0, 0, 0, 0)),
        PageRun(4, "mono", "A4", "plain", tray="multi-purpose tray"),
    )
    body = (
        b"%PRESSPAGES 1\n"
        b"pages 1 colour A4 plain weight=ultra-heavy-1 sides=2 feed=horizontal cover=5,40,0,100,2.5\n"
        b"pages 2 white SRA3 film sides=1 cover=0,0,0,0,30\n"
        b"pages 1 mono A4 plain cover=0.7,0,0,0,0\n"
        b"pages 4 mono A4 plain tray=multi-purpose-tray\n"
    )
    assert build_pages(runs) == body
    assert parse_pages(body) == runs
    assert parse_pages(b"%PRESSPAGES 1\npages 1 mono A4 cover=0.7,0,0,0\n") == runs[2:3]


def test_leniency() -> None:
    body = b"%PRESSPAGES  1\r\n\r\n  pages\t2  colour A4\r\n\n"
    assert parse_pages(body) == (PageRun(2, "colour", "A4", "plain"),)


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        (b"", 1, "the first line is not %PRESSPAGES 1"),
        (b"%PRESSPAGES 2\npages 1 mono A4\n", 1, "the first line is not %PRESSPAGES 1"),
        (b"%PDF-1.7", 1, "the first line is not %PRESSPAGES 1"),
        (b"%PRESSPAGES 1\npages 1 mono A4\n\xff", 3, "an octet that is no ASCII"),
        (b"%PRESSPAGES 1\n", 2, "no pages"),
        (b"%PRESSPAGES 1\n\n# pages", 3, FORM),
        (b"%PRESSPAGES 1\npages 1 mono", 2, FORM),
        (b"%PRESSPAGES 1\npages 1 mono A4 plain thick", 2, FORM),
        (b"%PRESSPAGES 1\npages 1 mono A4 sides=2 thick", 2, FORM),
        (b"%PRESSPAGES 1\npages 1 mono A4 side=2", 2, "option 'side' is none of weight, sides, feed, cover, tray"),
        (b"%PRESSPAGES 1\npages 1 mono A4 sides=2 sides=2", 2, "option 'sides' given twice"),
        (b"%PRESSPAGES 1\npages 1 mono A4 sides=3", 2, "sides '3' are none of 1, 2"),
        (b"%PRESSPAGES 1\npages 1 mono A4 weight=", 2, "'' is no weight"),
        (b"%PRESSPAGES 1\npages 1 mono A3 feed=horizontal", 2, "A3 cannot be fed horizontal"),
        (b"%PRESSPAGES 1\npages 1 mono A4 feed=across", 2, "A4 cannot be fed across"),
        (
            b"%PRESSPAGES 1\npages 1 colour A4 cover=5,5,5",
            2,
            "cover '5,5,5' is not K,C,M,Y[,W], each 0 to 100 per cent",
        ),
        (
            *(b"%PRESSPAGES 1\npages 1 colour A4 cover=5,5,5,100.1", 2),
            "cover '5,5,5,100.1' is not K,C,M,Y[,W], each 0 to 100 per cent",
        ),
        (b"%PRESSPAGES 1\npages 1 mono A4 cover=5,1,0,0", 2, "a mono page has no such cover"),
        (b"%PRESSPAGES 1\npages 1 white A4 cover=1,0,0,0,5", 2, "a white page has no such cover"),
        (b"%PRESSPAGES 1\npages 1 blank A4 cover=0,0,0,0", 2, "a blank page has no such cover"),
        (b"%PRESSPAGES 1\npages 0 mono A4", 2, "'0' is no number of pages"),
        (b"%PRESSPAGES 1\npages -1 mono A4", 2, "'-1' is no number of pages"),
        (b"%PRESSPAGES 1\npages 10000000 mono A4", 2, "'10000000' is no number of pages"),
        (b"%PRESSPAGES 1\npages 1 color A4", 2, "kind 'color' is none of colour, mono, blank, white"),
        (b"%PRESSPAGES 1\npages 1 mono a4", 2, f"size 'a4' is none of {', '.join(SIZES)}"),
        (b"%PRESSPAGES 1\npages 1 mono A4 -x", 2, "'-x' is no name of media"),
        (b"%PRESSPAGES 1\npages 999999 mono A4\npages 2 mono A4\n", 3, f"more than {MAX_PAGES} pages"),
    ],
)
def test_refused(body: bytes, line: int, reason: str) -> None:
    assert parse_pages(body) == BadPages(line, reason)


@pytest.mark.parametrize("run", [(0, "mono", "A4", "plain"), (1, "mono", "A4", ""), (1, "mono", "A4", "a b")])
def test_what_would_not_be_read_back_is_not_written(run: tuple[int, str, str, str]) -> None:
    with pytest.raises(EncodeError):
        build_pages([PageRun(*run)])


WORDS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,23}\Z")
SHARES = st.integers(0, 1000)


@st.composite
def runs_of_pages(draw: st.DrawFn) -> PageRun:
    kind = draw(st.sampled_from(KINDS))
    covers = {
        "colour": st.tuples(SHARES, SHARES, SHARES, SHARES, SHARES),
        "mono": st.tuples(SHARES, *[st.just(0)] * 3, SHARES),
        "white": st.tuples(*[st.just(0)] * 4, SHARES),
        "blank": st.none(),
    }
    return PageRun(
        draw(st.integers(1, 9999)),
        kind,
        draw(st.sampled_from(ALL_SIZES)),
        draw(WORDS),
        draw(st.sampled_from(WEIGHTS)),
        draw(st.none() | st.booleans()),
        draw(st.none() | covers[kind]),
    )


@given(st.lists(runs_of_pages(), min_size=1, max_size=20).map(tuple))
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_back(runs: tuple[PageRun, ...]) -> None:
    assert parse_pages(build_pages(runs)) == runs


@given(st.binary(max_size=50))
@settings(max_examples=200, deadline=None)
def test_any_octets_at_all(octets: bytes) -> None:
    for body in (octets, b"%PRESSPAGES 1\n" + octets, b"%PRESSPAGES 1\npages " + octets):
        assert isinstance(parse_pages(body), tuple)
