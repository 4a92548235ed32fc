"""Who may see and change what: communities, users and views, all three versions beside each other (EMU-05)."""

from __future__ import annotations

from typing import Any

import pytest

from core.wire import mib, usm
from core.wire.ber import INTEGER, NO_SUCH_OBJECT, NULL, OCTET_STRING
from core.wire.snmp import ErrorStatus, Pdu, PduType, Varbind
from core.wire.snmp3 import REPORTABLE, Header, Scoped, V3Message, decode_v3, encode_v3, nobody, open_scoped
from core.wire.usm import Auth, Priv, User
from emulator.dialects import tree_for
from emulator.dialects.view import EVERYTHING, View
from emulator.protocols.access import READS, WRITES, Access, Grant, Named
from emulator.protocols.agent import Agent

SYSTEM = (1, 3, 6, 1, 2, 1, 1)
INTERFACES = (1, 3, 6, 1, 2, 1, 2)
BOSS = User("boss", Auth.SHA256, "maplesyrup", Priv.AES128, "pancakes")
CLERK = User("clerk", Auth.MD5, "maplesyrup")
NO_LOG = View(excluded=(mib.PA_LOG_RECORD[:-2],))
SOURCE = ("10.0.0.7", 40_001)


class Speaker:
    """Speaks version 3 to an agent whose engine it has found already."""

    def __init__(self, agent: Agent, user: User) -> None:
        self.agent = agent
        assert agent.engine3 is not None
        self.engine = agent.engine3
        self.keys = usm.keys_of(user, self.engine.engine_id)

    def send(
        self, kind: PduType, *varbinds: Varbind, context: bytes = b"", about: bytes | None = None, **changes: Any
    ) -> bytes | None:
        header = Header(7, 65_507, True, self.engine.engine_id, self.agent.printer.boots, self.engine.time_s)
        pdu = Pdu(kind, 3, 0, 0, varbinds)
        scoped = Scoped(self.engine.engine_id if about is None else about, context, pdu)
        return self.agent.handle(encode_v3(header._replace(**changes), self.keys, scoped, 99), SOURCE)

    def ask(self, kind: PduType, *varbinds: Varbind, **changes: Any) -> Pdu:
        answer = self.send(kind, *varbinds, **changes)
        assert answer is not None
        message = decode_v3(answer)
        assert isinstance(message, V3Message)
        assert not message.flags & REPORTABLE
        keys = self.keys if message.flags else nobody(self.keys.user)
        scoped = open_scoped(message, keys if message.flags & 2 else keys._replace(priv=Priv.NONE))
        assert isinstance(scoped, Scoped)
        return scoped.pdu


def agent_with(clerk: Any, *args: Any, **access: Any) -> Agent:
    printer = clerk.workshop.printer()
    return Agent(printer, tree_for(printer.model), Access(*args, **access))


def name(oid: mib.Oid) -> Varbind:
    return Varbind(oid, NULL, None)


def test_three_versions_answer_beside_each_other(clerk: Any) -> None:
    """EMU-05: a printer with users still knows its communities."""
    agent = agent_with(clerk, users=[BOSS, CLERK])
    for version in (0, 1):
        assert clerk.ask(agent, PduType.GET, (mib.SYS_NAME,), version=version).varbinds[0].value == b"lobby-1"
    for user in (BOSS, CLERK):
        assert Speaker(agent, user).ask(PduType.GET, name(mib.SYS_NAME)).varbinds[0].value == b"lobby-1"
    assert agent.counts.out_responses == agent.counts.in_packets == 4


def test_the_older_versions_can_be_switched_off(clerk: Any) -> None:
    """EMU-05"""
    agent = agent_with(clerk, users=[BOSS], versions=["v3"])
    assert clerk.ask(agent, PduType.GET, (mib.SYS_NAME,)) is None
    assert agent.counts.bad_versions == 1
    with pytest.raises(KeyError):
        Access(versions=["v4"])


@pytest.mark.parametrize("version", [0, 1])
def test_what_a_view_leaves_out_does_not_exist(clerk: Any, version: int) -> None:
    """EMU-05: neither by its name nor on a walk."""
    agent = agent_with(clerk, [(b"public", Grant(View(included=(SYSTEM,)))), (b"private", WRITES)])
    walked = clerk.walk(agent, version=version, community=b"public")
    assert {each.oid[: len(SYSTEM)] for each in walked} == {SYSTEM}
    assert len(walked) > 7
    assert len(clerk.walk(agent, version=version, community=b"private")) > 100
    pdu = clerk.ask(agent, PduType.GET, (mib.HR_DEVICE_DESCR,), version=version, community=b"public")
    if version:
        assert [each.tag for each in pdu.varbinds] == [NO_SUCH_OBJECT]
    else:
        assert pdu.error_status == ErrorStatus.NO_SUCH_NAME


def test_a_view_may_cut_through_a_table(clerk: Any) -> None:
    """RFC 3415: a subtree of a view may be a single instance."""
    row = (*mib.PA_LOG_RECORD, 2)
    agent = agent_with(clerk, [(b"public", Grant(View((SYSTEM, row), ((*SYSTEM, 5),))))])
    agent.printer.log.append([b"one", b"two", b"three"])
    walked = [each.oid for each in clerk.walk(agent, community=b"public")]
    assert row in walked
    assert (*mib.PA_LOG_RECORD, 1) not in walked
    assert mib.SYS_NAME not in walked
    assert mib.SYS_DESCR in walked


@pytest.mark.parametrize(
    ("view", "oid", "shown"),
    [
        (EVERYTHING, (1, 3, 6), True),
        (View((SYSTEM,)), INTERFACES, False),
        (View((SYSTEM,)), SYSTEM, True),
        (View(excluded=(SYSTEM,)), mib.SYS_NAME, False),
        (View(((), (*SYSTEM, 5)), (SYSTEM,)), mib.SYS_NAME, True),
        (View(((), (*SYSTEM, 5)), (SYSTEM,)), mib.SYS_DESCR, False),
        (View(()), (1, 3), False),
    ],
)
def test_the_longest_subtree_says(view: View, oid: mib.Oid, shown: bool) -> None:
    """RFC 3415, section 4: of all subtrees that match, the one with the most sub-identifiers."""
    assert view.shows(oid) is shown


def test_writing_needs_a_view_that_shows_the_object(clerk: Any) -> None:
    """EMU-05: noAccess where a user may not write, or not that; nothing changes."""
    owner = Grant(write=View((mib.PA_OWNER_ID[:-2],)))
    agent = agent_with(clerk, users=[Named(BOSS, WRITES), Named(CLERK, READS), Named(User("guest"), owner)])
    wanted = Varbind(mib.PA_CLOCK_SERIAL, INTEGER, 0), Varbind(mib.PA_CLOCK_TIME, OCTET_STRING, bytes(8))
    before = clerk.walk(agent)
    for user in (CLERK, User("guest")):
        pdu = Speaker(agent, user).ask(PduType.SET, *wanted)
        assert (pdu.error_status, pdu.error_index) == (ErrorStatus.NO_ACCESS, 1)
    assert clerk.still(clerk.walk(agent)) == clerk.still(before)
    assert Speaker(agent, BOSS).ask(PduType.SET, *wanted).error_status != ErrorStatus.NO_ACCESS


def test_a_community_that_may_write_but_not_that(clerk: Any) -> None:
    """EMU-05: v1 has no word for noAccess (RFC 3584, section 4.4)."""
    agent = agent_with(clerk, [(b"ops", Grant(write=View((SYSTEM,))))])
    for version, status in ((0, ErrorStatus.NO_SUCH_NAME), (1, ErrorStatus.NO_ACCESS)):
        asked = (mib.PA_CLOCK_SERIAL, INTEGER, 0)
        pdu = clerk.ask(agent, PduType.SET, asked, version=version, community=b"ops")
        assert (pdu.error_status, pdu.error_index) == (status, 1)


REFUSED = [
    # who, changes of the header, context, statistic
    pytest.param(BOSS._replace(name="nobody"), {}, b"", usm.UNKNOWN_USERS, id="stranger"),
    pytest.param(BOSS._replace(auth_password="waffles-"), {}, b"", usm.WRONG_DIGESTS, id="wrong password"),
    pytest.param(BOSS._replace(priv=Priv.NONE), {}, b"", usm.UNSUPPORTED_LEVELS, id="level"),
    pytest.param(BOSS, {"engine_id": b"another"}, b"", usm.UNKNOWN_ENGINES, id="engine"),
    pytest.param(BOSS, {"time_s": 151}, b"", usm.NOT_IN_TIME_WINDOWS, id="late"),
    pytest.param(BOSS, {"boots": 2}, b"", usm.NOT_IN_TIME_WINDOWS, id="boots"),
]


@pytest.mark.parametrize(("user", "changes", "context", "about"), REFUSED)
def test_refusals_are_reported_and_counted(clerk: Any, user: User, changes: Any, context: bytes, about: Any) -> None:
    """EMU-05: RFC 3414, section 3.2; the counter stands in the MIB for whoever may read it."""
    agent = agent_with(clerk, users=[BOSS])
    for count in (1, 2):
        pdu = Speaker(agent, user).ask(PduType.GET, name(mib.SYS_NAME), **changes)
        assert pdu.type == PduType.REPORT
        assert [(each.oid, each.value) for each in pdu.varbinds] == [(about, count)]
    (shown,) = clerk.ask(agent, PduType.GET, (about,)).varbinds
    assert shown.value == 2


def test_the_edge_of_the_time_window(clerk: Any) -> None:
    """RFC 3414, section 2.2.3: 150 seconds."""
    agent = agent_with(clerk, users=[BOSS])
    clerk.workshop.wait(1_000)
    speaker = Speaker(agent, BOSS)
    for time_s, kind in ((849, PduType.REPORT), (850, PduType.RESPONSE), (1_150, PduType.RESPONSE)):
        assert speaker.ask(PduType.GET, name(mib.SYS_NAME), time_s=time_s).type == kind
    assert speaker.ask(PduType.GET, name(mib.SYS_NAME), time_s=1_151).type == PduType.REPORT


def test_nobody_is_told_who_does_not_want_a_report(clerk: Any) -> None:
    """RFC 3412, section 7.1: only a reportable message is answered by a report."""
    agent = agent_with(clerk, users=[BOSS])
    speaker = Speaker(agent, BOSS._replace(name="nobody"))
    assert speaker.send(PduType.GET, name(mib.SYS_NAME), reportable=False) is None
    assert agent.counts.reported(usm.UNKNOWN_USERS) == 1


def test_there_is_one_context(clerk: Any) -> None:
    """RFC 3413, section 3.2: another one is unknown."""
    agent = agent_with(clerk, users=[BOSS])
    pdu = Speaker(agent, BOSS).ask(PduType.GET, name(mib.SYS_NAME), context=b"vlan-7")
    assert pdu.type == PduType.REPORT
    assert pdu.varbinds[0].oid == (1, 3, 6, 1, 6, 3, 12, 1, 5, 0)
    (shown,) = clerk.ask(agent, PduType.GET, (pdu.varbinds[0].oid,)).varbinds
    assert shown.value == 1


@pytest.mark.parametrize("about", [b"", b"another engine"])
def test_there_is_one_engine(clerk: Any, about: bytes) -> None:
    """RFC 3412, section 7.2: nobody here answers for another one."""
    agent = agent_with(clerk, users=[BOSS])
    pdu = Speaker(agent, BOSS).ask(PduType.GET, name(mib.SYS_NAME), about=about)
    assert pdu.type == PduType.REPORT
    assert [(each.oid, each.value) for each in pdu.varbinds] == [((1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0), 1)]


@pytest.mark.parametrize(
    ("before", "after", "counter"),
    [
        pytest.param(b"\x04\x01\x04\x02\x01\x03", b"\x04\x01\x04\x02\x01\x02", 1, id="another security model"),
        pytest.param(b"\x04\x01\x04\x02\x01\x03", b"\x04\x01\x06\x02\x01\x03", 2, id="privacy without authentication"),
    ],
)
def test_messages_of_a_kind_that_there_is_not(clerk: Any, before: bytes, after: bytes, counter: int) -> None:
    """RFC 3412, section 7.2: silence, and a counter of their own."""
    agent = agent_with(clerk, users=[User("open")])
    assert agent.engine3 is not None
    header = Header(7, 65_507, True, agent.engine3.engine_id, 1, 0)
    scoped = Scoped(header.engine_id, b"", Pdu(PduType.GET, 1, 0, 0, ()))
    data = encode_v3(header, nobody(b"open"), scoped)
    assert data.count(before) == 1
    assert agent.handle(data.replace(before, after), SOURCE) is None
    (shown,) = clerk.ask(agent, PduType.GET, ((1, 3, 6, 1, 6, 3, 11, 2, 1, counter, 0),)).varbinds
    assert shown.value == 1
    assert agent.counts.malformed == 0


def test_without_version_3_there_is_no_engine_to_see(clerk: Any) -> None:
    """The objects of an engine belong to version 3."""
    engine_id = (1, 3, 6, 1, 6, 3, 10, 2, 1, 1, 0)
    assert clerk.ask(clerk.agent(), PduType.GET, (engine_id,)).varbinds[0].value is None
    agent = agent_with(clerk, users=[BOSS])
    assert clerk.ask(agent, PduType.GET, (engine_id,)).varbinds[0].value == agent.engine3.engine_id
