"""Users of printers' panels (JID-11)."""

from __future__ import annotations

from typing import NamedTuple


class PanelUser(NamedTuple):
    """A user of a panel, and the Job Account ID behind the name.

    Of the password only a salted hash is known (:mod:`core.wire.user_table`); empty ones: none was set, or the one
    that there is stays.
    """

    name: str
    account_id: int
    salt: bytes = b""
    hash: bytes = b""


class UserList(NamedTuple):
    """What one printer should have: the revision of the list, the one that was written last, and the users."""

    revision: int
    applied: int
    users: tuple[PanelUser, ...]
