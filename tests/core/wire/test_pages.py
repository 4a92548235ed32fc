"""The page description of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.ber import EncodeError
from core.wire.pages import KINDS, MAX_PAGES, SIZES, BadPages, PageRun, build_pages, parse_pages


def test_runs_of_pages() -> None:
    runs = (
        PageRun(3, "mono", "A4", "plain"),
        PageRun(1, "colour", "Letter", "heavy-2"),
        PageRun(1, "blank", "A3", "x"),
    )
    body = b"%PRESSPAGES 1\npages 3 mono A4 plain\npages 1 colour Letter heavy-2\npages 1 blank A3 x\n"
    assert build_pages(runs) == body
    assert parse_pages(body) == runs


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
        (b"%PRESSPAGES 1\n\n# pages", 3, "not of the form: pages COUNT KIND SIZE [MEDIA]"),
        (b"%PRESSPAGES 1\npages 1 mono", 2, "not of the form: pages COUNT KIND SIZE [MEDIA]"),
        (b"%PRESSPAGES 1\npages 1 mono A4 plain thick", 2, "not of the form: pages COUNT KIND SIZE [MEDIA]"),
        (b"%PRESSPAGES 1\npages 0 mono A4", 2, "'0' is no number of pages"),
        (b"%PRESSPAGES 1\npages -1 mono A4", 2, "'-1' is no number of pages"),
        (b"%PRESSPAGES 1\npages 10000000 mono A4", 2, "'10000000' is no number of pages"),
        (b"%PRESSPAGES 1\npages 1 color A4", 2, "kind 'color' is none of colour, mono, blank"),
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


@given(
    st.lists(
        st.builds(
            PageRun,
            st.integers(1, 9999),
            st.sampled_from(KINDS),
            st.sampled_from(SIZES),
            st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,23}\Z"),
        ),
        min_size=1,
        max_size=20,
    ).map(tuple)
)
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_back(runs: tuple[PageRun, ...]) -> None:
    assert parse_pages(build_pages(runs)) == runs


@given(st.binary(max_size=50))
@settings(max_examples=200, deadline=None)
def test_any_octets_at_all(octets: bytes) -> None:
    for body in (octets, b"%PRESSPAGES 1\n" + octets, b"%PRESSPAGES 1\npages " + octets):
        assert isinstance(parse_pages(body), tuple)
