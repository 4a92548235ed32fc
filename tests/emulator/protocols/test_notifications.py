"""What a printer says unasked, in each version, and informs until somebody confirms them (EMU-05, EMU-08)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.wire import mib, usm
from core.wire.snmp import Message, Pdu, PduType, TrapV1, decode_message, encode_message, encode_pdu
from core.wire.snmp3 import V3Message, decode_v3, open_scoped
from core.wire.usm import Auth, Priv, User
from emulator.dialects import tree_for
from emulator.fleet import Fleet
from emulator.parts.snmp_counts import AUTHEN_TRAPS_OFF
from emulator.printer import Printer
from emulator.protocols.access import Access
from emulator.protocols.agent import Agent
from emulator.protocols.engine3 import Engine3, Opened, Refused
from emulator.protocols.notices import AUTHENTICATION_FAILURE, COLD_START, PRINTER_ALERT
from emulator.protocols.notifier import Notifier
from emulator.protocols.receivers import MOST_WAITING, Courier, Receiver

BOSS = User("boss", Auth.SHA256, "maplesyrup", Priv.AES128, "pancakes")
HOST = "10.0.0.9"
TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
STRANGER = ("10.0.0.66", 40_001)


class Appointment:
    """With the timer of the wire."""

    def __init__(self, delay_s: float, action: Callable[[], None]) -> None:
        self.delay_s, self.action, self.cancelled = delay_s, action, False

    def cancel(self) -> None:
        self.cancelled = True


class Post:
    """A printer with one receiver; what it sends is collected, time passes when somebody says so."""

    def __init__(self, clerk: Any, *receivers: Receiver, model: str = "mono-a4", **access: Any) -> None:
        self.workshop = clerk.workshop
        self.workshop.calendar.at = lambda *_: Appointment(0, lambda: None)
        self.printer: Printer = self.workshop.printer(model)
        self.agent = Agent(self.printer, tree_for(self.printer.model), Access(**access))
        self.sent: list[tuple[bytes, tuple[str, int]]] = []
        self.timer: list[Appointment] = []
        self.notifier = self.agent.unasked = Notifier(self.printer, self.workshop.calendar, self.send)
        self.printer.on_change = lambda _: self.notifier.changed()
        self.courier = Courier(self.printer, self.agent.tree, self.send, self.later, receivers)
        self.notifier.courier = self.courier
        self.agent.counts.authen_traps = 1

    def send(self, data: bytes, to: tuple[str, int]) -> None:
        self.sent.append((data, to))

    def later(self, delay_s: float, action: Callable[[], None]) -> Appointment:
        self.timer.append(Appointment(delay_s, action))
        return self.timer[-1]

    def ring(self) -> bool:
        """The next appointment is due; False when there is none."""
        due = [each for each in self.timer if not each.cancelled]
        self.timer = due[1:]
        for each in due[:1]:
            each.action()
        return bool(due)

    def told(self) -> list[Any]:
        """The name of every notification so far, with the tag of its PDU."""
        found: list[Any] = []
        for data, _ in self.sent:
            message = decode_message(data)
            assert isinstance(message, Message)
            pdu = message.pdu
            found.append(name_of(pdu) if isinstance(pdu, Pdu) else (pdu.enterprise, pdu.generic, pdu.specific))
        return found


def name_of(pdu: Pdu) -> Any:
    assert [each.oid for each in pdu.varbinds[:2]] == [mib.SYS_UPTIME, TRAP_OID]
    return pdu.varbinds[1].value


def test_a_start_is_told_in_each_version(clerk: Any) -> None:
    """EMU-08: v1's generic trap names the product (RFC 3584, section 3.2), v2c's trap and inform its OID."""
    receivers = [Receiver(HOST, version="v1"), Receiver(HOST), Receiver(HOST, 1_162, inform=True, community=b"ops")]
    post = Post(clerk, *receivers)
    post.printer.power_cycle()
    messages = [decode_message(data) for data, _ in post.sent]
    assert [to for _, to in post.sent] == [(HOST, 162), (HOST, 162), (HOST, 1_162)]
    assert [message.community for message in messages] == [b"public", b"public", b"ops"]
    trap = messages[0].pdu
    assert isinstance(trap, TrapV1)
    assert (trap.generic, trap.specific, trap.agent_address) == (0, 0, bytes((127, 20, 0, 1)))
    assert trap.enterprise == clerk.get(post.agent, mib.SYS_OBJECT_ID)[0]
    for message, kind in zip(messages[1:], (PduType.TRAP_V2, PduType.INFORM), strict=True):
        assert message.pdu.type == kind
        assert name_of(message.pdu) == COLD_START
    assert post.agent.counts.out_traps == 3


FAILURES = [
    pytest.param(lambda post, clerk: clerk.ask(post.agent, PduType.GET, community=b"guess"), True, id="community"),
    pytest.param(
        lambda post, clerk: clerk.ask(post.agent, PduType.SET, community=b"public"), False, id="SET of a reader"
    ),
    pytest.param(lambda post, clerk: post.agent.handle(b"hello", STRANGER), False, id="no message"),
    pytest.param(lambda post, clerk: ask3(post, BOSS), False, id="the boss"),
    pytest.param(lambda post, clerk: ask3(post, BOSS._replace(auth_password="waffles-")), True, id="password"),
    pytest.param(lambda post, clerk: ask3(post, BOSS._replace(name="nobody")), True, id="stranger"),
    pytest.param(lambda post, clerk: ask3(post, BOSS, late_s=500), False, id="late"),
]


def ask3(post: Post, user: User, late_s: int = 0) -> None:
    from core.wire.snmp3 import Header, Scoped, encode_v3

    engine = post.agent.engine3
    assert engine is not None
    header = Header(1, 65_507, True, engine.engine_id, 1, engine.time_s + late_s)
    scoped = Scoped(engine.engine_id, b"", Pdu(PduType.GET, 1, 0, 0, ()))
    post.agent.handle(encode_v3(header, usm.keys_of(user, engine.engine_id), scoped, 5), STRANGER)


@pytest.mark.parametrize(("ask", "told"), FAILURES)
def test_authentication_failures(clerk: Any, ask: Callable[[Post, Any], None], told: bool) -> None:
    """EMU-08: who is not who he says is told of, while snmpEnableAuthenTraps says so (RFC 3418)."""
    post = Post(clerk, Receiver(HOST), users=[BOSS])
    ask(post, clerk)
    assert post.told() == [AUTHENTICATION_FAILURE] * told
    post.agent.counts.authen_traps = AUTHEN_TRAPS_OFF
    ask(post, clerk)
    assert len(post.sent) == told


def test_critical_conditions_are_told_of_once(clerk: Any) -> None:
    """EMU-08: printerV2Alert with its row of the alert table; a warning has none, and a restart tells again."""
    post = Post(clerk, Receiver(HOST), Receiver(HOST, version="v1"))
    conditions = post.printer.conditions
    conditions.raise_("tray low", "tray 1")
    assert post.sent == []
    conditions.raise_("cover open", "front cover")
    conditions.raise_("tray empty", "tray 1")
    (told, _), (older, _) = post.sent
    pdu = decode_message(told).pdu
    assert name_of(pdu) == PRINTER_ALERT
    row = {each.oid[-3]: (each.oid[-2:], each.value) for each in pdu.varbinds[2:]}
    assert row == {column: ((1, 2), value) for column, value in {1: 2, 2: 3, 4: 6, 5: 1, 6: -2, 7: 3}.items()}
    trap = decode_message(older).pdu
    assert (trap.enterprise, trap.generic, trap.specific) == (PRINTER_ALERT[:-2], 6, 1)
    conditions.clear("cover open", "front cover")
    assert len(post.sent) == 2
    conditions.raise_("cover open", "front cover")
    post.printer.power_cycle()
    wanted = [PRINTER_ALERT, PRINTER_ALERT, COLD_START, PRINTER_ALERT]
    assert [name for name in post.told() if len(name) > 3] == wanted


def test_the_log_is_told_of_to_receivers_without_an_owner(clerk: Any) -> None:
    """EMU-08: job logged, nearly full and full."""
    post = Post(clerk, Receiver(HOST))
    post.printer.log.capacity = 5
    for _ in range(5):
        clerk.workshop.print_out(post.printer)
    told = post.told()
    assert told.count(mib.PA_NOTIFY_JOB_LOGGED) == 5
    assert told.count(mib.PA_NOTIFY_LOG_NEARLY_FULL) == 1
    assert told.count(mib.PA_NOTIFY_LOG_FULL) == 1
    assert told[-1] == mib.PA_NOTIFY_LOG_FULL


def test_a_confirmed_inform_is_not_sent_again(clerk: Any) -> None:
    """RFC 3416, section 4.2.7: the response with its request ID, from where it went."""
    post = Post(clerk, Receiver(HOST, inform=True))
    post.notifier.started()
    message = decode_message(post.sent[0][0])
    response = encode_message(message._replace(pdu=message.pdu._replace(type=PduType.RESPONSE)))
    assert post.agent.handle(response, STRANGER) is None
    assert [each.cancelled for each in post.timer] == [False]
    assert post.agent.handle(response, (HOST, 162)) is None
    assert [each.cancelled for each in post.timer] == [True]
    assert post.agent.counts.silent_drops == 1
    assert post.agent.handle(response, (HOST, 162)) is None
    assert post.agent.counts.silent_drops == 2


def test_an_inform_is_sent_again_until_it_is_given_up(clerk: Any) -> None:
    """EMU-08: three times more, then never; always the same request ID."""
    post = Post(clerk, Receiver(HOST, inform=True, retries=3, timeout_s=1.5))
    post.notifier.started()
    delays = []
    while post.timer:
        delays.append(post.timer[0].delay_s)
        assert post.ring()
    assert delays == [1.5] * 4
    assert len(post.sent) == 4
    assert len({decode_message(data).pdu.request_id for data, _ in post.sent}) == 1
    assert post.courier.given_up == 1


def test_the_power_ends_waiting(clerk: Any) -> None:
    """EMU-09: a printer that is off repeats nothing."""
    post = Post(clerk, Receiver(HOST, inform=True))
    post.notifier.started()
    post.printer.power_off()
    assert not post.ring()
    post.printer.power_on()
    assert post.told() == [COLD_START] * 2


def test_a_printer_that_is_carried_out_waits_for_nobody(clerk: Any) -> None:
    """EMU-08: neither for an answer nor for the end of a job."""
    post = Post(clerk, Receiver(HOST, inform=True))
    post.notifier.started()
    clerk.workshop.print(post.printer)
    post.notifier.queued()
    post.notifier.silence()
    assert not post.ring()
    assert all(each.cancelled for each in post.timer)


def test_informs_that_wait_are_bounded(clerk: Any) -> None:
    """A flood of wrong communities, and nobody who confirms: the oldest give way."""
    post = Post(clerk, Receiver(HOST, inform=True))
    for _ in range(MOST_WAITING + 10):
        clerk.ask(post.agent, PduType.GET, community=b"guess")
    assert sum(not each.cancelled for each in post.timer) == MOST_WAITING
    assert post.courier.given_up == 10


def test_a_trap_of_version_3_is_the_printers_own(clerk: Any) -> None:
    """RFC 3414: the sender of a trap is the authority on its time; and each has a salt of its own."""
    post = Post(clerk, Receiver(HOST, version="v3", user=BOSS), users=[BOSS])
    clerk.workshop.wait(90)
    post.notifier.started()
    post.notifier.started()
    messages = [decode_v3(data) for data, _ in post.sent]
    for message in messages:
        assert isinstance(message, V3Message)
        assert (message.engine_id, message.boots, message.time_s) == (post.agent.engine3.engine_id, 1, 90)
        scoped = open_scoped(message, usm.keys_of(BOSS, message.engine_id))
        assert name_of(scoped.pdu) == COLD_START
        assert scoped.pdu.type == PduType.TRAP_V2
    assert messages[0].salt != messages[1].salt


class Inbox:
    """Takes informs of version 3: the engine of another printer, with the same user."""

    def __init__(self, clerk: Any, *users: User) -> None:
        self.printer = clerk.workshop.printer("plain-mono", name="inbox")
        self.printer.serial, self.printer.boots = "INBOX", 9
        self.engine = Engine3(self.printer, Access(users=users).users, 65_507)
        self.read: list[Any] = []
        self.refused: list[Any] = []

    def take(self, post: Post) -> None:
        """Answer everything that has been sent since."""
        sent, post.sent = post.sent, []
        for data, to in sent:
            opened = self.engine.open(data)
            if isinstance(opened, Refused):
                answer = opened.report
                self.refused.append(answer)
            else:
                assert isinstance(opened, Opened)
                self.read.append(name_of(opened.pdu))
                answer = self.engine.close(opened, encode_pdu(opened.pdu._replace(type=PduType.RESPONSE)))
            if answer is not None:
                post.agent.handle(answer, to)


@pytest.mark.parametrize(
    "user", [BOSS, User("clerk", Auth.MD5, "maplesyrup"), User("guest")], ids=lambda user: user.name
)
def test_an_inform_of_version_3_finds_the_receivers_engine(clerk: Any, user: User) -> None:
    """RFC 3414, section 4: its ID by a first report, its clock by that or a second one; then one message each."""
    post = Post(clerk, Receiver(HOST, version="v3", user=user, inform=True))
    inbox = Inbox(clerk, user)
    clerk.workshop.wait(500)
    post.notifier.started()
    while post.sent:
        inbox.take(post)
    assert inbox.read == [COLD_START]
    assert len(inbox.refused) == 1
    assert all(each.cancelled for each in post.timer)
    inbox.printer.boots += 1  # it starts anew; the printer hears of it by a report, and goes on at once
    post.notifier.unauthentic()
    while post.sent:
        inbox.take(post)
    assert inbox.read == [COLD_START, AUTHENTICATION_FAILURE]
    assert len(inbox.refused) == 1 + (user.auth is not Auth.NONE)
    assert all(each.cancelled for each in post.timer)


def test_a_receiver_that_does_not_know_the_user(clerk: Any) -> None:
    """EMU-08: given up after the retries, without a loop of reports."""
    post = Post(clerk, Receiver(HOST, version="v3", user=BOSS, inform=True, retries=2))
    inbox = Inbox(clerk, User("somebody"))
    post.notifier.started()
    while post.sent or post.ring():
        inbox.take(post)
    assert inbox.read == []
    assert post.courier.given_up == 1
    assert len(inbox.refused) <= 6


@pytest.mark.parametrize(
    "receiver",
    [Receiver(HOST, version="v1", inform=True), Receiver(HOST, version="v3"), Receiver(HOST, user=BOSS)],
)
def test_receivers_that_there_cannot_be(clerk: Any, receiver: Receiver) -> None:
    """EMU-08"""

    class Nowhere:
        def attach(self, *_: Any) -> None:
            pass

        def emit(self, *_: Any) -> None:
            raise AssertionError

    fleet = Fleet(Nowhere(), clerk.workshop.calendar, clerk.workshop.chance)  # type: ignore[arg-type]
    fleet.add("lobby", "mono-a4")
    with pytest.raises(ValueError, match=r"version 3|no inform"):
        fleet.set_receivers("lobby", [receiver])
    fleet.set_receivers("lobby", [])
    fleet.announce()
