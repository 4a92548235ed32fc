"""The same seed gives the same run, in any process; nobody's luck depends on a neighbour (HAR-03)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.oracle.digest import outcome_digest
from harness.scenario import runner
from harness.scenario.batch import Job, run_all
from harness.scenario.loader import load_text

ROOT = Path(__file__).resolve().parents[3]
STORM = """\
scenario: A bad network, a power cut, a crash and a limit
start: 2026-03-30 06:00 Europe/Berlin
fleet:
  - {name: hall, model: colour-a3, count: 2, fees: usual}
  - {name: desk, model: mono-a4}
  - {name: tiny, model: colour-a4-small, log full: delete oldest}
fees: [{name: usual, colour page: 0.15, mono page: 0.02}]
accounts: [{id: 5, name: Ann, limit: {sheets: 200, every: 1 day}}, {id: 6, name: Bo, restrict: disable colour}]
steps:
  - network: {faults: [{kind: loss, share: 10 %}, {kind: duplicate, share: 10 %}, {kind: reorder}, {kind: late}]}
  - workload: {printers: [hall, desk, tiny], jobs: 300, over: 12 h}
  - advance: 3 h
  - power: {printer: hall-2, state: cycle}
  - server: {do: crash at, when: after reply, number: 3}
  - advance: 1 h
  - server: start
  - advance: 9 h
"""
IDLE = STORM.replace("fees: [{name", "  - {name: idle, model: mono-a4}\nfees: [{name")
SCRIPT = """
import json, sys
sys.path.insert(0, ".")
opened = []
sys.addaudithook(lambda event, args: opened.append(repr(args[1:])) if event == "socket.__new__" else None)
from pathlib import Path
from harness.scenario.loader import load_text
from harness.scenario.runner import run_plan
result = run_plan(load_text(sys.stdin.read(), Path("storm.yaml"))[0])
print(json.dumps([result.verdict, result.outcome_digest, result.trace_digest, result.jobs, opened]))
"""


def in_process(**environment):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=STORM,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def first():
    return in_process(PYTHONHASHSEED="1", TZ="UTC")


def test_it_passes_and_opens_no_socket(first):
    verdict, outcome, trace, jobs, opened = first
    assert (verdict, jobs, opened) == ("pass", 300, [])
    assert len(outcome) == len(trace) == 32


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Auckland"},
        {"PYTHONHASHSEED": "random", "TZ": "America/New_York", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "1", "PYTHONOPTIMIZE": "1"},
    ],
)
def test_another_process_comes_to_the_same(first, environment):
    assert in_process(**environment) == first


def test_several_processes_at_once_come_to_the_same(tmp_path, first):
    path = tmp_path / "storm.yaml"
    path.write_text(STORM)
    plan = load_text(STORM, path)[0]
    results = run_all([Job(plan, "simulated")] * 3, processes=2)
    assert [[each.verdict, each.outcome_digest, each.trace_digest] for each in results] == [first[:3]] * 3


def case_of(monkeypatch, text, seed=None):
    cases = []
    judged = runner.judge
    monkeypatch.setattr(runner, "judge", lambda case: cases.append(case) or judged(case))
    result = runner.run_plan(load_text(text, Path("storm.yaml"))[0], seed=seed)
    assert (result.verdict, result.error) == ("pass", "")
    monkeypatch.undo()
    return cases[0]


def test_an_idle_printer_more_leaves_the_journals_of_the_others_unchanged(monkeypatch):
    alone, together = case_of(monkeypatch, STORM), case_of(monkeypatch, IDLE)
    assert together["journals"].pop("idle")
    assert together["journals"] == alone["journals"]


def test_another_seed_is_another_run(monkeypatch):
    assert outcome_digest(case_of(monkeypatch, STORM)) != outcome_digest(case_of(monkeypatch, STORM, seed=2))
