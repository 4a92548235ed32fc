"""One account's usage by printer and period in memory, in step with the table `usage`."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable

from core.model.accounts import Account, Usage
from core.model.periods import Period, PeriodSpan
from core.rules.limits import NOTHING, counts
from core.rules.periods import period_at

UsageKey = tuple[int, int]
"""Printer and number of the period."""


class Meter:
    """Counts what an account uses in the periods of the limit that it prints under; one endless period without."""

    __slots__ = ("_span", "account", "period", "resets", "usages")

    def __init__(self, account: Account, period: Period, usages: dict[UsageKey, Usage], resets: Resets) -> None:
        self.account = account
        self.period = period
        self.usages = usages
        self.resets = resets
        self._span = PeriodSpan(0, 0, 0)

    def period_number(self, printer_key: int, accounted_us: int) -> int | None:
        """The period in which a job counts; None when a reset has wiped it."""
        span = self._span
        if not holds(span, accounted_us):
            span = self._span = period_at(self.period, accounted_us)
        if self.resets and not counts(accounted_us, span, self.resets.of(printer_key)):
            return None
        return span.number

    def add(self, at: UsageKey, use: Usage) -> None:
        """Count it."""
        self.usages[at] = self.usages.get(at, NOTHING).plus(use)

    def take(self, account: Account, period: Period) -> None:
        """The account as it is now; the usages are to be counted anew if the period is another."""
        self.account = account
        self.period = period
        self._span = PeriodSpan(0, 0, 0)

    def total(self) -> dict[int, Usage]:
        """Usage by period, on all printers together."""
        total: dict[int, Usage] = {}
        for (_, number), used in self.usages.items():
            total[number] = total.get(number, NOTHING).plus(used)
        return total


class Resets:
    """The instants at which an account's usage was set back, everywhere or on one printer."""

    __slots__ = ("_by_printer", "everywhere")

    def __init__(self, entries: Iterable[tuple[int | None, int]] = ()) -> None:
        """``entries``: printer (None: everywhere) and instant."""
        self.everywhere: list[int] = []
        self._by_printer: dict[int, list[int]] = {}
        for printer_key, at_us in entries:
            self.add(printer_key, at_us)

    def __bool__(self) -> bool:
        return bool(self.everywhere or self._by_printer)

    def add(self, printer_key: int | None, at_us: int) -> None:
        """One more."""
        insort(self.everywhere if printer_key is None else self._by_printer.setdefault(printer_key, []), at_us)

    def of(self, printer_key: int) -> list[int]:
        """Those that concern a printer, ascending."""
        own = self._by_printer.get(printer_key)
        return sorted(self.everywhere + own) if own else self.everywhere

    def entries(self) -> list[tuple[int | None, int]]:
        """All of them, as they came in."""
        found: list[tuple[int | None, int]] = [(None, at_us) for at_us in self.everywhere]
        return found + [(key, at_us) for key, instants in sorted(self._by_printer.items()) for at_us in instants]


def holds(span: PeriodSpan, instant_us: int) -> bool:
    """Whether an instant lies in a period."""
    start_us, end_us = span.start_us, span.end_us
    return start_us is None or end_us is None or start_us <= instant_us < end_us
