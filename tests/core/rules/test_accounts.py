"""JID-01, JID-02: what an account may be called."""

from __future__ import annotations

from datetime import date

import pytest

from core.model import AccountSetup, Base, Limit, Period, PeriodKind
from core.model.errors import BadInput
from core.rules.accounts import check_account


@pytest.mark.parametrize(
    ("id_", "name", "field"),
    [
        (1, "Sato", None),
        (999_999_999, "x" * 80, None),
        (0, "Unregistered ID", None),
        (-1, "Sato", "id"),
        (1_000_000_000, "Sato", "id"),
        (0, "Sato", "name"),
        (1, "Unregistered ID", "name"),
        (1, "", "name"),
        (1, "   ", "name"),
        (1, "x" * 81, "name"),
        (1, 'Sa"to', "name"),
    ],
)
def test_id_and_name(id_: int, name: str, field: str | None) -> None:
    """JID-01: anything else is refused naming the field."""
    if field is None:
        check_account(AccountSetup(id_, name))
        return
    with pytest.raises(BadInput) as refused:
        check_account(AccountSetup(id_, name))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "limit",
    [
        Limit(10, None, Period(PeriodKind.MONTHS, 1, Base.MONDAY, date(2026, 1, 1))),
        Limit(10, None, Period(PeriodKind.WEEKS, 1, Base.MONTH_END, date(2026, 1, 1))),
        Limit(10, None, Period(PeriodKind.DAYS, 1, Base.DAY_10, date(2026, 1, 1))),
        Limit(10, None, Period(PeriodKind.DAYS, 0, Base.NONE, date(2026, 1, 1))),
        Limit(-1),
        Limit(10, carry_over=True),
    ],
)
def test_impossible_limits(limit: Limit) -> None:
    """LIM-04, LIM-05: base and period go together."""
    with pytest.raises(BadInput, match="limit"):
        check_account(AccountSetup(1, "Sato", limit=limit))
