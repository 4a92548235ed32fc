"""Who is over a limit, and when the next period ends (LIM-03, LIM-04, LIM-09)."""

from __future__ import annotations

from collections.abc import Callable

from core.clock import Alarm, Calendar
from core.store import Store


class Limits:
    """Asks the ledger for the standings of this instant, and calls ``on_turn`` when the next period has ended.

    What ended while the server was off needs no making up: the first question after its start already counts in
    the period of now.
    """

    def __init__(self, store: Store, calendar: Calendar) -> None:
        self._store = store
        self._calendar = calendar
        self._alarm: Alarm | None = None
        self._turn_us: int | None = None
        self._is_closed = False
        self.on_turn: Callable[[], None] | None = None

    async def exceeded(self) -> frozenset[int]:
        """The Job Account IDs that are over a limit now; the alarm stands at the next turn after it."""
        now_us = self._calendar.now_us()
        decisions = await self._store.decisions(now_us)
        self._appoint(await self._store.next_turn_us(now_us))
        return frozenset(account_id for account_id, decision in decisions.items() if decision.exceeded)

    def close(self) -> None:
        """Take the alarm back, for good."""
        self._appoint(None)
        self._is_closed = True

    def _appoint(self, turn_us: int | None) -> None:
        if self._is_closed or turn_us == self._turn_us:
            return
        if self._alarm is not None:
            self._alarm.cancel()
        self._turn_us = turn_us
        self._alarm = None if turn_us is None else self._calendar.at(turn_us, self._ring, "period end")

    def _ring(self) -> None:
        self._alarm = self._turn_us = None
        if self.on_turn is not None:
            self.on_turn()
