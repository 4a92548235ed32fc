"""Requirements, what names them, and the colour that comes of it (HAR-10)."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import pytest

from core.config.strict_yaml import BadInputFile
from harness import cli
from harness.coverage import (
    REQUIREMENTS,
    build,
    find_checkout,
    find_mentions,
    load_defects,
    load_report,
    load_requirements,
    proofs,
)
from harness.coverage.matrix import strangers_in
from harness.coverage.mentions import rows_in
from harness.coverage.scenarios import NO_REPORT
from harness.scenario.loader import load_paths

ROOT = Path(__file__).resolve().parents[2]

FILE = """\
areas:
  - area: LIM
    title: limits
    rows:
      - {id: LIM-01, must: Something must hold here.}
      - {id: LIM-02, must: Something else must hold here., later: mail}
      - {id: LIM-03, must: And a third thing must hold.}
      - {id: LIM-10, must: And a tenth thing must hold.}
  - area: FEE
    title: fees
    rows:
      - {id: FEE-01, must: Nobody proves this one at all.}
"""
SCENARIO = """\
scenario: Two pages
fleet: [{name: hall, model: colour-a3}]
steps:
  - print: {printer: hall, pages: 2}
  - expect: {job: last, sheets: 2}
    covers: [LIM-01, LIM-02]
  - expect: {job: last, status: completed}
    covers: [LIM-01]
"""
BROKEN = """\
scenario: Three pages
fleet: [{name: hall, model: colour-a3}]
steps:
  - print: {printer: hall, pages: 3}
  - expect: {job: last, status: completed}
    covers: [LIM-03]
  - expect: {job: last, sheets: 2}
"""
TESTS = '''\
"""A file about LIM-10."""


def helper():
    """LIM-02"""
'''
PATCH = """\
Title: The first is forgotten
Rows: LIM-01
Caught-by: scenarios/a.yaml expect

diff --git a/x b/x
Rows: LIM-99
"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A checkout with two scenarios, a file of tests and one planted defect; the working folder is inside."""
    for path, text in {
        REQUIREMENTS: FILE,
        "scenarios/a.yaml": SCENARIO,
        "scenarios/b.yaml": BROKEN,
        "tests/test_it.py": TESTS,
        "tests/defects/first.patch": PATCH,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def results(house, name="results.json", **scenarios):
    """Results of a run: verdict and covers by the file's stem."""
    told = [
        {"file": f"scenarios/{stem}.yaml", "verdict": said[0], "covers": said[1]} for stem, said in scenarios.items()
    ]
    path = house / "build" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"format": 1, "verdict": "pass", "scenarios": told}))
    return path


def defects(house, *, caught, sha256=None):
    """Results of the defect runner."""
    patch = house / "tests" / "defects" / "first.patch"
    digest = sha256 or hashlib.sha256(patch.read_bytes()).hexdigest()
    told = [{"file": "tests/defects/first.patch", "sha256": digest, "caught": caught}]
    path = house / "build" / "defects.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"format": 1, "defects": told}))
    return path


def colours(capsys, *arguments):
    """The command's colours by row, and its exit code."""
    capsys.readouterr()
    code = cli.run(["coverage", "--json", *map(str, arguments)])
    return {row["id"]: row["colour"] for row in json.loads(capsys.readouterr().out)["rows"]}, code


class TestRequirements:
    def test_the_shipped_file_is_read(self):
        """Every area of the first chapters is there."""
        found = load_requirements(ROOT / REQUIREMENTS)
        assert {"PRN", "ACQ", "LOG", "JID", "RES", "LIM", "POL", "FEE", "AGG", "CLT", "EMU", "HAR"} <= {
            area.area for area in found.areas
        }
        assert {row.id for row in found.rows if row.later} >= {
            "LOG-14",
            "JID-04",
            "JID-10",
            "LIM-08",
            "LIM-10",
            "CLT-09",
            "POL-04",
        }
        assert all(row.must.endswith(".") and row.must[0].isupper() for row in found.rows)

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("id: LIM-02", "id: LIM-2", "6:14: expected a requirement such as LIM-01, not 'LIM-2'"),
            ("id: LIM-02", "id: LIM-01", "6:14: LIM-01 is here twice"),
            ("id: LIM-03", "id: LIM-20", "8:14: LIM-10 comes after LIM-20"),
            ("id: FEE-01", "id: LIM-11", "12:14: LIM-11 does not belong to the area FEE"),
            ("area: FEE", "area: LIM", "9:11: the area LIM is here twice"),
            ("later: mail", "latter: mail", "6:60: unknown key 'latter' (did you mean 'later'?)"),
            ("must: Something must hold here.", "must: Short", "5:28: expected at least 10 characters, found 'Short'"),
            ("    title: fees\n", "", "9:5: the key 'title' is missing"),
        ],
    )
    def test_a_mistake_is_told_with_its_place(self, tmp_path, old, new, said):
        path = tmp_path / "requirements.yaml"
        path.write_text(FILE.replace(old, new, 1))
        with pytest.raises(BadInputFile) as caught:
            load_requirements(path)
        assert f"{path}:{said}" in str(caught.value).splitlines()

    def test_the_checkout_is_the_one_around_the_working_folder(self, house, monkeypatch):
        assert find_checkout() == house
        monkeypatch.chdir(house / "tests" / "defects")
        assert find_checkout() == house

    def test_elsewhere_that_is_said(self, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("harness.coverage.requirements.__file__", str(tmp_path / "a" / "b" / "c.py"))
        assert cli.run(["coverage"]) == 2
        assert capsys.readouterr().err == (
            "docs/requirements.yaml:1:1: no such file here or in a folder above (run it in a checkout of the project)\n"
        )


class TestMentions:
    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("LIM-01, LIM-02.", ["LIM-01", "LIM-02"]),
            ("RES-01 to RES-03", ["RES-01", "RES-02", "RES-03"]),
            ("(LIM-01 to 05)", ["LIM-01", "LIM-02", "LIM-03", "LIM-04", "LIM-05"]),
            ("LIM-01 to 2026", ["LIM-01"]),
            ("LIM-01 and LIM-01", ["LIM-01"]),
            ("LIM-1, LIM-012, SLIM-01, UTF-16, SHA-256, RFC-3416", []),
        ],
    )
    def test_what_counts_as_a_row(self, text, rows):
        assert rows_in(text) == rows

    def test_docstrings_and_comments_of_tests(self, tmp_path):
        """Helpers and strings prove nothing; a comment belongs to the test around it."""
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "test_a.py").write_text(
            '"""FEE-01."""\n'
            "ROWS = 'FEE-02'\n"
            "def helper():\n"
            '    """FEE-03"""\n'
            "class TestThings:\n"
            "    @decorated  # FEE-04\n"
            "    def test_one(self):\n"
            "        x = 'FEE-05'  # FEE-06\n"
            '    def test_two(self):\n        """Long:\n        FEE-07, FEE-07."""\n'
        )
        (tmp_path / "conftest.py").write_text("# FEE-08\n")
        found = find_mentions(tmp_path, tmp_path)
        assert {(each.row, each.file, each.line, each.test, each.proves) for each in found} == {
            ("FEE-01", "sub/test_a.py", 1, "", True),
            ("FEE-03", "sub/test_a.py", 4, "helper", False),
            ("FEE-04", "sub/test_a.py", 6, "TestThings.test_one", True),
            ("FEE-06", "sub/test_a.py", 8, "TestThings.test_one", True),
            ("FEE-07", "sub/test_a.py", 11, "TestThings.test_two", True),
            ("FEE-08", "conftest.py", 1, "", False),
        }

    def test_a_file_that_is_not_python_is_named(self, house, capsys):
        (house / "tests" / "test_bad.py").write_text("# LIM-01\ndef (:\n")
        assert cli.run(["coverage"]) == 2
        assert capsys.readouterr().err.startswith("tests/test_bad.py:2:")


class TestColours:
    def test_without_results_only_tests_prove(self, house, capsys):
        assert colours(capsys) == (
            {"LIM-01": "grey", "LIM-02": "grey", "LIM-03": "grey", "LIM-10": "yellow", "FEE-01": "grey"},
            0,
        )

    def test_a_run_and_caught_defects(self, house, capsys):
        """Green takes both; red is a scenario that fails, whichever of its expectations it was."""
        results(house, a=("pass", {"LIM-01": True, "LIM-02": True}), b=("fail", {"LIM-03": True}))
        defects(house, caught=True)
        assert colours(capsys) == (
            {"LIM-01": "green", "LIM-02": "yellow", "LIM-03": "red", "LIM-10": "yellow", "FEE-01": "grey"},
            1,
        )

    @pytest.mark.parametrize(
        ("said", "colour"),
        [
            (("pass", {"LIM-01": True}), "green"),
            (("pass", {"LIM-01": False}), "grey"),
            (("pass", {}), "grey"),  # covered since that run only
            (("unknown", {"LIM-01": True}), "grey"),
            (("fail", {}), "red"),
        ],
    )
    def test_what_a_result_means(self, house, capsys, said, colour):
        path = results(house, "mine.json", a=said)
        defects(house, caught=True)
        assert colours(capsys, "--results", path)[0]["LIM-01"] == colour

    def test_a_defect_that_was_missed_or_changed_since_is_no_proof(self, house, capsys):
        results(house, a=("pass", {"LIM-01": True}))
        defects(house, caught=False)
        assert colours(capsys)[0]["LIM-01"] == "yellow"
        path = defects(house, caught=True, sha256="0" * 64)
        assert colours(capsys)[0]["LIM-01"] == "yellow"
        path.rename(house / "mine.json")
        defects(house, caught=True)
        assert colours(capsys)[0]["LIM-01"] == "green"
        assert colours(capsys, "--defects", house / "mine.json")[0]["LIM-01"] == "yellow"

    @pytest.mark.parametrize(
        ("catch", "colour"),
        [
            ("scenarios/a.yaml#2 expect", "green"),
            ("scenarios/b.yaml expect", "yellow"),
            ("tests/test_named.py::TestOf::test_lim[x]", "green"),
            ("tests/test_named.py::test_other", "yellow"),
            ("tests/test_it.py::test_other", "yellow"),
        ],
    )
    def test_a_defect_counts_when_what_proves_the_row_catches_it(self, house, capsys, catch, colour):
        results(house, a=("pass", {"LIM-01": True}))
        (house / "tests" / "test_named.py").write_text(
            'class TestOf:\n    def test_lim(self):\n        """LIM-01."""\n\n\ndef test_other():\n    pass\n'
        )
        patch = house / "tests" / "defects" / "first.patch"
        caught_by = next(line for line in patch.read_text().splitlines() if line.startswith("Caught-by:"))
        patch.write_text(patch.read_text().replace(caught_by, f"Caught-by: {catch}"))
        defects(house, caught=True)
        assert colours(capsys)[0]["LIM-01"] == colour

    def test_areas_that_must_be_green(self, house, capsys):
        """Any other colour than green in one of them is a failure, and is told row by row."""
        results(house, a=("pass", {"LIM-01": True, "LIM-02": True}))
        defects(house, caught=True)
        assert cli.run(["coverage", "--green", "FEE"]) == 1
        assert "FEE-01 is grey, and must be green" in capsys.readouterr().out
        assert cli.run(["coverage", "--green", "LIM-01"]) == 0
        assert cli.run(["coverage", "--green", "LIM-01", "--green", "LIM-02"]) == 1
        assert "LIM-02 is yellow, and must be green" in capsys.readouterr().out
        file = house / "docs" / "requirements.yaml"
        file.write_text("areas: [{area: LIM, title: limits, rows: [{id: LIM-01, must: Something must hold here.}]}]")
        (house / "scenarios" / "a.yaml").write_text(SCENARIO.replace("LIM-01, LIM-02", "LIM-01"))
        (house / "scenarios" / "b.yaml").unlink()
        (house / "tests" / "test_it.py").unlink()
        assert cli.run(["coverage", "--green", "lim"]) == 0
        assert cli.run(["coverage", "--green", "FEE"]) == 2

    def test_the_other_world_counts_too(self, house, capsys):
        """A scenario that fails live is red, though it passes simulated."""
        path = results(house, a=("pass", {"LIM-01": True}))
        report = json.loads(path.read_text())
        report["scenarios"].append({**report["scenarios"][0], "verdict": "fail"})
        path.write_text(json.dumps(report))
        assert colours(capsys)[0]["LIM-01"] == "red"

    def test_run_now(self, house, capsys):
        results(house, a=("fail", {}), b=("pass", {"LIM-03": True}))
        found, code = colours(capsys, "--run")
        assert (found["LIM-01"], found["LIM-02"], found["LIM-03"], code) == ("yellow", "yellow", "red", 1)

    def test_chosen_scenarios_and_areas(self, house, capsys):
        results(house, a=("pass", {"LIM-01": True}), b=("fail", {"LIM-03": False}))
        assert colours(capsys, "scenarios/a.yaml") == (
            {"LIM-01": "yellow", "LIM-02": "grey", "LIM-03": "grey", "LIM-10": "yellow", "FEE-01": "grey"},
            0,
        )
        assert colours(capsys, "--area", "fee") == ({"FEE-01": "grey"}, 0)
        assert colours(capsys, "--area", "LIM")[1] == 1

    def test_results_named_from_another_folder(self, house, capsys, monkeypatch):
        """The report was made at the top of the checkout, the question comes from below."""
        results(house, a=("pass", {"LIM-01": True}))
        monkeypatch.chdir(house / "scenarios")
        assert colours(capsys, "a.yaml")[0]["LIM-01"] == "yellow"


class TestStrangers:
    @pytest.mark.parametrize(
        ("path", "old", "new", "place"),
        [
            ("scenarios/a.yaml", "covers: [LIM-01]", "covers: [LIM-77]", "scenarios/a.yaml:7"),
            ("tests/defects/first.patch", "Rows: LIM-01", "Rows: LIM-01 LIM-77", "tests/defects/first.patch"),
            ("tests/test_it.py", "LIM-02", "LIM-77", "tests/test_it.py:5"),
        ],
    )
    def test_a_row_that_does_not_exist_is_told_and_fails(self, house, capsys, path, old, new, place):
        text = (house / path).read_text()
        (house / path).write_text(text.replace(old, new, 1))
        assert cli.run(["coverage", "--area", "FEE"]) == 1
        assert f"{place} names LIM-77, which does not exist" in " ".join(capsys.readouterr().out.split())

    def test_every_row_that_the_project_names_exists(self):
        """HAR-10: in a scenario's covers, in a planted defect's header, in a test."""
        named = proofs(load_paths([ROOT / "scenarios"]), NO_REPORT, ROOT)
        mentions = find_mentions(ROOT / "tests", ROOT)
        planted = load_defects(ROOT / "tests" / "defects", None, ROOT)
        assert len(named) > 50
        assert len(mentions) > 200
        assert len(planted) > 20
        assert strangers_in(load_requirements(ROOT / REQUIREMENTS), named, mentions, planted) == []


class TestOutput:
    @pytest.fixture
    def full(self, house):
        results(house, a=("pass", {"LIM-01": True, "LIM-02": True}), b=("fail", {"LIM-03": True}))
        defects(house, caught=True)
        return house

    def test_a_line_a_row_on_eighty_columns(self, full, capsys):
        assert cli.run(["coverage"]) == 1
        lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
        assert max(map(len, lines)) <= 80
        words = [" ".join(line.split()) for line in lines]
        assert lines[1].endswith("  scenarios tests defects")
        assert "✔ LIM-01 Something must hold here. 1/1 1/1" in words
        assert "◐ LIM-02 [mail later] Something else must hold here. 1/1" in words
        assert "✘ LIM-03 And a third thing must hold. 0/1" in words
        assert "◐ LIM-10 And a tenth thing must hold. 1" in words
        assert any(re.fullmatch(r"LIM\s+limits\s+4\s+1\s+2\s+1", line) for line in lines)
        assert any(re.fullmatch(r"\s+5\s+1\s+2\s+1\s+1", line) for line in lines)

    def test_an_area_in_detail(self, full, capsys):
        cli.run(["coverage", "--area", "LIM"])
        out = capsys.readouterr().out
        assert max(len(line.rstrip()) for line in out.splitlines()) <= 80
        told = " ".join(out.split())
        assert "◐ LIM-02 yellow later: mail Something else must hold here." in told
        assert "scenario ✔ scenarios/a.yaml line 5, 7 defect ✔ first.patch The first is forgotten" in told
        assert "scenario ✘ scenarios/b.yaml fails; line 5" in told
        assert "test tests/test_it.py 1 ×" in told

    def test_json(self, full, capsys):
        cli.run(["coverage", "--json"])
        told = json.loads(capsys.readouterr().out)
        assert (told["format"], told["unknown_rows"], told["caught_elsewhere"]) == (1, [], [])
        assert told["areas"][0] == {
            "area": "LIM", "title": "limits", "rows": 4, "green": 1, "yellow": 2, "red": 1, "grey": 0,
        }  # fmt: skip
        assert told["rows"][0] == {
            "id": "LIM-01",
            "area": "LIM",
            "must": "Something must hold here.",
            "later": None,
            "colour": "green",
            "scenarios": [
                {
                    "file": "scenarios/a.yaml",
                    "places": ["scenarios/a.yaml:5", "scenarios/a.yaml:7"],
                    "outcome": "proved",
                }
            ],
            "tests": [],
            "defects": [{"file": "tests/defects/first.patch", "title": "The first is forgotten", "fate": "caught"}],
        }
        assert told["rows"][3]["tests"] == [{"file": "tests/test_it.py", "line": 1, "test": ""}]

    def test_a_defect_caught_by_a_scenario_of_other_rows_is_told(self, full, capsys):
        patch = full / "tests" / "defects" / "first.patch"
        patch.write_text(PATCH.replace("a.yaml", "b.yaml"))
        cli.run(["coverage", "--json"])
        assert json.loads(capsys.readouterr().out)["caught_elsewhere"] == [
            {"row": "LIM-01", "defect": "tests/defects/first.patch"}
        ]
        cli.run(["coverage", "--details"])
        assert "(by nothing that proves this row)" in " ".join(capsys.readouterr().out.split())

    def test_old_results_are_called_old(self, full, capsys):
        os.utime(full / "build" / "results.json", (1, 1))
        cli.run(["coverage"])
        assert "2 scenario files have changed since that run." in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--area", "XYZ"], "there is no area XYZ"),
        (["--results", "nowhere.json"], "nowhere.json:1:1: cannot be read"),
        (["--defects", "nowhere.json"], "nowhere.json:1:1: cannot be read"),
        (["--results", "scenarios/a.yaml"], "scenarios/a.yaml:1:1: not JSON"),
        (["--results", "list.json"], "list.json:1:1: this is not a report of results"),
        (["--defects", "new.json"], "new.json:1:1: this is not a report of planted defects: format"),
        (["nowhere"], "nowhere:1:1: no such file or folder"),
        (["--run", "--results", "list.json"], "not both"),
    ],
)
def test_bad_input(house, capsys, arguments, said):
    (house / "list.json").write_text("[]")
    (house / "new.json").write_text('{"format": 2, "defects": []}')
    assert cli.run(["coverage", *arguments]) == 2
    out, err = capsys.readouterr()
    assert said in " ".join(err.replace("│", " ").split())
    assert out == ""


def test_the_parts_by_themselves(house):
    """What the command puts together can be had without it."""
    report = load_report(results(house, a=("pass", {"LIM-01": True})))
    matrix = build(
        load_requirements(house / REQUIREMENTS),
        proofs(load_paths([house / "scenarios"]), report, house),
        find_mentions(house / "tests", house),
        load_defects(house / "tests" / "defects", defects(house, caught=True), house),
    )
    assert [row.colour for row in matrix.only(["LIM"]).rows] == ["green", "grey", "grey", "yellow"]
    assert matrix.rows[1].tests == ()
