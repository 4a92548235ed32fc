"""Paper by its standard names: what Printer-MIB and IPP call a size, and how large it is (PWG 5101.1)."""

from __future__ import annotations

from functools import cache
from typing import Final

MEDIA_NAMES: Final[dict[str, str]] = {
    "A3": "iso_a3_297x420mm",
    "A4": "iso_a4_210x297mm",
    "A5": "iso_a5_148x210mm",
    "B4": "jis_b4_257x364mm",
    "B5": "jis_b5_182x257mm",
    "Letter": "na_letter_8.5x11in",
    "Legal": "na_legal_8.5x14in",
    "Tabloid": "na_ledger_11x17in",
    "SRA3": "iso_sra3_320x450mm",
    "SRA4": "iso_sra4_225x320mm",
    "16K-184x260": "om_16k_184x260mm",
    "16K-195x270": "om_16k_195x270mm",
    "16K-197x273": "om_16k_197x273mm",
}
"""Self-describing names by the words of our models."""

_MICROMETRES: Final = {"mm": 1_000, "in": 25_400}


@cache
def media_name(size: str) -> str:
    """The standard name of a size; one of its own for a size that has none."""
    return MEDIA_NAMES.get(size, f"custom_{size.lower()}")


@cache
def dimensions_um(size: str) -> tuple[int, int] | None:
    """Width and length in micrometres, None where nobody knows."""
    name = MEDIA_NAMES.get(size)
    if name is None:
        return None
    numbers, unit = name.rsplit("_", 1)[1][:-2], name[-2:]
    width, length = numbers.split("x")
    return round(float(width) * _MICROMETRES[unit]), round(float(length) * _MICROMETRES[unit])
