"""Who used how much, and has how much left (JID-09), in the shape of docs/ledger-snapshot.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from core.model.accounts import Account, Allowance, Standing, Usage
from core.model.metering import UNGROUPED, Holder, LimitEvent, Pooled, Scope
from core.rules.limits import NOTHING, stand
from core.rules.periods import period_at
from core.store.accounts import AccountBook
from core.store.limit_book import LimitBook
from core.store.meter import Meter
from core.store.standing_words import standing_words

_UNLIMITED: Final = Allowance()


def status_rows(limits: LimitBook, accounts: AccountBook, now_us: int) -> list[dict[str, Any]]:
    """A row for each limit and place, and for whoever prints under no limit of his own; groups come last."""
    pooled: dict[Holder, list[Pooled]] = {}
    for each in limits.pooled(now_us):
        pooled.setdefault(each.holder, []).append(each)
    rows = []
    for account in accounts.all():
        meter, held = accounts.meters[account.key], accounts.held(account)
        under = "" if held.holder.group_key is None else limits.name_of(held.holder)
        who = {"account": account.id, "user_group": None, "name": account.name, "under": under}
        if held.limit is not None and not under:
            stands = [(each.scope, each.standing) for each in pooled[held.holder]]
        else:
            stands = list(_own_use(accounts, account, meter, now_us))
        over = {each.scope for each in pooled.get(held.holder, ()) if each.standing.exceeded}
        rows += [who | _row(limits, scope, standing, is_over=scope in over) for scope, standing in stands]
    groups = sorted((limits.name_of(holder), holder) for holder in pooled if holder.group_key is not None)
    for name, holder in groups:
        who = {"account": None, "user_group": name, "name": name, "under": ""}
        rows += [who | _row(limits, each.scope, each.standing) for each in pooled[holder]]
    return rows


def event_words(event: LimitEvent, limits: LimitBook) -> dict[str, Any]:
    """An entry of the outbox."""
    is_group = event.holder.group_key is not None
    return {
        "key": event.key,
        "at_us": event.at_us,
        "kind": event.kind.value,
        "account": None if is_group else limits.id_of(event.holder),
        "user_group": event.who if is_group else None,
        "printer_group": event.place if _is_group(event.scope) else None,
        "printer": event.place if event.scope.printer_key is not None else None,
        "reason": event.reason,
        "addresses": list(event.addresses),
    }


def _own_use(accounts: AccountBook, account: Account, meter: Meter, now_us: int) -> Iterator[tuple[Scope, Standing]]:
    """What an account used itself in the period that runs, where nothing limits it or its group's limit does."""
    held, span = accounts.held(account), period_at(meter.period, now_us)
    used: dict[Scope, Usage] = {UNGROUPED: NOTHING}
    for (printer_key, number), each in meter.usages.items():
        if number == span.number:
            scope = accounts.pools.scope(held, printer_key)
            used[scope] = used.get(scope, NOTHING).plus(each)
    for scope, total in used.items():
        yield scope, stand(_UNLIMITED, total, span)


def _is_group(scope: Scope) -> bool:
    return scope.group_key is not None and scope.printer_key is None


def _row(limits: LimitBook, scope: Scope, stands: Standing, *, is_over: bool = False) -> dict[str, Any]:
    stands = stands._replace(exceeded=stands.exceeded or is_over)  # a member is shut out with his group
    left = {f"remaining_{name}": value for name, value in stands.remaining._asdict().items()}
    span = {"start_us": stands.period.start_us, "end_us": stands.period.end_us}
    place = limits.place_name(scope)
    where = {
        "printer_group": place if _is_group(scope) else None,
        "printer": None if _is_group(scope) else place or None,
    }
    return {**where, **standing_words(stands), **left, **span}
