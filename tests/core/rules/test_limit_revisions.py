"""JID-06, LIM-07: what stands for a user group's limit as it is set now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core.model import Base, Limit, Period, PeriodKind
from core.model.errors import BadInput
from core.model.metering import GroupLimit
from core.rules.accounts import check_limit_revision, revision_of_limit

PERIOD = Period(PeriodKind.MONTHS, 1, Base.MONTH_END, date(2026, 3, 1), "Europe/Berlin")
KNOWN = GroupLimit(Limit(100, 5_000_000, PERIOD, staples=7))
CHANGES = [
    {"sheets": 101},
    {"fee_micros": None},
    {"staples": 8},
    {"carry_over": True},
    {"carry_cap_sheets": 5},
    {"carry_cap_fee_micros": 5},
    {"carry_cap_staples": 5},
    *(
        {"period": replace(PERIOD, **change)}
        for change in (
            {"kind": PeriodKind.DAYS},
            {"every": 2},
            {"base": Base.DAY_10},
            {"anchor": date(2026, 3, 2)},
            {"zone": "UTC"},
        )
    ),
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_any_change_of_a_limit_gives_another_revision(change: dict[str, Any]) -> None:
    """JID-06, LIM-07: who changes a limit that somebody else has changed meanwhile is told."""
    changed = KNOWN._replace(limit=replace(KNOWN.limit, **change))
    seen = revision_of_limit(KNOWN)
    assert revision_of_limit(changed) != seen == revision_of_limit(KNOWN._replace())
    check_limit_revision("Sales", seen, KNOWN)
    with pytest.raises(
        BadInput, match=r"^revision: the limit of Sales was changed by somebody else meanwhile$"
    ) as told:
        check_limit_revision("Sales", seen, changed)
    assert (told.value.field, told.value.hint) == ("revision", "look at it again, then repeat")


def test_for_all_or_for_each() -> None:
    """LIM-07."""
    assert revision_of_limit(KNOWN._replace(for_each=True)) != revision_of_limit(KNOWN)


def test_a_revision_is_short() -> None:
    """JID-06: it is typed by people."""
    assert len(revision_of_limit(KNOWN)) == 12
    assert revision_of_limit(None) == "none"


def test_a_limit_that_is_not_there() -> None:
    """JID-06: who has seen none is told of one, and the other way round; who asks for nothing is not."""
    check_limit_revision("Sales", None, KNOWN)
    check_limit_revision("Sales", "none", None)
    with pytest.raises(BadInput, match="meanwhile"):
        check_limit_revision("Sales", "none", KNOWN)
    with pytest.raises(BadInput, match="meanwhile"):
        check_limit_revision("Sales", revision_of_limit(KNOWN), None)
