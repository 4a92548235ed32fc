# ruff: noqa: F811 (fixtures of another module)
"""Printers on the command line: searched for, set several at once, moved, shown; real processes, real sockets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness import cli
from tests.harness.cli.test_operators import ask, fleet  # noqa: F401 (fixtures)

PASSWORD = ["--admin-password", "aaaaaa"]


@pytest.fixture
def office(ask: Any, fleet: list[dict[str, Any]]) -> Any:
    """Two of three printers are registered."""
    for number, name in enumerate(("lobby", "hall")):
        row = fleet[number]
        assert ask("printers", "add", f"{row['address']}:{row['snmp_port']}", "--name", name, *PASSWORD)[0] == 0
    return ask


def test_a_search_offers_what_answers(office: Any, fleet: list[dict[str, Any]]) -> None:
    """PRN-03: by the broadcast addresses given; nothing is changed by it."""
    code, out, _ = office("printers", "scopes", "--no-local-subnet", "--json")
    assert (code, json.loads(out)["local subnet"]) == (0, False)
    port = ["--port", str(fleet[0]["snmp_port"])]
    assert "nobody answered: are the printers on" in office("printers", "search", *port)[1]
    assert office("printers", "scopes", "--add", "127.255.255.255", "--community", "public")[0] == 0
    code, out, err = office("printers", "search", *port, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert sorted(each["address"] for each in found) == sorted(each["address"] for each in fleet)
    assert sorted(each["printer"] for each in found) == ["", "hall", "lobby"]
    assert office("printers", "scopes", "--remove", "127.255.255.255")[0] == 0
    code, _, err = office("printers", "scopes", "--remove", "127.255.255.255")
    assert (code, "none of the scopes" in err) == (2, True)
    code, _, err = office("printers", "scopes", "--add", "everywhere")
    assert (code, "expected a broadcast address" in err) == (2, True)
    code, _, err = office("printers", "scopes", "--reconnect-hours", "721")
    assert (code, "expected 0 (never) to 720" in err) == (2, True)


def test_several_are_set_at_once(office: Any) -> None:
    """PRN-05, PRN-26: each has a result; what is wrong for all changes nothing."""
    code, out, _ = office("printers", "set", "lobby", "hall", "nobody", "--acquire", "08:00,18:00", "--json")
    results = {row["printer"]: row["result"] for row in json.loads(out)}
    assert (code, results["lobby"], results["hall"]) == (1, "set", "set")
    assert "no printer is called 'nobody'" in results["nobody"]
    code, out, _ = office(
        "printers", "set", "--all", "--log-full", "cancel jobs", "--retries", "5", "--auto-export", "export and mail"
    )
    assert (code, out.count(" set")) == (0, 2), out
    shown = json.loads(office("printers", "show", "hall", "--json")[1])
    assert (shown["settings"]["log full"], shown["settings"]["retries"], shown["without effect"]) == (
        "cancel jobs",
        5,
        {},
    )
    assert shown["settings"]["acquire"] == "08:00,18:00"
    assert shown["settings"]["auto export"] == "export and mail"  # LOG-13
    assert shown["options"] == ["finisher", "sd card"]
    assert office("printers", "set", "hall", "--acquire", "2 h")[0] == 0
    assert json.loads(office("printers", "show", "hall", "--json")[1])["settings"]["acquire"] == "2 h"
    for wrong in (["--retries", "11"], ["--log-full", "burn"], ["--timeout", "soon"], ["--auto-export", "fax"]):
        assert office("printers", "set", "--all", *wrong)[0] == 2
    code, _, err = office("printers", "set", "--retries", "1")
    assert (code, "give printers by name, or --all" in err) == (2, True)
    assert json.loads(office("printers", "show", "hall", "--json")[1])["settings"]["retries"] == 5


def test_another_address_must_be_the_same_printers(office: Any, fleet: list[dict[str, Any]]) -> None:
    """PRN-15, PRN-17."""
    third = f"{fleet[2]['address']}:{fleet[2]['snmp_port']}"
    code, _, err = office("printers", "move", "lobby", third)
    assert (code, "another printer answers" in err) == (2, True)
    assert office("printers", "move", "lobby", f"{fleet[0]['address']}:{fleet[0]['snmp_port']}")[0] == 0
    assert office("printers", "move", "lobby", fleet[0]["address"]) == (0, f"lobby is at {fleet[0]['address']}\n", "")
    assert office("printers", "refresh", "lobby")[1] == "lobby has: finisher, sd card\n"
    assert json.loads(office("printers", "find-moved", "--json")[1]) == []


def test_the_list_tells_group_log_and_last_acquisition(office: Any) -> None:
    """PRN-25: what is acquired, what is not, by whom, and when that was last done."""
    assert not any(row["last success"] for row in json.loads(office("printers", "list", "--json")[1]))
    assert office("acquire")[0] == 0
    assert office("printers", "stop", "hall")[0] == 0
    rows = {row["name"]: row for row in json.loads(office("printers", "list", "--json")[1])}
    assert (rows["lobby"]["log"], rows["lobby"]["group"]) == ("acquired", "")
    assert rows["hall"]["log"] == "not acquired"
    assert all(row["last success"] for row in rows.values())
    assert rows["lobby"]["address"] != rows["hall"]["address"]


def test_what_becomes_of_the_log_of_a_deleted_printer(office: Any) -> None:
    """PRN-14: where nobody can be asked, IDs and log stay unless the command says otherwise."""
    assert office("accounts", "add", "--id", "5", "--name", "Press")[0] == 0
    assert office("acquire")[0] == 0
    for name, options in (("lobby", []), ("hall", ["--remove-ids", "--delete-log"])):
        assert office("printers", "stop", name)[0] == 0
        assert office("printers", "remove", name, *options) == (0, f"removed {name}\n", "")
    assert json.loads(office("printers", "--json")[1]) == []


def test_a_printer_that_nobody_knows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["printers", "show", "lobby", "--database", str(tmp_path / "no.db")]) == 2
    assert "no such file" in capsys.readouterr().err
