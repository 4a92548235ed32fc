"""Runs one plan in one world: builds the house, does the steps, heals and drains, and has the oracle judge.

The order at the end is that of a proof: faults first (safety), then everything is healed and drained (liveness), then
the checks.
"""

from __future__ import annotations

import asyncio
import shlex
import traceback
from collections.abc import Awaitable, Callable
from typing import Any, Final

from core.config.units import MICROS
from emulator import journal
from harness.oracle import Verdict, judge
from harness.oracle.digest import TraceDigest, outcome_digest
from harness.results import ScenarioResult, StepResult, combine
from harness.scenario import (
    cartridges,
    charging,
    clients,
    finding,
    grouping,
    keeping,
    limiting,
    machines,
    moving,
    operating,
    operations,
    panel,
    policing,
    printing,
    serving,
    traps,
)
from harness.scenario.case import case_of
from harness.scenario.expecting import expect
from harness.scenario.loader import Plan, PlannedStep
from harness.scenario.run import REFUSALS, Run, StepFailed
from harness.scenario.workload import RunningWorkload
from harness.series import series_of
from harness.worlds import SIMULATED, run_in
from harness.worlds.live import LiveWorld
from harness.worlds.simulated import SimulatedWorld
from harness.worlds.stopwatch import Stopwatch
from harness.worlds.world import World

Progress = Callable[[Plan, int, int], None]
"""Called before each step with its index and how many there are; the index after the last means the end phase."""


class Report:
    """What is known of a run so far; it outlives a run that breaks off."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps: list[StepResult] = []
        self.error = ""
        self.verdict: Verdict | None = None
        self.case: dict[str, Any] | None = None
        self.trace = TraceDigest()

    def take(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """An error that no task was there to catch, in a callback say: the run fails by the first of them."""
        error = context.get("exception")
        self.error = self.error or (_told(error) if error is not None else str(context.get("message")))


def run_plan(
    plan: Plan,
    world: str = SIMULATED,
    seed: int | None = None,
    *,
    progress: Progress | None = None,
) -> ScenarioResult:
    """Runs a plan to its verdict. Only Ctrl-C comes out as an exception; the world is closed then, too."""
    seed = plan.scenario.seed if seed is None else seed
    watch = Stopwatch()
    report = Report(plan)

    async def main() -> None:
        await _main(plan, _world(plan, world, seed), report, progress)

    try:
        run_in(world, main)
    except Exception as error:  # a verdict comes out whatever went wrong inside
        report.error = report.error or _told(error)
    return _result(report, world, seed, watch.seconds())


def _world(plan: Plan, name: str, seed: int) -> World:
    if name == SIMULATED:
        low, high = plan.scenario.network.latency
        return SimulatedWorld(seed, plan.start_us, latency_us=(low, high), on_disk=plan.scenario.database == "file")
    return LiveWorld(seed, plan.start_us, snmp_port=0, raw_port=0)


async def _main(plan: Plan, world: World, report: Report, progress: Progress | None) -> None:
    run = Run(plan, world)
    asyncio.get_running_loop().set_exception_handler(report.take)
    try:
        if world.name == SIMULATED:
            world.network.tap = report.trace.add
        await build(run)
        try:
            await _do_steps(run, report, progress)
            if progress is not None:
                progress(plan, len(plan.steps), len(plan.steps))
            await _finish(run, report)
        finally:
            await run.stop_server()
    finally:
        await world.close()


# --- the beginning --------------------------------------------------------------------------------------


async def build(run: Run) -> None:
    """Fleet, network, server, fees, accounts, registrations. Anything refused here raises."""
    plan = run.plan
    for name, entry in plan.printers.items():
        run.connect(name, entry)
    await run.world.start()
    await run.start_server()
    day, after = run.closing.values()
    run.told("closing day", day=day, after_as_this_month=after)
    keeping.tell_keeping(run)
    for definition in plan.scenario.fees:
        await run.define_fees(definition)
    for account in plan.scenario.accounts:
        await run.put_account(account)
    for name, entry in plan.printers.items():
        if entry.registered:
            await run.register(name, entry)
    await run.world.calendar.settle()
    if plan.scenario.network.faults:
        operating.put_faults(run, run.names(["all"]), plan.scenario.network.faults)


# --- the steps ------------------------------------------------------------------------------------------


async def _do_steps(run: Run, report: Report, progress: Progress | None) -> None:
    steps = run.plan.steps
    for index, planned in enumerate(steps):
        if progress is not None:
            progress(run.plan, index, len(steps))
        following = steps[index + 1] if index + 1 < len(steps) else None
        result = await _do(run, planned, following)
        report.steps.append(result)
        if result.ok is False and planned.step.verb != "expect":
            report.steps += [_untouched(each) for each in steps[index + 1 :]]
            return


def _untouched(planned: PlannedStep) -> StepResult:
    return StepResult(planned.line, planned.text, None, covers=planned.step.covers, file=planned.file)


async def _do(run: Run, planned: PlannedStep, following: PlannedStep | None) -> StepResult:
    step, at_us = planned.step, run.now_us()
    base = StepResult(planned.line, planned.text, None, covers=step.covers, at_us=at_us, file=planned.file)
    if step.expect is None:
        run.outcome = {}
    try:
        if step.verb in SETTINGS and await _dies_before_the_next_second(run):
            return base
        await VERBS[step.verb](run, getattr(step, step.verb), planned)
        await run.world.calendar.settle()
        if step.expect is None:
            _need_attention(run, following)
    except StepFailed as failed:
        return base._replace(
            ok=False, expected=failed.expected, actual=failed.actual, timeline=failed.timeline, rule=failed.rule
        )
    except REFUSALS as error:
        return base._replace(ok=False, expected="the step to be done", actual=str(error))
    return base._replace(ok=True if step.expect is not None else None)


async def _dies_before_the_next_second(run: Run) -> bool:
    """Comes to the next second; whether a crash that was to come came on the way, so that nobody is left to ask."""
    server = run.server
    await run.world.calendar.advance_to((run.now_us() // MICROS + 1) * MICROS)
    return run.server is not server


def _need_attention(run: Run, following: PlannedStep | None) -> None:
    """A refusal that the next step does not speak of is a failure: nothing goes wrong in silence."""
    refused = {name: result.error for name, result in run.outcome.items() if result.error}
    if not refused:
        return
    next_expect = following.step.expect if following is not None else None
    if next_expect is not None and next_expect.subject in {"outcome", "job"}:
        return
    told = "; ".join(f"{name}: {error}" if name else error for name, error in refused.items())
    raise StepFailed("the step to go well, or an expect: {outcome: …} behind it", told)


async def _workload(run: Run, step: Any, _: PlannedStep) -> None:
    run.workloads.append(RunningWorkload(run, step))


def _now(do: Callable[[Run, Any], None]) -> Callable[[Run, Any, PlannedStep], Awaitable[None]]:
    async def verb(run: Run, step: Any, _: PlannedStep) -> None:
        do(run, step)

    return verb


def _later(do: Callable[[Run, Any], Awaitable[None]]) -> Callable[[Run, Any, PlannedStep], Awaitable[None]]:
    async def verb(run: Run, step: Any, _: PlannedStep) -> None:
        await do(run, step)

    return verb


async def _print(run: Run, step: Any, planned: PlannedStep) -> None:
    await printing.print_(run, step, planned.file)


async def _workstation(run: Run, step: Any, planned: PlannedStep) -> None:
    clients.change(run, step, planned.file)


VERBS: Final[dict[str, Callable[[Run, Any, PlannedStep], Awaitable[None]]]] = {
    "print": _print,
    "workload": _workload,
    "cancel": _later(printing.cancel),
    "advance": _later(operating.advance),
    "expect": _later(expect),
    "panel": _later(panel.panel),
    "power": _now(operating.power),
    "storage": _now(operating.storage),
    "busy": _now(operating.busy),
    "fail": _now(operating.fail),
    "repair": _now(operating.repair),
    "trouble": _now(machines.trouble),
    "clear": _now(machines.clear),
    "paper": _now(machines.paper),
    "supply": _now(machines.supply),
    "caretaker": _now(machines.caretaker),
    "cards": _now(machines.cards),
    "hold": _now(machines.hold),
    "release": _now(machines.release),
    "set_clock": _now(operating.set_clock),
    "network": _now(operating.network),
    "heal": _now(operating.heal),
    "server": _later(serving.server),
    "acquire": _later(serving.acquire),
    "provision": _later(serving.provision),
    "tell_time": _later(serving.tell_time),
    "account": _later(grouping.accounts),
    "printer_group": _later(grouping.printer_group),
    "user_group": _later(grouping.user_group),
    "ids": _later(grouping.ids),
    "users": _later(grouping.users),
    "limits": _later(limiting.limits),
    "fees": _later(charging.fees),
    "toner": _now(cartridges.toner),
    "closing_day": _later(keeping.closing_day),
    "delete_log": _later(serving.delete_log),
    "keep_log": _later(keeping.keep_log),
    "register_": _later(serving.register),
    "unregister": _later(serving.unregister),
    "acquisition": _later(serving.acquisition),
    "printer": _later(finding.change),
    "scopes": _later(finding.scopes),
    "search": _later(finding.search),
    "relocate": _now(finding.relocate),
    "fit": _now(finding.fit),
    "refresh": _later(finding.refresh),
    "import_printers": _later(finding.import_printers),
    "rival": _later(serving.rival),
    "trap": _later(traps.trap),
    "decommission": _later(operations.decommission),
    "backup": _later(moving.backup),
    "restore": _later(moving.restore),
    "workstation": _workstation,
    "policies": _later(policing.policies),
}


SETTINGS: Final = frozenset(
    {
        "account",
        "fees",
        "closing_day",
        "register_",
        "unregister",
        "printer_group",
        "user_group",
        "ids",
        "users",
        "limits",
    }
)
"""Verbs after which things count differently. Printers date jobs by the second: each comes in a second of its own."""

# --- the end --------------------------------------------------------------------------------------------


async def _finish(run: Run, report: Report) -> None:
    """Heal, power on, let all jobs end, drain; then the oracle."""
    for workload in run.workloads:
        workload.cancel()
    run.world.moments.forget()
    operating.put_faults(run, run.world.fleet.printers, ())
    await run.world.calendar.settle()
    for name, printer in run.world.fleet.printers.items():
        printer.is_busy = False
        operating.switch(run, name, "on")
        printer.put_right()
        for held in printer.held:
            printer.cancel(held)
    if run.server is None:
        await run.start_server()
    await operating.until_idle(run, with_workloads=False)
    problems = await run.need_server().drain()
    await run.world.calendar.settle()
    for printer in run.world.fleet.printers.values():
        printer.report_life()
    report.case = case_of(run, moving.union(run.former, await run.snapshot()), drained=not problems, problems=problems)
    report.verdict = judge(report.case)


def _result(report: Report, world: str, seed: int, wall_s: float) -> ScenarioResult:
    plan, case = report.plan, report.case
    journals = case["journals"] if case else {}
    steps = tuple(report.steps)
    return ScenarioResult(
        file=plan.path,
        title=plan.title,
        about=plan.scenario.about,
        world=world,
        seed=seed,
        verdict=combine(steps, report.verdict, report.error),
        steps=steps,
        checks=report.verdict.checks if report.verdict else (),
        covers=_covers(steps),
        wall_s=wall_s,
        jobs=len(case["history"]) if case else 0,
        sheets=sum(event[0] == journal.SHEET for events in journals.values() for event in events),
        outcome_digest=outcome_digest(case) if case else "",
        trace_digest=report.trace.hexdigest() if world == SIMULATED else "",
        replay=f"pressroom run {shlex.quote(plan.path)} --seed {seed}" + (" --live" if world != SIMULATED else ""),
        series=series_of(case) if case else ScenarioResult._field_defaults["series"],
        started_us=plan.start_us,
        ended_us=case["ended_us"] if case else None,
        zone=plan.zone,
        error=report.error,
    )


def _covers(steps: tuple[StepResult, ...]) -> dict[str, bool]:
    """A row is proven when every expectation that names it held."""
    rows: dict[str, bool] = {}
    for step in steps:
        for row in step.covers:
            rows[row] = rows.get(row, True) and step.ok is True
    return rows


def _told(error: BaseException) -> str:
    """An error in one line, with the place in our code where it arose."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
    said = str(error).strip() or "no message"
    if isinstance(error, REFUSALS):
        return said
    return f"{type(error).__name__}: {said}{place}"
