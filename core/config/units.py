"""Scalars as people write them, and the integers the program works with.

Every scalar of a YAML file arrives as text; these annotated types turn it into a typed value and say
what was expected when they cannot. Values that are typed already pass through.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

MICROS: Final = 1_000_000

_UNIT_US: Final = {
    "ms": 1_000,
    "s": MICROS,
    "second": MICROS,
    "min": 60 * MICROS,
    "minute": 60 * MICROS,
    "h": 3_600 * MICROS,
    "hour": 3_600 * MICROS,
    "d": 86_400 * MICROS,
    "day": 86_400 * MICROS,
    "week": 604_800 * MICROS,
}
_PART: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*")


def parse_duration_us(text: object) -> object:
    """``1 h``, ``90 s``, ``1 h 30 min``, ``2 d``, ``1 week`` as microseconds."""
    if not isinstance(text, str):
        return text
    total, position = Decimal(0), 0
    while match := _PART.match(text, position):
        unit = match[2] if match[2] in _UNIT_US else match[2].removesuffix("s")
        if unit not in _UNIT_US:
            break
        total += Decimal(match[1]) * _UNIT_US[unit]
        position = match.end()
    if position == 0 or position != len(text):
        raise ValueError(f"expected a duration such as 1 h, 90 s, 30 min, 2 d or 1 week, not {text!r}")
    return int(total)


def parse_micros(text: object) -> object:
    """An amount of money such as ``0.10`` as micro-units of its currency (at most 6 decimals)."""
    if not isinstance(text, str):
        return text
    try:
        micros = Decimal(text.strip()) * MICROS
    except InvalidOperation:
        raise ValueError(f"expected an amount such as 0.10, not {text!r}") from None
    if not micros.is_finite() or micros != micros.to_integral_value():
        raise ValueError(f"expected an amount with at most 6 decimals, not {text!r}")
    return int(micros)


def parse_local_time(text: object) -> object:
    """A time of day, ``18:00``, in the zone that the reader of the setting knows."""
    if not isinstance(text, str):
        return text
    match = re.fullmatch(r"\s*([01]?\d|2[0-3]):([0-5]\d)\s*", text)
    if match is None:
        raise ValueError(f"expected a time of day such as 18:00, not {text!r}")
    return dt.time(int(match[1]), int(match[2]))


Duration = Annotated[int, BeforeValidator(parse_duration_us), WithJsonSchema({"type": "string", "examples": ["1 h"]})]
"""Microseconds, written ``1 h``."""

Money = Annotated[int, BeforeValidator(parse_micros), WithJsonSchema({"type": "string", "examples": ["0.10"]})]
"""Micro-units of a currency, written ``0.10``."""

LocalTime = Annotated[
    dt.time, BeforeValidator(parse_local_time), WithJsonSchema({"type": "string", "examples": ["18:00"]})
]
"""A time of day, written ``18:00``."""
