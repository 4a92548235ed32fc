"""The truth table of a job's decision, row by row and as a whole."""

from __future__ import annotations

import itertools
import re

import pytest

from core.wire.mib import Restriction
from core.wire.records import DETAILS, STATUSES
from emulator.parts import decision
from emulator.parts.decision import STATUS, Outcome, decide


def by_hand(blocks, disabled, exceeded, fault, colour, no_colour, in_mono):
    """The rules once more, as nested questions."""
    if blocks:
        return Outcome.REFUSE, "log buffer full"
    if disabled or exceeded:
        return Outcome.REFUSE, "access control"
    if fault:
        return Outcome.REFUSE, fault
    if not (colour and no_colour):
        return Outcome.PRINT, ""
    return (Outcome.PRINT_IN_MONO, "mono printing") if in_mono else (Outcome.PRINT_UNTIL_COLOUR, "colour control")


ALL = list(
    itertools.product(
        [False, True], [False, True], [False, True], ["", "rip error", "memory overflow"], *[[False, True]] * 3
    )
)


@pytest.mark.parametrize("case", ALL)
def test_every_combination(case):
    """RES-01, RES-02, RES-03, LIM-03, ACQ-05."""
    blocks, disabled, exceeded, fault, colour, no_colour, in_mono = case
    bits = disabled * Restriction.DISABLE_PRINTING | no_colour * Restriction.DISABLE_COLOUR
    bits |= in_mono * Restriction.PRINT_IN_MONO
    made = decide(restrictions=int(bits), limit_exceeded=exceeded, has_colour=colour, fault=fault, log_blocks=blocks)
    assert tuple(made) == by_hand(*case)


def test_the_docstring_says_the_same():
    """The table people read is the table that acts."""
    rows = re.findall(r"^((?:(?:yes|no|-) +){7})(.*)$", decision.__doc__, re.MULTILINE)
    assert len(rows) == 8
    for case in ALL:
        answers = ["yes" if answer else "no" for answer in case]
        said = next(
            words
            for cells, words in rows
            if all(cell in {"-", answer} for cell, answer in zip(cells.split(), answers, strict=True))
        )
        outcome, detail = by_hand(*case)
        assert said.startswith({"print until colour": "until colour"}.get(outcome.value, outcome.value))
        assert detail in said


def test_pairs_of_status_and_detail():
    """LOG-04: one table says which pairs occur; all of its words are words of the record."""
    pairs = {(STATUS[outcome], detail) for outcome, detail in (by_hand(*case) for case in ALL)} | {("canceled", "")}
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
