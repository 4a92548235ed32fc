"""Records are acquired by the printer's owner (PRN-09, PRN-10)."""

from __future__ import annotations

RIVAL = "ab" * 16


def taken_over(case, at_us):
    """Another server claims the printer at an instant; the journal stays in order."""
    events = case["journals"]["lobby"]
    place = next((place for place, event in enumerate(events) if event[1] > at_us), len(events))
    events.insert(place, ("owner", at_us, RIVAL, 2))
    return case


def acquired_us(case):
    return max(row["acquired_us"] for row in case["ledger"]["jobs"] if row["printer"] == "lobby")


def test_the_owner_may_acquire(busy, ask):
    check = ask.check(busy.case(), "owners")
    assert check.result == "pass"
    assert check.examined == len(busy.rows)


def test_who_is_no_longer_the_owner_may_not(busy, ask):
    case = busy.case()
    check = ask.check(taken_over(case, acquired_us(case) - 1), "owners")
    assert check.result == "fail"
    assert check.findings[0].endswith(f"acquired at {acquired_us(case)}, when the printer was server abababab's")


def test_a_claim_in_the_same_instant_may_have_come_after(busy, ask):
    case = busy.case()
    assert ask.check(taken_over(case, acquired_us(case)), "owners").result == "pass"


def test_without_an_owner_in_the_journal_nothing_is_examined(busy, ask):
    case = busy.case()
    for name, events in case["journals"].items():
        case["journals"][name] = [event for event in events if event[0] != "owner"]
    assert ask.check(case, "owners").result == "unknown"
