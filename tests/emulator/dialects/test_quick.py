"""The short way to an answer gives what the long way gives, to the octet, and counts the same (EMU-05)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire import mib
from core.wire.ber import COUNTER64, END_OF_MIB_VIEW, NULL
from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message
from emulator.dialects import tree_for
from emulator.dialects.quick import MOST_PLANS, Quick
from emulator.dialects.tree import Leaf, Tree
from emulator.protocols.access import READS, Access
from emulator.protocols.agent import Agent

SOURCE = ("10.0.0.7", 40_001)
NAMES = [
    *(mib.SYS_DESCR, mib.SYS_NAME, mib.SYS_UPTIME, mib.SYS_OBJECT_ID, (1, 3), (2, 39), mib.SYS_NAME[:-1]),
    *((1, 3, 6, 1, 2, 1, 11, 1, 0), mib.HR_DEVICE_STATUS, mib.PRT_MARKER_LIFE_COUNT, mib.PA_LOG_RECORD),
    *((*mib.PA_LOG_RECORD, 2), (*mib.PA_LOG_RECORD, 200), (*mib.PA_LOG_RECORD, 2, 5), (*mib.PA_STREAM_ID, 1)),
    *((1, 3, 6, 1, 4, 1, 99_999, 1, 0), (1, 3, 6, 1, 2, 1, 43), (1, 3, 6, 1, 2, 1, 25, 3)),
]
KINDS = [PduType.GET, PduType.GETNEXT, PduType.GETBULK]


class LongWay(Quick):
    """One that knows nothing."""

    def learn(self, data: bytes, message: Message) -> None:
        pass


def twins(clerk: Any, model: str = "colour-a3") -> tuple[Agent, Agent]:
    """Two printers in the same state, and one of them has the long way only."""
    found = []
    for quick in (Quick, LongWay):
        printer = clerk.workshop.printer(model)
        printer.log.stream = b"s" * 16
        printer.log.append([bytes([number]) * (number * 7 % 300) for number in range(150)])
        tree = tree_for(printer.model)
        tree.quick = quick(tree)
        found.append(Agent(printer, tree, Access()))
    return found[0], found[1]


requests = st.builds(
    lambda kind, version, community, names, first, second, request_id: encode_message(
        Message(
            version if kind is not PduType.GETBULK else 1,
            community,
            Pdu(
                kind,
                request_id,
                *((first, second) if kind is PduType.GETBULK else (0, 0)),
                tuple(Varbind(name, NULL, None) for name in names),
            ),
        )
    ),
    st.sampled_from(KINDS),
    st.sampled_from([0, 1]),
    st.sampled_from([b"public", b"private", b"wrong", b"x" * 80, b"y" * 127, b"z" * 128]),
    st.lists(st.sampled_from(NAMES), max_size=5) | st.lists(st.sampled_from(NAMES), min_size=5, max_size=40),
    st.integers(0, 3),
    st.sampled_from([0, 1, 2, 7, 40, 10_000]),
    st.sampled_from([0, 1, -1, -128, 127, 128, -32_768, 2**31 - 1, -(2**31), 0x00FF_0000]),
)


@given(asked=st.lists(requests, min_size=1, max_size=6))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_ways_give_the_same(clerk: Any, asked: list[bytes]) -> None:
    """EMU-05: whatever is asked, however often, and in which order."""
    quick, long = twins(clerk)
    for data in asked * 4:
        assert quick.handle(data, SOURCE) == long.handle(data, SOURCE)


def ask(
    agent: Agent, kind: PduType, *names: mib.Oid, request_id: int = 1, repetitions: int = 0, version: int = 1
) -> Any:
    varbinds = tuple(Varbind(name, NULL, None) for name in names)
    data = encode_message(Message(version, b"public", Pdu(kind, request_id, 0, repetitions, varbinds)))
    answer = agent.handle(data, SOURCE)
    assert answer is not None
    message = decode_message(answer)
    assert isinstance(message, Message)
    return message.pdu


@pytest.mark.parametrize("names", [1, 5, 6, 12, 13, 24])
@pytest.mark.parametrize("community", [b"", b"c", b"c" * 40, b"c" * 127])
def test_long_and_short_messages_are_remembered(clerk: Any, names: int, community: bytes) -> None:
    """EMU-05: whatever form the lengths have."""
    agent, _ = twins(clerk)
    agent.access = Access([(community, READS)])
    asked = Pdu(PduType.GET, 300, 0, 0, (Varbind(mib.SYS_DESCR, NULL, None),) * names)
    data = encode_message(Message(1, community, asked))
    answers = {agent.handle(data, SOURCE) for _ in range(4)}
    assert len(answers) == 1
    (plan,) = agent.tree.quick._plans.values()
    assert plan is not None
    assert agent.tree.quick.answer(agent.printer, data, agent.access.readers, agent.limit) in answers


def test_lengths_that_are_longer_than_need_be(clerk: Any) -> None:
    """RFC 3417, section 8, allows them; they go the long way, and mean the same."""
    agent, _ = twins(clerk)
    usual = encode_message(Message(1, b"public", Pdu(PduType.GET, 7, 0, 0, (Varbind(mib.SYS_DESCR, NULL, None),))))
    wanted = agent.handle(usual, SOURCE)
    outer = b"\x30\x82\x00" + usual[1:]
    version = b"\x30" + bytes((usual[1] + 1,)) + b"\x02\x81\x01\x01" + usual[5:]
    community = b"\x30" + bytes((usual[1] + 1,)) + usual[2:6] + b"\x81" + usual[6:]
    at = 7 + len(b"public")
    pdu = b"\x30" + bytes((usual[1] + 1,)) + usual[2 : at + 1] + b"\x81" + usual[at + 1 :]
    number = (
        b"\x30"
        + bytes((usual[1] + 1,))
        + usual[2 : at + 1]
        + bytes((usual[at + 1] + 1,))
        + b"\x02\x81"
        + usual[at + 3 :]
    )
    for data in (outer, version, community, pdu, number):
        assert {agent.handle(data, SOURCE) for _ in range(4)} == {wanted}


@pytest.mark.parametrize("request_id", [1, 127, 128, -2, 70_000, 2**31 - 1])
def test_values_are_those_of_the_moment(clerk: Any, request_id: int) -> None:
    """EMU-05: what is remembered is the question, never the answer; and each printer gives its own."""
    tree = None
    for name in ("one", "two"):
        printer = clerk.workshop.printer(name=name)
        tree = tree or tree_for(printer.model)
        agent = Agent(printer, tree, Access())
        for count in range(5):
            pdu = ask(agent, PduType.GET, mib.SYS_NAME, mib.PRT_MARKER_LIFE_COUNT, request_id=request_id)
            assert [each.value for each in pdu.varbinds] == [name.encode(), count]
            assert pdu.request_id == request_id
            clerk.workshop.print_out(printer)


def test_a_community_that_is_taken_away_is_not_remembered(clerk: Any) -> None:
    """EMU-05: who may ask is looked at each time."""
    agent, _ = twins(clerk)
    for _ in range(4):
        ask(agent, PduType.GETNEXT, mib.SYS_DESCR)
    agent.access = Access([(b"private", agent.access.communities[b"private"])])
    data = encode_message(Message(1, b"public", Pdu(PduType.GETNEXT, 1, 0, 0, (Varbind(mib.SYS_DESCR, NULL, None),))))
    assert agent.handle(data, SOURCE) is None
    assert agent.counts.bad_communities == 1


def test_rows_that_come_are_found(clerk: Any) -> None:
    """EMU-05: a place in the tree is remembered, not what was there."""
    printer = clerk.workshop.printer()
    agent = Agent(printer, tree_for(printer.model), Access())
    for count in range(1, 6):
        printer.log.append([b"record"])
        pdu = ask(agent, PduType.GETBULK, mib.PA_LOG_RECORD, repetitions=5)
        assert [each.oid[:-1] == mib.PA_LOG_RECORD for each in pdu.varbinds].count(True) == count


def test_what_is_remembered_is_bounded(clerk: Any) -> None:
    """A flood of strange requests costs no memory."""
    agent, _ = twins(clerk)
    for number in range(MOST_PLANS + 50):
        ask(agent, PduType.GET, (1, 3, 6, 1, 4, 1, number))
    assert len(agent.tree.quick._plans) <= MOST_PLANS


def test_version_1_passes_over_numbers_of_64_bits(clerk: Any) -> None:
    """RFC 3584, section 4.2.2.1: they have no type there; on both ways."""
    first, big, last = (1, 3, 1, 0), (1, 3, 2, 0), (1, 3, 3, 0)
    leaves = [Leaf(oid, tag, lambda _: 7) for oid, tag in ((first, 2), (big, COUNTER64), (last, 2))]
    agent = Agent(clerk.workshop.printer(), Tree(leaves), Access())
    for _ in range(4):
        assert ask(agent, PduType.GETNEXT, first, version=0).varbinds[0].oid == last
        assert ask(agent, PduType.GET, big, version=0).error_status == 2
        assert ask(agent, PduType.GETNEXT, first).varbinds[0] == (big, COUNTER64, 7)
        assert ask(agent, PduType.GETNEXT, last).varbinds[0].tag == END_OF_MIB_VIEW


@pytest.mark.parametrize("count", range(1, 12))
def test_a_walk_through_rows_gives_no_more_than_was_asked_for(clerk, count):
    """EMU-05: a table that ends in the middle of an answer takes places of the objects behind it."""
    quick, long = twins(clerk)
    quick, long = twins(clerk)
    answers = []
    for agent in (quick, quick, quick, long):  # known from the third time on
        names = ((*mib.PA_LOG_RECORD, 148), mib.SYS_NAME)
        answers.append(ask(agent, PduType.GETBULK, *names, repetitions=count))
    assert answers == [answers[0]] * 4
