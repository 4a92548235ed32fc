"""What the operator does with fees in a scenario; what the server makes of it itself is told to the oracle too."""

from __future__ import annotations

from collections.abc import Iterable

from harness.scenario import effects, operator
from harness.scenario.fee_steps import Fees
from harness.scenario.run import REFUSALS, Result, Run


async def fees(run: Run, step: Fees) -> None:
    """Define, assign, rename, remove or calculate."""
    server = run.need_server()
    try:
        if step.define is not None:
            await run.define_fees(step.define)
        elif step.assign is not None:
            await _assign(run, step.assign.printer, step.assign.name)
        elif step.rename is not None:
            await run.unless_crashed(server.fees.copy_fees(step.rename.name, step.rename.to))
            await _tell_stored(run, step.rename.to)
        elif step.remove is not None:
            await _remove(run, step.remove)
        elif step.calculate is not None:
            await run.unless_crashed(server.fees.calculate_fees(step.calculate))
            await _tell_stored(run, step.calculate.name)
    except REFUSALS as error:
        run.outcome = {**run.outcome, "": Result(str(error) or type(error).__name__)}
    else:
        run.outcome.setdefault("", Result())


async def _assign(run: Run, printers: Iterable[str], name: str) -> None:
    for printer in run.names(printers):
        if run.server is None:
            return

        def accept(at_us: int, printer: str = printer) -> None:
            run.told("assign fees", at_us=at_us, printer=printer, fees=name)

        await run.ask(run.server.assign_fees(printer, name), effects.fees_are_assigned(printer, name), accept)
        await run.tell_initial_fees(printer, name)


async def _remove(run: Run, name: str) -> None:
    moved = await run.unless_crashed(run.need_server().fees.remove_fees(name))
    for printer in moved or ():
        await run.tell_initial_fees(printer, "initial")
    if run.server is not None:
        run.told("remove fees", name=name)


async def _tell_stored(run: Run, name: str) -> None:
    if run.store is not None:
        saved = next(each for each in await run.store.fee_definitions() if each.name == name)
        run.told("fees", **operator.stored_fees(saved))
