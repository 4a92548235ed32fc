"""Chance: every draw in the server comes through this port, under the name of the one who draws.

Names carry their owner ("server id", "manager request id"), so that in a seeded world one more
printer or one more draw changes nobody else's.
"""

from __future__ import annotations

import secrets
from typing import Protocol


class Chance(Protocol):
    """Draws of whole numbers and octets."""

    def below(self, name: str, bound: int) -> int:
        """A uniform whole number x with 0 <= x < ``bound``; ``bound`` is at least 1."""

    def octets(self, name: str, size: int) -> bytes:
        """``size`` uniform octets."""


class SystemChance:
    """Real chance from the operating system, good for keys and identifiers; the name plays no part."""

    def below(self, name: str, bound: int) -> int:  # noqa: ARG002 -- the port's signature
        """See :meth:`Chance.below`."""
        return secrets.randbelow(bound)

    def octets(self, name: str, size: int) -> bytes:  # noqa: ARG002 -- the port's signature
        """See :meth:`Chance.octets`."""
        return secrets.token_bytes(size)
