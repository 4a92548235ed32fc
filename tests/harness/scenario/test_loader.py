"""Scenario files: a negative test for each rule of the loader, with file, line and column (HAR-01)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config.strict_yaml import BadInputFile
from harness.scenario.loader import find_files, load_file, load_paths, load_text

HEAD = """\
scenario: Title
start: 2026-03-30 08:00 Europe/Berlin
fleet: [{name: hall, model: colour-a3}, {name: desk, model: mono-a4, count: 2}]
accounts: [{id: 5, name: Ann}]
steps:
"""


def load(text, file=Path("file.yaml")):
    return load_text(text, file)


def findings(text, file=Path("file.yaml")):
    with pytest.raises(BadInputFile) as caught:
        load(text, file)
    return [str(each) for each in caught.value.findings]


WHOLE = [
    ("steps: [{advance: 1 h}]", "1:1: the key 'scenario' is missing"),
    ("scenario: x", "1:1: the key 'steps' is missing"),
    ("scenario: x\nsteps: []", "2:8: expected at least one item, found a list"),
    ("scenario: x\nsteps: {print: 1}", "2:8: expected a list, found key: value lines"),
    ("scenario: x\nstart: 2026-02-30 08:00\nsteps: [{advance: 1 h}]", "2:8: '2026-02-30 08:00' is no date and time"),
    ("scenario: x\nstart: 2026-03-29 02:30 Europe/Berlin\nsteps: [{advance: 1 h}]", "2:8: '2026-03-29 02:30 Europe"),
    ("scenario: x\nworlds: [real]\nsteps: [{advance: 1 h}]", "2:10: expected simulated, live; found 'real'"),
    ("scenario: x\nseed: one\nsteps: [{advance: 1 h}]", "2:7: expected a whole number such as 100, not 'one'"),
    ("scenario: x\nserver: {database: a}\nsteps: [{advance: 1 h}]", "2:10: unknown key 'database'"),
    (
        "scenario: x\nfleet: [{name: a, model: colour-b3}]\nsteps: [{advance: 1 h}]",
        "2:26: unknown printer model 'colour-b3' (did you mean 'colour-a3'?)",
    ),
    (
        "scenario: x\nfleet: [{name: a, model: mono-a4}, {name: a, model: mono-a4}]\nsteps: [{advance: 1 h}]",
        "2:43: printer a is given twice",
    ),
    (
        "scenario: x\nfleet: [{name: a, model: mono-a4, count: 2}, {name: a-2, model: mono-a4}]\nsteps: [{heal: all}]",
        "2:53: two printers are called 'a-2'",
    ),
    (
        "scenario: x\nfleet: [{name: a, model: mono-a4, count: 2, serial: X}]\nsteps: [{advance: 1 h}]",
        "2:9: printers with a count cannot share one address or serial",
    ),
    (
        "scenario: x\nfleet: [{name: a, model: mono-a4, address: 300.1.1.1}]\nsteps: [{advance: 1 h}]",
        "2:44: expected an IPv4 address such as 127.20.0.9, not '300.1.1.1'",
    ),
    (
        "scenario: x\nfleet: [{name: a, model: mono-a4, fees: usual}]\nsteps: [{advance: 1 h}]",
        "2:41: unknown fee definition 'usual'",
    ),
    (
        "scenario: x\naccounts: [{id: 1, name: A}, {id: 1, name: B}]\nsteps: [{advance: 1 h}]",
        "2:35: account ID 1 is given twice",
    ),
    (
        "scenario: x\naccounts: [{id: 1, name: A}, {id: 2, name: A}]\nsteps: [{advance: 1 h}]",
        "2:44: account name A is given twice",
    ),
    ("scenario: x\nfees: [{name: f, sizes: {A9: 1}}]\nsteps: [{advance: 1 h}]", "2:26: unknown paper size 'A9'"),
    (
        "scenario: x\nnetwork: {latency: [2 ms, 1 ms]}\nsteps: [{advance: 1 h}]",
        "2:10: latency: the smaller time comes first",
    ),
    (
        "scenario: x\nnetwork: {faults: [{kind: loss, after: 1 h}]}\nsteps: [{advance: 1 h}]",
        '2:20: fault "loss" has no parameter "after"; it takes "direction", "share"',
    ),
]

STEPS = [
    ("- prnt: {printer: hall}", "6:3: unknown key 'prnt' (did you mean 'print'?)"),
    ("- {}", "6:3: a step needs a verb, such as print or expect"),
    ("- covers: [LIM-01]", "6:3: a step needs a verb, such as print or expect"),
    ("- {advance: 1 h, provision: all}", "6:3: a step is one verb, here are 2: advance, provision"),
    ("- {advance: 1 h, covers: [LIM-01]}", "6:3: covers stands on the expect that proves the row"),
    (
        "- {expect: {printer: hall, power: on}, covers: [LIM-1]}",
        "6:49: expected a requirement such as LIM-01, not 'LIM-1'",
    ),
    ("- print: {printer: hal}", "6:20: unknown printer 'hal' (did you mean 'hall'?)"),
    ("- print: {printer: desk}", "6:20: unknown printer 'desk' (did you mean 'desk-2'?)"),
    ("- print: {printer: hall, page: 1}", "6:26: unknown key 'page' (did you mean 'pages'?)"),
    ("- print: {printer: hall, pages: 0}", "6:33: expected at least 1, found '0'"),
    ("- print: {printer: hall, pages: -1}", "6:33: expected a whole number such as 100, not '-1'"),
    ("- print: {printer: hall, account: 6}", "6:35: unknown account 6 (for an ID that the server does not know write:"),
    ("- print: {printer: hall, unknown account: 5}", "6:43: the server knows account 5 (write: account)"),
    ("- print: {printer: hall, account: 5, unknown account: 6}", "6:10: either account or unknown account, not both"),
    ("- print: {printer: hall, size: A9}", "6:32: unknown paper size 'A9'"),
    (
        "- print: {printer: hall, pages: 1, runs: [{pages: 2}]}",
        "6:10: the content is given twice: by runs and by pages",
    ),
    ("- print: {printer: hall, runs: [{kind: color}]}", "6:40: expected mono, colour, blank, white; found 'color'"),
    ("- print: {printer: hall, pages: 1, colour pages: 2}", "6:10: 2 colour pages of 1 pages"),
    ("- print: {printer: hall, file: none.pdf}", "6:32: no such file: none.pdf (looked up beside the scenario file)"),
    ("- print: {printer: hall, duplex: maybe}", "6:34: expected yes or no, not 'maybe'"),
    ("- workload: {over: 1 h}", "6:13: expected either jobs (how many in all) or per hour"),
    ("- workload: {over: 1 h, jobs: 1, per hour: 1}", "6:13: expected either jobs (how many in all) or per hour"),
    ("- workload: {jobs: 1}", "6:13: the key 'over' is missing"),
    (
        "- workload: {over: 1 h, jobs: 1, pages: {few: 1}}",
        "6:41: expected numbers such as 3 or 2-10 before their weight",
    ),
    ("- workload: {over: 1 h, jobs: 1, pages: {1: 0}}", "6:41: expected at least one value with a weight above 0"),
    ("- workload: {over: 1 h, jobs: 1, accounts: [9]}", "6:45: unknown account 9 (known: 5)"),
    ("- workload: {over: 1 h, jobs: 1, hours: {from: 18:00, to: 08:00}}", "6:41: from must be before to"),
    ("- advance: 1 month", "6:12: expected a duration such as 1 h"),
    ("- advance: {}", "6:12: expected a duration (1 h), or to: a local time, or to: idle"),
    ("- advance: {to: 2026-03-29 08:00}", "6:17: this is before the scenario's start"),
    ("- advance: {to: 2027-03-28 02:30}", "6:17: 2027-03-28 02:30 does not exist in Europe/Berlin"),
    ("- advance: {to: 2026-13-01 08:00}", "6:17: '2026-13-01 08:00' is no date and time: month must be in 1..12"),
    (
        "- power: {printer: hall, state: cycled}",
        "6:33: expected on, off, cycle; found 'cycled' (did you mean 'cycle'?)",
    ),
    ("- power: {printer: [hall, attic], state: on}", "6:27: unknown printer 'attic'"),
    ("- storage: {printer: hall, do: wipe}", "6:32: expected format, replace, fill, make room; found 'wipe'"),
    ("- network: {faults: [{kind: gremlins}]}", "6:29: expected noop, loss, delay"),
    ("- network: {faults: [{kind: loss, share: 120 %}]}", "6:42: expected a share between 0 % and 100 %"),
    ("- server: explode", "6:11: expected start, stop, crash, crash at; found 'explode'"),
    ("- account: {}", "6:12: expected one of add, change, remove, reset"),
    ("- account: {remove: 9}", "6:21: unknown account 9 (known: 5)"),
    ("- account: {change: {id: 9}}", "6:26: unknown account 9 (known: 5)"),
    ("- account: {add: {id: 9, name: N, limit: {sheets: -1}}}", "6:51: expected at least 0, found '-1'"),
    ("- account: {add: {id: 9, name: N, limit: {sheets: 1000000000}}}", "6:51: expected at most 999999999"),
    ("- account: {add: {id: 9, name: N, limit: {fee: a lot}}}", "6:48: expected an amount such as 0.10, not 'a lot'"),
    (
        "- account: {add: {id: 9, name: N, limit: {staples: 2, every: 0 days}}}",
        "6:62: expected a period such as 1 month, 2 weeks, 10 days or none, not '0 days'",
    ),
    (
        "- account: {add: {id: 9, name: N, limit: {sheets: 1, anchor: 9999-12-31}}}",
        "6:62: expected a date from 2000-01-01 to 2099-12-31",
    ),
    ("- limits: {set: {group: Sales, limit: {sheets: many}}}", "6:48: expected a whole number, found 'many'"),
    ("- limits: {set: {group: Sales, limit: {sheets: 1, carry over: yes}}}", "6:39: carry over needs a period"),
    ("- limits: {ask: {account: 9, printer: hall, sheets: -1}}", "6:53: expected a whole number such as 100, not '-1'"),
    ("- account: {add: {id: 9, name: N, limit: {every: 1 month}}}", "6:42: a limit needs sheets, fee or staples"),
    ("- fees: {assign: {printer: hall, name: usual}}", "6:40: unknown fee definition 'usual'"),
    ("- closing day: 32", "6:16: expected at most 31, found '32'"),
    ("- register: {printer: attic}", "6:23: unknown printer 'attic' (known: desk-1, desk-2, hall)"),
    ("- register: {printer: attic, model: mono}", "6:37: unknown printer model 'mono'"),
    ("- cancel: last", "6:11: no job so far is called 'last'"),
    ("- expect: {status: completed}", "6:11: an expectation is about one of: job, log, gaps"),
    ("- expect: {job: last, status: completed}", "6:17: no job so far is called 'last'"),
    ("- print: {printer: hall}\n- expect: {job: last}", "7:12: nothing is said about it"),
    ("- print: {printer: hall}\n- expect: {job: last, used: {sheets: 1}}", "7:23: 'used' says nothing about 'job'"),
    ("- print: {printer: hall}\n- expect: {job: last, status: done}", "7:31: expected completed, canceled, aborted"),
    ("- expect: {account: 5, status: aborted}", "6:32: expected enabled, limit exceeded; found 'aborted'"),
    ("- expect: {account: 7, status: enabled}", "6:21: unknown account 7 (known: 5)"),
    ("- expect: {printer: attic, power: on}", "6:21: unknown printer 'attic'"),
    ("- expect: {printer: hall, held: about 3}", "6:33: expected 20, at least 20, at most 20, or a range (1 to 5)"),
    ("- expect: {log: {printers: hall}, jobs: 1}", "6:18: unknown key 'printers' (did you mean 'printer'?)"),
    ("- expect: {gaps: {cause: eaten}, count: 1}", "6:26: expected overwritten, formatted"),
    (
        "- include: {file: none.yaml}",
        "6:19: no such file: none.yaml (files are looked up beside the file that names them)",
    ),
    ("- repeat: {steps: [{advance: 1 h}]}", "6:11: expected either times or with (a list of parameter sets)"),
    ("- repeat: {times: 2, steps: [{advance: $x h}]}", "6:40: unknown parameter $x (write $$ for a dollar sign)"),
    ("- print: {printer: $hall}", "6:20: unknown parameter $hall (write $$ for a dollar sign)"),
]


@pytest.mark.parametrize(("text", "said"), WHOLE, ids=[said for _, said in WHOLE])
def test_wrong_files(text, said):
    assert findings(text)[0].startswith(f"file.yaml:{said}")


@pytest.mark.parametrize(("step", "said"), STEPS, ids=[said for _, said in STEPS])
def test_wrong_steps(step, said):
    assert findings(HEAD + step)[0].startswith(f"file.yaml:{said}")


def test_the_design_example_loads_verbatim():
    plan = load((Path(__file__).parent / "design_example.yaml").read_text(encoding="utf-8"))[0]
    assert plan.title == "A sheet limit stops a user once the log has been acquired, until the month turns"
    assert list(plan.printers) == ["lobby-1", "lobby-2", "lobby-3"]
    assert plan.zone == "Europe/Berlin"
    assert plan.start_us == 1_774_850_400_000_000
    assert [step.step.verb for step in plan.steps].count("expect") == 4
    assert [step.line for step in plan.steps][:3] == [10, 11, 12]


def test_words_mean_what_they_say():
    """``no``, ``010``, ``18:00`` and a key ``on`` are text for the schema to type."""
    text = HEAD + (
        "- print: {printer: hall, account: 005, document: no, user: 1e3, duplex: no}\n"
        "- advance: {to: 18:00}\n- power: {printer: hall, state: on}\n"
    )
    steps = [planned.step for planned in load(text)[0].steps]
    assert (steps[0].print.account, steps[0].print.document, steps[0].print.user) == (5, "no", "1e3")
    assert steps[0].print.duplex is False
    assert steps[1].advance.to.hour == 18
    assert steps[2].power.state == "on"


class TestExpansion:
    def test_repeat_counts(self):
        text = HEAD + "- repeat: {times: 3, as: n, steps: [{print: {printer: hall, document: page $n of $$3}}]}"
        steps = load(text)[0].steps
        assert [step.step.print.document for step in steps] == ["page 1 of $3", "page 2 of $3", "page 3 of $3"]
        assert {step.line for step in steps} == {6}

    def test_repeat_with_sets(self):
        text = HEAD + "- repeat: {with: [{p: hall}, {p: desk-1}], steps: [{print: {printer: $p}}, {advance: 1 h}]}"
        assert [step.step.verb for step in load(text)[0].steps] == ["print", "advance"] * 2

    def test_braces_where_a_letter_follows(self):
        text = HEAD + '- repeat: {times: 1, as: n, steps: [{print: {printer: hall, document: "${n}th"}}]}'
        assert load(text)[0].steps[0].step.print.document == "1th"

    def test_examples_make_a_scenario_each(self):
        text = (
            HEAD.replace("Title", "Pages $pages")
            + "- print: {printer: hall, pages: $pages}\nexamples: [{pages: 1}, {pages: 2}]"
        )
        plans = load(text)
        assert [plan.path for plan in plans] == ["file.yaml#1", "file.yaml#2"]
        assert [plan.title for plan in plans] == ["Pages 1", "Pages 2"]
        assert [plan.steps[0].step.print.pages for plan in plans] == [1, 2]

    def test_a_title_without_parameters_gets_them_added(self):
        text = HEAD + "- print: {printer: hall, pages: $pages}\nexamples: [{pages: 7}]"
        assert load(text)[0].title == "Title (pages 7)"

    def test_parameters_have_defaults(self):
        text = HEAD + "- print: {printer: hall, pages: $pages}\nparameters: {pages: 4}"
        assert load(text)[0].steps[0].step.print.pages == 4

    def test_a_parameter_without_a_default_must_be_given(self):
        text = HEAD + "- print: {printer: hall, pages: $pages}\nparameters: {pages: }"
        assert "the parameter 'pages' needs a value" in findings(text)[0]


class TestIncludes:
    @pytest.fixture
    def folder(self, tmp_path):
        (tmp_path / "part.yaml").write_text(
            "fragment: prints\nparameters: {printer: , pages: 1}\n"
            "fleet: [{name: attic, model: mono-a4}]\nsteps:\n  - print: {printer: $printer, pages: $pages}\n"
        )
        (tmp_path / "house.yaml").write_text("fragment: a house\nfleet: [{name: attic, model: mono-a4}]\n")
        (tmp_path / "loop.yaml").write_text("fragment: loop\nsteps:\n  - include: {file: loop.yaml}\n")
        (tmp_path / "typo.yaml").write_text("fragment: typo\nstep: []\n")
        return tmp_path

    def test_steps(self, folder):
        text = HEAD + "- include: {file: part.yaml, with: {printer: hall, pages: 3}}\n- advance: 1 h"
        steps = load(text, folder / "main.yaml")[0].steps
        assert steps[0].step.print.pages == 3
        assert (Path(steps[0].file).name, steps[0].line) == ("part.yaml", 5)
        assert (Path(steps[1].file).name, steps[1].line) == ("main.yaml", 7)

    def test_a_house_to_share(self, folder):
        text = HEAD + "- print: {printer: attic}\ninclude: house.yaml"
        assert list(load(text, folder / "main.yaml")[0].printers) == ["attic", "hall", "desk-1", "desk-2"]

    @pytest.mark.parametrize(
        ("step", "said"),
        [
            ("- include: {file: part.yaml}", "main.yaml:6:12: the parameter 'printer' needs a value"),
            (
                "- include: {file: part.yaml, with: {printr: x}}",
                "main.yaml:6:37: unknown parameter 'printr' (did you mean",
            ),
            ("- include: {file: part.yaml, with: {printer: cellar}}", "part.yaml:5:22: unknown printer 'cellar'"),
            ("- include: {file: loop.yaml}", "loop.yaml:3:21: loop.yaml includes itself"),
            ("- include: {file: house.yaml}", "main.yaml:6:19: house.yaml has no steps to include"),
            ("- include: {file: typo.yaml}", "typo.yaml:2:1: unknown key 'step' (did you mean 'steps'?)"),
            ("- include: {fil: typo.yaml}", "main.yaml:6:12: the key 'file' is missing"),
        ],
    )
    def test_wrong(self, folder, step, said):
        assert said in findings(HEAD + step, folder / "main.yaml")[0]

    def test_a_scenario_is_no_fragment(self, folder):
        (folder / "other.yaml").write_text(HEAD + "- advance: 1 h")
        said = findings(HEAD + "- include: {file: other.yaml}", folder / "main.yaml")[0]
        assert "other.yaml is not a fragment" in said


class TestFolders:
    def test_an_empty_folder(self, tmp_path):
        with pytest.raises(BadInputFile, match="no scenario files"):
            find_files([tmp_path])

    def test_a_path_that_is_not_there(self, tmp_path):
        with pytest.raises(BadInputFile, match="no such file or folder"):
            find_files([tmp_path / "x.yaml"])

    def test_fragments_are_passed_over_in_folders_only(self, tmp_path):
        (tmp_path / "part.yaml").write_text("fragment: x\nsteps: []")
        with pytest.raises(BadInputFile, match="only fragments"):
            load_paths([tmp_path])
        with pytest.raises(BadInputFile, match="this is a fragment"):
            load_paths([tmp_path / "part.yaml"])

    def test_findings_of_all_files_come_together(self, tmp_path):
        for name in "ab":
            (tmp_path / f"{name}.yaml").write_text("scenario: x\nstepps: []")
        with pytest.raises(BadInputFile) as caught:
            load_paths([tmp_path])
        assert {Path(each.file).name for each in caught.value.findings} == {"a.yaml", "b.yaml"}

    def test_one_example_by_number(self, tmp_path):
        path = tmp_path / "a.yaml"
        path.write_text(HEAD + "- print: {printer: hall, pages: $n}\nexamples: [{n: 1}, {n: 2}]")
        assert [plan.path for plan in load_file(Path(f"{path}#2"))] == [f"{path}#2"]
        with pytest.raises(BadInputFile, match="there is no example 3, only 2"):
            load_file(Path(f"{path}#3"))


def test_twenty_thousand_steps_load_in_linear_time():
    """Measured at 2 s on the machine of the design page; here only that all of them arrive."""
    steps = "".join(f"- print: {{printer: hall, account: 5, document: d{n}, pages: 8}}\n" for n in range(20_000))
    assert len(load(HEAD + steps)[0].steps) == 20_000
