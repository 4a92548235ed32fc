"""Scalars as people write them, and the integers the program works with.

Every scalar of a YAML file arrives as text; these annotated types turn it into a typed value and say
what was expected when they cannot. Values that are typed already pass through.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

from pydantic import BeforeValidator, WithJsonSchema

MICROS: Final = 1_000_000
MOST_MONEY: Final = 999_999_999  # in whole units of its currency; sums of amounts stay within 64 bits

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
_FLAGS: Final = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
_DATE_TIME: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?(?:\s+([A-Za-z][A-Za-z0-9_+/-]*))?", re.ASCII
)
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
    if not re.fullmatch(r"[+-]?(\d{1,15}(\.\d{0,30})?|\.\d{1,30})", text.strip(), re.ASCII):
        raise ValueError(f"expected an amount such as 0.10, not {text[:40]!r}")
    whole, _, decimals = text.strip().partition(".")
    if decimals[6:].strip("0"):
        raise ValueError(f"expected an amount with at most 6 decimals, not {text!r}")
    if whole.lstrip("+-").isdecimal() and int(whole) > MOST_MONEY:
        raise ValueError(f"expected an amount of at most {MOST_MONEY}, not {text!r}")
    micros = Decimal(f"{whole}.{decimals[:6]}") * MICROS
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

Money = Annotated[
    int, BeforeValidator(parse_micros), WithJsonSchema({"type": ["string", "number"], "examples": ["0.10"]})
]
"""Micro-units of a currency, written ``0.10``."""

LocalTime = Annotated[
    dt.time, BeforeValidator(parse_local_time), WithJsonSchema({"type": "string", "examples": ["18:00"]})
]
"""A time of day, written ``18:00``."""


def parse_whole(text: object) -> object:
    """A whole number, ``100`` or ``010`` (which is ten); no sign, no fraction, no exponent."""
    if not isinstance(text, str):
        return text
    if not re.fullmatch(r"\d{1,15}", text, re.ASCII):
        raise ValueError(f"expected a whole number such as 100, not {text!r}")
    return int(text)


def parse_flag(text: object) -> object:
    """``yes``, ``no``, ``on``, ``off``, ``true`` or ``false``."""
    if not isinstance(text, str):
        return text
    if text.lower() not in _FLAGS:
        raise ValueError(f"expected yes or no, not {text!r}")
    return _FLAGS[text.lower()]


def parse_permille(text: object) -> object:
    """A share such as ``20 %`` or ``2.5%`` as thousandths."""
    if not isinstance(text, str):
        return text
    match = re.fullmatch(r"\s*(\d{1,3})(?:\.(\d))?\s*%\s*", text, re.ASCII)
    permille = int(match[1]) * 10 + int(match[2] or 0) if match else 1_001
    if permille > 1_000:
        raise ValueError(f"expected a share between 0 % and 100 %, in steps of 0.1 %, not {text!r}")
    return permille


class LocalDateTime(NamedTuple):
    """A wall clock's date and time; ``zone`` is empty where the reader of the setting knows it."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    zone: str

    def at_us(self, default_zone: str = "UTC") -> int:
        """The instant in UTC microseconds; of two (clocks set back) the earlier.

        Raises ValueError for a time that is left out (clocks set forward).
        """
        zone = zoneinfo.ZoneInfo(self.zone or default_zone)
        local = dt.datetime(*self[:6], tzinfo=zone)
        instant = local.astimezone(dt.UTC)
        if instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            raise ValueError(f"{local:%Y-%m-%d %H:%M} does not exist in {zone.key}: clocks are set forward then")
        return int(instant.timestamp()) * MICROS


def parse_local_date_time(text: object) -> object:
    """``2026-03-30 08:00``, with seconds and a time zone if wanted: ``2026-03-30 08:00:30 Europe/Berlin``."""
    if not isinstance(text, str):
        return text
    match = _DATE_TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"expected a date and time such as 2026-03-30 08:00 Europe/Berlin, not {text!r}")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    when = LocalDateTime(year, month, day, hour, minute, second, match[7] or "")
    try:
        dt.datetime(*when[:6], tzinfo=dt.UTC)
        when.at_us()
    except zoneinfo.ZoneInfoNotFoundError:
        raise ValueError(f"no such time zone: {when.zone!r} (such as Europe/Berlin)") from None
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no date and time: {error}") from None
    return when


def _text_schema(example: str) -> WithJsonSchema:
    """For editors, which type plain scalars themselves: a number is as good as its text."""
    return WithJsonSchema({"type": ["string", "integer", "number", "boolean"], "examples": [example]})


Text = Annotated[str, WithJsonSchema({"type": ["string", "integer", "number", "boolean"]})]
"""Any text; in YAML it needs no quotes even if it looks like a number."""

Whole = Annotated[int, BeforeValidator(parse_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
"""A whole number from 0."""

Flag = Annotated[bool, BeforeValidator(parse_flag), WithJsonSchema({"enum": [True, False, "yes", "no", "on", "off"]})]
"""Yes or no."""

Permille = Annotated[int, BeforeValidator(parse_permille), _text_schema("20 %")]
"""Thousandths, written ``20 %``."""

DateTime = Annotated[
    LocalDateTime, BeforeValidator(parse_local_date_time), _text_schema("2026-03-30 08:00 Europe/Berlin")
]
"""A date and time of day, written ``2026-03-30 08:00`` with a time zone behind it or without."""
