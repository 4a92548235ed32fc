"""Changes of octets, drawn from a seed: small ones, and those that parsers stumble over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

_EDGES = (0x00, 0x01, 0x7F, 0x80, 0x81, 0x82, 0x84, 0xFE, 0xFF, 0x30, 0x0A, 0x0D, 0x1B, 0x20, 0x25, 0x40)
_WIDE = tuple(
    number.to_bytes(size, "big")
    for size in (2, 4)
    for number in (0, 1, (1 << 8 * size - 1) - 1, 1 << 8 * size - 1, (1 << 8 * size) - 1)
)
_WORDS = (
    *(b"\x1b%-12345X", b"@PJL ", b"@PJL ENTER LANGUAGE=", b"PCL\r\n", b"PCLXL\r\n", b"PDF\r\n", b"POSTSCRIPT\r\n"),
    *(b"\r\n\r\n", b"%PDF-1.7", b"%!PS-Adobe-3.0\n", b"\x1bE", b"\x1b*b65535W", b"\x1b&l999X", b") HP-PCL XL;3;0\n"),
    *(b"RaS2PwgR", b"UNIRAST\0", b"pages 999999 colour A4\n", b"9" * 40, b"-1", b"%s%n", b"\xff\xfe", b"\0" * 64),
    *(b"\x30\x84\xff\xff\xff\xff", b"\x30\x80", b"Content-Length: 99999999\r\n", b"Transfer-Encoding: chunked\r\n"),
)
Change = Callable[[bytearray, Random, bytes], None]


def mutate(data: bytes, random: Random, other: bytes, largest: int = 1 << 16) -> bytes:
    """The same with one change to four; ``other`` is something to splice in."""
    out = bytearray(data)
    for _ in range(1 + (random.getrandbits(2) if random.getrandbits(1) else 0)):
        CHANGES[random.randrange(len(CHANGES))](out, random, other)
    return bytes(out[:largest])


def pieces(data: bytes, random: Random) -> list[bytes]:
    """The same octets in as many pieces as a network may make of them."""
    if random.getrandbits(1) or len(data) < 2:
        return [data]
    cuts = sorted(random.randrange(len(data) + 1) for _ in range(1 + random.getrandbits(2)))
    return [data[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def _at(out: bytearray, random: Random) -> int:
    return random.randrange(len(out)) if out else 0


def _flip(out: bytearray, random: Random, _: bytes) -> None:
    if out:
        out[_at(out, random)] ^= 1 << random.getrandbits(3)


def _edge(out: bytearray, random: Random, _: bytes) -> None:
    if out:
        out[_at(out, random)] = random.choice(_EDGES)


def _any(out: bytearray, random: Random, _: bytes) -> None:
    if out:
        out[_at(out, random)] = random.getrandbits(8)


def _near(out: bytearray, random: Random, _: bytes) -> None:
    """One more or one less: lengths that are just wrong."""
    if out:
        at = _at(out, random)
        out[at] = (out[at] + random.choice((-1, 1))) & 0xFF


def _wide(out: bytearray, random: Random, _: bytes) -> None:
    number = random.choice(_WIDE)
    at = _at(out, random)
    out[at : at + len(number)] = number


def _cut(out: bytearray, random: Random, _: bytes) -> None:
    del out[_at(out, random) :]


def _drop(out: bytearray, random: Random, _: bytes) -> None:
    at = _at(out, random)
    del out[at : at + 1 + random.getrandbits(4)]


def _again(out: bytearray, random: Random, _: bytes) -> None:
    start = _at(out, random)
    out[start:start] = out[start : start + 1 + random.getrandbits(6)]


def _insert(out: bytearray, random: Random, _: bytes) -> None:
    at = _at(out, random)
    out[at:at] = random.randbytes(1 + random.getrandbits(3))


def _word(out: bytearray, random: Random, _: bytes) -> None:
    at = _at(out, random)
    out[at:at] = random.choice(_WORDS)


def _splice(out: bytearray, random: Random, other: bytes) -> None:
    """From here on the other one."""
    at = _at(out, random)
    out[at:] = other[random.randrange(len(other) + 1) :]


def _swap(out: bytearray, random: Random, _: bytes) -> None:
    if len(out) > 1:
        one, two = _at(out, random), _at(out, random)
        out[one], out[two] = out[two], out[one]


CHANGES: Sequence[Change] = (
    *(_flip, _flip, _edge, _any, _near, _near, _wide, _cut, _drop, _again, _insert, _word, _splice, _swap),
)
