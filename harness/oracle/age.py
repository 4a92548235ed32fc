"""What may go from the ledger because of its age (LOG-22): personal text by days, log months by months."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from harness.oracle.operator import Operator
from harness.oracle.periods import Closing, log_month

DAY_US = 86_400_000_000


class Age:
    """What the operator has said of how long things are kept, over time."""

    def __init__(self, operator: Operator, zone: str, closing: Sequence[Closing], ended_us: int) -> None:
        self._zone = zone
        self._closing = closing
        self._spans: list[tuple[int, int, int | None, int | None]] = []  # from, to, days of text, months of log
        changes = [*operator.keeping, (ended_us, None, None)]
        for (at_us, days, months), (until_us, _, _) in pairwise(changes):
            self._spans.append((at_us, until_us, days, months))

    def may_erase(self, accounted_us: int) -> bool:
        """Whether the personal text of a job was ever old enough."""
        return any(days is not None and accounted_us + days * DAY_US <= until for _, until, days, _ in self._spans)

    def may_delete(self, month: str | None, at_us: int) -> bool:
        """Whether a whole log month was old enough to be deleted at an instant."""
        if month is None:
            return False
        age = _number(log_month(at_us, self._zone, self._closing)) - _number(month)
        return any(
            months is not None and since <= at_us <= until and age > months for since, until, _, months in self._spans
        )


def _number(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number)
