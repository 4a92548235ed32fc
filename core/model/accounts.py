"""Accounts, their restrictions and limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from core.model.periods import Period, PeriodSpan
from core.wire import id_table
from core.wire.mib import Restriction

SPECIAL_IDS = id_table.SPECIAL_IDS  # JID-02
UNREGISTERED_ID = id_table.UNREGISTERED_ID
LOCAL_PRINT_ID = id_table.LOCAL_PRINT_ID
EMAIL_PRINT_ID = id_table.EMAIL_PRINT_ID
UNREGISTERED_NAME = SPECIAL_IDS[UNREGISTERED_ID]
HIGHEST_ID = 999_999_999
NAME_CHARACTERS = 80
NO_PERIOD = Period()
UNRESTRICTED = Restriction(0)


class Allowance(NamedTuple):
    """So much of each; None where nothing is limited."""

    sheets: int | None = None
    fee_micros: int | None = None
    staples: int | None = None


NO_ALLOWANCE = Allowance()


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be used in a period; None means unlimited (LIM-01, LIM-05).

    Carry-over adds what was left of the period before, at most ``carry_cap_*`` of it when that is given.
    """

    sheets: int | None = None
    fee_micros: int | None = None
    period: Period = NO_PERIOD
    carry_over: bool = False
    carry_cap_sheets: int | None = None
    carry_cap_fee_micros: int | None = None
    staples: int | None = None
    carry_cap_staples: int | None = None

    @property
    def allowance(self) -> Allowance:
        """What a period gives by itself, with nothing carried into it."""
        return Allowance(self.sheets, self.fee_micros, self.staples)

    @property
    def caps(self) -> Allowance:
        """The most that is carried over; None: all of it."""
        return Allowance(self.carry_cap_sheets, self.carry_cap_fee_micros, self.carry_cap_staples)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it stands now.

    ``key`` is the surrogate that history hangs on; ``id`` is the Job Account ID, an attribute with a validity:
    deleted and added again, the same ID belongs to another account. ``group_key`` is its user group's, None without
    one (JID-08). ``alone``: its limit is not processed as a group, neither of users nor of printers. ``notify_*``:
    it gets mail of its monthly total (JID-10), and when its limit is exceeded and lifted (LIM-08).
    """

    key: int
    id: int
    name: str
    mail: str
    restrictions: Restriction
    limit: Limit | None
    valid_from_us: int
    valid_to_us: int | None
    group_key: int | None = None
    alone: bool = False
    notify_totals: bool = False
    notify_limit: bool = False


@dataclass(frozen=True, slots=True)
class AccountSetup:
    """What a person sets for one Job Account ID.

    The limit's zone and closing days are filled in by the store, and so is its anchor unless ``anchor`` gives it:
    it stays while kind, count and base of the period stay, and else becomes the day of setting. ``reset_usage``
    answers LIM-06's question when the period changes. ``revision`` is what the account must still be: see
    :func:`core.rules.accounts.revision_of`, "" for an ID that must be free, None for whatever there is.
    """

    id: int
    name: str
    mail: str = ""
    restrictions: Restriction = UNRESTRICTED
    limit: Limit | None = None
    anchor: date | None = None
    reset_usage: bool = False
    revision: str | None = None
    alone: bool = False
    notify_totals: bool = False
    notify_limit: bool = False


class Usage(NamedTuple):
    """What was used in one period, since the last reset in it."""

    sheets: int = 0
    fee_micros: int = 0
    staples: int = 0

    def plus(self, other: Usage) -> Usage:
        """The sum."""
        return Usage(self.sheets + other.sheets, self.fee_micros + other.fee_micros, self.staples + other.staples)


class Standing(NamedTuple):
    """What was used against a limit at an instant; effective values are None where nothing is limited."""

    effective: Allowance
    used: Usage
    exceeded: bool
    period: PeriodSpan

    @property
    def remaining(self) -> Allowance:
        """What is left; 0 once it is used up or exceeded, None where nothing is limited."""
        pairs = zip(self.effective, self.used, strict=True)
        return Allowance(*(None if most is None else max(0, most - used) for most, used in pairs))


class Decision(NamedTuple):
    """What follows for an account on every printer, and the rule and numbers it follows from."""

    account_id: int
    exceeded: bool
    reason: str
