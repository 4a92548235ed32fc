"""What an agent tells of itself: SNMPv2-MIB's system and snmp groups."""

from __future__ import annotations

from typing import Any

from core.wire import mib
from core.wire.ber import INTEGER
from core.wire.snmp import PduType

SNMP = (1, 3, 6, 1, 2, 1, 11)
IN_PACKETS, OUT_PACKETS, BAD_VERSIONS, BAD_NAMES, BAD_USES, PARSE_ERRORS = (1, 2, 3, 4, 5, 6)
IN_VARS, SET_VARS, GETS, GET_NEXTS, SETS = (13, 14, 15, 16, 17)
NO_SUCH_NAMES, BAD_VALUES, RESPONSES, DROPS = (21, 22, 28, 31)


def counters(agent: Any, *items: int) -> list[int]:
    counts = agent.counts
    before = {name: getattr(counts, name) for name in counts.__slots__}
    shown = [agent.tree.get(agent.printer, (*SNMP, item, 0))[2] for item in items]
    assert {name: getattr(counts, name) for name in counts.__slots__} == before
    return shown


def test_the_agent_counts_what_it_does(clerk: Any) -> None:
    """EMU-05: SNMPv2-MIB's snmp group, from the requests of both versions."""
    agent = clerk.agent()
    clerk.get(agent, mib.SYS_NAME, mib.SYS_DESCR)
    assert counters(agent, IN_PACKETS, OUT_PACKETS, GETS, IN_VARS, RESPONSES) == [1, 1, 1, 2, 1]
    clerk.ask(agent, PduType.GETNEXT, (mib.SYS_NAME,), version=0)
    clerk.ask(agent, PduType.GETBULK, (mib.SYS_NAME,), second=5)
    assert counters(agent, IN_PACKETS, GET_NEXTS, IN_VARS) == [3, 2, 2 + 1 + 5]
    clerk.ask(agent, PduType.GET, ((1, 3, 9),), version=0)
    assert counters(agent, NO_SUCH_NAMES, IN_VARS) == [1, 8]
    assert clerk.write(agent, (mib.SYS_SERVICES, INTEGER, 1), version=0) == (2, 1)
    assert counters(agent, SETS, SET_VARS, NO_SUCH_NAMES) == [1, 0, 2]
    clerk.claim(agent)
    assert counters(agent, SETS, SET_VARS) == [2, 5]


def test_what_gets_no_answer_is_counted_apart(clerk: Any) -> None:
    """EMU-05: wrong communities, writing by a reader, another version, octets that are no message."""
    agent = clerk.agent()
    assert clerk.ask(agent, PduType.GET, (mib.SYS_NAME,), community=b"secret") is None
    assert clerk.ask(agent, PduType.SET, (mib.SYS_SERVICES, INTEGER, 1), community=b"public") is None
    assert agent.handle(b"\x30\x03\x02\x01\x03", clerk.SOURCE) is None
    assert agent.handle(b"hello", clerk.SOURCE) is None
    asked = (IN_PACKETS, OUT_PACKETS, BAD_NAMES, BAD_USES, BAD_VERSIONS, PARSE_ERRORS, DROPS)
    assert counters(agent, *asked) == [4, 0, 1, 1, 1, 1, 0]


def test_counters_begin_anew_with_the_power(clerk: Any) -> None:
    """EMU-09"""
    agent = clerk.agent()
    clerk.get(agent, mib.SYS_NAME)
    agent.printer.power_cycle()
    assert counters(agent, IN_PACKETS, RESPONSES, GETS) == [0, 0, 0]
