"""Usage by period, and where it stands against a limit (LIM-01 to LIM-05, LIM-10)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from core.model.accounts import Allowance, Decision, Limit, Standing, Usage
from core.model.periods import Period, PeriodKind, PeriodSpan
from core.rules.local_days import local_text
from core.rules.periods import period_at

NOTHING: Final = Usage()

Charge = tuple[int, int, int, int]
"""What a job adds: its accounted instant, sheets, fee in micro-units, staples."""


def counts(accounted_us: int, span: PeriodSpan, resets: Sequence[int]) -> bool:
    """Whether a job still counts in its period: no later reset, or one at the same instant, wiped it (JID-09).

    ``resets`` are ascending instants.
    """
    after = bisect_left(resets, accounted_us)
    return after == len(resets) or (span.end_us is not None and resets[after] >= span.end_us)


def tally(period: Period, charges: Iterable[Charge], resets: Sequence[int]) -> dict[int, Usage]:
    """Usage by period number, a pure function of the ledger and the resets."""
    usages: dict[int, Usage] = {}
    for accounted_us, sheets, fee_micros, staples in charges:
        span = period_at(period, accounted_us)
        if counts(accounted_us, span, resets):
            usages[span.number] = usages.get(span.number, NOTHING).plus(Usage(sheets, fee_micros, staples))
    return usages


def standing(limit: Limit, usages: Mapping[int, Usage], now_us: int) -> Standing:
    """Where usage stands: exceeded once more was used than is effective in the period that holds ``now_us``."""
    span = period_at(limit.period, now_us)
    return stand(effective(limit, usages, span.number), usages.get(span.number, NOTHING), span)


def stand(most: Allowance, used: Usage, span: PeriodSpan) -> Standing:
    """The standing of a period with this effective limit: what is used up exactly is not exceeded."""
    return Standing(most, used, _goes_beyond(most, used), span)


def would_exceed(stands: Standing, use: Usage) -> bool:
    """Whether a job would go beyond what is left (LIM-10), for those who can ask before it is printed."""
    return _goes_beyond(stands.effective, stands.used.plus(use))


def effective(limit: Limit, usages: Mapping[int, Usage], number: int) -> Allowance:
    """What may be used in a period.

    With carry-over that is the limit and what was left of the effective limit of the period before, from the
    anchor's period on; an overrun is not carried (LIM-05).
    """
    if not limit.carry_over or limit.period.kind is PeriodKind.NONE:
        return limit.allowance
    found = [
        _effective(most, cap, [usages.get(earlier, NOTHING)[place] for earlier in range(number)])
        for place, (most, cap) in enumerate(zip(limit.allowance, limit.caps, strict=True))
    ]
    return Allowance(*found)


def _effective(most: int | None, cap: int | None, used: Iterable[int]) -> int | None:
    if most is None:
        return None
    left = 0
    for each in used:
        left = max(0, most + left - each)
        left = left if cap is None else min(left, cap)
    return most + left


def _goes_beyond(most: Allowance, used: Usage) -> bool:
    return any(one is not None and other > one for one, other in zip(most, used, strict=True))


def decide(account_id: int, limit: Limit | None, stands: Standing | None) -> Decision:
    """What follows on the printers, and why in a person's words (LIM-03)."""
    if limit is None or stands is None:
        return Decision(account_id, False, "no limit is set")
    return Decision(account_id, stands.exceeded, reason(limit, stands))


def reason(limit: Limit, stands: Standing) -> str:
    """The numbers that a state follows from, in a person's words: "120 of 100 sheets used in the period that …"."""
    most, used = stands.effective, stands.used
    told = []
    if most.sheets is not None:
        told.append(f"{used.sheets} of {most.sheets} sheets used")
    if most.fee_micros is not None:
        told.append(f"fees of {_money(used.fee_micros)} of {_money(most.fee_micros)} used")
    if most.staples is not None:
        told.append(f"{used.staples} of {most.staples} staples used")
    end_us = stands.period.end_us
    until = "" if end_us is None else f" in the period that ends {local_text(end_us, limit.period.zone)}"
    return ", ".join(told) + until


def _money(micros: int) -> str:
    whole, part = divmod(micros, 1_000_000)
    digits = f"{part:06}".rstrip("0").ljust(2, "0")
    return f"{whole}.{digits}"
