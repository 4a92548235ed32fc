"""A SET turns up again long after everybody forgot it: from a queue, a tunnel, a sleeping access point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from emulator.network.faults.base import BaseFault, happens
from emulator.network.packets import TO_PRINTER, Datagram
from emulator.ports import Chance

_SEQUENCE: Final = 0x30
_INTEGER: Final = 0x02
_OCTETS: Final = 0x04
_SET: Final = 0xA3


@dataclass(frozen=True, slots=True, kw_only=True)
class Late(BaseFault):
    """Of 1,000 SETs to the printer ``permille`` come again, ``after_us`` of calendar time later."""

    permille: int = 1_000
    after_us: int = 3_600_000_000

    def _apply(self, datagram: Datagram, chance: Chance) -> Sequence[Datagram]:
        if datagram.direction != TO_PRINTER or datagram.calendar_us or not is_set(datagram.data):
            return (datagram,)
        if not happens(chance, datagram, "late", self.permille):
            return (datagram,)
        return (datagram, datagram._replace(calendar_us=self.after_us))


def is_set(data: bytes) -> bool:
    """Whether a datagram is an SNMP v1 or v2c SET, judged by its tags alone (RFC 1157 section 4)."""
    position = 0
    try:
        position = _content(data, position, _SEQUENCE)
        position = _after(data, position, _INTEGER)
        position = _after(data, position, _OCTETS)
        return data[position] == _SET
    except (IndexError, ValueError):
        return False


def _content(data: bytes, position: int, tag: int) -> int:
    """Where the content of the element at ``position`` begins."""
    if data[position] != tag:
        raise ValueError("another tag")
    length = data[position + 1]
    return position + 2 + (length & 0x7F if length & 0x80 else 0)


def _after(data: bytes, position: int, tag: int) -> int:
    """Where the element behind the one at ``position`` begins."""
    start = _content(data, position, tag)
    length = data[position + 1]
    if length & 0x80:
        length = int.from_bytes(data[position + 2 : start], "big")
    return start + length
