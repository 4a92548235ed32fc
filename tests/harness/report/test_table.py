"""The terminal's report, and the words and scales that all reports share."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from harness.oracle import Check
from harness.report import print_table
from harness.report.charts import bars, columns, limits, over_time
from harness.report.scales import number_ticks, time_ticks
from harness.report.wording import count, examined, instant, money, plural, seconds
from harness.series import Bar, Series


def printed(results, width=120):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    print_table(results, console)
    return console.file.getvalue()


def test_table(results):
    text = printed(results)
    for words in (
        "✔ pass     A limit until the month turns",
        "✘ fail     A limit that is <missed>",
        "? unknown  Prints nothing",
        "ledger    ✘ fail",
        "readings  ? unknown",
        "expected  120 & more",
        "actual    80 < 120",
        "rule      LIM-02: only what was acquired counts",
        "lobby job 1: sheets should be 80, is 79",
        "… and 3 more",
        "could not run: KeyError: 'x'",
        "StoreError: the disk is full",
        "No job was compared with the ledger: nothing is proven.",
        "replay  pressroom run scenarios/limits/month.yaml --seed 7",
        "✘ fail  4 scenarios: 1 pass, 2 fail, 1 unknown; 24 jobs, 150 sheets",
    ):
        assert words in text, words


def test_table_of_one_that_passed(passed):
    text = printed([passed])
    assert "✔ pass  1 scenario: 1 pass; 8 jobs, 50 sheets" in text
    assert "replay" not in text


def test_brackets_in_titles_are_no_markup(failed):
    assert "[bold]x[/nope]" in printed([failed._replace(title="[bold]x[/nope]")])


@pytest.mark.parametrize(
    ("micros", "text"),
    [
        (0, "0.00"),
        (1_234_567, "1.234567"),
        (-20_000, "−0.02"),
        (1_500_000_000, "1\u202f500.00"),
        (None, "–"),
        (100_000, "0.10"),
    ],
)
def test_money(micros, text):
    assert money(micros) == text


def test_words():
    assert count(1_234_567) == "1\u202f234\u202f567"
    assert (plural(1, "job"), plural(2, "job"), plural(0, "fish", "fish")) == ("1 job", "2 jobs", "0 fish")
    assert (seconds(0.0123), seconds(5.04), seconds(600)) == ("12 ms", "5.0 s", "10.0 min")
    assert instant(1_774_850_400 * 10**6, "Europe/Berlin") == "2026-03-30 08:00"
    assert instant(1_774_850_401 * 10**6, "Europe/Berlin") == "2026-03-30 08:00:01"
    assert examined(Check("a", 1, what="jobs that began")) == "1 job that began"
    assert examined(Check("a", 2, what="accounts")) == "2 accounts"
    assert examined(Check("a", 0)) == "nothing"


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [(0, [0, 1]), (3, [0, 1, 2, 3]), (4, [0, 1, 2, 3, 4]), (37, [0, 10, 20, 30, 40]), (1001, [0, 500, 1000, 1500])],
)
def test_axes_end_on_round_numbers(highest, ticks):
    assert number_ticks(highest) == ticks


def test_time_axes_stand_on_local_midnights():
    """Through the night of 29 March 2026, which is an hour short."""
    start_us, day_us = 1_774_652_400 * 10**6, 86_400 * 10**6  # 28 March 00:00 in Berlin
    ticks = time_ticks(start_us, start_us + 3 * day_us, "Europe/Berlin")
    assert [label for _, label in ticks][-1] == "31 Mar"
    assert [at for at, label in ticks if label == "30 Mar"] == [start_us + 2 * day_us - 3600 * 10**6]
    assert len(time_ticks(start_us, start_us + 400 * day_us, "Europe/Berlin")) <= 7
    assert [label for _, label in time_ticks(start_us, start_us + 3 * 10**6, "UTC")][1] == "23:00:01"


def test_many_bars_are_summed_up_in_words():
    """The sum of the rest would dwarf every bar, so it has none."""
    rows = [Bar(f"account {number}", 1, number, 0, number) for number in range(50)]
    drawing = str(bars(rows))
    assert "34 more" in drawing
    assert drawing.count('class="label"') == 17
    assert drawing.count("<rect") == 16
    assert "561 sheets" in drawing  # 0 + 1 + … + 33


def test_many_printers_are_columns():
    rows = [Bar(f"printer-{number}", 1, number, number % 2, number) for number in range(200)]
    drawing = str(columns(rows))
    assert drawing.count('class="hover"') == 200
    assert "printer-199: 199 sheets · 1 job, 199 faces mono, 1 colour" in drawing


def test_a_narrow_terminal_keeps_the_titles_readable(passed):
    console = Console(file=io.StringIO(), width=80, color_system=None)
    print_table([passed._replace(world="live")], console)
    text = console.file.getvalue()
    assert "A limit until the month turns" in text
    assert "scenarios/limits/month.yaml (live)" in text
    assert max(map(len, text.splitlines())) <= 80


def test_intervals_of_days_are_named_by_their_local_day():
    """Through the end of summer time, when a day of 24 hours no longer begins at midnight."""
    day_us = 86_400 * 10**6
    series = Series(1_792_792_800 * 10**6, day_us, (1, 1, 1), (0, 0, 0), (1, 1, 1))  # 24 October 2026 in Berlin
    drawing = str(over_time(series, "Europe/Berlin"))
    for day in ("2026-10-24: 1 sheet", "2026-10-25: 1 sheet", "2026-10-26: 1 sheet"):
        assert day in drawing


def test_charts_of_nothing_do_not_break():
    assert over_time(Series(jobs=(0,), refused=(0,), sheets=(0,)), "UTC").startswith("<svg")
    assert bars(()).startswith("<svg")
    assert limits((), "EUR").startswith("<svg")
    assert columns(()).startswith("<svg")


def test_names_are_escaped():
    assert "&lt;b&gt;" in str(bars([Bar("<b>", 1, 1, 1, 1)]))


def test_the_replay_command_stays_on_one_line_however_narrow_the_terminal(failed):
    command = "pressroom run scenarios/a/rather/long/folder/of/mine/that_ends_in_a_name.yaml --seed 7"
    lines = printed([failed._replace(replay=command)], width=60).splitlines()
    assert f"replay  {command}" in [line.rstrip() for line in lines]
