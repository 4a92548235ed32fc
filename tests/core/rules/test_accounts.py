"""JID-01, JID-02: what an account may be called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.model import Account, AccountSetup, Base, Limit, Period, PeriodKind
from core.model.errors import BadInput
from core.rules.accounts import check_account, check_revision, revision_of
from core.wire.mib import Restriction


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


ACCOUNT = Account(3, 7, "Sato", "", Restriction(0), Limit(10, None, Period(PeriodKind.MONTHS)), 0, None)


@pytest.mark.parametrize(
    "change",
    [
        {"key": 4},
        {"name": "Ito"},
        {"mail": "a@b"},
        {"restrictions": Restriction.DISABLE_COLOUR},
        {"limit": None},
        {"limit": Limit(11, None, Period(PeriodKind.MONTHS))},
        {"limit": Limit(10, 5, Period(PeriodKind.MONTHS))},
        {"limit": Limit(10, None, Period(PeriodKind.WEEKS))},
        {"limit": Limit(10, None, Period(PeriodKind.MONTHS), carry_over=True)},
        {"limit": Limit(10, None, Period(PeriodKind.MONTHS), carry_cap_sheets=1)},
    ],
)
def test_any_change_gives_another_revision(change: dict[str, Any]) -> None:
    """JID-06: who changes an account that somebody else has changed meanwhile is told."""
    changed = replace(ACCOUNT, **change)
    assert revision_of(changed) != revision_of(ACCOUNT) == revision_of(replace(ACCOUNT))
    seen = AccountSetup(7, "Sato", revision=revision_of(ACCOUNT))
    check_revision(seen, ACCOUNT)
    with pytest.raises(BadInput, match="ID 7 was changed by somebody else meanwhile"):
        check_revision(seen, changed)


def test_a_revision_of_what_is_not_there() -> None:
    """JID-01: an ID is unique."""
    check_revision(AccountSetup(7, "Sato"), None)
    check_revision(AccountSetup(7, "Sato"), ACCOUNT)
    check_revision(AccountSetup(7, "Sato", revision=""), None)
    with pytest.raises(BadInput, match="id: 7 is in use already"):
        check_revision(AccountSetup(7, "Sato", revision=""), ACCOUNT)
    with pytest.raises(BadInput, match="id: 7 was deleted meanwhile"):
        check_revision(AccountSetup(7, "Sato", revision=revision_of(ACCOUNT)), None)
