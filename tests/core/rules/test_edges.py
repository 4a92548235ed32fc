"""Edges of rules about time, limits and columns, each worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.model import Base, ClosingDay, Limit, Period, PeriodKind, Usage
from core.model.accounts import Allowance, Standing
from core.model.errors import BadInput
from core.model.periods import PeriodSpan
from core.model.supplies import Consumables, Supplies
from core.rules import log_columns
from core.rules.calendar_month import closing_in, month_at
from core.rules.cells import Kind, cell, pick, sort_key
from core.rules.interval import default_interval_us
from core.rules.limits import counts, decide, reason
from core.rules.local_days import local_day, local_text
from core.rules.log_view import masked, sort, told
from core.rules.periods import period_at, period_numbered
from core.rules.running_costs import toner_life
from core.rules.totals import present

JANUARY, MARCH = 2026 * 12, 2026 * 12 + 2
DAILY = Period(PeriodKind.DAYS, 1, Base.NONE, date(1919, 3, 30), "America/Toronto")
DAY_S = 86_400


def at_us(*local: int) -> int:
    return int(datetime(*local, tzinfo=UTC).timestamp()) * 1_000_000


# --- time --------------------------------------------------------------------------------------------------


def test_a_day_that_comes_back_belongs_to_the_period_that_has_begun() -> None:
    """LIM-04, ACQ-14: on 2010-11-07 at 00:01 the clocks of St. John's went back to 23:01, the day before.

    The first midnight is at 02:30 UTC. What follows belongs to the 7th, also while the clocks say the 6th again.
    """
    period = Period(PeriodKind.DAYS, 1, Base.NONE, date(2010, 11, 1), "America/St_Johns")
    before, first, again = at_us(2010, 11, 7, 2, 29, 59), at_us(2010, 11, 7, 2, 30), at_us(2010, 11, 7, 2, 31)
    assert [local_day(at, period.zone).day for at in (before, first, again)] == [6, 7, 6]
    assert [period_at(period, at).number for at in (before, first, again)] == [5, 6, 6]
    assert period_at(period, again).start_us == first


def test_a_day_that_begins_before_its_midnight_is_not_begun() -> None:
    """LIM-04, ACQ-14: on 1919-03-30 at 23:30 the clocks of Toronto went on to 00:30.

    There was no midnight; the day begins where it would have been, half an hour later, at 05:00 UTC.
    """
    change, midnight = at_us(1919, 3, 31, 4, 30), at_us(1919, 3, 31, 5)
    assert local_day(change, DAILY.zone) == date(1919, 3, 31)
    assert [period_at(DAILY, at).number for at in (change - 1, change, midnight - 1, midnight)] == [0, 0, 0, 1]
    assert period_at(DAILY, change) == period_numbered(DAILY, 0)


def test_no_period_has_no_end() -> None:
    """LIM-04."""
    assert period_numbered(Period(), 5) == PeriodSpan(0, None, None)
    assert period_at(Period(), 1) == PeriodSpan(0, None, None)


def test_the_last_microsecond_of_a_day_is_that_days() -> None:
    """ACQ-14: also in the far future, where it takes more digits than a float has."""
    midnight_us = at_us(9000, 1, 2)
    assert local_day(midnight_us - 1, "UTC") == date(9000, 1, 1)
    assert local_day(midnight_us, "UTC") == date(9000, 1, 2)
    assert local_text(midnight_us - 1, "UTC") == "9000-01-01 23:59 UTC"


#    closing days: (from month, day) …         instant (UTC)           starts on
CLOSING = [
    (((0, 31), (MARCH, 15)), (2026, 3, 10), (2026, 3, 1)),  # February still ended on its last day
    (((0, 31), (MARCH - 1, 15)), (2026, 3, 10), (2026, 2, 16)),  # February ended on the 15th already
    (((0, 15), (MARCH, 31)), (2026, 3, 10), (2026, 2, 16)),
    (((0, 15), (MARCH, 20), (MARCH + 1, 25)), (2026, 3, 20), (2026, 2, 16)),
]


@pytest.mark.parametrize(("history", "at", "start"), CLOSING)
def test_a_month_begins_where_the_one_before_was_closed(
    history: tuple[tuple[int, int], ...], at: tuple[int, int, int], start: tuple[int, int, int]
) -> None:
    """LOG-15: each month has the closing day that was in force in it."""
    found = month_at(at_us(*at), [ClosingDay(*each) for each in history], "UTC")
    assert (found.name, found.start_us) == ("2026-03", at_us(*start))


def test_the_first_closing_day_holds_before_it_was_set() -> None:
    """LOG-15."""
    closing = [ClosingDay(MARCH, 15), ClosingDay(MARCH + 2, 20)]
    days = [closing_in(month, closing).day for month in range(JANUARY, JANUARY + 6)]
    assert days == [15, 15, 15, 15, 20, 20]


def test_an_interval_is_a_whole_number() -> None:
    """PRN-06: 500 records at 2,400 an hour."""
    assert repr(default_interval_us(500, 2_400)) == "360000000"


# --- limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accounted_us", "resets", "whether"),
    [
        (10, [], True),
        (10, [9], True),
        (10, [10], False),
        (10, [19], False),
        (10, [20], True),  # the period ends at 20: that reset belongs to the next
        (10, [5, 25], True),
        (10, [5, 15, 25], False),
    ],
)
def test_what_a_reset_wipes(accounted_us: int, resets: list[int], whether: bool) -> None:
    """JID-09: what was accounted before it, or at the same instant, in the same period."""
    assert counts(accounted_us, PeriodSpan(0, 0, 20), resets) is whether


def test_a_decision_names_its_account_and_every_number() -> None:
    """LIM-03: sheets, fees and staples, without an end where there is no period."""
    limit = Limit(100, 2_500_000, Period(), staples=3)
    stands = Standing(Allowance(100, 2_500_000, 3), Usage(101, 1_000_000, 2), True, PeriodSpan(0, None, None))
    text = "101 of 100 sheets used, fees of 1.00 of 2.50 used, 2 of 3 staples used"
    assert reason(limit, stands) == text
    assert decide(1001, limit, stands) == (1001, True, text)
    assert decide(1001, None, stands) == decide(1001, limit, None) == (1001, False, "no limit is set")


# --- columns -----------------------------------------------------------------------------------------------


def test_a_blank_comes_before_every_number() -> None:
    """LOG-10: also before 0 and what is less."""
    assert sorted([0, None, -3, ""], key=sort_key) == [None, -3, 0, ""]


def test_an_instant_that_no_calendar_has_is_shown_as_it_is() -> None:
    assert cell(10**30, Kind.INSTANT, "UTC") == "1" + "0" * 24


def test_a_refusal_names_a_column_as_columns_are_named() -> None:
    with pytest.raises(BadInput, match=r"^items: there is none called 'total weather'$"):
        pick(["Total_weather"], {"fee": 1}, "items")


def test_a_masked_document() -> None:
    """LOG-22: its name alone; a job without one stays without."""
    assert masked({"document": "a.pdf", "user": "Sato"}) == {"document": "***", "user": "Sato"}
    assert masked({"document": None, "user": "Sato"}) == {"document": None, "user": "Sato"}
    assert masked({"document": "", "user": "Sato"}) == {"document": "", "user": "Sato"}


def test_sorting_is_ascending_unless_asked_otherwise() -> None:
    """LOG-10."""
    jobs = [{"log_number": number, "lines": []} for number in (2, 3, 1)]
    assert [job["log_number"] for job in sort(jobs, "no")] == [1, 2, 3]


def test_a_sparse_column_is_shown_for_any_line_of_any_job() -> None:
    """LOG-18: white pages of a second line; what says nothing but "" is left out."""
    white = log_columns.line_column("white", Kind.NUMBER, is_sparse=True)
    mode = log_columns.LogColumn("mode", Kind.TEXT, lambda job: job["mode"], is_sparse=True)
    job = {"white": 0, "mode": "", "lines": [{"white": 0}, {"white": 1}]}
    none = {"white": 5, "mode": "", "lines": [{"white": 0}]}
    assert told([none, job], [white, mode]) == [white]
    assert told([none], [white, mode]) == []


# --- supplies and totals -----------------------------------------------------------------------------------


def test_each_class_has_the_life_of_its_own_toner() -> None:
    """FEE-07: black is not said to last as long as cyan, whatever the printer tells first."""
    known = Consumables(Supplies(), Supplies(), None)
    assert toner_life(known, {"cyan": 9_000, "black": 2_500, "yellow": 8_000}) == (9_000, 2_500, 0)


def test_a_total_of_one_row() -> None:
    """AGG-03: sizes of the one row are items too; a column that there is none of is refused."""
    columns, rows = present([{"jobs": 1, "size A3": 2}], (), ["sizes"])
    assert ([item.name for item in columns], len(rows)) == (["size A3"], 1)
    with pytest.raises(BadInput, match=r"^sort: there is none called 'weather'$"):
        present(rows, (), sort="weather")


@pytest.mark.parametrize(
    ("known", "hint"),
    [
        (["tray 1", "tray 2", "tray 3", "tray 4"], "did you mean 'tray 4' or 'tray 3' or 'tray 2'?"),
        (["fee"] + [f"{number}" for number in range(19)], "known are fee, " + ", ".join(map(str, range(19)))),
        (["fee"] + [f"{number}" for number in range(20)], "docs/reports.md lists them"),
    ],
)
def test_what_may_have_been_meant(known: list[str], hint: str) -> None:
    """LOG-10: three names at most that are like it, or all where they are few."""
    with pytest.raises(BadInput) as refused:
        pick(["tray 9"], dict.fromkeys(known, 0), "columns")
    assert refused.value.hint == hint
