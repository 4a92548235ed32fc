"""FEE-02, FEE-06, FEE-07: from words to definitions and back, and calculations that ask a printer."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from core.config.fee_settings import CalculationSettings, FeeSettings
from core.model import LedgerSettings, PrinterRow
from core.model.errors import BadInput, NoResponse
from core.model.fees import ByClass, Rounding
from core.services.fees import FeeClerk, fee_handlers
from core.services.setup import fee_definition, fee_words
from core.store import InlinePace, Store
from harness.worlds.chance import SeededChance

WORDS = {
    "name": "office",
    "currency": "EUR",
    "rounding": {"mode": "half even", "step": "0.01"},
    "colour page": "0.15",
    "white only page": "0.06",
    "toner": {1: {"colour": "0.01", "mono": "0.02"}, 3: {"white": "0.30"}},
    "drum": {"mono": "0.004"},
    "belt": "0.001",
    "minute": "0.10",
    "sizes": {"A4 horizontal": "0.07"},
    "trays": {"multi-purpose feeder": "0.08"},
    "media": {"thick": "0.09"},
    "off": ["belt and fuser", "toner"],
}


def test_words_and_back() -> None:
    """FEE-01, FEE-06: what is read is what is shown, and what is not said is the ledger's."""
    definition = fee_definition(FeeSettings.model_validate(WORDS), LedgerSettings())
    assert definition.toner == (ByClass(), ByClass(10_000, 20_000), ByClass(), ByClass(white=300_000))
    assert (definition.rounding, definition.rounding_micros) == (Rounding.HALF_EVEN, 10_000)
    assert fee_words(definition) == WORDS
    plain = fee_definition(FeeSettings(name="x"), LedgerSettings("UTC", "SEK", rounding=Rounding.UP, rounding_micros=5))
    assert (plain.currency, plain.rounding, plain.rounding_micros, plain.toner) == ("SEK", Rounding.UP, 5, ())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"toner": {"6": {}}}, "a level of toner is a number from 0 to 5, not 6"),
        ({"toner": {"-1": {}}}, "a level of toner is a number from 0 to 5, not -1"),
        ({"sizes": {"A3 horizontal": 1}}, "A3 horizontal: only A4,"),
        ({"trays": {"tray 6": 1}}, "no tray is called 'tray 6'"),
        ({"off": "pages, coffee"}, "no part of a fee is called 'coffee'"),
        ({"rounding": {"step": "0"}}, "greater than 0"),
        ({"name": "initial"}, "initial means the initial definition of a printer's model"),
    ],
)
def test_words_that_mean_nothing(words: dict[str, object], said: str) -> None:
    """FEE-01, FEE-05: refused, naming what is possible."""
    with pytest.raises(ValidationError, match=said):
        FeeSettings.model_validate({"name": "x", **words})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, "what do the supplies cost"),
        ({"belt": 1, "large": "yes", "life": {"mono": 1}}, "either the life of the toner, or that it is large"),
    ],
)
def test_calculations_that_mean_nothing(words: dict[str, object], said: str) -> None:
    """FEE-02: a price is needed."""
    with pytest.raises(ValidationError, match=said):
        CalculationSettings.model_validate({"name": "x", "printer": "hall", **words})


class Answers:
    """What printers say of their toner; None: nothing."""

    def __init__(self, toners: Mapping[str, int] | None) -> None:
        self.toners = toners
        self.asked: list[str] = []

    async def __call__(self, printer: str) -> Mapping[str, int]:
        self.asked.append(printer)
        if self.toners is None:
            raise NoResponse("no reply")
        return self.toners


@pytest.mark.parametrize(
    ("told", "words", "source", "mono_pages", "asked"),
    [
        ({"black": 12_000}, {}, "printer", 12_000, ["hall"]),
        ({"black": 3_000}, {}, "printer", 3_000, ["hall"]),
        (None, {}, "registration", 12_000, ["hall"]),
        ({"black": 3_000}, {"ask": "no"}, "registration", 12_000, []),
        ({"black": 3_000}, {"large": "yes"}, "operator", 12_000, []),
    ],
)
def test_whose_word_counts(
    run, told: Mapping[str, int] | None, words: dict[str, object], source: str, mono_pages: int, asked: list[str]
) -> None:
    """FEE-07: the printer's; what it told at its registration, where it was not to be asked or does not answer."""

    async def main() -> None:
        store = await Store.open(None, pace=InlinePace(), now_us=lambda: 0, chance=SeededChance(1))
        key = await store.add_printer(PrinterRow("hall", "127.20.0.1", model="Pressroom B432", dialect="accounting"))
        await store.note_toners(key, {"black": 12_000})
        answers = Answers(told)
        handlers = fee_handlers(FeeClerk(store, answers))
        args = {"name": "made", "printer": "hall", "toner": {"mono": "120"}, **words}
        answer = await handlers["calculate fees"](args)
        assert (answer["from"], answer["toner"]["mono"], answer["version"]) == (source, mono_pages, 1)
        assert answers.asked == asked
        assert (await store.fee_definitions())[-1].toner[1].mono == 120_000_000 // mono_pages
        with pytest.raises(BadInput, match="there is none called 'attic'"):
            await handlers["calculate fees"]({**args, "printer": "attic"})
        await store.close()

    run(main())


def test_commands(run) -> None:
    """FEE-04: what the command line asks of a running server."""

    async def main() -> None:
        store = await Store.open(None, pace=InlinePace(), now_us=lambda: 0, chance=SeededChance(1))
        await store.add_printer(PrinterRow("hall", "127.20.0.1", model="Pressroom B432", dialect="accounting"))
        handlers = fee_handlers(FeeClerk(store))
        assert await handlers["put fees"](WORDS) == {"name": "office", "version": 1}
        assert await handlers["rename fees"]({"name": "office", "new_name": "night"}) == {"name": "night", "version": 1}
        assert await handlers["assign fees"]({"printer": "hall", "fees": "night"}) == {"fees": "night"}
        assert await handlers["remove fees"]({"name": "night"}) == {"moved": ["hall"]}
        assert await handlers["import fees"]({"fees": [WORDS, {"name": "new"}]}) == {"saved": 2}
        assert await handlers["assign fees"]({"printer": "hall"}) == {"fees": ""}
        names = [(each.name, each.version) for each in await store.fee_definitions()]
        assert names == [("initial Pressroom B432", 1), ("new", 1), ("office", 1)]
        await store.close()

    run(main())
