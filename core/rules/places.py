"""Where a Job Account ID is registered, and by which restrictions (JID-07, JID-12, PRN-22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from core.model.groups import Membership, Place

_SECOND_US: Final = 1_000_000


def holds(from_us: int, to_us: int | None, at_us: int) -> bool:
    """Whether something that began and perhaps ended holds at an instant.

    Printers tell whole seconds, so it holds for the whole second in which it began.
    """
    return from_us // _SECOND_US * _SECOND_US <= at_us and (to_us is None or at_us < to_us)


def place_on(printer_key: int, at_us: int, places: Iterable[Place], memberships: Sequence[Membership]) -> Place | None:
    """By which of an account's places its ID is registered on a printer at an instant; None: it is not.

    ``places`` are the account's, ``memberships`` the printer's. A place of the printer's own goes before one of its
    group, and that before "everywhere".
    """
    found: Place | None = None
    for place in places:
        if not holds(place.from_us, place.to_us, at_us):
            continue
        if place.printer_key is not None:
            if place.printer_key == printer_key:
                return place
        elif place.group_key is None:
            found = found or place
        elif _belongs(place.group_key, at_us, memberships):
            found = place
    return found


def _belongs(group_key: int, at_us: int, memberships: Iterable[Membership]) -> bool:
    return any(
        each.group_key == group_key and each.with_ids and holds(each.from_us, each.to_us, at_us) for each in memberships
    )
