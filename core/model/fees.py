"""Fee definitions and what they charge; money is int micro-units of one currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class FeeDefinition:
    """Prices in micro-units; what is not listed costs 0 (FEE-01).

    ``key`` names this version of the definition for good; saving other prices under the same name makes the next
    version, and charged fees keep theirs (FEE-06). Each part of a fee is rounded half up to a multiple of
    ``rounding_micros``.
    """

    name: str
    colour_page: int = 0
    mono_page: int = 0
    sheet: int = 0
    sizes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    currency: str = "EUR"
    rounding_micros: int = 1
    key: int = 0
    version: int = 0


class FeePart(NamedTuple):
    """One part of a job's fee: "colour page", "mono page", "sheet" or "size A4"."""

    part: str
    quantity: int
    micros: int
