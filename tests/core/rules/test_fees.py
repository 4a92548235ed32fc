"""FEE-01, FEE-05, FEE-06, FEE-08: fees of every part, exact and additive."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import FeeDefinition
from core.model.fees import PARTS, ByClass, Rounding
from core.rules.fees import Billable, charge, minutes, price_of, rounded
from core.wire.items import COLOURANTS, FEEDERS, Consumption, Feeding, Scan
from core.wire.records import RecordLine

PRICES = FeeDefinition("office", colour_page=100_000, mono_page=20_000, sheet=5_000, sizes={"A3": 30_000, "A5": 1})

EVERYTHING = FeeDefinition(
    "everything",
    colour_page=1,
    mono_page=2,
    white_page=3,
    white_only_page=4,
    sheet=5,
    toner=tuple(ByClass(10 + level, 20 + level, 30 + level) for level in range(6)),
    drum=ByClass(41, 42, 43),
    belt=51,
    fuser=52,
    staple=53,
    minute=54,
    sizes={"A4": 61, "A4 horizontal": 62},
    trays={"tray 2": 71, "multi-purpose tray": 72},
    media={"thick": 81},
)
JOB = Billable(
    colour=7,
    mono=5,
    sheets=9,
    white=2,
    white_only=3,
    started_s=1_000,
    ended_s=1_061,
    consumption=Consumption((2, 0, 3, 5, 1), (9, 7, 8, 6, 5), 11, 15, 4),
    feeding=Feeding((1, 2, 0, 0, 0, 6)),
)
LINES = (
    RecordLine("A4", "plain", False, 3, 4, 2, "", 1, 1),
    RecordLine("A4 horizontal", "thick", True, 4, 3, 2, "", 1, 2),
    RecordLine("B5", "thick", False, 2, 0, 1),
)


def line(size: str, colour: int, mono: int, sheets: int = 1) -> RecordLine:
    return RecordLine(size, "plain", False, sheets, colour, mono)


def test_each_part_is_named_and_priced() -> None:
    """FEE-01: 2 colour x 0.10, 3 mono x 0.02, 4 sheets x 0.005, 3 A3 pages x 0.03."""
    parts = charge(Billable(2, 3, 4), [line("A3", 1, 2), line("A4", 1, 1)], PRICES)
    assert parts == (
        ("colour page", 2, 200_000),
        ("mono page", 3, 60_000),
        ("sheet", 4, 20_000),
        ("size A3", 3, 90_000),
    )


def test_every_part_at_once() -> None:
    """FEE-01, FEE-05, FEE-08: worked by hand; 15 pages have toner, black at level 2, cyan at 0."""
    assert charge(JOB, LINES, EVERYTHING) == (
        ("colour page", 7, 7 * 1),
        ("mono page", 5, 5 * 2),
        ("white page", 2, 2 * 3),
        ("white only page", 3, 3 * 4),
        ("sheet", 9, 9 * 5),
        ("size A4", 7, 7 * 61),  # 4 colour, 2 mono, 1 white only
        ("size A4 horizontal", 7, 7 * 62),  # 3 + 2 + 2; B5 has no price
        ("media thick", 6, 6 * 81),  # 4 + 2 sheets
        ("toner black level 2", 15, 15 * 22),
        ("toner cyan level 0", 15, 15 * 10),
        ("toner magenta level 3", 15, 15 * 13),
        ("toner yellow level 5", 15, 15 * 15),
        ("toner white level 1", 15, 15 * 31),
        ("drum colour", 21, 21 * 41),  # 7 + 8 + 6
        ("drum mono", 9, 9 * 42),
        ("drum white", 5, 5 * 43),
        ("belt", 11, 11 * 51),
        ("fuser", 15, 15 * 52),
        ("staple", 4, 4 * 53),
        ("tray 2", 2, 2 * 71),
        ("multi-purpose tray", 6, 6 * 72),
        ("minute", 2, 2 * 54),  # 61 seconds
    )


@pytest.mark.parametrize(
    ("off", "gone"),
    [
        ("pages", {"colour page", "mono page", "white page", "white only page"}),
        ("sheets", {"sheet"}),
        ("toner", {f"toner {name}" for name in COLOURANTS}),
        ("drum", {"drum colour", "drum mono", "drum white"}),
        ("belt and fuser", {"belt", "fuser"}),
        ("staples", {"staple"}),
        ("sizes", {"size A4", "size A4 horizontal"}),
        ("trays", {"tray 2", "multi-purpose tray"}),
        ("media", {"media thick"}),
        ("minutes", {"minute"}),
    ],
)
def test_each_part_can_be_switched_off(off: str, gone: set[str]) -> None:
    """FEE-01: what is off costs nothing, and everything else what it did."""
    left = charge(JOB, LINES, replace(EVERYTHING, off=frozenset({off})))
    missing = set(charge(JOB, LINES, EVERYTHING)) - set(left)
    assert {each.part.partition(" level")[0] for each in missing} == gone
    assert set(left) < set(charge(JOB, LINES, EVERYTHING))


def test_with_all_parts_off_nothing_is_charged() -> None:
    """FEE-01: each part can be switched off."""
    assert charge(JOB, LINES, replace(EVERYTHING, off=frozenset(PARTS))) == ()


@pytest.mark.parametrize("part", charge(JOB, LINES, EVERYTHING), ids=lambda part: part.part)
def test_a_part_tells_its_price(part: tuple[str, int, int]) -> None:
    """FEE-06: quantity times price is what was charged."""
    name, quantity, micros = part
    assert price_of(name, EVERYTHING) * quantity == micros


@pytest.mark.parametrize("part", ["size A3", "media film", "tray 1", "toner black level 2", "drum white", "belt"])
def test_what_a_definition_does_not_charge_has_no_price(part: str) -> None:
    """FEE-01: what is not listed costs 0."""
    assert price_of(part, FeeDefinition("free")) == 0


@pytest.mark.parametrize(
    ("colour", "mono", "sheets", "lines", "names"),
    [
        (0, 0, 0, [], []),
        (0, 0, 1, [line("A4", 0, 0)], ["sheet"]),  # a blank sheet is fed, no face is printed
        (1, 0, 1, [line("A4", 1, 0)], ["colour page", "sheet"]),
        (0, 1, 1, [line("A3", 0, 1), line("A3", 0, 0)], ["mono page", "sheet", "size A3"]),
        (0, 2, 2, [line("A5", 0, 1), line("A3", 0, 1)], ["mono page", "sheet", "size A5", "size A3"]),
    ],
)
def test_parts_of_nothing_are_left_out(
    colour: int, mono: int, sheets: int, lines: list[RecordLine], names: list[str]
) -> None:
    """FEE-01: what is not listed, or did not happen, costs nothing."""
    assert [part.part for part in charge(Billable(colour, mono, sheets), lines, PRICES)] == names


def test_a_definition_without_prices_charges_nothing() -> None:
    """FEE-01: what is not listed costs 0."""
    assert charge(JOB, LINES, FeeDefinition("free")) == ()


@pytest.mark.parametrize("price", [{"toner": (ByClass(mono=1),) * 6}, {"belt": 1}, {"fuser": 1}, {"staple": 1}])
def test_one_supply_alone_can_have_a_price(price: dict[str, int]) -> None:
    """FEE-01: the parts are independent."""
    assert len(charge(JOB, [], FeeDefinition("one", **price))) == 1
    assert len(charge(JOB, [], FeeDefinition("drum", drum=ByClass(white=1)))) == 1


def test_levels_without_a_price_cost_nothing() -> None:
    """FEE-01: prices for the levels 0 to 2; magenta at 3 and yellow at 5 are not listed."""
    definition = FeeDefinition("low levels", toner=(ByClass(1, 1, 1),) * 3)
    assert [part.part for part in charge(JOB, [], definition)] == [
        "toner black level 2",
        "toner cyan level 0",
        "toner white level 1",
    ]


def test_a_unit_of_four_drums_tells_one_number() -> None:
    """FEE-02: it counts as mono."""
    job = Billable(7, 5, 9, consumption=Consumption((), (9,)))
    assert charge(job, [], FeeDefinition("drum", drum=ByClass(1, 2, 3))) == (("drum mono", 9, 18),)


def test_a_record_that_tells_no_consumption_costs_no_supplies() -> None:
    """FEE-01: a simple printer tells neither supplies nor trays."""
    plain = JOB._replace(consumption=None, feeding=None)
    kinds = {part.part.partition(" ")[0] for part in charge(plain, LINES, EVERYTHING)}
    assert kinds == {"colour", "mono", "white", "sheet", "size", "media", "minute"}


@pytest.mark.parametrize(
    ("service", "started_s", "ended_s", "scan", "expected"),
    [
        ("print", 0, 1, None, 1),
        ("print", 0, 60, None, 1),
        ("print", 0, 61, None, 2),
        ("print", 100, 100, None, 0),
        ("print", 100, 40, None, 0),  # the clock was set back meanwhile
        ("print", 0, 86_400, None, 1_440),
        ("print", 0, 86_401, None, 0),  # … or forward
        ("print", None, 60, None, 0),
        ("print", 0, None, None, 0),
        ("scan", 0, 60, Scan(1, 0, "A4", False), 1),
        ("scan", 0, 60, Scan(1, 0, "A4", True), 0),  # the copy's print has its own record
        ("scan", 0, 60, None, 1),
        ("fax", 0, 60, None, 0),
    ],
)
def test_minutes_begun(
    service: str, started_s: int | None, ended_s: int | None, scan: Scan | None, expected: int
) -> None:
    """FEE-08: each minute begun, once a job."""
    job = Billable(1, 0, 1, service=service, started_s=started_s, ended_s=ended_s, scan=scan)
    assert minutes(job) == expected


@pytest.mark.parametrize(
    ("micros", "unit", "expected"),
    [(14_999, 10_000, 10_000), (15_000, 10_000, 20_000), (15_001, 10_000, 20_000), (7, 1, 7), (0, 10_000, 0)],
)
def test_rounding_is_half_up(micros: int, unit: int, expected: int) -> None:
    """FEE-06: rounding is a setting, applied once per part."""
    assert rounded(micros, unit) == expected


@pytest.mark.parametrize(
    ("micros", "half_up", "half_even", "up", "down"),
    [
        (20, 20, 20, 20, 20),
        (21, 20, 20, 30, 20),
        (25, 30, 20, 30, 20),
        (35, 40, 40, 40, 30),
        (26, 30, 30, 30, 20),
        (29, 30, 30, 30, 20),
        (0, 0, 0, 0, 0),
    ],
)
def test_ways_of_rounding(micros: int, half_up: int, half_even: int, up: int, down: int) -> None:
    """FEE-06: to a multiple of 10."""
    found = {mode: rounded(micros, 10, mode) for mode in Rounding}
    assert found == {
        Rounding.HALF_UP: half_up,
        Rounding.HALF_EVEN: half_even,
        Rounding.UP: up,
        Rounding.DOWN: down,
    }


def test_an_odd_step_has_no_middle() -> None:
    """FEE-06: 1 of 3 is nearer to 0, 2 of 3 to 3; to a multiple of 2, 1 is in the middle."""
    assert [rounded(micros, 3) for micros in (1, 2, 4, 5)] == [0, 3, 3, 6]
    assert [rounded(micros, 2, Rounding.HALF_EVEN) for micros in (1, 3, 5)] == [0, 4, 4]


def test_each_part_is_rounded_by_itself() -> None:
    """FEE-06: 3 x 0.024 and 2 x 0.006 become 0.07 and 0.01, not 0.08 together; down they are 0.07 and 0.01 too."""
    definition = FeeDefinition("cents", colour_page=24_000, mono_page=6_000, rounding_micros=10_000)
    assert [part.micros for part in charge(Billable(3, 2, 0), [], definition)] == [70_000, 10_000]
    upward = replace(definition, rounding=Rounding.UP)
    assert [part.micros for part in charge(Billable(3, 2, 0), [], upward)] == [80_000, 20_000]


def test_exact_where_floats_are_not() -> None:
    """FEE-06: 100,003 pages at 0.1 are 10,000.3."""
    definition = FeeDefinition("exact", mono_page=100_000)
    assert charge(Billable(0, 100_003, 0), [], definition) == (("mono page", 100_003, 10_000_300_000),)


counts = st.integers(0, 100_000)
prices = st.integers(0, 10**7)
classes = st.builds(ByClass, prices, prices, prices)
job_lines = st.lists(
    st.builds(
        RecordLine,
        *(st.sampled_from(["A3", "A4", "A4 horizontal", "B5"]), st.sampled_from(["plain", "thick"]), st.booleans()),
        *(counts, counts, counts, st.just(""), counts, counts),
    ),
    max_size=6,
)
definitions = st.builds(
    FeeDefinition,
    st.just("any"),
    **dict.fromkeys(("colour_page", "mono_page", "white_page", "white_only_page", "sheet"), prices),
    **dict.fromkeys(("belt", "fuser", "staple"), prices),
    toner=st.lists(classes, max_size=6).map(tuple),
    drum=classes,
    sizes=st.dictionaries(st.sampled_from(["A3", "A4", "A4 horizontal"]), prices),
    trays=st.dictionaries(st.sampled_from(FEEDERS), prices),
    media=st.dictionaries(st.sampled_from(["plain", "thick"]), prices),
    off=st.frozensets(st.sampled_from(PARTS)),
)
uses = st.builds(lambda drum, rest: (drum, *rest), st.tuples(*[counts] * 5), st.tuples(counts, counts, counts))
feedings = st.builds(Feeding, st.tuples(*[counts] * len(FEEDERS)))


def job_of(
    lines: list[RecordLine], levels: tuple[int, ...], use: tuple[tuple[int, ...], int, int, int], fed: Feeding
) -> Billable:
    """One job of these lines."""
    sums = [sum(column) for column in zip(*[one[3:6] + one[7:] for one in lines], strict=True)]
    sheets, colour, mono, white, white_only = sums or [0] * 5
    return Billable(
        *(colour, mono, sheets),
        white=white,
        white_only=white_only,
        consumption=Consumption(levels, *use),
        feeding=fed,
    )


def total(job: Billable, lines: list[RecordLine], definition: FeeDefinition) -> int:
    return sum(part.micros for part in charge(job, lines, definition))


@given(
    *(job_lines, job_lines, st.tuples(*[st.integers(0, 5)] * 5)),
    *(uses, uses, feedings, feedings, definitions),
)
def test_fees_are_additive_over_pages(
    one: list[RecordLine],
    other: list[RecordLine],
    levels: tuple[int, ...],
    use: tuple[tuple[int, ...], int, int, int],
    other_use: tuple[tuple[int, ...], int, int, int],
    fed: Feeding,
    other_fed: Feeding,
    definition: FeeDefinition,
) -> None:
    """FEE-06: two jobs of the same density cost what one job of both costs; no float, no loss."""
    drums, *rest = (
        tuple(map(sum, zip(a, b, strict=True))) for a, b in [(use[0], other_use[0]), (use[1:], other_use[1:])]
    )
    trays = Feeding(tuple(map(sum, zip(fed.trays, other_fed.trays, strict=True))))
    both = job_of(one + other, levels, (drums, *rest[0]), trays)
    apart = total(job_of(one, levels, use, fed), one, definition)
    apart += total(job_of(other, levels, other_use, other_fed), other, definition)
    assert total(both, one + other, definition) == apart


@given(job_lines, st.tuples(*[st.integers(0, 5)] * 5), uses, feedings, definitions)
def test_fees_are_additive_over_parts(
    lines: list[RecordLine],
    levels: tuple[int, ...],
    use: tuple[tuple[int, ...], int, int, int],
    fed: Feeding,
    definition: FeeDefinition,
) -> None:
    """FEE-01, FEE-06: the fee is the sum of what each part costs with all others off, and names every part once."""
    job = job_of(lines, levels, use, fed)
    alone = [
        part
        for name in PARTS
        if name not in definition.off
        for part in charge(job, lines, replace(definition, off=frozenset(PARTS) - {name}))
    ]
    found = charge(job, lines, definition)
    assert sorted(found) == sorted(alone)
    assert len({part.part for part in found}) == len(found)
