"""FEE-01, FEE-06: fees per page, sheet and size, exact and additive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import FeeDefinition
from core.rules.fees import charge, rounded
from core.wire.records import RecordLine

PRICES = FeeDefinition("office", colour_page=100_000, mono_page=20_000, sheet=5_000, sizes={"A3": 30_000, "A5": 1})


def line(size: str, colour: int, mono: int, sheets: int = 1) -> RecordLine:
    return RecordLine(size, "plain", False, sheets, colour, mono)


def test_each_part_is_named_and_priced() -> None:
    """FEE-01: 2 colour x 0.10, 3 mono x 0.02, 4 sheets x 0.005, 3 A3 pages x 0.03."""
    parts = charge(2, 3, 4, [line("A3", 1, 2), line("A4", 1, 1)], PRICES)
    assert parts == (
        ("colour page", 2, 200_000),
        ("mono page", 3, 60_000),
        ("sheet", 4, 20_000),
        ("size A3", 3, 90_000),
    )


@pytest.mark.parametrize(
    ("colour", "mono", "sheets", "lines", "names"),
    [
        (0, 0, 0, [], []),
        (0, 0, 1, [line("A4", 0, 0)], ["sheet"]),  # a blank sheet is fed, no face is printed
        (1, 0, 1, [line("A4", 1, 0)], ["colour page", "sheet"]),
        (0, 1, 1, [line("A3", 0, 1), line("A3", 0, 0)], ["mono page", "sheet", "size A3"]),
        (0, 2, 2, [line("A5", 0, 1), line("A3", 0, 1)], ["mono page", "sheet", "size A5", "size A3"]),
    ],
)
def test_parts_of_nothing_are_left_out(
    colour: int, mono: int, sheets: int, lines: list[RecordLine], names: list[str]
) -> None:
    """FEE-01: what is not listed, or did not happen, costs nothing."""
    assert [part.part for part in charge(colour, mono, sheets, lines, PRICES)] == names


def test_a_definition_without_prices_charges_nothing() -> None:
    """FEE-01: what is not listed costs 0."""
    assert charge(9, 9, 9, [line("A4", 9, 9)], FeeDefinition("free")) == ()


@pytest.mark.parametrize(
    ("micros", "unit", "expected"),
    [(14_999, 10_000, 10_000), (15_000, 10_000, 20_000), (15_001, 10_000, 20_000), (7, 1, 7), (0, 10_000, 0)],
)
def test_rounding_is_half_up(micros: int, unit: int, expected: int) -> None:
    """FEE-06: rounding is a setting, applied once per part."""
    assert rounded(micros, unit) == expected


def test_exact_where_floats_are_not() -> None:
    """FEE-06: 100,003 pages at 0.1 are 10,000.3."""
    definition = FeeDefinition("exact", mono_page=100_000)
    assert charge(0, 100_003, 0, [], definition) == (("mono page", 100_003, 10_000_300_000),)


counts = st.integers(0, 100_000)
job_lines = st.lists(st.builds(line, st.sampled_from(["A3", "A4", "A5", "B5"]), counts, counts, counts), max_size=6)
definitions = st.builds(
    FeeDefinition,
    st.just("any"),
    *[st.integers(0, 10**7)] * 3,
    st.dictionaries(st.sampled_from(["A3", "A4", "A5"]), st.integers(0, 10**7)),
)


def total(lines: list[RecordLine], definition: FeeDefinition) -> int:
    sums = [sum(column) for column in zip(*[(one.colour, one.mono, one.sheets) for one in lines], strict=True)]
    colour, mono, sheets = sums or (0, 0, 0)
    return sum(part.micros for part in charge(colour, mono, sheets, lines, definition))


@given(job_lines, job_lines, definitions)
def test_fees_are_additive(one: list[RecordLine], other: list[RecordLine], definition: FeeDefinition) -> None:
    """FEE-06: two jobs cost what one job of both costs; no float, no loss."""
    assert total(one + other, definition) == total(one, definition) + total(other, definition)


@given(job_lines, definitions)
def test_each_part_is_named_once(lines: list[RecordLine], definition: FeeDefinition) -> None:
    """FEE-06: a job's fee can be explained part by part."""
    names = [part.part for part in charge(1, 1, 1, lines, definition)]
    assert len(names) == len(set(names))
