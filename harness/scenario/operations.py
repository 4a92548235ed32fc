"""The verbs about operating a server: its end (PRN-24)."""

from __future__ import annotations

from core.model.errors import PressroomError
from harness.scenario.operation_steps import Decommission
from harness.scenario.run import Result, Run


async def decommission(run: Run, step: Decommission) -> None:
    """The server gives its printers back and ends for good, or refuses."""
    try:
        problems = await run.need_server().decommission(force=step.force)
    except PressroomError as error:
        run.outcome = {"": Result(str(error))}
        return
    run.outcome = {name: Result(problems.get(name, "")) for name in run.registered} or {"": Result()}
    for name in list(run.registered):
        del run.registered[name]
        run.told("remove printer", printer=name)
