"""A server that dies inside something the operator asked for: the oracle is told what of it took effect (HAR-05)."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.results import PASS
from harness.scenario.loader import load_text
from harness.scenario.runner import run_plan

HEAD = """\
scenario: Title
start: 2026-03-30 08:00 Europe/Berlin
worlds: [simulated]
fees:
  - {name: usual, mono page: 0.02, sheet: 0.01}
  - {name: dear, mono page: 0.50}
fleet:
  - {name: hall, model: colour-a3, fees: usual}
  - {name: desk, model: mono-a4, registered: no, fees: usual}
server: {closing day: 31, acquire: {at: [12:00]}}
accounts:
  - {id: 5, name: Ann, limit: {sheets: 10, every: 1 month, base: closing day}}
  - {id: 6, name: Ben}
steps:
  - print: {printer: hall, account: 5, pages: 4, times: 3}
  - print: {printer: hall, account: 6, pages: 2}
  - acquire: hall
"""
WORK = """\
  - print: {{printer: hall, account: 5, pages: 3}}
  - print: {{printer: hall, account: 6, pages: 2}}
  - print: {{printer: hall, {seven}: 7, pages: 3}}
  - print: {{printer: desk, {seven}: 7}}
"""
ASKED = {
    "account added": "account: {add: {id: 7, name: Cyd, restrict: print in mono}}",
    "limit changed": "account: {change: {id: 5, limit: {sheets: 99, every: 1 month, base: closing day}}}",
    "restriction": "account: {change: {id: 5, name: Anna, restrict: disable printing}}",
    "unregistered": "account: {change: {id: 0, restrict: disable printing}}",
    "limit gone": "account: {change: {id: 5, limit: none}}",
    "account removed": "account: {remove: 6}",
    "reset": "account: {reset: 5}",
    "reset of nothing": "account: {reset: 6}",
    "fees": "fees: {define: {name: usual, mono page: 0.30}}",
    "fees assigned": "fees: {assign: {printer: hall, name: dear}}",
    "closing day": "closing day: 15",
    "registered": "register: {printer: desk, fees: dear}",
    "registered and acquired": "register: {printer: desk, acquire at once: yes}",
    "unregistered printer": "unregister: {printer: hall}",
}
MOMENTS = {"before commit": (1, 2), "after commit": (1, 2, 3), "before send": (3,), "after reply": (1, 3)}


def script(when, number, asked, *, again):
    """The crash comes inside what is asked for or, where that has not so many moments, a little later."""
    work = WORK.format(seven="account" if "id: 7" in asked else "unknown account")
    later = f"{work}  - advance: 1 d\n"
    steps = f"  - server: {{do: crash at, when: {when}, number: {number}}}\n  - {asked}\n"
    repeat = f"  - {asked}\n" if again else ""
    return f"{HEAD}{steps}{later * 3}  - server: start\n  - advance: 1 d\n{repeat}{later}  - advance: 20 d\n{later}"


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_what_was_committed_before_the_crash_counts(asked):
    can_be_said_twice = "add:" not in asked and "remove" not in asked and not asked.startswith("unregister:")
    failed = []
    for when, number in [(when, number) for when, numbers in MOMENTS.items() for number in numbers]:
        for again in {False, can_be_said_twice and (when, number) == ("after commit", 1)}:
            result = run_plan(load_text(script(when, number, asked, again=again), Path("file.yaml"))[0])
            if result.verdict != PASS:
                said = [check.findings or check.broken for check in result.checks if check.findings or check.broken]
                failed.append((when, number, again, result.error, *[s for s in result.steps if s.ok is False], *said))
    assert not failed


def test_it_may_die_in_the_second_before():
    """Settings wait for the next second. If a crash that was ordered comes in it, there is nobody to ask any more."""
    steps = (
        "  - network: {printers: all, faults: [{kind: late, share: 100 %, after: 100 ms}]}\n"
        "  - print: {printer: hall, account: 5}\n  - acquire: hall\n"
        "  - server: {do: crash at, when: after reply, number: 1}\n"
        "  - account: {reset: 5}\n  - advance: 1 h\n  - server: start\n"
    )
    result = run_plan(load_text(HEAD + steps, Path("file.yaml"))[0])
    assert (result.verdict, [step for step in result.steps if step.ok is False]) == (PASS, [])


@pytest.mark.parametrize("when", ["before send", "after reply", "before commit"])
def test_what_another_server_does_is_no_moment_of_ours(when):
    steps = (
        f"  - server: {{do: crash at, when: {when}, number: 1}}\n  - rival: {{printer: hall, acquires: yes}}\n"
        "  - expect: {outcome: ok}\n  - acquire: hall\n  - server: start\n  - acquire: hall\n"
        "  - expect: {outcome: refused, error: different server}\n"
    )
    result = run_plan(load_text(HEAD + steps, Path("file.yaml"))[0])
    assert (result.verdict, [step for step in result.steps if step.ok is False]) == (PASS, [])
