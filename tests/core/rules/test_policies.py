"""POL-02, POL-03, POL-05, POL-06: what becomes of a printer's policies."""

from __future__ import annotations

import pytest

from core.model.errors import BadInput
from core.model.policies import Named, PolicyEntry
from core.rules.policies import (
    check_entry,
    cleared,
    entries_of,
    need_all,
    refuse_others,
    same,
    table_with,
    table_without,
)
from core.wire.policy_table import ALL_ENABLED, MAX_ROWS, Kind, Policy, PolicyRow, PolicyTable

E, M, C, P = Policy.ENABLE, Policy.PRINT_IN_MONO, Policy.DISABLE_COLOUR, Policy.DISABLE_PRINTING
TABLE = PolicyTable(
    False,
    (E, M, C, P),
    (PolicyRow(Kind.LOGIN, "Sato", P), PolicyRow(Kind.DOCUMENT, "*.pdf", M)),
)


def entry(kind: Kind, name: str | None, policy: Policy = P) -> PolicyEntry:
    return PolicyEntry(Named(kind, name), policy)


@pytest.mark.parametrize("name", ["Sato", "a*b", "*", None])
def test_names_that_can_have_a_policy(name: str | None) -> None:
    """POL-02: outside documents an asterisk is a character like any other; the others have no name."""
    check_entry(entry(Kind.LOGIN, name))


@pytest.mark.parametrize(
    ("kind", "name", "said", "hint"),
    [
        (Kind.DOCUMENT, "*", "document: '*': nothing but * would be every document", "one for the others"),
        (Kind.DOCUMENT, "a**b", "document: 'a**b': two * in a row say no more than one", "one for the others"),
        (Kind.LOGIN, " ", "login: ' ': missing", None),
        (Kind.HOST, "", "host: '': missing", None),
    ],
)
def test_names_that_cannot(kind: Kind, name: str, said: str, hint: str | None) -> None:
    """POL-02: refused naming the field; where an asterisk is the matter, the hint says what there is instead."""
    with pytest.raises(BadInput) as refusal:
        check_entry(entry(kind, name))
    assert refusal.value.message == said
    expected = "for all that have no policy of their own there is one for the others" if hint else ""
    assert refusal.value.hint == expected


def test_entries_of_a_table() -> None:
    """POL-03: the rows, then the others of all kinds."""
    assert entries_of(TABLE) == [
        entry(Kind.LOGIN, "Sato", P),
        entry(Kind.DOCUMENT, "*.pdf", M),
        entry(Kind.LOGIN, None, E),
        entry(Kind.APPLICATION, None, M),
        entry(Kind.DOCUMENT, None, C),
        entry(Kind.HOST, None, P),
    ]


def test_policies_are_added_and_replaced() -> None:
    """POL-05: the same name, however it is written, is replaced; the rest stays; rows are sorted."""
    new = [entry(Kind.LOGIN, "SATO", M), entry(Kind.HOST, "Sato", C), entry(Kind.DOCUMENT, None, E)]
    made = table_with(TABLE, new)
    assert made == PolicyTable(
        False,
        (E, M, E, P),
        (
            PolicyRow(Kind.LOGIN, "SATO", M),
            PolicyRow(Kind.DOCUMENT, "*.pdf", M),
            PolicyRow(Kind.HOST, "Sato", C),
        ),
    )
    assert table_with(TABLE, []) == TABLE
    with pytest.raises(BadInput, match=r"^document: "):
        table_with(TABLE, [entry(Kind.DOCUMENT, "*")])


def test_a_printer_holds_so_many() -> None:
    """POL-02: one more is refused, one replaced is not."""
    names = [entry(Kind.LOGIN, f"user {number}") for number in range(MAX_ROWS)]
    full = table_with(PolicyTable(), names)
    assert len(full.rows) == MAX_ROWS
    assert len(table_with(full, [entry(Kind.LOGIN, "USER 0", E)]).rows) == MAX_ROWS
    with pytest.raises(BadInput) as refusal:
        table_with(full, [entry(Kind.LOGIN, "one more")])
    assert refusal.value.message == (
        f"policies: a printer holds at most {MAX_ROWS} policies, and these would be {MAX_ROWS + 1}"
    )


def test_policies_are_taken_away() -> None:
    """POL-06: by name, however it is written; what is not there is said."""
    made = table_without(TABLE, [Named(Kind.LOGIN, "sato")])
    assert made == TABLE._replace(rows=(PolicyRow(Kind.DOCUMENT, "*.pdf", M),))
    assert table_without(TABLE, []) == TABLE
    with pytest.raises(BadInput) as refusal:
        table_without(TABLE, [Named(Kind.DOCUMENT, "sato")])
    assert refusal.value.message == "name: there is no policy for document sato"


def test_the_others_stay() -> None:
    """POL-03: their policies are changed, never deleted."""
    for work in (lambda named: table_without(TABLE, [named]), refuse_others):
        with pytest.raises(BadInput) as refusal:
            work(Named(Kind.HOST, None))
        assert refusal.value.message == "name: the policy of other hosts cannot be deleted, only changed"
        assert refusal.value.hint == "change it to enable"
    refuse_others(Named(Kind.HOST, "pc"))


def test_all_policies_at_once() -> None:
    """POL-03: without any, the others are enabled; whether restrictions are in force is another matter."""
    assert cleared(TABLE) == PolicyTable(False, ALL_ENABLED, ())


def test_what_is_to_be_changed_must_be_there() -> None:
    """POL-06: the others always are."""
    need_all(TABLE, [entry(Kind.LOGIN, "sAtO"), entry(Kind.HOST, None)])
    with pytest.raises(BadInput) as refusal:
        need_all(TABLE, [entry(Kind.LOGIN, None), entry(Kind.LOGIN, "Ito")])
    assert refusal.value.message == "name: there is no policy for login Ito"


def test_same_names() -> None:
    """POL-02: of one kind, whatever the case."""
    assert same(Named(Kind.LOGIN, "Sato"), Named(Kind.LOGIN, "SATO"))
    assert not same(Named(Kind.LOGIN, "Sato"), Named(Kind.HOST, "Sato"))
    assert not same(Named(Kind.LOGIN, "Sato"), Named(Kind.LOGIN, None))
    assert same(Named(Kind.LOGIN, None), Named(Kind.LOGIN, None))
