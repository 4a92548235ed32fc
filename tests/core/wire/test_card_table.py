"""The table of IC cards (EMU-04): octets in and out, card numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire import cbor
from core.wire.ber import EncodeError
from core.wire.card_table import CardRow, CardTable, card_digest, decode_cards, encode_cards, normal_card
from core.wire.cbor import BadRecord

SALT = bytes(range(16))
ROWS = [CardRow(card_digest(card, SALT), 1001 + n, f"user{n}") for n, card in enumerate(("04A25B1C", "0477", "0499"))]


def test_a_table_comes_back_in_ascending_order():
    """EMU-04: equal tables have equal octets, whatever the order they were given in."""
    blob = encode_cards(SALT, ROWS)
    assert blob == encode_cards(SALT, reversed(ROWS))
    assert decode_cards(blob) == CardTable(SALT, tuple(sorted(ROWS)))
    assert b"04A25B1C" not in blob


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        *(("04:a2:5b:1c", "04A25B1C"), ("04 a2-5b 1C", "04A25B1C"), ("0123456789", "0123456789")),
        *(("", ""), ("4", ""), ("äö", ""), ("0" * 65, ""), ("04_1", "")),
    ],
)
def test_card_numbers_as_readers_write_them(written, normal):
    """EMU-04: separators and case make no other card."""
    assert normal_card(written) == normal
    assert (card_digest(written, SALT) == card_digest("04A25B1C", SALT)) == (normal == "04A25B1C")


@pytest.mark.parametrize(
    "content",
    [
        *([], [1], [2, SALT, []], [1, SALT[1:], []], [1, "salt", []], [1, SALT, {}], [True, SALT, []], "table"),
        *([1, SALT, [[b"short", 1, ""]]], [1, SALT, [[SALT, -1, ""]]], [1, SALT, [[SALT, 1, "x" * 81]]]),
        *([1, SALT, [[SALT, 1, "a\nb"]]], [1, SALT, [[SALT, 1, ""], [SALT, 2, ""]]], [1, SALT, [[SALT, 1]]]),
    ],
)
def test_what_is_no_table_is_said_to_be_none(content):
    """EMU-04: a value, never an exception."""
    assert isinstance(decode_cards(cbor.dumps(content)), BadRecord)


@given(st.binary(max_size=80))
def test_any_octets_are_read(octets):
    assert isinstance(decode_cards(octets), CardTable | BadRecord)


def test_an_impossible_table_cannot_be_written():
    with pytest.raises(EncodeError):
        encode_cards(b"", ROWS)
