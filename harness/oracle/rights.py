"""What a job may do by the tables of an instant (docs/restrictions.md), told once more in plain words."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from harness.oracle.case import DISABLE_COLOUR, DISABLE_PRINTING, PRINT_IN_MONO

COPYING, COLOUR_COPYING, USB, COLOUR_USB = 8, 16, 32, 64
TO_MAIL, TO_NETWORK, TO_USB, TO_INTERNET_FAX, TO_FAX_SERVER, FAX = 128, 256, 512, 1024, 2048, 4096

FORBIDDEN_BY = {
    "copy": COPYING | DISABLE_PRINTING,
    "usb print": USB,
    "scan to e-mail": TO_MAIL,
    "scan to network": TO_NETWORK,
    "scan to usb": TO_USB,
    "scan to internet fax": TO_INTERNET_FAX,
    "scan to fax server": TO_FAX_SERVER,
    "fax send": FAX,
    "fax from pc": FAX,
    **dict.fromkeys(("pc scan", "push scan", "other scan"), 0),
}
"""Everything else prints, and obeys "disable printing"."""
COLOUR_FORBIDDEN_BY = {"copy": COLOUR_COPYING, "usb print": COLOUR_USB}
SENDS = frozenset(FORBIDDEN_BY) - {"copy", "usb print"}
"""Scans and faxes sent: no limit stops them, and they put out nothing."""
FROM_PC = frozenset({"print", "fax from pc"})

POLICIES = ("enable", "print in mono", "disable colour", "disable printing")
KINDS = ("login", "application", "document", "host")

PolicyState = tuple[bool, Mapping[str, str], Sequence[Sequence[str]]]
"""In force; the policies of others by kind; rows of kind, name and policy."""
NOTHING_SET: PolicyState = (True, dict.fromkeys(KINDS, "enable"), ())


class Rights(NamedTuple):
    """The restrictions of the row that an ID follows, that row's limit state, and the strictest policy of its names."""

    restrictions: int
    exceeded: bool
    policy: str = "enable"
    suspended: bool = False  # restrictions of jobs from computers are switched off
    function: str = "print"

    @property
    def bits(self) -> int:
        """The restrictions that count."""
        return 0 if self.suspended and self.function in FROM_PC else self.restrictions

    @property
    def rule(self) -> str:
        """The policy that counts."""
        return "enable" if self.suspended or self.function != "print" else self.policy

    @property
    def is_forbidden(self) -> bool:
        """Whether a restriction or a policy refuses it, whatever is in it."""
        forbids = self.bits & FORBIDDEN_BY.get(self.function, DISABLE_PRINTING)
        return bool(forbids) or self.rule == "disable printing"

    @property
    def may_print(self) -> bool:
        """Whether a job without colour is let in."""
        return not (self.is_forbidden or (self.exceeded and self.function not in SENDS))

    @property
    def may_print_colour(self) -> bool:
        """Whether a job with colour is let in, be it to end at its first colour page, or in mono."""
        return self.may_print and not self.bits & COLOUR_FORBIDDEN_BY.get(self.function, 0)

    @property
    def colour_is_cancelled(self) -> bool:
        """Whether a job ends at its first colour page (RES-02)."""
        if self.function in FORBIDDEN_BY and self.function != "copy":
            return False
        by_id = bool(self.bits & DISABLE_COLOUR) and not self.bits & PRINT_IN_MONO
        return by_id or self.rule == "disable colour"

    @property
    def colour_becomes_mono(self) -> bool:
        """Whether colour pages come out in mono (RES-03)."""
        if (self.function in FORBIDDEN_BY and self.function != "copy") or self.colour_is_cancelled:
            return False
        by_id = bool(self.bits & DISABLE_COLOUR) and bool(self.bits & PRINT_IN_MONO)
        return by_id or self.rule == "print in mono"


def strictest(state: PolicyState, submission: Mapping[str, Any]) -> str:
    """The strictest policy of a job's four names (POL-01 to POL-03)."""
    _, others, rows = state
    found = 0
    for kind in KINDS:
        name = (submission.get(kind) or "").casefold()
        fitting = [POLICIES.index(policy) for of, who, policy in rows if of == kind and _fits(kind, who, name)]
        found = max(found, max(fitting, default=POLICIES.index(others[kind])))
    return POLICIES[found]


def _fits(kind: str, pattern: str, name: str) -> bool:
    if kind != "document" or "*" not in pattern:
        return pattern.casefold() == name
    literal = "".join(f"[{each}]" if each in "?[" else each for each in pattern.casefold())
    return fnmatch.fnmatchcase(name, literal)
