"""Workstations in scenario files: a mistake is told with its place, and prints come from them (HAR-01, CLT-01)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config.strict_yaml import BadInputFile
from harness.scenario import runner
from harness.scenario.loader import load_text
from harness.scenario.runner import run_plan

HEAD = """\
scenario: Title
fleet: [{name: hall, model: colour-a3, acquire: by hand}]
workstations:
  - {name: desk, mode: tab}
  - {name: library, mode: pop-up}
  - {name: studio, mac: x}
  - {name: old, mac: classic}
steps:
"""


def findings(text, file=Path("file.yaml")):
    with pytest.raises(BadInputFile) as caught:
        load_text(text, file)
    return [str(each) for each in caught.value.findings]


STATIONS = [
    ("{mode: tab}", "3:4: the key 'name' is missing"),
    (
        "{name: a, mode: popup}",
        "3:20: expected not supported, tab, pop-up, hidden; found 'popup' (did you mean 'pop-up'?)",
    ),
    ("{name: a, mod: tab}", "3:14: unknown key 'mod' (did you mean 'mode'?)"),
    ("{name: a}\n-  {name: a}", "4:11: workstation a is given twice"),
    ("{name: a, entered: {id: 0}}", "3:28: a Job Account ID is 1 to 999999999, not 0 (JID-01)"),
    ("{name: a, fixed id: 1000000000}", "3:24: a Job Account ID is 1 to 999999999, not 1000000000 (JID-01)"),
    ("{name: a, fixed id: ten}", "3:24: expected a whole number such as 100, not 'ten'"),
    ("{name: a, entered: {id: 1, user: 'a\"b'}}", "3:37: a name: no quotation mark"),
    (f"{{name: a, entered: {{id: 1, user: {'x' * 81}}}}}", "3:37: a name: at most 80 characters, not 81 (JID-01)"),
    (
        '{name: a, id file: ["b,1"], fixed id: 1}',
        "3:4: hidden mode looks into one place, here are 2: id file, fixed id",
    ),
    ('{name: a, id file: ["b,1", "c,0"]}', "3:31: a Job Account ID is 1 to 999999999, not 0 (JID-01)"),
    ('{name: a, server export: ["b,1", "b,2"]}', "3:37: the login b is given twice, first in line 1"),
    ("{name: a, id file: []}", "3:23: nobody is in this file"),
    ("{name: a, id file: {b: 1}}", "3:23: expected a list, found key: value lines"),
    ("{name: a, server export: ids.csv}", "3:29: the server calls it opjobac4.dat, not ids.csv"),
    ("{name: a, shared: maybe}", "3:22: expected yes or no, not 'maybe'"),
    ("{name: a, mac: x, mode: hidden}", "3:4: a Mac (x) has no mode"),
    ("{name: a, mac: x, fixed id: 1, shared: yes}", "3:4: a Mac (x) has no fixed id, shared"),
    ('{name: a, mac: classic, id file: ["b,1"]}', "3:4: a Mac (classic) has no id file"),
    ("{name: a, mac: ten}", "3:19: expected x, classic; found 'ten'"),
]


@pytest.mark.parametrize(("station", "said"), STATIONS, ids=[said for _, said in STATIONS])
def test_wrong_workstations(station, said):
    text = f"scenario: x\nworkstations:\n-  {station}\nsteps: [{{advance: 1 h}}]"
    assert findings(text)[0].startswith(f"file.yaml:{said}")


STEPS = [
    (
        "- print: {printer: hall, from: {workstation: dusk, login: a}}",
        "9:46: unknown workstation 'dusk' (did you mean 'desk'?)",
    ),
    ("- print: {printer: hall, from: {login: a}}", "9:32: the key 'workstation' is missing"),
    ("- print: {printer: hall, from: desk}", "9:32: somebody is logged in there: login is missing"),
    ("- print: {printer: hall, from: studio}", "9:32: somebody is logged in there: login is missing"),
    ("- print: {printer: hall, from: {workstation: old, login: a}}", "9:58: no login goes with it"),
    (
        "- print: {printer: hall, from: {workstation: desk, login: a, without driver: yes}}",
        "9:59: no login goes with it",
    ),
    (
        "- print: {printer: hall, from: {workstation: studio, login: a, answer: cancel}}",
        "9:72: no window comes up there",
    ),
    (
        "- print: {printer: hall, from: {workstation: library, login: a, answer: cancelled}}",
        "9:73: expected a whole number",
    ),
    (
        "- print: {printer: hall, from: {workstation: library, login: a, answer: {id: 0}}}",
        "9:78: a Job Account ID is 1",
    ),
    ("- print: {printer: hall, from: {workstation: library, login: a, answer: {user: b}}}", "9:73: expected an ID"),
    ("- print: {printer: hall, account: 0, from: {workstation: desk, login: a}}", "9:10: the workstation says account"),
    ("- print: {printer: hall, login: a, user: b, from: old}", "9:10: the workstation says user, login"),
    (
        "- print: {printer: hall, copies: 2, document: a, from: {workstation: desk, without driver: yes}}",
        "9:10: without a driver nobody says document, copies",
    ),
    (
        "- print: {printer: hall, from: {workstation: desk, without driver: yes}}\n- expect: {job: document, pages: 1}",
        "10:17: no job so far is called 'document'",
    ),
    ("- workstation: {name: dusk, mode: tab}", "9:23: unknown workstation 'dusk' (did you mean 'desk'?)"),
    ("- workstation: {name: desk}", "9:16: nothing is changed"),
    ("- workstation: {name: desk, update driver: yes, mode: tab}", "9:16: update driver stands alone"),
    (
        "- workstation: {name: desk, id file: none.csv}",
        "9:38: no such file: none.csv (looked up beside the scenario file)",
    ),
    ("- workstation: {name: desk, mac: x}", "9:29: unknown key 'mac'"),
    ("- expect: {workstation: dusk, mode: tab}", "9:25: unknown workstation 'dusk' (did you mean 'desk'?)"),
    ("- expect: {workstation: desk}", "9:12: nothing is said about it; it takes: ids, listed, mode"),
    ("- expect: {workstation: desk, held: 1}", "9:31: 'held' says nothing about 'workstation'"),
]


@pytest.mark.parametrize(("step", "said"), STEPS, ids=[said for _, said in STEPS])
def test_wrong_steps(step, said):
    assert findings(HEAD + step)[0].startswith(f"file.yaml:{said}")


def test_a_file_is_looked_up_beside_the_file_that_names_it(tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "ids.csv").write_text("sato,1001\n")
    house = "fragment: a house\nworkstations: [{name: desk, mode: hidden, id file: ids.csv}]\n"
    (tmp_path / "parts" / "house.yaml").write_text(house)
    text = "scenario: x\ninclude: parts/house.yaml\nsteps: [{advance: 1 h}]"
    (plan,) = load_text(text, tmp_path / "main.yaml")
    assert [str(row) for row in plan.stations["desk"].ids] == ["sato,1001"]
    (tmp_path / "parts" / "ids.csv").write_text("sato,1001\nweber\n")
    assert findings(text, tmp_path / "main.yaml") == [
        f"{tmp_path}/parts/ids.csv:2:1: expected login,id[,user], found 1 value"
    ]
    (tmp_path / "parts" / "ids.csv").unlink()
    assert "cannot be read: No such file" in findings(text, tmp_path / "main.yaml")[0]


@pytest.mark.parametrize(
    ("step", "expected", "actual"),
    [
        (
            "print: {printer: hall, from: {workstation: library, login: a}}",
            "an answer to the window at library",
            "nobody answers it",
        ),
        (
            "print: {printer: hall, from: {workstation: desk, login: a, answer: cancel}}",
            "a window at desk that asks for an answer",
            "none comes up in mode tab",
        ),
        (
            "workstation: {name: studio, mode: tab}",
            "the step to go well",
            "studio: mode: the mode cannot be changed on a Mac",
        ),
        ("workstation: {name: desk, delete ids: a}", "the step to go well", "desk: login: 'a' is not in the list"),
        ("expect: {workstation: studio, mode: hidden}", "mode hidden", "mode nothing"),
    ],
)
def test_what_fails_when_it_runs(step, expected, actual):
    (plan,) = load_text(f"{HEAD}- {step}", Path("file.yaml"))
    (result,) = run_plan(plan).steps
    assert result.ok is False
    assert result.expected.startswith(expected)
    assert result.actual == actual


def test_the_history_holds_what_the_client_put_into_the_job(monkeypatch):
    """The oracle judges by it, so it must be the client's word and not the scenario's."""
    seen, real = [], runner.judge
    monkeypatch.setattr("harness.scenario.runner.judge", lambda case: (seen.append(case), real(case))[1])
    steps = (
        "- print: {printer: hall, from: {workstation: desk, login: kim}}\n"
        "- print: {printer: hall, from: {workstation: library, login: kim, answer: cancel}, host: other}\n"
        "- print: {printer: hall, from: {workstation: desk, without driver: yes}}\n"
    )
    (plan,) = load_text(HEAD + steps, Path("file.yaml"))
    run_plan(plan)
    keys = ("account", "user", "login", "host", "document")
    assert [tuple(each[key] for key in keys) for each in seen[0]["history"]] == [
        (1, "kim", "kim", "desk", "document"),
        (0, "", "kim", "other", "document"),
        (None, "", "", "", ""),
    ]
