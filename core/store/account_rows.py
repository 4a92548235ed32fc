"""Accounts and limits as rows of their tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from core.model.accounts import Account, Limit
from core.model.periods import MONTH_END_CLOSING, Base, ClosingDay, Period, PeriodKind
from core.wire.mib import Restriction


def account_of(values: Sequence[Any], closing: tuple[ClosingDay, ...]) -> Account:
    """An account from the columns of `accounts` and `limits` (all None without a limit)."""
    key, id_, name, mail, restrictions, valid_from_us, valid_to_us, group_key, *more = values
    (alone, notify_totals, notify_limit), limit = map(bool, more[:3]), more[3:]
    return Account(
        *(key, id_, name, mail, Restriction(restrictions), limit_of(limit, closing), valid_from_us, valid_to_us),
        *(group_key, alone, notify_totals, notify_limit),
    )


def limit_of(values: Sequence[Any], closing: tuple[ClosingDay, ...]) -> Limit | None:
    """A limit from the columns of `limits`, or the same of `group_limits`; None if the first, its key, is None."""
    key, sheets, fee_micros, kind, every, base, anchor, zone, carry_over, *more = values
    if key is None:
        return None
    period = Period()
    if kind != PeriodKind.NONE:
        turns = closing if base == Base.CLOSING_DAY else MONTH_END_CLOSING
        period = Period(PeriodKind(kind), every, Base(base), date.fromisoformat(anchor), zone, turns)
    cap_sheets, cap_fee_micros, staples, cap_staples = more
    return Limit(sheets, fee_micros, period, bool(carry_over), cap_sheets, cap_fee_micros, staples, cap_staples)


def account_values(account: Account) -> dict[str, Any]:
    """Columns of `accounts`."""
    return {
        "id": account.id,
        "name": account.name,
        "mail": account.mail,
        "restrictions": int(account.restrictions),
        "valid_from_us": account.valid_from_us,
        "valid_to_us": account.valid_to_us,
        "group_key": account.group_key,
        "alone": account.alone,
        "notify_totals": account.notify_totals,
        "notify_limit": account.notify_limit,
    }


def limit_values(limit: Limit) -> dict[str, Any]:
    """Columns of `limits`."""
    return {
        "sheets": limit.sheets,
        "fee_micros": limit.fee_micros,
        "kind": limit.period.kind.value,
        "every": limit.period.every,
        "base": limit.period.base.value,
        "anchor": limit.period.anchor.isoformat(),
        "zone": limit.period.zone,
        "carry_over": int(limit.carry_over),
        "carry_cap_sheets": limit.carry_cap_sheets,
        "carry_cap_fee_micros": limit.carry_cap_fee_micros,
        "staples": limit.staples,
        "carry_cap_staples": limit.carry_cap_staples,
    }
