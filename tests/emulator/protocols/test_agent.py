"""The SNMP agent: both versions' semantics, limits, silence (EMU-05; RFC 1157, 3416)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire import mib
from core.wire.ber import COUNTER64, END_OF_MIB_VIEW, INTEGER, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, NULL, OCTET_STRING
from core.wire.snmp import ErrorStatus, Message, Pdu, PduType, TrapV1, Varbind, decode_message, encode_message
from emulator.models import model_names

COLUMN = mib.PA_LOG_RECORD
UNKNOWN = (1, 3, 6, 1, 4, 1, 99_999, 1, 0)
LAST = (2, 39)


def fill_log(agent: Any, count: int, size: int = 100) -> None:
    agent.printer.log.append([bytes([number % 256]) * size for number in range(1, count + 1)])


GET_TABLE = [
    # version, names, status, index, tags
    pytest.param(1, [mib.SYS_SERVICES], 0, 0, [INTEGER], id="v2c present"),
    pytest.param(0, [mib.SYS_SERVICES], 0, 0, [INTEGER], id="v1 present"),
    pytest.param(1, [UNKNOWN], 0, 0, [NO_SUCH_OBJECT], id="v2c unknown object"),
    pytest.param(1, [mib.SYS_SERVICES[:-1]], 0, 0, [NO_SUCH_INSTANCE], id="v2c object without instance"),
    pytest.param(1, [(*mib.SYS_SERVICES[:-1], 7)], 0, 0, [NO_SUCH_INSTANCE], id="v2c wrong instance"),
    pytest.param(1, [(*COLUMN, 999)], 0, 0, [NO_SUCH_INSTANCE], id="v2c no such record"),
    pytest.param(1, [(*COLUMN, 1, 1)], 0, 0, [NO_SUCH_INSTANCE], id="v2c index too long"),
    pytest.param(1, [UNKNOWN, mib.SYS_NAME], 0, 0, [NO_SUCH_OBJECT, OCTET_STRING], id="v2c the rest is answered"),
    pytest.param(0, [mib.SYS_NAME, UNKNOWN], ErrorStatus.NO_SUCH_NAME, 2, [NULL, NULL], id="v1 noSuchName"),
    pytest.param(0, [(*COLUMN, 999)], ErrorStatus.NO_SUCH_NAME, 1, [NULL], id="v1 no such record"),
    pytest.param(1, [], 0, 0, [], id="v2c nothing asked"),
]


@pytest.mark.parametrize(("version", "oids", "status", "index", "tags"), GET_TABLE)
def test_get(clerk: Any, version: int, oids: list[mib.Oid], status: int, index: int, tags: list[int]) -> None:
    """EMU-05"""
    pdu = clerk.ask(clerk.agent(), PduType.GET, *((oid,) for oid in oids), version=version, community=b"public")
    assert (pdu.error_status, pdu.error_index) == (status, index)
    assert [varbind.tag for varbind in pdu.varbinds] == tags
    assert [varbind.oid for varbind in pdu.varbinds] == oids


NEXT_TABLE = [
    pytest.param(1, [(1,)], 0, 0, [mib.SYS_DESCR], id="from the start"),
    pytest.param(1, [mib.SYS_DESCR[:-1]], 0, 0, [mib.SYS_DESCR], id="object to instance"),
    pytest.param(1, [mib.SYS_DESCR], 0, 0, [mib.SYS_OBJECT_ID], id="instance to the next"),
    pytest.param(1, [COLUMN], 0, 0, [(*COLUMN, 1)], id="into the log"),
    pytest.param(1, [(*COLUMN, 2)], 0, 0, [(*COLUMN, 3)], id="record to record"),
    pytest.param(1, [(*COLUMN, 2, 5)], 0, 0, [(*COLUMN, 3)], id="between two records"),
    pytest.param(1, [(*COLUMN, 3)], 0, 0, [(*mib.PA_STREAM_ID, 1)], id="out of the log"),
    pytest.param(1, [(*COLUMN, 0)], 0, 0, [(*COLUMN, 1)], id="before the first"),
    pytest.param(1, [(*COLUMN, 4_294_967_295)], 0, 0, [(*mib.PA_STREAM_ID, 1)], id="behind the last"),
    pytest.param(0, [mib.SYS_DESCR, (1,)], 0, 0, [mib.SYS_OBJECT_ID, mib.SYS_DESCR], id="v1 two at once"),
    pytest.param(0, [(1,), LAST], ErrorStatus.NO_SUCH_NAME, 2, [(1,), LAST], id="v1 end of the tree"),
]


@pytest.mark.parametrize(("version", "oids", "status", "index", "found"), NEXT_TABLE)
def test_get_next(clerk: Any, version: int, oids: list[Any], status: int, index: int, found: list[mib.Oid]) -> None:
    """EMU-05"""
    agent = clerk.agent()
    fill_log(agent, 3)
    oids = [oid if len(oid) > 1 else (1, 3) for oid in oids]
    found = [oid if len(oid) > 1 else (1, 3) for oid in found]
    pdu = clerk.ask(agent, PduType.GETNEXT, *((oid,) for oid in oids), version=version, community=b"public")
    assert (pdu.error_status, pdu.error_index) == (status, index)
    assert [varbind.oid for varbind in pdu.varbinds] == found


def test_get_next_at_the_end_of_the_tree_names_what_was_asked(clerk: Any) -> None:
    """EMU-05: endOfMibView in v2c."""
    pdu = clerk.ask(clerk.agent(), PduType.GETNEXT, (LAST,), community=b"public")
    assert pdu.error_status == 0
    assert pdu.varbinds == (Varbind(LAST, END_OF_MIB_VIEW, None),)


@pytest.mark.parametrize("model", model_names())
def test_walks_rise_strictly_and_both_kinds_agree(clerk: Any, model: str) -> None:
    """EMU-05: the whole tree by GETNEXT (v1 and v2c) and by GETBULK, with a log, IDs and streams in it."""
    agent = clerk.agent(model)
    if agent.printer.log.is_kept:
        fill_log(agent, 7)
        agent.printer.replace_storage()
        fill_log(agent, 5)
        clerk.workshop.put_ids(agent.printer, {5: 0, 70_000: 1})
    walked = clerk.walk(agent)
    names, shown = [each.oid for each in walked], clerk.still(walked)
    assert len(shown) < len(walked)
    other = clerk.walk(agent, version=0)
    short = [each for each in walked if each.tag != COUNTER64]  # which version 1 does not have
    assert len(short) < len(walked)
    assert ([each.oid for each in other], clerk.still(other)) == ([each.oid for each in short], clerk.still(short))
    assert all(one.oid < other.oid for one, other in pairwise(walked))
    assert len(walked) > 100
    for repetitions in (1, 2, 7, 50, 1_000):
        other = bulk_walk(clerk, agent, repetitions)
        assert ([each.oid for each in other], clerk.still(other)) == (names, shown)
    for varbind in shown:
        pdu = clerk.ask(agent, PduType.GET, (varbind.oid,), community=b"public")
        assert pdu.varbinds == (varbind,)


def bulk_walk(clerk: Any, agent: Any, repetitions: int) -> list[Varbind]:
    found: list[Varbind] = []
    oid: mib.Oid = (1, 3)
    while True:
        pdu = clerk.ask(agent, PduType.GETBULK, (oid,), community=b"public", second=repetitions)
        assert pdu.error_status == 0
        assert 0 < len(pdu.varbinds) <= repetitions
        for varbind in pdu.varbinds:
            if varbind.tag == END_OF_MIB_VIEW:
                return found
            found.append(varbind)
        oid = found[-1].oid


BULK_TABLE = [
    # non-repeaters, repetitions, names, names found (a number stands for a record)
    pytest.param(0, 3, [COLUMN], [1, 2, 3], id="records"),
    pytest.param(0, 0, [COLUMN], [], id="no repetition"),
    pytest.param(1, 2, [mib.SYS_DESCR, COLUMN], [mib.SYS_OBJECT_ID, 1, 2], id="one non-repeater"),
    pytest.param(5, 9, [COLUMN, mib.SYS_NAME], [1, mib.SYS_LOCATION], id="more non-repeaters than names"),
    pytest.param(
        0, 2, [COLUMN, mib.SYS_DESCR], [1, mib.SYS_OBJECT_ID, 2, mib.SYS_UPTIME], id="two repeaters, row by row"
    ),
    pytest.param(0, 9, [], [], id="nothing asked"),
    pytest.param(0, 4, [LAST], [LAST], id="end of view ends early"),
    pytest.param(0, 4, [LAST, LAST], [LAST, LAST], id="end of view of both ends early"),
]


@pytest.mark.parametrize(("non_repeaters", "repetitions", "oids", "found"), BULK_TABLE)
def test_get_bulk(clerk: Any, non_repeaters: int, repetitions: int, oids: list[mib.Oid], found: list[Any]) -> None:
    """EMU-05; RFC 3416 section 4.2.3"""
    agent = clerk.agent()
    fill_log(agent, 5)
    asked = ((oid,) for oid in oids)
    pdu = clerk.ask(agent, PduType.GETBULK, *asked, community=b"public", first=non_repeaters, second=repetitions)
    assert pdu.error_status == 0
    expected = [(*COLUMN, each) if isinstance(each, int) else each for each in found]
    assert [varbind.oid for varbind in pdu.varbinds] == expected


def test_a_repeater_that_ended_says_so_beside_one_that_goes_on(clerk: Any) -> None:
    """RFC 3416 section 4.2.3: endOfMibView with the last name, in its place of the row."""
    agent = clerk.agent()
    last = clerk.walk(agent)[-1].oid
    pdu = clerk.ask(agent, PduType.GETBULK, (last,), (mib.SYS_DESCR,), community=b"public", second=2)
    assert [(varbind.oid, varbind.tag == END_OF_MIB_VIEW) for varbind in pdu.varbinds] == [
        (last, True),
        (mib.SYS_OBJECT_ID, False),
        (last, True),
        (mib.SYS_UPTIME, False),
    ]


@pytest.mark.parametrize("limit", [484, 485, 1_300, 1_472, 8_192, 65_507])
@given(sizes=st.lists(st.integers(1, 1_200), min_size=1, max_size=80))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_bulk_of_records_is_cut_to_what_fits(clerk: Any, limit: int, sizes: list[int]) -> None:
    """EMU-05: never above the limit, a beginning of the full answer, and as much as fits."""
    agent = clerk.agent("mono-a4", max_message=limit)
    agent.printer.log.append([b"r" * size for size in sizes])
    pdu = clerk.ask(agent, PduType.GETBULK, (COLUMN,), community=b"public", second=len(sizes))
    if sizes[0] > limit - 60:
        assert pdu.error_status in (0, ErrorStatus.TOO_BIG)
        assert len(pdu.varbinds) <= 1
        return
    assert pdu.error_status == 0
    got = [len(varbind.value) for varbind in pdu.varbinds]
    assert got == sizes[: len(got)]
    if len(got) < len(sizes):
        whole = sum(size + 30 for size in sizes[: len(got) + 1])
        assert whole + 60 > limit


@pytest.mark.parametrize(("version", "echoed"), [(0, 3), (1, 0)])
def test_a_response_too_large_is_refused_as_too_big(clerk: Any, version: int, echoed: int) -> None:
    """EMU-05: v1 repeats the bindings (RFC 1157 section 4.1.2), v2c sends none (RFC 3416 section 4.2.1)."""
    agent = clerk.agent("mono-a4", max_message=2_000)
    fill_log(agent, 3, size=1_000)
    names = [((*COLUMN, number),) for number in (1, 2, 3)]
    for kind in (PduType.GET, PduType.GETNEXT):
        shift = 0 if kind == PduType.GET else 1
        asked = names if not shift else [(COLUMN,), *names[:2]]
        pdu = clerk.ask(agent, kind, *asked, version=version, community=b"public")
        assert (pdu.error_status, pdu.error_index) == (ErrorStatus.TOO_BIG, 0)
        assert len(pdu.varbinds) == echoed
        assert all(varbind.tag == NULL for varbind in pdu.varbinds)


SILENCE = [
    # octets or message, counter
    pytest.param(b"", "malformed", id="nothing"),
    pytest.param(b"hello", "malformed", id="no message"),
    pytest.param(b"\x30\x03\x02\x01\x02", "bad_versions", id="a version that never was"),
    pytest.param(b"\x30\x03\x02\x01\x03", "bad_versions", id="version 3, which has no users here"),
    pytest.param(Message(1, b"wrong", Pdu(PduType.GET, 1, 0, 0, ())), "bad_communities", id="wrong community"),
    pytest.param(Message(1, b"", Pdu(PduType.GET, 1, 0, 0, ())), "bad_communities", id="no community"),
    pytest.param(Message(1, b"Public", Pdu(PduType.GET, 1, 0, 0, ())), "bad_communities", id="letter case counts"),
    pytest.param(Message(0, b"wrong", Pdu(PduType.SET, 1, 0, 0, ())), "bad_communities", id="wrong community, SET"),
    pytest.param(Message(1, b"public", Pdu(PduType.SET, 1, 0, 0, ())), "bad_community_uses", id="SET by a reader"),
    pytest.param(Message(1, b"public", Pdu(PduType.RESPONSE, 1, 0, 0, ())), "silent_drops", id="a response"),
    pytest.param(Message(1, b"public", Pdu(PduType.INFORM, 1, 0, 0, ())), "silent_drops", id="an inform"),
    pytest.param(Message(0, b"public", TrapV1((1, 3), bytes(4), 0, 0, 0, ())), "silent_drops", id="a v1 trap"),
    pytest.param(b"0" * 9_000, "silent_drops", id="longer than the printer takes"),
]


@pytest.mark.parametrize(("asked", "counter"), SILENCE)
def test_silence(clerk: Any, asked: bytes | Message, counter: str) -> None:
    """EMU-05: what is not for the agent gets no answer, and is counted."""
    agent = clerk.agent()
    octets = asked if isinstance(asked, bytes) else encode_message(asked)
    assert agent.handle(octets, clerk.SOURCE) is None
    counted = {
        name: getattr(agent.counts, name)
        for name in ("malformed", "bad_versions", "bad_communities", "bad_community_uses", "silent_drops")
    }
    assert counted == dict.fromkeys(counted, 0) | {counter: 1}


def test_getbulk_does_not_exist_in_v1(clerk: Any) -> None:
    """RFC 1157 has no GETBULK: a v1 message with one is malformed."""
    agent = clerk.agent()
    octets = bytearray(encode_message(Message(1, b"public", Pdu(PduType.GETBULK, 1, 0, 5, ()))))
    octets[4] = 0
    assert agent.handle(bytes(octets), clerk.SOURCE) is None
    assert agent.counts.malformed == 1


def test_a_printer_that_is_off_is_silent(clerk: Any) -> None:
    """EMU-09"""
    agent = clerk.agent()
    agent.printer.power_off()
    assert clerk.ask(agent, PduType.GET, (mib.SYS_DESCR,)) is None
    agent.printer.power_on()
    assert clerk.ask(agent, PduType.GET, (mib.SYS_DESCR,)) is not None


def test_both_communities_may_read(clerk: Any) -> None:
    """EMU-05"""
    agent = clerk.agent()
    for community in (b"public", b"private"):
        assert clerk.ask(agent, PduType.GET, (mib.SYS_NAME,), community=community).varbinds[0].value == b"lobby-1"


@given(octets=st.binary(max_size=200))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_octets_give_silence_or_a_response(clerk: Any, octets: bytes) -> None:
    """EMU-05: never an exception."""
    answer = clerk.agent().handle(octets, clerk.SOURCE)
    assert answer is None or isinstance(decode_message(answer), Message)


VALID = [
    encode_message(Message(1, b"private", Pdu(PduType.GET, 1, 0, 0, (Varbind(mib.SYS_NAME, NULL, None),)))),
    encode_message(Message(0, b"private", Pdu(PduType.GETNEXT, 1, 0, 0, (Varbind(COLUMN, NULL, None),)))),
    encode_message(Message(1, b"private", Pdu(PduType.GETBULK, 1, 1, 9, (Varbind(COLUMN, NULL, None),) * 3))),
    encode_message(Message(1, b"private", Pdu(PduType.SET, 1, 0, 0, (Varbind(mib.PA_CLOCK_SERIAL, INTEGER, 0),)))),
]


@given(which=st.sampled_from(VALID), at=st.integers(0, 200), octet=st.integers(0, 255))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_octet_changed_gives_silence_or_a_response(clerk: Any, which: bytes, at: int, octet: int) -> None:
    """EMU-05: nearly right is the hardest."""
    octets = bytearray(which)
    octets[at % len(octets)] = octet
    answer = clerk.agent().handle(bytes(octets), clerk.SOURCE)
    assert answer is None or isinstance(decode_message(answer), Message)
