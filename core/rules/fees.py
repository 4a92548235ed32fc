"""What a job costs (FEE-01): exact int micro-units, rounded once per part when charged (FEE-06)."""

from __future__ import annotations

from collections.abc import Sequence

from core.model.fees import FeeDefinition, FeePart
from core.wire.records import RecordLine


def charge(
    colour: int, mono: int, sheets: int, lines: Sequence[RecordLine], definition: FeeDefinition
) -> tuple[FeePart, ...]:
    """The parts of a job's fee, those of nothing left out: per colour page, mono page, sheet, and page of a size.

    ``colour`` and ``mono`` are printed faces, ``sheets`` fed sheets of the whole job (LOG-05).
    """
    parts = []
    if colour and definition.colour_page:
        parts.append(_part("colour page", colour, definition.colour_page, definition))
    if mono and definition.mono_page:
        parts.append(_part("mono page", mono, definition.mono_page, definition))
    if sheets and definition.sheet:
        parts.append(_part("sheet", sheets, definition.sheet, definition))
    if definition.sizes:
        parts += _size_parts(lines, definition)
    return tuple(parts)


def _size_parts(lines: Sequence[RecordLine], definition: FeeDefinition) -> list[FeePart]:
    pages: dict[str, int] = {}
    for line in lines:
        pages[line.size] = pages.get(line.size, 0) + line.colour + line.mono
    return [
        _part(f"size {size}", quantity, price, definition)
        for size, quantity in pages.items()
        if quantity and (price := definition.sizes.get(size, 0))
    ]


def _part(name: str, quantity: int, price_micros: int, definition: FeeDefinition) -> FeePart:
    return FeePart(name, quantity, rounded(quantity * price_micros, definition.rounding_micros))


def rounded(micros: int, unit_micros: int) -> int:
    """The nearest multiple of a unit, half up."""
    if unit_micros <= 1:
        return micros
    return (micros + unit_micros // 2) // unit_micros * unit_micros
