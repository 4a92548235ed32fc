"""Remote restart and shut-down, each at most once for a nonce."""

from __future__ import annotations

from typing import Final

_NONCES_KEPT: Final = 32


class Control:
    """Remembers the last nonces on the main board, so that a late repeat does nothing, after a restart too."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: tuple[int, ...] = ()

    def is_new(self, nonce: int) -> bool:
        """Whether an action with this nonce would be taken."""
        return nonce not in self._seen

    def take(self, nonce: int) -> bool:
        """Remember the nonce; False when it was there already."""
        if nonce in self._seen:
            return False
        self._seen = (*self._seen, nonce)[-_NONCES_KEPT:]
        return True
