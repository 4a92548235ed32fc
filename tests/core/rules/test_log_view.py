"""LOG-06, LOG-10, LOG-17, LOG-18: columns of the log, its two views, jobs on several lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.model.errors import BadInput
from core.rules import log_view

LINE = {"size": "A4", "media": "plain", "duplex": True, "sheets": 2, "colour": 1, "mono": 3}
JOB = {
    "printer": "hall",
    "log_month": "2026-03",
    "log_number": 7,
    "account": 1001,
    "user": "Sato",
    "login": "sato",
    "document": "report.pdf",
    "application": "Writer",
    "fee_micros": 250_000,
    "host": "pc",
    "port": "LAN",
    "sheets": 5,
    "pages": 7,
    "colour": 1,
    "mono": 6,
    "status": "completed",
    "detail": "",
    "lines": [LINE, {**LINE, "size": "A3", "media": "thick", "duplex": False, "sheets": 3, "colour": 0}],
    "acquired_us": 1_774_857_600_000_000,
    "received_s": 1_774_857_590,
    "started_s": None,
    "ended_s": None,
    "accounted_us": 1_774_857_600_000_000,
    "job_number": 12,
    "function": "print",
}
REFUSED = {**JOB, "log_number": 8, "sheets": 0, "pages": 0, "colour": 0, "mono": 0, "fee_micros": 0, "lines": []}


def shown(jobs, *names, detail=False):
    columns = log_view.columns(names, detail=detail)
    rows = log_view.lines(jobs, columns, "Europe/Berlin")
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]


def test_the_default_view_hides_what_the_detail_view_shows() -> None:
    """LOG-18: media and the start of printing, of what the ledger has."""
    default = [column.name for column in log_view.columns()]
    detail = [column.name for column in log_view.columns(detail=True)]
    assert [name for name in detail if name not in default] == ["media", "print start"]
    assert [name for name in detail if name in default] == default
    assert log_view.columns(["no"], detail=True) == log_view.columns(detail=True)  # whatever was chosen


def test_only_the_lines_own_stands_on_later_lines() -> None:
    """LOG-17: log number, size, media, duplex, sheets, colour and mono; the rest is blank, the fee too."""
    first, second = shown([JOB], detail=True)
    assert {name: value for name, value in second.items() if value is not None} == {
        "no": 7,
        "size": "A3",
        "media": "thick",
        "duplex": "simplex",
        "sheets": 3,
        "colour": 0,
        "mono": 3,
    }
    blank = {"print start", "ended"}
    assert {name for name, value in first.items() if value is None} == blank
    assert (first["fee"], first["total sheets"], first["sheets"]) == (Decimal("0.25"), 5, 2)
    assert (first["received"], first["duplex"], first["month"]) == ("2026-03-30 09:59:50", "duplex", "2026-03")


def test_a_job_without_paper_has_one_line() -> None:
    """LOG-01: a rejected job; it has no size, and counts nothing."""
    (line,) = shown([REFUSED], "no", "size", "media", "duplex", "sheets", "colour", "mono")
    assert line == {"no": 8, "size": None, "media": None, "duplex": None, "sheets": 0, "colour": 0, "mono": 0}


def test_chosen_columns_in_their_order() -> None:
    """LOG-10."""
    assert [list(row) for row in shown([JOB], "mono", "no", "job_id")] == [["mono", "no", "job id"]] * 2
    with pytest.raises(BadInput, match="columns: "):
        log_view.columns(["weather"])


@pytest.mark.parametrize(
    ("by", "descending", "numbers"),
    [
        ("no", False, [7, 8, 9]),
        ("no", True, [9, 8, 7]),
        ("document", False, [8, 9, 7]),
        ("size", False, [8, 7, 9]),
        ("fee", True, [7, 9, 8]),
        ("printer", False, [9, 7, 8]),
        ("printer", True, [9, 7, 8]),
        ("login", False, [8, 9, 7]),
    ],
)
def test_sorting_both_ways(by, descending, numbers) -> None:
    """LOG-10: blanks first, equal ones as they were, a job's lines together."""
    other = {**JOB, "log_number": 9, "document": "Memo", "login": "ito", "fee_micros": 5, "lines": JOB["lines"][::-1]}
    third = {**REFUSED, "document": "a", "login": None}
    ordered = log_view.sort([{**other, "lines": [{**LINE, "size": "A5"}]}, JOB, third], by, descending=descending)
    assert [job["log_number"] for job in ordered] == numbers


def test_sorting_by_what_is_none() -> None:
    with pytest.raises(BadInput, match="sort: there is none called 'weather'"):
        log_view.sort([JOB], "weather")
