"""Whether and how a job is done: one pure function, asked when the job's turn comes.

``docs/restrictions.md`` is its truth table, in words for people; a test holds the two together. What counts, from the
strictest: a full log that refuses jobs, a restriction that forbids the function or a policy that forbids printing, a
limit, unreadable data, what may be done in colour.

Which restrictions and limit state count is the caller's look-up: the ID's own row, or row 0 for an ID that is not
registered (JID-12, RES-08); and so is the strictest policy of the job's names (POL-01). "Colour" means pages that would
come out in colour: none on a mono model, none in a job sent as greyscale.

With :data:`STATUS` it is also the table of the pairs of status and detail that occur (LOG-04).
"""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from core.wire.mib import Restriction
from core.wire.policy_table import Policy


class Outcome(Enum):
    """What the engine is to do."""

    PRINT = "print"
    PRINT_IN_MONO = "print in mono"
    PRINT_UNTIL_COLOUR = "print until colour"
    REFUSE = "refuse"


class Decision(NamedTuple):
    """An outcome and the record's detailed status for it."""

    outcome: Outcome
    detail: str


PRINT: Final = Decision(Outcome.PRINT, "")
PRINT_IN_MONO: Final = Decision(Outcome.PRINT_IN_MONO, "mono printing")
PRINT_UNTIL_COLOUR: Final = Decision(Outcome.PRINT_UNTIL_COLOUR, "colour control")
REFUSE_LOG_FULL: Final = Decision(Outcome.REFUSE, "log buffer full")
REFUSE_ACCESS: Final = Decision(Outcome.REFUSE, "access control")

STATUS: Final = {
    Outcome.PRINT: "completed",
    Outcome.PRINT_IN_MONO: "completed",
    Outcome.PRINT_UNTIL_COLOUR: "aborted",
    Outcome.REFUSE: "aborted",
}
"""Status of a job that ran to its end under that outcome; a job the user stopped is "canceled" with no detail."""


class Rules(NamedTuple):
    """What concerns a function."""

    forbidden_by: int = 0  # any of these restrictions refuses it
    colour_forbidden_by: int = 0  # any of these refuses it in colour (RES-04, RES-05)
    prints: bool = False  # colour printing's own restrictions hold for it
    limited: bool = False  # LIM-03
    from_pc: bool = False  # POL-07 switches restrictions off
    policies: bool = False  # POL-01


_PRINTING: Final = Rules(Restriction.DISABLE_PRINTING, prints=True, limited=True)

RULES: Final[dict[str, Rules]] = {
    "print": _PRINTING._replace(from_pc=True, policies=True),
    "fax from pc": Rules(Restriction.DISABLE_FAX, from_pc=True),
    "e-mail print": _PRINTING,
    "panel print": _PRINTING,
    "saved fax print": _PRINTING,
    "fax receive print": _PRINTING,
    "copy": Rules(
        Restriction.DISABLE_COPYING | Restriction.DISABLE_PRINTING,
        Restriction.DISABLE_COLOUR_COPYING,
        prints=True,
        limited=True,
    ),
    "usb print": Rules(Restriction.DISABLE_USB_PRINTING, Restriction.DISABLE_COLOUR_USB_PRINTING, limited=True),
    "scan to e-mail": Rules(Restriction.DISABLE_SCAN_TO_EMAIL),
    "scan to network": Rules(Restriction.DISABLE_SCAN_TO_NETWORK),
    "scan to usb": Rules(Restriction.DISABLE_SCAN_TO_USB),
    "scan to internet fax": Rules(Restriction.DISABLE_SCAN_TO_INTERNET_FAX),
    "scan to fax server": Rules(Restriction.DISABLE_SCAN_TO_FAX_SERVER),
    "fax send": Rules(Restriction.DISABLE_FAX),
    "pc scan": Rules(),
    "push scan": Rules(),
    "other scan": Rules(),
}
"""By function of the record."""

_DISABLE_COLOUR: Final = int(Restriction.DISABLE_COLOUR)
_PRINT_IN_MONO: Final = int(Restriction.PRINT_IN_MONO)


def decide(
    *,
    restrictions: int,
    limit_exceeded: bool,
    has_colour: bool,
    fault: str,
    log_blocks: bool,
    function: str = "print",
    policy: Policy = Policy.ENABLE,
    suspended: bool = False,
) -> Decision:
    """The truth table. ``fault`` is "" for readable data, else the detail it is refused with.

    ``suspended``: the restrictions of jobs from computers are switched off (POL-07).
    """
    if log_blocks:
        return REFUSE_LOG_FULL
    rules = RULES[function]
    if suspended and rules.from_pc:
        restrictions = 0
    if suspended or not rules.policies:
        policy = Policy.ENABLE
    forbidden = restrictions & rules.forbidden_by or policy is Policy.DISABLE_PRINTING
    forbidden_in_colour = has_colour and restrictions & rules.colour_forbidden_by
    if forbidden or (limit_exceeded and rules.limited) or forbidden_in_colour:
        return REFUSE_ACCESS
    if fault:
        return Decision(Outcome.REFUSE, fault)
    return _in_colour(restrictions, policy) if has_colour and rules.prints else PRINT


def _in_colour(restrictions: int, policy: Policy) -> Decision:
    """A job in colour that may print: the stricter one of the ID's restriction and the policy."""
    mono = restrictions & _PRINT_IN_MONO
    if policy is Policy.DISABLE_COLOUR or (restrictions & _DISABLE_COLOUR and not mono):
        return PRINT_UNTIL_COLOUR
    if policy is Policy.PRINT_IN_MONO or restrictions & _DISABLE_COLOUR:
        return PRINT_IN_MONO
    return PRINT
