"""A walk from a file, in whichever form it is, and back into a file."""

from __future__ import annotations

from collections.abc import Iterable

from emulator.recordings import snmprec, snmpwalk
from emulator.recordings.objects import BadLine, Recorded, Walk, bad_line


def read_walk(data: bytes) -> Walk:
    """What a file with a walk holds; reading is total, and what is no walk at all is one bad line.

    The first line that looks like either form decides: snmpsim's (``NAME|TYPE|VALUE``) or net-snmp's (``NAME = TYPE:
    VALUE``). Octets beyond ASCII are taken as they are.
    """
    lines = [line.removesuffix("\r") for line in data.decode("latin-1").split("\n")]
    for line in lines:
        if snmprec.LINE.match(line):
            return snmprec.read(lines)
        if snmpwalk.LINE.match(line):
            return snmpwalk.read(lines)
    number, line = next(((number, line) for number, line in enumerate(lines, 1) if line), (1, ""))
    bad: BadLine = bad_line(number, line, "neither snmprec (NAME|TYPE|VALUE) nor snmpwalk -On (NAME = TYPE: VALUE)")
    return Walk((), (bad,))


def write_walk(objects: Iterable[Recorded]) -> str:
    """Objects in snmpsim's form, a line each, in printable ASCII alone."""
    return "".join(f"{snmprec.write(each)}\n" for each in objects)
