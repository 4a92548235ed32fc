"""Each fault alone, deterministic by seed; chains; and the registry's clear refusals (EMU-11)."""

from __future__ import annotations

from typing import Any

import pytest

from core.wire.ber import INTEGER
from core.wire.snmp import Message, Pdu, PduType, Varbind, encode_message
from emulator.errors import EmulatorError
from emulator.faults.base import DeviceFault
from emulator.network.faults import Fault, FaultChain, build_fault, fault_names, fault_parameters, is_of_device
from emulator.network.faults.late import is_set
from emulator.network.packets import FROM_PRINTER, TO_PRINTER, Datagram
from harness.worlds.chance import SeededChance

SET = encode_message(Message(1, b"private", Pdu(PduType.SET, 7, 0, 0, (Varbind((1, 3, 6), INTEGER, 1),))))
GET = encode_message(Message(1, b"public", Pdu(PduType.GET, 7, 0, 0, ())))
COUNT = 4_000


def build(kind: str, **params: Any) -> Fault:
    """A fault of the network."""
    fault = build_fault(kind, **params)
    assert not isinstance(fault, DeviceFault)
    return fault


def run(
    kind: str, seed: int = 1, data: bytes = GET, direction: str = TO_PRINTER, **params: Any
) -> list[list[Datagram]]:
    """What becomes of many equal datagrams, one after the other."""
    fault, chance = build(kind, **params), SeededChance(seed)
    return [list(fault.apply(Datagram("lobby-1", direction, data), chance)) for _ in range(COUNT)]


DRAWN = [
    ("loss", {"permille": 300}),
    ("delay", {"least_us": 10, "most_us": 20}),
    ("duplicate", {"permille": 300}),
    ("reorder", {"permille": 300}),
    ("late", {"permille": 300}),
    ("truncate", {"permille": 300}),
    ("corrupt", {"permille": 300}),
]


@pytest.mark.parametrize(("kind", "params"), DRAWN)
def test_the_seed_decides(kind: str, params: dict[str, int]) -> None:
    """HAR-03: the same seed, the same fate; another seed, another."""
    assert run(kind, 1, SET, **params) == run(kind, 1, SET, **params)
    assert run(kind, 1, SET, **params) != run(kind, 2, SET, **params)


@pytest.mark.parametrize(("kind", "params"), DRAWN)
def test_printers_have_luck_of_their_own(kind: str, params: dict[str, int]) -> None:
    """EMU-11: a second printer on the network changes nothing for the first."""
    fault, alone, crowded = build(kind, **params), SeededChance(3), SeededChance(3)
    for _ in range(200):
        expected = fault.apply(Datagram("lobby-1", TO_PRINTER, SET), alone)
        fault.apply(Datagram("lobby-2", TO_PRINTER, SET), crowded)
        assert fault.apply(Datagram("lobby-1", TO_PRINTER, SET), crowded) == expected


def test_noop_changes_nothing() -> None:
    assert all(out == [Datagram("lobby-1", TO_PRINTER, GET)] for out in run("noop"))


@pytest.mark.parametrize(("permille", "least", "most"), [(0, 0, 0), (200, 700, 900), (1_000, COUNT, COUNT)])
def test_loss(permille: int, least: int, most: int) -> None:
    lost = sum(not out for out in run("loss", permille=permille))
    assert least <= lost <= most


def test_delay() -> None:
    delays = {out[0].delay_us for out in run("delay", least_us=10, most_us=20)}
    assert delays == set(range(10, 21))


def test_duplicate() -> None:
    fates = run("duplicate", permille=200, after_us=50)
    assert 700 <= sum(len(out) == 2 for out in fates) <= 900
    assert all([each.delay_us for each in out] in ([0], [0, 50]) for out in fates)


def test_reorder_holds_some_back() -> None:
    held = [out[0].delay_us for out in run("reorder", permille=200, within_us=50)]
    assert 700 <= sum(delay > 0 for delay in held) <= 900
    assert max(held) <= 50


def test_late_brings_back_sets_and_nothing_else() -> None:
    (first, again), *_ = run("late", data=SET, after_us=1_000)
    assert (first.calendar_us, again.calendar_us) == (0, 1_000)
    assert all(len(out) == 1 for out in run("late", data=GET))
    assert all(len(out) == 1 for out in run("late", data=SET, direction=FROM_PRINTER))


def test_truncate_keeps_a_beginning() -> None:
    """EMU-11: any length but the whole, none too."""
    cut = [out[0].data for out in run("truncate", permille=200) if out[0].data != GET]
    assert 700 <= len(cut) <= 900
    assert all(GET.startswith(each) for each in cut)
    assert {len(each) for each in cut} == set(range(len(GET)))


def test_corrupt_changes_a_few_octets_and_no_length() -> None:
    """EMU-11"""
    fates = [out[0].data for out in run("corrupt", permille=200, octets=2)]
    assert {len(each) for each in fates} == {len(GET)}
    changed = [sum(a != b for a, b in zip(each, GET, strict=True)) for each in fates]
    assert 650 <= sum(count > 0 for count in changed) <= 900
    assert set(changed) == {0, 1, 2}
    assert list(build("corrupt", permille=1_000).apply(Datagram("a", TO_PRINTER, b""), SeededChance(1)))


def test_slow_answers_late_and_hears_at_once() -> None:
    """EMU-11"""
    fault = build("slow", least_us=10, most_us=12)
    chance = SeededChance(1)
    delays = {fault.apply(Datagram("a", FROM_PRINTER, GET), chance)[0].delay_us for _ in range(100)}
    assert delays == {10, 11, 12}
    assert fault.apply(Datagram("a", TO_PRINTER, GET), chance)[0].delay_us == 0


def test_silent_passes_nothing_and_no_connection() -> None:
    assert not any(run("silent"))
    assert not build("silent").connects()
    assert build("silent", direction="from printer").connects(), "one way of the datagrams only"


@pytest.mark.parametrize("kind", [kind for kind in fault_names() if not is_of_device(kind)])
def test_the_other_direction_is_untouched(kind: str) -> None:
    untouched = [Datagram("lobby-1", TO_PRINTER, GET)]
    fault = build(kind, direction="from printer")
    assert list(fault.apply(untouched[0], SeededChance(1))) == untouched


def test_a_chain_applies_one_after_the_other() -> None:
    """Delays add up; a doubled datagram may be lost once."""
    chance = SeededChance(1)
    chain = FaultChain(
        [
            build_fault("delay", least_us=5, most_us=5),
            build_fault("duplicate", permille=1_000, after_us=100),
            build_fault("delay", least_us=7, most_us=7),
        ]
    )
    datagram = Datagram("lobby-1", TO_PRINTER, GET)
    assert [each.delay_us for each in chain.apply(datagram, chance)] == [12, 112]
    assert list(FaultChain().apply(datagram, chance)) == [datagram]
    assert chain.connects()
    assert not FaultChain([build_fault("noop"), build_fault("silent")]).connects()


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("length", [1, 100, 200, 60_000])
def test_a_set_is_known_by_its_tags(version: int, length: int) -> None:
    """Lengths of one octet and of several."""
    for kind in (PduType.SET, PduType.GET, PduType.GETNEXT):
        pdu = Pdu(kind, 1, 0, 0, (Varbind((1, 3, 6), 4, b"x" * length),))
        assert is_set(encode_message(Message(version, b"c" * min(length, 300), pdu))) == (kind == PduType.SET)


@pytest.mark.parametrize("octets", [b"", b"\x30", b"\x30\x82", SET[:5], SET[:12], b"hello, world"])
def test_octets_cut_short_are_no_set(octets: bytes) -> None:
    assert not is_set(octets)


REFUSED = [
    ("los", {}, 'unknown fault "los"; known are "noop", "loss"'),
    ("loss", {"percent": 3}, 'fault "loss" has no parameter "percent"; it takes "direction", "permille"'),
    ("loss", {"permille": 1_001}, "permille must be a whole number from 0 to 1,000, not 1001"),
    ("loss", {"permille": -1}, "not -1"),
    ("loss", {"permille": "20"}, "not '20'"),
    ("loss", {"permille": True}, "not True"),
    ("loss", {"direction": "up"}, 'direction "up" is none of "both", "to printer", "from printer"'),
    ("delay", {"least_us": 9, "most_us": 8}, "least_us 9 is more than most_us 8"),
    ("late", {"after_us": -5}, "after_us must be a whole number"),
    ("slow", {"least_us": 9_000_000}, "least_us 9000000 is more than most_us 2500000"),
    ("moved", {"to": 7}, 'fault "moved": to must be text, not 7'),
    ("full storage", {"left": 1_001}, "left must be a whole number from 0 to 1,000"),
    ("busy", {"permille": 5}, 'it takes "for_us", "pause_us"'),
]


@pytest.mark.parametrize(("kind", "params", "message"), REFUSED)
def test_bad_faults_are_refused_in_one_line(kind: str, params: dict[str, Any], message: str) -> None:
    with pytest.raises(EmulatorError) as error:
        build_fault(kind, **params)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_parameters_are_listed_with_their_defaults() -> None:
    assert fault_parameters("loss") == {"direction": "both", "permille": 200}
    assert all(build_fault(kind, **fault_parameters(kind)) for kind in fault_names())
    with pytest.raises(EmulatorError, match="unknown fault"):
        fault_parameters("rain")
