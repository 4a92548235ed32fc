"""Usage by period, and where an account stands against its limit (LIM-01 to LIM-05)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from core.model.accounts import Decision, Limit, Standing, Usage
from core.model.periods import Period, PeriodKind, PeriodSpan
from core.rules.local_days import local_text
from core.rules.periods import period_at

_NOTHING = Usage(0, 0)


def counts(accounted_us: int, span: PeriodSpan, resets: Sequence[int]) -> bool:
    """Whether a job still counts in its period: no later reset, or one at the same instant, wiped it (JID-09).

    ``resets`` are ascending instants.
    """
    after = bisect_left(resets, accounted_us)
    return after == len(resets) or (span.end_us is not None and resets[after] >= span.end_us)


def tally(period: Period, charges: Iterable[tuple[int, int, int]], resets: Sequence[int]) -> dict[int, Usage]:
    """Usage by period number, a pure function of the ledger and the resets.

    ``charges`` are (accounted instant, sheets, fee in micro-units) of an account's jobs.
    """
    usages: dict[int, Usage] = {}
    for accounted_us, sheets, fee_micros in charges:
        span = period_at(period, accounted_us)
        if counts(accounted_us, span, resets):
            used = usages.get(span.number, _NOTHING)
            usages[span.number] = Usage(used.sheets + sheets, used.fee_micros + fee_micros)
    return usages


def standing(limit: Limit, usages: Mapping[int, Usage], now_us: int) -> Standing:
    """Where an account stands: exceeded once it used more than is effective in the period that holds ``now_us``."""
    span = period_at(limit.period, now_us)
    sheets, fee_micros = effective(limit, usages, span.number)
    used = usages.get(span.number, _NOTHING)
    over_sheets = sheets is not None and used.sheets > sheets
    over_fee = fee_micros is not None and used.fee_micros > fee_micros
    return Standing(sheets, fee_micros, used.sheets, used.fee_micros, over_sheets or over_fee, span)


def effective(limit: Limit, usages: Mapping[int, Usage], number: int) -> tuple[int | None, int | None]:
    """What may be used in a period: sheets and fee, None where unlimited.

    With carry-over that is the limit and what was left of the effective limit of the period before, from the
    anchor's period on; an overrun is not carried (LIM-05).
    """
    if not limit.carry_over or limit.period.kind is PeriodKind.NONE:
        return limit.sheets, limit.fee_micros
    sheets_left = fee_left = 0
    for earlier in range(number):
        used = usages.get(earlier, _NOTHING)
        sheets_left = _left(limit.sheets, sheets_left, used.sheets, limit.carry_cap_sheets)
        fee_left = _left(limit.fee_micros, fee_left, used.fee_micros, limit.carry_cap_fee_micros)
    return (
        None if limit.sheets is None else limit.sheets + sheets_left,
        None if limit.fee_micros is None else limit.fee_micros + fee_left,
    )


def _left(limit: int | None, carried: int, used: int, cap: int | None) -> int:
    if limit is None:
        return 0
    left = max(0, limit + carried - used)
    return left if cap is None else min(left, cap)


def decide(account_id: int, limit: Limit | None, stands: Standing | None) -> Decision:
    """What follows on every printer, and why in a person's words (LIM-03)."""
    if limit is None or stands is None:
        return Decision(account_id, False, "no limit is set")
    told = []
    if stands.effective_sheets is not None:
        told.append(f"{stands.used_sheets} of {stands.effective_sheets} sheets used")
    if stands.effective_fee_micros is not None:
        told.append(f"fees of {_money(stands.used_fee_micros)} of {_money(stands.effective_fee_micros)} used")
    end_us = stands.period.end_us
    until = "" if end_us is None else f" in the period that ends {local_text(end_us, limit.period.zone)}"
    return Decision(account_id, stands.exceeded, ", ".join(told) + until)


def _money(micros: int) -> str:
    whole, part = divmod(micros, 1_000_000)
    digits = f"{part:06}".rstrip("0").ljust(2, "0")
    return f"{whole}.{digits}"
