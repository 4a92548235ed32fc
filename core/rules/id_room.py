"""Which Job Account IDs a printer has room for (JID-07)."""

from __future__ import annotations

from collections.abc import Sequence

from core.wire.id_table import SPECIAL_IDS, IdRow


def fitting(rows: Sequence[IdRow], room: int) -> tuple[list[IdRow], tuple[int, ...]]:
    """The rows of a table that go into a printer, and the IDs beyond its ``room``; special IDs take none of that.

    The highest numbers are left out: whom it concerns does not change from one writing to the next.
    """
    ordinary = sorted(row for row in rows if row.id not in SPECIAL_IDS)
    special = [row for row in rows if row.id in SPECIAL_IDS]
    return sorted([*special, *ordinary[:room]]), tuple(row.id for row in ordinary[room:])
