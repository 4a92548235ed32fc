"""Pools of usage: what counts together against one limit, and which Job Account IDs that shuts out where (LIM-07)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from core.model.accounts import Account, Allowance, Limit, Standing, Usage
from core.model.metering import UNGROUPED, Held, Holder, Pooled, Scope
from core.model.periods import PeriodSpan
from core.rules.limits import NOTHING, effective, stand
from core.rules.metering import scope_of
from core.rules.periods import period_at
from core.store.meter import Meter, UsageKey, holds

_NOWHEN: Final = PeriodSpan(0, 0, 0)


class Pool:
    """What is counted together against one limit; remembers what does not change from one question to the next."""

    __slots__ = ("_effective", "_span", "limit", "usages")

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.usages: dict[int, Usage] = {}
        self._span = _NOWHEN
        self._effective: tuple[int, Allowance] | None = None

    def add(self, number: int, use: Usage) -> None:
        """Count it; what falls into an earlier period restates what was carried over since."""
        self.usages[number] = self.usages.get(number, NOTHING).plus(use)
        if self._effective is not None and number < self._effective[0]:
            self._effective = None

    def span(self, now_us: int) -> PeriodSpan:
        """The period that holds an instant."""
        if not holds(self._span, now_us):
            self._span = period_at(self.limit.period, now_us)
        return self._span

    def standing(self, now_us: int) -> Standing:
        """As :func:`core.rules.limits.standing`."""
        span = self.span(now_us)
        if self._effective is None or self._effective[0] != span.number:
            self._effective = (span.number, effective(self.limit, self.usages, span.number))
        return stand(self._effective[1], self.usages.get(span.number, NOTHING), span)


class PoolBook:
    """All pools, made from the accounts' meters when somebody asks, and kept in step from then on."""

    def __init__(
        self,
        meters: Callable[[Holder], Iterable[Meter]],
        held_by: Callable[[Account], Held],
        group_of: Callable[[int], int | None],
        moves: Callable[[], int],
    ) -> None:
        """``meters``: those that a holder's usage is the sum of; ``group_of``: the group a printer's usage counts in.

        ``moves`` grows whenever printers go from one group to another.
        """
        self._meters = meters
        self._held_by = held_by
        self._group_of = group_of
        self._moves = moves
        self._seen_moves = moves()
        self._pools: dict[Holder, dict[Scope, Pool]] = {}

    def forget(self, holder: Holder) -> None:
        """A holder's limit, members or usage changed otherwise than by a job."""
        self._pools.pop(holder, None)

    def forget_all(self) -> None:
        """Groups changed."""
        self._pools.clear()

    def count(self, account: Account, at: UsageKey, use: Usage) -> None:
        """A job was counted by its account's meter."""
        self._look_for_moves()
        held = self._held_by(account)
        pools = self._pools.get(held.holder)
        if pools is not None and held.limit is not None:
            self._pool(pools, held, at[0]).add(at[1], use)

    def pools(self, held: Held) -> Mapping[Scope, Pool]:
        """A holder's pools wherever something was used; the one of ungrouped printers always. None without a limit."""
        if held.limit is None:
            return {}
        self._look_for_moves()
        known = self._pools.get(held.holder)
        if known is None:
            known = self._pools[held.holder] = {UNGROUPED: Pool(held.limit)}
            for meter in self._meters(held.holder):
                for (printer_key, number), used in meter.usages.items():
                    self._pool(known, held, printer_key).add(number, used)
        return known

    def on(self, held: Held, printer_key: int) -> Pool | None:
        """The pool that counts on a printer; None without a limit."""
        pools = self.pools(held)
        if held.limit is None:
            return None
        return pools.get(self.scope(held, printer_key)) or Pool(held.limit)

    def scope(self, held: Held, printer_key: int) -> Scope:
        """Where usage on a printer counts."""
        return scope_of(printer_key, self._group_of(printer_key), alone=held.alone)

    def standings(self, helds: Iterable[Held], now_us: int) -> Iterator[Pooled]:
        """Where everybody stands everywhere."""
        for held in helds:
            for scope, pool in self.pools(held).items():
                yield Pooled(held.holder, scope, pool.limit, pool.standing(now_us))

    def next_turn_us(self, helds: Iterable[Held], now_us: int) -> int | None:
        """The next end of a period of any limit."""
        ends = (self.pools(held)[UNGROUPED].span(now_us).end_us for held in helds if held.limit is not None)
        return min((end for end in ends if end is not None), default=None)

    def _look_for_moves(self) -> None:
        if self._moves() != self._seen_moves:
            self._seen_moves = self._moves()
            self.forget_all()

    def _pool(self, pools: dict[Scope, Pool], held: Held, printer_key: int) -> Pool:
        scope = self.scope(held, printer_key)
        pool = pools.get(scope)
        if pool is None:
            assert held.limit is not None
            pool = pools[scope] = Pool(held.limit)
        return pool
