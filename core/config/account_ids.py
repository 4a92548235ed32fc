"""Job Account IDs as people write them: a number, or the name of one that always exists (JID-01, JID-02)."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

from core.config.units import parse_whole
from core.wire.id_table import MAX_ID, SPECIAL_IDS

_BY_NAME: Final = {name.lower(): number for number, name in SPECIAL_IDS.items()}
SPECIAL_NAMES: Final = tuple(SPECIAL_IDS.values())


def parse_account_id(value: object) -> object:
    """An ordinary ID, or a special one by its name or number. Raises ValueError."""
    if isinstance(value, str) and (special := _BY_NAME.get(value.strip().lower())) is not None:
        return special
    number = parse_whole(value) if isinstance(value, str) else value
    if isinstance(number, int) and not 0 <= number <= MAX_ID and number not in SPECIAL_IDS:
        raise ValueError(f"expected a Job Account ID from 1 to {MAX_ID}, or {', '.join(SPECIAL_NAMES)} (JID-01)")
    return number


AnyAccountId = Annotated[
    int,
    BeforeValidator(parse_account_id),
    WithJsonSchema({"type": ["integer", "string"], "examples": [1001, "Local Print"]}),
]
"""An ordinary or special ID."""


def special_name(value: object) -> str | None:
    """The fixed name of what people wrote for a special ID; None for anything else."""
    try:
        number = parse_account_id(value)
    except ValueError:
        return None
    return SPECIAL_IDS.get(number) if isinstance(number, int) else None
