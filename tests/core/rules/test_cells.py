"""LOG-10, LOG-12, AGG-03: values as people read and sort them, and columns by their names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.errors import BadInput
from core.rules.cells import Kind, cell, money, pick, sort_key

AT_S = 1_774_857_600  # 2026-03-30 08:00 UTC


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (None, Kind.NUMBER, None),
        ("Sato", Kind.TEXT, "Sato"),
        (3, Kind.NUMBER, 3),
        (160_000, Kind.MONEY, Decimal("0.16")),
        (AT_S * 1_000_000 + 999_999, Kind.INSTANT, "2026-03-30 10:00:00"),
        (AT_S, Kind.DEVICE_TIME, "2026-03-30 10:00:00"),
        (10**18, Kind.DEVICE_TIME, "1000000000000000000"),
    ],
)
def test_cells(value, kind, shown) -> None:
    assert cell(value, kind, "Europe/Berlin") == shown


@pytest.mark.parametrize(
    ("micros", "shown"),
    [
        (0, "0.00"),
        (1, "0.000001"),
        (10_000, "0.01"),
        (15_000, "0.015"),
        (1_500_000, "1.50"),
        (100_000_000, "100.00"),
        (123_456_789_012, "123456.789012"),
    ],
)
def test_money_has_two_decimals_or_as_many_as_it_takes(micros, shown) -> None:
    assert f"{money(micros):f}" == shown


@given(st.integers(-(2**62), 2**62))
def test_money_is_exact(micros) -> None:
    """AGG-04: what is shown is what was counted, whatever its size."""
    assert int(money(micros).scaleb(6)) == micros


def test_sorting() -> None:
    """LOG-10: blanks, then numbers, then text by letters."""
    values = ["b", None, 10, "A", 9, "a", ""]
    assert sorted(values, key=sort_key) == [None, 9, 10, "", "A", "a", "b"]


def test_columns_by_name() -> None:
    """LOG-10: in the order in which they are named."""
    known = {"no": 1, "total sheets": 2, "fee": 3}
    assert pick(["total_sheets", "NO"], known, "columns") == [2, 1]
    assert pick(["total-sheets "], known, "columns") == [2]
    with pytest.raises(BadInput, match="columns: there is none called 'weather'") as refused:
        pick(["weather"], known, "columns")
    assert refused.value.hint == "known are no, total sheets, fee"
    with pytest.raises(BadInput) as refused:
        pick(["Total-sheet"], known, "columns")
    assert refused.value.hint == "did you mean 'total sheets'?"
    with pytest.raises(BadInput) as refused:
        pick(["weather"], {f"column {number}": number for number in range(21)}, "columns")
    assert refused.value.hint == "docs/reports.md lists them"
    with pytest.raises(BadInput, match="'no' is named twice"):
        pick(["no", "No"], known, "columns")
