"""Fees as the operator writes them: a definition with all its parts (FEE-01)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from core.config.base import SettingsModel
from core.config.units import Flag, Money
from core.model.fees import INITIAL, LEVELS, PARTS
from core.wire.items import FEEDERS

Price = Annotated[Money, Field(ge=0)]
RoundingMode = Literal["half up", "half even", "up", "down"]
BOTH_WAYS = ("A4", "SRA4", "B5", "A5", "Letter", "16K-184x260", "16K-195x270", "16K-197x273")
"""Sizes that are fed with either edge first: "A4 horizontal" is a size of its own (FEE-05)."""
HORIZONTAL = " horizontal"


_KEPT = {
    INITIAL.strip(): "the initial definition of a printer's model",
    "nothing": "that a printer's jobs cost nothing",
}


def _name(value: str) -> str:
    if value != value.strip() or not value.isprintable():
        raise ValueError(f"a name has no blanks around it and no control characters, as {value!r} has")
    if value in _KEPT:
        raise ValueError(f"{value} means {_KEPT[value]} (choose another name)")
    return value


FeeName = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_name)]


def _parts(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class ClassPrices(SettingsModel):
    """Prices for colour, for mono, and for white or clear."""

    colour: Price = 0
    mono: Price = 0
    white: Price = 0


class Rounding(SettingsModel):
    """How each part of a fee is rounded, and to a multiple of what."""

    mode: RoundingMode = "half up"
    step: Annotated[Money, Field(gt=0)] = 1


class FeeSettings(SettingsModel):
    """What is charged (FEE-01): what is not listed costs nothing, and what is ``off`` keeps its prices.

    Pages are printed sides. ``white page`` comes on top of the page's colour or mono, ``sizes`` on top of all.
    ``toner`` is by level and class per page, ``drum`` and ``belt`` per A4 page, ``fuser`` per page, ``trays`` and
    ``media`` per sheet, ``minute`` per minute begun.
    """

    name: FeeName
    colour_page: Price = 0
    mono_page: Price = 0
    white_page: Price = 0
    white_only_page: Price = 0
    sheet: Price = 0
    toner: dict[int, ClassPrices] = Field(default={})
    drum: ClassPrices = ClassPrices()
    belt: Price = 0
    fuser: Price = 0
    staple: Price = 0
    minute: Price = 0
    sizes: dict[str, Price] = Field(default={})
    trays: dict[str, Price] = Field(default={})
    media: dict[str, Price] = Field(default={})
    off: Annotated[tuple[str, ...], BeforeValidator(_parts)] = ()
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None  # None: the server's
    rounding: Rounding | None = None  # None: the server's

    @field_validator("toner", mode="before")
    @classmethod
    def _levels(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        for level in value:
            if str(level) not in map(str, range(LEVELS)):
                raise ValueError(f"a level of toner is a number from 0 to {LEVELS - 1}, not {level}")
        return {int(level): prices for level, prices in value.items()}

    @field_validator("sizes")
    @classmethod
    def _directions(cls, value: dict[str, int]) -> dict[str, int]:
        for size in value:
            if size.endswith(HORIZONTAL) and size.removesuffix(HORIZONTAL) not in BOTH_WAYS:
                raise ValueError(f"{size}: only {', '.join(BOTH_WAYS)} can be fed both ways (FEE-05)")
        return value

    @field_validator("trays")
    @classmethod
    def _known_trays(cls, value: dict[str, int]) -> dict[str, int]:
        for tray in value:
            if tray not in FEEDERS:
                raise ValueError(f"no tray is called {tray!r}: {', '.join(FEEDERS)}")
        return value

    @field_validator("off")
    @classmethod
    def _known_parts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if part not in PARTS:
                raise ValueError(f"no part of a fee is called {part!r}: {', '.join(PARTS)}")
        return value


class Lives(SettingsModel):
    """For how many pages the toner of each class lasts; 0 where it is not said."""

    colour: Annotated[int, Field(ge=1, le=10_000_000)] = 0
    mono: Annotated[int, Field(ge=1, le=10_000_000)] = 0
    white: Annotated[int, Field(ge=1, le=10_000_000)] = 0


class CalculationSettings(SettingsModel):
    """What supplies cost, from which fees are worked out for a printer and saved in a definition (FEE-02, FEE-07).

    What has no price keeps its fee. ``ask``: the printer for the toner it has; else what was known when it was
    registered. ``large``: its toner is of large capacity; ``life``: of this life, for models that take it typed.
    """

    name: FeeName
    printer: str
    toner: ClassPrices = ClassPrices()
    drum: ClassPrices = ClassPrices()
    belt: Price = 0
    fuser: Price = 0
    large: Flag = False
    ask: Flag = True
    life: Lives | None = None

    @model_validator(mode="after")
    def _some_price(self) -> CalculationSettings:
        prices = (self.toner, self.drum)
        if not (self.belt or self.fuser or any(each.colour or each.mono or each.white for each in prices)):
            raise ValueError("what do the supplies cost? Give a price of toner, drum, belt or fuser")
        if self.life is not None and self.large:
            raise ValueError("either the life of the toner, or that it is large")
        return self
