"""From what people write to what is stored: accounts, limits and fees."""

from __future__ import annotations

from types import MappingProxyType

from core.config.settings import AccountSettings, FeeSettings, LimitSettings
from core.model import AccountSetup, Base, FeeDefinition, Limit, Period, PeriodKind


def account_setup(account: AccountSettings, *, reset_usage: bool = False) -> AccountSetup:
    """An account as the store takes it."""
    return AccountSetup(
        id=account.id,
        name=account.name,
        mail=account.mail or "",
        restrictions=account.restrictions,
        limit=None if account.limit is None else limit_of(account.limit),
        anchor=None if account.limit is None else account.limit.anchor,
        reset_usage=reset_usage,
    )


def limit_of(limit: LimitSettings) -> Limit:
    """A limit; the store fills in zone, closing days and anchor."""
    base = Base(limit.base_or_default or "")
    return Limit(
        sheets=limit.sheets,
        fee_micros=limit.fee,
        period=Period(kind=PeriodKind(limit.every.kind), every=limit.every.number, base=base),
        carry_over=limit.carry_over,
        carry_cap_sheets=limit.carry_cap_sheets,
        carry_cap_fee_micros=limit.carry_cap_fee,
    )


def fee_definition(fees: FeeSettings, currency: str) -> FeeDefinition:
    """Prices in micro-units; ``currency`` is the server's, for prices that name none."""
    return FeeDefinition(
        name=fees.name,
        colour_page=fees.colour_page,
        mono_page=fees.mono_page,
        sheet=fees.sheet,
        sizes=MappingProxyType(dict(fees.sizes)),
        currency=fees.currency or currency,
    )
