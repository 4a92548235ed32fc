"""What a job is printed on and with, as steps say it: weights, covers, trays, resolutions, staples."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from core.config.settings import SettingsModel
from core.config.units import Flag, Text, Whole
from core.wire.pages import PageRun
from core.wire.setup import MAX_STAPLES, Setup
from harness.scenario.values import Names

Positive = Annotated[Whole, Field(ge=1)]
Weight = Literal[
    *("auto", "light", "medium light", "medium", "medium heavy", "heavy"),
    *("ultra heavy 1", "ultra heavy 2", "ultra heavy 3"),
]
Tray = Literal[*("tray 1", "tray 2", "tray 3", "tray 4", "tray 5"), *("multi-purpose tray", "multi-purpose feeder")]
Dpi = Literal["300", "600", "1200x600", "1200", "2400x600"]
NUp = Literal["1", "2", "4", "6", "8", "9", "16"]

_SHARE: Final = re.compile(r"\d{1,3}(?:\.\d)?", re.ASCII)
_FULL: Final = 1_000


def _cover(value: object) -> object:
    """Per cent of the face under toner K, C, M, Y and perhaps W, as permille of all five."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        return value
    if len(value) not in {1, 4, 5} or not all(isinstance(each, str) and _SHARE.fullmatch(each) for each in value):
        raise ValueError("expected per cent of the page under toner K, C, M, Y and perhaps W, or under K alone")
    permille = [int(Decimal(each) * 10) for each in value]
    if max(permille) > _FULL:
        raise ValueError("expected at most 100 per cent")
    return (*permille, 0, 0, 0, 0)[:5]


Cover = Annotated[
    tuple[int, ...],
    BeforeValidator(_cover),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}}]}),
]


class Run(SettingsModel):
    """A run of like pages inside a document."""

    pages: Positive = 1
    kind: Literal["mono", "colour", "blank", "white"] = "mono"
    size: str = "A4"
    media: Text = "plain"
    weight: Weight | None = None
    duplex: Flag | None = None  # None: as the job
    cover: Cover | None = None

    def run(self) -> PageRun:
        """As a page description has it."""
        cover = None if self.cover is None else cover_of(self.kind, self.cover)
        return PageRun(self.pages, self.kind, self.size, self.media, self.weight or "", self.duplex, cover)


def cover_of(kind: str, cover: tuple[int, ...]) -> tuple[int, ...] | None:
    """What of a cover a page of that kind can have."""
    black, white = cover[0], cover[4]
    kinds = {"colour": cover, "mono": (black, 0, 0, 0, white), "white": (0, 0, 0, 0, white)}
    return kinds.get(kind)


class Handling(SettingsModel):
    """How a job wants to be printed, beside copies and sides."""

    weight: Weight | None = None
    cover: Cover | None = None
    tray: Tray | None = None
    dpi: Dpi = "600"
    n_up: NUp = Field(default="1", alias="n-up")
    staples: Annotated[Whole, Field(le=MAX_STAPLES)] = 0

    def setup(self) -> Setup:
        """As a print stream has it."""
        return Setup(self.tray or "", self.dpi, int(self.n_up), self.staples)

    def page_run(self, count: int, kind: str, size: str, media: str) -> PageRun:
        """Pages of one kind."""
        cover = None if self.cover is None else cover_of(kind, self.cover)
        return PageRun(count, kind, size, media, self.weight or "", None, cover)


class Scanned(SettingsModel):
    """What was scanned, beside the numbers."""

    size: Text | None = None
    printed: Flag | None = None  # whether the job printed the pages too


class Talk(SettingsModel):
    """A fax or a mail, beside the numbers."""

    mode: Text | None = None
    destination: Text | None = None
    flags: Names | None = None
    direction: Text | None = None
    code: Text | None = None
