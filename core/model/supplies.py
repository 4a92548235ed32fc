"""What printers use up, as the makers sell it: how long it lasts, and what it costs about (FEE-02, FEE-03)."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.model.fees import ByClass

_M: Final = 1_000_000


class Supplies(NamedTuple):
    """Something for each supply of a printer: its price in micro-units, or its life.

    Lives of ``toner`` are pages at a coverage of 5 %, of ``drum`` and ``belt`` A4 equivalents, of ``fuser`` pages.
    """

    toner: ByClass = ByClass()
    drum: ByClass = ByClass()
    belt: int = 0
    fuser: int = 0


class Consumables(NamedTuple):
    """The supplies of a model. ``large``: lives of toner of large capacity, None where there is one type alone.

    ``one_drum``: a unit of four colours, which has one price and counts as black. ``life_is_typed``: toner of many
    makes is sold for it, and whoever calculates says how long his lasts (FEE-07).
    """

    price: Supplies
    life: Supplies
    large: ByClass | None = None
    one_drum: bool = False
    life_is_typed: bool = False


def _prices(toner: tuple[int, ...], drum: tuple[int, ...], belt: int, fuser: int) -> Supplies:
    """Prices in whole units of money."""
    toners, drums = ByClass(*(each * _M for each in toner)), ByClass(*(each * _M for each in drum))
    return Supplies(toners, drums, belt * _M, fuser * _M)


_C935: Final = Consumables(
    price=_prices((190, 110, 310), (240, 240, 240), 160, 220),
    life=Supplies(ByClass(24_000, 24_000, 24_000), ByClass(40_000, 40_000, 40_000), 150_000, 150_000),
    large=ByClass(38_000, 38_000, 38_000),
)
_C332: Final = Consumables(
    price=_prices((90, 60), (0, 180), 70, 90),
    life=Supplies(ByClass(1_500, 1_500), ByClass(0, 30_000), 60_000, 60_000),
    one_drum=True,
    life_is_typed=True,
)
_B432: Final = Consumables(
    price=_prices((0, 80), (0, 120), 0, 100),
    life=Supplies(ByClass(0, 3_000), ByClass(0, 25_000), 0, 100_000),
    large=ByClass(0, 12_000),
)
_COLOUR: Final = Consumables(
    price=_prices((110, 80, 250), (150, 150, 150), 110, 140),
    life=Supplies(ByClass(5_000, 5_000, 5_000), ByClass(25_000, 25_000, 25_000), 60_000, 60_000),
    life_is_typed=True,
)
_MONO: Final = Consumables(
    price=_prices((0, 80), (0, 110), 0, 110),
    life=Supplies(ByClass(0, 4_000), ByClass(0, 25_000), 0, 80_000),
    life_is_typed=True,
)
_BY_NAME: Final = (("C935", _C935), ("C332", _C332), ("B432", _B432))


def consumables_of(model: str, *, colour: bool) -> Consumables:
    """The supplies of a model by the name that the printer gives; of an unknown one, those of a usual printer."""
    words = model.split()
    return next((each for name, each in _BY_NAME if name in words), _COLOUR if colour else _MONO)
