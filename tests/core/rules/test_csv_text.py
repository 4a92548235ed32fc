"""LOG-12, AGG-03: CSV by RFC 4180, text in quotes, numbers bare, UTF-8 with a byte order mark on request."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.rules.csv_text import csv_lines

ROWS = [['Grüße, "A"', 3, Decimal("0.10"), None], ["two\r\nlines", 0, Decimal("1E+2"), ""]]


def test_the_form() -> None:
    assert list(csv_lines(["document", "no", "fee", "login"], ROWS)) == [
        '"document","no","fee","login"\r\n',
        '"Grüße, ""A""",3,0.10,\r\n',
        '"two\r\nlines",0,100,""\r\n',
    ]


def test_the_byte_order_mark_comes_first_and_once() -> None:
    text = "".join(csv_lines(["a"], [["b"]], bom=True))
    assert text == '\ufeff"a"\r\n"b"\r\n'
    assert text.encode().startswith(b"\xef\xbb\xbf")


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_every_text_is_read_back(rows) -> None:
    """LOG-22: what an independent reader gets is what was written, quotes and line ends included."""
    text = "".join(csv_lines(["a", "b"], rows))
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == [["a", "b"], *rows]
