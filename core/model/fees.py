"""Fee definitions and what they charge; money is int micro-units of one currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

INITIAL: Final = "initial "
"""What the names of initial definitions begin with; the printer's model follows (FEE-03)."""
LEVELS: Final = 6
"""Toner is priced by the level of its coverage, 0 to 5 (LOG-07)."""
PARTS: Final = (
    *("pages", "sheets", "toner", "drum", "belt and fuser", "staples", "sizes", "trays", "media", "minutes"),
)
"""What can be switched off in a definition, its prices kept (FEE-01)."""


class Rounding(StrEnum):
    """How a part of a fee comes to a multiple of the step (FEE-06)."""

    HALF_UP = "half up"
    HALF_EVEN = "half even"
    UP = "up"
    DOWN = "down"


class ByClass(NamedTuple):
    """Prices, or lives in pages, of what is there for each colour, for black, and for white or clear toner."""

    colour: int = 0
    mono: int = 0
    white: int = 0


FREE: Final = ByClass()


@dataclass(frozen=True, slots=True)
class FeeDefinition:
    """Prices in micro-units; what is not listed costs 0 (FEE-01).

    ``white_page`` is for pages with white or clear toner among others, on top of their colour or mono price;
    ``white_only_page`` for those of it alone. ``toner`` has a price a page for each level and class. ``drum`` and
    ``belt`` are per A4 equivalent, ``fuser`` per page, ``trays`` and ``media`` per sheet, ``sizes`` per page,
    ``minute`` per minute begun (FEE-08). ``off`` are those of PARTS that are not charged.

    ``key`` names this version of the definition for good; saving other prices under the same name makes the next
    version, and charged fees keep theirs (FEE-06). Each part of a fee is rounded to a multiple of
    ``rounding_micros``.
    """

    name: str
    colour_page: int = 0
    mono_page: int = 0
    white_page: int = 0
    white_only_page: int = 0
    sheet: int = 0
    toner: tuple[ByClass, ...] = ()
    drum: ByClass = FREE
    belt: int = 0
    fuser: int = 0
    staple: int = 0
    minute: int = 0
    sizes: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    trays: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    media: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    off: frozenset[str] = frozenset()
    currency: str = "EUR"
    rounding_micros: int = 1
    rounding: Rounding = Rounding.HALF_UP
    key: int = 0
    version: int = 0


class FeePart(NamedTuple):
    """One part of a job's fee, such as "colour page", "size A4" or "toner black level 2"."""

    part: str
    quantity: int
    micros: int
