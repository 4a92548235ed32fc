"""Verbs of the room in which the printers stand: time, power, storage, errors, clocks and cables."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable

from core.config.units import MICROS, LocalDateTime
from emulator import journal
from emulator.network.faults import FaultChain, build_fault
from emulator.printer import Printer
from harness.scenario import steps as verbs
from harness.scenario.run import REFUSALS, Result, Run, StepFailed

_HARMLESS = frozenset(
    (
        *("noop", "late", "duplicate", "clock jump", "full storage"),
        *("wrong counters", "falling counters", "unknown supplies"),
    )
)
"""Faults with which each request is answered all the same."""
_MISCOUNT = frozenset({"wrong counters", "falling counters"})

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


async def advance(run: Run, step: verbs.Advance) -> None:
    """Everything due up to and including the target happens."""
    if step.to == "idle":
        await until_idle(run)
        return
    target_us = run.now_us() + step.by if step.by is not None else target_of(run, step.to)
    if target_us < run.now_us():
        raise StepFailed(f"a time after {local(run, run.now_us())}", f"{local(run, target_us)} is past")
    await run.world.calendar.advance_to(target_us)


def target_of(run: Run, to: LocalDateTime | dt.time | str | None) -> int:
    """The instant of a local date and time, or of the next such time of day."""
    if isinstance(to, LocalDateTime):
        return to.at_us(run.plan.zone)
    assert isinstance(to, dt.time)
    zone = zoneinfo.ZoneInfo(run.plan.zone)
    today = (_EPOCH + dt.timedelta(microseconds=run.now_us())).astimezone(zone).date()
    for days in range(3):
        day = today + dt.timedelta(days=days)
        try:
            at_us = LocalDateTime(day.year, day.month, day.day, to.hour, to.minute, 0, "").at_us(run.plan.zone)
        except ValueError:  # clocks are set forward over it on that day
            continue
        if at_us > run.now_us():
            return at_us
    raise StepFailed(f"a next {to:%H:%M}", "none within three days")


def local(run: Run, at_us: int) -> str:
    """An instant on the scenario's wall clock."""
    return wall(at_us, run.plan.zone)


def wall(at_us: int, zone: str) -> str:
    """An instant on a zone's wall clock."""
    whole, rest = divmod(at_us, MICROS)
    text = (_EPOCH + dt.timedelta(seconds=whole)).astimezone(zoneinfo.ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")
    return f"{text}.{rest // 1000:03d}" if rest else text


async def until_idle(run: Run, *, with_workloads: bool = True) -> None:
    """Moves the calendar until every printer has ended its jobs, those of workloads under way included."""
    while True:
        due = [run.now_us()]
        if with_workloads:
            due += [each.last_us for each in run.workloads if not each.done]
        for printer in run.world.fleet.printers.values():
            if printer.is_on and not printer.idle and not printer.failure:
                due.append(max(busy_until_us(printer), run.now_us()))
        if len(due) == 1:
            return
        await run.world.calendar.advance_to(max(due))


def busy_until_us(printer: Printer) -> int:
    """When the last job in the printer will have ended if nothing intervenes."""
    for event in reversed(printer.journal.events):
        if event[0] == journal.ARRIVED and (due_us := printer.job_state(event[2]).end_due_us) is not None:
            return due_us
    return 0


def power(run: Run, step: verbs.Power) -> None:
    """The mains switch."""
    for name in run.names(step.printer):
        switch(run, name, step.state)


def switch(run: Run, name: str, state: str) -> None:
    """Switches one printer."""
    printer = run.printer(name)
    {"on": printer.power_on, "off": printer.power_off, "cycle": printer.power_cycle}[state]()


def storage(run: Run, step: verbs.Storage) -> None:
    """Formatting at the panel, which may be inhibited, or another disk."""
    printer = run.printer(step.printer)
    try:
        if step.do == "replace":
            printer.replace_storage()
        elif step.do in {"fill", "make room"}:
            printer.storage.is_crowded = step.do == "fill"
        elif not printer.format_storage():
            run.outcome = {step.printer: Result("formatting is inhibited")}
    except REFUSALS as error:
        run.outcome = {step.printer: Result(str(error))}


def busy(run: Run, step: verbs.Busy) -> None:
    """Somebody is at the panel, or leaves it; for the oracle that is as if datagrams were lost meanwhile."""
    names = run.names(step.printer)
    for name in names:
        run.printer(name).is_busy = step.is_
    run.network_is(names, bad=step.is_)


def fail(run: Run, step: verbs.Fail) -> None:
    """A printer error."""
    for name in run.names(step.printer):
        run.printer(name).fail(step.cause)


def repair(run: Run, step: verbs.On) -> None:
    """The error is gone."""
    for name in run.names(step.printer):
        run.printer(name).repair()


def set_clock(run: Run, step: verbs.SetClock) -> None:
    """Somebody sets the printer's own clock."""
    for name in run.names(step.printer):
        run.printer(name).set_clock(step.ahead - step.behind)


def network(run: Run, step: verbs.Network) -> None:
    """Faults from now on."""
    put_faults(run, run.names(step.printers), step.faults)


def heal(run: Run, step: verbs.On) -> None:
    """No faults from now on."""
    put_faults(run, run.names(step.printer), ())


def put_faults(run: Run, names: Iterable[str], faults: Iterable[verbs.FaultSpec]) -> None:
    """The same chain at the edge of each of these printers; none at all heals them."""
    names, faults = list(names), list(faults)
    run.network_is(names, bad=any(fault.kind not in _HARMLESS for fault in faults))
    if any(fault.kind in _MISCOUNT for fault in faults):
        run.miscounting.update(names)
    chain = FaultChain(build_fault(fault.kind, **fault.parameters()) for fault in faults)
    run.world.fleet.faults(names, chain or None)
