"""The form of net-snmp: ``.1.3.6.1.2.1.1.1.0 = STRING: "A printer"``, as ``snmpwalk -On`` and snmpbulkwalk print it.

Text and hexadecimal octets may go on over several lines. Values come as net-snmp shows them with its modules at hand or
without: ``INTEGER: 3``, ``INTEGER: idle(3)``, ``Timeticks: (123) 0:00:01.23``.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Final

from core.wire import ber
from core.wire.mib import Oid
from core.wire.values import Value
from emulator.recordings.objects import (
    BadLine,
    NotUsable,
    Recorded,
    Walk,
    bad_line,
    checked,
    hex_octets,
    ip_octets,
    put_together,
    read_oid,
    whole,
)

LINE: Final = re.compile(r"(?:\.|iso\.)?(\d[\d.]*) = ", re.ASCII)
_TYPED: Final = re.compile(r'(?:\.|iso\.)?\d[\d.]* = (?:[A-Z][\w-]*: |[A-Z][\w-]*:$|""|No |NULL|Wrong )', re.ASCII)
_NOTHING: Final = ("No Such Object", "No Such Instance", "No more variables left")
_END: Final = "End of MIB"  # the last line of a walk by version 1
_WRONG_TYPE: Final = re.compile(r"Wrong Type \(should be [^)]*\): ")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_NUMBER: Final = re.compile(r"(?:[A-Za-z][\w.-]*\()?(-?\d+)\)?(?: .*)?", re.ASCII | re.DOTALL)
_TICKS: Final = re.compile(r"\((\d+)\)(?: .*)?", re.ASCII | re.DOTALL)
_BITS: Final = re.compile(r"((?:[0-9A-Fa-f]{2}(?:\s+|$))*).*", re.DOTALL)
_HEX: Final = re.compile(r"[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2})* ?")
_HEXADECIMAL: Final = re.compile(r" = (?:Wrong Type \(should be [^)]*\): )?(?:Hex-STRING|BITS|Opaque): ")
_MAC: Final = re.compile(r"[0-9A-Fa-f]{1,2}(?::[0-9A-Fa-f]{1,2}){5}")
_FLOAT: Final = re.compile(r"Float: (-?\d+(?:\.\d+)?)", re.ASCII)
_IF_PHYS_ADDRESS: Final[Oid] = (1, 3, 6, 1, 2, 1, 2, 2, 1, 6)
_ISO: Final = "iso"


def read(lines: list[str]) -> Walk:
    """A walk in this form."""
    found: list[tuple[int, str, Recorded]] = []
    bad: list[BadLine] = []
    for number, text in _entries(lines):
        try:
            each = _object(text)
        except NotUsable as error:
            bad.append(bad_line(number, text, str(error)))
        else:
            if each is not None:
                found.append((number, text, each))
    return put_together(found, bad)


def _entries(lines: list[str]) -> list[tuple[int, str]]:
    """Each object's lines as one text, with the number of the first."""
    entries: list[tuple[int, list[str]]] = []
    is_open = False  # inside the quotes of a text, where anything may stand but the beginning of another object
    for number, line in enumerate(lines, 1):
        if is_open and not _TYPED.match(line):
            entries[-1][1].append(line)
            is_open = not _closes(line)
        elif entries and _HEX.fullmatch(line) and _HEXADECIMAL.search(entries[-1][1][0]):
            entries[-1][1].append(line)
        elif line and line != _END:
            entries.append((number, [line]))
            is_open = _is_open(line)
    return [(number, "\n".join(parts)) for number, parts in entries]


def _is_open(line: str) -> bool:
    """Whether a text begins in this line and does not end there."""
    at = line.find('STRING: "')
    return at >= 0 and not _QUOTED.match(line, at + len("STRING: "))


def _closes(line: str) -> bool:
    return re.search(r'(?:^|[^\\])(?:\\\\)*"$', line) is not None


def _object(text: str) -> Recorded | None:
    """The object of an entry; None for one that says that there is none. Raises NotUsable."""
    match = LINE.match(text)
    if match is None:
        raise NotUsable("not of the form NAME = TYPE: VALUE")
    oid = read_oid(match[1] if not text.startswith(_ISO) else f"1.{match[1]}")
    body = text[match.end() :]
    if body.startswith(_NOTHING):
        return None
    if body == '""':
        return Recorded(oid, ber.OCTET_STRING, b"")
    body = _WRONG_TYPE.sub("", body, count=1)
    kind, colon, value = body.partition(":")
    reader = _READERS.get(kind)
    if not colon or reader is None:
        raise NotUsable("no type in front of the value (snmpwalk without -Oq and the like prints it)")
    tag, read_value = reader
    value = value.removeprefix(" ")
    if kind == "STRING" and oid[: len(_IF_PHYS_ADDRESS)] == _IF_PHYS_ADDRESS and _MAC.fullmatch(value):
        return Recorded(oid, tag, bytes(int(part, 16) for part in value.split(":")))
    return checked(oid, tag, read_value(value))


def _string(text: str) -> Value:
    if not text.startswith('"'):
        return text.encode("latin-1")
    match = _QUOTED.fullmatch(text)
    if match is None:
        raise NotUsable("a text whose quotes do not close")
    return re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL).encode("latin-1")


def _number(text: str) -> Value:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise NotUsable("the value is no whole number")
    return whole(match[1])


def _ticks(text: str) -> Value:
    match = _TICKS.fullmatch(text)
    return whole(match[1]) if match else _number(text)


def _identifier(text: str) -> Value:
    return read_oid(text.strip().replace("iso.", "1.", 1))


def _bits(text: str) -> Value:
    match = _BITS.fullmatch(text)
    assert match is not None
    return hex_octets(match[1])


def _network_address(text: str) -> Value:
    return hex_octets(text.replace(":", " "))


def _opaque(text: str) -> Value:
    """net-snmp's float: an element with the tag 9f78 in the octets (its own convention)."""
    match = _FLOAT.fullmatch(text.strip())
    return b"\x9f\x78\x04" + struct.pack(">f", float(match[1][:30])) if match else hex_octets(text)


_READERS: Final[dict[str, tuple[int, Callable[[str], Value]]]] = {
    "STRING": (ber.OCTET_STRING, _string),
    "Hex-STRING": (ber.OCTET_STRING, hex_octets),
    "BITS": (ber.OCTET_STRING, _bits),
    "INTEGER": (ber.INTEGER, _number),
    "Integer32": (ber.INTEGER, _number),
    "OID": (ber.OID, _identifier),
    "IpAddress": (ber.IP_ADDRESS, ip_octets),
    "Network Address": (ber.IP_ADDRESS, _network_address),
    "Counter32": (ber.COUNTER32, _number),
    "Gauge32": (ber.GAUGE32, _number),
    "Unsigned32": (ber.GAUGE32, _number),
    "Timeticks": (ber.TIMETICKS, _ticks),
    "Counter64": (ber.COUNTER64, _number),
    "Opaque": (ber.OPAQUE, _opaque),
}
