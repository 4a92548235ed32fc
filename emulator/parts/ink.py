"""What a job uses up beside paper (LOG-07): toner by cover, drums and belt by faces, fuser by pages, staples by sets.

Counted from the plan, for the record. The journal has the sheets themselves, written by the engine.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import Final

from core.wire.items import COLOURANTS, FEEDERS, TONER_LEVELS, Consumption, Feeding
from core.wire.setup import RESOLUTIONS
from emulator.models import Model
from emulator.parts.plan import Cover, Plan, SheetRun, first_runs

STANDARD_COVER: Final[dict[str, Cover]] = {
    "blank": (0, 0, 0, 0, 0),
    "mono": (50, 0, 0, 0, 0),
    "colour": (50, 50, 50, 50, 0),
    "white": (0, 0, 0, 0, 50),
}
"""Permille of the face under each toner where nobody says: 5 per cent of each colour, the field's usual yardstick."""
DOUBLE: Final = frozenset(("A3", "Tabloid", "B4", "SRA3"))
"""Sizes that count two A4 pages; every other one counts one."""
_FEEDER_PLACES: Final = {name: place for place, name in enumerate(FEEDERS)}
_WHITE: Final = COLOURANTS.index("white")


def cover_of(kind: str, cover: Cover | None) -> Cover:
    """What a face covers, the standard if nobody said."""
    return STANDARD_COVER[kind] if cover is None else cover


class Use:
    """Sums over the first sheets of a plan."""

    __slots__ = ("_one_unit", "area", "cover", "drums", "faces", "trays")

    def __init__(self, drum: str) -> None:
        self._one_unit = drum == "4-in-1"
        self.trays = [0] * len(FEEDERS)  # sheets
        self.faces = 0
        self.area = 0  # of the printed faces, in A4 equivalents
        self.cover = [0] * len(COLOURANTS)  # permille times A4 equivalents
        self.drums = [0] * len(COLOURANTS)  # A4 equivalents

    def add(self, run: SheetRun, times: int) -> None:
        """So many sheets of a run."""
        _, tray, size, _, front, back, look = run
        place = _FEEDER_PLACES.get(tray)
        if place is not None:  # a model from a recording may have any tray
            self.trays[place] += times
        area = times * 2 if size.split(" ", 1)[0] in DOUBLE else times
        self._face(front, None if look is None else look.front, times, area)
        if back is not None:
            self._face(back, None if look is None else look.back, times, area)

    def _face(self, kind: str, said: Cover | None, times: int, area: int) -> None:
        if kind == "blank":
            return
        self.faces += times
        self.area += area
        cover, drums = cover_of(kind, said), self.drums
        for place, share in enumerate(cover):
            if share:
                self.cover[place] += share * area
        if self._one_unit:
            drums[0] += area
            return
        if kind != "white":
            drums[0] += area
        if kind == "colour":
            for place in (1, 2, 3):
                drums[place] += area
        if cover[_WHITE]:
            drums[_WHITE] += area


def count_use(plan: Plan, sheets: int, model: Model, staples: int) -> tuple[Consumption, Feeding]:
    """Supplies and feeding of the first ``sheets`` sheets of a plan; each whole set got so many staples."""
    return _counted(plan, sheets, (model.drum, model.belt, len(model.toners)), staples)


@lru_cache(2048)
def _counted(plan: Plan, sheets: int, shape: tuple[str, bool, int], staples: int) -> tuple[Consumption, Feeding]:
    """The same; many jobs of a day are alike."""
    drum, belt, toners = shape
    use = Use(drum)
    for run, times in first_runs(plan, sheets):
        use.add(run, times)
    consumption = Consumption(
        toner=tuple(_level(share, use.area) for share in use.cover[:toners]) if use.area else (),
        drum=_ended(use.drums),
        belt=use.area if belt else 0,
        fuser=use.faces,
        staples=sheets // plan.sheets * staples if sheets else 0,
    )
    dpi = RESOLUTIONS.index(plan.setup.dpi)
    feeding = Feeding(
        trays=_ended(use.trays),
        dpi=(*[0] * dpi, use.faces) if use.faces else (),
        n_up=plan.setup.n_up,
    )
    return consumption, feeding


def _level(cover: int, area: int) -> int:
    """The level of a mean: ``cover`` permille times A4 equivalents over so many of these."""
    return bisect_left(TONER_LEVELS, -(-cover // area))


def _ended(counts: list[int]) -> tuple[int, ...]:
    """Without the counts at the end that are 0."""
    last = len(counts)
    while last and not counts[last - 1]:
        last -= 1
    return tuple(counts[:last])
