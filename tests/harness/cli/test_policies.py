"""The verbs of `pressroom policies` on the ledger of a stopped server (POL-01 to POL-04, POL-06)."""

from __future__ import annotations

import asyncio
import json

import pytest

from core.chance import SystemChance
from core.clock import SystemCalendar
from core.model import Batch
from core.store import InlinePace, Store
from core.wire.records import JobRecord, encode_record


@pytest.fixture
def listed(ask):
    def rows() -> list[tuple[str, str | None, str]]:
        code, out, err = ask("policies", "list", "--json")
        assert (code, err) == (0, "")
        return [(row["kind"], row["name"], row["policy"]) for row in json.loads(out)]

    return rows


def test_add_change_remove(ask, listed) -> None:
    """POL-01, POL-03, POL-06: in the list, by hand."""
    assert ask("policies", "add", "login", "sato", "--policy", "print in mono") == (0, "added login sato\n", "")
    assert ask("policies", "add", "document", "*.jpg", "--policy", "disable colour")[0] == 0
    assert ask("policies", "add", "login", "--others", "--policy", "disable printing")[0] == 0
    assert listed() == [
        ("login", "sato", "print in mono"),
        ("login", None, "disable printing"),
        ("document", "*.jpg", "disable colour"),
    ]
    assert ask("policies", "change", "login", "SATO", "--policy", "enable")[0] == 0
    assert listed()[0] == ("login", "sato", "enable")
    assert "other login names" in ask("policies")[1]
    assert ask("policies", "list", "--csv", "-")[1].splitlines()[1:] == [
        '"login","sato","enable"',
        '"login",,"disable printing"',
        '"document","*.jpg","disable colour"',
    ]
    assert ask("policies", "remove", "document", "*.JPG") == (0, "removed document *.JPG\n", "")
    assert ask("policies", "clear")[0] == 0
    assert listed() == []


BAD = [
    (["add", "document", "*", "--policy", "enable"], "nothing but *"),
    (["add", "document", "a**b", "--policy", "enable"], "two * in a row"),
    (["add", "login", "", "--policy", "enable"], "name: expected at least 1 characters"),
    (["add", "login", "x" * 256, "--policy", "enable"], "at most 255 characters, not 256"),
    (["add", "login", "a\nb", "--policy", "enable"], "control characters"),
    (["add", "login", "--policy", "enable"], "name: either a name, or --others"),
    (["add", "login", "sato", "--others", "--policy", "enable"], "name: either a name, or --others"),
    (["add", "login", "LIND", "--policy", "enable"], "name: there is a policy for login LIND already (change it)"),
    (["add", "login", "sato", "--policy", "maybe"], "maybe"),
    (["add", "port", "sato", "--policy", "enable"], "port"),
    (["change", "login", "sato", "--policy", "enable"], "name: there is no policy for login sato in the list"),
    (["remove", "login", "sato"], "name: there is no policy for login sato in the list"),
    (["remove", "login", "--others"], "name: the policy of other login names cannot be deleted, only changed"),
]


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_bad_input_changes_nothing(ask, listed, arguments, said) -> None:
    """POL-02, POL-03"""
    assert ask("policies", "add", "login", "lind", "--policy", "enable")[0] == 0
    before = listed()
    code, _, err = ask("policies", *arguments)
    assert code == 2
    assert said in err
    assert listed() == before


def test_import(ask, listed, tmp_path) -> None:
    """POL-04: a file of logins, one a line, or with a policy of its own."""
    file = tmp_path / "logins.csv"
    file.write_text('\ufeffsato\n"Lind, Ann",enable\n\nweber\n', encoding="utf-8")
    assert ask("policies", "import", str(file), "--kind", "login", "--policy", "disable colour")[:2] == (
        0,
        "3 policies\n",
    )
    assert listed() == [
        ("login", "Lind, Ann", "enable"),
        ("login", "sato", "disable colour"),
        ("login", "weber", "disable colour"),
    ]


FILES = [
    ("sato\n", None, ["1:1: policy: expected enable, print in mono, disable colour, disable printing; none is given"]),
    ("sato,never\nlind\n", "enable", ["1:1: policy: expected enable", "found 'never'"]),
    ("sato\nlind\nSATO\n", "enable", ["3:1: document: SATO is in line 1 already"]),
    ("*\na**b\n", "enable", ["1:1: document: '*': nothing but *", "2:1: document: 'a**b': two *"]),
    ("a,enable,b\n", "enable", ["1:1: expected name[,policy], found 3 values"]),
    ("", "enable", ["there is nothing in this file"]),
]


@pytest.mark.parametrize(("text", "policy", "said"), FILES)
def test_a_bad_file_changes_nothing(ask, listed, tmp_path, text, policy, said) -> None:
    """POL-04: all or nothing, with the lines."""
    file = tmp_path / "names.csv"
    file.write_text(text, encoding="utf-8")
    options = [] if policy is None else ["--policy", policy]
    code, _, err = ask("policies", "import", str(file), "--kind", "document", *options)
    assert code == 2
    for part in said:
        assert part in err
    assert listed() == []


def bring_names(ledger) -> None:
    """A job is acquired while names are kept."""

    async def main() -> None:
        store = await Store.open(ledger, pace=InlinePace(), now_us=SystemCalendar().now_us, chance=SystemChance())
        try:
            await store.records.change_options({"keep_names": True})
            key = (await store.printer("desk")).key
            texts = ("Sato", "sato", "b[/red].pdf", "pc", "Writer")
            raw = encode_record(
                JobRecord(2, 1, 1, 1001, *texts, "LAN", "print", "completed", "", 0, 0, 0, 0, (), 1, 1, 1, 0)
            )
            at_us = (await store.printers())[0].acquired_us + 60_000_000
            await store.ingest(Batch(key, bytes([1]) * 16, at_us, [(2, raw)], ()))
        finally:
            await store.close()

    asyncio.run(main())


def test_names_from_the_log(ask, listed, ledger) -> None:
    """POL-04, ACQ-12: what acquired jobs have brought; what is in the list stays."""
    bring_names(ledger)
    assert ask("policies", "add", "login", "sato", "--policy", "enable")[0] == 0
    assert ask("policies", "from-log", "application", "--policy", "print in mono")[0] == 0
    assert ask("policies", "from-log", "document", "b[/red].pdf", "--policy", "disable printing")[0] == 0
    assert ask("policies", "from-log", "login", "--policy", "disable printing")[1] == "0 policies\n"
    assert listed() == [
        ("login", "sato", "enable"),
        ("application", "Writer", "print in mono"),
        ("document", "b[/red].pdf", "disable printing"),
    ]
    code, _, err = ask("policies", "from-log", "login", "nobody", "--policy", "enable")
    assert (code, "no acquired job has brought the login 'nobody'" in err) == (2, True)


def test_why_a_job_was_refused(ask) -> None:
    """POL-08: without anything known of what was in force, no answer is made up."""
    code, out, err = ask("explain", "hall/2026-04/1", "--json")
    assert (code, err) == (0, "")
    decision = json.loads(out)["decision"]
    assert (decision["known"], decision["because"]) == (False, "what the printer held then is not known")
    assert "decided by: what the printer held then is not known" in ask("explain", "hall/2026-04/1")[1]
