"""What an account may be called and limited to (JID-01, LIM-04)."""

from __future__ import annotations

from core.model.accounts import (
    HIGHEST_ID,
    NAME_CHARACTERS,
    UNREGISTERED_ID,
    UNREGISTERED_NAME,
    AccountSetup,
    Limit,
)
from core.model.errors import BadInput
from core.model.periods import MONTH_BASES, WEEKDAYS, Base, PeriodKind


def check_account(setup: AccountSetup) -> None:
    """Raises BadInput that names the field; whether a name is unique is for others to say."""
    if not 0 <= setup.id <= HIGHEST_ID:
        raise BadInput("id", f"a Job Account ID lies between 1 and {HIGHEST_ID}")
    if (setup.id == UNREGISTERED_ID) != (setup.name == UNREGISTERED_NAME):
        raise BadInput("name", f"ID {UNREGISTERED_ID} and the name {UNREGISTERED_NAME} belong together")
    if not setup.name.strip():
        raise BadInput("name", "an account needs a name")
    if len(setup.name) > NAME_CHARACTERS:
        raise BadInput("name", f"at most {NAME_CHARACTERS} characters")
    if '"' in setup.name:
        raise BadInput("name", 'no quotation mark (") is allowed')
    if setup.limit is not None:
        _check_limit(setup.limit)


def _check_limit(limit: Limit) -> None:
    period = limit.period
    bases = {PeriodKind.MONTHS: MONTH_BASES, PeriodKind.WEEKS: WEEKDAYS}.get(period.kind, (Base.NONE,))
    if period.base not in bases:
        raise BadInput("limit", f"a period in {period.kind.value} has base {', '.join(bases) or 'none'}")
    if period.every < 1:
        raise BadInput("limit", "a period repeats every 1 or more")
    for amount in (limit.sheets, limit.fee_micros, limit.carry_cap_sheets, limit.carry_cap_fee_micros):
        if amount is not None and amount < 0:
            raise BadInput("limit", "a limit is 0 or more")
    if limit.carry_over and period.kind is PeriodKind.NONE:
        raise BadInput("limit", "carry over needs a period")
