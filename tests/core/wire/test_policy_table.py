"""The policy table: what it holds, what it refuses (POL-01 to POL-03)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire import cbor
from core.wire.ber import EncodeError
from core.wire.cbor import BadRecord
from core.wire.policy_table import (
    EMPTY,
    MAX_ROWS,
    Kind,
    Policy,
    PolicyRow,
    PolicyTable,
    decode_policies,
    encode_policies,
    name_problem,
    pieces,
    same_name,
)

NAMES = st.text(st.characters(categories=["L", "N", "Po", "Zs"], exclude_characters="*\u00a0"), min_size=1, max_size=20)
ROWS = st.builds(
    PolicyRow,
    st.sampled_from(Kind),
    NAMES.filter(lambda name: not name_problem(Kind.HOST, name)),
    st.sampled_from(Policy),
)
TABLES = st.builds(
    PolicyTable,
    st.booleans(),
    st.tuples(*[st.sampled_from(Policy)] * 4),
    st.lists(ROWS, max_size=20, unique_by=lambda row: (row.kind, same_name(row.name))).map(
        lambda rows: tuple(sorted(rows))
    ),
)


@given(TABLES)
def test_there_and_back(table):
    blob = encode_policies(table)
    assert decode_policies(blob) == table
    assert b"".join(pieces(blob)) == blob


@given(TABLES)
def test_equal_tables_have_equal_octets(table):
    assert encode_policies(table._replace(rows=table.rows[::-1])) == encode_policies(table)


@given(st.binary(max_size=60))
def test_any_octets(octets):
    decode_policies(octets)


#    kind          name            part of the reason
NAMES_AND_PROBLEMS = [
    (Kind.LOGIN, "sato", ""),
    (Kind.LOGIN, "*", ""),
    (Kind.HOST, "a**b", ""),
    (Kind.DOCUMENT, "*.pdf", ""),
    (Kind.DOCUMENT, "a*b*c", ""),
    (Kind.DOCUMENT, "*", "every document"),
    (Kind.DOCUMENT, " * ", "every document"),
    (Kind.DOCUMENT, "a**b", "two *"),
    (Kind.APPLICATION, "", "missing"),
    (Kind.APPLICATION, "  ", "missing"),
    (Kind.LOGIN, "x" * 255, ""),
    (Kind.LOGIN, "x" * 256, "at most 255"),
    (Kind.LOGIN, "a\nb", "control"),
    (Kind.LOGIN, '\u4f50\u85e4 \U0001f600 "x"', ""),
]


@pytest.mark.parametrize(("kind", "name", "problem"), NAMES_AND_PROBLEMS)
def test_names(kind, name, problem):
    """POL-02: a bare asterisk, and two in a row, are refused in a document's name."""
    told = name_problem(kind, name)
    assert problem in told if problem else told == ""
    blob = cbor.dumps([1, True, [0, 0, 0, 0], [[int(kind), name, 3]]])
    assert isinstance(decode_policies(blob), BadRecord) == bool(problem)


BAD = [
    [2, True, [0] * 4, []],
    [1, 1, [0] * 4, []],
    [1, True, [0] * 3, []],
    [1, True, [0, 0, 0, 4], []],
    [1, True, [0, 0, 0, True], []],
    [1, True, [0] * 4, [[0, "a", 4]]],
    [1, True, [0] * 4, [[4, "a", 0]]],
    [1, True, [0] * 4, [[0, "a"]]],
    [1, True, [0] * 4, [[0, "b", 0], [0, "a", 0]]],
    [1, True, [0] * 4, [[0, "A", 0], [0, "a", 0]]],
    [1, True, [0] * 4, [[0, f"n{number:04}", 0] for number in range(MAX_ROWS + 1)]],
    {},
    [1],
]


@pytest.mark.parametrize("content", BAD)
def test_what_is_no_table(content):
    assert isinstance(decode_policies(cbor.dumps(content)), BadRecord)


def test_what_cannot_be_written():
    twice = (PolicyRow(Kind.LOGIN, "Sato", Policy.ENABLE), PolicyRow(Kind.LOGIN, "sato", Policy.ENABLE))
    with pytest.raises(EncodeError, match="a name twice"):
        encode_policies(EMPTY._replace(rows=twice))
