"""LIM-07: whose usage is counted together, and where."""

from __future__ import annotations

import pytest

from core.model import Limit
from core.model.metering import UNGROUPED, GroupTerms, Held, Holder, Scope
from core.rules.metering import held_by, scope_of

OWN, SHARED = Limit(10), Limit(100)


@pytest.mark.parametrize(
    ("own", "alone", "group", "expected"),
    [
        (OWN, False, None, Held(Holder(5), OWN, False)),
        (None, False, None, Held(Holder(5), None, False)),
        (OWN, True, None, Held(Holder(5), OWN, True)),
        (OWN, False, GroupTerms(7, None), Held(Holder(5), OWN, False)),
        (OWN, False, GroupTerms(7, SHARED), Held(Holder(None, 7), SHARED, False)),
        (None, False, GroupTerms(7, SHARED, alone=True), Held(Holder(None, 7), SHARED, True)),
        (OWN, True, GroupTerms(7, SHARED), Held(Holder(5), OWN, True)),
        (OWN, False, GroupTerms(7, SHARED, for_each=True), Held(Holder(5), SHARED, False)),
        (OWN, False, GroupTerms(7, SHARED, alone=True, for_each=True), Held(Holder(5), SHARED, True)),
    ],
)
def test_the_limit_an_account_prints_under(
    own: Limit | None, alone: bool, group: GroupTerms | None, expected: Held
) -> None:
    """LIM-07: a group's limit stands in for its members' own, unless they are not processed as a group."""
    assert held_by(5, own, alone=alone, group=group) == expected


def test_nothing_but_a_limit() -> None:
    """LIM-07: without anything said an account is for itself, in all its printers' groups."""
    assert held_by(5, OWN) == Held(Holder(5), OWN, False)


@pytest.mark.parametrize(
    ("group", "alone", "expected"),
    [
        (None, False, UNGROUPED),
        (None, True, UNGROUPED),
        (3, False, Scope(3, None)),
        (3, True, Scope(3, 1)),
    ],
)
def test_where_usage_counts(group: int | None, alone: bool, expected: Scope) -> None:
    """LIM-07: printers of a group together, or each by itself; all without a group together."""
    assert scope_of(1, group, alone=alone) == expected
