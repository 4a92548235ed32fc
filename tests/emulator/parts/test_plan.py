"""Pages to sheets, and sheets to lines (LOG-05, LOG-06)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.pages import PageRun
from core.wire.records import RecordLine
from emulator.models import load_model
from emulator.parts.plan import EMPTY, count_lines, has_colour, make_plan, until_colour

MODEL = load_model("colour-a3")


def pages(text):
    """ "2 colour A4, 1 mono A3 thick" """
    runs = []
    for part in text.split(", "):
        count, kind, size, media = [*part.split(), "plain"][:4]
        runs.append(PageRun(int(count), kind, size, media))
    return tuple(runs)


def sheets(plan):
    return [(run.size, run.front, run.back) for _ in range(plan.copies) for run in plan.runs for _ in range(run.count)]


#    pages                             duplex  copies  sheets, front/back                                    pages
LOG_05 = [
    ("3 colour A4",                     False, 1, ["A4 colour", "A4 colour", "A4 colour"],                        3),
    ("4 mono A4",                       True,  1, ["A4 mono/mono", "A4 mono/mono"],                               4),
    ("5 mono A4",                       True,  1, ["A4 mono/mono", "A4 mono/mono", "A4 mono/blank"],              5),
    ("1 mono A4",                       True,  2, ["A4 mono/blank", "A4 mono/blank"],                             2),
    ("1 mono A4, 1 colour A4",          True,  1, ["A4 mono/colour"],                                             2),
    ("1 mono A4, 2 colour A4",          True,  1, ["A4 mono/colour", "A4 colour/blank"],                          3),
    ("1 mono A4, 1 mono A3",            True,  1, ["A4 mono/blank", "A3 mono/blank"],                             2),
    ("1 mono A4, 1 mono A4 thick",      True,  1, ["A4 mono/blank", "A4 mono/blank"],                             2),
    ("1 blank A4, 1 mono A4",           True,  1, ["A4 blank/mono"],                                              1),
    ("2 blank A4, 1 mono A4",           False, 2, ["A4 blank", "A4 blank", "A4 mono"] * 2,                        2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "duplex", "copies", "expected", "faces"), LOG_05)
def test_faces_on_sheets(text, duplex, copies, expected, faces):
    """LOG-05: a duplex sheet counts two faces, a last one with one printed face one; blank faces are only fed."""
    plan = make_plan(pages(text), MODEL, duplex=duplex, copies=copies, mono=False)
    assert [f"{size} {front}" + (f"/{back}" if back else "") for size, front, back in sheets(plan)] == expected
    assert plan.sheets * plan.copies == len(expected)
    lines = count_lines(plan, len(expected))
    assert sum(line.colour + line.mono for line in lines) == faces
    assert sum(line.sheets for line in lines) == len(expected)


def test_lines_by_size_and_media_in_order_of_use():
    """LOG-06: several lines, each kind of paper once."""
    plan = make_plan(
        pages("1 mono A4, 2 colour A3, 1 colour A4, 1 mono A4 thick"), MODEL, duplex=False, copies=2, mono=False
    )
    assert count_lines(plan, 10) == (
        RecordLine("A4", "plain", False, 4, 2, 2),
        RecordLine("A3", "plain", False, 4, 4, 0),
        RecordLine("A4", "thick", False, 2, 0, 2),
    )
    assert count_lines(plan, 2) == (
        RecordLine("A4", "plain", False, 1, 0, 1),
        RecordLine("A3", "plain", False, 1, 1, 0),
    )
    assert count_lines(plan, 0) == ()


def test_mono_turns_every_colour_face():
    """RES-03."""
    plan = make_plan(pages("2 colour A4, 1 blank A4"), MODEL, duplex=False, copies=1, mono=True)
    assert [front for _, front, _ in sheets(plan)] == ["mono", "mono", "blank"]


def test_a_size_the_model_cannot_feed_is_scaled():
    plan = make_plan(pages("1 mono A3"), load_model("mono-a4"), duplex=False, copies=1, mono=False)
    assert sheets(plan) == [("A4", "mono", None)]


@pytest.mark.parametrize(
    ("paper", "tray"),
    [("A4 plain", "tray 1"), ("A4 thick", "tray 2"), ("A3 plain", "tray 2"), ("A5 label", "multi-purpose tray")],
)
def test_trays(paper, tray):
    (run,) = make_plan(pages(f"1 mono {paper}"), MODEL, duplex=False, copies=1, mono=False).runs
    assert run.tray == tray


@pytest.mark.parametrize(
    ("text", "before"),
    [("2 mono A4, 1 blank A4, 1 colour A4, 1 mono A4", 3), ("1 colour A4", 0), ("3 mono A4", 3)],
)
def test_pages_before_the_first_in_colour(text, before):
    """RES-02."""
    assert sum(run.count for run in until_colour(pages(text))) == before
    assert has_colour(pages(text)) == ("colour" in text)


def test_nothing_to_print():
    assert make_plan((), MODEL, duplex=False, copies=3, mono=False) is EMPTY
    assert count_lines(EMPTY, 0) == ()


RUNS = st.lists(
    st.builds(
        PageRun,
        st.integers(1, 5),
        st.sampled_from(["mono", "colour", "blank"]),
        st.sampled_from(["A4", "A3", "B5"]),
        st.sampled_from(["plain", "thick"]),
        st.sampled_from(["", "heavy"]),
        st.sampled_from([None, None, True, False]),
        st.none(),
        st.sampled_from(["", "tray 2"]),
    ),
    min_size=1,
    max_size=8,
)


@given(RUNS, st.booleans(), st.integers(1, 4), st.booleans(), st.integers(0, 200))
def test_like_a_person_who_lays_out_every_page(runs, duplex, copies, mono, cut):
    """LOG-05, LOG-06: the run-length plan equals a plain page-by-page one, wherever it is cut off."""
    one_copy = []
    for run in runs:
        for _ in range(run.count):
            kind = "mono" if mono and run.kind == "colour" else run.kind
            two_sided = duplex if run.duplex is None else run.duplex
            last = one_copy[-1] if one_copy else None
            paper = [run.size, run.media, run.weight]
            if two_sided and last and last[4] == "open" and (last[:3], last[5]) == (paper, run.tray):
                last[4] = kind
            else:
                one_copy.append([*paper, kind, "open" if two_sided else None, run.tray])
    laid = [[*paper, "blank" if back == "open" else back] for *paper, back, _ in one_copy]
    plan = make_plan(runs, replace(MODEL), duplex=duplex, copies=copies, mono=mono)
    assert [(size, front, back) for size, _, _, front, back in laid * copies] == sheets(plan)
    cut = min(cut, len(laid) * copies)
    expected = {}
    for size, media, weight, front, back in (laid * copies)[:cut]:
        line = expected.setdefault((size, media, back is not None, weight), [0, 0, 0])
        line[0] += 1
        line[1] += [front, back].count("colour")
        line[2] += [front, back].count("mono")
    assert count_lines(plan, cut) == tuple(
        RecordLine(size, media, sides, *counts, weight) for (size, media, sides, weight), counts in expected.items()
    )
