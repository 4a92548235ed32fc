"""Verbs of the server's operator: accounts, fees, printers, acquisition, and the server itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any

from core.config.settings import AccountSettings
from core.wire.id_table import SPECIAL_IDS
from harness.scenario import effects
from harness.scenario import server_steps as server_verbs
from harness.scenario import steps as verbs
from harness.scenario.effects import Effect
from harness.scenario.rival import take
from harness.scenario.run import REFUSALS, Result, Run, StepFailed
from harness.scenario.schema import FleetEntry


async def server(run: Run, step: server_verbs.ServerStep) -> None:
    """Start, stop, crash, or a crash to come."""
    if step.do == "start":
        if run.server is not None:
            raise StepFailed("a server that is down", "it is running")
        run.world.moments.forget()
        await run.start_server()
    elif step.do == "stop":
        run.need_server()
        await run.stop_server()
    elif step.do == "crash":
        run.need_server()
        run.crash_server()
    else:
        run.need_server()
        run.world.moments.after(step.when, step.number, run.crash_server)


async def acquire(run: Run, step: verbs.On) -> None:
    """An immediate acquisition; the outcome of each printer is noted."""
    names = None if step.printer == ("all",) else run.names(step.printer)
    try:
        outcomes = await run.unless_crashed(run.need_server().acquire(names))
    except REFUSALS as error:
        run.outcome = dict.fromkeys(names or [""], Result(str(error)))
    else:
        run.outcome = {
            name: Result("" if each.ok else each.error or "failed", each.fetched)
            for name, each in (outcomes or {}).items()
        }


async def provision(run: Run, step: verbs.On) -> None:
    """Tables are written where they differ."""
    names = None if step.printer == ("all",) else run.names(step.printer)
    undone = await run.unless_crashed(run.need_server().provision(names))
    run.outcome = {name: Result(error) for name, error in (undone or {}).items()}


async def tell_time(run: Run, step: verbs.On) -> None:
    """Printers without a clock are told the time."""
    names = None if step.printer == ("all",) else run.names(step.printer)
    undone = await run.unless_crashed(run.need_server().set_time(names))
    run.outcome = {name: Result(error) for name, error in (undone or {}).items()}


async def account(run: Run, step: server_verbs.Account) -> None:
    """Add, change, remove, reset."""
    server = run.need_server()
    if step.add is not None:
        await _try(run, run.put_account(step.add, new=True))
    elif step.change is not None:
        await _try(run, run.put_account(_changed(run, step.change), reset_usage=step.change.reset_usage))
    elif step.remove is not None:
        number = step.remove

        def forget(at_us: int) -> None:
            run.accounts.pop(number, None)
            run.told("remove account", at_us=at_us, id=number)

        await ask(run, server.remove_account(number), effects.account_is_gone(number), forget)
    elif step.reset is not None:
        stands = effects.reset_stands(step.reset, run.now_us())
        await ask(run, server.reset_usage(step.reset), stands, tell(run, "reset", id=step.reset))


def _changed(run: Run, change: server_verbs.AccountChange) -> AccountSettings:
    current = run.accounts.get(change.id)
    if current is None:
        if change.id not in SPECIAL_IDS:
            raise StepFailed(f"an account {change.id}", "there is none now")
        current = AccountSettings.model_validate({"id": change.id})
    new: dict[str, object] = {}
    if change.name is not None:
        new["name"] = change.name
    if change.restrict is not None:
        new["restrict"] = change.restrict
    if change.limit is not None:
        new["limit"] = None if change.limit == "none" else change.limit
    flags = ("alone", "notify_totals", "notify_limit")
    new |= {flag: getattr(change, flag) for flag in flags if getattr(change, flag) is not None}
    return current.model_copy(update=new)


async def delete_log(run: Run, step: server_verbs.DeleteLog) -> None:
    """Part of the log is deleted."""
    printer, month = step.printer, step.month
    work = run.need_server().log.delete(printer, month, step.reason)
    stands = effects.log_is_deleted(printer, month, run.now_us())
    await ask(run, work, stands, tell(run, "delete log", printer=printer, month=month))


async def register(run: Run, step: server_verbs.Register) -> None:
    """The server adds a printer (a new one if a model is given), or claims one again that it knows."""
    if step.model is not None and step.printer not in run.world.fleet.printers:
        run.connect(step.printer, FleetEntry(name=step.printer, model=step.model, address=step.address))
    owner = run.printer(step.printer).owner.id.hex() if step.take_over else ""
    address = "" if step.model is not None else step.address or ""
    await _try(run, run.register(step.printer, step, address=address, take_over_from=owner), step.printer)


async def unregister(run: Run, step: server_verbs.Unregister) -> None:
    """The server ends acquisition and removes printers."""
    for name in _while_it_lives(run, step.printer):
        await _unregister(run, name, step)


async def _unregister(run: Run, name: str, step: server_verbs.Unregister) -> None:
    server = run.need_server()
    if step.stop_first:
        stop = server.stop_acquisition(name, force=step.force)
        if not await _try(run, run.unless_crashed(stop), name):
            return

    def forget(at_us: int) -> None:
        run.registered.pop(name, None)
        if step.delete_log:
            run.told("delete log", at_us=at_us, printer=name, month=None)
        run.told("remove printer", at_us=at_us, printer=name)

    work = server.remove_printer(name, force=step.force, with_ids=step.remove_ids, with_log=step.delete_log)
    await ask(run, work, effects.printer_is_gone(name), forget, name)


async def acquisition(run: Run, step: server_verbs.Acquisition) -> None:
    """Acquisition begins or ends."""
    for name in _while_it_lives(run, step.printer):
        server = run.need_server()
        if step.state == "started":
            await _try(run, run.unless_crashed(server.start_acquisition(name)), name)
        else:
            await _try(run, run.unless_crashed(server.stop_acquisition(name, force=step.force)), name)


async def rival(run: Run, step: server_verbs.Rival) -> None:
    """Another server, with a database of its own, takes printers over and goes away again."""
    for name in run.names(step.printer):
        await _try(run, take(run, name, step.name, acquires=step.acquires), name)


def _while_it_lives(run: Run, selectors: Iterable[str]) -> Iterator[str]:
    """The printers of a step, up to the one at which the server dies. Raises StepFailed when it is down already."""
    run.need_server()
    for name in run.names(selectors):
        if run.server is None:
            return
        yield name


def tell(run: Run, do: str, **settings: Any) -> Callable[[int], None]:
    """What notes for the oracle that something was done."""

    def accept(at_us: int) -> None:
        run.told(do, at_us=at_us, **settings)

    return accept


async def ask(
    run: Run, work: Coroutine[Any, Any, object], stands: Effect, accept: Callable[[int], None], about: str = ""
) -> None:
    """As :meth:`Run.ask`, with a refusal as the outcome."""
    await _try(run, run.ask(work, stands, accept), about)


async def _try(run: Run, work: Coroutine[Any, Any, object], about: str = "") -> bool:
    """Has the server do it and notes the outcome; whether it went well, and the server lives."""
    server = run.server
    try:
        await work
    except REFUSALS as error:
        run.outcome = {**run.outcome, about: Result(str(error) or type(error).__name__)}
        return False
    run.outcome.setdefault(about, Result())
    return run.server is server
