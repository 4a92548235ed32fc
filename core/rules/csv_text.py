"""CSV as spreadsheets take it: RFC 4180, text in quotes, numbers bare (LOG-12, AGG-03)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from core.rules.cells import Cell

BOM: Final = "\ufeff"
"""Written first, it tells some spreadsheets that the file is UTF-8."""

LINE_END: Final = "\r\n"  # RFC 4180 section 2


def csv_lines(titles: Sequence[str], rows: Iterable[Sequence[Cell]], *, bom: bool = False) -> Iterator[str]:
    """A line of titles and one a row, each with its line end."""
    yield (BOM if bom else "") + _line(titles)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[Cell]) -> str:
    return ",".join(map(_cell, cells)) + LINE_END


def _cell(value: Cell) -> str:
    """A blank is nothing at all; a quote inside text is doubled."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace('"', '""') + '"'
