"""What agents show of their printers: identity, state, counters, the accounting MIB."""

from __future__ import annotations

from typing import Any

import pytest

from core.wire import mib
from core.wire.ber import COUNTER32, GAUGE32, INTEGER, OCTET_STRING, OID, TIMETICKS
from core.wire.dateandtime import decode_date_and_time
from core.wire.mib import Capability, ClockKind, StreamCause, octets_to_bits
from core.wire.snmp import PduType
from emulator.dialects import tree_for
from emulator.models import load_model, model_names

CONSOLE_TEXT = (1, 3, 6, 1, 2, 1, 43, 16, 5, 1, 2, 1, 1)
SUPPLY_NAMES = (1, 3, 6, 1, 2, 1, 43, 11, 1, 1, 6)
TRAY_NAMES = (1, 3, 6, 1, 2, 1, 43, 8, 2, 1, 13)
STORAGE_NAMES = (1, 3, 6, 1, 2, 1, 25, 2, 3, 1, 3)

TYPES = {
    mib.SYS_DESCR: OCTET_STRING,
    mib.SYS_OBJECT_ID: OID,
    mib.SYS_UPTIME: TIMETICKS,
    mib.HR_DEVICE_TYPE: OID,
    mib.HR_DEVICE_STATUS: INTEGER,
    mib.HR_DEVICE_ERRORS: COUNTER32,
    mib.HR_PRINTER_DETECTED_ERROR_STATE: OCTET_STRING,
    mib.PRT_GENERAL_SERIAL_NUMBER: OCTET_STRING,
    mib.PRT_MARKER_LIFE_COUNT: COUNTER32,
    mib.PRT_MARKER_POWER_ON_COUNT: COUNTER32,
}
ACCOUNTING_TYPES = {
    mib.PA_MIB_VERSION: GAUGE32,
    mib.PA_OWNER_SERIAL: INTEGER,
    mib.PA_OWNER_GENERATION: GAUGE32,
    mib.PA_CLOCK_TIME: OCTET_STRING,
    mib.PA_LOG_NEXT: GAUGE32,
    mib.PA_LOG_UNLOGGED_SERIAL: COUNTER32,
    mib.PA_LOG_FULL_ACTION: INTEGER,
    mib.PA_FORMAT_INHIBIT: INTEGER,
    mib.PA_RELEASE_THROUGH: GAUGE32,
    mib.PA_STAGE_TABLE: INTEGER,
    mib.PA_STAGE_SIZE: GAUGE32,
    mib.PA_CONTROL_NONCE: GAUGE32,
    (*mib.PA_STREAM_NEXT, 1): GAUGE32,
    (*mib.PA_STREAM_CAUSE, 1): INTEGER,
    (*mib.PA_ID_STATE, 0): INTEGER,
}


@pytest.mark.parametrize("model", model_names())
def test_every_model_is_recognised_as_a_printer(clerk: Any, model: str) -> None:
    """EMU-05: by the objects that fleet programs ask first, in the types their MIBs say."""
    agent = clerk.agent(model)
    accounting = agent.printer.model.dialect == "accounting"
    for oid, tag in (TYPES | (ACCOUNTING_TYPES if accounting else {})).items():
        assert clerk.ask(agent, PduType.GET, (oid,)).varbinds[0].tag == tag
    description, kind, name, serial = clerk.get(
        agent, mib.SYS_DESCR, mib.HR_DEVICE_TYPE, mib.SYS_NAME, mib.PRT_GENERAL_SERIAL_NUMBER
    )
    assert agent.printer.model.description.encode() in description
    assert (kind, name, serial) == (mib.HR_DEVICE_PRINTER_TYPE, b"lobby-1", b"S1")
    under_enterprise = clerk.walk(agent, mib.ACCOUNTING)
    assert bool(under_enterprise) == accounting


def test_supplies_trays_and_storage_follow_the_model(clerk: Any) -> None:
    """EMU-01"""
    agent = clerk.agent("colour-a3")
    model = agent.printer.model
    supplies = [varbind.value.decode() for varbind in clerk.walk(agent, SUPPLY_NAMES)]
    toners = [toner.capitalize() for toner in model.toners]
    assert supplies == [
        *(f"Toner ({toner})" for toner in toners),
        "Waste toner box",
        *(f"Image drum ({toner})" for toner in toners),
        "Transfer belt",
        "Fuser",
    ]
    assert [varbind.value.decode() for varbind in clerk.walk(agent, TRAY_NAMES)] == list(model.inputs)
    storages = [b"RAM", b"Hard disk", b"Flash memory", b"SD card"]
    assert [varbind.value for varbind in clerk.walk(agent, STORAGE_NAMES)] == storages
    agent.printer.fitted.discard("sd card")
    assert [varbind.value for varbind in clerk.walk(agent, STORAGE_NAMES)] == storages[:3]


def test_life_counters_count_impressions(clerk: Any) -> None:
    """BEY-09: faces printed; blank ones are fed only. The second counter starts anew with the power."""
    agent = clerk.agent("colour-a3")
    clerk.workshop.print_out(agent.printer, "3 colour A4", "1 blank A4", "2 mono A3")
    assert clerk.get(agent, mib.PRT_MARKER_LIFE_COUNT, mib.PRT_MARKER_POWER_ON_COUNT) == [5, 5]
    agent.printer.power_cycle()
    assert clerk.get(agent, mib.PRT_MARKER_LIFE_COUNT, mib.PRT_MARKER_POWER_ON_COUNT) == [5, 0]


def test_status_follows_the_printer(clerk: Any) -> None:
    """EMU-05: idle, printing, in error; hrPrinterDetectedErrorState says what and that it is offline."""
    agent = clerk.agent("colour-a3")
    asked = (mib.HR_PRINTER_STATUS, mib.HR_DEVICE_STATUS, mib.HR_PRINTER_DETECTED_ERROR_STATE, CONSOLE_TEXT)
    assert clerk.get(agent, *asked) == [3, 2, b"\0\0", b"Ready"]
    clerk.workshop.print(agent.printer, "50 mono A4")
    clerk.workshop.wait(5)
    assert clerk.get(agent, *asked) == [4, 2, b"\0\0", b"Printing"]
    agent.printer.fail("paper jam")
    assert clerk.get(agent, *asked) == [1, 5, b"\x06\0", b"Paper jam"]
    agent.printer.repair()
    agent.printer.fail("something odd")
    assert clerk.get(agent, *asked) == [1, 5, b"\x03\0", b"something odd"]


def test_a_request_sees_what_was_due_before_it(clerk: Any) -> None:
    """EMU-02: nobody had to look at the printer for a record to be there."""
    agent = clerk.agent("colour-a3")
    clerk.workshop.print(agent.printer, "1 mono A4")
    assert clerk.get(agent, mib.PA_LOG_NEXT) == [1]
    clerk.workshop.wait(60)
    assert clerk.get(agent, mib.PA_LOG_NEXT) == [2]


def test_uptime_counts_hundredths_since_power_on(clerk: Any) -> None:
    """RFC 3418 sysUpTime"""
    agent = clerk.agent("colour-a3")
    clerk.workshop.wait(12.34)
    assert clerk.get(agent, mib.SYS_UPTIME) == [1_234]
    agent.printer.power_cycle()
    assert clerk.get(agent, mib.SYS_UPTIME) == [0]
    clerk.workshop.wait(42_949_672.96 + 1)
    assert clerk.get(agent, mib.SYS_UPTIME) == [100], "TimeTicks wrap after 497 days"


@pytest.mark.parametrize(
    ("model", "flags"),
    [
        (
            "colour-a3",
            {
                "LOG",
                "CLOCK",
                "IDS",
                "POLICIES",
                "ADMIN_PASSWORD",
                "FORMAT_INHIBIT",
                "COLOUR",
                "CONTROL",
                "FINISHER",
                "CARDS",
                "PANEL_RESTRICT",
                "USERS",
                "TRAPS",
            },
        ),
        ("mono-a4", {"LOG", "IDS", "POLICIES", "FORMAT_INHIBIT", "CONTROL", "TRAPS"}),
    ],
)
def test_capabilities(clerk: Any, model: str, flags: set[str]) -> None:
    """PRN-02: what a server may count on."""
    agent = clerk.agent(model)
    octets, log, ids, message = clerk.get(
        agent, mib.PA_CAPABILITIES, mib.PA_LOG_CAPACITY, mib.PA_ID_CAPACITY, mib.PA_MAX_MESSAGE
    )
    shown = {flag.name for flag in Capability(octets_to_bits(octets))}
    if agent.printer.asks_password:
        flags = flags | {"ADMIN_PASSWORD"}
    assert shown == flags
    shape = agent.printer.model
    assert (log, ids, message) == (shape.log_capacity, shape.id_capacity, shape.max_message)


def test_a_clock_that_is_not_set_reads_as_nothing(clerk: Any) -> None:
    """ACQ-06: a volatile clock, before and after somebody tells it."""
    agent = clerk.agent("mono-a4")
    assert clerk.get(agent, mib.PA_CLOCK_KIND, mib.PA_CLOCK_TIME) == [int(ClockKind.VOLATILE), b""]
    agent.printer.clock.tell(1_774_872_000, 120)
    clerk.workshop.wait(90)
    (shown,) = clerk.get(agent, mib.PA_CLOCK_TIME)
    assert decode_date_and_time(shown) == (1_774_872_090, 120)


@pytest.mark.parametrize(("at_s", "shown"), [(253_402_300_799, True), (253_402_300_800, False)])
def test_a_clock_that_runs_out_of_the_calendar_reads_as_nothing(clerk: Any, at_s: int, shown: bool) -> None:
    """ACQ-07: the last second of the year 9999 can be told, and passes."""
    agent = clerk.agent("mono-a4")
    agent.printer.clock.tell(at_s, 0)
    assert bool(clerk.get(agent, mib.PA_CLOCK_TIME)[0]) == shown


def test_the_stream_history_stands_newest_first(clerk: Any) -> None:
    """ACQ-13: with the sequence that would have come next in each, and why it began."""
    agent = clerk.agent("colour-a3")
    printer = agent.printer
    old = printer.log.stream
    printer.log.append([b"one", b"two"])
    assert printer.format_storage()
    new = printer.log.stream
    assert [varbind.value for varbind in clerk.walk(agent, mib.PA_STREAM_ID)] == [new, old]
    assert [varbind.value for varbind in clerk.walk(agent, mib.PA_STREAM_NEXT)] == [1, 3]
    causes = [int(StreamCause.FORMATTED), int(StreamCause.CREATED)]
    assert [varbind.value for varbind in clerk.walk(agent, mib.PA_STREAM_CAUSE)] == causes
    assert clerk.walk(agent, mib.PA_LOG_RECORD) == []


def test_records_are_shown_by_sequence(clerk: Any) -> None:
    """ACQ-02: and are gone once released."""
    agent = clerk.agent("colour-a3")
    agent.printer.log.append([b"one", b"two", b"three"])
    agent.printer.log.release(agent.printer.log.stream, 1)
    assert clerk.get(agent, mib.PA_LOG_FIRST, mib.PA_LOG_NEXT, mib.PA_RELEASE_THROUGH) == [2, 4, 1]
    records = clerk.walk(agent, mib.PA_LOG_RECORD)
    assert [(varbind.oid[-1], varbind.value) for varbind in records] == [(2, b"two"), (3, b"three")]


def test_trees_keep_nothing_of_a_printer(clerk: Any) -> None:
    """One tree serves all printers of a model."""
    tree = tree_for(load_model("colour-a3"))
    one, other = (clerk.workshop.printer("colour-a3", name=name) for name in ("lobby-1", "lobby-2"))
    one.log.append([b"one"])
    for printer, name, held in ((one, b"lobby-1", 1), (other, b"lobby-2", 0), (one, b"lobby-1", 1)):
        assert tree.get(printer, mib.SYS_NAME)[2] == name
        assert (
            len([each for each in tree.after(printer, mib.PA_LOG_RECORD) if each[0][:-1] == mib.PA_LOG_RECORD]) == held
        )
