"""Groups of printers and of users, and the places where a Job Account ID is registered (PRN-22, JID-07, JID-08)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from core.model.accounts import UNRESTRICTED
from core.wire.mib import Restriction


@dataclass(frozen=True, slots=True)
class PrinterGroup:
    """Printers that are managed, and whose limits are counted, together. ``key`` is the surrogate."""

    key: int
    name: str


@dataclass(frozen=True, slots=True)
class UserGroup:
    """Job Account IDs that are managed together.

    Its restrictions hold for every member beside the member's own. ``alone``: its limit is not processed as a group,
    but counted for each place by itself.
    """

    key: int
    name: str
    mail: str = ""
    restrictions: Restriction = UNRESTRICTED
    alone: bool = False
    notify_totals: bool = False
    notify_limit: bool = False


@dataclass(frozen=True, slots=True)
class UserGroupSetup:
    """What a person sets for a user group; ``new_name`` renames it."""

    name: str
    mail: str = ""
    restrictions: Restriction = UNRESTRICTED
    alone: bool = False
    notify_totals: bool = False
    notify_limit: bool = False
    new_name: str = ""


class Membership(NamedTuple):
    """A printer in a group from an instant to another (None: still).

    ``with_ids``: whether the IDs registered to the group are registered on this printer (PRN-22).
    """

    printer_key: int
    group_key: int
    with_ids: bool
    from_us: int
    to_us: int | None


class Place(NamedTuple):
    """Where an account's ID is registered, from an instant to another: everywhere, in a printer group, or on a printer.

    At most one of the keys is given; none means everywhere. ``restrictions`` are those that hold there instead of the
    account's own; None: the account's own.
    """

    account_key: int
    group_key: int | None
    printer_key: int | None
    restrictions: int | None
    from_us: int
    to_us: int | None


class Spot(NamedTuple):
    """A place by its name, as people give it: a printer, or a printer group."""

    printer: str = ""
    group: str = ""
    restrictions: Restriction | None = None
