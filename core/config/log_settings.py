"""How the log is kept: the ``log`` part of the server's settings (ACQ-12, JID-10, LOG-12 to LOG-16, LOG-22)."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from core.config.base import SettingsModel
from core.config.units import Flag
from core.model.errors import BadInput
from core.model.log_options import LogOptions
from core.rules.log_view import columns
from core.rules.totals import present

LONGEST_DAYS: Final = 36_500
LONGEST_MONTHS: Final = 1_200


def _span(unit: str) -> BeforeValidator:
    """A number of units, or the words for ever, which is None."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        if value.strip() in {"for ever", "forever"}:
            return None
        match = re.fullmatch(rf"\s*(\d{{1,6}})\s*{unit[:1]}({unit[1:]}s?)?\s*", value)
        if match is None:
            raise ValueError(f"expected a number of {unit}s such as 90 {unit}s, or the words for ever, not {value!r}")
        return int(match[1])

    return BeforeValidator(read)


def _words(value: object) -> object:
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else value


def _day(value: object) -> object:
    return MONTH_END if value == "month end" else value


MONTH_END: Final = 31
"""The closing day that means the last of each month."""

Day = Annotated[int, Field(ge=1, le=MONTH_END), BeforeValidator(_day)]
Days = Annotated[
    Annotated[int, Field(ge=1, le=LONGEST_DAYS)] | None,
    _span("day"),
    WithJsonSchema({"type": "string", "examples": ["90 days", "for ever"]}),
]
Months = Annotated[
    Annotated[int, Field(ge=1, le=LONGEST_MONTHS)] | None,
    _span("month"),
    WithJsonSchema({"type": "string", "examples": ["24 months", "for ever"]}),
]


class ClosingSettings(SettingsModel):
    """When accounting months end (LOG-15); what is None stays as it is."""

    closing_day: Day | None = None
    after_closing_day_as_this_month: Flag | None = None


class LogSettings(SettingsModel):
    """How the log is kept; what is not given stays as it was set before."""

    keep_names: bool = False
    mask_documents: bool = False
    text_days: Days = Field(default=None, alias="keep texts")
    log_months: Months = Field(default=None, alias="keep log")
    export_folder: Annotated[str, Field(min_length=1)] = "exports"
    export_columns: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    export_bom: bool = False
    total_items: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()

    @field_validator("export_columns")
    @classmethod
    def _known_columns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(column.name for column in columns(value)) if value else ()
        except BadInput as error:
            raise ValueError(error.reason) from None

    @field_validator("total_items")
    @classmethod
    def _known_items(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            present([], (), value)
        except BadInput as error:
            raise ValueError(error.reason) from None
        return value

    def given(self) -> dict[str, Any]:
        """What was given, by the fields of LogOptions."""
        return {name: getattr(self, name) for name in sorted(self.model_fields_set)}


assert set(LogSettings.model_fields) == {field.name for field in fields(LogOptions)}
