"""Several pages of a document on a face (LOG-05)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.pages import PageRun
from emulator.parts.ink import STANDARD_COVER
from emulator.parts.n_up import put_together


def run(count, kind="mono", size="A4", **more):
    return PageRun(count, kind, size, "plain", **more)


HALF = run(1, cover=(25, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("pages", "n_up", "faces"),
    [
        ([run(6)], 2, [run(3)]),
        ([run(6)], 1, [run(6)]),
        ([run(5)], 2, [run(2), run(1, cover=(25, 0, 0, 0, 0))]),
        ([run(3), run(1, "colour")], 4, [run(1, "colour", cover=(50, 12, 12, 12, 0))]),
        ([run(1, "blank"), run(1, "blank")], 2, [run(1, "blank")]),
        ([run(1, "blank"), run(1)], 2, [run(1, cover=(25, 0, 0, 0, 0))]),
        ([run(1), run(2, size="A3"), run(1)], 2, [HALF, run(1, size="A3"), HALF]),
        ([run(1, cover=(100, 0, 0, 0, 0)), run(1, cover=(300, 0, 0, 0, 10))], 2, [run(1, cover=(200, 0, 0, 0, 5))]),
        ([run(1, "white"), run(1, "white")], 2, [run(1, "white")]),
    ],
)  # fmt: skip
def test_faces(pages, n_up, faces):
    """LOG-05: 6 pages two on a face are 3; another paper begins a new face; a face is in colour if one page is."""
    assert list(put_together(pages, n_up)) == faces


@given(
    st.lists(
        st.builds(
            PageRun,
            st.integers(1, 9),
            st.sampled_from(["mono", "colour", "blank"]),
            st.sampled_from(["A4", "A3"]),
            st.just("plain"),
            st.just(""),
            st.none(),
            st.none(),
        ),
        max_size=8,
    ),
    st.sampled_from([2, 4, 6]),
)
def test_like_a_person_who_sticks_page_by_page(pages, n_up):
    """LOG-05: no page is lost, and toner stays what it was, but for what whole numbers cut off."""
    groups = []
    for page in [each._replace(count=1) for each in pages for _ in range(each.count)]:
        if groups and len(groups[-1]) < n_up and groups[-1][0].size == page.size:
            groups[-1].append(page)
        else:
            groups.append([page])
    faces = [face for face in put_together(pages, n_up) for _ in range(face.count)]
    assert [face.size for face in faces] == [group[0].size for group in groups]
    for face, group in zip(faces, groups, strict=True):
        cover = [sum(shares) // n_up for shares in zip(*(STANDARD_COVER[page.kind] for page in group), strict=True)]
        assert list(face.cover or STANDARD_COVER[face.kind]) == cover
