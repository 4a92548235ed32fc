"""Who may see and change what on a printer: communities and users, each with a view (RFC 3415, section 2.4; RFC 3584).

A view is a choice of subtrees. What it leaves out does not exist for whoever looks through it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from core.wire.snmp import V1, V2C
from core.wire.snmp3 import V3
from core.wire.usm import User
from emulator.dialects.view import EVERYTHING, View

VERSIONS: Final = {"v1": V1, "v2c": V2C, "v3": V3}


class Grant(NamedTuple):
    """What somebody may see, and what he may change of it; None is nothing."""

    read: View = EVERYTHING
    write: View | None = None


READS: Final = Grant()
WRITES: Final = Grant(write=EVERYTHING)


class Named(NamedTuple):
    """A user of version 3 and what he may do."""

    user: User
    grant: Grant = WRITES


class Access:
    """Everybody who may speak to a printer; shared by all printers that are set up alike."""

    __slots__ = ("communities", "readers", "users", "versions")

    def __init__(
        self,
        communities: Iterable[tuple[bytes, Grant]] = ((b"public", READS), (b"private", WRITES)),
        users: Iterable[User | Named] = (),
        versions: Collection[str] = ("v1", "v2c", "v3"),
    ) -> None:
        """``versions`` of "v1", "v2c" and "v3" are spoken; without users version 3 is not. KeyError for others."""
        self.communities: dict[bytes, Grant] = {}
        for name, grant in communities:
            held = self.communities.get(name)
            if held is None or grant.write is not None:  # of two communities of one name the one that may write
                self.communities[name] = grant
        named = [each if isinstance(each, Named) else Named(each) for each in users]
        self.users = {each.user.name.encode(): each for each in named}
        spoken = {VERSIONS[each] for each in versions}
        self.versions = frozenset(spoken if self.users else spoken - {V3})
        self.readers = frozenset(
            (version, name)
            for version in self.versions - {V3}
            for name, grant in self.communities.items()
            if grant.read == EVERYTHING
        )
        """Version and community of who may read everything."""
