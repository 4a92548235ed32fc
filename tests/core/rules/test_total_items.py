"""AGG-02, AGG-03: the items of totals, their order, and the names for several at once."""

from __future__ import annotations

import pytest

from core.rules import total_items
from core.rules.cells import Kind
from core.wire.items import FEEDERS, FUNCTIONS, MODES, RESOLUTIONS, SERVICES

ROW = {
    "jobs": 3,
    "fee_micros": 5,
    "use_s": 9,
    "size A3": 1,
    "size A4": 2,
    "media thick": 1,
    "weight heavy": 1,
    "function print": 3,
    "function odd": 1,
    "service print": 3,
    "service odd": 1,
}


@pytest.fixture
def made(anew):
    """The module, its tables made anew."""
    return anew(total_items)


def test_all_items_in_their_order(made) -> None:
    """AGG-02: those that occur stand with their kind, each once."""
    names = [item.name for item in made.all_items(ROW)]
    assert names == [
        *("fee", "jobs", "sheets", "pages", "colour", "mono", "use time", "records"),
        *("completed", "canceled", "aborted", "abnormal completed"),
        *("log buffer full", "access control", "memory overflow", "colour control", "mono printing", "rip error"),
        *("size A3", "size A4", "simplex", "duplex"),
        *(f"toner {colour} {level}" for colour in "cmyk" for level in range(6)),
        *("drum c", "drum m", "drum y", "drum k", "belt", "fuser", "staples"),
        *("media thick", "weight heavy", *FEEDERS, *RESOLUTIONS),
        *("colour scan", "mono scan", "scan job print", "scan job no print"),
        *(f"function {name}" for name in FUNCTIONS),
        "function odd",
        *(f"service {name}" for name in SERVICES),
        *("service odd", "communication time"),
        *(f"mode {name}" for name in MODES if name),
        *("communication pages", "white", "white only"),
        *(f"toner w {level}" for level in range(6)),
        "drum w",
    ]
    fixed = [name for name in names if name not in {"size A3", "size A4", "media thick", "weight heavy"}]
    assert [item.name for item in made.FIXED] == [name for name in fixed if not name.endswith(" odd")]


def test_what_stands_in_which_view(made) -> None:
    """AGG-03: the detail view alone has records, media, weights, trays and resolutions."""
    items = made.all_items(ROW)
    hidden = {item.name for item in items if item.default is not True}
    assert hidden == {"records", "media thick", "weight heavy", *FEEDERS, *RESOLUTIONS}
    assert {item.default for item in items} == {True, False}
    always = {"fee", "jobs", "sheets", "pages", "colour", "mono", "use time"}
    assert {item.name for item in items if item.always} == always
    told = {"drum c", "drum m", "drum y", "drum k", "drum w", "belt", "fuser"}
    assert {item.name for item in items if item.told} == told
    assert [item.name for item in items if item.kind is not Kind.NUMBER] == ["fee"]


def test_values(made) -> None:
    """AGG-03: what does not occur is 0, and nothing where somebody would have had to tell it."""
    found = {item.name: item.of(ROW) for item in made.all_items(ROW)}
    assert (found["fee"], found["jobs"], found["use time"], found["size A4"]) == (5, 3, 9, 2)
    assert (found["sheets"], found["staples"], found["toner k 0"]) == (0, 0, 0)
    assert (found["belt"], found["drum k"]) == (None, None)


def test_names_of_items(made) -> None:
    """AGG-02: after what they count."""
    assert made.toner_item("c", 3) == "toner c 3"
    assert [made.size_item("A4"), made.media_item("plain"), made.mode_item("send")] == (
        ["size A4", "media plain", "mode send"]
    )
    assert [made.function_item("copy"), made.service_item("fax")] == ["function copy", "service fax"]
    assert [made.weight_item("heavy"), made.weight_item("")] == ["weight heavy", "weight unknown"]


def test_names_for_several_items(made) -> None:
    """AGG-02: a family is its items in their order."""
    families = {name: [item.name for item in items] for name, items in made.families(made.all_items(ROW)).items()}
    assert families == {
        "statuses": ["completed", "canceled", "aborted", "abnormal completed"],
        "details": [
            *("log buffer full", "access control", "memory overflow", "colour control", "mono printing", "rip error"),
        ],
        "sizes": ["size A3", "size A4"],
        "sides": ["simplex", "duplex"],
        "toner": [f"toner {colour} {level}" for colour in "cmykw" for level in range(6)],
        "supplies": ["drum c", "drum m", "drum y", "drum k", "belt", "fuser", "staples", "drum w"],
        "media": ["media thick"],
        "weights": ["weight heavy"],
        "trays": list(FEEDERS),
        "resolutions": list(RESOLUTIONS),
        "scans": ["colour scan", "mono scan", "scan job print", "scan job no print"],
        "functions": [*(f"function {name}" for name in FUNCTIONS), "function odd"],
        "services": [*(f"service {name}" for name in SERVICES), "service odd"],
        "modes": [f"mode {name}" for name in MODES if name],
    }
    assert tuple(families) == made.FAMILIES
