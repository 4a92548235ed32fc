"""The verbs backup and restore: the server moves to another machine (PRN-16, PRN-20).

The machine before keeps its ledger. At the end the oracle is given the union of both, in which each record must stand
once: nothing is lost on the move, and nothing comes twice.
"""

from __future__ import annotations

from typing import Any

from core.model.errors import PressroomError
from core.services.backup_file import read_backup, write_backup
from harness.scenario.operation_steps import BackUp, Restore
from harness.scenario.run import Result, Run, StepFailed

_PREVIOUS = "acquired by previous server"


async def backup(run: Run, step: BackUp) -> None:
    """The settings are backed up under a name."""
    content, secrets = await run.need_server().store.operations.backup()
    run.backups[step.as_] = write_backup(content, secrets, step.passphrase, run.world.chance)


async def restore(run: Run, step: Restore) -> None:
    """Another machine takes the server's place; the one before is stopped, if it still runs."""
    octets = run.backups.get(step.backup)
    if octets is None:
        raise StepFailed(f"a backup {step.backup}", "there is none")
    try:
        read = read_backup(octets, step.passphrase)
    except PressroomError as error:
        run.outcome = {"": Result(str(error))}
        return
    run.former.append(await run.snapshot())
    await run.stop_server()
    run.world.machine += 1
    store = await run.world.open_store()
    states = await store.operations.restore(read.content, read.secrets)
    await store.close()
    await run.start_server()
    passwords = {}
    for name in states:
        right = run.printer(name).model.admin_password
        if read.secrets is None or step.admin_password is not None:
            passwords[name] = right if step.admin_password is None else step.admin_password
    results = await run.need_server().take_up(states, passwords)
    run.outcome = {name: Result(why) for name, why in results.items()}


def union(former: list[dict[str, Any]], last: dict[str, Any]) -> dict[str, Any]:
    """The ledgers of all machines as one: the settings of the last, the records of all of them.

    A gap "acquired by previous server" stands for what the machine before has, and gives way to it.
    """
    merged = dict(last)
    for machine, before in enumerate(reversed(former), start=1):
        held = {(row["stream"], row["sequence"] + part) for row in before["jobs"] for part in range(row["parts"])}
        gaps, counted = [], {(gap["stream"], gap["first"], gap["cause"], gap["noticed_us"]) for gap in before["gaps"]}
        elsewhere = set()
        for gap in merged["gaps"]:
            span = [] if gap["last"] is None or gap["first"] is None else range(gap["first"], gap["last"] + 1)
            if gap["cause"] == _PREVIOUS and span and all((gap["stream"], at) in held for at in span):
                elsewhere |= {(gap["stream"], at) for at in span}
            elif (gap["stream"], gap["first"], gap["cause"], gap["noticed_us"]) not in counted:
                gaps.append(gap)
        old = [
            {**row, "elsewhere": True} if (row["stream"], row["sequence"]) in elsewhere else row
            for row in before["jobs"]
        ]
        known = {stream["stream"] for stream in merged["streams"]}
        merged["jobs"] = [*old, *({"machine": machine, **row} for row in merged["jobs"])]
        merged["gaps"] = [*before["gaps"], *gaps]
        merged["streams"] = [*(each for each in before["streams"] if each["stream"] not in known), *merged["streams"]]
        read = {(each["stream"], each["position"]) for each in before["readings"]}
        new = [each for each in merged["readings"] if (each["stream"], each["position"]) not in read]
        merged["readings"] = [*before["readings"], *new]
    return merged
