"""A printer made from a walk: it shows what was recorded, live where the meaning is known (EMU-13)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from core.wire import mib
from core.wire.snmp import PduType
from emulator.errors import BadModel
from emulator.models import load_model_file
from emulator.recordings import read_walk
from emulator.recordings.model_file import model_file, model_name

HEAD = (1, 3, 6, 1, 2, 1)
PRODUCT = (1, 3, 6, 1, 4, 1, 32473, 77)
PRIVATE = (1, 3, 6, 1, 4, 1, 32473, 77, 5, 0)
ALERTS = (*HEAD, 43, 18)
CONSOLE = (*HEAD, 43, 16, 5, 1, 2, 1, 1)
WALK = b"""\
1.3.6.1.2.1.1.1.0|4|Acme LX 500 Copier; firmware 1.02
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.32473.77
1.3.6.1.2.1.1.3.0|67|3721980054
1.3.6.1.2.1.1.5.0|4|unset
1.3.6.1.2.1.25.2.3.1.2.1|6|1.3.6.1.2.1.25.2.1.4
1.3.6.1.2.1.25.3.2.1.3.1|4|Acme LX 500 Copier
1.3.6.1.2.1.25.3.2.1.5.1|2|3
1.3.6.1.2.1.25.3.5.1.1.1|2|1
1.3.6.1.2.1.25.3.5.1.2.1|4x|8000
1.3.6.1.2.1.43.5.1.1.17.1|4|SN00000001
1.3.6.1.2.1.43.8.2.1.9.1.1|2|250
1.3.6.1.2.1.43.8.2.1.9.1.2|2|500
1.3.6.1.2.1.43.8.2.1.9.1.3|2|-2
1.3.6.1.2.1.43.8.2.1.10.1.1|2|0
1.3.6.1.2.1.43.8.2.1.10.1.2|2|-3
1.3.6.1.2.1.43.8.2.1.12.1.1|4|iso_a3_297x420mm
1.3.6.1.2.1.43.8.2.1.13.1.1|4|Tray 1
1.3.6.1.2.1.43.8.2.1.13.1.2|4|Tray 1
1.3.6.1.2.1.43.10.2.1.3.1.1|2|7
1.3.6.1.2.1.43.10.2.1.4.1.1|65|4294967294
1.3.6.1.2.1.43.10.2.1.5.1.1|65|473
1.3.6.1.2.1.43.11.1.1.3.1.1|2|2
1.3.6.1.2.1.43.11.1.1.5.1.1|2|3
1.3.6.1.2.1.43.11.1.1.5.1.2|2|21
1.3.6.1.2.1.43.11.1.1.5.1.3|2|4
1.3.6.1.2.1.43.11.1.1.6.1.1|4|Cartridge one
1.3.6.1.2.1.43.11.1.1.6.1.2|4|Black Toner
1.3.6.1.2.1.43.12.1.1.4.1.2|4|cyan
1.3.6.1.2.1.43.13.4.1.2.1.1|2|8
1.3.6.1.2.1.43.13.4.1.4.1.1|2|2700
1.3.6.1.2.1.43.16.5.1.2.1.1|4|Sleeping
1.3.6.1.4.1.32473.77.5.0|4x|00ff
"""


@pytest.fixture
def made(tmp_path: Path) -> Any:
    """A model out of a walk, through its file."""

    def make(data: bytes, name: str = "acme") -> Any:
        file = tmp_path / f"{name}.yaml"
        file.write_text(model_file(read_walk(data).objects, name), encoding="utf-8")
        return load_model_file(file)

    return make


def test_a_walk_of_the_model_shows_the_recorded_objects(clerk: Any, made: Any) -> None:
    """EMU-13: all names of the recording and no others; the types that were recorded, and what is not known frozen."""
    recorded = read_walk(WALK).objects
    shown = clerk.walk(clerk.agent(made(WALK)))
    assert [(each.oid, each.tag) for each in shown] == [(each.oid, each.tag) for each in recorded]
    frozen = {each.oid: each.value for each in recorded}
    same = [each.oid for each in shown if each.value == frozen[each.oid]]
    assert PRIVATE in same
    assert mib.SYS_DESCR in same
    assert len(shown) - len(same) == 7  # time, name, status, errors, serial number, text of the panel, …


def test_counts_go_on_from_the_recorded_ones(clerk: Any, made: Any) -> None:
    """EMU-13: 32 bits are enough for nobody."""
    agent = clerk.agent(made(WALK))
    counts = (mib.PRT_MARKER_LIFE_COUNT, mib.PRT_MARKER_POWER_ON_COUNT)
    assert clerk.get(agent, *counts) == [4_294_967_294, 473]
    clerk.workshop.print_out(agent.printer, "3 colour A4", "1 blank A4")
    assert clerk.get(agent, *counts) == [1, 476]
    agent.printer.power_cycle()
    assert clerk.get(agent, *counts) == [1, 0]


def test_sheets_are_counted_where_the_printer_counts_sheets(clerk: Any, made: Any) -> None:
    """EMU-13: prtMarkerCounterUnit says which."""
    agent = clerk.agent(made(WALK.replace(b"10.2.1.3.1.1|2|7", b"10.2.1.3.1.1|2|8")))
    clerk.workshop.print_out(agent.printer, "4 mono A4", duplex=True)
    assert clerk.get(agent, mib.PRT_MARKER_LIFE_COUNT) == [0]


def test_status_time_and_identity_are_the_printers_own(clerk: Any, made: Any) -> None:
    """EMU-13"""
    agent = clerk.agent(made(WALK))
    clerk.workshop.wait(2)
    asked = (mib.SYS_UPTIME, mib.SYS_NAME, mib.PRT_GENERAL_SERIAL_NUMBER, mib.HR_DEVICE_STATUS, CONSOLE)
    assert clerk.get(agent, *asked) == [200, b"lobby-1", b"S1", 2, b"Ready"]
    assert clerk.get(agent, mib.SYS_OBJECT_ID, PRIVATE) == [PRODUCT, b"\0\xff"]
    agent.printer.fail("paper jam")
    assert clerk.get(agent, mib.HR_DEVICE_STATUS, mib.HR_PRINTER_STATUS, CONSOLE)[2] != b"Ready"
    assert clerk.walk(agent, ALERTS), "alerts come and go, though the walk had none"
    agent.printer.put_right()
    assert not clerk.walk(agent, ALERTS)


def test_nothing_can_be_written(clerk: Any, made: Any) -> None:
    agent = clerk.agent(made(WALK))
    assert clerk.write(agent, (mib.SYS_NAME, 4, b"mine"))[0] != 0
    assert clerk.ask(agent, PduType.GET, (mib.PA_MIB_VERSION,)).varbinds[0].tag == 0x80


def test_the_model_is_what_the_walk_tells(made: Any) -> None:
    """EMU-01, EMU-13"""
    model = made(WALK)
    assert (model.name, model.maker, model.description) == ("acme", "Acme", "Acme LX 500 Copier")
    assert (model.multifunction, model.colour, model.toners, model.speed_ppm) == (True, True, ("black", "cyan"), 45)
    assert [(tray.name, tray.sizes) for tray in model.trays] == [("tray 1", ("A3",)), ("tray 1 2", ("A4", "Letter"))]
    assert (model.storage, model.dialect, model.log_capacity, len(model.recording)) == ("disk", "recorded", 0, 32)


def test_a_walk_that_tells_nothing_makes_a_model_too(clerk: Any, made: Any) -> None:
    agent = clerk.agent(made(b"1.3.6.1.4.1.32473.1.0|2|5\n"))
    model = agent.printer.model
    assert (model.maker, model.toners, [tray.name for tray in model.trays]) == ("A", ("black",), ["tray 1"])
    assert [each.value for each in clerk.walk(agent)] == [5]


def test_octets_come_through_the_file(clerk: Any, made: Any) -> None:
    every = bytes(range(256))
    agent = clerk.agent(
        made(b"1.3.6.1.4.1.32473.1.0|4x|" + every.hex().encode() + b"\n1.3.6.1.4.1.32473.2.0|4| a: # b \n")
    )
    assert [each.value for each in clerk.walk(agent)] == [every, b" a: # b "]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("dialect: recorded", "dialect: counters", "recording and the dialect recorded belong together"),
        ("|67|3721980054", "|67|now", "line 3: the value is no whole number"),
        ("clock:", "levels: {blue: [1, 2]}\nclock:", "blue.*neither a supply nor a tray"),
        ("clock:", "levels: {black: [3, 2]}\nclock:", "a whole number from 0 to 2, found 3"),
        ("clock:", "levels: {black: 3}\nclock:", r"black: expected \[left, of\]"),
    ],
)
def test_a_file_that_was_spoilt_is_refused(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(model_file(read_walk(WALK).objects, "acme").replace(old, new), encoding="utf-8")
    with pytest.raises(BadModel, match=complaint):
        load_model_file(file)


@pytest.mark.parametrize(
    ("text", "name"),
    [("Sharp MX-3570N", "sharp-mx-3570n"), ("10.0.0.7", "10-0-0-7"), ("…", "recorded"), ("a" * 90, "a" * 60)],
)
def test_names_of_models(text: str, name: str) -> None:
    assert model_name(text) == name


LEVELS = b"""\
1.3.6.1.2.1.43.8.2.1.9.1.1|2|500
1.3.6.1.2.1.43.8.2.1.9.1.2|2|300
1.3.6.1.2.1.43.8.2.1.10.1.1|2|401
1.3.6.1.2.1.43.8.2.1.10.1.2|2|-3
1.3.6.1.2.1.43.11.1.1.5.1.1|2|3
1.3.6.1.2.1.43.11.1.1.5.1.2|2|9
1.3.6.1.2.1.43.11.1.1.5.1.3|2|15
1.3.6.1.2.1.43.11.1.1.5.1.4|2|20
1.3.6.1.2.1.43.11.1.1.6.1.1|4|Black Toner Cartridge
1.3.6.1.2.1.43.11.1.1.6.1.2|4|Black Drum
1.3.6.1.2.1.43.11.1.1.6.1.3|4|Fuser
1.3.6.1.2.1.43.11.1.1.6.1.4|4|Belt
1.3.6.1.2.1.43.11.1.1.8.1.1|2|100
1.3.6.1.2.1.43.11.1.1.8.1.2|2|20000
1.3.6.1.2.1.43.11.1.1.8.1.3|2|-2
1.3.6.1.2.1.43.11.1.1.8.1.4|2|80000
1.3.6.1.2.1.43.11.1.1.9.1.1|2|59
1.3.6.1.2.1.43.11.1.1.9.1.2|2|17601
1.3.6.1.2.1.43.11.1.1.9.1.3|2|-2
1.3.6.1.2.1.43.11.1.1.9.1.4|2|79999
"""
"""Levels of two trays, toner in per cent, a drum and a belt in faces, and a fuser that does not tell."""


def test_supplies_and_trays_go_down_from_the_recorded_levels(clerk: Any, made: Any) -> None:
    """EMU-08, EMU-13: and up when somebody changes a cartridge; what the real one could not tell, this one cannot."""
    agent = clerk.agent(made(LEVELS))
    printer = agent.printer
    recorded = read_walk(LEVELS).objects
    assert [each.value for each in clerk.walk(agent)] == [each.value for each in recorded]
    assert (printer.model.drum_pages, printer.model.belt_pages, printer.model.toner_pages) == (20_000, 80_000, ())
    assert [tray.capacity for tray in printer.model.trays] == [500, 300]
    names = [(*HEAD, 43, 8, 2, 1, 10, 1, row) for row in (1, 2)]
    names += [(*HEAD, 43, 11, 1, 1, 9, 1, row) for row in (1, 2, 3, 4)]
    clerk.workshop.print_out(printer, "250 mono A4")
    left, drawer, black, drum, fuser, belt = clerk.get(agent, *names)
    assert (left, drawer, drum, fuser, belt) == (151, -3, 17_351, -2, 79_749)
    assert 40 < black < 59
    printer.supplies.replace("black")
    assert clerk.get(agent, names[2]) == [100]


def test_version_1_has_no_counters_of_64_bits(clerk: Any, made: Any) -> None:
    """EMU-05: a walk passes them over, and whoever asks for one hears that there is no such name."""
    walk = b"1.3.6.1.4.1.32473.1.0|70|5\n1.3.6.1.4.1.32473.2.0|70|6\n1.3.6.1.4.1.32473.3.0|65|7\n"
    agent = clerk.agent(made(walk))
    assert [each.value for each in clerk.walk(agent, version=0)] == [7]
    assert [each.value for each in clerk.walk(agent)] == [5, 6, 7]
    assert clerk.ask(agent, PduType.GET, ((1, 3, 6, 1, 4, 1, 32473, 1, 0),), version=0).error_status == 2


@pytest.mark.skipif("PRESSROOM_RECORDINGS" not in os.environ, reason="PRESSROOM_RECORDINGS names no folder of walks")
def test_real_recordings_are_shown_whole(clerk: Any, made: Any) -> None:
    """EMU-13"""
    for number, file in enumerate(sorted(Path(os.environ["PRESSROOM_RECORDINGS"]).glob("*.snmprec"))):
        data = file.read_bytes()
        shown = clerk.walk(clerk.agent(made(data, f"real-{number}")))
        assert [each.oid for each in shown] == [each.oid for each in read_walk(data).objects]
