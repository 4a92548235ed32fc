"""POL-08: the very words in which a job's rules are told."""

from __future__ import annotations

import pytest

from core.rules.decision import Cause, Effect, causes_of, deciding, explains, fits, policies_met
from core.wire.id_table import IdRow
from core.wire.mib import Restriction
from core.wire.policy_table import Kind, Policy, PolicyRow, PolicyTable

REFUSE, REFUSE_COLOUR = Effect.REFUSE, Effect.REFUSE_COLOUR


def causes(function: str, restrictions: int = 0, *, exceeded: bool = False) -> list[Cause]:
    return causes_of(function, row=IdRow(7, "Sato", int(restrictions)), exceeded=exceeded, policies=(), suspended=False)


@pytest.mark.parametrize(
    ("function", "flag", "value", "effect"),
    [
        ("print", Restriction.DISABLE_PRINTING, "disable printing", REFUSE),
        ("print", Restriction.DISABLE_COLOUR, "disable colour", Effect.UNTIL_COLOUR),
        ("print", Restriction.DISABLE_COLOUR | Restriction.PRINT_IN_MONO, "print in mono", Effect.MONO),
        ("copy", Restriction.DISABLE_COPYING, "disable copying", REFUSE),
        ("copy", Restriction.DISABLE_COLOUR_COPYING, "disable colour copying", REFUSE_COLOUR),
        ("usb print", Restriction.DISABLE_USB_PRINTING, "disable usb printing", REFUSE),
        ("usb print", Restriction.DISABLE_COLOUR_USB_PRINTING, "disable colour usb printing", REFUSE_COLOUR),
        ("scan to e-mail", Restriction.DISABLE_SCAN_TO_EMAIL, "disable scan to e-mail", REFUSE),
        ("scan to network", Restriction.DISABLE_SCAN_TO_NETWORK, "disable scan to network", REFUSE),
        ("scan to usb", Restriction.DISABLE_SCAN_TO_USB, "disable scan to usb", REFUSE),
        ("scan to internet fax", Restriction.DISABLE_SCAN_TO_INTERNET_FAX, "disable scan to internet fax", REFUSE),
        ("scan to fax server", Restriction.DISABLE_SCAN_TO_FAX_SERVER, "disable scan to fax server", REFUSE),
        ("fax send", Restriction.DISABLE_FAX, "disable fax", REFUSE),
        ("fax from pc", Restriction.DISABLE_FAX, "disable fax", REFUSE),
    ],
)
def test_each_restriction_by_its_name(function: str, flag: Restriction, value: str, effect: Effect) -> None:
    """RES-01 to RES-08, POL-08: which ID, which restriction, what it does."""
    assert causes(function, flag) == [Cause("ID 7", value, effect)]


def test_a_limit_by_its_name() -> None:
    """POL-08: after the restrictions."""
    limit = Cause("limit of ID 7", "exceeded", REFUSE)
    assert causes("print", exceeded=True) == [limit]
    assert causes("copy", Restriction.DISABLE_COPYING, exceeded=True) == [
        Cause("ID 7", "disable copying", REFUSE),
        limit,
    ]
    assert causes("scan to usb", exceeded=True) == []


@pytest.mark.parametrize(
    ("detail", "effects"),
    [
        ("access control", [REFUSE, REFUSE_COLOUR]),
        ("colour control", [Effect.UNTIL_COLOUR]),
        ("mono printing", [Effect.MONO]),
        ("", []),
        ("log buffer full", []),
    ],
)
def test_which_rules_decided(detail: str, effects: list[Effect]) -> None:
    """POL-08: those whose effect the record's detailed status tells."""
    rules = [Cause("ID 7", effect.value, effect) for effect in Effect]
    assert [cause.effect for cause in deciding(rules, detail)] == effects


#    effect of the one rule      detail of the record  colour pages  whether it explains them
EXPLAINING = [
    (REFUSE, "access control", 0, True),
    (REFUSE_COLOUR, "access control", 0, True),
    (Effect.MONO, "access control", 0, False),
    (None, "access control", 0, False),
    (Effect.UNTIL_COLOUR, "colour control", 0, True),
    (Effect.MONO, "colour control", 0, False),
    (None, "colour control", 0, False),
    (Effect.MONO, "mono printing", 0, True),
    (None, "mono printing", 0, False),
    (REFUSE, "", 0, False),
    (REFUSE_COLOUR, "", 0, True),
    (REFUSE_COLOUR, "", 1, False),
    (None, "", 1, True),
    (REFUSE, "out of paper", 0, True),
]


@pytest.mark.parametrize(("effect", "detail", "colour", "whether"), EXPLAINING)
def test_whether_the_rules_explain_a_record(effect: Effect | None, detail: str, colour: int, whether: bool) -> None:
    """POL-08: a detail that no rule makes needs none."""
    rules = [Cause("ID 7", "", effect)] if effect else []
    assert explains(rules, detail, colour) is whether


def test_policies_kind_by_kind() -> None:
    """POL-02, POL-03: a row is for names of its own kind; a name that is not known has the policy of the others."""
    rows = (
        PolicyRow(Kind.LOGIN, "sato", Policy.DISABLE_PRINTING),
        PolicyRow(Kind.HOST, "sato", Policy.PRINT_IN_MONO),
        PolicyRow(Kind.DOCUMENT, "x*", Policy.DISABLE_COLOUR),
    )
    met = {
        entry.named.kind: (entry.named.name, entry.policy)
        for entry in policies_met(PolicyTable(rows=rows), {Kind.LOGIN: "Sato"})
    }
    assert met == {
        Kind.LOGIN: ("sato", Policy.DISABLE_PRINTING),
        Kind.APPLICATION: (None, Policy.ENABLE),
        Kind.DOCUMENT: (None, Policy.ENABLE),
        Kind.HOST: (None, Policy.ENABLE),
    }


def test_a_quotation_mark_is_a_space_on_both_sides() -> None:
    """POL-02, LOG-08."""
    assert fits(Kind.DOCUMENT, ' a *"', '"a" plan "')
    assert not fits(Kind.DOCUMENT, '"a"*', "a plan")
