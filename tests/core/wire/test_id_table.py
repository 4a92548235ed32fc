"""The Job Account ID table on its way to a printer (JID-07)."""

from __future__ import annotations

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.wire.ber import EncodeError
from core.wire.mib import Restriction
from core.wire.records import BadRecord, IdRow, decode_ids, encode_ids

ROWS = [IdRow(0, "Unregistered ID", 1), IdRow(1001, "Satō", 0), IdRow(999_999_999, "x" * 80, 6)]


def test_a_table_comes_back() -> None:
    assert decode_ids(encode_ids(ROWS)) == ROWS
    assert decode_ids(encode_ids([])) == []
    assert cbor2.loads(encode_ids(ROWS[1:2])) == [1, [[1001, "Satō", 0]]]


def test_restrictions_may_be_given_by_name() -> None:
    """RES-01 to RES-03."""
    named = [IdRow(1, "a", Restriction.DISABLE_COLOUR | Restriction.PRINT_IN_MONO)]
    assert decode_ids(encode_ids(named)) == [IdRow(1, "a", 6)]


def test_order_makes_no_difference_to_the_digest() -> None:
    assert encode_ids(ROWS[::-1]) == encode_ids(ROWS)


@pytest.mark.parametrize(
    "rows",
    [
        [IdRow(1, "a", 0), IdRow(1, "b", 0)],
        [IdRow(-1, "a", 0)],
        [IdRow(1_000_000_000, "a", 0)],
        [IdRow(1, "a" * 81, 0)],
        [IdRow(1, "a", -1)],
        [IdRow(1, "\ud800", 0)],
    ],
)
def test_what_no_table_holds_is_not_written(rows: list[IdRow]) -> None:
    with pytest.raises(EncodeError):
        encode_ids(rows)


@pytest.mark.parametrize(
    "table",
    [
        {},
        [1],
        [1, [], []],
        ["1", []],
        [1, {}],
        [2, []],
        [1, [[1, "a"]]],
        [1, [[1, 2, 3]]],
        [1, [["1", "a", 0]]],
        [1, [[True, "a", 0]]],
        [1, [[1, "a", False]]],
        [1, [[2, "a", 0], [1, "b", 0]]],
        [1, [[1, "a", 0], [1, "b", 0]]],
        [1, [[1, "a", 1 << 31]]],
    ],
)
def test_refused(table: object) -> None:
    blob = cbor2.dumps(table)
    found = decode_ids(blob)
    assert isinstance(found, BadRecord)
    assert found.raw == blob


@given(st.binary(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_octets_at_all(blob: bytes) -> None:
    for octets in (blob, b"\x82\x01" + blob, b"\x82\x01\x81\x83" + blob):
        found = decode_ids(octets)
        assert isinstance(found, BadRecord) or encode_ids(found)
