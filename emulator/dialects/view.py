"""Views: the part of an agent's objects that somebody may see, or change (RFC 3415, section 2.4)."""

from __future__ import annotations

from typing import Final, NamedTuple

from core.wire.mib import Oid


class View(NamedTuple):
    """Subtrees that are in it and subtrees that are not; where both match a name, the longer one says."""

    included: tuple[Oid, ...] = ((),)
    excluded: tuple[Oid, ...] = ()

    def shows(self, oid: Oid) -> bool:
        """Whether that name is in it."""
        return _longest(self.included, oid) > _longest(self.excluded, oid)

    def cuts(self, oid: Oid) -> bool:
        """Whether it draws a line below that name, so that only some of what is there is in it."""
        return any(len(each) > len(oid) and each[: len(oid)] == oid for each in (*self.included, *self.excluded))


EVERYTHING: Final = View()


def _longest(subtrees: tuple[Oid, ...], oid: Oid) -> int:
    return max((len(each) for each in subtrees if oid[: len(each)] == each), default=-1)
