"""What runs down or fills up in a printer of a model, and what its conditions are called."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from core.wire.items import COLOURANTS
from emulator.models import Model
from emulator.parts.wear import Wear

A_PAGE: Final = 50
"""Permille of an A4 face under one toner by which the life of a cartridge is told: 5 per cent."""
OUTPUT: Final = "stacker"
WASTE: Final = "waste toner"

Used = Callable[[Wear], int]


class Level(NamedTuple):
    """One of them; ``unit`` is what a count of 1 in ``capacity`` and levels means in terms of ``used``.

    ``low`` and ``out`` are kinds of condition, about the part of this name.
    """

    name: str
    low: str
    out: str
    used: Used
    capacity: int  # of a toner cartridge unless the printer has another one
    unit: int = 1


@cache
def levels_of(model: Model) -> dict[str, Level]:
    """By name: trays, toners, waste toner, drums, belt, fuser, stacker."""
    found = [Level(name, "tray low", "tray empty", _sheets(name), model.tray_capacity(name)) for name in model.inputs]
    found += [
        Level(toner, "toner low", "toner empty", _toner(_place(toner)), model.cartridge_pages, A_PAGE)
        for toner in model.toners
    ]
    found.append(Level(WASTE, "waste toner nearly full", "waste toner full", _area, model.waste_pages))
    found += [
        Level(drum, "drum near end", "drum at end", _drum(_place(drum.split(" ")[0])), model.drum_pages)
        for drum in model.drums
    ]
    if model.belt:
        found.append(Level("belt", "belt near end", "belt at end", _area, model.belt_pages))
    found.append(Level("fuser", "fuser near end", "fuser at end", _faces, model.fuser_pages))
    found.append(Level(OUTPUT, "output nearly full", "output full", _out, model.stacker_sheets))
    return {level.name: level for level in found}


def _place(toner: str) -> int:
    return COLOURANTS.index(toner) if toner in COLOURANTS else -1


def _sheets(tray: str) -> Used:
    return lambda wear: wear.sheets.get(tray, 0)


def _toner(place: int) -> Used:
    return _nothing if place < 0 else lambda wear: wear.use.cover[place]


def _drum(place: int) -> Used:
    return _nothing if place < 0 else lambda wear: wear.use.drums[place]


def _nothing(_wear: Wear) -> int:
    return 0


def _area(wear: Wear) -> int:
    return wear.use.area


def _faces(wear: Wear) -> int:
    return wear.use.faces


def _out(wear: Wear) -> int:
    return wear.out
