"""Messages by the thousand, the same ones in every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from core.wire import ber
from core.wire.snmp import Message, Pdu, PduType, TrapV1, Varbind

V2C_TYPES = (
    PduType.GET,
    PduType.GETNEXT,
    PduType.RESPONSE,
    PduType.SET,
    PduType.GETBULK,
    PduType.INFORM,
    PduType.TRAP_V2,
)
V1_TYPES = (PduType.GET, PduType.GETNEXT, PduType.RESPONSE, PduType.SET, PduType.TRAP_V1)
EDGES_32 = (0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFFFF, 0x7FFFFFFF)
EXCEPTIONS = (ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW)


class Messages:
    """Draws messages; ``plain`` leaves out what scapy cannot say: Opaque, exceptions, and names under 2.40."""

    def __init__(self, seed: int, plain: bool) -> None:
        self.random = random.Random(seed)
        self.plain = plain

    def number(self, most: int) -> int:
        edge = self.random.choice(EDGES_32)
        number = self.random.choice((edge, self.random.getrandbits(self.random.randrange(1, 65)), most, most - 1))
        return min(number, most)

    def signed(self) -> int:
        number = self.number(ber.INT32_MAX)
        drawn = self.random.choice((number, -number, -number - 1))
        front = drawn
        while front < -0x80:
            front >>= 8
        # where the first octet is 80, the peers write one too many before it; that has a test of its own
        return -1 if front == -0x80 else drawn

    def octets(self, most: int = 300) -> bytes:
        return self.random.randbytes(self.random.choice((0, 1, 7, 20, 127, 128, self.random.randrange(most))))

    def oid(self) -> tuple[int, ...]:
        first = self.random.randrange(3)
        second = self.random.randrange(40 if first < 2 or self.plain else 1000)
        subs = [self.number(ber.UINT32_MAX) for _ in range(self.random.randrange(1, 12))]
        front = (1, 3, 6, 1, 4, 1, 32473, 1, 1, 4, 20, 1, 2) if self.random.random() < 0.5 else (first, second)
        return (*front, *subs)

    def varbind(self, version: int) -> Varbind:
        draws: dict[int, Callable[[], object]] = {
            ber.INTEGER: self.signed,
            ber.OCTET_STRING: self.octets,
            ber.NULL: lambda: None,
            ber.OID: self.oid,
            ber.IP_ADDRESS: lambda: self.random.randbytes(4),
            ber.COUNTER32: lambda: self.number(ber.UINT32_MAX),
            ber.GAUGE32: lambda: self.number(ber.UINT32_MAX),
            ber.TIMETICKS: lambda: self.number(ber.UINT32_MAX),
        }
        if version:
            draws[ber.COUNTER64] = lambda: self.number(ber.UINT64_MAX)
        if not self.plain:
            draws[ber.OPAQUE] = self.octets
            if version:
                draws |= dict.fromkeys(EXCEPTIONS, lambda: None)
        tag = self.random.choice(tuple(draws))
        return Varbind(self.oid(), tag, draws[tag]())  # type: ignore[arg-type]

    def message(self) -> Message:
        version = self.random.randrange(2)
        kind = int(self.random.choice(V2C_TYPES if version else V1_TYPES))
        varbinds = tuple(self.varbind(version) for _ in range(self.random.choice((0, 1, 1, 2, 5, 12))))
        if kind == PduType.TRAP_V1:
            pdu: Pdu | TrapV1 = TrapV1(
                self.oid(),
                self.random.randbytes(4),
                self.random.randrange(7),
                self.signed(),
                self.number(ber.UINT32_MAX),
                varbinds,
            )
        else:
            bulk = kind == PduType.GETBULK
            status = self.number(ber.INT32_MAX) if bulk else self.random.randrange(19 if version else 6)
            pdu = Pdu(kind, self.signed(), status, self.number(ber.INT32_MAX), varbinds)
        return Message(version, self.octets(40), pdu)


@pytest.fixture(scope="session")
def messages() -> Callable[..., Iterator[Message]]:
    def draw(count: int, seed: int, plain: bool = False) -> Iterator[Message]:
        source = Messages(seed, plain)
        return (source.message() for _ in range(count))

    return draw
