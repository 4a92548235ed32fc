"""Running scenarios: what passes, what fails and says why, and what is unknown (HAR-02, HAR-04, HAR-05, HAR-06)."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from harness.results import FAIL, PASS, UNKNOWN
from harness.scenario.loader import load_text
from harness.scenario.runner import run_plan

HEAD = """\
scenario: Title
start: 2026-03-30 08:00 Europe/Berlin
fleet: [{name: hall, model: colour-a3}, {name: desk, model: mono-a4}]
accounts: [{id: 5, name: Ann}]
steps:
"""


def run(steps, head=HEAD, **more):
    return run_plan(load_text(head + steps, Path("file.yaml"))[0], **more)


def the_failure(result):
    failed = [step for step in result.steps if step.ok is False]
    assert len(failed) == 1
    return failed[0]


@pytest.mark.parametrize("world", ["simulated", "live"])
def test_the_design_example_passes_in_both_worlds(world):
    text = (Path(__file__).parent / "design_example.yaml").read_text(encoding="utf-8")
    result = run_plan(load_text(text, Path("example.yaml"))[0], world)
    assert (result.verdict, result.error) == (PASS, "")
    assert result.covers == {"LIM-01": True, "LIM-02": True, "LIM-03": True, "LIM-04": True}
    assert (result.jobs, result.sheets) == (4, 121)
    assert result.replay == "pressroom run example.yaml --seed 1" + (" --live" if world == "live" else "")


def test_a_failure_shows_expected_actual_rule_and_the_story_of_the_job():
    result = run(
        "- account: {change: {id: 5, restrict: disable printing}}\n"
        "- provision: all\n"
        "- print: {printer: hall, account: 5, document: plan.pdf}\n"
        "- expect: {job: last, status: completed, sheets: 1}\n"
        "  covers: [RES-01]\n"
    )
    step = the_failure(result)
    assert result.verdict == FAIL
    assert (step.line, step.expected, step.actual) == (9, "status completed, sheets 1", "status aborted, sheets 0")
    assert "printing is disabled for this Job Account ID" in step.rule
    assert [line.partition("  ")[2].partition(":")[0] for line in step.timeline[2:4]] == ["refused", "ended"]
    assert result.covers == {"RES-01": False}
    assert result.replay == "pressroom run file.yaml --seed 1"


def test_a_scenario_that_prints_nothing_is_unknown():
    result = run("- advance: 2 h\n- expect: {printer: hall, power: on}\n")
    assert (result.verdict, result.jobs) == (UNKNOWN, 0)


def test_a_refusal_that_no_expectation_speaks_of_fails():
    result = run("- print: {printer: hall, account: 5}\n- storage: {printer: hall, do: format}\n- advance: 1 h\n")
    step = the_failure(result)
    assert (step.line, step.actual) == (7, "hall: formatting is inhibited")
    assert result.steps[-1].ok is None  # not reached
    assert result.verdict == FAIL


def test_a_refusal_that_is_expected_does_not():
    result = run(
        "- print: {printer: hall, account: 5}\n- storage: {printer: hall, do: format}\n"
        "- expect: {outcome: refused, error: inhibited, printer: hall}\n"
    )
    assert result.verdict == PASS


def test_what_could_not_be_printed_is_a_refusal_too():
    result = run("- power: {printer: hall, state: off}\n- print: {printer: hall}\n- advance: 1 h\n")
    assert the_failure(result).actual.startswith("hall: no answer from 127.20.0.1:9100 within 30 s")
    result = run(
        "- print: {printer: desk}\n- power: {printer: hall, state: off}\n- print: {printer: hall}\n"
        "- expect: {job: last, delivered: no, status: not sent, error: no answer}\n"
    )
    assert result.verdict == PASS


def test_steps_go_on_after_a_failed_expectation():
    result = run("- print: {printer: hall}\n- expect: {job: last, sheets: 2}\n- expect: {job: last, sheets: 1}\n")
    assert [step.ok for step in result.steps] == [None, False, True]


def test_the_house_must_stand_before_the_first_step():
    head = HEAD.replace("model: colour-a3}", "model: colour-a3, admin password: wrong}")
    result = run("- print: {printer: hall}\n", head)
    assert result.verdict == FAIL
    assert "password" in result.error
    assert not result.steps


def test_a_bug_is_told_with_its_place(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("emulator.printer.Printer.power_off", broken)
    result = run("- power: {printer: hall, state: off}\n")
    assert result.verdict == FAIL
    assert result.error.startswith("ZeroDivisionError: boom (test_runner.py:")


def test_an_error_in_a_callback_is_not_lost(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("in a callback")

    monkeypatch.setattr("emulator.network.simulated.SimNetwork._land", broken)
    result = run("- print: {printer: hall}\n")
    assert result.verdict == FAIL
    assert "in a callback" in result.error


def test_a_deadlock_is_told(monkeypatch):
    async def forever(*_, **__):
        import asyncio

        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr("core.server.Server.acquire", forever)
    result = run("- acquire: all\n")
    assert result.verdict == FAIL
    assert "nothing is ready and no timer is set" in result.error


class TestTime:
    def test_print_waits_for_the_end_unless_told_otherwise(self):
        result = run(
            "- print: {printer: hall, pages: 100, wait: no}\n- expect: {job: last, status: waiting}\n"
            "- advance: 30 s\n- expect: {job: last, status: printing}\n"
            "- advance: {to: idle}\n- expect: {job: last, status: completed, sheets: 100}\n"
        )
        assert result.verdict == PASS

    def test_advance_goes_to_local_times(self):
        result = run(
            "- print: {printer: hall}\n- advance: {to: 07:00}\n- advance: {to: 2026-04-02 12:00}\n- advance: 30 min\n"
        )
        instants = [step.at_us for step in result.steps]
        day_us = 86_400_000_000
        eight = 1_774_850_400_000_000  # 2026-03-30 08:00 in Berlin
        assert instants[2] == eight + day_us - 3_600_000_000
        assert instants[3] == eight + 3 * day_us + 4 * 3_600_000_000
        assert result.verdict == PASS

    def test_the_past_is_refused(self):
        result = run("- print: {printer: hall}\n- advance: 2 d\n- advance: {to: 2026-03-31 08:00}\n")
        assert the_failure(result).expected == "a time after 2026-04-01 08:00:01.666"

    def test_within_waits_no_longer_than_needed(self):
        result = run(
            "- print: {printer: hall, account: 5}\n- expect: {job: last, logged: yes, within: 2 h}\n"
            "- expect: {job: last, logged: yes, sheets: 2, within: 1 min}\n- advance: 1 s\n"
        )
        minute_us = 60_000_000
        waited = [later.at_us - earlier.at_us for earlier, later in pairwise(result.steps)]
        assert waited[1] <= 66 * minute_us
        assert waited[2] == minute_us  # in vain, to the end
        assert [step.ok for step in result.steps] == [None, True, False, None]


class TestWorkload:
    STEPS = "- workload: {{jobs: 200, over: 3 d, {more}}}\n- advance: 3 d\n"

    def submissions(self, monkeypatch, more):
        cases = []
        from harness.scenario import runner

        judged = runner.judge
        monkeypatch.setattr(runner, "judge", lambda case: cases.append(case) or judged(case))
        result = run(self.STEPS.format(more=more))
        assert result.verdict == PASS
        return cases[0]["history"]

    def test_all_jobs_come_in_their_time(self, monkeypatch):
        jobs = self.submissions(monkeypatch, "hours: {from: 09:00, to: 10:00}, pages: {2-3: 1}")
        assert len(jobs) == 200
        start = 1_774_850_400_000_000
        hours = {(job["at_us"] - start) // 3_600_000_000 for job in jobs}
        assert hours == {1, 25, 49}
        assert {sum(run[0] for run in job["runs"]) for job in jobs} == {2, 3}

    def test_days_of_the_week(self, monkeypatch):
        jobs = self.submissions(monkeypatch, "days: [Tuesday]")
        day = {(job["at_us"] - 1_774_821_600_000_000) // 86_400_000_000 for job in jobs}
        assert day == {1}

    def test_shares(self, monkeypatch):
        jobs = self.submissions(monkeypatch, "without account: 20 %, duplex: 0 %, colour: 100 %, accounts: {5: 1}")
        assert 20 <= sum(job["account"] is None for job in jobs) <= 60
        assert not any(job["duplex"] for job in jobs)
        assert all(job["runs"][-1][1] == "colour" for job in jobs)

    def test_even_arrivals_are_even(self, monkeypatch):
        jobs = self.submissions(monkeypatch, "arrivals: even")
        steps = {b["at_us"] - a["at_us"] for a, b in pairwise(jobs)}
        assert len(steps) <= 2

    def test_what_has_not_come_by_the_end_does_not_come(self):
        result = run("- workload: {jobs: 100, over: 10 h}\n- advance: 5 h\n")
        assert 30 < result.jobs < 70
        assert result.verdict == PASS


class TestServer:
    @pytest.mark.parametrize("when", ["before commit", "after commit", "before send", "after reply"])
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_a_crash_at_a_step_loses_and_doubles_nothing(self, when, number):
        """HAR-05, ACQ-04."""
        result = run(
            "- print: {printer: hall, account: 5, times: 3}\n- print: {printer: desk, account: 5, times: 2}\n"
            f"- server: {{do: crash at, when: {when}, number: {number}}}\n- advance: 7 h\n"
            "- server: start\n- advance: 1 h\n- acquire: all\n- expect: {log: all, jobs: 5}\n"
        )
        assert (result.verdict, result.error) == (PASS, "")

    def test_a_server_that_runs_cannot_be_started(self):
        assert the_failure(run("- print: {printer: hall}\n- server: start\n")).actual == "it is running"

    def test_a_server_that_is_down_cannot_acquire(self):
        assert the_failure(run("- print: {printer: hall}\n- server: stop\n- acquire: all\n")).actual == "it is down"

    def test_the_ledger_can_be_read_while_the_server_is_down(self):
        result = run("- print: {printer: hall}\n- acquire: all\n- server: crash\n- expect: {log: all, jobs: 1}\n")
        assert result.verdict == PASS

    def test_a_server_left_down_is_started_for_the_end(self):
        assert run("- print: {printer: hall}\n- server: crash\n").verdict == PASS
