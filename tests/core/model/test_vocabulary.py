"""The vocabulary is immutable, and can be compared and hashed where that is needed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from core.model import (
    EDITION_PRINTERS,
    MONTH_BASES,
    WEEKDAYS,
    Account,
    Base,
    FeeDefinition,
    LedgerSettings,
    Limit,
    Period,
    PrinterRow,
)
from core.wire.mib import Restriction


@pytest.mark.parametrize(
    ("thing", "field"),
    [
        (Period(), "every"),
        (Limit(), "sheets"),
        (Account(1, 1001, "Sato", "", Restriction(0), None, 0, None), "name"),
        (FeeDefinition("office"), "sheet"),
        (PrinterRow("lobby", "127.0.0.1"), "name"),
        (LedgerSettings(), "zone"),
    ],
)
def test_frozen(thing: object, field: str) -> None:
    with pytest.raises((FrozenInstanceError, TypeError)):
        setattr(thing, field, 1)


def test_bases() -> None:
    """LIM-04: 10, 20, month end, closing day; and the weekdays in the order of date.weekday."""
    assert [base.value for base in MONTH_BASES] == ["10", "20", "month end", "closing day"]
    assert [f"{date(2026, 3, 23 + day):%A}" for day in range(7)] == [base.value for base in WEEKDAYS]
    assert set(MONTH_BASES) | set(WEEKDAYS) | {Base.NONE} == set(Base)


def test_editions() -> None:
    """PRN-01."""
    assert dict(EDITION_PRINTERS) == {"enterprise": 1000, "standard": 50}
