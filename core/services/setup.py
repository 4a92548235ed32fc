"""From what people write to what is stored: accounts, limits and fees."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from core.config.fee_settings import ClassPrices, FeeSettings
from core.config.restrictions import restriction_words
from core.config.settings import AccountSettings, LimitSettings
from core.config.units import MICROS
from core.model import Account, AccountSetup, Base, FeeDefinition, LedgerSettings, Limit, Period, PeriodKind
from core.model.fees import ByClass, Rounding


def account_setup(account: AccountSettings, *, reset_usage: bool = False, revision: str | None = None) -> AccountSetup:
    """An account as the store takes it."""
    return AccountSetup(
        id=account.id,
        name=account.name,
        mail=account.mail or "",
        restrictions=account.restrictions,
        limit=None if account.limit is None else limit_of(account.limit),
        anchor=None if account.limit is None else account.limit.anchor,
        reset_usage=reset_usage,
        revision=revision,
        alone=account.alone,
        notify_totals=account.notify_totals,
        notify_limit=account.notify_limit,
    )


def account_words(account: Account) -> dict[str, Any]:
    """The reverse, in the words of a configuration file: plain values that AccountSettings reads as this account.

    The anchor of its limit is left out: the store keeps it as long as the period stays.
    """
    words: dict[str, Any] = {
        "id": account.id,
        "name": account.name,
        "mail": account.mail or None,
        "restrict": restriction_words(account.restrictions),
        "limit": None if account.limit is None else limit_words(account.limit),
        "alone": account.alone,
        "notify totals": account.notify_totals,
        "notify limit": account.notify_limit,
    }
    return words


def limit_words(limit: Limit) -> dict[str, Any]:
    """A limit in the words of a configuration file."""
    kind = limit.period.kind
    every = kind.value if kind is PeriodKind.NONE else f"{limit.period.every} {kind.value}"
    words = {
        "sheets": limit.sheets,
        "fee": amount(limit.fee_micros),
        "every": every,
        "base": limit.period.base.value or None,
        "carry over": limit.carry_over,
        "carry cap sheets": limit.carry_cap_sheets,
        "carry cap fee": amount(limit.carry_cap_fee_micros),
        "staples": limit.staples,
        "carry cap staples": limit.carry_cap_staples,
    }
    return {key: value for key, value in words.items() if value is not None}


def amount(micros: int | None) -> str | None:
    """An amount of money as people write it, such as 0.10."""
    if micros is None:
        return None
    whole, rest = divmod(micros, MICROS)
    return f"{whole}.{f'{rest:06d}'.rstrip('0').ljust(2, '0')}"


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
        staples=limit.staples,
        carry_cap_staples=limit.carry_cap_staples,
    )


def fee_definition(fees: FeeSettings, ledger: LedgerSettings) -> FeeDefinition:
    """Prices in micro-units; currency and rounding are the ledger's where the settings name none."""
    levels = [fees.toner.get(level, ClassPrices()) for level in range(max(fees.toner, default=-1) + 1)]
    mode, step = ledger.rounding, ledger.rounding_micros
    if fees.rounding is not None:
        mode, step = Rounding(fees.rounding.mode), fees.rounding.step
    return FeeDefinition(
        name=fees.name,
        colour_page=fees.colour_page,
        mono_page=fees.mono_page,
        sheet=fees.sheet,
        white_page=fees.white_page,
        white_only_page=fees.white_only_page,
        toner=tuple(ByClass(each.colour, each.mono, each.white) for each in levels),
        drum=ByClass(fees.drum.colour, fees.drum.mono, fees.drum.white),
        belt=fees.belt,
        fuser=fees.fuser,
        staple=fees.staple,
        minute=fees.minute,
        sizes=MappingProxyType(dict(fees.sizes)),
        trays=MappingProxyType(dict(fees.trays)),
        media=MappingProxyType(dict(fees.media)),
        off=frozenset(fees.off),
        currency=fees.currency or ledger.currency,
        rounding=mode,
        rounding_micros=step,
    )


def fee_words(definition: FeeDefinition) -> dict[str, Any]:
    """The reverse, in the words of a configuration file; what costs nothing is left out."""
    words: dict[str, Any] = {"name": definition.name, "currency": definition.currency}
    words["rounding"] = {"mode": definition.rounding.value, "step": amount(definition.rounding_micros)}
    for name in ("colour_page", "mono_page", "white_page", "white_only_page", "sheet"):
        words[name.replace("_", " ")] = amount(getattr(definition, name) or None)
    words["toner"] = {level: _classes(prices) for level, prices in enumerate(definition.toner) if any(prices)}
    words["drum"] = _classes(definition.drum)
    for name in ("belt", "fuser", "staple", "minute"):
        words[name] = amount(getattr(definition, name) or None)
    for name in ("sizes", "trays", "media"):
        words[name] = {each: amount(price) for each, price in getattr(definition, name).items()}
    words["off"] = sorted(definition.off)
    return {key: value for key, value in words.items() if value}


def _classes(prices: ByClass) -> dict[str, str | None]:
    return {name: amount(price) for name, price in prices._asdict().items() if price}
