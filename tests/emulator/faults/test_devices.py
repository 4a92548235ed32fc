"""Each fault of a device alone: what it does, by which rule, and that healing undoes it (EMU-11)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from core.wire import mib
from core.wire.ber import INTEGER
from core.wire.snmp import Message, Pdu, PduType, Varbind, decode_message, encode_message
from emulator import journal
from emulator.errors import EmulatorError
from emulator.fleet import Fleet
from emulator.network.faults import FaultChain, build_fault
from emulator.network.packets import FROM_PRINTER, SNMP_PORT, TO_PRINTER, Datagram
from harness.worlds.chance import SeededChance

S = 1_000_000
HOUR_US = 3_600 * S
LEVEL, CAPACITY = ((1, 3, 6, 1, 2, 1, 43, 11, 1, 1, column, 1, 1) for column in (9, 8))
STORAGE = (1, 3, 6, 1, 2, 1, 25, 2, 3, 1)
COUNTS = (mib.PRT_MARKER_LIFE_COUNT, mib.PRT_MARKER_POWER_ON_COUNT)


class HandCalendar:
    """Moves when it is told to, and does what is due on the way."""

    def __init__(self) -> None:
        self.us = 1_774_857_600 * S
        self.due: list[list[Any]] = []

    def now_us(self) -> int:
        return self.us

    def at(self, due_us: int, action: Any, label: str = "") -> Any:
        assert label
        entry = [due_us, action]
        self.due.append(entry)
        return type("Alarm", (), {"cancel": lambda _: entry in self.due and self.due.remove(entry)})()

    def advance(self, us: int) -> None:
        end_us = self.us + us
        while True:
            ready = sorted((each for each in self.due if each[0] <= end_us), key=lambda each: each[0])
            if not ready:
                break
            self.due.remove(ready[0])
            self.us = max(self.us, ready[0][0])
            ready[0][1]()
        self.us = end_us


class Wire:
    """A network without wires: what a fleet asks of one, and a manager's questions through the faults."""

    def __init__(self) -> None:
        self.devices: dict[str, Any] = {}
        self.chains: dict[str, FaultChain | None] = {}

    def attach(self, address: str, device: Any, name: str = "") -> None:
        self.devices[address] = device
        self.chains[address] = None

    def detach(self, address: str) -> None:
        del self.devices[address], self.chains[address]

    def set_faults(self, address: str, chain: FaultChain | None) -> None:
        self.chains[address] = chain

    def power_changed(self, address: str) -> None:
        assert address in self.devices

    def emit(self, address: str, data: bytes, to: Any) -> None:
        raise AssertionError("nobody is to be told")


class House:
    """A fleet of two, and questions to it."""

    def __init__(self, seed: int = 1) -> None:
        self.calendar: Any = HandCalendar()
        self.wire = Wire()
        self.chance = SeededChance(seed)
        self.fleet = Fleet(self.wire, self.calendar, self.chance)
        self.hall = self.fleet.add("hall", "colour-a3")
        self.desk = self.fleet.add("desk", "plain-mono")
        self.delay_us = 0

    def put(self, *faults: tuple[str, dict[str, Any]], name: str = "hall") -> None:
        chain = FaultChain(build_fault(kind, **params) for kind, params in faults)
        self.fleet.faults([name], chain or None)

    def ask(self, printer: Any, kind: PduType, *varbinds: Varbind, number: int = 7) -> Pdu | None:
        """Through the faults in, and out again; None: nobody answered. ``delay_us``: how much longer it took."""
        address = printer.address
        data = encode_message(Message(1, b"private", Pdu(kind, number, 0, 0, varbinds)))
        datagram = self._pass(address, Datagram(printer.name, TO_PRINTER, data))
        device = self.wire.devices[address]
        answer = device.datagram(SNMP_PORT, datagram.data, ("10.0.0.1", 5)) if device.is_on else None
        if answer is None:
            return None
        out = self._pass(address, Datagram(printer.name, FROM_PRINTER, answer))
        self.delay_us = out.delay_us
        message = decode_message(out.data)
        assert isinstance(message, Message)
        assert isinstance(message.pdu, Pdu)
        return message.pdu

    def _pass(self, address: str, datagram: Datagram) -> Datagram:
        chain = self.wire.chains[address]
        (out,) = (datagram,) if chain is None else chain.apply(datagram, self.chance)
        return out

    def get(self, printer: Any, *oids: mib.Oid) -> list[Any]:
        pdu = self.ask(printer, PduType.GET, *(Varbind(oid, 5, None) for oid in oids))
        assert pdu is not None
        return [each.value for each in pdu.varbinds]


@pytest.fixture
def house() -> House:
    return House()


def test_a_busy_printer_is_busy_by_turns(house: House) -> None:
    """EMU-11, PRN-21: writes are refused for a minute, and taken for a minute."""
    house.put(("busy", {"for_us": 60 * S, "pause_us": 60 * S}))
    set_ = Varbind(mib.PA_CONTROL_ACTION, INTEGER, 9)
    seen = []
    for _ in range(40):
        answer = house.ask(house.hall, PduType.SET, set_)
        assert answer is not None
        seen.append(answer.error_status == 13)
        house.calendar.advance(12 * S)
    assert sum(seen) == 20
    assert sum(a != b for a, b in pairwise(seen)) in (7, 8)
    house.put(("busy", {}))
    assert house.hall.is_busy
    house.fleet.faults(["hall"], None)
    assert not house.hall.is_busy


def test_a_reboot_takes_the_datagram_and_comes_back(house: House) -> None:
    """EMU-11: it is off for a while, and its jobs are lost; nothing is answered meanwhile."""
    house.put(("reboot", {"permille": 1_000, "down_us": 20 * S}))
    assert house.ask(house.hall, PduType.GET) is None
    assert not house.hall.is_on
    house.calendar.advance(19 * S)
    assert house.ask(house.hall, PduType.GET) is None
    house.calendar.advance(S)
    assert house.hall.is_on
    assert house.hall.boots == 2
    assert house.ask(house.hall, PduType.GET) is None
    house.fleet.faults(["hall"], None)
    assert house.hall.is_on
    assert house.ask(house.hall, PduType.GET) is not None
    assert [event[2] for event in house.hall.journal.events if event[0] == journal.POWER] == ["on", "off"] * 2 + ["on"]


def test_a_printer_that_somebody_switched_off_stays_off(house: House) -> None:
    """EMU-11: the fault brings back only what it took."""
    house.put(("reboot", {"permille": 1_000}))
    house.hall.power_off()
    assert house.ask(house.hall, PduType.GET) is None
    house.fleet.faults(["hall"], None)
    assert not house.hall.is_on


def test_reboots_are_drawn_by_the_seed() -> None:
    """HAR-03, EMU-11"""

    def restarts(seed: int) -> list[bool]:
        house = House(seed)
        house.put(("reboot", {"permille": 300, "down_us": 0}))
        fates = []
        for _ in range(50):
            fates.append(house.ask(house.hall, PduType.GET) is None)
            house.calendar.advance(S)
        return fates

    assert restarts(1) == restarts(1)
    assert restarts(1) != restarts(2)
    assert 5 <= sum(restarts(1)) <= 25


def test_a_moved_printer_answers_elsewhere_and_comes_home(house: House) -> None:
    """EMU-11: its other faults go with it."""
    home = house.hall.address
    house.put(("moved", {"to": "127.20.9.9"}), ("slow", {}))
    assert house.hall.address == "127.20.9.9"
    assert home not in house.wire.devices
    assert house.get(house.hall, mib.SYS_NAME) == [b"hall"]
    assert house.delay_us > 0
    house.fleet.faults(["hall"], None)
    assert house.hall.address == home
    house.put(("moved", {"after_us": HOUR_US}), ("slow", {}))
    house.calendar.advance(HOUR_US - 1)
    assert house.hall.address == home
    house.calendar.advance(1)
    assert house.hall.address not in (home, house.desk.address)
    assert set(house.wire.devices) == {house.hall.address, house.desk.address}
    house.delay_us = 0
    assert house.get(house.hall, mib.SYS_NAME) == [b"hall"]
    assert house.delay_us > 0


def test_an_address_that_is_taken_is_refused_and_leaves_nothing(house: House) -> None:
    with pytest.raises(EmulatorError, match="both want"):
        house.put(("busy", {}), ("moved", {"to": house.desk.address}))
    assert not house.hall.is_busy
    assert house.wire.chains[house.hall.address] is None


def test_the_clock_jumps_again_and_again(house: House) -> None:
    """EMU-11: by at most so much each time, ahead or back, and the journal has it."""
    house.put(("clock jump", {"most_us": 100 * S, "every_us": HOUR_US}))
    house.calendar.advance(50 * HOUR_US)
    told = [event[2] for event in house.hall.journal.events if event[0] == journal.CLOCK]
    jumps = [after - before for before, after in pairwise(told)]
    drift = 50 * HOUR_US * 12 // 1_000_000
    assert len(jumps) == 51
    assert all(abs(jump) <= 100 * S + drift for jump in jumps)
    assert min(jumps) < 0 < max(jumps)
    house.fleet.faults(["hall"], None)
    house.calendar.advance(50 * HOUR_US)
    assert len([event for event in house.hall.journal.events if event[0] == journal.CLOCK]) == len(told)


def test_a_clock_that_shows_nothing_cannot_jump(house: House) -> None:
    house.put(("clock jump", {}), name="desk")
    assert not house.desk.clock.is_set


def test_slow_flash_holds_the_answers_to_writes(house: House) -> None:
    """EMU-11: reads are as quick as ever."""
    house.put(("slow flash", {"least_us": 2 * S, "most_us": 3 * S}))
    house.ask(house.hall, PduType.SET, Varbind(mib.PA_CONTROL_ACTION, INTEGER, 9), number=1)
    assert 2 * S <= house.delay_us <= 3 * S
    house.get(house.hall, mib.SYS_NAME)
    assert house.delay_us == 0
    chain = house.wire.chains[house.hall.address]
    assert chain is not None
    for data in (b"", b"\x30", b"nonsense"):
        assert list(chain.apply(Datagram("hall", TO_PRINTER, data), house.chance))
    for number in range(1_000):  # SETs that nobody answers
        pdu = Pdu(PduType.SET, number, 0, 0, ())
        chain.apply(Datagram("hall", TO_PRINTER, encode_message(Message(1, b"private", pdu))), house.chance)
    assert len(chain.faults[0]._written) == 64  # type: ignore[attr-defined]


def test_a_full_storage_shows_and_has_no_room(house: House) -> None:
    """EMU-11, PRN-21: a log of a new owner would find none; memory is not concerned."""
    columns = [(*STORAGE, column, row) for row in (1, 2) for column in (5, 6)]
    ram, disk = house.get(house.hall, *columns)[:2], house.get(house.hall, *columns)[2:]
    house.put(("full storage", {"left": 100}))
    assert house.get(house.hall, *columns) == [*ram, disk[0], disk[0] - disk[0] // 10]
    assert house.get(house.hall, mib.PA_LOG_CAPACITY) == [0]
    house.fleet.faults(["hall"], None)
    assert house.get(house.hall, *columns) == [*ram, *disk]
    assert house.get(house.hall, mib.PA_LOG_CAPACITY) == [5000]


def test_wrong_counters_show_too_much_now_and_then(house: House) -> None:
    """EMU-11: what was printed stays what it is."""
    house.desk.life.impressions = 50
    house.put(("wrong counters", {"permille": 500, "by": 10}), name="desk")
    shown = {house.get(house.desk, COUNTS[0])[0] for _ in range(200)}
    assert shown == set(range(50, 61))
    assert house.desk.life.impressions == 50
    assert house.get(house.hall, *COUNTS) == [0, 0]
    house.fleet.faults(["desk"], None)
    assert house.get(house.desk, COUNTS[0]) == [50]


def test_falling_counters_go_back_hour_by_hour(house: House) -> None:
    """EMU-11: never below nothing."""
    house.desk.life.impressions = house.desk.life.power_on_impressions = 250
    house.put(("falling counters", {"by": 100, "every_us": HOUR_US}), name="desk")
    seen = []
    for _ in range(4):
        seen.append(house.get(house.desk, *COUNTS))
        house.calendar.advance(HOUR_US)
    assert seen == [[150, 150], [50, 50], [0, 0], [0, 0]]
    house.put(("falling counters", {"by": 1, "every_us": 0}), name="desk")
    house.calendar.advance(9 * HOUR_US)
    assert house.get(house.desk, *COUNTS) == [249, 249]


def test_two_printers_with_one_serial_number(house: House) -> None:
    """EMU-11"""
    own, other = house.hall.serial, house.desk.serial
    house.put(("same serial", {}))
    assert house.get(house.hall, mib.PRT_GENERAL_SERIAL_NUMBER) == [other.encode()]
    house.put(("same serial", {"serial": "X1"}))
    assert house.get(house.hall, mib.PRT_GENERAL_SERIAL_NUMBER) == [b"X1"]
    house.fleet.faults(["hall"], None)
    assert house.hall.serial == own


def test_supplies_of_which_nothing_is_known(house: House) -> None:
    """EMU-11: -2 for level and capacity; a walk has as many objects, other printers theirs."""
    other = house.fleet.add("other", "colour-a3")
    before = house.get(other, LEVEL, CAPACITY)
    names = [oid for oid, _, _ in house.fleet.agents["hall"].tree.after(house.hall, ())]
    house.put(("unknown supplies", {}), ("wrong counters", {}))
    assert house.get(house.hall, LEVEL, CAPACITY) == [-2, -2]
    assert [oid for oid, _, _ in house.fleet.agents["hall"].tree.after(house.hall, ())] == names
    assert house.get(other, LEVEL, CAPACITY) == before
    house.fleet.faults(["hall"], None)
    assert house.get(house.hall, LEVEL, CAPACITY) == before
    assert house.fleet.agents["hall"].tree is house.fleet.agents["other"].tree


def test_a_printer_that_is_carried_out_takes_its_faults_along(house: House) -> None:
    faults = (("reboot", {"permille": 1_000}), ("clock jump", {"every_us": S}), ("unknown supplies", {}), ("moved", {}))
    house.put(*faults)
    house.ask(house.hall, PduType.GET)
    house.fleet.remove("hall")
    assert not house.calendar.due
    assert house.fleet.add("hall", "colour-a3").is_on
