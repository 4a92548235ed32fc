"""The verbs of groups, users and places on the ledger of a stopped server (PRN-22, JID-05, JID-07, JID-08, JID-11)."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from typing import Any

import pytest

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.model import PrinterRow
from core.store import InlinePace, Store
from core.wire.mib import Capability


@pytest.fixture
def house(ledger, ask):
    """Two printers whose panels ask who is there and one whose panel does not, and the IDs 1001, 1002 and 1003."""

    async def main() -> None:
        store = await Store.open(ledger, pace=InlinePace(), now_us=SystemCalendar().now_us, chance=SystemChance())
        for number, name in enumerate(("lobby", "attic"), 1):
            row = PrinterRow(name, f"127.20.9.{number}", capabilities=int(Capability.USERS | Capability.IDS))
            await store.add_printer(row)
        await store.add_printer(PrinterRow("cellar", "127.20.9.3", capabilities=int(Capability.IDS)))
        await store.close()

    asyncio.run(main())
    for number, name in ((1002, "Ito"), (1003, "Weber")):
        assert ask("accounts", "add", "--id", str(number), "--name", name)[0] == 0
    return ask


def listed(ask, *words: str) -> list[dict[str, Any]]:
    code, out, err = ask(*words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def done(ask, *words: str) -> None:
    code, _, err = ask(*words)
    assert (code, err) == (0, "")


def test_printer_groups(house) -> None:
    """PRN-22"""
    done(house, "groups", "add-printers", "Floor", "--printers", "lobby, attic")
    done(house, "groups", "move-printers", "attic", "--to", "Floor", "--no-ids")
    done(house, "groups", "rename-printers", "Floor", "--to", "Up")
    (row,) = listed(house, "groups")
    assert (row["kind"], row["name"], row["members"], row["without its IDs"]) == (
        *("printers", "Up", "attic, lobby", "attic"),
    )
    done(house, "groups", "move-printers", "lobby", "--to", "none")
    assert listed(house, "groups", "list")[0]["members"] == "attic"
    assert house("groups", "list", "--csv", "-")[1].splitlines()[1].startswith('"printers","Up","attic"')
    done(house, "groups", "remove-printers", "Up")
    assert listed(house, "groups") == []


def test_user_groups(house) -> None:
    """JID-08"""
    done(
        house,
        "groups",
        "add-users",
        "Sales",
        "--members",
        "1001,1002",
        "--restrict",
        "disable fax",
        "--mail",
        "s@x.org",
    )
    done(house, "groups", "change-users", "Sales", "--name", "Sellers", "--mail", "", "--notify-limit")
    done(house, "groups", "move-users", "1003", "--to", "Sellers")
    done(house, "groups", "move-users", "1002", "--to", "none")
    (row,) = listed(house, "groups")
    assert row["functions"] == "notify limit"
    assert (row["name"], row["members"], row["mail"], row["restrictions"]) == (
        "Sellers",
        "1001, 1003",
        "",
        "disable fax",
    )
    assert {row["id"]: row["group"] for row in listed(house, "accounts")}[1003] == "Sellers"
    done(house, "groups", "remove-users", "Sellers")
    assert {row["group"] for row in listed(house, "accounts")} == {""}


def test_places(house) -> None:
    """JID-05, JID-07"""
    done(house, "groups", "add-printers", "Floor", "--printers", "attic")
    done(house, "accounts", "register", "1001,1002", "--on", "lobby", "--groups", "Floor", "--restrict", "disable fax")
    done(house, "accounts", "unregister", "1002", "--groups", "Floor")
    registered = {row["id"]: row["registered"] for row in listed(house, "accounts")}
    assert (registered[1001], registered[1002], registered[1003]) == ("lobby, group Floor", "lobby", "everywhere")
    assert house("accounts", "copy", "--from", "lobby", "--on", "attic,cellar")[1] == "1 to attic, 2 to cellar\n"
    done(house, "accounts", "register", "1002", "--everywhere")
    assert {row["id"]: row["registered"] for row in listed(house, "accounts")}[1002] == "everywhere"


def test_no_password_is_ever_written_down(house, ledger) -> None:
    """JID-11: there is a salted hash of it, another one for each user, in the ledger and nowhere anything else."""
    for name in ("sato", "ito"):
        done(house, "users", "add", "lobby,attic", name, "--id", "1001", "--password", "swordfish-4711")
    assert b"swordfish" not in ledger.read_bytes()
    raw = sqlite3.connect(ledger)
    kept = raw.execute(
        "SELECT salt, hash FROM users, printers p WHERE printer_key = p.key AND p.name = 'lobby'"
    ).fetchall()
    assert b"swordfish" not in repr(list(raw.iterdump())).encode()
    raw.close()
    (one_salt, one), (other_salt, other) = kept
    assert one_salt != other_salt
    assert one != other
    assert {len(one), len(other)} == {32}


def test_users(house, tmp_path) -> None:
    """JID-11, JID-15"""
    file = tmp_path / "users.csv"
    file.write_text("sato,1001\nIto,1002\n", encoding="utf-8")
    done(house, "users", "add", "lobby", "weber", "--id", "1003", "--password", "x")
    done(house, "users", "import", "lobby", str(file))
    done(house, "users", "copy", "lobby", "--to", "attic")
    done(house, "users", "register", "lobby", str(file))
    done(house, "users", "remove", "attic", "SATO")
    rows = [(row["printer"], row["user"], row["id"], row["password"]) for row in listed(house, "users")]
    assert rows == [
        ("attic", "Ito", 1002, "none"),
        ("attic", "weber", 1003, "set"),
        ("lobby", "Ito", 1002, "none"),
        ("lobby", "sato", 1001, "none"),
    ]
    done(house, "accounts", "remove", "1002")
    assert [row["user"] for row in listed(house, "users")] == ["weber", "sato"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["groups", "add-printers", "Floor", "--printers", "nowhere"], "no printer is called 'nowhere'"),
        (["groups", "add-printers", "F" * 81], "at most 80 characters"),
        (["groups", "add-printers", "a\tb"], "no line break, tabulator"),
        (["groups", "add-users", "a\x9bb"], "no line break, tabulator"),
        (["accounts", "add", "--id", "9", "--name", "a\nb"], "no line break, tabulator"),
        (["users", "add", "lobby", "a\x1bb", "--id", "1001"], "no control character"),
        (["groups", "add-printers", "not in a group"], "means no group"),
        (["groups", "move-printers", "lobby", "--to", "Floor"], "none called 'Floor'"),
        (["groups", "add-users", "", "--members", "1001"], "name: expected at least 1 character"),
        (["groups", "add-users", "Sales", "--members", "x"], "found 'x'"),
        (["groups", "add-users", "Sales", "--members", "4711"], "4711 is no Job Account ID"),
        (["groups", "add-users", "Sales", "--restrict", "fun"], "restrict 0: expected disable printing"),
        (["groups", "add-users", "Sales", "--mail", "nobody"], "mail: expected a mail address"),
        (["groups", "change-users", "Sales"], "none called 'Sales'"),
        (["accounts", "register", "1001"], "say where"),
        (["accounts", "register", "1001", "--on", "lobby", "--restrict", "fun"], "found 'fun'"),
        (["accounts", "unregister", "1001", "--on", "lobby"], "not registered there by itself"),
        (["accounts", "copy", "--on", "lobby"], "either a printer"),
        (["users", "add", "lobby", "Admin", "--id", "1001"], "own administrator"),
        (["users", "add", "lobby", "x", "--id", "4711"], "not registered on lobby"),
        (["users", "add", "cellar", "x", "--id", "1001"], "does not ask"),
        (["users", "add", "lobby", "x", "--id", "1001", "--password", ""], "it is empty"),
        (["users", "remove", "lobby", "x"], "nobody is called 'x'"),
        (["users", "copy", "lobby", "--to", "attic"], "no users to copy"),
    ],
)
def test_bad_input_changes_nothing(house, words, why) -> None:
    before = (listed(house, "groups"), listed(house, "users"), listed(house, "accounts"))
    code, _, err = house(*words)
    assert code == 2
    assert why in err
    assert (listed(house, "groups"), listed(house, "users"), listed(house, "accounts")) == before


@pytest.mark.parametrize("name", ["👩\u200d👧\u200d👦", "می\u200cخواهم", "O'Neil; DROP", "字" * 80, "\u05d0, b"])
def test_names_in_any_script(house, tmp_path, name: str) -> None:
    """JID-01, JID-08, JID-11, PRN-22: joiners within a name or an emoji are no control characters."""
    done(house, "accounts", "add", "--id", "2001", "--name", name)
    done(house, "accounts", "change", "2001", "--name", "x")
    done(house, "accounts", "change", "2001", "--name", name)
    done(house, "groups", "add-users", name, "--members", "2001")
    done(house, "groups", "add-printers", name, "--printers", "lobby")
    done(house, "users", "add", "lobby", name, "--id", "2001")
    file = tmp_path / "names.csv"
    assert house("users", "list", "--csv", str(file))[0] == 0
    assert name in file.read_text(encoding="utf-8")
    assert {row["name"] for row in listed(house, "groups")} == {name}
    assert name in {row["name"] for row in listed(house, "accounts")}


def test_a_printer_that_is_too_small(house, ledger) -> None:
    """JID-07: who adds one ID too many is told which printer leaves out whom; the special IDs need no room."""

    async def main() -> None:
        store = await Store.open(ledger, pace=InlinePace(), now_us=SystemCalendar().now_us, chance=SystemChance())
        row = PrinterRow("shed", "127.20.9.4", capabilities=int(Capability.IDS), id_capacity=3)
        await store.add_printer(row)
        await store.close()

    asyncio.run(main())
    (row,) = listed(house, "accounts", "tables")
    assert row == {"printer": "shed", "registered": 6, "room": 3, "without room": "", "in force": "not yet"}
    code, out, err = house("accounts", "add", "--id", "1004", "--name", "Dee")
    assert (code, out) == (0, "added 1004 Dee\n")
    assert err == "warning: shed has room for 3 IDs; its jobs of 1004 count as unregistered there\n"
    assert house("accounts", "tables", "--csv", "-")[1].splitlines()[1] == '"shed",7,3,"1004","not yet"'
    done(house, "accounts", "register", "1002", "--on", "lobby")
    assert listed(house, "accounts", "tables")[0]["without room"] == ""
