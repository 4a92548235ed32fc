"""Fee definitions in the store: all parts and versions, initial ones, what each job was charged (FEE-01 to FEE-07)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from core.model import FeeDefinition, PrinterRow
from core.model.errors import BadInput
from core.model.fees import PARTS, ByClass, Rounding
from core.wire.mib import Capability
from core.wire.records import Consumption, Feeding, RecordLine

FULL = FeeDefinition(
    "full",
    colour_page=1,
    mono_page=2,
    white_page=3,
    white_only_page=4,
    sheet=5,
    toner=(ByClass(), ByClass(6, 7, 8)),
    drum=ByClass(9, 10, 11),
    belt=12,
    fuser=13,
    staple=14,
    minute=15,
    sizes=MappingProxyType({"A4": 16, "A4 horizontal": 17}),
    trays=MappingProxyType({"tray 1": 18}),
    media=MappingProxyType({"plain": 19}),
    off=frozenset(PARTS[2:4]),
    rounding_micros=20,
    rounding=Rounding.HALF_EVEN,
)
COLOUR = Capability.LOG | Capability.COLOUR


def printer(name: str, number: int, model: str, **settings: object) -> PrinterRow:
    row = PrinterRow(name, f"127.20.1.{number}", model=model, dialect="accounting", capabilities=int(COLOUR))
    return replace(row, **settings)


def test_every_part_is_kept(bench) -> None:
    """FEE-01: a definition comes back from the file as it went in, all its versions too."""

    async def main() -> None:
        store = await bench.open(bench.path)
        saved = await store.put_fee_definition(FULL)
        assert replace(saved, key=0, version=0) == FULL
        changed = await store.put_fee_definition(replace(FULL, off=frozenset(), minute=16))
        assert (saved.version, changed.version) == (1, 2)
        assert await store.put_fee_definition(replace(FULL, off=frozenset(), minute=16)) == changed
        await store.close()
        again = await bench.open(bench.path)
        assert await again.fee_definitions() == [changed]
        assert await again.fee_versions() == {saved.key: saved, changed.key: changed}
        await again.close()

    bench.run(main())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"currency": "SEK"}, "currency"),
        ({"minute": -1}, "minute"),
        ({"white_only_page": 10_000_000_001}, "white only page"),
        ({"toner": (ByClass(), ByClass(0, -1, 0))}, "toner 1 mono"),
        ({"toner": (ByClass(),) * 7}, "toner"),
        ({"drum": ByClass(0, 0, -1)}, "drum white"),
        ({"trays": {"tray 1": -1}}, "trays: tray 1"),
        ({"media": {"film": -1}}, "media: film"),
        ({"off": frozenset({"coffee"})}, "off"),
        ({"rounding_micros": 0}, "rounding"),
    ],
)
def test_what_cannot_be_saved(bench, changes: dict[str, object], field: str) -> None:
    """FEE-01: a refusal names the field, and nothing is saved."""

    async def main() -> None:
        store = await bench.open()
        with pytest.raises(BadInput) as refusal:
            await store.put_fee_definition(replace(FULL, **changes))
        assert refusal.value.field == field
        assert await store.fee_definitions() == []
        await store.close()

    bench.run(main())


def test_a_job_is_charged_by_what_its_record_tells(bench) -> None:
    """FEE-01, FEE-06: parts are kept with their quantities; verify finds what does not agree."""

    async def main() -> None:
        store, key = await bench.ready()
        await store.put_fee_definition(replace(FULL, off=frozenset(), rounding_micros=1))
        await store.assign_fee(key, "full")
        lines = (RecordLine("A4 horizontal", "plain", True, 3, 2, 3, "", 2, 1),)
        record = bench.record(
            1,
            lines=lines,
            white=2,
            white_only=1,
            pages=6,
            consumption=Consumption((1, 0, 1), (4, 1, 1), 7, 6, 2),
            feeding=Feeding((3,)),
        )
        await store.ingest(bench.batch(key, (1, record)))
        (job,) = await store.jobs()
        assert {part["part"]: (part["quantity"], part["micros"]) for part in job["fee_parts"]} == {
            "colour page": (2, 2),
            "mono page": (3, 6),
            "white page": (2, 6),
            "white only page": (1, 4),
            "sheet": (3, 15),
            "size A4 horizontal": (6, 102),
            "media plain": (3, 57),
            "toner black level 1": (6, 42),
            "toner magenta level 1": (6, 36),
            "drum colour": (2, 18),
            "drum mono": (4, 40),
            "belt": (7, 84),
            "fuser": (6, 78),
            "staple": (2, 28),
            "tray 1": (3, 54),
        }
        assert job["fee_micros"] == 572
        assert await store.verify() == []
        store._books.db.raw.execute("UPDATE job_outputs SET belt = 8")
        assert any("charges something else" in line for line in await store.verify())
        await store.close()

    bench.run(main())


def test_each_model_has_an_initial_definition(bench) -> None:
    """FEE-03: listed from the start, written down when it is needed, never deleted."""

    async def main() -> None:
        store = await bench.open()
        await store.configure(rounding=Rounding.UP, rounding_micros=1_000)
        first = await store.add_printer(printer("hall", 1, "Pressroom C935"))
        await store.add_printer(printer("desk", 2, "Pressroom B432"))
        await store.add_printer(printer("plain", 3, "P200", dialect="counters"))
        listed = await store.fee_definitions()
        assert [(each.name, each.version) for each in listed] == (
            [("initial Pressroom B432", 0), ("initial Pressroom C935", 0)]
        )
        assert {(each.rounding, each.rounding_micros) for each in listed} == {(Rounding.UP, 1_000)}
        await store.assign_fee(first, "initial")
        assert (await store.printer("hall")).fee_definition == "initial Pressroom C935"
        assert [each.version for each in await store.fee_definitions()] == [0, 1]
        for name in ("initial Pressroom C935", "initial Pressroom B432", "initial"):
            with pytest.raises(BadInput, match="fees: "):
                await store.remove_fee_definition(name)
        with pytest.raises(BadInput, match="kept for initial definitions"):
            await store.put_fee_definition(FeeDefinition("initial anything"))
        await store.close()

    bench.run(main())


def test_an_initial_definition_can_be_changed(bench) -> None:
    """FEE-03: its first version stays what it was."""

    async def main() -> None:
        store = await bench.open()
        await store.add_printer(printer("hall", 1, "Pressroom C935", fee_definition="initial"))
        (initial,) = await store.fee_definitions()
        changed = await store.put_fee_definition(replace(initial, sheet=7))
        assert (initial.version, changed.version) == (1, 2)
        await store.add_printer(printer("desk", 2, "Pressroom B432"))
        other = await store.put_fee_definition(FeeDefinition("initial Pressroom B432", sheet=7))
        assert other.version == 2  # the first one was what nobody had needed yet
        await store.close()

    bench.run(main())


def test_deleting_and_saving_anew(bench) -> None:
    """FEE-04, FEE-06: printers go to their initial definition; a name goes on with its versions."""

    async def main() -> None:
        store, key = await bench.ready(bench.path)
        other = await store.add_printer(printer("desk", 2, "Pressroom B432"))
        await store.ingest(bench.batch(key, (1, bench.record(1))))
        assert await store.remove_fee_definition("office") == ["lobby"]
        assert (await store.printer("lobby")).fee_definition == "initial unknown model"
        assert (await store.printer("desk")).fee_definition == ""
        with pytest.raises(BadInput, match="no fee definition is called 'office'"):
            await store.assign_fee(other, "office")
        with pytest.raises(BadInput, match="no fee definition is called 'office'"):
            await store.remove_fee_definition("office")
        (job,) = await store.jobs()
        assert {(part["definition"], part["version"]) for part in job["fee_parts"]} == {("office", 1)}
        assert await store.verify() == []
        await store.close()
        again = await bench.open(bench.path)
        assert "office" not in {each.name for each in await again.fee_definitions()}
        assert (await again.put_fee_definition(FeeDefinition("office"))).version == 2
        await again.close()

    bench.run(main())


def test_copies(bench) -> None:
    """FEE-04: saving under a new name makes a new definition, and the old one stays."""

    async def main() -> None:
        store = await bench.open()
        full = await store.put_fee_definition(FULL)
        copy = await store.copy_fee_definition("full", "summer")
        assert replace(copy, name="full", key=full.key) == full
        await store.put_fee_definition(replace(copy, sheet=99))
        assert full in await store.fee_definitions()
        for name, new_name, field in (("full", "summer", "new name"), ("nobody", "x", "fees"), ("", "x", "name")):
            with pytest.raises(BadInput) as refusal:
                await store.copy_fee_definition(name, new_name)
            assert refusal.value.field == field
        await store.close()

    bench.run(main())


def test_rounding_is_a_setting_of_the_ledger(bench) -> None:
    """FEE-06: kept in the database, like the currency."""

    async def main() -> None:
        store = await bench.open(bench.path)
        assert (await store.settings()).rounding_micros == 1
        await store.configure(rounding=Rounding.DOWN, rounding_micros=50_000)
        with pytest.raises(BadInput, match="rounding step"):
            await store.configure(rounding_micros=0)
        await store.close()
        again = await bench.open(bench.path)
        settings = await again.settings()
        assert (settings.rounding, settings.rounding_micros) == (Rounding.DOWN, 50_000)
        await again.close()

    bench.run(main())


def test_toner_that_a_printer_told(bench) -> None:
    """FEE-07: the last that it told; nothing told changes nothing."""

    async def main() -> None:
        store, key = await bench.ready()
        assert await store.toners(key) == {}
        await store.note_toners(key, {"black": 3_000, "cyan": 1_000})
        await store.note_toners(key, {})
        assert await store.toners(key) == {"black": 3_000, "cyan": 1_000}
        await store.note_toners(key, {"black": 12_000})
        assert await store.toners(key) == {"black": 12_000}
        await store.close()

    bench.run(main())
