"""JID-07, JID-12, PRN-22: where an ID is registered, from when to when, and by which of its places."""

from __future__ import annotations

import pytest

from core.model.groups import Membership, Place
from core.rules.places import holds, place_on

S = 1_000_000
PRINTER, OTHER, GROUP, OTHER_GROUP = 1, 2, 10, 20
EVERYWHERE = Place(5, None, None, None, 0, None)
IN_GROUP = Place(5, GROUP, None, 1, 0, None)
ON_PRINTER = Place(5, None, PRINTER, 2, 0, None)
MEMBER = Membership(PRINTER, GROUP, True, 0, None)


@pytest.mark.parametrize(
    ("from_us", "to_us", "at_us", "expected"),
    [
        (5 * S, None, 5 * S, True),
        (5 * S + 700_000, None, 5 * S, True),  # the whole second in which it began
        (5 * S + 700_000, None, 5 * S - 1, False),
        (5 * S, 7 * S, 7 * S - 1, True),
        (5 * S, 7 * S, 7 * S, False),
        (5 * S, None, 9 * S, True),
    ],
)
def test_an_interval_holds(from_us: int, to_us: int | None, at_us: int, expected: bool) -> None:
    """JID-07: printers tell whole seconds."""
    assert holds(from_us, to_us, at_us) is expected


@pytest.mark.parametrize(
    ("places", "memberships", "expected"),
    [
        ([], [MEMBER], None),
        ([EVERYWHERE], [], EVERYWHERE),
        ([ON_PRINTER], [], ON_PRINTER),
        ([ON_PRINTER._replace(printer_key=OTHER)], [], None),
        ([IN_GROUP], [MEMBER], IN_GROUP),
        ([IN_GROUP], [], None),
        ([IN_GROUP], [MEMBER._replace(group_key=OTHER_GROUP)], None),
        ([IN_GROUP], [MEMBER._replace(with_ids=False)], None),  # PRN-22: a member without the group's IDs
        ([IN_GROUP], [MEMBER._replace(from_us=200 * S)], None),
        ([IN_GROUP], [MEMBER._replace(to_us=100 * S)], None),
        ([IN_GROUP], [MEMBER._replace(group_key=OTHER_GROUP), MEMBER], IN_GROUP),
        ([EVERYWHERE, IN_GROUP, ON_PRINTER], [MEMBER], ON_PRINTER),
        ([ON_PRINTER, IN_GROUP, EVERYWHERE], [MEMBER], ON_PRINTER),
        ([IN_GROUP, EVERYWHERE], [MEMBER], IN_GROUP),
        ([EVERYWHERE, IN_GROUP], [MEMBER], IN_GROUP),
        ([EVERYWHERE, EVERYWHERE._replace(restrictions=9)], [], EVERYWHERE),
        ([ON_PRINTER._replace(to_us=100 * S), EVERYWHERE], [], EVERYWHERE),
        ([ON_PRINTER._replace(from_us=200 * S), IN_GROUP], [MEMBER], IN_GROUP),
    ],
)
def test_the_place_that_counts(places: list[Place], memberships: list[Membership], expected: Place | None) -> None:
    """JID-12: the printer's own goes before its group's, and that before everywhere; at 100 s."""
    assert place_on(PRINTER, 100 * S, places, memberships) == expected
