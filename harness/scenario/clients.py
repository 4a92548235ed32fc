"""The verb workstation, and what the client software at a workstation puts into a printed job (CLT-01 to CLT-08)."""

from __future__ import annotations

from pathlib import Path

from core.config.strict_yaml import BadInputFile
from core.model.errors import BadInput
from core.wire.setup import STANDARD
from harness.clients import workstation as clients
from harness.clients.workstation import NONE, AccountData, account_data
from harness.scenario.expect import Expect
from harness.scenario.findings import Findings
from harness.scenario.history import Order
from harness.scenario.run import Result, Run, StepFailed
from harness.scenario.stations import From, StationChange, as_set
from harness.scenario.steps import Print


def change(run: Run, step: StationChange, file: str) -> None:
    """Somebody works at the computer's client software; all of it is done, or nothing."""
    station = run.stations[step.name]
    try:
        if step.update_driver:
            station = clients.update_driver(station)
        if step.delete_ids is not None:
            station = clients.delete_ids(station, None if step.delete_ids == "all" else step.delete_ids)
        run.stations[step.name] = as_set(station, step, Path(file).parent)
    except (BadInput, BadInputFile) as error:
        run.outcome = {step.name: Result(str(error))}


def sent_from(run: Run, source: From, order: Order, step: Print) -> Order:
    """The order as it leaves that workstation."""
    data = whose(run, source)
    if source.without_driver:
        return order._replace(user="", document="", host="", application="", bare=True, setup=STANDARD)
    host = step.host if "host" in step.model_fields_set else source.workstation
    return order._replace(account=data.account, user=data.user, login=source.login, host=host)


def whose(run: Run, source: From) -> AccountData:
    """What goes into a job from there. Raises StepFailed when the person's answer and the window do not go together."""
    if source.without_driver:
        return NONE
    station = run.stations[source.workstation]
    answer = source.answer and source.answer.entry
    if answer is not None and not station.asks:
        raise StepFailed(f"a window at {station.name} that asks for an answer", f"none comes up in mode {station.mode}")
    if answer is None and station.asks:
        raise StepFailed(f"an answer to the window at {station.name}", "nobody answers it")
    return account_data(station, source.login, answer)


async def look(run: Run, step: Expect, findings: Findings) -> None:
    """What is set at the computer."""
    station = run.stations[str(step.workstation)]
    findings.word("mode", step.mode, None if station.mac else station.mode)
    findings.amount("ids", step.ids, len(station.ids))
    if step.listed is not None:
        findings.word("listed", " | ".join(step.listed), " | ".join(map(str, station.ids)))
