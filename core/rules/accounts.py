"""What an account may be called and limited to (JID-01, LIM-04)."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from core.model.accounts import (
    HIGHEST_ID,
    NAME_CHARACTERS,
    SPECIAL_IDS,
    Account,
    AccountSetup,
    Limit,
)
from core.model.errors import BadInput
from core.model.metering import GroupLimit
from core.model.periods import MONTH_BASES, WEEKDAYS, Base, PeriodKind

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # not the joiners of names and emoji


def revision_of(account: Account) -> str:
    """What stands for an account as it is set now: 12 hexadecimal digits, others after any change by a person."""
    limit, period = account.limit, account.limit.period if account.limit else None
    parts = [account.key, account.id, account.name, account.mail, int(account.restrictions)]
    parts += [account.alone, account.notify_totals, account.notify_limit]
    if limit is not None and period is not None:
        parts += [str(limit.sheets), str(limit.fee_micros), limit.carry_over]
        parts += [str(limit.carry_cap_sheets), str(limit.carry_cap_fee_micros)]
        parts += [str(limit.staples), str(limit.carry_cap_staples)]
        parts += [period.kind.value, period.every, period.base.value, period.anchor.isoformat(), period.zone]
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


def revision_of_limit(limit: GroupLimit | None) -> str:
    """The same for a user group's limit; "none" stands for there is none."""
    if limit is None:
        return "none"
    own, period = limit.limit, limit.limit.period
    parts = (limit.for_each, tuple(own.allowance), own.caps, own.carry_over, period.kind.value, period.every)
    more = (period.base.value, period.anchor.isoformat(), period.zone)
    return hashlib.blake2b(repr(parts + more).encode(), digest_size=6).hexdigest()


def check_limit_revision(group: str, revision: str | None, known: GroupLimit | None) -> None:
    """Raises BadInput when a user group's limit is no longer what whoever changes it has seen."""
    if revision is not None and revision != revision_of_limit(known):
        raise BadInput(
            "revision", f"the limit of {group} was changed by somebody else meanwhile", "look at it again, then repeat"
        )


def check_name(name: str, of_what: str) -> None:
    """Raises BadInput unless a name can be an account's or a group's (JID-01)."""
    if not name.strip():
        raise BadInput("name", f"{of_what} needs a name")
    if len(name) > NAME_CHARACTERS:
        raise BadInput("name", f"at most {NAME_CHARACTERS} characters")
    if '"' in name:
        raise BadInput("name", 'no quotation mark (") is allowed')
    if _CONTROL.search(name):
        raise BadInput("name", "no line break, tabulator or other control character is allowed")


def check_revision(setup: AccountSetup, known: Account | None) -> None:
    """Raises BadInput when an account is no longer what whoever changes it has seen."""
    if setup.revision is None:
        return
    if setup.revision == "" and known is not None:
        raise BadInput("id", f"{setup.id} is in use already", f"by {known.name}")
    if setup.revision and known is None:
        raise BadInput("id", f"{setup.id} was deleted meanwhile")
    if setup.revision and known is not None and setup.revision != revision_of(known):
        raise BadInput(
            "revision", f"ID {setup.id} was changed by somebody else meanwhile", "look at it again, then repeat"
        )


def check_account(setup: AccountSetup) -> None:
    """Raises BadInput that names the field; whether a name is unique is for others to say."""
    special = SPECIAL_IDS.get(setup.id)
    if special is None and not 1 <= setup.id <= HIGHEST_ID:
        raise BadInput("id", f"a Job Account ID lies between 1 and {HIGHEST_ID}")
    if special is not None and setup.name != special:
        raise BadInput("name", f"ID {setup.id} is always called {special}")
    if special is None and setup.name in SPECIAL_IDS.values():
        raise BadInput("name", f"{setup.name} is the name of an ID that always exists", "choose another name")
    check_name(setup.name, "an account")
    if setup.limit is not None:
        check_limit(setup.limit)


def check_limit(limit: Limit) -> None:
    """Raises BadInput for a limit that cannot be kept."""
    period = limit.period
    bases = {PeriodKind.MONTHS: MONTH_BASES, PeriodKind.WEEKS: WEEKDAYS}.get(period.kind, (Base.NONE,))
    if period.base not in bases:
        raise BadInput("limit", f"a period in {period.kind.value} has base {', '.join(bases) or 'none'}")
    if period.every < 1:
        raise BadInput("limit", "a period repeats every 1 or more")
    for amount in (*limit.allowance, *limit.caps):
        if amount is not None and amount < 0:
            raise BadInput("limit", "a limit is 0 or more")
    if limit.carry_over and period.kind is PeriodKind.NONE:
        raise BadInput("limit", "carry over needs a period")
