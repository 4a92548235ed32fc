"""Whose usage is counted together, and on which printers (LIM-07)."""

from __future__ import annotations

from core.model.accounts import Limit
from core.model.metering import UNGROUPED, GroupTerms, Held, Holder, Scope


def held_by(account_key: int, own: Limit | None, *, alone: bool = False, group: GroupTerms | None = None) -> Held:
    """The limit that an account prints under.

    A user group's limit is for its members' total, and stands in for their own limits. A member that is not processed
    as a group (``alone``) keeps his own. A group's limit that is ``for_each`` is a limit for each member by himself.
    """
    if group is None or group.limit is None or alone:
        return Held(Holder(account_key), own, alone)
    if group.for_each:
        return Held(Holder(account_key), group.limit, group.alone)
    return Held(Holder(None, group.key), group.limit, group.alone)


def scope_of(printer_key: int, group_key: int | None, *, alone: bool) -> Scope:
    """Where usage on a printer counts: with its group's other printers, unless whoever uses it is counted alone.

    Printers without a group count together: there is no group that somebody could be taken out of.
    """
    if group_key is None:
        return UNGROUPED
    return Scope(group_key, printer_key) if alone else Scope(group_key)
