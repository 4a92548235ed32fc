"""The verbs of `pressroom fees`, and `pressroom explain`, on a stopped server's ledger (FEE-01, FEE-04, FEE-06)."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def shown(ask):
    """All prices of a definition, as shown."""

    def words(name: str, *more: str) -> dict:
        code, out, err = ask("fees", "show", name, "--json", *more)
        assert (code, err) == (0, "")
        return json.loads(out)

    return words


def test_list(ask) -> None:
    """FEE-04: definitions, and the printers they are for."""
    code, out, _ = ask("fees", "--json")
    assert code == 0
    assert json.loads(out) == [
        {
            "name": "usual",
            "version": 1,
            "currency": "EUR",
            "colour page": "0.10",
            "mono page": "0.02",
            "sheet": "0.00",
            "printers": "desk, hall",
        }
    ]
    assert ask("fees", "list")[1].splitlines()[0].split() == (
        ["name", "version", "currency", "colour", "page", "mono", "page", "sheet", "printers"]
    )


def test_set_every_part(ask, shown) -> None:
    """FEE-01, FEE-05: what is named changes, all else stays; nothing named, nothing saved."""
    given = {
        "--colour-page": "0.15",
        "--white-page": "0.05",
        "--white-only-page": "0.06",
        "--sheet": "0.01",
        "--belt": "0.001",
        "--fuser": "0.002",
        "--staple": "0.03",
        "--minute": "0.1",
    }
    options = [word for pair in given.items() for word in pair]
    options += ["--toner", "1:colour=0.01", "--toner", "1:mono=0.02", "--toner", "5:white=0.3", "--drum", "mono=0.004"]
    options += ["--size", "A4 horizontal=0.07", "--tray", "tray 2=0.08", "--media", "thick=0.09", "--off", "toner"]
    assert ask("fees", "set", "usual", *options)[:2] == (0, "usual, version 2\n")
    expected = {
        "name": "usual",
        "currency": "EUR",
        "rounding": {"mode": "half up", "step": "0.000001"},
        "colour page": "0.15",
        "mono page": "0.02",
        "white page": "0.05",
        "white only page": "0.06",
        "sheet": "0.01",
        "toner": {"1": {"colour": "0.01", "mono": "0.02"}, "5": {"white": "0.30"}},
        "drum": {"mono": "0.004"},
        "belt": "0.001",
        "fuser": "0.002",
        "staple": "0.03",
        "minute": "0.10",
        "sizes": {"A4 horizontal": "0.07"},
        "trays": {"tray 2": "0.08"},
        "media": {"thick": "0.09"},
        "off": ["toner"],
        "version": 2,
    }
    assert shown("usual") == expected
    assert shown("usual", "--version", "1")["colour page"] == "0.10"
    assert ask("fees", "set", "usual")[1] == "usual, version 2\n"
    assert (
        ask("fees", "set", "usual", "--on", "toner", "--white-page", "0", "--rounding", "up", "--step", "0.05")[0] == 0
    )
    assert shown("usual") == {
        **{key: value for key, value in expected.items() if key not in ("off", "white page")},
        "rounding": {"mode": "up", "step": "0.05"},
        "version": 3,
    }
    table = ask("fees", "show", "usual")[1]
    assert [line.split(maxsplit=2) for line in table.splitlines()[1:3]] == [["name", "usual"], ["currency", "EUR"]]
    assert "toner 1" in table


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--colour-page", "cheap"], "colour page: expected an amount such as 0.10, not 'cheap'"),
        (["--sheet", "-1"], "sheet: "),
        (["--toner", "6:colour=1"], "toner: a level of toner is a number from 0 to 5, not 6"),
        (["--toner", "colour=1"], "toner: expected LEVEL:CLASS=AMOUNT, found 'colour=1' (such as 1:colour=0.01)"),
        (["--toner", "1:pink=1"], "toner 1 pink: unknown key 'pink'"),
        (["--size", "A3 horizontal=1"], "sizes: A3 horizontal: only A4, SRA4, B5, A5, Letter,"),
        (["--size", "A3"], "sizes: expected NAME=AMOUNT, found 'A3'"),
        (["--tray", "tray 9=1"], "trays: no tray is called 'tray 9': tray 1, tray 2,"),
        (["--off", "coffee"], "off: no part of a fee is called 'coffee': pages, sheets,"),
        (["--rounding", "sideways"], "rounding mode: "),
        (["--step", "0"], "rounding step: "),
    ],
)
def test_a_refusal_names_the_field_and_changes_nothing(ask, shown, options: list[str], said: str) -> None:
    """FEE-01: what is wrong, where, and what is possible."""
    before = shown("usual")
    code, out, err = ask("fees", "set", "usual", *options)
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert err.count("\n") == 1
    assert shown("usual") == before


def test_under_a_new_name(ask, shown) -> None:
    """FEE-04: saving under a new name makes a new definition; the former stays under its name."""
    assert ask("fees", "set", "usual", "--mono-page", "0.03", "--as", "summer")[1] == "summer, version 1\n"
    assert (shown("usual")["mono page"], shown("summer")["mono page"]) == ("0.02", "0.03")
    assert ask("fees", "rename", "summer", "autumn")[1] == "autumn, version 1; summer stays as it is\n"
    assert shown("autumn")["mono page"] == shown("summer")["mono page"]
    assert ask("fees", "rename", "summer", "usual")[0] == 2
    assert ask("fees", "set", "usual", "--as", "autumn")[0] == 2
    assert "called 'nobody'" in ask("fees", "rename", "nobody", "new")[2]


def test_assign_and_remove(ask, shown) -> None:
    """FEE-03, FEE-04: printers of a deleted definition go to their initial one, which cannot be deleted."""
    assert ask("fees", "set", "other", "--sheet", "1")[0] == 0
    assert ask("fees", "assign", "other", "hall")[1] == "hall: other\n"
    assert ask("fees", "assign", "nothing", "desk")[1] == "desk: nothing\n"
    assert "no fee definition is called 'none'" in ask("fees", "assign", "none", "desk")[2]
    assert "there is none called 'attic'" in ask("fees", "assign", "other", "attic")[2]
    code, out, _ = ask("fees", "remove", "other")
    assert (code, out) == (0, "removed other; now on their initial definition: hall\n")
    names = {row["name"]: row["printers"] for row in json.loads(ask("fees", "--json")[1])}
    assert names == {"initial unknown model": "hall", "usual": ""}
    assert shown("initial unknown model")["fuser"] == "0.001375"  # 110.00 / 80,000
    code, _, err = ask("fees", "remove", "initial unknown model")
    assert code == 2
    assert "is an initial definition, and stays" in err
    assert ask("fees", "assign", "initial", "desk")[1] == "desk: initial unknown model\n"
    assert json.loads(ask("fees", "remove", "usual", "--json")[1])["moved"] == []
    assert ask("fees", "show", "usual")[0] == 2
    assert shown("usual", "--version", "1")["colour page"] == "0.10"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("initial", "name: initial means the initial definition of a printer's model (choose another name)\n"),
        ("nothing", "name: nothing means that a printer's jobs cost nothing (choose another name)\n"),
        (" usual", "name: a name has no blanks around it and no control characters, as ' usual' has\n"),
        ("a\nb", "name: a name has no blanks around it and no control characters, as 'a\\nb' has\n"),
        ("", "name: expected at least 1 characters, found ''\n"),
    ],
)
def test_names_that_no_definition_can_have(ask, name: str, said: str) -> None:
    """FEE-01, FEE-04: what other words of the commands mean, or nobody could type again."""
    for asked in (["set", name, "--sheet", "1"], ["rename", "usual", name], ["set", "usual", "--as", name]):
        assert ask("fees", *asked) == (2, "", said)


def test_all_printers_or_none(ask) -> None:
    """FEE-04: a name among several that is none leaves all as they were."""
    before = ask("fees", "--json")[1]
    code, out, err = ask("fees", "assign", "nothing", "hall", "attic")
    assert (code, out, err) == (2, "", "printer: there is none called 'attic' (printers list shows them)\n")
    assert ask("fees", "--json")[1] == before


def test_a_size_that_no_printer_here_has(ask, shown) -> None:
    """FEE-01: it is taken, since other makes may have it, and told."""
    code, _, err = ask("fees", "set", "usual", "--size", "a4=1", "--size", "A4 horizontal=1")
    assert code == 0
    assert err.startswith("warning: sizes: a4 is none of A3, A4,")
    assert err.count("\n") == 1
    assert shown("usual")["sizes"] == {"a4": "1.00", "A4 horizontal": "1.00"}


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("{name: b, currency: SEK}", "currency: SEK: this ledger counts in EUR\n"),
        ("{name: initial b}", "name: 'initial b' is kept for initial definitions (choose another name)\n"),
        ("{name: a, sheet: 2}", "fees: 'a' is defined twice\n"),
    ],
)
def test_a_file_is_read_as_a_whole_or_not_at_all(ask, tmp_path, second: str, said: str) -> None:
    """FEE-01: what is good in it is not saved either."""
    file = tmp_path / "fees.yaml"
    file.write_text(f"fees: [{{name: a, sheet: 1}}, {second}]\n")
    before = ask("fees", "--json")[1]
    assert ask("fees", "import", str(file)) == (2, "", said)
    assert ask("fees", "--json")[1] == before


@pytest.mark.parametrize("name", ["initial", "initial something"])
def test_names_of_initial_definitions_are_kept(ask, name: str) -> None:
    """FEE-03: nobody else's definition looks like one."""
    assert ask("fees", "set", name, "--sheet", "1")[0] == 2
    assert ask("fees", "rename", "usual", name)[0] == 2


def test_into_a_file_and_back(ask, shown, tmp_path) -> None:
    """FEE-01: export and import, whole or not at all."""
    file = tmp_path / "fees.yaml"
    assert ask("fees", "set", "usual", "--toner", "2:white=0.4", "--rounding", "down", "--step", "0.01")[0] == 0
    assert ask("fees", "export", str(file))[:2] == (0, "1 definitions\n")
    before = shown("usual")
    assert ask("fees", "set", "usual", "--toner", "2:white=0", "--mono-page", "9")[0] == 0
    assert ask("fees", "import", str(file))[1] == "saved 1\n"
    assert shown("usual") == {**before, "version": 4}
    assert ask("fees", "export", "-")[1] == file.read_text()
    assert json.loads(ask("fees", "export", "-", "--json")[1])["fees"][0]["name"] == "usual"
    file.write_text(file.read_text() + "- {name: bad, sheet: x}\n")
    assert ask("fees", "import", str(file))[0] == 2
    assert shown("usual")["version"] == 4


def test_explain_a_job(ask) -> None:
    """FEE-06: how a fee came about, part by part; a later change of the definition does not touch it."""
    assert ask("fees", "set", "usual", "--colour-page", "9")[0] == 0
    code, out, _ = ask("explain", "hall/2026-03/2")
    assert code == 0
    assert out.splitlines() == [
        'hall/2026-03/2: print, Grüße, "A", ID 1001, completed',
        "3 sheets, 4 pages: 1 colour, 3 mono",
        "fee 0.16 EUR, by usual, version 1 (exact)",
        "  colour page: 1 x 0.10 = 0.10",
        "  mono page: 3 x 0.02 = 0.06",
    ]
    found = json.loads(ask("explain", "hall/2026-03/2", "--json")[1])
    assert found["fee"]["parts"][1] == {
        "part": "mono page",
        "quantity": 3,
        "price": "0.02",
        "exact": "0.06",
        "charged": "0.06",
        "definition": "usual",
        "version": 1,
    }
    assert "nothing was charged" in ask("explain", "hall/2026-04/1")[1]


@pytest.mark.parametrize("job", ["hall", "hall/2026-03", "hall/2026-03/9", "attic/2026-03/1", "hall/March/1"])
def test_explain_no_job(ask, job: str) -> None:
    """FEE-06: what is not in the log is said to be missing."""
    code, _, err = ask("explain", job)
    assert code == 2
    assert err.startswith("job: ")
