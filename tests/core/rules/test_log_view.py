"""LOG-06, LOG-10, LOG-17, LOG-18: columns of the log, its two views, jobs on several lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.model.errors import BadInput
from core.rules import log_columns, log_view

LINE = {"size": "A4", "media": "plain", "duplex": True, "sheets": 2, "colour": 1, "mono": 3}
LINE |= {"weight": "heavy", "white": 2, "white_only": 0}
JOB = {
    "printer": "hall",
    "address": "127.20.0.1",
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
    "service": "print",
    "white": 2,
    "white_only": 0,
    "consumption": {"toner": [0, 2, 3, 4, 5], "drum": [9], "belt": 8, "fuser": 7, "staples": 1},
    "feeding": {"trays": [3, 0, 2], "dpi": [0, 7], "n_up": 2},
    "processing": {"started_s": 1, "ended_s": 2, "offline_processing_s": 0, "offline_printing_s": 30},
    "scan": None,
    "communication": None,
}
NOTHING = dict.fromkeys(("consumption", "feeding", "processing", "scan", "communication"))
FAX = {**JOB, **NOTHING, "function": "fax send", "service": "fax", "lines": [], "sheets": 0, "white": 0}
FAX["communication"] = {
    "seconds": 62,
    "mode": "send to several",
    "destination": "+49 30 1",
    "manual": False,
    "time_specified": True,
    "polling": False,
    "f_code": True,
    "forwarding": False,
    "direction": "call",
    "pages": 3,
    "code": "0010",
}
SCAN = {**FAX, "service": "scan", "communication": None}
SCAN["scan"] = {"colour": 1, "mono": 2, "size": "A4", "printed": False}
REFUSED = {**JOB, "log_number": 8, "sheets": 0, "pages": 0, "colour": 0, "mono": 0, "fee_micros": 0, "lines": []}


def shown(jobs, *names, detail=False):
    columns = log_view.columns(names, detail=detail)
    rows = log_view.lines(jobs, columns, "Europe/Berlin")
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]


def test_the_default_view_hides_what_the_detail_view_shows() -> None:
    """LOG-18: media and weight, off-line seconds, trays and feeder, dpi, and when processing and printing began."""
    default = [column.name for column in log_view.columns()]
    detail = [column.name for column in log_view.columns(detail=True)]
    assert [name for name in detail if name not in default] == [
        *("address", "media", "weight", "process start", "process end", "print start"),
        *("processing off-line", "printing off-line", "tray 1", "tray 2", "tray 3", "tray 4", "tray 5"),
        *("multi-purpose tray", "multi-purpose feeder"),
        *("300 dpi", "600 dpi", "1200x600 dpi", "1200 dpi", "2400x600 dpi"),
    ]
    assert [name for name in detail if name in default] == default
    assert log_view.columns(["no"], detail=True) == log_view.columns(detail=True)  # whatever was chosen


def test_only_the_lines_own_stands_on_later_lines() -> None:
    """LOG-17: log number, size, media, weight, duplex, sheets, colour, mono, white; the rest is blank, the fee too."""
    first, second = shown([JOB], detail=True)
    assert {name: value for name, value in second.items() if value is not None} == {
        "no": 7,
        "size": "A3",
        "media": "thick",
        "weight": "heavy",
        "duplex": "simplex",
        "sheets": 3,
        "colour": 0,
        "mono": 3,
        "white": 2,
        "white only": 0,
    }
    blank = {"print start", "ended", "drum c", "drum m", "drum y", "drum w"}
    blank |= {column.name for column in (*log_columns.SCANNING, *log_columns.COMMUNICATION)}
    assert {name for name, value in first.items() if value is None} == blank
    assert (first["fee"], first["total sheets"], first["sheets"]) == (Decimal("0.25"), 5, 2)
    assert (first["received"], first["duplex"], first["month"]) == ("2026-03-30 09:59:50", "duplex", "2026-03")


def test_a_job_without_paper_has_one_line() -> None:
    """LOG-01: a rejected job; it has no size, and counts nothing."""
    (line,) = shown([REFUSED], "no", "size", "media", "duplex", "sheets", "colour", "mono")
    assert line == {"no": 8, "size": None, "media": None, "duplex": None, "sheets": 0, "colour": 0, "mono": 0}


def test_every_item_of_a_print() -> None:
    """LOG-02, LOG-07: levels and drums by colour, a common drum under black; trays and resolutions to their end."""
    line = shown([JOB], detail=True)[0]
    assert [line[f"toner {colour}"] for colour in "kcmyw"] == [0, 2, 3, 4, 5]
    assert [line[name] for name in ("drum k", "drum c", "belt", "fuser", "staples")] == [9, None, 8, 7, 1]
    assert [line[f"tray {number}"] for number in range(1, 6)] == [3, 0, 2, 0, 0]
    assert [line["multi-purpose tray"], line["multi-purpose feeder"], line["n-up"]] == [0, 0, 2]
    assert [line["300 dpi"], line["600 dpi"], line["2400x600 dpi"]] == [0, 7, 0]
    assert [line["process start"], line["process end"]] == ["1970-01-01 01:00:01", "1970-01-01 01:00:02"]
    assert [line["processing off-line"], line["printing off-line"]] == [0, 30]


def test_every_item_of_a_scan_and_a_fax() -> None:
    """LOG-02, LOG-09, LOG-19: flags say ON or nothing, and the destination stands as its service has it."""
    scan, fax = shown([SCAN, FAX], detail=True)
    assert [scan[name] for name in ("colour scan", "mono scan", "scan size")] == [1, 2, "A4"]
    assert [scan["scan print"], fax["scan print"], scan["destination"]] == ["scan job no print", None, None]
    assert [fax["function"], fax["service"], fax["destination"]] == ["fax send", "fax", "+49 30 1"]
    assert [fax["communication time"], fax["communication mode"]] == [62, "send to several"]
    assert [fax[name] for name in ("manual", "time specified", "polling", "f-code", "fax forwarding")] == [
        *(None, "ON", None, "ON", None),
    ]
    assert [fax["call/receipt"], fax["communication pages"], fax["service code"]] == ["call", 3, "0010"]


def test_a_table_leaves_out_what_nothing_told() -> None:
    """LOG-10: what only some printers or kinds of jobs have, where they have it."""
    names = [column.name for column in log_view.told([JOB], log_view.columns())]
    assert {"toner c", "drum k", "white", "service", "staples", "n-up"} <= {*names}
    assert not {"toner k", "drum c", "white only", "destination", "colour scan", "manual"} & {*names}
    plain = {**JOB, **NOTHING, "lines": [], "white": 0}
    names = [column.name for column in log_view.told([plain, FAX], log_view.columns())]
    assert {"destination", "f-code"} <= {*names}
    assert not {"toner c", "white", "manual"} & {*names}


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


def test_a_quotation_mark_in_a_documents_name_is_shown_as_a_space() -> None:
    """LOG-08: and nothing else of it changes; a name that was erased stays blank."""
    names = ['Offer "final" 2.pdf', '"', "it's ”fine”", None]
    rows = shown([{**JOB, "lines": [], "document": name} for name in names], "document")
    assert [row["document"] for row in rows] == ["Offer  final  2.pdf", " ", "it's ”fine”", None]
