"""The verb limits, done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.model import Spot, Usage
from core.services.setup import limit_of
from core.store import Store
from harness.scenario import operator
from harness.scenario.effects import Effect
from harness.scenario.limit_steps import GroupLimit, Limits, Reset
from harness.scenario.run import REFUSALS, Result, Run
from harness.scenario.serving import ask


async def limits(run: Run, step: Limits) -> None:
    """Set, reset, ask."""
    if step.set_ is not None:
        await _set(run, step.set_)
    elif step.reset is not None:
        await _reset(run, step.reset)
    elif step.ask is not None:
        wanted = step.ask
        use = Usage(wanted.sheets, wanted.fee, wanted.staples)
        try:
            work = run.need_server().limits.admit(wanted.account, wanted.printer, use)
            decision = await run.unless_crashed(work)
        except REFUSALS as error:
            run.outcome = {"": Result(str(error))}
        else:
            run.outcome = {"": Result(decision.reason if decision is not None and decision.exceeded else "")}


async def _set(run: Run, step: GroupLimit) -> None:
    limit = None if step.limit == "none" else step.limit
    words: dict[str, Any] = {
        "group": step.group,
        "limit": None if limit is None else operator.limit(limit),
        "for_each": step.for_each,
    }

    def accept(at_us: int) -> None:
        run.told("group limit", at_us=at_us, **words)
        if step.reset_usage:
            run.told("reset group", at_us=at_us, group=step.group)

    work = run.need_server().limits.put_group_limit(
        step.group, limit, for_each=step.for_each, reset_usage=step.reset_usage
    )
    await ask(run, work, _stands(step), accept)


async def _reset(run: Run, step: Reset) -> None:
    server = run.need_server()
    where = {"printer": step.printer, "printer_group": step.printer_group}
    place = Spot(step.printer or "", step.printer_group or "") if any(where.values()) else None
    if step.account is not None:
        work: Any = server.limits.reset(step.account, place)
    else:
        work = server.limits.reset_group(step.group or "", place)
    await ask(run, work, _nothing_used, _accept(run, step, where))


def _accept(run: Run, step: Reset, where: dict[str, str | None]) -> Callable[[int], None]:
    def accept(at_us: int) -> None:
        if step.account is not None:
            run.told("reset", at_us=at_us, id=step.account, **where)
        else:
            run.told("reset group", at_us=at_us, group=step.group, **where)

    return accept


def _stands(step: GroupLimit) -> Effect:
    """The group has this limit."""

    async def holds(store: Store) -> bool:
        known = (await store.limits.group_limits()).get(step.group)
        if known is None or step.limit == "none":
            return known is None and step.limit == "none"
        wanted = limit_of(step.limit)
        told = (wanted.allowance, wanted.caps, wanted.carry_over, step.for_each)
        return told == (known.limit.allowance, known.limit.caps, known.limit.carry_over, known.for_each)

    return holds


async def _nothing_used(store: Store) -> bool:  # noqa: ARG001
    """A reset over which the server died is taken not to have happened: scenarios repeat it."""
    return False
