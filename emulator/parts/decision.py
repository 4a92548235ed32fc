"""Whether and how a job prints: one pure function, asked when the job's turn comes.

Truth table; the first row that fits decides ("-" = either):

========  ==========  ========  ======  =======  ==========  =======  =====================================
log       printing    limit     data    colour   colour      print    decision and detail
blocks    disabled    exceeded  faulty  in job   disabled    in mono
========  ==========  ========  ======  =======  ==========  =======  =====================================
yes       -           -         -       -        -           -        refuse: log buffer full (ACQ-05)
no        yes         -         -       -        -           -        refuse: access control (RES-01)
no        no          yes       -       -        -           -        refuse: access control (LIM-03)
no        no          no        yes     -        -           -        refuse: memory overflow, rip error
no        no          no        no      yes      yes         yes      print in mono: mono printing (RES-03)
no        no          no        no      yes      yes         no       until colour: colour control (RES-02)
no        no          no        no      yes      no          -        print
no        no          no        no      no       -           -        print
========  ==========  ========  ======  =======  ==========  =======  =====================================

"Log blocks": it is full and its full action is to cancel jobs.
Which restrictions and limit state count is the caller's look-up: the ID's own row, or row 0 for an ID that is
not registered (JID-12, RES-08). "Colour pages" means pages that would be printed in colour: none on a mono
model, none in a job sent as greyscale.

With :data:`STATUS` it is also the table of the pairs of status and detail that occur (LOG-04).
"""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from core.wire.mib import Restriction


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

_DISABLE_PRINTING: Final = int(Restriction.DISABLE_PRINTING)
_DISABLE_COLOUR: Final = int(Restriction.DISABLE_COLOUR)
_PRINT_IN_MONO: Final = int(Restriction.PRINT_IN_MONO)


def decide(*, restrictions: int, limit_exceeded: bool, has_colour: bool, fault: str, log_blocks: bool) -> Decision:
    """The truth table above. ``fault`` is "" for readable data, else the detail it is refused with."""
    if log_blocks:
        return REFUSE_LOG_FULL
    if restrictions & _DISABLE_PRINTING or limit_exceeded:
        return REFUSE_ACCESS
    if fault:
        return Decision(Outcome.REFUSE, fault)
    if has_colour and restrictions & _DISABLE_COLOUR:
        return PRINT_IN_MONO if restrictions & _PRINT_IN_MONO else PRINT_UNTIL_COLOUR
    return PRINT
