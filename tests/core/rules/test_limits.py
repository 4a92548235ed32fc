"""LIM-01, LIM-02, LIM-04, LIM-05: usage, resets, carry-over, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Base, Limit, Period, PeriodKind, Usage
from core.rules.limits import Charge, counts, decide, effective, standing, tally, would_exceed
from core.rules.periods import period_at

MONTHLY = Period(PeriodKind.MONTHS, 1, Base.MONTH_END, date(2026, 1, 15), "UTC")
DAILY = Period(PeriodKind.DAYS, 1, Base.NONE, date(2026, 1, 1), "UTC")


def at_us(month: int, day: int, hour: int = 12) -> int:
    return int(datetime(2026, month, day, hour, tzinfo=UTC).timestamp()) * 1_000_000


# limit, cap, sheets used in January, February …; effective limit of the month after those
CARRY = """
1000  -    500            -> 1500
1000  -    500 500        -> 2000
1000  -    500 1500       -> 1000
1000  -    500 1600       -> 1000
1000  -    1200           -> 1000
1000  -    1200 900       -> 1100
1000  -    0 0 0          -> 4000
1000  300  500            -> 1300
1000  300  0 0 0          -> 1300
1000  300  0 1250         -> 1050
0     -    0 5            -> 0
"""


@pytest.mark.parametrize("row", CARRY.strip().splitlines())
def test_carry_over_chain(row: str) -> None:
    """LIM-05: 1,000 with 500 used gives 1,500; it accumulates, up to a cap; an overrun is not carried."""
    given_, expected = row.split("->")
    limit_text, cap, *used = given_.split()
    limit = Limit(
        sheets=int(limit_text), period=MONTHLY, carry_over=True, carry_cap_sheets=None if cap == "-" else int(cap)
    )
    usages = {number: Usage(int(sheets), 0) for number, sheets in enumerate(used)}
    assert effective(limit, usages, len(used)) == (int(expected), None, None)


def test_carry_over_of_fees_stands_apart() -> None:
    """LIM-05: sheets and fees are carried each for itself."""
    limit = Limit(100, 5_000_000, MONTHLY, carry_over=True)
    assert effective(limit, {0: Usage(150, 1_000_000)}, 1) == (100, 9_000_000, None)


def test_without_carry_over_nothing_is_carried() -> None:
    """LIM-05."""
    assert effective(Limit(100, None, MONTHLY), {}, 7) == (100, None, None)


def test_before_the_anchor_nothing_is_carried() -> None:
    """LIM-05: carry-over accumulates from the anchor's period on."""
    assert effective(Limit(100, None, MONTHLY, carry_over=True), {-1: Usage(1, 0)}, 0) == (100, None, None)


@pytest.mark.parametrize(
    ("sheets", "fee_micros", "used", "exceeded"),
    [
        (100, None, Usage(100, 0), False),  # used up is not exceeded
        (100, None, Usage(101, 0), True),
        (None, 500, Usage(9999, 500), False),
        (None, 500, Usage(0, 501), True),
        (100, 500, Usage(100, 501), True),
        (0, None, Usage(0, 0), False),
        (0, None, Usage(1, 0), True),
    ],
)
def test_exceeded(sheets: int | None, fee_micros: int | None, used: Usage, exceeded: bool) -> None:
    """LIM-01, LIM-02: exceeded once more was used than is effective."""
    stands = standing(Limit(sheets, fee_micros, MONTHLY), {0: used}, at_us(1, 20))
    assert stands.exceeded is exceeded
    assert stands.used == used


def test_the_period_turns_the_count_back() -> None:
    """LIM-04: at its end the count returns to 0."""
    limit, usages = Limit(100, None, MONTHLY), {0: Usage(500, 0)}
    assert standing(limit, usages, at_us(2, 1, 0) - 1).exceeded
    after = standing(limit, usages, at_us(2, 1, 0))
    assert (after.exceeded, after.used.sheets, after.period.number) == (False, 0, 1)


@pytest.mark.parametrize(
    ("accounted_us", "expected"),
    [
        (at_us(1, 20) - 1, False),
        (at_us(1, 20), False),  # accounted at the instant of the reset: wiped
        (at_us(1, 20) + 1, True),
        (at_us(1, 1, 0), False),
    ],
)
def test_a_reset_wipes_what_came_before_it(accounted_us: int, expected: bool) -> None:
    """JID-09: reset by hand."""
    assert counts(accounted_us, period_at(MONTHLY, accounted_us), [at_us(1, 20)]) is expected


def test_a_reset_acts_in_its_own_period_alone() -> None:
    """JID-09, LIM-05: earlier periods keep their usage, and with it what they carry over."""
    charges = [(at_us(1, 10), 10, 100, 1), (at_us(2, 10), 20, 200, 2), (at_us(2, 25), 3, 30, 0)]
    assert tally(MONTHLY, charges, [at_us(2, 20)]) == {0: (10, 100, 1), 1: (3, 30, 0)}
    assert tally(MONTHLY, charges, []) == {0: (10, 100, 1), 1: (23, 230, 2)}
    assert tally(Period(), charges, [at_us(2, 20)]) == {0: (3, 30, 0)}


def test_the_reason_is_told() -> None:
    """LIM-03: what a printer is told follows from numbers a person can check."""
    limit = Limit(100, 2_500_000, Period(PeriodKind.MONTHS, 1, Base.MONTH_END, date(2026, 3, 1), "Europe/Berlin"))
    decision = decide(7, limit, standing(limit, {0: Usage(120, 1_250_000)}, at_us(3, 20)))
    assert decision.exceeded
    assert decision.reason == (
        "120 of 100 sheets used, fees of 1.25 of 2.50 used in the period that ends 2026-04-01 00:00 Europe/Berlin"
    )
    assert decide(7, None, None) == (7, False, "no limit is set")


amounts = st.integers(0, 400)
uses = st.dictionaries(st.integers(-3, 12), st.builds(Usage, amounts, amounts, amounts))
maybe = st.none() | st.integers(0, 300)
limits = st.builds(Limit, maybe, maybe, st.just(MONTHLY), st.booleans(), maybe, maybe, maybe, maybe)


@given(limits, uses, st.integers(-3, 13))
def test_carry_is_never_negative(limit: Limit, usages: dict[int, Usage], number: int) -> None:
    """LIM-05: nobody gets less than the limit, nor more than all limits since the anchor together."""
    for base, value in zip(limit.allowance, effective(limit, usages, number), strict=True):
        if base is None:
            assert value is None
        else:
            assert value is not None
            assert base <= value <= base * (max(0, number) + 1)


@given(limits, uses, st.integers(0, 12))
def test_carry_over_neither_loses_nor_makes_value(limit: Limit, usages: dict[int, Usage], last: int) -> None:
    """LIM-05: what all periods gave was used, is left, or went at a cap; an overrun came on top."""
    limit = replace(limit, carry_over=True)
    for place, base in enumerate(limit.allowance):
        if base is None:
            continue
        used = [usages.get(number, Usage())[place] for number in range(last + 1)]
        given_ = [effective(limit, usages, number)[place] or 0 for number in range(last + 2)]
        overruns = [max(0, use - most) for use, most in zip(used, given_, strict=False)]
        cut = [
            most - use + over - (following - base)
            for most, use, over, following in zip(given_, used, overruns, given_[1:], strict=False)
        ]
        assert base * (last + 2) + sum(overruns) == sum(used) + sum(cut) + given_[-1]
        if limit.caps[place] is None:
            assert not any(cut)
        assert all(each >= 0 for each in cut)


@given(limits, uses, uses, st.integers(0, 12))
def test_who_uses_less_never_gets_less(limit: Limit, one: dict[int, Usage], other: dict[int, Usage], at: int) -> None:
    """LIM-05: thrift is never punished, whatever the cap."""
    both = {number: one.get(number, Usage()).plus(other.get(number, Usage())) for number in one.keys() | other.keys()}
    for less, more in zip(effective(limit, both, at), effective(limit, one, at), strict=True):
        assert (less is None) == (more is None)
        assert less is None or more is None or less <= more


@given(limits, st.dictionaries(st.integers(-3, 12), st.builds(Usage, amounts, amounts, amounts)), amounts)
def test_a_job_is_refused_before_it_is_printed_if_it_would_exceed(
    limit: Limit, usages: dict[int, Usage], sheets: int
) -> None:
    """LIM-10: the server refuses what it delivers itself exactly when the account would be over its limit after it."""
    before = standing(limit, usages, at_us(3, 5))
    use = Usage(sheets, sheets, 0)
    after = {**usages, 2: usages.get(2, Usage()).plus(use)}
    assert would_exceed(before, use) == standing(limit, after, at_us(3, 5)).exceeded


@given(limits, uses)
def test_what_is_left_and_what_was_used_are_what_is_effective(limit: Limit, usages: dict[int, Usage]) -> None:
    """JID-09: used and remaining sheets, fees and staples."""
    stands = standing(limit, usages, at_us(3, 5))
    assert [each is None for each in stands.remaining] == [each is None for each in limit.allowance]
    for most, used, left in zip(stands.effective, stands.used, stands.remaining, strict=True):
        assert most is None or left == max(0, most - used)


charge = st.tuples(st.integers(at_us(1, 1), at_us(1, 20)), *[st.integers(0, 50)] * 3)
jobs = st.lists(charge, max_size=20)
instants = st.lists(st.integers(at_us(1, 1), at_us(1, 20)), max_size=4).map(sorted)


@given(jobs, jobs, instants)
def test_usage_is_a_sum(one: list[Charge], other: list[Charge], resets: list[int]) -> None:
    """Usage does not depend on the order in which records come; a late one is just added."""
    together = tally(DAILY, one + other, resets)
    apart = [tally(DAILY, half, resets) for half in (other, one)]
    for number, usage in together.items():
        assert usage == apart[0].get(number, Usage()).plus(apart[1].get(number, Usage()))
    if not resets:
        assert sum(u.sheets for u in together.values()) == sum(sheets for _, sheets, _, _ in one + other)
        assert sum(u.staples for u in together.values()) == sum(staples for *_, staples in one + other)
