"""The server's own reading of docs/restrictions.md, in every combination (POL-08)."""

from __future__ import annotations

import pytest

from core.model.policies import InForce, Named, PolicyEntry
from core.rules.decision import Effect, causes_of, deciding, explains, fits, policies_met, result_of, row_followed
from core.wire.id_table import IdRow
from core.wire.mib import Restriction
from core.wire.policy_table import Kind, Policy, PolicyRow, PolicyTable
from tests.emulator.parts.test_decision import FUNCTIONS, cases, said

ALL = Named(Kind.HOST, None)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_combination(function):
    """RES-01 to RES-08, POL-01, POL-07, POL-08."""
    for restrictions, policy, suspended, exceeded, colour, fault, blocks in cases(function):
        causes = causes_of(
            function,
            row=IdRow(7, "Sato", restrictions),
            exceeded=exceeded,
            policies=[PolicyEntry(ALL, policy)],
            suspended=suspended,
        )
        result = result_of(causes, in_colour=colour, fault=fault, log_blocks=blocks)
        assert result == said(function, restrictions, policy, suspended, exceeded, colour, fault, blocks)
        if not (fault or blocks):
            assert explains(causes, result[1], colour_pages=int(colour and result[0] == "print"))


def test_the_strictest_of_several_rules_decides():
    causes = causes_of(
        "print",
        row=IdRow(7, "Sato", int(Restriction.DISABLE_COLOUR | Restriction.PRINT_IN_MONO)),
        exceeded=False,
        policies=[
            PolicyEntry(Named(Kind.LOGIN, "sato"), Policy.ENABLE),
            PolicyEntry(Named(Kind.DOCUMENT, "*.jpg"), Policy.DISABLE_COLOUR),
        ],
        suspended=False,
    )
    assert [(cause.rule, cause.value, cause.effect) for cause in causes] == [
        ("ID 7", "print in mono", Effect.MONO),
        ("policy for document *.jpg", "disable colour", Effect.UNTIL_COLOUR),
    ]
    assert [cause.rule for cause in deciding(causes, "colour control")] == ["policy for document *.jpg"]
    assert not explains(causes, "mono printing", 0)
    assert not explains(causes, "", 1)
    assert explains(causes, "", 0)


def test_whose_row():
    """JID-12, RES-08: an ID that is not registered there follows the unregistered one; special IDs are always there."""
    held = InForce(0, {0: IdRow(0, "Unregistered ID", 1), 5: IdRow(5, "Sato", 2)}, frozenset(), None)
    assert row_followed(held, 5).restrictions == 2
    assert row_followed(held, 6).restrictions == 1
    assert row_followed(held, 1_000_000_001) == IdRow(1_000_000_001, "Local Print", 0)
    assert row_followed(held._replace(ids={}), 6) == IdRow(0, "Unregistered ID", 0)


#    kind          pattern   name       whether it fits
FITTING = [
    (Kind.LOGIN, "sato", "SATO", True),
    (Kind.LOGIN, "sa*", "sato", False),
    (Kind.DOCUMENT, "*.pdf", "A.PDF", True),
    (Kind.DOCUMENT, "*.pdf", "a.pdf.txt", False),
    (Kind.DOCUMENT, "a*c", "ac", True),
    (Kind.DOCUMENT, "a.c", "abc", False),
    (Kind.DOCUMENT, "a*", "a\nb", True),
    (Kind.DOCUMENT, '"a"*', " a  plan", True),
]


@pytest.mark.parametrize(("kind", "pattern", "name", "whether"), FITTING)
def test_which_names_fit(kind, pattern, name, whether):
    """POL-02"""
    assert fits(kind, pattern, name) is whether


def test_which_policies_a_job_meets():
    """POL-03: each kind has its own others."""
    table = PolicyTable(
        others=(Policy.DISABLE_PRINTING, Policy.ENABLE, Policy.ENABLE, Policy.PRINT_IN_MONO),
        rows=(
            PolicyRow(Kind.LOGIN, "sato", Policy.ENABLE),
            PolicyRow(Kind.DOCUMENT, "*a*", Policy.DISABLE_COLOUR),
            PolicyRow(Kind.DOCUMENT, "*b*", Policy.PRINT_IN_MONO),
        ),
    )
    met = policies_met(table, {Kind.LOGIN: "Sato", Kind.DOCUMENT: "ab"})
    assert [str(entry) for entry in met] == [
        "login sato: enable",
        "other applications: enable",
        "document *a*: disable colour",
        "document *b*: print in mono",
        "other hosts: print in mono",
    ]
    assert all(entry.policy is Policy.ENABLE for entry in policies_met(None, {}))
