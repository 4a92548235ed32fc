"""The form of snmpsim: ``1.3.6.1.2.1.1.1.0|4|A printer``, a name, the type's tag, a value; ``4x`` means hexadecimal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from core.wire import ber
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

LINE: Final = re.compile(r"\.?\d[\d.]*\|", re.ASCII)
_TAG: Final = re.compile(r"(\d{1,3})(x?)", re.ASCII)
_PLAIN: Final = re.compile(rb"[\x20-\x7e]*")


def read(lines: list[str]) -> Walk:
    """A walk in this form; empty lines, and those that begin with ``#``, are passed over."""
    found: list[tuple[int, str, Recorded]] = []
    bad: list[BadLine] = []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        try:
            found.append((number, line, _object(line)))
        except NotUsable as error:
            bad.append(bad_line(number, line, str(error)))
    return put_together(found, bad)


def write(each: Recorded) -> str:
    """One object in this form, in printable ASCII alone."""
    name, value = ".".join(map(str, each.oid)), each.value
    if isinstance(value, tuple):
        return f"{name}|{each.tag}|{'.'.join(map(str, value))}"
    if not isinstance(value, bytes):
        return f"{name}|{each.tag}|{value}"
    if each.tag == ber.OCTET_STRING and _PLAIN.fullmatch(value):
        return f"{name}|{each.tag}|{value.decode('ascii')}"
    return f"{name}|{each.tag}x|{value.hex()}"


def _object(line: str) -> Recorded:
    parts = line.split("|", 2)
    if len(parts) != 3:
        raise NotUsable("not of the form NAME|TYPE|VALUE")
    name, kind, text = parts
    oid = read_oid(name)
    if ":" in kind:
        raise NotUsable("a value that a module of snmpsim works out is not known here")
    match = _TAG.fullmatch(kind)
    tag = int(match[1]) if match else -1
    if match is None or tag not in _READERS:
        raise NotUsable("no type's tag")
    if not match[2]:
        return checked(oid, tag, _READERS[tag](text))
    if tag not in _OCTETS:
        raise NotUsable("only octets are written in hexadecimal digits")
    return checked(oid, tag, hex_octets(text))


def _octets(text: str) -> Value:
    return text.encode("latin-1")


def _address(text: str) -> Value:
    return ip_octets(text) if text.isascii() and text.count(".") == 3 else _octets(text)


_OCTETS: Final = frozenset((ber.OCTET_STRING, ber.IP_ADDRESS, ber.OPAQUE))
_READERS: Final[dict[int, Callable[[str], Value]]] = {
    ber.INTEGER: whole,
    ber.OCTET_STRING: _octets,
    ber.OPAQUE: _octets,
    ber.OID: read_oid,
    ber.IP_ADDRESS: _address,
    **dict.fromkeys((ber.COUNTER32, ber.GAUGE32, ber.TIMETICKS, ber.COUNTER64), whole),
}
