"""N printers from names and models, in both worlds' networks."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest

from core.wire import mib
from core.wire.ber import GAUGE32, INTEGER, OCTET_STRING
from core.wire.mib import Oid
from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message
from emulator.errors import EmulatorError
from emulator.fleet import Fleet
from emulator.models import load_model, model_names
from emulator.network.faults import FaultChain, build_fault
from emulator.network.loopback import LoopbackNetwork
from emulator.network.simulated import SimNetwork
from harness.worlds.calendar import SteppedCalendar
from harness.worlds.chance import SeededChance
from harness.worlds.loop import VirtualLoop

START_US = 1_774_857_600_000_000
GET_NAME = encode_message(Message(1, b"public", Pdu(PduType.GET, 7, 0, 0, (Varbind(mib.SYS_NAME, 5, None),))))


@pytest.fixture
def fleet() -> Any:
    return build(SeededChance(1))


def build(chance: SeededChance) -> Fleet:
    calendar = SteppedCalendar(START_US)
    return Fleet(SimNetwork(chance, calendar), calendar, chance)


def test_printers_get_addresses_one_after_the_other(fleet: Any) -> None:
    """EMU-10: 250 in each network, without its first and last addresses; given ones are skipped."""
    fleet.add("guest", "mono-a4", address="127.20.0.2")
    addresses = [fleet.add(f"p{number}", "mono-a4").address for number in range(501)]
    assert addresses[:2] == ["127.20.0.1", "127.20.0.3"]
    assert addresses[248:250] == ["127.20.0.250", "127.20.1.1"]
    assert addresses[-1] == "127.20.2.2"
    assert len(set(addresses)) == 501


def test_every_model_can_be_added(fleet: Any) -> None:
    """EMU-01"""
    for model in model_names():
        assert fleet.add(f"a {model}", model).model == load_model(model)
    assert list(fleet.printers) == [f"a {model}" for model in model_names()]


def test_serials_are_drawn_by_name() -> None:
    """HAR-03: and not by the order of adding."""
    one, other = build(SeededChance(1)), build(SeededChance(1))
    one.add("a", "mono-a4")
    first, second = one.add("b", "mono-a4").serial, other.add("b", "mono-a4").serial
    assert first == second
    assert one.printers["a"].serial != first
    assert one.add("c", "mono-a4", serial="S-17").serial == "S-17"


REFUSED = [
    ({"name": "lobby", "model": "mono-a4"}, 'two printers are named "lobby"'),
    ({"name": "x", "model": "mono-a4", "address": "127.20.0.1"}, 'printers "lobby" and "x" both want 127.20.0.1'),
    (
        {"name": "x", "model": "mono-a4", "address": "127.20.0.300"},
        'printer "x": "127.20.0.300" is not an IPv4 address',
    ),
    ({"name": "x", "model": "mono"}, 'unknown model "mono"'),
]


@pytest.mark.parametrize(("asked", "message"), REFUSED)
def test_what_cannot_be_added_is_refused_in_one_line(fleet: Any, asked: dict[str, Any], message: str) -> None:
    """Bad input: and nothing is left of it."""
    fleet.add("lobby", "mono-a4")
    with pytest.raises(EmulatorError) as error:
        fleet.add(**asked)
    assert str(error.value).startswith(message)
    assert list(fleet.printers) == ["lobby"]
    assert fleet.add("next", "mono-a4").address == "127.20.0.2"


def test_a_printer_carried_out_frees_name_and_address(fleet: Any) -> None:
    fleet.add("lobby", "mono-a4", address="127.20.0.9")
    fleet.remove("lobby")
    assert fleet.printers == {}
    assert fleet.add("lobby", "mono-a4", address="127.20.0.9").is_on


def test_journals_are_brought_up_to_now(workshop: Any) -> None:
    """EMU-12: sheets that are due are in it, though nobody looked before."""
    calendar = workshop.calendar
    fleet = Fleet(SimNetwork(workshop.chance, calendar), calendar, workshop.chance)
    printer = fleet.add("lobby", "mono-a4")
    printer.submit(workshop.stream("3 mono A4"), workshop.SOURCE)
    workshop.wait(3_600)
    events = [event[0] for event in fleet.journals()["lobby"]]
    assert events.count("sheet") == 3
    assert events[-1] == "ended"


def test_changes_are_passed_on(workshop: Any) -> None:
    """A network that keeps filters learns of the power; whoever watches the fleet learns of everything."""
    network = SimNetwork(workshop.chance, workshop.calendar)
    told: list[Any] = []
    network.power_changed = told.append  # type: ignore[method-assign]
    fleet = Fleet(network, workshop.calendar, workshop.chance)
    printer = fleet.add("lobby", "mono-a4")
    fleet.on_change = lambda changed: told.append(changed.name)
    printer.power_off()
    printer.power_off()
    printer.power_on()
    workshop.print_out(printer)
    assert told == [printer.address, "lobby", printer.address, "lobby", "lobby"]


def test_a_simulated_fleet_answers_and_prints(workshop: Any) -> None:
    """EMU-10: SNMP on 161, raw printing on 9100, nothing elsewhere; faults by name."""

    async def play() -> None:
        calendar, chance = SteppedCalendar(START_US), SeededChance(1)
        network = SimNetwork(chance, calendar)
        fleet = Fleet(network, calendar, chance)
        printers = [fleet.add(name, "colour-a3") for name in ("lobby-1", "lobby-2")]
        heard: list[Any] = []
        manager = network.open_endpoint(lambda data, source: heard.append((source[0], value(data))))
        for printer in printers:
            manager.send(GET_NAME, (printer.address, 161))
            manager.send(GET_NAME, (printer.address, 162))
        await calendar.settle()
        assert sorted(heard) == [(printer.address, printer.name.encode()) for printer in printers]
        job = workshop.stream("2 colour A4")
        delivery = await network.send_stream("127.0.0.1", printers[0].address, 9100, job, 10)
        assert delivery.delivered
        assert (await network.send_stream("127.0.0.1", printers[0].address, 81, b"", 10)).error.endswith("refused")
        ((_kind, _at, number, source, _octets),) = [
            event for event in fleet.journals()["lobby-1"] if event[0] == "arrived"
        ]
        assert (number, source) == (1, delivery.source)
        fleet.faults(["lobby-1"], FaultChain([build_fault("silent")]))
        heard.clear()
        for printer in printers:
            manager.send(GET_NAME, (printer.address, 161))
        await calendar.settle()
        assert [source for source, _ in heard] == [printers[1].address]
        fleet.faults(fleet.printers, None)
        manager.send(GET_NAME, (printers[0].address, 161))
        await calendar.settle()
        assert len(heard) == 2

    loop = VirtualLoop()
    try:
        loop.run_until_complete(play())
    finally:
        loop.close()


def value(data: bytes) -> Any:
    message = decode_message(data)
    assert isinstance(message, Message)
    assert isinstance(message.pdu, Pdu)
    return message.pdu.varbinds[0].value


# --- live, with a client that shares no code with us -------------------------------------------------------


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pysnmp's own, about pysmi
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
def test_pysnmp_gets_walks_and_sets_against_a_live_printer(workshop: Any) -> None:
    """EMU-05: an independent manager, over real sockets; GET, GETBULK walk, SET and a refused SET."""
    asyncio.run(talk_with_pysnmp(workshop))


async def talk_with_pysnmp(workshop: Any) -> None:
    chance, calendar = SeededChance(1), SteppedCalendar(START_US)
    network = LoopbackNetwork(chance, calendar, snmp_port=0, raw_port=0)
    fleet = Fleet(network, calendar, chance)
    printer = fleet.add("lobby-1", "colour-a3", address="127.77.1.1")
    printer.log.append([b"one", b"two", b"three"])
    await network.start()
    peer = await Peer.open(printer.address, network.ports["snmp"])
    try:
        for version in (0, 1):
            assert await peer.get(version, mib.SYS_NAME) == b"lobby-1"
        walked = await peer.walk((1, 3))
        tree = fleet.agents["lobby-1"].tree
        assert walked == [found[0] for found in tree.after(printer, (1, 3))]
        claim = [
            (mib.PA_OWNER_SERIAL, INTEGER, 0),
            (mib.PA_ADMIN_PASSWORD, OCTET_STRING, b"aaaaaa"),
            (mib.PA_OWNER_EXPECTED, OCTET_STRING, b""),
            (mib.PA_OWNER_ID, OCTET_STRING, bytes(range(16))),
            (mib.PA_OWNER_GENERATION, GAUGE32, 3),
        ]
        assert await peer.set(claim) == (0, 0)
        assert await peer.get(1, mib.PA_OWNER_GENERATION) == 3
        assert await peer.set(claim) == (12, 1), "inconsistentValue: the serial is stale"
    finally:
        peer.close()
        await network.close()


class Peer:
    """pysnmp as a manager."""

    def __init__(self, engine: Any, target: Any, api: Any) -> None:
        self.engine = engine
        self.target = target
        self.api = api

    @classmethod
    async def open(cls, host: str, port: int) -> Peer:
        api = pytest.importorskip("pysnmp.hlapi.v3arch.asyncio")
        target = await api.UdpTransportTarget.create((host, port), timeout=2, retries=1)
        return cls(api.SnmpEngine(), target, api)

    def _head(self, version: int, community: str) -> tuple[Any, ...]:
        return self.engine, self.api.CommunityData(community, mpModel=version), self.target, self.api.ContextData()

    async def get(self, version: int, oid: Oid) -> Any:
        found = await self.api.get_cmd(*self._head(version, "public"), self._object(oid), lookupMib=False)
        indication, status, _index, varbinds = found
        assert not indication
        assert not status
        return self._plain(varbinds[0][1])

    async def walk(self, root: Oid) -> list[Oid]:
        found = []
        head = self._head(1, "public")
        walk = self.api.bulk_walk_cmd(*head, 0, 25, self._object(root), lookupMib=False, lexicographicMode=False)
        async for indication, status, _index, varbinds in walk:
            assert not indication
            assert not status
            found += [tuple(name) for name, _value in varbinds]
        return found

    async def set(self, varbinds: list[tuple[Oid, int, Any]]) -> tuple[int, int]:
        types = {INTEGER: self.api.Integer32, OCTET_STRING: self.api.OctetString, GAUGE32: self.api.Unsigned32}
        objects = [self._object(oid, types[tag](value)) for oid, tag, value in varbinds]
        found = await self.api.set_cmd(*self._head(1, "private"), *objects, lookupMib=False)
        indication, status, index, _varbinds = found
        assert not indication
        return int(status), int(index)

    def close(self) -> None:
        self.engine.close_dispatcher()

    def _object(self, oid: Oid, *value: Any) -> Any:
        return self.api.ObjectType(self.api.ObjectIdentity(oid), *value)

    def _plain(self, value: Any) -> Any:
        return bytes(value) if isinstance(value, self.api.OctetString) else int(value)
