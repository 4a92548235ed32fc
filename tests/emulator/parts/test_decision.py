"""The truth table of a job's decision: what docs/restrictions.md says, in every combination."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from core.wire.mib import Restriction
from core.wire.policy_table import Policy
from core.wire.records import DETAILS, STATUSES
from emulator.parts.decision import RULES, STATUS, Outcome, decide

PAGE = (Path(__file__).parents[3] / "docs" / "restrictions.md").read_text(encoding="utf-8")


def rows_of(heading):
    """The cells of the table below a heading, without its two head lines."""
    part = re.split(r"^## ", PAGE, flags=re.M)
    text = next(each for each in part if each.startswith(heading))
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


FUNCTIONS = {row[0]: row[1:] for row in rows_of("Which rules concern a function")}
DECISIONS = rows_of("The decision")


def bits(cell):
    names = [] if cell == "-" else cell.split(", ")
    return sum(int(Restriction[name.upper().replace("-", "").replace(" ", "_")]) for name in names)


PRINTING = Restriction.DISABLE_COLOUR | Restriction.PRINT_IN_MONO


def said(function, restrictions, policy, suspended, exceeded, colour, fault, blocks):
    """The page's answer: outcome and detail."""
    restriction, in_colour, colour_rules, limit, policies, from_pc = FUNCTIONS[function]
    restrictions = 0 if suspended and from_pc == "yes" else restrictions
    policy = Policy.ENABLE if suspended or policies == "no" else policy
    no_colour = colour_rules == "yes" and restrictions & Restriction.DISABLE_COLOUR
    in_mono = restrictions & Restriction.PRINT_IN_MONO
    facts = [
        blocks,
        restrictions & bits(restriction) or policy is Policy.DISABLE_PRINTING,
        limit == "yes" and exceeded,
        colour,
        restrictions & bits(in_colour),
        fault,
        (no_colour and not in_mono) or policy is Policy.DISABLE_COLOUR,
        (no_colour and in_mono) or policy is Policy.PRINT_IN_MONO,
    ]
    answers = ["yes" if fact else "no" for fact in facts]
    for *cells, outcome, detail in DECISIONS:
        if all(cell in {"-", answer} for cell, answer in zip(cells, answers, strict=True)):
            return outcome, {"nothing": "", "the fault": fault}.get(detail, detail)
    raise AssertionError(f"no row fits {answers}")


def subsets(mask):
    """Every combination of the restrictions that concern a function, without and with all others."""
    flags = [flag for flag in Restriction if flag & mask]
    others = sum(int(flag) for flag in Restriction if not flag & mask)
    for chosen in itertools.product([0, 1], repeat=len(flags)):
        concerned = sum(int(flag) for flag, is_set in zip(flags, chosen, strict=True) if is_set)
        yield from (concerned, concerned | others)


def cases(function):
    restriction, in_colour, *_ = FUNCTIONS[function]
    return itertools.product(
        subsets(bits(restriction) | bits(in_colour) | PRINTING),
        Policy,
        *[[False, True]] * 3,
        ["", "rip error", "memory overflow"],
        [False, True],
    )


def test_the_page_and_the_code_know_the_same_functions():
    assert set(FUNCTIONS) == set(RULES)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_combination(function):
    """RES-01 to RES-08, POL-01, POL-07, POL-08, LIM-03, ACQ-05."""
    for restrictions, policy, suspended, exceeded, colour, fault, blocks in cases(function):
        made = decide(
            function=function,
            restrictions=restrictions,
            policy=policy,
            suspended=suspended,
            limit_exceeded=exceeded,
            has_colour=colour,
            fault=fault,
            log_blocks=blocks,
        )
        expected = said(function, restrictions, policy, suspended, exceeded, colour, fault, blocks)
        assert (made.outcome.value, made.detail) == expected, (restrictions, policy, suspended, exceeded, colour)


def test_the_policies_stand_in_their_order():
    order = sorted(Policy, reverse=True)
    assert [row[0] for row in rows_of("What the policies say")] == [
        each.name.lower().replace("_", " ") for each in order
    ]


def test_pairs_of_status_and_detail():
    """LOG-04: one table says which pairs occur; all of its words are words of the record."""
    faults = {"the fault": ["rip error", "memory overflow"], "nothing": [""]}
    pairs = {
        (STATUS[Outcome(outcome)], word) for *_, outcome, detail in DECISIONS for word in faults.get(detail, [detail])
    } | {("canceled", "")}
    assert pairs == {
        ("completed", ""),
        ("completed", "mono printing"),
        ("canceled", ""),
        ("aborted", "log buffer full"),
        ("aborted", "access control"),
        ("aborted", "memory overflow"),
        ("aborted", "colour control"),
        ("aborted", "rip error"),
    }
    assert {status for status, _ in pairs} <= set(STATUSES)
    assert {detail for _, detail in pairs} == set(DETAILS)
