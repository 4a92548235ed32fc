"""The bounded sample of make fuzz: changed datagrams and jobs, and requests of any structure that the codecs allow."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fuzzing import jobs
from fuzzing.checks import wrong_journal
from fuzzing.loop import fuzz_datagrams, fuzz_jobs
from fuzzing.mutate import mutate, pieces
from fuzzing.watchdog import Watchdog
from fuzzing.world import World

from core.wire import ber, mib
from core.wire.ipp import Attribute, Group, Value, encode_message
from core.wire.ipp import Message as IppMessage
from core.wire.ipp_words import Operation, Tag
from core.wire.snmp import V1, V2C, Message, Pdu, PduType, Varbind, decode_message
from core.wire.snmp import encode_message as encode_snmp
from emulator.network.packets import IPP_PORT

SEED = 20
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def stood(watchdog: Watchdog) -> None:
    assert not watchdog.found, "\n".join(
        f"{each.what} {each.kind}: {each.data!r}\n{each.detail}" for each in watchdog.found
    )


def test_changed_datagrams() -> None:
    """EMU-05: no octets from a stranger make an agent fall, hang, print, or answer what is no message."""
    watchdog = Watchdog()
    fuzz_datagrams(6_000, SEED, watchdog, with_scapy=False)
    stood(watchdog)
    assert watchdog.inputs == 6_000


def test_changed_jobs() -> None:
    """EMU-06, EMU-12: whatever comes in over TCP, the journal is right and the next job prints."""
    watchdog = Watchdog()
    taken = fuzz_jobs(400, SEED, watchdog)
    stood(watchdog)
    assert {"pjl", "presspages", "pdf", "pcl", "ipp", "text"} <= taken.keys()


def test_the_seed_decides() -> None:
    """HAR-03: what was found once is found again."""
    one, other = Random(1), Random(1)
    assert [mutate(bytes(50), one, b"x") for _ in range(200)] == [mutate(bytes(50), other, b"x") for _ in range(200)]
    assert mutate(b"", Random(2), b"") is not None
    assert all(b"".join(pieces(bytes(range(30)), one)) == bytes(range(30)) for _ in range(50))


def test_the_watchdog_sees_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash, a hang, a wrong journal: a fuzzer that finds nothing must be able to find something."""
    watchdog = Watchdog()
    with watchdog.guarding():
        for data in (b"a", b"b"):
            watchdog.run("crash", data, lambda: {}["no"])
        monkeypatch.setattr("fuzzing.watchdog.HANG_S", -1.0)
        watchdog.run("hang", b"c", lambda: None)
        monkeypatch.setattr("fuzzing.watchdog.PATIENCE_S", 0.01)
        watchdog.run("stuck", b"d", lambda: [None for _ in iter(int, 1)])
    assert [(each.what, each.data) for each in watchdog.found[:2]] == [("crash", b"a"), ("hang", b"c")]
    assert "not done after" in watchdog.found[2].detail
    printer = World(1).printer("p", "mono-a4")
    assert wrong_journal(printer) == []
    printer.journal.write("sheet", printer.journal.events[-1][1], 9, "tray 1", "A4", "plain", "mono", None)
    assert wrong_journal(printer)


@pytest.fixture(scope="module")
def world() -> World:
    return World(3)


NAMES = st.one_of(
    st.sampled_from([mib.SYS_DESCR, mib.PA_CLOCK_TIME, mib.PA_STAGE_CHUNK, mib.PA_ID_STATE, mib.PRT_MARKER_LIFE_COUNT]),
    st.lists(st.integers(0, ber.UINT32_MAX), min_size=1, max_size=20).map(lambda rest: (1, 3, *rest)),
)
VALUES = st.one_of(
    st.tuples(st.just(ber.INTEGER), st.integers(ber.INT32_MIN, ber.INT32_MAX)),
    st.tuples(st.just(ber.OCTET_STRING), st.binary(max_size=40)),
    st.tuples(st.sampled_from((ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS)), st.integers(0, ber.UINT32_MAX)),
    st.tuples(st.just(ber.OID), NAMES),
    st.tuples(st.just(ber.NULL), st.none()),
)


@FEW
@given(
    version=st.sampled_from((V1, V2C)),
    kind=st.sampled_from((PduType.GET, PduType.GETNEXT, PduType.SET)),
    bound=st.lists(st.tuples(NAMES, VALUES), max_size=12),
    community=st.sampled_from((b"public", b"private", b"", b"x" * 300)),
)
def test_requests_of_any_structure(world: World, version: int, kind: PduType, bound: list, community: bytes) -> None:
    """EMU-05: a well-formed request gets a well-formed answer with as many objects, or none at all."""
    printer = world.fleet.printers.get("any") or world.printer("any", "colour-a3")
    varbinds = tuple(Varbind(oid, tag, value) for oid, (tag, value) in bound)
    answer = world.ask(printer, encode_snmp(Message(version, community, Pdu(kind, 77, 0, 0, varbinds))))
    if answer is None:
        return
    message = decode_message(answer)
    assert isinstance(message, Message)
    assert isinstance(message.pdu, Pdu)
    assert (message.version, message.pdu.request_id) == (version, 77)
    assert len(message.pdu.varbinds) in {0, len(varbinds)}


SYNTAXES = st.one_of(
    st.tuples(st.sampled_from((Tag.INTEGER, Tag.ENUM)), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just(Tag.BOOLEAN), st.booleans()),
    st.tuples(
        st.sampled_from((Tag.KEYWORD, Tag.URI, Tag.NAME, Tag.TEXT, Tag.MIME_TYPE)), st.text("aZ9-/\u00e9", max_size=30)
    ),
)
ATTRIBUTES = st.builds(
    lambda name, values: Attribute(name, tuple(Value(*each) for each in values)),
    st.sampled_from(
        ("job-id", "copies", "media", "requested-attributes", "limit", "printer-uri", "sides", "which-jobs")
    ),
    st.lists(SYNTAXES, min_size=1, max_size=3),
)
GROUPS = st.builds(Group, st.sampled_from((Tag.OPERATION, Tag.JOB)), st.lists(ATTRIBUTES, max_size=6).map(tuple))


@FEW
@given(operation=st.integers(0, 0x50) | st.sampled_from(list(Operation)), groups=st.lists(GROUPS, max_size=3))
def test_operations_of_any_structure(world: World, operation: int, groups: list[Group]) -> None:
    """EMU-06: every request that is a message of IPP gets one back."""
    printer = world.fleet.printers.get("any") or world.printer("any", "colour-a3")
    body = encode_message(IppMessage((2, 0), operation, 7, tuple(groups)))
    said = _connected(world, printer, jobs._posted(body, Random(1), b""))
    assert said.startswith((b"HTTP/1.1 200", b"HTTP/1.1 100"))


def _connected(world: World, printer: object, octets: bytes) -> bytes:
    import asyncio

    async def done() -> bytes:
        said = world.connect(printer, IPP_PORT, [octets])  # type: ignore[arg-type]
        await asyncio.sleep(0)
        assert said is not None
        return said

    return asyncio.run(done())
