"""LOG-02, LOG-08, LOG-18: the columns of the log, and what stands in them."""

from __future__ import annotations

from typing import Any

import pytest

from core.rules import log_columns
from core.rules.cells import Kind

JOB: dict[str, Any] = {
    "document": 'a "b" c',
    "sheets": 7,
    "feeding": {"n_up": 2, "trays": [3, 0, 4], "dpi": [0, 9]},
    "consumption": {"toner": [1, 2, 3], "drum": [4, 5], "belt": 6, "fuser": 7, "staples": 8},
    "processing": {"started_s": 10, "ended_s": 20, "offline_processing_s": 30, "offline_printing_s": 40},
    "scan": {"colour": 1, "mono": 2, "size": "A4", "printed": True},
    "communication": {
        "seconds": 5,
        "mode": "send",
        "destination": "555",
        "direction": "call",
        "pages": 3,
        "code": "x",
        "manual": True,
        "time_specified": False,
        "polling": True,
        "f_code": False,
        "forwarding": True,
    },
}
NOTHING = dict.fromkeys(JOB, None)
NUMBERS = {
    "n-up": 2,
    "toner k": 1,
    "toner c": 2,
    "toner m": 3,
    "toner y": None,
    "toner w": None,
    "drum k": 4,
    "drum c": 5,
    "drum m": None,
    "drum y": None,
    "drum w": None,
    "belt": 6,
    "fuser": 7,
    "staples": 8,
    "process start": 10,
    "process end": 20,
    "processing off-line": 30,
    "printing off-line": 40,
    "tray 1": 3,
    "tray 2": 0,
    "tray 3": 4,
    "tray 4": 0,
    "tray 5": 0,
    "multi-purpose tray": 0,
    "multi-purpose feeder": 0,
    "300 dpi": 0,
    "600 dpi": 9,
    "1200x600 dpi": 0,
    "1200 dpi": 0,
    "2400x600 dpi": 0,
    "colour scan": 1,
    "mono scan": 2,
    "communication time": 5,
    "communication pages": 3,
}
TEXTS = {
    "scan print": "scan job print",
    "scan size": "A4",
    "destination": "555",
    "communication mode": "send",
    "manual": "ON",
    "time specified": None,
    "polling": "ON",
    "f-code": None,
    "fax forwarding": "ON",
    "call/receipt": "call",
    "service code": "x",
}
DETAIL_ONLY = {
    *("process start", "process end", "processing off-line", "printing off-line"),
    *("tray 1", "tray 2", "tray 3", "tray 4", "tray 5", "multi-purpose tray", "multi-purpose feeder"),
    *("300 dpi", "600 dpi", "1200x600 dpi", "1200 dpi", "2400x600 dpi"),
}


@pytest.fixture
def columns(anew):
    """The columns of items by name, made anew."""
    made = anew(log_columns)
    groups = (made.BEFORE_TIMES, made.PROCESSING, made.FEEDING, made.SCANNING, made.COMMUNICATION)
    return {column.name: column for group in groups for column in group}


def test_every_item_has_its_column(columns) -> None:
    """LOG-02: in this order, with what the job tells."""
    assert {name: column.of_job(JOB) for name, column in columns.items()} == {**NUMBERS, **TEXTS}
    assert list(columns)[:6] == ["n-up", "toner k", "toner c", "toner m", "toner y", "toner w"]


def test_what_a_job_does_not_tell_is_blank(columns) -> None:
    """LOG-02: no item of a group that it lacks."""
    assert {column.of_job(NOTHING) for column in columns.values()} == {None}


def test_kinds_and_views(columns) -> None:
    """LOG-18: times, numbers and text; which stand in the detail view alone; all only where some job tells them."""
    times = {"process start", "process end"}
    for name, column in columns.items():
        kind = Kind.DEVICE_TIME if name in times else Kind.NUMBER if name in NUMBERS else Kind.TEXT
        assert column.kind is kind, name
        assert column.is_sparse is True, name
        assert column.default is (name not in DETAIL_ONLY), name
        assert column.of_line is None, name


def test_a_scan_that_was_not_printed(columns) -> None:
    """LOG-02: is said to be none, not left blank."""
    assert columns["scan print"].of_job({"scan": {"printed": False}}) == "scan job no print"


def test_a_column_of_the_job(anew) -> None:
    """LOG-18: under its own name, or another."""
    made = anew(log_columns)
    plain, other = made.job_column("sheets"), made.job_column("paper", Kind.NUMBER, "sheets", default=False)
    assert (plain.name, plain.kind, plain.of_line, plain.default, plain.is_sparse) == (
        *("sheets", Kind.TEXT, None, True, False),
    )
    assert (other.name, other.kind, other.default) == ("paper", Kind.NUMBER, False)
    assert plain.of_job(JOB) == other.of_job(JOB) == 7


def test_a_column_of_each_line(anew) -> None:
    """LOG-17: a number has the job's own where there are no lines, a text nothing."""
    made = anew(log_columns)
    text = made.line_column("size", default=False, is_sparse=True)
    number = made.line_column("paper", Kind.NUMBER, "sheets")
    assert (text.name, text.kind, text.default, text.is_sparse) == ("size", Kind.TEXT, False, True)
    assert (number.name, number.kind, number.default, number.is_sparse) == ("paper", Kind.NUMBER, True, False)
    line = {"size": "A4", "sheets": 3}
    assert (text.of_line(JOB, line), number.of_line(JOB, line)) == ("A4", 3)
    assert (text.of_job(JOB), number.of_job(JOB)) == (None, 7)
    assert made.line_column("sheets", Kind.NUMBER).of_job(JOB) == 7
    assert made.line_column("sheets", Kind.NUMBER).of_line(JOB, line) == 3


def test_a_document_without_quotation_marks() -> None:
    """LOG-08: a space for each; nothing where it was erased."""
    assert log_columns.document_shown(JOB) == "a  b  c"
    assert log_columns.document_shown({"document": None}) is None
