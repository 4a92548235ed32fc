"""What is counted together against one limit (LIM-07), and what is told of it (LIM-08)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from core.model.accounts import Limit, Standing


class Holder(NamedTuple):
    """Whose usage counts: an account's, or that of a user group's members together. One of the keys is given."""

    account_key: int | None = None
    group_key: int | None = None


class Scope(NamedTuple):
    """Where usage counts: on one printer, on the printers of a group together, or on all printers without a group."""

    group_key: int | None = None
    printer_key: int | None = None


UNGROUPED = Scope()


class GroupTerms(NamedTuple):
    """What a user group sets for its members: a limit for their total, or ``for_each`` of them.

    ``alone``: it is not processed as a group of printers, so each printer of one counts by itself.
    """

    key: int
    limit: Limit | None
    alone: bool = False
    for_each: bool = False


class Held(NamedTuple):
    """The limit that an account prints under, and whose it is.

    ``alone``: it is not processed as a group, so each printer of a printer group counts by itself.
    """

    holder: Holder
    limit: Limit | None
    alone: bool = False


class Pooled(NamedTuple):
    """One pool of usage: whose, where, under which limit, and where it stands."""

    holder: Holder
    scope: Scope
    limit: Limit
    standing: Standing


class ShutOut(NamedTuple):
    """The Job Account IDs over their limit: on printers without a group, and where it is different from there."""

    ungrouped: frozenset[int] = frozenset()
    by_printer: Mapping[int, frozenset[int]] = MappingProxyType({})

    def on(self, printer_key: int) -> frozenset[int]:
        """Those on one printer."""
        return self.by_printer.get(printer_key, self.ungrouped)


class GroupLimit(NamedTuple):
    """A user group's limit: for its members' total, or ``for_each`` of them by himself (LIM-07)."""

    limit: Limit
    for_each: bool = False


class EventKind(StrEnum):
    """What users and groups are told of their limit (LIM-08, LIM-10)."""

    EXCEEDED = "limit exceeded"
    PERMITTED = "printing permitted"
    REFUSED = "job refused"


class LimitEvent(NamedTuple):
    """An entry of the outbox: what happened to which pool, and who is to be told.

    ``who`` and ``place`` are names of then: account or user group, and printer or printer group ("" for printers
    without a group). ``reason`` has the numbers; ``addresses`` are mail addresses, in order, none twice.
    """

    key: int
    at_us: int
    kind: EventKind
    holder: Holder
    scope: Scope
    who: str
    place: str
    reason: str
    addresses: tuple[str, ...]
