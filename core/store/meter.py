"""One account's usage by period in memory, in step with the table `usage`."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from dataclasses import replace

from core.model.accounts import NO_PERIOD, Account, Limit, Standing, Usage
from core.model.periods import PeriodSpan
from core.rules.limits import counts, effective
from core.rules.periods import period_at

_NOTHING = Usage(0, 0)
_NO_LIMIT = Limit()


class Meter:
    """Counts an account's usage and knows where it stands; an account without a limit counts in one endless period."""

    __slots__ = ("_effective", "_now_span", "_resets", "_span", "account", "usages")

    def __init__(self, account: Account, usages: Mapping[int, Usage], resets: list[int]) -> None:
        self.account = account
        self.usages = dict(usages)
        self._resets = sorted(resets)
        self._span = self._now_span = PeriodSpan(0, 0, 0)
        self._effective: tuple[int, int | None, int | None] | None = None

    @property
    def limit(self) -> Limit:
        """The account's limit, or one that limits nothing."""
        return self.account.limit or _NO_LIMIT

    @property
    def resets(self) -> list[int]:
        """Instants of the resets, ascending."""
        return self._resets

    def period_number(self, accounted_us: int) -> int | None:
        """The period in which a job counts; None when a reset has wiped it."""
        span = self._span
        if not _holds(span, accounted_us):
            span = self._span = period_at((self.account.limit or _NO_LIMIT).period, accounted_us)
        if self._resets and not counts(accounted_us, span, self._resets):
            return None
        return span.number

    def add(self, number: int, sheets: int, fee_micros: int) -> None:
        """Count a job; one that falls into an earlier period restates what was carried over since."""
        used = self.usages.get(number, _NOTHING)
        self.usages[number] = Usage(used.sheets + sheets, used.fee_micros + fee_micros)
        if self._effective is not None and number < self._effective[0]:
            self._effective = None

    def reset(self, at_us: int) -> None:
        """Note a reset; the usages are to be counted anew."""
        insort(self._resets, at_us)
        self._effective = None

    def set_limit(self, limit: Limit | None) -> None:
        """Change the limit; the usages are to be counted anew if its period changed."""
        self.account = replace(self.account, limit=limit)
        self._span = self._now_span = PeriodSpan(0, 0, 0)
        self._effective = None

    def span(self, now_us: int) -> PeriodSpan:
        """The period that holds an instant."""
        if not _holds(self._now_span, now_us):
            self._now_span = period_at(self.limit.period, now_us)
        return self._now_span

    def standing(self, now_us: int) -> Standing:
        """As :func:`core.rules.limits.standing`, but remembering what does not change."""
        span = self.span(now_us)
        known = self._effective
        if known is None or known[0] != span.number:
            known = self._effective = (span.number, *effective(self.limit, self.usages, span.number))
        _, sheets, fee_micros = known
        used = self.usages.get(span.number, _NOTHING)
        exceeded = (sheets is not None and used.sheets > sheets) or (
            fee_micros is not None and used.fee_micros > fee_micros
        )
        return Standing(sheets, fee_micros, used.sheets, used.fee_micros, exceeded, span)


def same_period(one: Limit | None, other: Limit | None) -> bool:
    """Whether two limits count in the same periods."""
    return (one.period if one else NO_PERIOD) == (other.period if other else NO_PERIOD)


def _holds(span: PeriodSpan, instant_us: int) -> bool:
    start_us, end_us = span.start_us, span.end_us
    return start_us is None or end_us is None or start_us <= instant_us < end_us
