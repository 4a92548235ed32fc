"""Communities and users with views, from the fleet file to the answer (EMU-05)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.config.strict_yaml import BadInputFile
from core.wire import mib
from core.wire.ber import INTEGER, NO_SUCH_OBJECT, NULL
from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message
from emulator.fleet import Fleet
from emulator.protocols.agent import Agent
from harness.fleet.description import of_file
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance

COMMUNITIES = """
    communities:
      - {name: campus, without: [.1.3.6.1.4.1, 1.3.6.1.2.1.43]}
      - {name: panel, view: [1.3.6.1.2.1.43, 1.3.6.1.2.1.1], without: [1.3.6.1.2.1.43.8]}
      - {name: keeper, writes: yes}
    SNMP users: [{name: guest, writes: no, view: [1.3.6.1.2.1.1]}]
"""


class Nowhere:
    """A network without sockets."""

    def attach(self, *_: Any) -> None:
        pass

    def emit(self, *_: Any) -> None:
        pass


def agent_of(tmp_path: Path, keys: str) -> Agent:
    file = tmp_path / "fleet.yaml"
    file.write_text(f"fleet:\n  - name: a\n    model: mono-a4{keys}", encoding="utf-8")
    entry = of_file(file).printers["a"].entry
    fleet = Fleet(Nowhere(), SteppedCalendar(0), SeededChance(1))  # type: ignore[arg-type]
    fleet.add("a", entry.model, **entry.own_access())
    return fleet.agents["a"]


def tags(agent: Agent, community: bytes, *names: mib.Oid) -> list[int] | None:
    asked = Pdu(PduType.GET, 1, 0, 0, tuple(Varbind(name, NULL, None) for name in names))
    answer = agent.handle(encode_message(Message(1, community, asked)), ("10.0.0.7", 4_000))
    if answer is None:
        return None
    message = decode_message(answer)
    assert isinstance(message, Message)
    return [each.tag for each in message.pdu.varbinds]


def test_each_community_has_its_view(tmp_path: Path) -> None:
    """EMU-05: and those that are not named do not exist."""
    agent = agent_of(tmp_path, COMMUNITIES)
    names = (mib.SYS_NAME, mib.PRT_GENERAL_SERIAL_NUMBER, mib.PA_OWNER_SERIAL)
    seen = {name: [tag != NO_SUCH_OBJECT for tag in tags(agent, name, *names) or []] for name in (b"campus", b"panel")}
    assert seen == {b"campus": [True, False, False], b"panel": [True, True, False]}
    assert NO_SUCH_OBJECT not in (tags(agent, b"keeper", *names) or [NO_SUCH_OBJECT])
    assert tags(agent, b"public", *names) is None


def test_who_may_write(tmp_path: Path) -> None:
    """EMU-05: a community unless it says no more than its name; a user unless he is said not to."""
    access = agent_of(tmp_path, COMMUNITIES).access
    assert {name: grant.write is not None for name, grant in access.communities.items()} == {
        b"campus": False,
        b"panel": False,
        b"keeper": True,
    }
    guest = access.users[b"guest"].grant
    assert guest.write is None
    assert guest.read.shows(mib.SYS_NAME)
    assert not guest.read.shows(mib.PA_OWNER_SERIAL)


def test_a_set_of_the_keeper_is_taken(tmp_path: Path) -> None:
    """EMU-05: snmpEnableAuthenTraps, which needs no password."""
    agent = agent_of(tmp_path, COMMUNITIES)
    name = (1, 3, 6, 1, 2, 1, 11, 30, 0)
    wanted = Pdu(PduType.SET, 1, 0, 0, (Varbind(name, INTEGER, 1),))
    assert agent.handle(encode_message(Message(1, b"campus", wanted)), ("10.0.0.7", 4_000)) is None
    assert agent.counts.authen_traps == 2
    assert agent.handle(encode_message(Message(1, b"keeper", wanted)), ("10.0.0.7", 4_000)) is not None
    assert agent.counts.authen_traps == 1


@pytest.mark.parametrize("told", ["1.3.x", "system", "1..3", "-1.3"])
def test_what_is_no_subtree(tmp_path: Path, told: str) -> None:
    with pytest.raises(BadInputFile, match="expected an object identifier"):
        agent_of(tmp_path, f"\n    communities: [{{name: a, view: ['{told}']}}]\n")
