"""Printer-MIB, HOST-RESOURCES-MIB and IF-MIB as a printer works: everything that moves, in the words of the RFCs."""

from __future__ import annotations

from typing import Any

import pytest

from core.wire import mib
from core.wire.ber import COUNTER32, INTEGER, OCTET_STRING, TIMETICKS
from core.wire.mib import Oid
from emulator.models import load_model, model_names
from emulator.models.media import MEDIA_NAMES, dimensions_um, media_name
from emulator.parts.kinds import KINDS
from emulator.parts.pjl_memory import memory_of
from emulator.parts.rest import Rest

PRINTER: Oid = (1, 3, 6, 1, 2, 1, 43)
HOST: Oid = (1, 3, 6, 1, 2, 1, 25)
INPUT, OUTPUT, SUPPLIES, ALERTS = (8, 2, 1), (9, 2, 1), (11, 1, 1), (18, 1, 1)
COVER_STATUS = (*PRINTER, 6, 1, 1, 3, 1, 1)
CRITICAL_EVENTS, ALL_EVENTS = (*PRINTER, 5, 1, 1, 18, 1), (*PRINTER, 5, 1, 1, 19, 1)
DISPLAY = ((*PRINTER, 16, 5, 1, 2, 1, 1), (*PRINTER, 16, 5, 1, 2, 1, 2))
SHINES, BLINKS, DARK = [500, 0], [500, 500], [0, 500]
STATUS = (mib.HR_DEVICE_STATUS, mib.HR_PRINTER_STATUS, mib.HR_PRINTER_DETECTED_ERROR_STATE)
RUNNING, WARNING, DOWN = 2, 3, 5
OTHER, IDLE, PRINTING, WARM_UP = 1, 3, 4, 5
STORAGE_USED = (*HOST, 2, 3, 1, 6, 2)
PERCENT, IMPRESSIONS = 19, 7

TYPES = {
    (5, 1): "1C 2I 3I 4S 5S 6I 7I 8I 9I 10I 11I 12I 13I 14I 15I 16S 17S 18C 19C",
    (5, 2): "2I",
    (5, 3): "2I",
    (6, 1): "2S 3I",
    (7, 1): "2S 3S 4I",
    (8, 2): "2I 3I 4I 5I 6I 7I 8I 9I 10I 11I 12S 13S 14S 15S 16S 17S 18S 19I 20I 21S 22S 23I 24I 25I",
    (9, 2): "2I 3I 4I 5I 6I 7S 8S 9S 10S 11S 12S 13I 14I 15I 16I 17I 18I 19I 20I 21I 22I 23I 24I",
    (10, 2): "2I 3I 4C 5C 6I 7I 8I 9I 10I 11I 12I 13I 14I 15I",
    (11, 1): "2I 3I 4I 5I 6S 7I 8I 9I",
    (12, 1): "2I 3I 4S 5I",
    (13, 4): "2I 3I 4I 5I 6I 7I 8I 9I 10S 11I",
    (14, 1): "2I 3S 4I 5I 6I 7I 8I 9S",
    (15, 1): "2I 3S 4S 5S 6S 7I 8I 9I 10I 11I 12I",
    (16, 5): "2S",
    (17, 6): "2I 3I 4I 5S",
    (18, 1): "1I 2I 3I 4I 5I 6I 7I 8S 9T",
}
"""Each table's accessible columns with their types, as RFC 3805 has them."""
TAGS = {"I": INTEGER, "S": OCTET_STRING, "C": COUNTER32, "T": TIMETICKS}


def cell(row: int, table: tuple[int, ...], column: int) -> Oid:
    return (*PRINTER, *table, column, 1, row)


def column(clerk: Any, agent: Any, table: tuple[int, ...], number: int) -> list[Any]:
    return [each.value for each in clerk.walk(agent, (*PRINTER, *table, number))]


def lights(clerk: Any, agent: Any) -> list[list[int]]:
    on, off = ([each.value for each in clerk.walk(agent, (*PRINTER, 17, 6, 1, number))] for number in (2, 3))
    return [list(each) for each in zip(on, off, strict=True)]


@pytest.mark.parametrize("model", model_names())
def test_every_table_is_whole(clerk: Any, model: str) -> None:
    """EMU-05: every accessible column of RFC 3805 in its type, in every row of its table."""
    agent = clerk.agent(model)
    agent.printer.conditions.raise_("media jam")
    agent.printer.conditions.raise_("toner low", "black")
    for table, columns in TYPES.items():
        found: dict[int, list[tuple[int, Oid]]] = {}
        for each in clerk.walk(agent, (*PRINTER, *table, 1)):
            found.setdefault(each.oid[len(PRINTER) + 3], []).append((each.tag, each.oid[len(PRINTER) + 4 :]))
        assert {number: {tag for tag, _ in cells} for number, cells in found.items()} == {
            int(word[:-1]): {TAGS[word[-1]]} for word in columns.split()
        }, table
        rows = {tuple(row for _, row in cells) for cells in found.values()}
        assert len(rows) == 1, table


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_condition_is_a_row_of_the_alert_table(clerk: Any, kind: Any) -> None:
    """EMU-08: with group, row, code, severity, text and time, as long as it is active."""
    agent = clerk.agent("colour-a3")
    part = {8: "tray 2", 11: "cyan", 6: "front cover"}.get(int(kind.group), "")
    clerk.workshop.wait(90)
    agent.printer.caretaker = False  # who would put everything right at once
    agent.printer.conditions.raise_(kind.name, part)
    (row,) = [each for each in agent.printer.conditions.active() if each.kind is kind]
    shown = {each.oid[-3]: each.value for each in clerk.walk(agent, (*PRINTER, *ALERTS)) if each.oid[-1] == row.index}
    assert shown == {
        1: row.index,
        2: 3 if kind.stops else 4,
        3: int(kind.training),
        4: int(kind.group),
        5: {8: 2, 11: 2, 5: -1}.get(int(kind.group), 1),
        6: -2,
        7: kind.code,
        8: row.text.encode(),
        9: 9_000,
    }
    agent.printer.conditions.clear(kind.name, part)
    assert row.index not in column(clerk, agent, ALERTS, 1)


def test_alerts_keep_their_indexes_and_are_counted(clerk: Any) -> None:
    """EMU-08: an index is not used again until the power goes; both counters of the general group follow."""
    agent = clerk.agent("colour-a3")
    conditions = agent.printer.conditions
    conditions.raise_("cover open", "front cover")
    conditions.raise_("toner low", "cyan")
    conditions.clear("cover open", "front cover")
    conditions.raise_("media jam")
    assert column(clerk, agent, ALERTS, 1) == [2, 3]
    assert clerk.get(agent, CRITICAL_EVENTS, ALL_EVENTS) == [2, 3]
    agent.printer.power_cycle()
    assert column(clerk, agent, ALERTS, 1) == [1, 2]
    assert clerk.get(agent, CRITICAL_EVENTS, ALL_EVENTS) == [1, 2]


def test_status_display_and_lights_follow_the_printer(clerk: Any) -> None:
    """EMU-05: RFC 3805's table of states: warming up, idle, printing, warning, stopped."""
    agent = clerk.agent("colour-a3")
    printer = agent.printer
    printer.power_cycle()
    assert clerk.get(agent, *STATUS, *DISPLAY) == [RUNNING, WARM_UP, b"\0\0", b"Warming up", b""]
    clerk.workshop.wait(31)
    assert clerk.get(agent, *STATUS, *DISPLAY) == [RUNNING, IDLE, b"\0\0", b"Ready", b""]
    assert lights(clerk, agent) == [SHINES, DARK]
    clerk.workshop.print(printer, "50 mono A4")
    clerk.workshop.wait(5)
    assert clerk.get(agent, *STATUS, DISPLAY[0]) == [RUNNING, PRINTING, b"\0\0", b"Printing"]
    assert lights(clerk, agent) == [BLINKS, DARK]
    printer.conditions.raise_("toner low", "cyan")
    assert clerk.get(agent, *STATUS, DISPLAY[0]) == [WARNING, PRINTING, b"\x20\0", b"Toner low: cyan"]
    assert lights(clerk, agent) == [BLINKS, BLINKS]
    printer.conditions.raise_("cover open", "front cover")
    shown = [DOWN, OTHER, b"\x2a\0", b"Close front cover", b"Toner low: cyan"]
    assert clerk.get(agent, *STATUS, *DISPLAY) == shown
    assert lights(clerk, agent) == [DARK, SHINES]


def test_a_printer_that_saves_energy_says_so(clerk: Any) -> None:
    """EMU-08: RFC 3805's standby is running and other; woken it warms up before it prints."""
    agent = clerk.agent("colour-a3")
    printer = agent.printer
    printer.rest = Rest(60_000_000, 8_000_000, clerk.workshop.calendar.now_us())
    clerk.workshop.wait(61)
    assert clerk.get(agent, *STATUS, DISPLAY[0]) == [RUNNING, OTHER, b"\0\0", b"Power save"]
    assert lights(clerk, agent) == [DARK, DARK]
    assert printer.wake()
    clerk.workshop.print(printer, "1 mono A4")
    assert clerk.get(agent, *STATUS, DISPLAY[0]) == [RUNNING, WARM_UP, b"\0\0", b"Warming up"]
    clerk.workshop.wait(9)
    assert clerk.get(agent, mib.HR_PRINTER_STATUS, DISPLAY[0]) == [PRINTING, b"Printing"]
    assert lights(clerk, agent) == [BLINKS, DARK]


def test_covers_and_parts_tell_what_is_the_matter(clerk: Any) -> None:
    """EMU-08: cover, tray, output and media path have status objects of their own."""
    agent = clerk.agent("colour-a3")
    conditions = agent.printer.conditions
    asked = (COVER_STATUS, cell(2, INPUT, 11), (*PRINTER, *OUTPUT, 6, 1, 1), (*PRINTER, 13, 4, 1, 11, 1, 1))
    assert clerk.get(agent, *asked) == [4, 0, 0, 0]
    for kind, part in (("cover open", "front cover"), ("tray missing", "tray 2"), ("output nearly full", "stacker")):
        conditions.raise_(kind, part)
    conditions.raise_("media jam")
    assert clerk.get(agent, *asked) == [3, 19, 8, 19]
    conditions.raise_("offline")
    assert clerk.get(agent, (*PRINTER, 10, 2, 1, 15, 1, 1)) == [32]


def test_paper_runs_down_by_tray(clerk: Any) -> None:
    """EMU-08: sheets by the tray they come from; the stacker fills."""
    agent = clerk.agent("colour-a3")
    levels, room = [cell(row, INPUT, 10) for row in (1, 2)], (*PRINTER, *OUTPUT, 5, 1, 1)
    assert clerk.get(agent, *levels, room) == [500, 500, 250]
    clerk.workshop.print_out(agent.printer, "7 mono A4", "4 mono A3")
    assert clerk.get(agent, *levels, room) == [493, 496, 239]
    agent.printer.paper.load("tray 1", 120, size="Letter", media="recycled")
    shown = clerk.get(agent, levels[0], cell(1, INPUT, 12), cell(1, INPUT, 21), cell(1, INPUT, 6), cell(1, INPUT, 7))
    assert shown == [120, b"na_letter_8.5x11in", b"recycled", 279_400, 215_900]


def test_the_finisher_has_a_bin_while_it_is_fitted(clerk: Any) -> None:
    """EMU-07: options that people fit and remove are seen."""
    agent = clerk.agent("colour-a3")
    assert column(clerk, agent, OUTPUT, 7) == [b"Stacker", b"Finisher"]
    agent.printer.fitted.discard("finisher")
    assert column(clerk, agent, OUTPUT, 7) == [b"Stacker"]


def test_supplies_run_down_by_what_is_printed(clerk: Any) -> None:
    """EMU-08: toner by cover, drum, belt, fuser and waste toner by faces, against what a new one lasts."""
    agent = clerk.agent("colour-a3")
    clerk.workshop.print_out(agent.printer, "100 colour A4", "100 mono A4")
    names = column(clerk, agent, SUPPLIES, 6)
    used = {
        name.decode(): capacity - left
        for name, capacity, left in zip(
            names, column(clerk, agent, SUPPLIES, 8), column(clerk, agent, SUPPLIES, 9), strict=True
        )
    }
    assert used["Toner (Black)"] == 200
    assert used["Toner (Cyan)"] == used["Toner (Yellow)"] == 100
    assert used["Toner (White)"] == 0
    assert used["Image drum (Black)"] == used["Fuser"] == used["Transfer belt"] == used["Waste toner box"] == 200
    assert used["Image drum (Magenta)"] == 100


@pytest.mark.parametrize(
    ("told", "unit", "capacity", "full", "used", "empty"),
    [
        pytest.param("exact", PERCENT, 100, 100, 60, 0, id="exact"),
        pytest.param("rough", PERCENT, 100, -3, -3, 0, id="rough"),
        pytest.param("unknown", PERCENT, 100, -2, -2, -2, id="unknown"),
    ],
)
def test_levels_are_told_as_the_model_can(
    clerk: Any, told: str, unit: int, capacity: int, full: int, used: int, empty: int
) -> None:
    """EMU-08: RFC 3805's -3 (some is left) and -2 (unknown), by the model's supply levels."""
    agent = clerk.agent("plain-mono", supply_levels=told)
    printer = agent.printer
    printer.caretaker = False
    asked = [cell(1, SUPPLIES, number) for number in (7, 8, 9)]
    assert clerk.get(agent, *asked) == [unit, capacity, full]
    printer.supplies.put("black", 600)
    assert clerk.get(agent, *asked) == [unit, capacity, used]
    printer.supplies.put("black", 0)
    assert clerk.get(agent, *asked) == [unit, capacity, empty]


def test_a_cartridge_tells_how_long_it_lasts(clerk: Any) -> None:
    """FEE-07: capacity in pages of the type that is in, and what is left of them."""
    agent = clerk.agent("mono-a4")
    asked = [cell(1, SUPPLIES, number) for number in (7, 8, 9)]
    assert clerk.get(agent, *asked) == [IMPRESSIONS, 3_000, 3_000]
    agent.printer.cartridges["black"] = 12_000
    assert clerk.get(agent, *asked) == [IMPRESSIONS, 12_000, 12_000]


def test_channels_and_interpreters_follow_the_model(clerk: Any) -> None:
    """EMU-05: a channel for each protocol it speaks, an interpreter for each language."""
    agent = clerk.agent("colour-a3")
    assert column(clerk, agent, (14, 1, 1), 2) == [11, 8, 44]
    address = agent.printer.address.encode()
    assert column(clerk, agent, (14, 1, 1), 9) == [b"port=9100", b"Queue=lp", b"URI=ipp://" + address + b"/ipp/print"]
    assert set(column(clerk, agent, (15, 1, 1), 2)) >= {3, 5, 6, 47, 54}
    assert column(clerk, clerk.agent("old-label"), (14, 1, 1), 2) == [11]


def test_storage_fills_with_the_log(clerk: Any) -> None:
    """EMU-05: hrStorageUsed moves with the records held, and is nearly all of it when other data crowd it."""
    agent = clerk.agent("mono-a4")
    (before,) = clerk.get(agent, STORAGE_USED)
    agent.printer.log.append([b"r" * 1_000] * 100)
    (after,) = clerk.get(agent, STORAGE_USED)
    assert 0 < after - before <= 100
    agent.printer.storage.is_crowded = True
    size, used = clerk.get(agent, (*HOST, 2, 3, 1, 5, 2), STORAGE_USED)
    assert 0 < size - used < 100


def test_the_interface_has_an_address_of_its_own(clerk: Any) -> None:
    """EMU-05: ifPhysAddress is locally administered, the same in every run, and no other printer's."""
    physical = (1, 3, 6, 1, 2, 1, 2, 2, 1, 6, 1)
    agent = clerk.agent("mono-a4")
    (found,) = clerk.get(agent, physical)
    assert len(found) == 6
    assert found[0] == 2
    other = clerk.workshop.printer("mono-a4", name="lobby-2")
    assert agent.tree.get(other, physical)[2] not in {found, None}
    assert clerk.get(clerk.agent("mono-a4"), physical) == [found]


def test_the_interface_counts_print_data(clerk: Any) -> None:
    """EMU-05: octets and packets of what came to be printed, since the power came."""
    octets, packets = ((1, 3, 6, 1, 2, 1, 2, 2, 1, column, 1) for column in (10, 11))
    agent = clerk.agent("mono-a4")

    def shown() -> list[Any]:
        return [agent.tree.get(agent.printer, oid)[2] for oid in (octets, packets)]

    assert shown() == [0, 0]
    agent.printer.submit(b"%!PS\n" + b"%" * 3_000, "192.0.2.7:4000")
    assert shown() == [3_005 + 3 * 42, 3]
    agent.printer.power_cycle()
    assert shown() == [0, 0]


def test_texts_keep_to_the_length_of_their_objects(clerk: Any) -> None:
    """EMU-05: whole characters, as many as RFC 3805 and RFC 2790 let in."""
    agent = clerk.agent("mono-a4", description="Bürodrucker " * 20)
    agent.printer.go_offline("ü" * 1_000)
    texts = clerk.get(agent, DISPLAY[0], mib.HR_DEVICE_DESCR, mib.SYS_DESCR, mib.SYS_NAME)
    assert [len(text) for text in texts] == [254, 64, 255, 7]
    assert b"".join(texts).decode().startswith("ü" * 127 + "B")
    (said,) = column(clerk, agent, ALERTS, 8)
    assert len(said) <= 255


def test_every_size_of_every_model_has_a_standard_name() -> None:
    """EMU-01: PWG 5101.1, with the measures that the name says."""
    sizes = {size for name in model_names() for size in load_model(name).sizes}
    assert sizes <= set(MEDIA_NAMES)
    assert (media_name("A4"), dimensions_um("A4")) == ("iso_a4_210x297mm", (210_000, 297_000))
    assert (media_name("Legal"), dimensions_um("Legal")) == ("na_legal_8.5x14in", (215_900, 355_600))
    assert (media_name("Poster"), dimensions_um("Poster")) == ("custom_poster", None)


def test_the_display_shows_what_clients_put_there(clerk: Any) -> None:
    """EMU-06: PJL's RDYMSG while it is ready, OPMSG when it was put off-line with a text."""
    agent = clerk.agent("mono-a4")
    memory_of(agent.printer).show("Back at noon", agent.printer.boots)
    assert clerk.get(agent, *DISPLAY) == [b"Back at noon", b""]
    agent.printer.go_offline("Load letterhead")
    assert clerk.get(agent, *DISPLAY) == [b"Load letterhead", b""]
    agent.printer.go_online()
    agent.printer.power_cycle()
    clerk.workshop.wait(60)
    assert clerk.get(agent, *DISPLAY) == [b"Ready", b""]
