"""FEE-02, FEE-03, FEE-07: fees worked out from what supplies cost and how long they last."""

from __future__ import annotations

import pytest

from core.model import FeeDefinition
from core.model.errors import BadInput
from core.model.fees import ByClass
from core.model.supplies import Consumables, Supplies, consumables_of
from core.rules.running_costs import (
    calculated,
    class_of,
    drum_fees,
    initial_definition,
    initial_name,
    per_page,
    toner_fees,
    toner_life,
)

M = 1_000_000
TWO_TYPES = Consumables(
    Supplies(),
    Supplies(ByClass(5_000, 6_000, 7_000), ByClass(20_000, 20_000), 60_000, 80_000),
    ByClass(10_000, 12_000, 9_000),
)
TYPED = TWO_TYPES._replace(large=None, life_is_typed=True)
ONE_DRUM = TWO_TYPES._replace(one_drum=True)


@pytest.mark.parametrize(
    ("price", "life", "expected"),
    [
        (100 * M, 5_000, 20_000),  # 100.00 / 5,000 = 0.02
        (1, 2, 1),  # a half goes up
        (1, 3, 0),
        (2, 3, 1),
        (100 * M, 3_000, 33_333),  # 0.033333…
        (200 * M, 3_000, 66_667),  # 0.066666…
        (100 * M, 0, 0),  # nothing that wears
    ],
)
def test_what_a_page_takes(price: int, life: int, expected: int) -> None:
    """FEE-02: price by life, to the nearest micro-unit."""
    assert per_page(price, life) == expected


def test_toner_by_level() -> None:
    """FEE-02: 100.00 for 5,000 pages at 5 % is 0.02 a page; levels reach to 5, 15, 30, 60 and 100 %."""
    fees = toner_fees(ByClass(100 * M, 60 * M, 0), ByClass(5_000, 6_000, 0))
    assert [level.colour for level in fees] == [0, 20_000, 60_000, 120_000, 240_000, 400_000]
    assert [level.mono for level in fees] == [0, 10_000, 30_000, 60_000, 120_000, 200_000]
    assert [level.white for level in fees] == [0] * 6


def test_a_level_is_rounded_once() -> None:
    """FEE-02: 1 micro for 3 pages is 0.33 a page; at level 2 that is 1, not three times nothing."""
    assert [level.colour for level in toner_fees(ByClass(1), ByClass(3))] == [0, 0, 1, 2, 4, 7]


def test_drums_by_class() -> None:
    """FEE-02: a price an A4 page for each class."""
    assert drum_fees(ByClass(200 * M, 100 * M, 50 * M), ByClass(20_000, 25_000, 10_000)) == (10_000, 4_000, 5_000)


@pytest.mark.parametrize(
    ("installed", "large", "expected"),
    [
        ({}, False, (5_000, 6_000, 7_000)),
        ({"black": 6_000, "cyan": 5_000}, False, (5_000, 6_000, 7_000)),
        ({"black": 12_000, "cyan": 5_000}, False, (10_000, 12_000, 9_000)),  # mixed: the larger counts
        ({"black": 6_000, "yellow": 10_000}, False, (10_000, 12_000, 9_000)),
        ({"white": 7_001}, False, (10_000, 12_000, 9_000)),
        ({"black": 6_001}, False, (10_000, 12_000, 9_000)),
        ({}, True, (10_000, 12_000, 9_000)),
        ({"black": 6_000}, True, (10_000, 12_000, 9_000)),
    ],
)
def test_large_and_standard_capacity(installed: dict[str, int], large: bool, expected: tuple[int, ...]) -> None:
    """FEE-02, FEE-07: as the printer tells, or as the operator says."""
    assert toner_life(TWO_TYPES, installed, large=large) == expected


def test_toner_of_a_model_with_one_type() -> None:
    """FEE-07: what the printer tells of each class, the longest; the usual life of what it does not tell."""
    installed = {"black": 2_500, "cyan": 1_000, "magenta": 3_000, "yellow": 2_000, "gloss": 2_900}
    assert toner_life(TYPED, installed) == (3_000, 2_500, 7_000)
    with pytest.raises(BadInput, match=r"^large: there is one type of toner for this model$") as refusal:
        toner_life(TYPED, {}, large=True)
    assert refusal.value.hint == "leave it out"


def test_a_life_that_is_typed() -> None:
    """FEE-07: some models take it; what is not said is as usual."""
    assert toner_life(TYPED, {"black": 9_999}, typed=ByClass(1_500, 3_000)) == (1_500, 3_000, 7_000)
    with pytest.raises(BadInput, match=r"^life: the toner of this model has a life that is known$") as refusal:
        toner_life(TWO_TYPES, {}, typed=ByClass(1_500, 3_000))
    assert refusal.value.hint == "leave it out"


def test_classes_of_colourants() -> None:
    """FEE-01: black is mono, white and clear a class of their own, all else colour."""
    names = ("black", "cyan", "magenta", "yellow", "white", "gold")
    assert [class_of(name) for name in names] == ["mono", "colour", "colour", "colour", "white", "colour"]


def test_all_supplies_together() -> None:
    """FEE-02: toner 100.00 / 10,000, drum 80.00 / 20,000, belt 60.00 / 60,000, fuser 40.00 / 80,000."""
    price = Supplies(ByClass(colour=100 * M), ByClass(mono=80 * M), 60 * M, 40 * M)
    made = calculated(FeeDefinition("made"), TWO_TYPES, price, ByClass(10_000, 12_000, 9_000))
    assert made.toner[1] == (10_000, 0, 0)
    assert made.drum == (0, 4_000, 0)
    assert (made.belt, made.fuser) == (1_000, 500)


def test_what_has_no_price_keeps_its_fee() -> None:
    """FEE-02: each supply is worked out by itself, and what is worked out is switched on."""
    before = FeeDefinition(
        "before",
        colour_page=1,
        toner=(ByClass(9, 8, 7),),
        drum=ByClass(6, 5, 4),
        belt=3,
        fuser=2,
        off=frozenset({"toner", "drum", "belt and fuser", "sizes"}),
    )
    lives = ByClass(10_000, 12_000, 9_000)
    toner = calculated(before, TWO_TYPES, Supplies(toner=ByClass(mono=12 * M)), lives)
    assert toner.toner[0] == (9, 0, 7)
    assert toner.toner[1] == (0, 1_000, 0)
    assert len(toner.toner) == 6
    assert (toner.colour_page, toner.drum, toner.belt, toner.fuser) == (1, (6, 5, 4), 3, 2)
    assert toner.off == {"drum", "belt and fuser", "sizes"}
    drum = calculated(before, TWO_TYPES, Supplies(drum=ByClass(colour=20 * M)), lives)
    assert drum.drum == (1_000, 5, 4)
    assert drum.off == {"toner", "belt and fuser", "sizes"}
    belt = calculated(before, TWO_TYPES, Supplies(belt=60 * M), lives)
    assert (belt.belt, belt.fuser, belt.off) == (1_000, 2, {"toner", "drum", "sizes"})
    fuser = calculated(before, TWO_TYPES, Supplies(fuser=80 * M), lives)
    assert (fuser.belt, fuser.fuser, fuser.off) == (3, 1_000, {"toner", "drum", "sizes"})
    assert calculated(before, TWO_TYPES, Supplies(), lives) == before


@pytest.mark.parametrize(
    ("price", "named"),
    [
        (Supplies(toner=ByClass(colour=M)), "toner colour"),
        (Supplies(toner=ByClass(mono=M, white=M)), "toner white"),
        (Supplies(drum=ByClass(colour=M)), "drum colour"),
        (Supplies(drum=ByClass(white=M, mono=M)), "drum white"),
        (Supplies(belt=M), "belt"),
        (Supplies(fuser=M), "fuser"),
    ],
)
def test_what_a_model_has_not_has_no_price(price: Supplies, named: str) -> None:
    """FEE-02: a price for it would come to nothing and take away the fee that there was."""
    mono = Consumables(Supplies(), Supplies(ByClass(mono=4_000), ByClass(mono=25_000)))
    with pytest.raises(BadInput, match=f"^{named}: this model has none$") as refusal:
        calculated(FeeDefinition("x"), mono, price, mono.life.toner)
    assert refusal.value.hint == "leave its price out"


def test_one_drum_for_four_colours_has_one_price() -> None:
    """FEE-02: its use counts as black, so its price is that of mono."""
    with pytest.raises(BadInput, match=r"^drum colour: this model has one drum for four colours$") as refusal:
        calculated(FeeDefinition("x"), ONE_DRUM, Supplies(drum=ByClass(M, M)), ByClass())
    assert refusal.value.hint == "give its price as that of mono"
    made = calculated(FeeDefinition("x"), ONE_DRUM, Supplies(drum=ByClass(mono=20 * M)), ByClass())
    assert made.drum == (0, 1_000, 0)


def test_the_initial_definition_of_a_model() -> None:
    """FEE-03: the C935 by hand. Toner 190.00 and 110.00 for 24,000 pages, drums 240.00 for 40,000 A4 pages."""
    made = initial_definition("Pressroom C935 colour A3 multifunction printer", "EUR", colour=True)
    assert made.name == "initial Pressroom C935 colour A3 multifunction printer"
    assert made.toner[1] == (7_917, 4_583, 12_917)  # 0.0079166…, 0.0045833…, 0.0129166…
    assert made.toner[5] == (158_333, 91_667, 258_333)  # twenty times as much, rounded once
    assert made.drum == (6_000, 6_000, 6_000)
    assert (made.belt, made.fuser) == (1_067, 1_467)  # 160.00 and 220.00 for 150,000
    assert (made.colour_page, made.currency, made.version) == (0, "EUR", 0)


@pytest.mark.parametrize(
    ("model", "colour"), [("C332", True), ("B432", False), ("any other", True), ("any other", False)]
)
def test_every_model_has_running_costs(model: str, colour: bool) -> None:
    """FEE-03: approximate ones, also for a model that nobody knows."""
    made = initial_definition(model, "SEK", colour=colour)
    assert made.toner[1].mono > 0
    assert (made.toner[1].colour > 0) == colour
    assert made.drum.mono > 0
    assert made.fuser > 0
    assert (made.belt > 0) == colour
    assert made.currency == "SEK"


def test_names_of_initial_definitions_fit() -> None:
    """FEE-03: at most 80 characters, no blank at the end."""
    assert initial_name("M") == "initial M"
    assert initial_name(" ") == "initial unknown model"
    assert len(initial_name("x" * 200)) == 80
    assert initial_name("x" * 71 + " more") == "initial " + "x" * 71


def test_models_are_known_by_a_word_of_their_name() -> None:
    """FEE-02: a C3320 is no C332."""
    assert consumables_of("Pressroom C332 colour A4 printer", colour=True).one_drum
    assert not consumables_of("Pressroom C3320 colour A4 printer", colour=True).one_drum
