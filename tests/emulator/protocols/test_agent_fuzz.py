"""Datagrams that are nearly right, in each version: silence or an answer, never an exception (EMU-05)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.wire import mib, usm
from core.wire.ber import INTEGER, NULL
from core.wire.snmp import Malformed, Message, Pdu, PduType, Varbind, decode_message, encode_message
from core.wire.snmp3 import Header, Scoped, decode_v3, encode_v3, version_of
from core.wire.usm import Auth, Priv, User
from emulator.dialects import tree_for
from emulator.protocols.access import Access
from emulator.protocols.agent import Agent
from emulator.protocols.notifier import Notifier
from emulator.protocols.receivers import Courier, Receiver

BOSS = User("boss", Auth.SHA1, "maplesyrup", Priv.AES128, "pancakes")
OPEN = User("open")
SOURCE = ("10.0.0.9", 162)
NAME = Varbind(mib.SYS_NAME, NULL, None)
KINDS = (PduType.GET, PduType.GETNEXT, PduType.GETBULK, PduType.RESPONSE, PduType.REPORT, PduType.INFORM)


class Timer:
    def cancel(self) -> None:
        pass


def house(clerk: Any) -> tuple[Agent, list[bytes]]:
    """A printer with users and receivers whose informs are out, and datagrams that are right."""
    printer = clerk.workshop.printer("mono-a4")
    agent = Agent(printer, tree_for(printer.model), Access(users=[BOSS, OPEN]))
    agent.counts.authen_traps = 1
    sent: list[bytes] = []
    agent.unasked = Notifier(printer, clerk.workshop.calendar, lambda data, _: sent.append(data))
    receivers = [Receiver("10.0.0.9", inform=True), Receiver("10.0.0.9", version="v3", user=OPEN, inform=True)]
    agent.unasked.courier = Courier(
        printer, agent.tree, lambda data, _: sent.append(data), lambda *_: Timer(), receivers
    )
    agent.unasked.started()
    assert agent.engine3 is not None
    right = [*sent]
    header = Header(2, 65_507, True, agent.engine3.engine_id, 1, 0)
    for user in (BOSS, OPEN):
        for kind in KINDS:
            scoped = Scoped(header.engine_id, b"", Pdu(kind, 2, 0, 0, (NAME,)))
            right.append(encode_v3(header, usm.keys_of(user, header.engine_id), scoped, 9))
    for kind in (PduType.GET, PduType.GETNEXT, PduType.RESPONSE, PduType.SET):
        varbind = Varbind(mib.PA_CLOCK_SERIAL, INTEGER, 0) if kind == PduType.SET else NAME
        right += [encode_message(Message(version, b"private", Pdu(kind, 1, 0, 0, (varbind,)))) for version in (0, 1)]
    right.append(encode_message(Message(1, b"private", Pdu(PduType.GETBULK, 1, 1, 30, (NAME, NAME)))))
    return agent, right


@given(data=st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_few_octets_changed(clerk: Any, data: st.DataObject) -> None:
    """EMU-05: also of what is remembered, and of answers to the printer's own informs."""
    agent, right = house(clerk)
    octets = bytearray(data.draw(st.sampled_from(right)))
    agent.handle(bytes(octets), SOURCE)
    agent.handle(bytes(octets), SOURCE)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(octets) - 1))
        how = data.draw(st.sampled_from(["change", "cut", "double"]))
        if how == "change":
            octets[at] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del octets[at : at + data.draw(st.integers(1, 9))]
        else:
            octets[at:at] = octets[at : at + 9]
        if not octets:
            break
        answer = agent.handle(bytes(octets), SOURCE)
        if answer is not None:
            decode = decode_v3 if version_of(answer) == 3 else decode_message
            assert not isinstance(decode(answer), Malformed)
            assert len(answer) <= agent.limit


@pytest.mark.parametrize("size", range(0, 40, 3))
def test_beginnings(clerk: Any, size: int) -> None:
    """EMU-05: a datagram that ends too early."""
    agent, right = house(clerk)
    for octets in right:
        assert agent.handle(octets[:size], SOURCE) is None
    assert agent.counts.malformed + agent.counts.bad_versions == len(right)
