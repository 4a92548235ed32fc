"""SETs of the accounting MIB: what is taken, what is refused, and that a refusal changes nothing at all."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from core.wire import mib
from core.wire.ber import COUNTER32, GAUGE32, INTEGER, NULL, OCTET_STRING
from core.wire.dateandtime import encode_date_and_time
from core.wire.id_table import IdRow, encode_ids
from core.wire.mib import ControlAction, IdState, LogFullAction, Table
from core.wire.snmp import ErrorStatus, PduType
from emulator.dialects.accounting_writing import COLUMNS, SCALARS

SERVER, OTHER = bytes(range(16)), bytes(range(16, 32))
PASSWORD = (mib.PA_ADMIN_PASSWORD, OCTET_STRING, b"aaaaaa")
WRONG_PASSWORD = (mib.PA_ADMIN_PASSWORD, OCTET_STRING, b"aaaaab")
GENERATION = (mib.PA_SET_GENERATION, GAUGE32, 5)
STALE_GENERATION = (mib.PA_SET_GENERATION, GAUGE32, 4)
NOON = (mib.PA_CLOCK_TIME, OCTET_STRING, encode_date_and_time(1_774_872_000, 120))
BLOB = encode_ids([IdRow(1001, "Sato", 0), IdRow(1002, "Müller", 2)])
DIGEST = hashlib.sha256(BLOB).digest()

AUTHORIZATION, INCONSISTENT = ErrorStatus.AUTHORIZATION_ERROR, ErrorStatus.INCONSISTENT_VALUE


def serial(oid: mib.Oid, value: int = 0) -> tuple[mib.Oid, int, int]:
    return (oid, INTEGER, value)


def number(oid: mib.Oid, value: int) -> tuple[mib.Oid, int, int]:
    return (oid, GAUGE32, value)


def octets(oid: mib.Oid, value: bytes) -> tuple[mib.Oid, int, bytes]:
    return (oid, OCTET_STRING, value)


STREAM = "the current stream"  # replaced by the printer's own
CLAIM = [
    serial(mib.PA_OWNER_SERIAL, 1),
    PASSWORD,
    octets(mib.PA_OWNER_EXPECTED, SERVER),
    octets(mib.PA_OWNER_ID, OTHER),
    number(mib.PA_OWNER_GENERATION, 6),
]
RELEASE = [GENERATION, (mib.PA_RELEASE_STREAM, OCTET_STRING, STREAM), number(mib.PA_RELEASE_THROUGH, 2)]
TIME = [serial(mib.PA_CLOCK_SERIAL), GENERATION, NOON]
SETTINGS = [
    serial(mib.PA_LOG_FULL_SERIAL),
    PASSWORD,
    GENERATION,
    (mib.PA_LOG_FULL_ACTION, INTEGER, int(LogFullAction.CANCEL_JOBS)),
    (mib.PA_FORMAT_INHIBIT, INTEGER, 1),
]
BEGIN = [
    serial(mib.PA_STAGE_SERIAL),
    PASSWORD,
    GENERATION,
    (mib.PA_STAGE_TABLE, INTEGER, int(Table.IDS)),
    number(mib.PA_STAGE_REVISION, 7),
    number(mib.PA_STAGE_SIZE, len(BLOB)),
]
CHUNK = [
    serial(mib.PA_STAGE_SERIAL, 1),
    GENERATION,
    number(mib.PA_STAGE_OFFSET, 0),
    octets(mib.PA_STAGE_CHUNK, BLOB),
]
COMMIT = [serial(mib.PA_STAGE_SERIAL, 2), PASSWORD, GENERATION, octets(mib.PA_STAGE_COMMIT, DIGEST)]
STATES = [serial(mib.PA_ID_SERIAL), GENERATION, ((*mib.PA_ID_STATE, 0), INTEGER, int(IdState.LIMIT_EXCEEDED))]
CONTROL = [
    PASSWORD,
    GENERATION,
    number(mib.PA_CONTROL_NONCE, 99),
    (mib.PA_CONTROL_ACTION, INTEGER, int(ControlAction.RESTART)),
]


def swap(request: list[Any], at: int, varbind: Any) -> list[Any]:
    return [*request[:at], varbind, *request[at + 1 :]]


def without(request: list[Any], at: int) -> list[Any]:
    return [*request[:at], *request[at + 1 :]]


@pytest.fixture
def agent(clerk: Any) -> Any:
    """An agent whose printer is owned under generation 5 and holds three records."""
    agent = clerk.agent()
    clerk.claim(agent, SERVER, generation=5)
    agent.printer.log.append([b"first", b"second", b"third"])
    return agent


def fill_in(agent: Any, request: list[Any]) -> list[Any]:
    stream = agent.printer.log.stream
    return [(oid, tag, stream if value is STREAM else value) for oid, tag, value in request]


REFUSED = [
    # before (SETs that succeed), request, status, index
    pytest.param([], swap(CLAIM, 0, serial(mib.PA_OWNER_SERIAL, 0)), INCONSISTENT, 1, id="claim, stale serial"),
    pytest.param([], swap(CLAIM, 1, WRONG_PASSWORD), AUTHORIZATION, 2, id="claim, wrong password"),
    pytest.param([], without(CLAIM, 1), AUTHORIZATION, 1, id="claim, no password"),
    pytest.param([], swap(CLAIM, 2, octets(mib.PA_OWNER_EXPECTED, b"")), INCONSISTENT, 3, id="claim, other owner"),
    pytest.param([], swap(CLAIM, 4, number(mib.PA_OWNER_GENERATION, 5)), INCONSISTENT, 5, id="claim, same generation"),
    pytest.param([], swap(CLAIM, 4, number(mib.PA_OWNER_GENERATION, 4)), INCONSISTENT, 5, id="claim, older generation"),
    pytest.param([], without(CLAIM, 0), INCONSISTENT, 2, id="claim, no serial"),
    pytest.param([], without(CLAIM, 2), INCONSISTENT, 1, id="claim, no expectation"),
    pytest.param([], without(CLAIM, 4), INCONSISTENT, 1, id="claim, no generation"),
    pytest.param([], [*CLAIM, GENERATION], INCONSISTENT, 6, id="claim, with a generation to act under"),
    pytest.param(
        [], swap(CLAIM, 3, octets(mib.PA_OWNER_ID, b"short")), ErrorStatus.WRONG_LENGTH, 4, id="claim, short ID"
    ),
    pytest.param([], swap(RELEASE, 0, STALE_GENERATION), INCONSISTENT, 1, id="release by a predecessor"),
    pytest.param([], without(RELEASE, 0), INCONSISTENT, 1, id="release without a generation"),
    pytest.param(
        [], swap(RELEASE, 1, octets(mib.PA_RELEASE_STREAM, OTHER)), INCONSISTENT, 2, id="release, other stream"
    ),
    pytest.param([], swap(RELEASE, 2, number(mib.PA_RELEASE_THROUGH, 4)), INCONSISTENT, 3, id="release of the future"),
    pytest.param([], without(RELEASE, 1), INCONSISTENT, 2, id="release without a stream"),
    pytest.param([], without(RELEASE, 2), INCONSISTENT, 2, id="release without a sequence"),
    pytest.param([], swap(TIME, 0, serial(mib.PA_CLOCK_SERIAL, 1)), INCONSISTENT, 1, id="time, stale serial"),
    pytest.param([], swap(TIME, 1, STALE_GENERATION), INCONSISTENT, 2, id="time by a predecessor"),
    pytest.param([], without(TIME, 0), INCONSISTENT, 2, id="time without a serial"),
    pytest.param([], without(TIME, 1), INCONSISTENT, 1, id="time without a generation"),
    pytest.param([], [TIME[0], TIME[1]], INCONSISTENT, 1, id="a serial that guards nothing"),
    pytest.param(
        [], swap(TIME, 2, octets(mib.PA_CLOCK_TIME, NOON[2][:8])), ErrorStatus.WRONG_VALUE, 3, id="time without offset"
    ),
    pytest.param(
        [],
        swap(TIME, 2, octets(mib.PA_CLOCK_TIME, b"\x07\xea\x02\x1e" + NOON[2][4:])),
        ErrorStatus.WRONG_VALUE,
        3,
        id="30 February",
    ),
    pytest.param([], swap(TIME, 2, octets(mib.PA_CLOCK_TIME, b"")), ErrorStatus.WRONG_LENGTH, 3, id="time unset"),
    pytest.param([], swap(SETTINGS, 0, serial(mib.PA_LOG_FULL_SERIAL, 3)), INCONSISTENT, 1, id="settings, stale"),
    pytest.param([], swap(SETTINGS, 1, WRONG_PASSWORD), AUTHORIZATION, 2, id="settings, wrong password"),
    pytest.param([], swap(SETTINGS, 2, STALE_GENERATION), INCONSISTENT, 3, id="settings by a predecessor"),
    pytest.param([], without(SETTINGS, 1), AUTHORIZATION, 3, id="settings without a password"),
    pytest.param(
        [], swap(SETTINGS, 3, (mib.PA_LOG_FULL_ACTION, INTEGER, 4)), ErrorStatus.WRONG_VALUE, 4, id="no such action"
    ),
    pytest.param(
        [], swap(SETTINGS, 4, (mib.PA_FORMAT_INHIBIT, INTEGER, 0)), ErrorStatus.WRONG_VALUE, 5, id="no truth value"
    ),
    pytest.param([], swap(BEGIN, 0, serial(mib.PA_STAGE_SERIAL, 9)), INCONSISTENT, 1, id="begin, stale"),
    pytest.param([], swap(BEGIN, 1, WRONG_PASSWORD), AUTHORIZATION, 2, id="begin, wrong password"),
    pytest.param([], swap(BEGIN, 2, STALE_GENERATION), INCONSISTENT, 3, id="begin by a predecessor"),
    pytest.param([], swap(BEGIN, 4, number(mib.PA_STAGE_REVISION, 0)), INCONSISTENT, 5, id="revision nought"),
    pytest.param([], swap(BEGIN, 5, number(mib.PA_STAGE_SIZE, 0)), INCONSISTENT, 6, id="an empty table"),
    pytest.param([], without(BEGIN, 5), INCONSISTENT, 4, id="begin without a size"),
    pytest.param([], CHUNK, INCONSISTENT, 1, id="chunk before begin"),
    pytest.param([BEGIN], swap(CHUNK, 0, serial(mib.PA_STAGE_SERIAL, 0)), INCONSISTENT, 1, id="chunk, stale"),
    pytest.param([BEGIN], swap(CHUNK, 1, STALE_GENERATION), INCONSISTENT, 2, id="chunk by a predecessor"),
    pytest.param([BEGIN], swap(CHUNK, 2, number(mib.PA_STAGE_OFFSET, 1)), INCONSISTENT, 3, id="chunk, wrong offset"),
    pytest.param(
        [BEGIN], swap(CHUNK, 3, octets(mib.PA_STAGE_CHUNK, BLOB + b"!")), INCONSISTENT, 4, id="chunk, more than said"
    ),
    pytest.param(
        [BEGIN], swap(CHUNK, 3, octets(mib.PA_STAGE_CHUNK, b"")), ErrorStatus.WRONG_LENGTH, 4, id="an empty chunk"
    ),
    pytest.param([BEGIN, CHUNK], CHUNK, INCONSISTENT, 1, id="the same chunk once more"),
    pytest.param([BEGIN, CHUNK], swap(COMMIT, 1, WRONG_PASSWORD), AUTHORIZATION, 2, id="commit, wrong password"),
    pytest.param([BEGIN, CHUNK], swap(COMMIT, 2, STALE_GENERATION), INCONSISTENT, 3, id="commit by a predecessor"),
    pytest.param(
        [BEGIN, CHUNK], swap(COMMIT, 3, octets(mib.PA_STAGE_COMMIT, bytes(32))), INCONSISTENT, 4, id="commit, digest"
    ),
    pytest.param([BEGIN], swap(COMMIT, 0, serial(mib.PA_STAGE_SERIAL, 1)), INCONSISTENT, 4, id="commit too early"),
    pytest.param([BEGIN, CHUNK, COMMIT], COMMIT, INCONSISTENT, 1, id="commit once more"),
    pytest.param([BEGIN], [*CHUNK, COMMIT[3]], INCONSISTENT, 1, id="chunk and commit in one"),
    pytest.param([], swap(STATES, 0, serial(mib.PA_ID_SERIAL, 1)), INCONSISTENT, 1, id="states, stale"),
    pytest.param([], swap(STATES, 1, STALE_GENERATION), INCONSISTENT, 2, id="states by a predecessor"),
    pytest.param([], without(STATES, 0), INCONSISTENT, 2, id="states without a serial"),
    pytest.param(
        [], [*STATES, ((*mib.PA_ID_STATE, 1001), INTEGER, 1)], ErrorStatus.NO_CREATION, 4, id="state of an unknown ID"
    ),
    pytest.param([], swap(STATES, 2, ((*mib.PA_ID_STATE, 0), INTEGER, 3)), ErrorStatus.WRONG_VALUE, 3, id="no state"),
    pytest.param([], swap(CONTROL, 0, WRONG_PASSWORD), AUTHORIZATION, 1, id="control, wrong password"),
    pytest.param([], swap(CONTROL, 1, STALE_GENERATION), INCONSISTENT, 2, id="control by a predecessor"),
    pytest.param([], without(CONTROL, 2), INCONSISTENT, 3, id="control without a nonce"),
    pytest.param(
        [], swap(CONTROL, 3, (mib.PA_CONTROL_ACTION, INTEGER, 1)), ErrorStatus.WRONG_VALUE, 4, id="control, do nothing"
    ),
    pytest.param([], [PASSWORD], INCONSISTENT, 1, id="a password alone"),
    pytest.param([], [GENERATION], INCONSISTENT, 1, id="a generation alone"),
    pytest.param([], [octets(mib.SYS_NAME, b"mine")], ErrorStatus.NOT_WRITABLE, 1, id="read-only"),
    pytest.param([], [octets((*mib.PA_LOG_RECORD, 1), b"x")], ErrorStatus.NOT_WRITABLE, 1, id="a record"),
    pytest.param([], [octets((1, 3, 6, 1, 9, 9, 0), b"x")], ErrorStatus.NOT_WRITABLE, 1, id="unknown object"),
    pytest.param([], [(mib.PA_CLOCK_SERIAL, NULL, None), *TIME[1:]], ErrorStatus.WRONG_TYPE, 1, id="no value"),
    pytest.param([], [*TIME, TIME[2]], INCONSISTENT, 4, id="an object twice"),
]


@pytest.mark.parametrize(("before", "request_", "status", "index"), REFUSED)
def test_a_refused_set_changes_nothing(
    clerk: Any, agent: Any, before: list[Any], request_: list[Any], status: int, index: int
) -> None:
    """PRN-08, PRN-10: the status blames the binding at fault; walk, journal and log are as before."""
    for each in before:
        assert clerk.write(agent, *fill_in(agent, each)) == (0, 0)
    walk, events = clerk.look(agent), list(agent.printer.journal.events)
    sent = fill_in(agent, request_)
    pdu = clerk.ask(agent, PduType.SET, *sent)
    assert (ErrorStatus(pdu.error_status).name, pdu.error_index) == (status.name, index)
    assert [tuple(varbind) for varbind in pdu.varbinds] == sent
    assert clerk.look(agent) == walk
    assert agent.printer.journal.events == events


@pytest.mark.parametrize("bad", range(5))
def test_one_bad_binding_of_five_refuses_all(clerk: Any, agent: Any, bad: int) -> None:
    """PRN-08: whichever of the five it is."""
    walk = clerk.look(agent)
    request = [(oid, COUNTER32, 1) if at == bad else (oid, tag, value) for at, (oid, tag, value) in enumerate(SETTINGS)]
    assert clerk.write(agent, *request) == (ErrorStatus.WRONG_TYPE, bad + 1)
    assert clerk.look(agent) == walk


@pytest.mark.parametrize("oid", [*SCALARS, (*next(iter(COLUMNS)), 0)])
def test_no_object_takes_another_type(clerk: Any, agent: Any, oid: mib.Oid) -> None:
    """RFC 3416 section 4.2.5 (3): wrongType before everything that depends on other objects."""
    walk = clerk.look(agent)
    assert clerk.write(agent, (oid, COUNTER32, 1)) == (ErrorStatus.WRONG_TYPE, 1)
    assert clerk.look(agent) == walk


V1_STATUS = [
    pytest.param([(mib.PA_CLOCK_SERIAL, NULL, None)], ErrorStatus.BAD_VALUE, 1, id="wrong type"),
    pytest.param([octets(mib.SYS_NAME, b"mine")], ErrorStatus.NO_SUCH_NAME, 1, id="read-only"),
    pytest.param(swap(SETTINGS, 1, WRONG_PASSWORD), ErrorStatus.NO_SUCH_NAME, 2, id="wrong password"),
    pytest.param(swap(TIME, 0, serial(mib.PA_CLOCK_SERIAL, 1)), ErrorStatus.BAD_VALUE, 1, id="stale serial"),
]


@pytest.mark.parametrize(("request_", "status", "index"), V1_STATUS)
def test_refusals_in_v1(clerk: Any, agent: Any, request_: list[Any], status: int, index: int) -> None:
    """EMU-05: RFC 3584 section 4.4 says which of SNMPv1's errors stands for which."""
    assert clerk.write(agent, *request_, version=0) == (status, index)


def test_a_claim_changes_owner_and_generation(clerk: Any, agent: Any) -> None:
    """PRN-09, PRN-10"""
    assert clerk.write(agent, *CLAIM) == (0, 0)
    assert clerk.get(agent, mib.PA_OWNER_ID, mib.PA_OWNER_GENERATION, mib.PA_OWNER_SERIAL) == [OTHER, 6, 2]
    assert clerk.get(agent, mib.PA_OWNER_EXPECTED, mib.PA_ADMIN_PASSWORD, mib.PA_SET_GENERATION) == [b"", b"", 0]
    assert clerk.write(agent, *fill_in(agent, RELEASE)) == (INCONSISTENT, 1), "the predecessor is refused"


def test_an_owner_gives_the_printer_up(clerk: Any, agent: Any) -> None:
    """PRN-09: nobody owns it then, and nobody may act."""
    assert clerk.write(agent, *swap(CLAIM, 3, octets(mib.PA_OWNER_ID, b""))) == (0, 0)
    assert clerk.get(agent, mib.PA_OWNER_ID, mib.PA_OWNER_GENERATION) == [b"", 6]
    under_six = (mib.PA_SET_GENERATION, GAUGE32, 6)
    assert clerk.write(agent, *swap(TIME, 1, under_six)) == (INCONSISTENT, 2)


def test_a_release_moves_forward_only(clerk: Any, agent: Any) -> None:
    """ACQ-02: an older one is accepted, and does nothing."""
    for through, first in ((2, 3), (1, 3), (2, 3), (0, 3), (3, 4), (3, 4)):
        request = swap(fill_in(agent, RELEASE), 2, number(mib.PA_RELEASE_THROUGH, through))
        assert clerk.write(agent, *request) == (0, 0)
        assert clerk.get(agent, mib.PA_LOG_FIRST, mib.PA_LOG_NEXT) == [first, 4]


def test_a_time_set_counts_once(clerk: Any, agent: Any) -> None:
    """ACQ-06: the late repeat of a time SET would set the clock back."""
    assert clerk.write(agent, *TIME) == (0, 0)
    assert clerk.get(agent, mib.PA_CLOCK_TIME, mib.PA_CLOCK_SERIAL) == [NOON[2], 1]
    clerk.workshop.wait(3_600)
    assert clerk.write(agent, *TIME) == (INCONSISTENT, 1)
    (shown,) = clerk.get(agent, mib.PA_CLOCK_TIME)
    assert shown[4] == NOON[2][4] + 1


@pytest.mark.parametrize("part", [SETTINGS, without(SETTINGS, 3), without(SETTINGS, 4)])
def test_settings_are_written_together_or_apart(clerk: Any, agent: Any, part: list[Any]) -> None:
    """ACQ-05, PRN-18"""
    assert clerk.write(agent, *part) == (0, 0)
    written = {oid: value for oid, _tag, value in part}
    assert clerk.get(agent, mib.PA_LOG_FULL_ACTION, mib.PA_FORMAT_INHIBIT, mib.PA_LOG_FULL_SERIAL) == [
        written.get(mib.PA_LOG_FULL_ACTION, int(LogFullAction.DELETE_OLDEST)),
        written.get(mib.PA_FORMAT_INHIBIT, 2),
        1,
    ]


def test_a_staged_transfer_puts_the_table_in_force(clerk: Any, agent: Any) -> None:
    """JID-07"""
    for each in (BEGIN, CHUNK):
        assert clerk.write(agent, *each) == (0, 0)
        assert clerk.get(agent, (*mib.PA_TABLE_REVISION, 1), (*mib.PA_TABLE_DIGEST, 1)) == [0, b""]
    assert clerk.get(agent, mib.PA_STAGE_OFFSET) == [len(BLOB)]
    assert clerk.write(agent, *COMMIT) == (0, 0)
    assert clerk.get(agent, (*mib.PA_TABLE_REVISION, 1), (*mib.PA_TABLE_DIGEST, 1)) == [7, DIGEST]
    names = clerk.walk(agent, mib.PA_ID_NAME)
    assert [(varbind.oid[-1], varbind.value.decode()) for varbind in names] == [
        (0, "Unregistered ID"),
        (1001, "Sato"),
        (1002, "Müller"),
    ]
    assert clerk.get(agent, (*mib.PA_ID_RESTRICTIONS, 1002)) == [b"\x40"]


def test_a_table_beyond_the_capacity_is_refused(clerk: Any) -> None:
    """JID-02: resourceUnavailable, and the table in force stays."""
    agent = clerk.agent("colour-a4-small", id_capacity=1, admin_password="")
    clerk.claim(agent, SERVER, generation=5)
    for request in (BEGIN, CHUNK):
        assert clerk.write(agent, *request) == (0, 0)
    assert clerk.write(agent, *COMMIT) == (ErrorStatus.RESOURCE_UNAVAILABLE, 4)
    assert len(clerk.walk(agent, mib.PA_ID_NAME)) == 1


def test_limit_states_are_written_by_id(clerk: Any, agent: Any) -> None:
    """LIM-03"""
    clerk.workshop.put_ids(agent.printer, {1001: 0, 1002: 0})
    (now,) = clerk.get(agent, mib.PA_ID_SERIAL)
    states = [((*mib.PA_ID_STATE, each), INTEGER, int(IdState.LIMIT_EXCEEDED)) for each in (0, 1002)]
    assert clerk.write(agent, serial(mib.PA_ID_SERIAL, now), GENERATION, *states) == (0, 0)
    assert [varbind.value for varbind in clerk.walk(agent, mib.PA_ID_STATE)] == [2, 1, 2]
    assert clerk.get(agent, mib.PA_ID_SERIAL) == [now + 1]


def test_two_operations_in_one_set_act_together(clerk: Any, agent: Any) -> None:
    """They may share password and generation; if one is refused, so is the other."""
    walk = clerk.look(agent)
    stale = swap(TIME, 0, serial(mib.PA_CLOCK_SERIAL, 9))
    assert clerk.write(agent, *SETTINGS, stale[0], stale[2]) == (INCONSISTENT, 6)
    assert clerk.look(agent) == walk
    assert clerk.write(agent, *SETTINGS, TIME[0], TIME[2]) == (0, 0)
    assert clerk.get(agent, mib.PA_CLOCK_SERIAL, mib.PA_LOG_FULL_SERIAL) == [1, 1]


def test_a_restart_counts_once_for_a_nonce(clerk: Any, agent: Any) -> None:
    """PRN-19: the repeat is answered as a success and does nothing."""
    for _ in range(3):
        assert clerk.write(agent, *CONTROL) == (0, 0)
        assert agent.printer.boots == 2


def test_a_shut_down_is_answered_first(clerk: Any, agent: Any) -> None:
    """PRN-19"""
    assert clerk.write(agent, *swap(CONTROL, 3, (mib.PA_CONTROL_ACTION, INTEGER, 3))) == (0, 0)
    assert not agent.printer.is_on
    assert clerk.ask(agent, PduType.GET, (mib.SYS_NAME,)) is None


def test_a_model_without_a_password_asks_for_none(clerk: Any) -> None:
    """PRN-08: with one it does not mind."""
    agent = clerk.agent("mono-a4", admin_password="")
    clerk.claim(agent, SERVER, generation=5, password=b"anything")
    assert clerk.write(agent, *without(SETTINGS, 1)) == (0, 0)


def test_nothing_of_accounting_can_be_written_into_a_counters_device(clerk: Any) -> None:
    """The second dialect: Printer-MIB only."""
    agent = clerk.agent("plain-mono")
    walk = clerk.look(agent)
    assert clerk.write(agent, *CLAIM) == (ErrorStatus.NOT_WRITABLE, 1)
    assert clerk.write(agent, octets(mib.SYS_NAME, b"x")) == (ErrorStatus.NOT_WRITABLE, 1)
    assert clerk.look(agent) == walk


def test_an_empty_set_is_answered(clerk: Any, agent: Any) -> None:
    """RFC 3416 allows it; nothing happens."""
    assert clerk.write(agent) == (0, 0)


def test_a_restart_makes_older_serials_stale(clerk: Any, agent: Any) -> None:
    """RFC 2579 TestAndIncr: a SET from before the power cut does nothing after it."""
    agent.printer.power_cycle()
    assert clerk.write(agent, *TIME) == (INCONSISTENT, 1)
