"""What a job uses up, counted from its plan (LOG-07), beside a person who looks at every face."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.items import Consumption, Feeding
from core.wire.pages import PageRun
from core.wire.setup import Setup
from emulator.models import load_model
from emulator.parts.ink import count_use, cover_of
from emulator.parts.plan import make_plan

BIG = load_model("colour-a3")
SMALL = load_model("colour-a4-small")
MONO = load_model("mono-a4")


def use(model, *runs, duplex=False, copies=1, setup=Setup(), sheets=None, staples=0):
    plan = make_plan(runs, model, duplex=duplex, copies=copies, mono=not model.colour, setup=setup)
    return count_use(plan, plan.sheets * plan.copies if sheets is None else sheets, model, staples)


#    cover of the page, permille   level
LEVELS = [(0, 0), (1, 1), (50, 1), (51, 2), (150, 2), (151, 3), (300, 3), (301, 4), (600, 4), (601, 5), (1000, 5)]


@pytest.mark.parametrize(("permille", "level"), LEVELS)
def test_levels_of_toner(permille, level):
    """LOG-07: 0 %, up to 5, 15, 30, 60, above."""
    consumption, _ = use(MONO, PageRun(3, "mono", "A4", "plain", cover=(permille, 0, 0, 0, 0)))
    assert consumption == Consumption(toner=(level,), drum=(3,), belt=0, fuser=3)


@pytest.mark.parametrize(
    ("size", "pages"), [("A3", 2), ("Tabloid", 2), ("B4", 2), ("SRA3", 2), ("A4", 1), ("A5", 1), ("A4 horizontal", 1)]
)
def test_sizes_in_a4_pages(size, pages):
    """LOG-07: A3, Tabloid, B4 and SRA3 count two, every other size one; the fuser counts pages."""
    consumption, _ = use(BIG, PageRun(1, "colour", size, "plain"))
    assert (consumption.drum, consumption.belt, consumption.fuser) == ((pages,) * 4, pages, 1)


def test_which_drums_turn():
    """LOG-07: black for every page but those in white alone, colours for colour, a unit of four as black."""
    runs = (
        PageRun(4, "mono", "A4", "plain"),
        PageRun(2, "colour", "A4", "plain", cover=(0, 10, 0, 0, 20)),
        PageRun(1, "white", "A4", "plain"),
        PageRun(1, "blank", "A4", "plain"),
    )
    assert use(BIG, *runs)[0].drum == (6, 2, 2, 2, 3)
    assert use(SMALL, *runs)[0] == Consumption((1, 1, 0, 0), (6,), 6, 6)  # no white toner: that page comes out blank


def test_nothing_came_out():
    assert use(BIG, PageRun(2, "mono", "A4", "plain"), sheets=0) == (Consumption(), Feeding())


def test_staples_are_counted_by_whole_sets():
    """LOG-02: a set that was cut short got none."""
    page = PageRun(3, "mono", "A4", "plain")
    assert [use(BIG, page, copies=3, staples=2, sheets=sheets)[0].staples for sheets in (2, 3, 8, 9)] == [0, 2, 4, 6]


def test_trays_and_resolutions():
    """LOG-02: sheets by tray, faces by resolution, as they came out."""
    runs = (PageRun(3, "mono", "A4", "plain"), PageRun(1, "mono", "A3", "plain"), PageRun(1, "mono", "A5", "label"))
    fed = use(BIG, *runs, duplex=True, setup=Setup(dpi="1200"))[1]
    assert fed == Feeding(trays=(2, 1, 0, 0, 0, 1), dpi=(0, 0, 0, 5))


COVERS = st.tuples(*[st.integers(0, 1000)] * 5)
RUNS = st.lists(
    st.builds(
        PageRun,
        st.integers(1, 4),
        st.sampled_from(["mono", "colour", "blank", "white"]),
        st.sampled_from(["A4", "A3", "A5"]),
        st.just("plain"),
        st.sampled_from(["", "heavy"]),
        st.none(),
        st.none() | COVERS,
    ).map(lambda run: run._replace(cover=None) if run.kind in {"blank", "white"} else run),
    min_size=1,
    max_size=5,
)


@given(RUNS, st.booleans(), st.integers(1, 3), st.integers(0, 40), st.booleans())
def test_like_a_person_who_looks_at_every_face(runs, duplex, copies, cut, one_unit):
    """LOG-07: the run-length count equals a plain one, wherever the job is cut off."""
    model = replace(BIG, drum="4-in-1" if one_unit else "single")
    plan = make_plan(runs, model, duplex=duplex, copies=copies, mono=False)
    cut = min(cut, plan.sheets * copies)
    sheets = [run for _ in range(copies) for run in plan.runs for _ in range(run.count)][:cut]
    covered, drums, area, faces = [0] * 5, [0] * 5, 0, 0
    for sheet in sheets:
        for kind, said in (
            (sheet.front, sheet.look and sheet.look.front),
            (sheet.back, sheet.look and sheet.look.back),
        ):
            if kind in {None, "blank"}:
                continue
            pages = 2 if sheet.size == "A3" else 1
            cover = cover_of(kind, said)
            turning = {"mono": [0], "colour": [0, 1, 2, 3], "white": []}[kind] + ([4] if cover[4] else [])
            faces, area = faces + 1, area + pages
            for place in range(5):
                covered[place] += cover[place] * pages
            for place in [0] if one_unit else turning:
                drums[place] += pages
    consumption, _ = count_use(plan, cut, model, 0)
    assert (consumption.belt, consumption.fuser) == (area, faces)
    assert [*consumption.drum, 0, 0, 0, 0, 0][:5] == drums
    levels = tuple(sum(share / area > most for most in (0, 50, 150, 300, 600)) for share in covered) if area else ()
    assert consumption.toner == levels
