"""Traps: what is believed, and what any datagram at all can do (ACQ-10)."""

from __future__ import annotations

import asyncio
import zoneinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config.settings import ServerOptions
from core.model import PrinterRow
from core.model.errors import BadInput
from core.services.station import Held, Station
from core.services.traps import GATHER_US, Traps
from core.wire import ber, mib
from core.wire.snmp import V1, V2C, Message, Pdu, PduType, TrapV1, Varbind, decode_message, encode_message
from harness.worlds.calendar import SteppedCalendar

TRAP_OID = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
HERE = ("127.20.0.1", 161)
NOW_US = 1_000_000


class Ear:
    """A listener's endpoint that keeps what is sent from it."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, Any]] = []
        self.is_closed = False

    def send(self, data: bytes, address: Any) -> None:
        self.sent.append((data, address))

    def close(self) -> None:
        self.is_closed = True


class House:
    """A server's ears, one printer, and what it is told to acquire."""

    def __init__(self) -> None:
        self.ear = Ear()
        self.due: list[tuple[str, int]] = []
        row = PrinterRow("lobby", HERE[0], trap_read_community="bell")
        station = Station(row, None, None, None, Held(0, frozenset()))  # type: ignore[arg-type]
        context: Any = type("Context", (), {})()
        context.settings = ServerOptions(trap_port=1162)
        context.calendar = SteppedCalendar(NOW_US)
        context.roster = {"lobby": station}
        context.zone = zoneinfo.ZoneInfo("UTC")
        self.traps = Traps(context, lambda receiver, port: (self.ear, port))
        self.traps.on_trap = lambda found, due_us: self.due.append((found.name, due_us))
        self.traps.start()

    def hear(self, data: bytes, source: tuple[str, int] = HERE) -> None:
        self.traps._received(data, source)


def notification(what: Any, kind: int = PduType.TRAP_V2, community: bytes = b"bell") -> bytes:
    varbinds = (Varbind(mib.SYS_UPTIME, ber.TIMETICKS, 9), Varbind(TRAP_OID, ber.OID, what))
    return encode_message(Message(V2C, community, Pdu(kind, 7, 0, 0, varbinds)))


@pytest.mark.parametrize(
    ("what", "wait_us"),
    [
        (mib.PA_NOTIFY_JOB_LOGGED, GATHER_US),
        (mib.PA_NOTIFY_LOG_NEARLY_FULL, 0),
        (mib.PA_NOTIFY_LOG_FULL, 0),
    ],
)
def test_a_full_log_does_not_wait_and_jobs_are_gathered(what: mib.Oid, wait_us: int) -> None:
    """ACQ-10"""
    house = House()
    house.hear(notification(what))
    trap = TrapV1(what[:-2], bytes(4), 6, what[-1], 9, ())
    house.hear(encode_message(Message(V1, b"bell", trap)))
    assert house.due == [("lobby", NOW_US + wait_us)] * 2
    assert house.ear.sent == []


def test_an_inform_is_answered() -> None:
    house = House()
    house.hear(notification(mib.PA_NOTIFY_JOB_LOGGED, PduType.INFORM))
    ((data, to),) = house.ear.sent
    answer = decode_message(data)
    assert isinstance(answer, Message)
    assert (answer.pdu[:2], to) == ((PduType.RESPONSE, 7), HERE)


def test_what_is_not_believed() -> None:
    house = House()
    house.hear(notification(mib.PA_NOTIFY_LOG_FULL, community=b"public"))
    house.hear(notification(mib.PA_NOTIFY_LOG_FULL), ("127.20.0.2", 161))
    house.hear(notification(mib.SYS_DESCR))
    house.hear(notification(mib.PA_NOTIFY_LOG_FULL, PduType.RESPONSE))
    house.hear(b"")
    tally = house.traps.tally
    assert house.due == []
    assert (tally.wrong_community, tally.foreign, tally.other, tally.malformed, tally.taken) == (1, 1, 2, 1, 0)


@given(st.binary(max_size=200))
def test_no_octets_do_any_harm(data: bytes) -> None:
    house = House()
    house.hear(data)
    assert house.due == []


def test_a_port_in_use_is_told() -> None:
    house = House()

    def taken(receiver: Any, port: int) -> Any:
        raise OSError(98, "Address already in use")

    house.traps.close()
    assert house.ear.is_closed
    house.traps._open_listener = taken
    with pytest.raises(BadInput, match="trap port: UDP port 1162 cannot be had"):
        house.traps.start()


def test_on_real_sockets() -> None:
    from core.devices.udp import listen_udp, open_udp

    async def main() -> bytes:
        heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        ear, port = listen_udp(lambda data, _: heard.set_result(data), 0)
        mouth = open_udp(lambda *_: None, "127.0.0.1")
        mouth.send(b"hello", ("127.0.0.1", port))
        try:
            return await asyncio.wait_for(heard, 5)
        finally:
            ear.close()
            mouth.close()

    assert asyncio.run(main()) == b"hello"
