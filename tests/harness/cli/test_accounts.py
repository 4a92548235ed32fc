"""The verbs of `pressroom accounts` on the ledger of a stopped server (JID-01, JID-03, JID-06, JID-09)."""

from __future__ import annotations

import asyncio
import json
from csv import reader
from pwd import struct_passwd
from typing import Any

import pytest

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.model import SPECIAL_IDS
from core.store import InlinePace, Store


@pytest.fixture
def known(ask):
    """The accounts by ID, as listed."""

    def listed() -> dict[int, dict[str, Any]]:
        code, out, err = ask("accounts", "list", "--json")
        assert (code, err) == (0, "")
        return {row["id"]: row for row in json.loads(out)}

    return listed


def limit_of(ledger, number: int) -> Any:
    async def main() -> Any:
        store = await Store.open(
            ledger, pace=InlinePace(), now_us=SystemCalendar().now_us, chance=SystemChance(), lease=False
        )
        try:
            return next(each.limit for each in await store.accounts() if each.id == number)
        finally:
            await store.close()

    return asyncio.run(main())


def test_add_and_list(ask, known) -> None:
    code, out, err = ask(
        *("accounts", "add", "--id", "1002", "--name", "山田 👩‍👩‍👧", "--mail", "y@example.org"),
        *("--restrict", "disable printing,print in mono", "--sheets", "100", "--fee", "12.5"),
        *("--every", "1 month", "--base", "closing day", "--carry-over"),
    )
    assert (code, out, err) == (0, "added 1002 山田 👩‍👩‍👧\n", "")
    row = known()[1002]
    assert (row["name"], row["mail"], row["of sheets"], row["of fee"]) == ("山田 👩‍👩‍👧", "y@example.org", 100, "12.50")
    assert ask("accounts")[1] == ask("accounts", "list")[1]
    assert "disable printing, print in mono" in ask("accounts")[1]


BAD = [
    (["--id", "0"], "an ID that always exists, 'Unregistered ID' (JID-02)"),
    (["--id", "1001"], "id: 1001 is in use already (by Sato)"),
    (["--id", "-1"], "id: expected a whole number such as 100"),
    (["--id", "1000000000"], "id: expected a Job Account ID from 1 to 999999999"),
    (["--id", "x"], "id: expected a whole number such as 100, not 'x'"),
    (["--name", "Sato"], "name: Sato is the name of ID 1001"),
    (["--name", ""], "name: expected at least 1 characters"),
    (["--name", "x" * 81], "name: expected at most 80 characters"),
    (["--name", 'A"'], "no quotation mark"),
    (["--name", "\udcff"], "name: "),
    (["--mail", "nobody"], "mail: expected a mail address"),
    (["--restrict", "colour"], "restrict 0: expected disable printing, disable colour, print in mono, disable copying"),
    (["--sheets", "-1"], "limit sheets: expected at least 0"),
    (["--sheets", "many"], "limit sheets: expected a whole number"),
    (["--fee", "1e3"], "limit fee: expected an amount"),
    (["--fee", "-0.01"], "limit fee: expected"),
    (["--fee", "0.0000001"], "limit fee: expected an amount with at most 6 decimals"),
    (["--sheets", "9" * 30], "limit sheets: expected"),
    (["--fee", "1e999999999"], "limit fee: expected an amount"),
    (["--fee", "nan"], "limit fee: expected an amount"),
    (["--fee", "1000000000"], "limit fee: expected an amount of at most 999999999"),
    (["--sheets", "1000000000"], "limit sheets: expected at most 999999999"),
    (["--fee", "9" * 30], "limit fee: expected"),
    (["--every", "1 month"], "limit: a limit needs sheets, fee or staples"),
    (["--sheets", "1", "--every", "0 days"], "limit every: expected a period"),
    (["--sheets", "1", "--every", "monthly"], "limit every: expected a period"),
    (["--sheets", "1", "--every", "1 month", "--base", "15"], "limit: a limit in months takes one of 10, 20"),
    (["--sheets", "1", "--every", "1 week", "--base", "10"], "limit: a limit in weeks takes one of Monday"),
    (["--sheets", "1", "--carry-over"], "limit: carry over needs a period"),
    (["--sheets", "1", "--every", "1 day", "--anchor", "2026-02-30"], "limit anchor: "),
]


@pytest.mark.parametrize(
    ("bad", "why"), BAD, ids=[" ".join(bad)[:40].encode("ascii", "replace").decode() for bad, _ in BAD]
)
def test_bad_input_changes_nothing(ask, known, bad: list[str], why: str) -> None:
    """JID-01, LIM-01, LIM-04: refused naming the field, in one line."""
    before = known()
    words = {"--id": "1002", "--name": "Ito", **dict(zip(bad[::2], bad[1::2], strict=False))}
    flags = [bad[-1]] if len(bad) % 2 else []
    code, out, err = ask("accounts", "add", *[part for pair in words.items() for part in pair], *flags)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert why in err
    assert known() == before


def test_change_keeps_what_is_not_named(ask, known, ledger) -> None:
    """JID-06."""
    limited = ["--sheets", "100", "--every", "2 weeks", "--base", "Friday", "--carry-over", "--anchor", "2026-03-01"]
    assert ask("accounts", "add", "--id", "7", "--name", "Ito", "--restrict", "disable colour", *limited)[0] == 0
    before = limit_of(ledger, 7)
    assert ask("accounts", "change", "7", "--mail", "ito@example.org") == (0, "changed 7\n", "")
    assert ask("accounts", "change", "7", "--name", "Ito the younger")[0] == 0
    assert limit_of(ledger, 7) == before
    row = known()[7]
    assert (row["name"], row["mail"], row["restrictions"]) == ("Ito the younger", "ito@example.org", "disable colour")
    assert ask("accounts", "change", "7", "--fee", "3", "--sheets", "unlimited")[0] == 0
    after = limit_of(ledger, 7)
    assert (after.sheets, after.fee_micros, after.period, after.carry_over) == (None, 3_000_000, before.period, True)
    assert ask("accounts", "change", "7", "--every", "1 month", "--keep-usage")[0] == 0
    assert limit_of(ledger, 7).period.base == "month end"
    assert ask("accounts", "change", "7", "--restrict", "nothing", "--mail", "", "--no-limit")[0] == 0
    row = known()[7]
    assert (row["restrictions"], row["mail"], limit_of(ledger, 7)) == ("", "", None)


def test_a_change_of_what_somebody_else_has_changed_is_refused(ask, known) -> None:
    seen = known()[1001]["revision"]
    assert ask("accounts", "change", "1001", "--name", "Sato A", "--revision", seen)[0] == 0
    code, _, err = ask("accounts", "change", "1001", "--name", "Sato B", "--revision", seen)
    assert (code, err) == (
        2,
        "revision: ID 1001 was changed by somebody else meanwhile (look at it again, then repeat)\n",
    )
    assert known()[1001]["name"] == "Sato A"


def test_remove_and_reset(ask, known) -> None:
    assert ask("accounts", "change", "1001", "--sheets", "1")[0] == 0
    assert known()[1001]["status"] == "limit exceeded"
    assert ask("accounts", "reset", "1001") == (0, "reset 1001\n", "")
    assert (known()[1001]["status"], known()[1001]["used sheets"]) == ("enabled", 0)
    assert ask("accounts", "remove", "1001", "--json") == (0, '{"ok": true}\n', "")
    assert list(known()) == list(SPECIAL_IDS)
    assert ask("verify")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["remove", "0"], "cannot be deleted"),
        (["remove", "5"], "5"),
        (["reset", "5"], "5"),
        (["change", "5", "--name", "x"], "id: there is no account 5"),
        (["change", "1001", "--name", 'x"'], "quotation mark"),
        (["change", "1001", "--id", "5"], "No such option"),
        (["change", "0", "--name", "x"], "always exists"),
        (["change", "1001", "--sheets", "4", "--no-limit"], "no-limit: either this, or a limit"),
        (["change", "1001", "--revision", "000000000000"], "changed by somebody else"),
        (["import", "nowhere.csv"], "file: nowhere.csv: cannot be read"),
    ],
)
def test_what_cannot_be(ask, known, arguments: list[str], why: str) -> None:
    before = known()
    code, out, err = ask("accounts", *arguments)
    assert (code, out) == (2, "")
    assert why in err
    assert known() == before


def test_options_before_the_verb_are_refused(capsys) -> None:
    from harness import cli

    assert cli.run(["accounts", "--json", "list"]) == 2
    assert "options stand after list" in capsys.readouterr().err


def test_import(ask, known, tmp_path) -> None:
    """JID-03: those whose name or number is there are skipped and listed."""
    file = tmp_path / "people.csv"
    file.write_bytes(b"\xef\xbb\xbf" + b'Ito,1002,ito@example.org\r\n\r\nX,1001\r\nSato,5\r\n"Berg, Bo",6\r\nIto,8')
    code, out, err = ask("accounts", "import", str(file), "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert answer["added"] == 2
    assert [(each["line"], each["id"], each["why"]) for each in answer["skipped"]] == [
        (3, 1001, "id: 1001 is in use already (by Sato)"),
        (4, 5, "name: Sato is the name of ID 1001"),
        (6, 8, "name: Ito is the name of ID 1002"),
    ]
    assert {number: row["name"] for number, row in known().items() if number not in SPECIAL_IDS} == {
        6: "Berg, Bo",
        1001: "Sato",
        1002: "Ito",
    }
    assert ask("accounts", "import", str(file))[1].startswith("added 0, skipped 5\n")


def test_an_import_with_a_bad_line_changes_nothing(ask, known, tmp_path) -> None:
    """JID-03: every bad line is told, nothing of the good ones is taken."""
    file, before = tmp_path / "people.csv", known()
    file.write_text("Ito,1002\nBo\nCy,x\n")
    code, out, err = ask("accounts", "import", str(file))
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"{file}:2:1: expected name,id[,mail], found 1 value",
        f"{file}:3:1: id: expected a whole number from 1 to 999999999, found 'x'",
    ]
    assert known() == before


def test_a_file_of_names(ask, known, tmp_path) -> None:
    """JID-04, JID-14: each gets an ID that is shown; all get the same functions, and one is changed."""
    file = tmp_path / "names.csv"
    file.write_text('Ann,ann@example.org\nSato\n"O\'Neil, 🖨"\n', encoding="utf-8")
    options = ("--restrict", "disable fax", "--sheets", "5", "--notify-totals", "--alone")
    code, out, err = ask("accounts", "enrol", str(file), *options, "--json")
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert [each["name"] for each in answer["added"]] == ["Ann", "O'Neil, 🖨"]
    assert [each["name"] for each in answer["skipped"]] == ["Sato"]
    one, other = (each["id"] for each in answer["added"])
    assert (known()[one]["mail"], known()[one]["functions"]) == ("ann@example.org", "alone, notify totals")
    assert ask("accounts", "change", str(other), "--not-alone", "--notify-limit")[0] == 0
    assert known()[other]["functions"] == "notify totals, notify limit"
    assert {known()[one]["of sheets"], known()[other]["of sheets"]} == {5}
    assert ask("accounts", "list", "--csv", "-")[1].count("disable fax") == 2


def test_people_of_this_machine(ask, known, monkeypatch) -> None:
    """JID-04: those who may log in to it, and no service."""
    people = [("root", 0), ("nobody", 65_534), ("ito", 1000), ("ann", 70_001)]
    monkeypatch.setattr(
        "harness.cli_people.pwd.getpwall",
        lambda: [struct_passwd((name, "x", number, number, name, "/", "/bin/sh")) for name, number in people],
    )
    code, out, err = ask("accounts", "enrol", "--machine", "--csv", "-")
    assert (code, err) == (0, "")
    rows = list(reader(out.splitlines()))
    assert rows[0] == ["name", "id"]
    assert {name for name, _ in rows[1:]} == {known()[int(number)]["name"] for _, number in rows[1:]} == {"ann", "ito"}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("Ann\nBo,no address\n", ":2:1: mail: expected a mail address"),
        ("Ann\n\n" + "x" * 81 + "\n", ":3:1: name: expected at most 80 characters"),
        ("Ann\nBo,8,bo@example.org\n", ":2:1: expected name[,mail], found 3 values"),
        ("", ":1:1: there is nothing in this file"),
    ],
)
def test_with_a_bad_line_nobody_is_taken_over(ask, known, tmp_path, lines, why) -> None:
    """JID-04: the line is told by its number."""
    file = tmp_path / "names.csv"
    file.write_text(lines, encoding="utf-8")
    before = known()
    code, _, err = ask("accounts", "enrol", str(file))
    assert code == 2
    assert why in err
    assert known() == before
    assert ask("accounts", "enrol")[0] == 2
