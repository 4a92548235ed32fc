"""The verbs of `pressroom limits` on the ledger of a stopped server (LIM-01, LIM-06 to LIM-08, LIM-10, JID-09)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.model.groups import UserGroupSetup
from core.store import InlinePace, Store
from harness import cli_limits


@pytest.fixture
def rows(ask):
    """What is listed, as JSON."""

    def listed(*words: str) -> list[dict[str, Any]]:
        code, out, err = ask("limits", "list", *words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return listed


def sales(ledger) -> None:
    """A user group with Sato in it."""

    async def main() -> None:
        store = await Store.open(ledger, pace=InlinePace(), now_us=SystemCalendar().now_us, chance=SystemChance())
        await store.groups.put_user_group(UserGroupSetup("Sales", "sales@example.org", notify_limit=True), [1001])
        await store.close()

    asyncio.run(main())


def test_usage_and_what_is_left(ask, rows) -> None:
    """JID-09: used and remaining sheets, fees and staples, and the status."""
    assert ask("limits", "set", "--account", "1001", "--sheets", "4", "--fee", "1", "--staples", "10")[0] == 0
    (row,) = rows("--account", "1001")
    used = (row["used_sheets"], row["used_fee_micros"], row["used_staples"])
    assert used == (5, 220_000, 0)  # 2 + (2 + 1) sheets; 3 + 3 mono pages x 0.02 and 1 colour x 0.10
    assert (row["remaining_sheets"], row["remaining_fee_micros"], row["remaining_staples"]) == (0, 780_000, 10)
    assert row["status"] == "limit exceeded"
    code, out, _ = ask("limits")
    assert code == 0
    assert "limit exceeded" in out
    assert ask("limits", "list", "--csv", "-")[1].startswith('"id","name","counts on","limit of","status","sheets"')


def test_a_reset(ask, rows) -> None:
    """JID-09: everywhere, or at a place; who is meant must be said."""
    assert ask("limits", "set", "--account", "1001", "--sheets", "4")[0] == 0
    assert ask("limits", "reset", "--account", "1001", "--printer", "desk")[1] == "reset 1001\n"
    assert rows("--account", "1001")[0]["used_sheets"] == 5  # it printed in the hall
    assert ask("limits", "reset", "--account", "1001")[1] == "reset 1001\n"
    assert rows("--account", "1001")[0]["used_sheets"] == 0
    assert "name an account" in ask("limits", "reset")[2]
    assert "there is none called 'loft'" in ask("limits", "reset", "--account", "1001", "--printer", "loft")[2]
    assert "1002 is no Job Account ID in force" in ask("limits", "reset", "--account", "1002")[2]


def test_a_groups_limit(ask, rows, ledger) -> None:
    """LIM-01, LIM-07: its members' total, or one for each; its reset is its members'."""
    sales(ledger)
    assert ask("limits", "set", "--group", "Sales", "--sheets", "4", "--every", "1 month")[0] == 0
    (own, groups) = rows("--group", "Sales")
    assert (own["account"], own["under"], own["effective_sheets"], own["status"]) == (1001, "Sales", None, "enabled")
    assert (groups["user_group"], groups["effective_sheets"], groups["account"]) == ("Sales", 4, None)
    assert ask("limits", "set", "--group", "Sales", "--for-each")[0] == 0
    (row,) = rows("--account", "1001")
    assert (row["under"], row["effective_sheets"]) == ("", 4)
    assert ask("limits", "reset", "--group", "Sales", "--json")[1] == '{"ok": true, "ids": [1001]}\n'
    assert ask("limits", "set", "--group", "Sales", "--no-limit")[0] == 0
    assert rows("--account", "1001")[0]["effective_sheets"] is None
    assert "there is none called 'Buying'" in ask("limits", "set", "--group", "Buying", "--sheets", "4")[2]


@pytest.mark.parametrize("verb", [("accounts", "change", "1001"), ("limits", "set", "--account", "1001")])
def test_a_changed_period_asks_whether_usage_is_reset(ask, rows, verb) -> None:
    """LIM-06: without an answer nothing changes; where there is no terminal to ask on, it must be given."""
    assert ask(*verb, "--sheets", "100")[0] == 0
    code, _, err = ask(*verb, "--every", "1 month")
    assert code == 2
    assert "the period changes: say what becomes of the usage (--reset-usage to begin at nothing" in err
    assert rows("--account", "1001")[0]["end_us"] is None
    assert ask(*verb, "--every", "1 month", "--keep-usage")[0] == 0
    assert rows("--account", "1001")[0]["end_us"] is not None
    assert ask(*verb, "--every", "1 month", "--base", "month end")[0] == 0  # what it is anyway
    assert ask(*verb, "--sheets", "90")[0] == 0  # the period stays
    assert ask(*verb, "--every", "none", "--reset-usage")[0] == 0
    assert rows("--account", "1001")[0]["used_sheets"] == 0


def test_a_changed_period_of_a_group_asks_too(ask, ledger) -> None:
    """LIM-06."""
    sales(ledger)
    assert ask("limits", "set", "--group", "Sales", "--sheets", "4", "--every", "1 month")[0] == 0
    assert "say what becomes of the usage" in ask("limits", "set", "--group", "Sales", "--every", "2 weeks")[2]
    assert ask("limits", "set", "--group", "Sales", "--every", "2 weeks", "--keep-usage")[0] == 0


def test_two_operators_at_once(ask, ledger, monkeypatch) -> None:
    """LIM-01: whoever sets a limit that a colleague has changed since he looked is told so, and nothing changes."""
    sales(ledger)
    assert ask("limits", "set", "--group", "Sales", "--sheets", "4")[0] == 0
    assert ask("limits", "set", "--account", "1001", "--sheets", "40")[0] == 0
    done = cli_limits.perform

    def interrupted(*values: Any) -> Any:  # the colleague is quicker
        monkeypatch.setattr(cli_limits, "perform", done)
        assert ask("limits", "set", *who, "--sheets", "7")[0] == 0
        return done(*values)

    for who, whose in ((("--group", "Sales"), "the limit of Sales"), (("--account", "1001"), "ID 1001")):
        monkeypatch.setattr(cli_limits, "perform", interrupted)
        code, _, err = ask("limits", "set", *who, "--sheets", "9")
        told = f"revision: {whose} was changed by somebody else meanwhile (look at it again, then repeat)"
        assert (code, err) == (2, f"{told}\n")
        rows = json.loads(ask("limits", "list", "--json")[1])
        assert 9 not in {row["effective_sheets"] for row in rows}
    assert ask("limits", "set", "--group", "Sales", "--sheets", "9")[0] == 0


BAD = [
    ("--sheets", "-1", "sheets: expected at least 0, found '-1'"),
    ("--sheets", "many", "sheets: expected a whole number, found 'many'"),
    ("--sheets", "1.5", "sheets: expected a whole number, found '1.5'"),
    ("--sheets", "9" * 20, f"sheets: expected at most 999999999, found '{'9' * 20}'"),
    ("--fee", "-0.01", "fee: expected at least 0, found '-0.01'"),
    ("--fee", "12,50", "fee: expected an amount such as 0.10, not '12,50'"),
    ("--fee", "NaN", "fee: expected an amount such as 0.10, not 'NaN'"),
    ("--fee", "0.0000001", "fee: expected an amount with at most 6 decimals, not '0.0000001'"),
    ("--fee", "1000000000", "fee: expected an amount of at most 999999999, not '1000000000'"),
    ("--staples", "-5", "staples: expected at least 0, found '-5'"),
    ("--carry-cap-sheets", "-3", "carry cap sheets: expected at least 0, found '-3'"),
    ("--carry-cap-fee", "x", "carry cap fee: expected an amount such as 0.10, not 'x'"),
    ("--every", "0 months", "every: expected a period such as 1 month, 2 weeks, 10 days or none, not '0 months'"),
    ("--every", "1000 days", "every: expected a period such as 1 month, 2 weeks, 10 days or none, not '1000 days'"),
    ("--base", "11", "a limit in months takes one of 10, 20, month end, closing day, not '11'"),
    ("--anchor", "2026-02-30", "anchor: expected a date such as 2026-03-30, found '2026-02-30'"),
    ("--anchor", "9999-12-31", "anchor: expected a date from 2000-01-01 to 2099-12-31, not 9999-12-31"),
]


@pytest.mark.parametrize(("option", "value", "told"), BAD)
@pytest.mark.parametrize("whose", [("--account", "1001"), ("--group", "Sales")])
def test_bad_limits_are_refused_by_name_and_change_nothing(ask, ledger, whose, option, value, told) -> None:
    """LIM-01, LIM-04, LIM-05: negative, huge and other numbers; the message names what is wrong."""
    sales(ledger)
    usual = (*whose, "--sheets", "9", "--every", "1 month", "--keep-usage")
    assert ask("limits", "set", *usual)[0] == 0
    before = ask("limits", "list", "--json")
    code, out, err = ask("limits", "set", *usual, option, value)
    assert (code, out) == (2, "")
    assert err.endswith(f"{told}\n")
    assert err.count("\n") == 1
    assert ask("limits", "list", "--json") == before


def test_asking_before_a_job_is_printed(ask) -> None:
    """LIM-10: what would exceed is refused, with the numbers, and told once; what is used up exactly is not."""
    assert ask("limits", "set", "--account", "1001", "--sheets", "8")[0] == 0
    assert ask("limits", "check", "1001", "--printer", "hall", "--sheets", "3")[1] == "fits: 5 of 8 sheets used\n"
    assert ask("limits", "check", "1001", "--printer", "hall", "--sheets", "4")[1].startswith("would exceed: 5 of 8")
    (event,) = json.loads(ask("limits", "events", "--json")[1])
    assert (event["kind"], event["account"], event["reason"]) == ("job refused", 1001, "5 of 8 sheets used")
    assert "job refused" in ask("limits", "events")[1]
    assert "fee: expected an amount" in ask("limits", "check", "1001", "--printer", "hall", "--fee", "x")[2]


def test_what_contradicts_itself_or_is_not_there_is_refused(ask, rows) -> None:
    """LIM-01: a limit and none at once; an account that nobody has."""
    before = rows("--account", "1001")
    code, out, err = ask("limits", "set", "--account", "1001", "--sheets", "5", "--no-limit")
    assert (code, out, err) == (2, "", "no-limit: either this, or a limit\n")
    assert rows("--account", "1001") == before
    for _ in range(2):  # the second time there is none to take away
        assert ask("limits", "set", "--account", "1001", "--no-limit")[0] == 0
    code, out, err = ask("limits", "list", "--account", "4711")
    assert (code, out, err) == (2, "", "account: there is no account 4711 (accounts list shows them)\n")
