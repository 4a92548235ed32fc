"""Settings of the whole ledger."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.fees import Rounding
from core.model.periods import MONTH_END_CLOSING, ClosingDay


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """The accounting zone (IANA), the currency (ISO 4217), the edition, and the history of closing days.

    ``rounding`` and its step are for fee definitions that name none of their own (FEE-06).
    """

    zone: str = "UTC"
    currency: str = "EUR"
    edition: str = "enterprise"
    closing: tuple[ClosingDay, ...] = MONTH_END_CLOSING
    rounding: Rounding = Rounding.HALF_UP
    rounding_micros: int = 1
