"""JID-01, JID-02, LIM-04, LIM-05: what is refused of an account, in which words, and what is just allowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.model import SPECIAL_IDS, Account, AccountSetup, Base, Limit, Period, PeriodKind
from core.model.errors import BadInput
from core.rules.accounts import check_account, check_limit, check_name, check_revision, revision_of
from core.wire.mib import Restriction

DAY = date(2026, 1, 1)
ACCOUNT = Account(3, 7, "Sato", "", Restriction(0), None, 0, None)


def refusal(work, *arguments: object) -> tuple[str, str, str]:
    with pytest.raises(BadInput) as refused:
        work(*arguments)
    return refused.value.field, refused.value.reason, refused.value.hint


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "a group needs a name"),
        (" ", "a group needs a name"),
        ("x" * 81, "at most 80 characters"),
        ('a"b', 'no quotation mark (") is allowed'),
        ("a\nb", "no line break, tabulator or other control character is allowed"),
    ],
)
def test_names(name: str, reason: str) -> None:
    """JID-01: the words of a refusal."""
    assert refusal(check_name, name, "a group") == ("name", reason, "")
    check_name("x" * 80, "a group")
    check_name("क्‍ष 👩‍🔬", "a group")  # joiners hold some letters and emoji together


@pytest.mark.parametrize(
    ("id_", "name", "expected"),
    [
        (-1, "Sato", ("id", "a Job Account ID lies between 1 and 999999999", "")),
        (0, "Sato", ("name", "ID 0 is always called Unregistered ID", "")),
        (
            *(1, "Unregistered ID"),
            ("name", "Unregistered ID is the name of an ID that always exists", "choose another name"),
        ),
        (1, "", ("name", "an account needs a name", "")),
    ],
)
def test_ids_and_names(id_: int, name: str, expected: tuple[str, str, str]) -> None:
    """JID-01, JID-02: field, reason and hint."""
    assert refusal(check_account, AccountSetup(id_, name)) == expected


@pytest.mark.parametrize(("id_", "name"), SPECIAL_IDS.items())
def test_special_ids_have_their_names(id_: int, name: str) -> None:
    """JID-02: those and no others."""
    check_account(AccountSetup(id_, name))
    assert refusal(check_account, AccountSetup(id_, "Sato"))[0] == "name"
    assert refusal(check_account, AccountSetup(1, name))[0] == "name"


def limit(kind: PeriodKind, every: int, base: Base, **more: object) -> Limit:
    return Limit(**{"sheets": 10, "period": Period(kind, every, base, DAY), **more})


MONTHS_BASES = "10, 20, month end, closing day"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (
            limit(PeriodKind.MONTHS, 1, Base.MONDAY),
            f"a period in months has base {MONTHS_BASES}",
        ),
        (
            limit(PeriodKind.WEEKS, 1, Base.DAY_10),
            "a period in weeks has base Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
        ),
        (limit(PeriodKind.DAYS, 1, Base.DAY_10), "a period in days has base none"),
        (limit(PeriodKind.NONE, 1, Base.DAY_10), "a period in none has base none"),
        (limit(PeriodKind.DAYS, 0, Base.NONE), "a period repeats every 1 or more"),
        (Limit(sheets=-1), "a limit is 0 or more"),
        (Limit(fee_micros=-1), "a limit is 0 or more"),
        (Limit(staples=-1), "a limit is 0 or more"),
        (Limit(sheets=1, carry_cap_sheets=-1), "a limit is 0 or more"),
        (Limit(sheets=1, carry_cap_staples=-1), "a limit is 0 or more"),
        (Limit(sheets=1, carry_over=True), "carry over needs a period"),
    ],
)
def test_limits_that_cannot_be_kept(wrong: Limit, reason: str) -> None:
    """LIM-04, LIM-05: the words of a refusal."""
    assert refusal(check_limit, wrong) == ("limit", reason, "")
    assert refusal(check_account, AccountSetup(1, "Sato", limit=wrong)) == ("limit", reason, "")


@pytest.mark.parametrize(
    "right",
    [
        limit(PeriodKind.MONTHS, 1, Base.MONTH_END),
        limit(PeriodKind.MONTHS, 2, Base.DAY_10, carry_over=True),
        limit(PeriodKind.WEEKS, 1, Base.MONDAY),
        limit(PeriodKind.DAYS, 1, Base.NONE, carry_over=True),
        Limit(sheets=0, fee_micros=0),
        Limit(sheets=1, carry_cap_sheets=0),
        Limit(sheets=None, fee_micros=1),
    ],
)
def test_limits_that_can(right: Limit) -> None:
    """LIM-04: nothing is as good a limit as any; one day is a period."""
    check_limit(right)


def test_a_revision_says_who_was_faster() -> None:
    """JID-06: field, reason and hint."""
    taken = AccountSetup(7, "Ito", revision="")
    assert refusal(check_revision, taken, ACCOUNT) == ("id", "7 is in use already", "by Sato")
    old = AccountSetup(7, "Sato", revision="0" * 12)
    assert refusal(check_revision, old, ACCOUNT) == (
        *("revision", "ID 7 was changed by somebody else meanwhile", "look at it again, then repeat"),
    )
    assert refusal(check_revision, old, None) == ("id", "7 was deleted meanwhile", "")


@pytest.mark.parametrize(
    "change",
    [
        {"sheets": 11},
        {"fee_micros": 1},
        {"staples": 1},
        {"carry_over": True},
        {"carry_cap_sheets": 1},
        {"carry_cap_fee_micros": 1},
        {"carry_cap_staples": 1},
        {"period": Period(PeriodKind.MONTHS, 2, Base.MONTH_END, DAY)},
        {"period": Period(PeriodKind.MONTHS, 1, Base.DAY_10, DAY)},
        {"period": Period(PeriodKind.MONTHS, 1, Base.MONTH_END, date(2026, 2, 1))},
        {"period": Period(PeriodKind.MONTHS, 1, Base.MONTH_END, DAY, "Asia/Tokyo")},
    ],
)
def test_each_part_of_a_limit_gives_another_revision(change: dict[str, object]) -> None:
    """JID-06: 12 hexadecimal digits that stand for all that a person has set."""
    base = limit(PeriodKind.MONTHS, 1, Base.MONTH_END)
    before = revision_of(replace(ACCOUNT, limit=base))
    assert revision_of(replace(ACCOUNT, limit=replace(base, **change))) != before
    assert len(before) == 12
    assert int(before, 16) >= 0


@pytest.mark.parametrize("change", [{"alone": True}, {"notify_totals": True}, {"notify_limit": True}])
def test_each_mark_gives_another_revision(change: dict[str, object]) -> None:
    """JID-06: also what is not a limit."""
    assert revision_of(replace(ACCOUNT, **change)) != revision_of(ACCOUNT)
