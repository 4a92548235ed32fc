"""Who is over a limit, and when the next period ends (LIM-03, LIM-04, LIM-09)."""

from __future__ import annotations

from collections.abc import Callable

from core.clock import Alarm, Calendar
from core.model.metering import ShutOut
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

    async def shut_out(self) -> ShutOut:
        """The Job Account IDs that are over a limit now, by printer; the alarm stands at the next turn after it.

        Who is to be told of it stands in the outbox by then (LIM-08).
        """
        settled = await self._store.limits.settle(self._calendar.now_us())
        self._appoint(settled.next_turn_us)
        return settled.shut_out

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
