"""AGG-02, AGG-03: items of a total, their choice and order, zeros, sorting."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.model.errors import BadInput
from core.rules.total_items import DETAILS, SCANS, STATUSES
from core.rules.totals import cells, groupings, plain, present
from core.wire import records
from core.wire.items import FEEDERS, FUNCTIONS, MODES, RESOLUTIONS, SERVICES

ZERO = dict.fromkeys((*STATUSES, *DETAILS, "sheets", "pages", "colour", "mono", "simplex", "duplex"), 0)
HALL = {"printer": "hall", "address": "127.0.0.2", "jobs": 3, **ZERO, "sheets": 4, "completed": 2, "aborted": 1}
HALL |= {"access control": 1, "simplex": 4, "size A3": 0, "size A4": 4, "media plain": 4, "fee_micros": 40_000}
HALL |= {"use_s": 61, "drum k": 0, "drum c": None, "toner k 2": 7, "weight heavy": 4, "tray 1": 4, "function print": 3}
DESK = {"printer": "desk", "address": "127.0.0.3", "jobs": 1, **ZERO, "sheets": 9, "completed": 1, "simplex": 9}
DESK |= {"size A3": 9, "size A4": 0, "media plain": 9, "fee_micros": 180_000}
DESK["weight heavy"] = 0
ROWS = [DESK, HALL]
BY = ("printer",)
WORDS = (*FEEDERS, *RESOLUTIONS, *(f"function {word}" for word in FUNCTIONS), *(f"service {word}" for word in SERVICES))
WORDS += (*(f"mode {word}" for word in MODES if word), *SCANS, "white", "white only", "weight heavy")


def names(*items, **options):
    columns, _ = present(ROWS, BY, items or None, **options)
    return [column.name for column in columns]


def test_words_are_those_of_the_record() -> None:
    """LOG-04: every status and detail that a record can have is counted."""
    assert records.STATUSES == STATUSES
    assert ("", *DETAILS) == records.DETAILS


def test_the_default_view_hides_zeros_and_media() -> None:
    """AGG-03: fees, jobs, sheets, pages, colour, mono and time stand always, supplies where a printer told them."""
    assert names() == [
        *("printer", "address", "fee", "jobs", "sheets", "pages", "colour", "mono", "use time"),
        *("completed", "aborted", "access control", "size A3", "size A4", "simplex", "toner k 2", "drum k"),
        "function print",
    ]


def test_the_detail_view_shows_everything() -> None:
    """AGG-03."""
    everything = names(everything=True)
    assert everything[2:8] == ["fee", "jobs", "sheets", "pages", "colour", "mono"]
    assert everything[8:20] == ["use time", "records", *STATUSES, *DETAILS]
    assert everything[20:25] == ["size A3", "size A4", "simplex", "duplex", "toner c 0"]
    assert everything[48:56] == ["drum c", "drum m", "drum y", "drum k", "belt", "fuser", "staples", "media plain"]
    assert everything[-2:] == ["toner w 5", "drum w"]
    assert {*WORDS} <= {*everything}
    assert names("jobs", everything=True) == everything


def test_chosen_items_in_their_order() -> None:
    """AGG-03: what was named itself stands though it is nothing; of a family only what is there."""
    assert names("mono", "statuses", "size B5", "media", "jobs") == [
        *("printer", "address", "mono", "completed", "aborted", "size B5", "media plain", "jobs"),
    ]
    assert names("sizes", "size_a4", "details", "sides", "canceled")[2:] == [
        *("size A3", "size A4", "access control", "simplex", "canceled"),
    ]
    with pytest.raises(BadInput, match="items: there is none called 'weather'"):
        names("weather")


def test_cells_and_plain_values() -> None:
    columns, rows = present(ROWS, BY, ["fee", "sheets", "size B5"])
    assert cells(rows, columns, "UTC") == [
        ["desk", "127.0.0.3", Decimal("0.18"), 9, 0],
        ["hall", "127.0.0.2", Decimal("0.04"), 4, 0],
    ]
    assert plain(rows, columns)[1] == {
        "printer": "hall",
        "address": "127.0.0.2",
        "fee_micros": 40_000,
        "sheets": 4,
        "size B5": 0,
    }


@pytest.mark.parametrize(
    ("sort", "descending", "first"),
    [
        (None, False, "desk"),
        (None, True, "hall"),
        ("sheets", False, "hall"),
        ("sheets", True, "desk"),
        ("printer", True, "hall"),
        ("fee", False, "hall"),
        ("canceled", True, "desk"),  # equal ones as they were
        ("size A4", True, "hall"),
    ],
)
def test_sorting_both_ways(sort, descending, first) -> None:
    """AGG-03: by every column, whether it is shown or not."""
    _, rows = present(ROWS, BY, ["jobs"], sort=sort, descending=descending)
    assert rows[0]["printer"] == first
    assert len(rows) == 2


def test_nothing_to_total() -> None:
    columns, rows = present([], ("printer", "month"))
    assert [column.name for column in columns][:4] == ["printer", "address", "month", "fee"]
    assert rows == []


def test_groupings() -> None:
    assert groupings(["month", "sent-id"]) == ("month", "sent id")
    with pytest.raises(BadInput, match="by: 'month' is named twice"):
        groupings(["month", "month"])
