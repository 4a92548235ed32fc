"""Seeded chance: the same seed and the same name give the same draws, in any process on any machine."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

_WORD_OCTETS = 8
_WORD_BITS = 64


class SeededChance:
    """Integer draws from blake2b(seed, name, counter of that name).

    A name never sees another name's draws, so whoever adds a printer changes nobody else's. Each hash gives
    eight words of 64 bits, which are kept until they are asked for.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._key = seed.to_bytes(32, "big", signed=True)
        self._words: dict[str, list[int]] = {}
        self._blocks: dict[str, int] = {}

    def below(self, name: str, bound: int) -> int:
        """A uniform integer 0 ≤ x < bound (bound ≤ 2**48, the bias is below 2**-16)."""
        words = self._words.get(name)
        if not words:
            words = self._refill(name)
        return words.pop() * bound >> _WORD_BITS

    def octets(self, name: str, size: int) -> bytes:
        """That many octets; they come from a counter apart from the integers of the same name."""
        out = b""
        while len(out) < size:
            out += self._block(f"{name}\0octets")
        return out[:size]

    def pick(self, name: str, weights: Sequence[int]) -> int:
        """An index, drawn by an integer table of weights."""
        draw = self.below(name, sum(weights))
        for index, weight in enumerate(weights):
            draw -= weight
            if draw < 0:
                return index
        raise ValueError(f"{name}: the weights are all zero")

    def _refill(self, name: str) -> list[int]:
        block = self._block(name)
        words = [int.from_bytes(block[at : at + _WORD_OCTETS], "big") for at in range(0, len(block), _WORD_OCTETS)]
        words.reverse()
        self._words[name] = words
        return words

    def _block(self, name: str) -> bytes:
        counter = self._blocks.get(name, 0)
        self._blocks[name] = counter + 1
        return blake2b(name.encode() + b"\0" + counter.to_bytes(8, "big"), key=self._key).digest()
