"""Why a printer let a job in, or not: every rule that spoke against it, by the tables it held (POL-08).

``docs/restrictions.md`` is the truth table; a test holds this module to it. The printer has decided by then: nothing
here decides about a job.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple

from core.model.policies import InForce, Named, PolicyEntry, word_of
from core.wire.id_table import SPECIAL_IDS, IdRow
from core.wire.mib import Restriction
from core.wire.policy_table import EMPTY, KINDS, Kind, Policy, PolicyTable, same_name


class Effect(Enum):
    """What a rule does to a job, from the strictest."""

    REFUSE = "refuse"
    REFUSE_COLOUR = "refuse in colour"
    UNTIL_COLOUR = "print until colour"
    MONO = "print in mono"


class Cause(NamedTuple):
    """A rule that acts on a job, its value, and what it does."""

    rule: str  # "ID 1001", "policy for login sato", "limit of ID 1001"
    value: str  # "disable printing", "exceeded"
    effect: Effect


_PRINT: Final = {Restriction.DISABLE_PRINTING: Effect.REFUSE}
_BY_RESTRICTION: Final[dict[str, dict[Restriction, Effect]]] = {
    "copy": {
        Restriction.DISABLE_COPYING: Effect.REFUSE,
        Restriction.DISABLE_PRINTING: Effect.REFUSE,
        Restriction.DISABLE_COLOUR_COPYING: Effect.REFUSE_COLOUR,
    },
    "usb print": {
        Restriction.DISABLE_USB_PRINTING: Effect.REFUSE,
        Restriction.DISABLE_COLOUR_USB_PRINTING: Effect.REFUSE_COLOUR,
    },
    "scan to e-mail": {Restriction.DISABLE_SCAN_TO_EMAIL: Effect.REFUSE},
    "scan to network": {Restriction.DISABLE_SCAN_TO_NETWORK: Effect.REFUSE},
    "scan to usb": {Restriction.DISABLE_SCAN_TO_USB: Effect.REFUSE},
    "scan to internet fax": {Restriction.DISABLE_SCAN_TO_INTERNET_FAX: Effect.REFUSE},
    "scan to fax server": {Restriction.DISABLE_SCAN_TO_FAX_SERVER: Effect.REFUSE},
    "fax send": {Restriction.DISABLE_FAX: Effect.REFUSE},
    "fax from pc": {Restriction.DISABLE_FAX: Effect.REFUSE},
    "pc scan": {},
    "push scan": {},
    "other scan": {},
}
"""Functions that are not told here print, and are refused by "disable printing" alone."""
_BY_POLICY: Final = {
    Policy.DISABLE_PRINTING: Effect.REFUSE,
    Policy.DISABLE_COLOUR: Effect.UNTIL_COLOUR,
    Policy.PRINT_IN_MONO: Effect.MONO,
}
_FROM_PC: Final = frozenset({"print", "fax from pc"})
_PUTS_OUT_PAPER: Final = frozenset({"copy", "usb print"})


def causes_of(
    function: str, *, row: IdRow, exceeded: bool, policies: Iterable[PolicyEntry], suspended: bool
) -> list[Cause]:
    """Every rule that acts on a job of that function; ``row`` is the one that its ID followed."""
    found: list[Cause] = []
    if not (suspended and function in _FROM_PC):
        found += _by_id(function, row)
    if exceeded and (function not in _BY_RESTRICTION or function in _PUTS_OUT_PAPER):
        found.append(Cause(f"limit of ID {row.id}", "exceeded", Effect.REFUSE))
    if function == "print" and not suspended:
        found += [
            Cause(f"policy for {entry.named}", word_of(entry.policy), _BY_POLICY[entry.policy])
            for entry in policies
            if entry.policy in _BY_POLICY
        ]
    return found


def _by_id(function: str, row: IdRow) -> list[Cause]:
    rule = f"ID {row.id}"
    flags = Restriction(row.restrictions)
    refusing = _BY_RESTRICTION.get(function, _PRINT)
    found = [Cause(rule, _word(flag), effect) for flag, effect in refusing.items() if flags & flag]
    if (function not in _BY_RESTRICTION or function == "copy") and flags & Restriction.DISABLE_COLOUR:
        if flags & Restriction.PRINT_IN_MONO:
            found.append(Cause(rule, "print in mono", Effect.MONO))
        else:
            found.append(Cause(rule, "disable colour", Effect.UNTIL_COLOUR))
    return found


def _word(flag: Restriction) -> str:
    return str(flag.name).lower().replace("_", " ").replace("email", "e-mail")


def result_of(
    causes: Sequence[Cause], *, in_colour: bool, fault: str = "", log_blocks: bool = False
) -> tuple[str, str]:
    """What comes of a job on which these rules act: the outcome, and the detailed status of its record."""
    effects = {cause.effect for cause in causes}
    if log_blocks:
        return "refuse", "log buffer full"
    if Effect.REFUSE in effects or (in_colour and Effect.REFUSE_COLOUR in effects):
        return "refuse", "access control"
    if fault:
        return "refuse", fault
    if in_colour and Effect.UNTIL_COLOUR in effects:
        return "print until colour", "colour control"
    if in_colour and Effect.MONO in effects:
        return "print in mono", "mono printing"
    return "print", ""


def deciding(causes: Sequence[Cause], detail: str) -> list[Cause]:
    """Those of the rules that explain a record's detailed status; none for a detail that no rule makes."""
    effects = {
        "access control": (Effect.REFUSE, Effect.REFUSE_COLOUR),
        "colour control": (Effect.UNTIL_COLOUR,),
        "mono printing": (Effect.MONO,),
    }.get(detail, ())
    return [cause for cause in causes if cause.effect in effects]


def explains(causes: Sequence[Cause], detail: str, colour_pages: int) -> bool:
    """Whether the rules lead to this detailed status, for a job that had colour in it or not, and to so much colour."""
    if detail in {"access control", "colour control", "mono printing"}:
        return any(result_of(causes, in_colour=in_colour)[1] == detail for in_colour in (False, True))
    return bool(detail) or result_of(causes, in_colour=colour_pages > 0)[0] == "print"


def row_followed(held: InForce, account_id: int) -> IdRow:
    """The row whose restrictions and limit state count for an ID (JID-12)."""
    nobody = IdRow(0, SPECIAL_IDS[0], 0)
    special = IdRow(account_id, SPECIAL_IDS[account_id], 0) if account_id in SPECIAL_IDS else None
    return held.ids.get(account_id) or special or held.ids.get(0) or nobody


def policies_met(table: PolicyTable | None, names: dict[Kind, str]) -> list[PolicyEntry]:
    """The policies that a job's names have, kind by kind; of a name without one, that of the others."""
    table = table or EMPTY
    met: list[PolicyEntry] = []
    for kind in KINDS:
        fitting = [
            PolicyEntry(Named(kind, row.name), row.policy)
            for row in table.rows
            if row.kind is kind and fits(kind, row.name, names.get(kind, ""))
        ]
        met += fitting or [PolicyEntry(Named(kind, None), table.others[kind])]
    return met


def fits(kind: Kind, pattern: str, name: str) -> bool:
    """Whether a policy is for a name as the log has it (POL-02); there a quotation mark became a space (LOG-08)."""
    wanted, given = same_name(pattern), same_name(name)
    if kind is not Kind.DOCUMENT:
        return wanted == given
    parts = wanted.replace('"', " ").split("*")
    return re.fullmatch(".*".join(map(re.escape, parts)), given.replace('"', " "), re.DOTALL) is not None
