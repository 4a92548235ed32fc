"""Values of the scenario language that settings have no use for: names, tables of weights, expected amounts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema

from core.config.restrictions import RestrictionName
from core.config.units import MICROS, parse_micros, parse_whole

_TEXT: Final = {"type": ["string", "integer", "number", "boolean"]}
_UNBOUNDED: Final = 2**63 - 1


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[
    tuple[str, ...],
    BeforeValidator(_one_or_many),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
"""One name or a list. For printers: a printer, a whole group of the fleet (``lobby``), or ``all``."""


def _row(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[A-Z]{3}-\d\d", value):
        raise ValueError(f"expected a requirement such as LIM-01, not {value!r}")
    return value


Row = Annotated[
    str,
    BeforeValidator(_row),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}-[0-9]{2}$", "examples": ["LIM-01"]}),
]
"""The ID of a requirement."""


class Weighted(NamedTuple):
    """Values ``low`` to ``high`` that share a weight."""

    low: int
    high: int
    weight: int


def _weights(value: object) -> object:
    if isinstance(value, str):
        value = {value: "1"}
    if not isinstance(value, dict):
        return value
    rows = []
    for key, weight in value.items():
        match = re.fullmatch(r"\s*(\d{1,6})(?:\s*-\s*(\d{1,6}))?\s*", str(key), re.ASCII)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise ValueError(f"expected numbers such as 3 or 2-10 before their weight, not {key!r}")
        rows.append(Weighted(int(match[1]), int(match[2] or match[1]), _weight(weight)))
    return _not_all_zero(rows)


def _weight(value: Any) -> int:
    weight = parse_whole(value)
    if not isinstance(weight, int):
        raise ValueError(f"expected a weight (a whole number), not {value!r}")
    return weight


def _not_all_zero(rows: list[Any]) -> tuple[Any, ...]:
    if not sum(row[-1] for row in rows):
        raise ValueError("expected at least one value with a weight above 0")
    return tuple(rows)


Numbers = Annotated[
    tuple[Weighted, ...],
    BeforeValidator(_weights),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "object", "additionalProperties": {"type": "integer"}}]}),
]
"""A distribution of whole numbers: ``3``, or weights, ``{1: 50, 2-5: 30, 6-40: 20}``."""


def _words(value: object) -> object:
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list):
        value = {word: "1" for word in value if isinstance(word, str)}
    if isinstance(value, dict):
        return _not_all_zero([(str(word), _weight(weight)) for word, weight in value.items()])
    return value


Words = Annotated[
    tuple[tuple[str, int], ...],
    BeforeValidator(_words),
    WithJsonSchema(
        {
            "anyOf": [
                _TEXT,
                {"type": "array", "items": _TEXT},
                {"type": "object", "additionalProperties": {"type": "integer"}},
            ]
        }
    ),
]
"""A distribution of words: ``A4``, ``[A4, A3]`` (evenly), or weights, ``{A4: 95, A3: 5}``."""


class Amount(NamedTuple):
    """What a number must be: between ``low`` and ``high``; ``text`` as written."""

    low: int
    high: int
    text: str

    def holds(self, actual: int | None) -> bool:
        """Whether a number is as expected."""
        return actual is not None and self.low <= actual <= self.high


def _amount(text: str, one: re.Pattern[str], scale: int) -> Amount:
    number = one.pattern
    if match := re.fullmatch(number, text):
        low = high = match[0]
    elif match := re.fullmatch(rf"at least\s+({number})", text):
        low, high = match[1], None
    elif match := re.fullmatch(rf"at most\s+({number})", text):
        low, high = None, match[1]
    elif match := re.fullmatch(rf"({number})\s+to\s+({number})", text):
        low, high = match[1], match[2]
    else:
        example = "0.35" if scale > 1 else "20"
        raise ValueError(
            f"expected {example}, at least {example}, at most {example}, or a range (1 to 5), not {text!r}"
        )
    bottom = 0 if low is None else int(Decimal(low) * scale)
    return Amount(bottom, _UNBOUNDED if high is None else int(Decimal(high) * scale), text)


def _count(value: object) -> object:
    return _amount(value.strip(), re.compile(r"\d{1,15}", re.ASCII), 1) if isinstance(value, str) else value


def _money(value: object) -> object:
    if not isinstance(value, str):
        return value
    for number in re.findall(r"[\d.]+", value):
        parse_micros(number)
    return _amount(value.strip(), re.compile(r"\d{1,12}(?:\.\d{1,6})?", re.ASCII), MICROS)


_AMOUNT_SCHEMA: Final = WithJsonSchema({"type": ["integer", "number", "string"], "examples": ["20", "at least 20"]})

Count = Annotated[Amount, BeforeValidator(_count), _AMOUNT_SCHEMA]
"""An expected number: ``20``, ``at least 20``, ``at most 20``, ``10 to 20``."""

MoneyCount = Annotated[Amount, BeforeValidator(_money), _AMOUNT_SCHEMA]
"""An expected amount of money in the same forms: ``0.35``."""


def _restrictions(value: object) -> object:
    if isinstance(value, str):
        return () if value == "nothing" else [part.strip() for part in value.split(",")]
    return value


Restrictions = Annotated[tuple[RestrictionName, ...] | None, BeforeValidator(_restrictions)]
"""Restrictions by name, or the word nothing; None where nothing is said about them."""
