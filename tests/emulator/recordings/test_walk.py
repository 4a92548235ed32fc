"""Walks from files: both forms, every type, and lines that cannot be read (EMU-13)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire import ber
from emulator.recordings import Recorded, read_walk, write_walk

SYSTEM = (1, 3, 6, 1, 2, 1, 1)
SNMPREC = rb"""1.3.6.1.2.1.1.1.0|4|A printer | with a bar
1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.32473.2
# a remark
1.3.6.1.2.1.1.3.0|67|4294967295

1.3.6.1.2.1.1.4.0|4|
1.3.6.1.2.1.2.2.1.6.1|4x|020000000001
1.3.6.1.2.1.2.2.1.10.1|65|7
1.3.6.1.2.1.2.2.1.5.1|66|1000000000
1.3.6.1.2.1.4.20.1.1.192.0.2.1|64|192.0.2.1
1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615
1.3.6.1.2.1.43.8.2.1.10.1.1|2|-3
1.3.6.1.4.1.32473.9.0|68x|9f7804
"""
SNMPWALK = rb""".1.3.6.1.2.1.1.1.0 = STRING: "A printer | with a bar"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.32473.2
.1.3.6.1.2.1.1.3.0 = Timeticks: (4294967295) 497 days, 2:27:52.95
iso.3.6.1.2.1.1.4.0 = ""
.1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 02 00 00 00
00 01
.1.3.6.1.2.1.2.2.1.10.1 = Counter32: 7
.1.3.6.1.2.1.2.2.1.5.1 = Gauge32: 1000000000
.1.3.6.1.2.1.4.20.1.1.192.0.2.1 = IpAddress: 192.0.2.1
.1.3.6.1.2.1.31.1.1.1.6.1 = Counter64: 18446744073709551615
.1.3.6.1.2.1.43.8.2.1.10.1.1 = INTEGER: -3 sheets
.1.3.6.1.4.1.32473.8.0 = No Such Instance currently exists at this OID
.1.3.6.1.4.1.32473.9.0 = Opaque: 9F 78 04
.1.3.6.1.4.1.32473.9.1 = No more variables left in this MIB View (It is past the end of the MIB tree)
End of MIB
"""


def test_both_forms_say_the_same() -> None:
    """EMU-13"""
    walk = read_walk(SNMPREC)
    assert read_walk(SNMPWALK) == walk
    assert not walk.bad
    assert walk.objects[0] == Recorded((*SYSTEM, 1, 0), ber.OCTET_STRING, b"A printer | with a bar")
    assert [each.oid for each in walk.objects] == sorted(each.oid for each in walk.objects)
    assert {each.tag for each in walk.objects} == {2, 4, 6, 64, 65, 66, 67, 68, 70}
    assert read_walk(write_walk(walk.objects).encode()) == walk
    assert read_walk(SNMPREC.replace(b"\n", b"\r\n")) == walk


@pytest.mark.parametrize(
    ("text", "tag", "value"),
    [
        ('STRING: "two\nlines"', 4, b"two\nlines"),
        ('STRING: "two\n\n.1.3.6 lines \\"said\\" c:\\\\"', 4, b'two\n\n.1.3.6 lines "said" c:\\'),
        ("STRING: bare words", 4, b"bare words"),
        ('STRING: "\xb0"', 4, b"\xb0"),
        ("STRING: ", 4, b""),
        ("INTEGER: idle(3)", 2, 3),
        ("Timeticks: (5) 0:00:00.05", 67, 5),
        ("Wrong Type (should be Gauge32 or Unsigned32): INTEGER: 5", 2, 5),
        ("BITS: 80 00 overduePreventMaint(0)", 4, b"\x80\x00"),
        ("Network Address: 0A:00:00:01", 64, b"\x0a\x00\x00\x01"),
        ("OID: iso.3.6.1", 6, (1, 3, 6, 1)),
        ("Opaque: Float: 1.500000", 68, b"\x9f\x78\x04\x3f\xc0\x00\x00"),
    ],
)
def test_what_net_snmp_prints(text: str, tag: int, value: object) -> None:
    """EMU-13"""
    data = f".1.3.6.1.2.1.1.1.0 = INTEGER: 1\n.1.3.6.1.2.1.1.2.0 = {text}\n.1.3.6.1.2.1.1.3.0 = INTEGER: 3\n"
    walk = read_walk(data.encode("latin-1"))
    assert walk.bad == ()
    assert [(each.tag, each.value) for each in walk.objects] == [(2, 1), (tag, value), (2, 3)]


def test_a_mac_address_as_the_interface_module_shows_it() -> None:
    """EMU-13"""
    walk = read_walk(b".1.3.6.1.2.1.2.2.1.6.1 = STRING: 2:0:0:0:a:1\n")
    assert walk.objects[0].value == bytes.fromhex("020000000a01")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1.3.6.1.2.1.1.9.0|65|6git3159", "no whole number"),
        ("1.3.6.1.2.1.1.9.0|65|-1", "does not fit"),
        ("1.3.6.1.2.1.1.9.0|2|2147483648", "does not fit"),
        ("1.3.6.1.2.1.1.9.0|4x|123", "pairs of hexadecimal"),
        ("1.3.6.1.2.1.1.9.0|2x|12", "only octets"),
        ("1.3.6.1.2.1.1.9.0|99|1", "no type's tag"),
        ("1.3.6.1.2.1.1.9.0|4:delay|1", "module of snmpsim"),
        ("1.3.6.1.2.1.1.9.0|64|1.2.3.400", "no IPv4 address"),
        ("1.3.6.1.2.1.1.9.0|4", "not of the form"),
        ("1.3..6.1|4|x", "no object identifier"),
        ("9.3.6.1|4|x", "too large"),
        ("1.3.4294967296|4|x", "too large"),
        ("1.3.6.1.2.1.1.1.0|4|again", "stands in line 1 already"),
        (f"1{'.1' * 128}|4|x", "2 to 128 numbers"),
        (f"1.3.6.1.2.1.1.9.0|4|{'x' * 40_000}", "more than 32768 octets"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_read(line: str, reason: str) -> None:
    """EMU-13: a corrupt line has its number, and says why."""
    walk = read_walk(f"1.3.6.1.2.1.1.1.0|4|A printer\n{line}\n1.3.6.1.2.1.1.5.0|4|lobby\n".encode())
    assert [each.value for each in walk.objects] == [b"A printer", b"lobby"]
    assert [each.number for each in walk.bad] == [2]
    assert reason in walk.bad[0].reason
    assert len(str(walk.bad[0])) < 200


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("what is this", "not of the form"),
        (".1.3.6.1.9.0 = INTEGER: many", "no whole number"),
        (".1.3.6.1.9.0 = 5", "no type in front"),
        (".1.3.6.1.9.0 = NULL", "no type in front"),
        ('.1.3.6.1.9.0 = STRING: "never closed\nmore', "quotes do not close"),
        (".1.3.6.1.9.0 = Hex-STRING: 0G", "pairs of hexadecimal"),
    ],
)
def test_a_bad_entry_of_net_snmp_is_named_and_the_rest_is_read(line: str, reason: str) -> None:
    """EMU-13"""
    data = f".1.3.6.1.1.0 = INTEGER: 1\n{line}\n.1.3.6.1.99.0 = INTEGER: 3\n"
    walk = read_walk(data.encode())
    assert [each.value for each in walk.objects] == [1, 3]
    assert [(each.number, reason in each.reason) for each in walk.bad] == [(2, True)]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"hello\n", b"\xff\x00"])
def test_what_is_no_walk_is_one_bad_line(data: bytes) -> None:
    walk = read_walk(data)
    assert walk.objects == ()
    assert len(walk.bad) == 1


@given(st.binary(max_size=200), st.sampled_from((b"", SNMPREC, SNMPWALK)), st.integers(0, 600))
def test_reading_is_total(data: bytes, around: bytes, at: int) -> None:
    walk = read_walk(around[:at] + data + around[at:])
    assert read_walk(write_walk(walk.objects).encode()).objects == walk.objects


@pytest.mark.skipif("PRESSROOM_RECORDINGS" not in os.environ, reason="PRESSROOM_RECORDINGS names no folder of walks")
def test_real_recordings() -> None:
    for file in Path(os.environ["PRESSROOM_RECORDINGS"]).glob("*.snmprec"):
        walk = read_walk(file.read_bytes())
        assert len(walk.objects) > 100
        assert len(walk.bad) < 3
